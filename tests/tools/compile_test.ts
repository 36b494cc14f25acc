// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Everything around `deno compile`, which compile:check runs itself.

import { assert, assertEquals } from "@std/assert";
import { UntarStream } from "@std/tar";
import { formatChecksums } from "../../tools/checksums.ts";
import { judge, leastTimes } from "../../tools/compile_budget.ts";
import { officialToolchain } from "../../tools/compile_runtime.ts";
import { importedPackages, trimPackages } from "../../tools/compile_stage.ts";
import { copyTree, filesBelow } from "../../tools/folder.ts";
import { archive, documentation } from "../../tools/release_archive.ts";
import { executableName, PERMISSIONS, TARGETS } from "../../tools/targets.ts";
import { folderState } from "../publish/scene.ts";

const root = new URL("../../", import.meta.url).pathname.replace(/\/$/, "");

const measured = {
  size: 103_500_000,
  emptySize: 97_000_000,
  version: 40,
  empty: 20,
  check: 290,
};

Deno.test("judge() allows what is at the bound and nothing more", () => {
  const holds = (change: Partial<typeof measured>) =>
    judge({ ...measured, ...change }).map((budget) => budget.holds);
  assertEquals(holds({}), [true, true, true]);
  assertEquals(holds({ size: 103_500_001 }), [false, true, true]);
  assertEquals(holds({ version: 40.1 }), [true, false, true]);
  assertEquals(holds({ check: 290.1 }), [true, true, false]);
  assertEquals(holds({ check: NaN }), [true, true, false]);
});

Deno.test("leastTimes() runs each action in turn", async () => {
  const calls: string[] = [];
  const times = await leastTimes(
    2,
    () => Promise.resolve(calls.push("a")),
    () => Promise.resolve(calls.push("b")),
  );
  assertEquals(calls, ["a", "b", "a", "b"]);
  assert(times.every((time) => Number.isFinite(time) && time >= 0));
});

Deno.test("PERMISSIONS let git be run and nothing else", () => {
  const run = PERMISSIONS.filter((option) => option.includes("run"));
  assertEquals(run, ["--allow-run=git"]);
  for (const option of PERMISSIONS) assert(!/all$|-A|sys|ffi/.test(option));
});

Deno.test("TARGETS are six, and Windows has its suffix", () => {
  assertEquals(new Set(TARGETS).size, 6);
  const names = TARGETS.map(executableName);
  assertEquals(names.filter((name) => name.endsWith(".exe")).length, 2);
});

Deno.test("formatChecksums() writes what sha256sum reads", () => {
  const digits = "ab".repeat(32);
  assertEquals(
    formatChecksums(new Map([["a/b", digits], ["c", digits]])),
    `${digits}  a/b\n${digits}  c\n`,
  );
});

Deno.test("officialToolchain() wants deno's site to have this runtime", async () => {
  const asked: string[] = [];
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) => {
      asked.push(new URL(request.url).pathname);
      return new Response(null, { status: asked.length === 1 ? 200 : 404 });
    },
  );
  const site = `http://127.0.0.1:${server.addr.port}/`;
  const toolchain = await officialToolchain(site);
  assertEquals(toolchain?.forRelease, true);
  assertEquals(asked, [
    `/release/v${Deno.version.deno}/denort-${Deno.build.target}.zip`,
  ]);
  assertEquals(await officialToolchain(site), undefined);
  assertEquals(await officialToolchain("http://127.0.0.1:1/"), undefined);
});

