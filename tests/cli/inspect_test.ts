// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import type { RpmInspection } from "../../lib/rpm/inspection.ts";
import { concat, flip } from "../fixtures/bytes.ts";
import { changeEntry, int32 } from "../fixtures/header_builder.ts";
import { long } from "../fixtures/long.ts";
import { file } from "../fixtures/package_file.ts";
import { makeKey } from "../fixtures/keys.ts";
import type { PackageSpec } from "../fixtures/package_spec.ts";
import { skipIf } from "../fixtures/programs.ts";
import { DATA, noData, realPackages } from "../fixtures/snapshot.ts";
import type { Outcome } from "../publish/scene.ts";
import { drivers, runProgram, Scene } from "../publish/scene.ts";
import { Desk, VERSION } from "./package_files.ts";

type Inspected = RpmInspection & {
  readonly file: string;
  readonly upstreamCommit: string | null;
};

function packagesOf({ stdout }: Outcome): Inspected[] {
  return JSON.parse(stdout).packages;
}

/** The lines of a text, but for those of files. */
function linesOf({ stdout }: Outcome): string[] {
  return stdout.trimEnd().split("\n");
}

Deno.test("inspect shows everything about a good package and exits with 0", async () => {
  await using desk = await Desk.make();
  const { path } = await desk.package("a.rpm");
  const outcome = await desk.run("inspect", path);
  assertEquals([outcome.code, outcome.stderr], [0, ""]);
  const text = outcome.stdout;
  for (
    const words of [
      `${path}\n  Verdict       verified\n  Name          aws-neuronx-dkms\n`,
      `  Version       ${VERSION}\n`,
      "  Upstream      ",
      "  RSAHEADER     good, v3 RSA/SHA-256 2024-12-18T03:17:48Z key id ",
      "  SIGPGP        good, v3 RSA/SHA-256 ",
      `by ${desk.fingerprint} Sample Vendor (test key)`,
      "  SHA1HEADER    matches, SHA-1 of header: ",
      "  MD5           matches, MD5 of header and payload: ",
      "  header        RSAHEADER, SIGPGP\n  payload       SIGPGP\n",
      "Files: 11, each has its signed SHA-256 digest\n",
      `  100755       25 /usr/src/aws-neuronx-${VERSION}/postinstall\n`,
    ]
  ) assertStringIncludes(text, words);
  assertEquals(linesOf(outcome).filter((line) => /^[?!]/.test(line)), []);
});

/** What nfpm writes: PAYLOADSIZE is unsigned, and rpm does not look at it. */
const WRONG_ARCHIVE_SIZE: PackageSpec = {
  bend: {
    signatureEntries: (entries) =>
      changeEntry(entries, 1007, () => int32(1007, 1)),
  },
};

const SIZE_NOTE = /PAYLOADSIZE .* says that the payload unpacks to 1 bytes/;

Deno.test("inspect and verify note a wrong archive size", async () => {
  await using desk = await Desk.make();
  const { path } = await desk.package("a.rpm", WRONG_ARCHIVE_SIZE);
  const text = await desk.run("inspect", path);
  assertEquals([text.code, text.stderr], [0, ""]);
  assertMatch(
    text.stdout,
    /\n {2}Verdict {7}verified\n\? Note {10}PAYLOADSIZE /,
  );
  const [only] = packagesOf(await desk.run("inspect", "--json", path));
  assertEquals(only?.verdict, "verified");
  assertEquals(only?.notes.length, 1);
  assertMatch(only?.notes[0] ?? "", SIZE_NOTE);
  assertEquals((await desk.extract(path)).code, 0);

  await using scene = await Scene.make(
    await drivers({ version: VERSION, ...WRONG_ARCHIVE_SIZE }),
  );
  const published = await scene.run("publish");
  assertEquals(published.code, 0, published.stderr);
  const verified = await scene.run("verify", "--json");
  assertEquals(verified.code, 0, verified.stderr);
  const [release] = JSON.parse(verified.stdout).releases;
  assertEquals(release.verdict, "verified-with-notes");
  const notes = release.checks.filter(({ status }: { status: string }) =>
    status === "note"
  );
  assertEquals(notes.length, 1);
  assertEquals(notes[0].code, "package");
  assertMatch(notes[0].problem, SIZE_NOTE);
});

