// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { flip } from "../fixtures/bytes.ts";
import { driverFiles } from "../fixtures/driver_package.ts";
import { makeKey } from "../fixtures/keys.ts";
import { long } from "../fixtures/long.ts";
import { file, folder, symlink } from "../fixtures/package_file.ts";
import { skipIf } from "../fixtures/programs.ts";
import { DATA, noData, realPackages } from "../fixtures/snapshot.ts";
import { folderState, runProgram } from "../publish/scene.ts";
import { Desk, SOURCE_FOLDER, VERSION } from "./package_files.ts";

/** The driver's files, which live below /usr/src, and another one there. */
function withFiles(
  ...more: Parameters<typeof driverFiles>[0]["files"] & object
) {
  return [...driverFiles({ version: VERSION }), ...more];
}

const ROOT = `/usr/src/${SOURCE_FOLDER}`;

Deno.test("extract writes the source and says whose it is", async () => {
  await using desk = await Desk.make();
  const { path } = await desk.package("a.rpm");
  const outcome = await desk.extract(path);
  assertEquals([outcome.code, outcome.stderr], [0, ""]);
  assertEquals(
    outcome.stdout,
    `${desk.out}/${SOURCE_FOLDER}  verified  signed 2024-12-18  6 files  ` +
      `key ${desk.fingerprint}\n`,
  );
  assertEquals([...(await desk.written()).keys()].sort(), [
    `${SOURCE_FOLDER}/`,
    `${SOURCE_FOLDER}/Makefile`,
    `${SOURCE_FOLDER}/dkms.conf`,
    `${SOURCE_FOLDER}/neuron_module.c`,
    `${SOURCE_FOLDER}/postinstall`,
    `${SOURCE_FOLDER}/preinstall`,
    `${SOURCE_FOLDER}/share/`,
    `${SOURCE_FOLDER}/share/neuron_driver_shared.h`,
  ]);
  const modeOf = async (name: string) =>
    (await Deno.stat(`${desk.out}/${SOURCE_FOLDER}/${name}`)).mode ?? 0;
  assertEquals(await modeOf("postinstall") & 0o100, 0o100);
  assertEquals(await modeOf("Makefile") & 0o111, 0);
});

Deno.test("extract --all writes every file of the package", async () => {
  await using desk = await Desk.make();
  const { path } = await desk.package("a.rpm", {
    files: withFiles(symlink(`${ROOT}/link`, "share/neuron_driver_shared.h")),
  });
  const outcome = await desk.extract("--all", path);
  assertEquals([outcome.code, outcome.stderr], [0, ""]);
  const name = `aws-neuronx-dkms-${VERSION}-dkms.noarch`;
  const written = await desk.written();
  assertEquals(
    written.get(`${name}${ROOT}/link`),
    "-> share/neuron_driver_shared.h",
  );
  assertEquals(written.has(`${name}/usr/share/aws-neuronx/postinst`), true);
  assertEquals(written.has(`${name}${ROOT}/Makefile`), true);
});

Deno.test("extract --json prints one document", async () => {
  await using desk = await Desk.make();
  const { path } = await desk.package("a.rpm");
  const { code, stdout, stderr } = await desk.extract("--json", path);
  assertEquals([code, stderr], [0, ""]);
  const { packages: [only], failures } = JSON.parse(stdout);
  assertEquals(failures, []);
  assertMatch(only.sha256, /^[0-9a-f]{64}$/);
  assertMatch(only.contentSha256, /^[0-9a-f]{64}$/);
  assertMatch(only.upstreamCommit, /^[0-9a-f]{40}$/);
  const { sha256: _, contentSha256: __, upstreamCommit: ___, ...rest } = only;
  assertEquals(rest, {
    file: path,
    folder: `${desk.out}/${SOURCE_FOLDER}`,
    package: "aws-neuronx-dkms",
    version: VERSION,
    release: "dkms",
    arch: "noarch",
    fingerprint: desk.fingerprint,
    signedAt: "2024-12-18T03:17:48Z",
    files: 6,
  });
});