Deno.test("archive() makes the same bytes of the same input", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/program`, "an executable");
    const options = {
      folder: "neuron-publish-1.2.3-x",
      target: "x86_64-unknown-linux-gnu",
      executable: `${folder}/program`,
      files: await documentation({
        project: root,
        version: "1.2.3",
        licences: new Map([["@a/b@1.0.0", "Do as you like\n"]]),
      }),
      time: new Date(1_700_000_000_000),
    };
    const once = await new Response(archive(options)).bytes();
    await Deno.utime(`${folder}/program`, 1, 1);
    assertEquals(await new Response(archive(options)).bytes(), once);

    const found = new Map<string, string>();
    for await (
      const { path, header, readable } of ReadableStream.from([once])
        .pipeThrough(new DecompressionStream("gzip"))
        .pipeThrough(new UntarStream())
    ) {
      const { mode = 0, uid, mtime } = header;
      const permissions = (mode & 0o777).toString(8);
      found.set(path, `${permissions} ${uid} ${mtime}`);
      await readable?.cancel();
    }
    const inside = [...found].map(([path, facts]) =>
      `${path.replace("neuron-publish-1.2.3-x/", "")} ${facts}`
    );
    const isPage = (line: string) => line.includes("/neuron-publish/docs/");
    const pages = (await Array.fromAsync(filesBelow(`${root}/docs`)))
      .map((path) => path.slice(root.length + 1));
    assertEquals(
      inside.filter(isPage),
      pages.map((path) => `share/doc/neuron-publish/${path} 644 0 1700000000`),
    );
    assertEquals(inside.filter((line) => !isPage(line)).sort(), [
      "bin/neuron-publish 755 0 1700000000",
      "share/bash-completion/completions/neuron-publish 644 0 1700000000",
      "share/doc/neuron-publish/CHANGELOG.md 644 0 1700000000",
      "share/doc/neuron-publish/LICENSE 644 0 1700000000",
      "share/doc/neuron-publish/README.md 644 0 1700000000",
      "share/doc/neuron-publish/licenses/@a-b@1.0.0 644 0 1700000000",
      "share/doc/neuron-publish/licenses/deno 644 0 1700000000",
      "share/fish/vendor_completions.d/neuron-publish.fish 644 0 1700000000",
      "share/man/man1/neuron-publish.1 644 0 1700000000",
      "share/zsh/site-functions/_neuron-publish 644 0 1700000000",
    ]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("copyTree() and filesBelow() take everything", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${folder}/a/b`, { recursive: true });
    await Deno.writeTextFile(`${folder}/a/b/two`, "2");
    await Deno.writeTextFile(`${folder}/a/one`, "1");
    await copyTree(`${folder}/a`, `${folder}/copy/of/a`);
    assertEquals(
      await folderState(`${folder}/copy/of/a`),
      await folderState(`${folder}/a`),
    );
    assertEquals(
      await Array.fromAsync(filesBelow(`${folder}/a`)),
      [`${folder}/a/b/two`, `${folder}/a/one`],
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("trimPackages() leaves code that is loaded, and reads licences", async () => {
  await using folder = await folderWith({
    "registry/openpgp/6.3.2/package.json": "{}",
    "registry/openpgp/6.3.2/LICENSE": "a licence",
    "registry/openpgp/6.3.2/README.md": "text",
    "registry/openpgp/6.3.2/dist/openpgp.js": "another build",
    "registry/openpgp/6.3.2/dist/node/openpgp.mjs": "code",
    "registry/openpgp/6.3.2/dist/node/openpgp.mjs.map": "map",
    "registry/openpgp/registry.json": "{}",
    "registry/@a/b/1.0.0/index.js": "code",
    "registry/@a/b/1.0.0/index.d.ts": "types",
    "registry/@a/b/1.0.0/Licence.txt": "b licence",
    "registry/c/1.0.0/package.json": '{"license": "ISC"}',
    "registry/unused/1.0.0/package.json": "{}",
    "registry/unused/1.0.0/index.js": "code",
    "registry/unused/1.0.0/LICENSE": "c licence",
  });
  const used = new Set(["openpgp@6.3.2", "@a/b@1.0.0", "c@1.0.0"]);
  const licences = await trimPackages(folder.path, used);
  assertEquals([...licences].sort(), [
    ["@a/b@1.0.0", "b licence"],
    ["c@1.0.0", "ISC, says its package.json\n"],
    ["openpgp@6.3.2", "a licence"],
  ]);
  const left = await Array.fromAsync(filesBelow(folder.path));
  assertEquals(left.map((path) => path.slice(folder.path.length)), [
    "/registry/@a/b/1.0.0/index.js",
    "/registry/c/1.0.0/package.json",
    "/registry/openpgp/6.3.2/dist/node/openpgp.mjs",
    "/registry/openpgp/6.3.2/package.json",
    "/registry/openpgp/registry.json",
    "/registry/unused/1.0.0/package.json",
  ]);
});

Deno.test("importedPackages() follows what packages need", () => {
  const info = {
    modules: [{ npmPackage: "a@1.0.0" }, {}],
    npmPackages: {
      "a@1.0.0": { dependencies: ["b@1.0.0"] },
      "b@1.0.0": { dependencies: ["c@1.0.0", "a@1.0.0"] },
      "c@1.0.0": { dependencies: [] },
      "d@1.0.0": { dependencies: [] },
    },
  };
  assertEquals([...importedPackages(info)].sort(), [
    "a@1.0.0",
    "b@1.0.0",
    "c@1.0.0",
  ]);
  assertEquals(importedPackages({ modules: [] }).size, 0);
});

/** A directory with some files, which goes away with its scope. */
async function folderWith(
  files: Readonly<Record<string, string>>,
): Promise<{ path: string } & AsyncDisposable> {
  const path = await Deno.makeTempDir();
  for (const [name, text] of Object.entries(files)) {
    const file = `${path}/${name}`;
    await Deno.mkdir(file.slice(0, file.lastIndexOf("/")), { recursive: true });
    await Deno.writeTextFile(file, text);
  }
  return {
    path,
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}