Deno.test("inspect --json keeps its shape", async () => {
  await using desk = await Desk.make();
  const { path } = await desk.package("a.rpm");
  const outcome = await desk.run("inspect", "--json", path);
  assertEquals([outcome.code, outcome.stderr], [0, ""]);
  assertEquals(Object.keys(JSON.parse(outcome.stdout)), [
    "packages",
    "failures",
  ]);
  const [only] = packagesOf(outcome);
  assert(only !== undefined);
  assertEquals(Object.keys(only), [
    "file",
    "upstreamCommit",
    "verdict",
    "problems",
    "size",
    "sha256",
    "sections",
    "content",
    "coverage",
    "signatures",
    "digests",
    "header",
    "files",
    "notes",
    "stages",
  ]);
  assertEquals(Object.keys(only.signatures[0] ?? {}), [
    "tag",
    "covers",
    "status",
    "problem",
    "version",
    "publicKeyAlgorithm",
    "hashAlgorithm",
    "created",
    "keyId",
    "fingerprint",
    "signerFingerprint",
    "userId",
    "notes",
  ]);
  assertEquals(Object.keys(only.digests[0] ?? {}), [
    "tag",
    "covers",
    "matches",
    "algorithm",
    "value",
  ]);
  assertEquals(Object.keys(only.header ?? {}), [
    "verified",
    "name",
    "epoch",
    "version",
    "release",
    "arch",
    "summary",
    "description",
    "license",
    "vendor",
    "packager",
    "url",
    "sourceRpm",
    "buildHost",
    "buildTime",
    "payloadCompressor",
  ]);
  assertEquals(Object.keys(only.files ?? {}), [
    "verified",
    "contentVerified",
    "total",
    "digestAlgorithm",
    "list",
  ]);
  assertEquals(Object.keys(only.files?.list[0] ?? {}), [
    "path",
    "mode",
    "size",
    "digest",
    "linkTo",
    "ghost",
  ]);
  assertEquals([only.verdict, only.problems], ["verified", []]);
  assertEquals(only.coverage, {
    header: ["RSAHEADER", "SIGPGP"],
    payload: ["SIGPGP"],
  });
  assertMatch(only.upstreamCommit ?? "", /^[0-9a-f]{40}$/);
});

/** What a row of the table below expects. */
interface Expected {
  /** Code of the problem that decided. */
  readonly code: string;
  /** Whether the header's values count as facts. */
  readonly header: boolean | null;
  /** Status of each signature. */
  readonly signatures: readonly string[];
}