Deno.test("extract refuses what fails verification and writes nothing", async (t) => {
  const other = await makeKey();
  await using desk = await Desk.make();
  const good = (await desk.package("good.rpm", { module: "other" })).path;
  const { built } = await desk.package("model.rpm");
  const rows: readonly (readonly [string, string, () => Promise<string>])[] = [
    [
      "unsigned",
      "has no signature",
      async () => (await desk.package("b.rpm", { signatures: [] })).path,
    ],
    [
      "signed by another key",
      "not pinned",
      async () => (await desk.package("b.rpm", { key: other })).path,
    ],
    [
      "one bit of the payload",
      "digest",
      () => desk.put("b.rpm", flip(built.bytes, built.headerEnd + 100)),
    ],
    [
      "one bit of the header",
      "digest",
      () => desk.put("b.rpm", flip(built.bytes, built.headerStart + 400)),
    ],
    ["cut", "size", () => desk.put("b.rpm", built.bytes.slice(0, -9))],
    ["empty", "too short", () => desk.put("b.rpm", new Uint8Array())],
    [
      "no package",
      "is not an RPM",
      () => desk.put("b.rpm", new Uint8Array(4096)),
    ],
    [
      "no driver",
      "is not a driver source package",
      async () =>
        (await desk.package("b.rpm", { files: [folder("/opt")] })).path,
    ],
    [
      "a link that leaves",
      "leaves the source",
      async () =>
        (await desk.package("b.rpm", {
          files: withFiles(symlink(`${ROOT}/l`, "../../../etc/passwd")),
        })).path,
    ],
    [
      "a file behind a link",
      "goes through",
      async () =>
        (await desk.package("b.rpm", {
          files: withFiles(
            symlink(`${ROOT}/d`, "share"),
            file(`${ROOT}/d/x`, "x"),
          ),
        })).path,
    ],
    ["git's own folder", "git's own", async () =>
      (await desk.package("b.rpm", {
        files: withFiles(file(`${ROOT}/.git/config`, "x")),
      })).path],
    ["setuid", "not allowed", async () =>
      (await desk.package("b.rpm", {
        files: withFiles(file(`${ROOT}/su`, "x", 0o4755)),
      })).path],
  ];
  for (const [name, words, make] of rows) {
    await t.step(name, async () => {
      const bad = await make();
      for (const files of [[bad], [good, bad], [bad, good]]) {
        const { code, stdout, stderr } = await desk.extract(...files);
        assertEquals([code, stdout], [3, ""], stderr);
        assertStringIncludes(stderr, `error: Cannot extract: ${bad}`);
        assertStringIncludes(stderr, words);
        assertMatch(stderr, /\nhint: .*; nothing was written\n$/);
        assertEquals([...await desk.written()], []);
      }
    });
  }
});

Deno.test("extract --all refuses paths as for the source", async (t) => {
  const rows = [
    ["an absolute link", symlink("/usr/bin/l", "/etc/passwd")],
    ["a link that leaves", symlink("/l", "../x")],
    ["a device", { path: "/dev/x", mode: 0o020644, rdev: 259 }],
    ["sticky", folder("/opt", 0o1777)],
    ["git's own", file("/.git/hooks/post-checkout", "x", 0o755)],
  ] as const;
  for (const [name, bad] of rows) {
    await t.step(name, async () => {
      await using desk = await Desk.make();
      const { path } = await desk.package("a.rpm", { files: withFiles(bad) });
      const { code, stderr } = await desk.extract("--all", path);
      assertEquals(code, 3, stderr);
      assertEquals([...await desk.written()], []);
    });
  }
});

Deno.test("extract names every file that fails verification", async () => {
  await using desk = await Desk.make();
  const { path } = await desk.package("good.rpm");
  const unsigned = (await desk.package("b.rpm", { signatures: [] })).path;
  const args = [path, unsigned, `${desk.root}/in/missing.rpm`];
  const { code, stderr } = await desk.extract(...args);
  assertEquals(code, 3);
  assertEquals(stderr.match(/^error: /gm)?.length, 2);
  assertStringIncludes(stderr, "missing.rpm: there is no such file");
  const json = JSON.parse((await desk.extract("--json", ...args)).stdout);
  assertEquals(json.packages.length, 1);
  assertEquals("folder" in json.packages[0], false);
  assertEquals(
    json.failures.map(({ file, code }: Record<string, string>) => [file, code]),
    [[unsigned, "E_UNSIGNED"], [`${desk.root}/in/missing.rpm`, undefined]],
  );
  assertEquals([...await desk.written()], []);
});

