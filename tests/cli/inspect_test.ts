// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { changeEntry, int32 } from "../fixtures/header_builder.ts";
import { file } from "../fixtures/package_file.ts";
import type { PackageSpec } from "../fixtures/package_spec.ts";
import { skipIf } from "../fixtures/programs.ts";
import { DATA, noData, realPackages } from "../fixtures/snapshot.ts";
import { drivers, runProgram, Scene } from "../publish/scene.ts";
import { Desk, VERSION } from "./package_files.ts";
import { linesOf, packagesOf } from "./inspected.ts";

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