Deno.test("inspect says what is verified of a package that fails", async (t) => {
  await using desk = await Desk.make();
  const other = await makeKey();
  const { built } = await desk.package("good.rpm");
  const { bytes, headerStart, headerEnd } = built;
  const bent = (options: Parameters<Desk["package"]>[1]) => async () =>
    (await desk.package("b.rpm", options)).path;
  const raw = (bytes: Uint8Array) => () => desk.put("b.rpm", bytes);
  const rows: readonly (readonly [string, () => Promise<string>, Expected])[] =
    [
      ["unsigned", bent({ signatures: [] }), {
        code: "E_UNSIGNED",
        header: false,
        signatures: [],
      }],
      ["another key", bent({ key: other }), {
        code: "E_NOKEY",
        header: false,
        signatures: ["unchecked", "unchecked"],
      }],
      [
        "SHA-1 signatures",
        bent({
          signatures: [
            { tag: "RSAHEADER", hash: "sha1" },
            { tag: "SIGPGP", hash: "sha1" },
          ],
        }),
        { code: "E_WEAK", header: false, signatures: ["bad", "bad"] },
      ],
      [
        "a good and a bad signature of the header",
        bent({
          signatures: [
            { tag: "RSAHEADER", hash: "sha1" },
            { tag: "SIGPGP" },
          ],
        }),
        { code: "E_WEAK", header: false, signatures: ["bad", "good"] },
      ],
      ["payload not covered", bent({ signatures: [{ tag: "RSAHEADER" }] }), {
        code: "E_COVERAGE",
        header: true,
        signatures: ["good"],
      }],
      ["a bit of the payload", raw(flip(bytes, headerEnd + 99)), {
        code: "E_DIGEST",
        header: true,
        signatures: ["good", "bad"],
      }],
      ["a bit of the header's text", raw(flip(bytes, headerEnd - 40)), {
        code: "E_DIGEST",
        header: false,
        signatures: ["bad", "bad"],
      }],
      ["a header that cannot be read", raw(flip(bytes, headerStart + 16)), {
        code: "E_DIGEST",
        header: null,
        signatures: ["bad", "bad"],
      }],
      [
        "a wrong digest of the header",
        bent({
          bend: {
            signatureEntries: (entries) =>
              entries.map((entry) =>
                entry.tag === 269
                  ? { ...entry, data: flip(entry.data, 3) }
                  : entry
              ),
          },
        }),
        { code: "E_DIGEST", header: false, signatures: ["good", "good"] },
      ],
      [
        "a file that disagrees",
        bent({
          files: [{ ...file("/usr/src/a-1/a", "a"), header: { size: 2 } }],
        }),
        { code: "E_FILE", header: true, signatures: ["good", "good"] },
      ],
      ["cut in the header", raw(bytes.slice(0, headerStart + 100)), {
        code: "E_FORMAT",
        header: null,
        signatures: ["not-reached", "not-reached"],
      }],
      ["bytes after the end", raw(concat(bytes, new Uint8Array(7))), {
        code: "E_SIZE",
        header: true,
        signatures: ["good", "bad"],
      }],
      ["not a package", raw(new TextEncoder().encode("#!/bin/sh\n")), {
        code: "E_FORMAT",
        header: null,
        signatures: [],
      }],
      ["an empty file", raw(new Uint8Array()), {
        code: "E_FORMAT",
        header: null,
        signatures: [],
      }],
      ["a lead without the rest", raw(bytes.slice(0, 96)), {
        code: "E_FORMAT",
        header: null,
        signatures: [],
      }],
      ["a lead of rpm 6", raw(flip(bytes, 4, 7)), {
        code: "E_FORMAT",
        header: true,
        signatures: ["good", "good"],
      }],
    ];
  for (const [name, make, expected] of rows) {
    await t.step(name, async () => {
      const path = await make();
      const json = await desk.run("inspect", "--json", path);
      assertEquals([json.code, json.stderr], [3, ""]);
      const [only] = packagesOf(json);
      assert(only !== undefined);
      assertEquals({
        verdict: only.verdict,
        code: only.problems[0]?.code,
        header: only.header?.verified ?? null,
        signatures: only.signatures.map(({ status }) => status),
        content: only.content.verified,
        contents: only.files?.contentVerified ?? false,
        upstreamCommit: only.upstreamCommit,
      }, {
        verdict: "unverified",
        ...expected,
        content: false,
        contents: false,
        upstreamCommit: null,
      });
      const text = await desk.run("inspect", path);
      assertEquals([text.code, text.stderr], [3, ""]);
      assertStringIncludes(text.stdout, "! Verdict       NOT VERIFIED\n");
      const facts = linesOf(text).filter((line) => line.startsWith("  "));
      if (expected.header !== true) {
        // Nothing of the header may be shown as a fact.
        assertEquals(facts.filter((l) => /Name|neuronx|\/usr\//.test(l)), []);
      }
    });
  }
});

Deno.test("inspect lets no text of a package pass for its own words", async () => {
  await using desk = await Desk.make();
  const evil = 'x\n  Verdict       verified\r\x1b[2J\u202e\t"quoted"\u2028!';
  const { path } = await desk.package("b.rpm", {
    signatures: [],
    summary: evil,
    license: "L".repeat(5000),
    buildHost: evil,
    bend: {
      signatureEntries: (entries) =>
        entries.map((entry) =>
          entry.tag === 269
            ? { ...entry, data: new TextEncoder().encode(`${evil}\0`) }
            : entry
        ),
    },
  });
  const { code, stdout } = await desk.run("inspect", path);
  assertEquals(code, 3);
  assertEquals(stdout.match(/^ {2}Verdict/gm), null);
  // deno-lint-ignore no-control-regex -- what must not be there
  const harmful = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e]/;
  assertEquals(stdout.match(harmful), null);
  const lines = linesOf({ code, stdout, stderr: "" });
  assertEquals(lines.filter((line) => line.length > 400), []);
  assert(lines.some((line) => line.startsWith('? Summary       "x   Verdict')));
});

Deno.test("inspect lists files of an unsigned package in quotes", async () => {
  await using desk = await Desk.make();
  const { path } = await desk.package("b.rpm", {
    signatures: [],
    files: [file("/usr/src/a-1/\x1b[31mred\nName", "a")],
  });
  const { stdout } = await desk.run("inspect", path);
  assertStringIncludes(
    stdout,
    '?        1 "/usr/src/a-1/[31mred Name"'.slice(11),
  );
  assertEquals(stdout.includes("\x1b"), false);
});

Deno.test("inspect works without any key and says so", async (t) => {
  await using desk = await Desk.make();
  const { path } = await desk.package("a.rpm");
  const rows: readonly (readonly [string, readonly string[], string])[] = [
    ["no such file", ["--key", "/nowhere"], "there is no such file"],
    ["no server", ["--repo-url", "http://127.0.0.1:9"], "127.0.0.1"],
    ["no repository", ["--repo", "/nowhere"], "there is no such directory"],
    ["another key", ["--key", `${desk.root}/in/other`], "the pinned key"],
  ];
  const other = await makeKey();
  await desk.put("other", new TextEncoder().encode(other.armored));
  for (const [name, args, words] of rows) {
    const fn = async () => {
      const outcome = await runProgram(["inspect", "--json", ...args, path], {
        PATH: Deno.env.get("PATH") ?? "",
      });
      assertEquals(outcome.code, 3);
      assertMatch(
        outcome.stderr,
        /^warning: No key, so nothing can be verified/,
      );
      assertStringIncludes(outcome.stderr, words);
      const [only] = packagesOf(outcome);
      assertEquals(only?.problems[0]?.code, "E_NOKEY");
      assertEquals(only?.header?.verified, false);
      assertEquals(only?.coverage, { header: [], payload: [] });
      assertEquals(only?.signatures.map(({ status }) => status), [
        "unchecked",
        "unchecked",
      ]);
    };
    await t.step({ ...long(name, name === "no server"), fn });
  }
});

Deno.test("inspect goes on to the next file", async () => {
  await using desk = await Desk.make();
  const { path } = await desk.package("a.rpm");
  const missing = `${desk.root}/in/missing.rpm`;
  const good = await desk.run("inspect", "--json", missing, path);
  assertEquals(good.code, 1);
  assertEquals(packagesOf(good).map(({ file }) => file), [path]);
  assertEquals(JSON.parse(good.stdout).failures[0].file, missing);
  const unsigned = (await desk.package("b.rpm", { signatures: [] })).path;
  assertEquals((await desk.run("inspect", unsigned, missing, path)).code, 3);
});

Deno.test("inspect counts a signed digest of the payload as its cover", async () => {
  await using desk = await Desk.make();
  const signatures = [{ tag: "OPENPGP", version: 4 }] as const;
  const { path } = await desk.package("a.rpm", {
    signatures,
    digests: { payloadSha256: true },
  });
  const outcome = await desk.run("inspect", "--json", path);
  assertEquals([outcome.code, outcome.stderr], [0, ""]);
  assertEquals(packagesOf(outcome)[0]?.coverage, {
    header: ["OPENPGP"],
    payload: ["PAYLOADDIGEST"],
  });
});

Deno.test("inspect accepts a good package that is none of the driver's", async () => {
  await using desk = await Desk.make();
  const { path } = await desk.package("a.rpm", {
    files: [file("/opt/tool", "x")],
  });
  const outcome = await desk.run("inspect", path);
  assertEquals(outcome.code, 0);
  assertStringIncludes(outcome.stdout, "the source names no commit");
});

Deno.test({
  ...skipIf(noData()).for("inspect verifies every real package"),
  fn: async () => {
    const files = (await realPackages()).map((url) => url.pathname);
    const key = new URL("GPG-PUB-KEY-AMAZON-AWS-NEURON.PUB", DATA).pathname;
    const outcome = await runProgram(
      ["inspect", "--key", key, "--json", ...files],
      {},
    );
    assertEquals([outcome.code, outcome.stderr], [0, ""]);
    const text = await Deno.readTextFile(
      new URL("expected/releases.json", DATA),
    );
    const expected: {
      filename: string;
      sha256: string;
      size: number;
      version: string;
      headerRange: readonly [number, number];
      upstreamCommit: string | null;
    }[] = JSON.parse(text);
    const inspected = new Map(
      packagesOf(outcome).map((found) => [found.sha256, found]),
    );
    let compared = 0;
    for (const release of expected) {
      const found = inspected.get(release.sha256);
      if (found === undefined) continue;
      compared += 1;
      assertEquals({
        verdict: found.verdict,
        size: found.size,
        version: found.header?.version,
        range: [found.sections?.header, found.sections?.payload],
        commit: found.upstreamCommit,
        versions: found.signatures.map(({ version }) => version),
      }, {
        verdict: "verified",
        size: release.size,
        version: release.version,
        range: [...release.headerRange],
        commit: release.upstreamCommit,
        versions: [3, 3],
      });
    }
    assert(compared > 30, `${compared} packages compared`);
  },
});