Deno.test("extract and inspect refuse wrong usage", async (t) => {
  const rows: readonly (readonly [string, readonly string[], string])[] = [
    ["no file", ["extract"], "No FILE given"],
    ["no file", ["inspect"], "No FILE given"],
    ["an empty name", ["extract", ""], "An argument is empty"],
    ["two keys", ["extract", "--key", "k", "--repo", "r", "f"], "--repo both"],
    ["two folders", ["extract", "-C", "a", "-C", "b", "f"], "given twice"],
    ["no folder", ["extract", "-C"], "--directory needs a value"],
    ["a short pin", ["extract", "--fingerprint", "ABCD", "f"], "not a full"],
    ["not a URL", ["inspect", "--repo-url", "here", "f"], "is not a URL"],
    ["another command's option", ["inspect", "--all", "f"], "Unknown option"],
    ["a folder for inspect", ["inspect", "-C", "d", "f"], "Unknown option"],
    ["publish with a file", ["publish", "f.rpm"], "Unexpected argument"],
    ["publish with a file after --", ["publish", "--", "f"], "Unexpected"],
  ];
  for (const [name, argv, words] of rows) {
    await t.step(`${name}: ${argv.join(" ")}`, async () => {
      const { code, stdout, stderr } = await runProgram(argv, {});
      assertEquals([code, stdout], [2, ""]);
      assertStringIncludes(stderr, words);
    });
  }
});

Deno.test("extract takes what is after -- as files", async () => {
  await using desk = await Desk.make();
  const { code, stderr } = await desk.extract("--", "--all");
  assertEquals(code, 1);
  assertStringIncludes(stderr, "--all: there is no such file");
});

Deno.test("extract --quiet prints the result alone, --verbose each step", async () => {
  await using desk = await Desk.make();
  const { path } = await desk.package("a.rpm");
  const quiet = await desk.extract("--quiet", path);
  assertEquals([quiet.code, quiet.stderr], [0, ""]);
  assertStringIncludes(quiet.stdout, SOURCE_FOLDER);
  await Deno.remove(`${desk.out}/${SOURCE_FOLDER}`, { recursive: true });
  const verbose = await desk.extract("--verbose", path);
  assertEquals(verbose.stderr, `Verified ${path}\n`);
});

Deno.test({
  ...long(skipIf(noData()).for("extract writes every real package as it is")),
  fn: async () => {
    const out = await Deno.makeTempDir();
    try {
      const files = (await realPackages()).map((url) => url.pathname);
      const key = new URL("GPG-PUB-KEY-AMAZON-AWS-NEURON.PUB", DATA).pathname;
      const args = ["--key", key, "-C", out, "--json"];
      const { code, stdout, stderr } = await runProgram(
        ["extract", ...args, ...files],
        {},
      );
      assertEquals([code, stderr], [0, ""]);
      assertEquals(JSON.parse(stdout).packages.length, files.length);
      const text = await Deno.readTextFile(
        new URL("expected/releases.json", DATA),
      );
      const expected: { sourceRoot: string; files: number }[] = JSON.parse(
        text,
      );
      for (const { sourceRoot, files } of expected) {
        const name = sourceRoot.slice(sourceRoot.lastIndexOf("/") + 1);
        const state = await folderState(`${out}/${name}`);
        const count = [...state.keys()].filter((path) => !path.endsWith("/"));
        assertEquals(count.length, files, name);
      }
      const all = await runProgram(["extract", "--all", ...args, ...files], {});
      assertEquals([all.code, all.stderr], [0, ""]);
    } finally {
      await Deno.remove(out, { recursive: true });
    }
  },
});
