// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// `verify` as a person, a pipe and a program see it.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { Workbench } from "../verify/workbench.ts";
import { TestRepository } from "../git/test_repository.ts";
import { drivers, runProgram } from "../publish/scene.ts";

const [A, B] = ["2.1.0.0", "2.2.0.0"] as const;
const RPM = `archive/rpm/aws-neuronx-dkms-${B}-dkms.noarch.rpm`;

Deno.test("verify prints a line for each release into a pipe", async () => {
  await using bench = await Workbench.make(await drivers(A, B));
  const { code, stdout, stderr } = await bench.scene.run("verify");
  assertEquals(code, 0, stderr);
  const lines = stdout.trimEnd().split("\n");
  assertEquals(lines.length, 7);
  assertEquals(lines[0], `verified  ${bench.repository.path}`);
  assertEquals(lines[1], `git directory  ${bench.repository.path}/.git`);
  const tip = await bench.commit("main");
  assertEquals(
    lines[2],
    `HEAD  ${tip}  refs/heads/main  release ${B}  verified`,
  );
  assertMatch(
    lines[3] ?? "",
    /^looked at {2}3 refs, \d+ commits, 2 releases, \d+ objects$/,
  );
  for (const [i, tag] of [A, B].entries()) {
    const time = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`;
    assertMatch(
      lines[i + 4] ?? "",
      new RegExp(`^${tag}  ${time}  ${time}  [0-9a-f]{64}  verified$`),
    );
  }
  assertMatch(
    lines[6] ?? "",
    /^main {2}[0-9a-f]{12} {2}newest 2\.2\.0\.0 {2}verified$/,
  );
  assertEquals(stderr, "2 releases: 2 verified\n");
  assertEquals((await bench.scene.run("verify", "--quiet")).stderr, "");
  assertEquals((await bench.scene.run("verify", "--strict")).code, 0);
});

Deno.test("verify --json prints one document of the documented shape", async () => {
  await using bench = await Workbench.make(await drivers(A, B));
  await bench.replace(B, { files: { [`${RPM}.sha256`]: "0" } });
  const { code, stdout } = await bench.scene.run("verify", "--json");
  assertEquals(code, 3);
  const document = JSON.parse(stdout);
  assertEquals(Object.keys(document), [
    "verdict",
    "program",
    "checkedAt",
    "vendor",
    "repository",
    "head",
    "refs",
    "releases",
    "branch",
    "branches",
    "upstream",
    "upstreamError",
  ]);
  const [first, second] = document.releases;
  assertEquals(Object.keys(first), [
    "tag",
    "verdict",
    "commit",
    "committedAt",
    "package",
    "checks",
  ]);
  assertEquals(first.verdict, "verified");
  assertEquals(first.package.file, RPM.slice(12).replace(B, A));
  assertEquals(first.package.signedAt, "2024-12-18T03:17:48Z");
  assertEquals(
    first.checks.map(({ status }: { status: string }) => status)
      .filter((status: string) => status !== "ok"),
    [],
  );
  assertEquals(second.verdict, "failed");
  assertEquals(
    second.checks.filter((c: { status: string }) => c.status === "failed"),
    [{
      code: "package-sum",
      status: "failed",
      subject: `${RPM}.sha256`,
      expected: second.package.sha256,
      found: "0",
    }],
  );
  assertEquals(document.branch.verdict, "failed");
  assertEquals(document.repository.verdict, "verified");
  assertEquals(document.head.verdict, "failed");
  assertEquals(document.vendor.fingerprints, bench.profile.fingerprints);
  const compared = first.checks.filter((c: { code: string }) =>
    c.code === "package-sum"
  );
  assertEquals(compared[0].value, first.package.sha256);
  assertEquals(document.upstream, null);
  assertEquals(document.upstreamError, null);
});

Deno.test("verify ends with the code of what it found", async (t) => {
  await using bench = await Workbench.make(await drivers(A, B));
  const { scene, repository } = bench;
  const codeOf = async (...args: readonly string[]) =>
    (await scene.run("verify", ...args)).code;

  await t.step("0: some tags, given as they are spelled", async () => {
    assertEquals(await codeOf(A), 0);
    assertEquals(await codeOf("--", A, B), 0);
    assertEquals(await codeOf("--since", B), 0);
  });
  await t.step(
    "2: a tag that is not there, an option that is not",
    async () => {
      assertEquals(await codeOf("2.1"), 2);
      assertEquals(await codeOf("--since", "9"), 2);
      assertEquals(await codeOf("--everything"), 2);
    },
  );
  await t.step("3: another pin", async () => {
    const other = "00FA2C1079260870A76D2C285749CAD8646D9185";
    const outcome = await scene.run("verify", "--fingerprint", other);
    assertEquals(outcome.code, 3);
    assert(outcome.stdout.includes("does not contain the pinned key"));
  });
  await t.step("notes are 0, or with --strict 3", async () => {
    const elsewhere = ["--repo", repository.path, "--fingerprint"];
    const argv = ["verify", ...elsewhere, ...bench.profile.fingerprints];
    assertEquals((await runProgram(argv, repository.env)).code, 0);
    const strict = await runProgram([...argv, "--strict"], repository.env);
    assertEquals(strict.code, 3);
    assertEquals(
      strict.stdout.trimEnd().split("\n").at(-1),
      `note: ${A}, ${B}: message-origin (repository): the message ` +
        "names another repository",
    );
    assert(strict.stderr.includes("--accept message-origin"), strict.stderr);
    const accepted = [...argv, "--strict", "--accept", "message-origin"];
    const answers = [
      [argv, 0, "verified-with-notes", ""],
      [
        [...argv, "--strict"],
        3,
        "failed",
        "; with --strict these notes count as failures: message-origin",
      ],
      [accepted, 0, "verified-with-notes", ""],
    ] as const;
    for (const [args, exit, verdict, why] of answers) {
      const { code, stdout } = await runProgram(args, repository.env);
      const [first] = stdout.split("\n");
      assertEquals(
        [code, first],
        [exit, `${verdict}  ${repository.path}${why}`],
      );
      const json = await runProgram([...args, "--json"], repository.env);
      const document = JSON.parse(json.stdout);
      assertEquals([json.code, document.verdict], [exit, verdict]);
      assertEquals(document.releases[0].verdict, "verified-with-notes");
    }
    const unknown = [...argv, "--accept", "everything"];
    assertEquals((await runProgram(unknown, repository.env)).code, 2);
  });
  await t.step("1: the clone lacks what the proof needs", async () => {
    const target = `${repository.root}/shallow`;
    await repository.git(
      "clone",
      "--quiet",
      "--depth=1",
      `file://${repository.path}`,
      target,
    );
    const outcome = await runProgram([
      "verify",
      "--repo",
      target,
      "--fingerprint",
      ...bench.profile.fingerprints,
    ], repository.env);
    assertEquals(outcome.code, 1, outcome.stdout);
    const command = "git remote set-branches origin '*' && " +
      "git fetch --unshallow --tags origin";
    assertEquals(outcome.stdout.split(command).length, 2, outcome.stdout);
    assert(outcome.stdout.startsWith("not-proved  "));
    assert(outcome.stderr.endsWith(`and verify again: ${command}\n`));
    const strict = await runProgram(
      ["verify", "--repo", target, "--strict", "--fingerprint"]
        .concat(bench.profile.fingerprints),
      repository.env,
    );
    assertEquals(strict.code, 3, strict.stdout);
    assertEquals(
      strict.stdout.split("\n")[0],
      `failed  ${target}; with --strict these notes count as failures: ` +
        "tip-metadata",
    );
    assert(strict.stderr.includes(`and verify again: ${command}\n`));
  });
  await t.step("1: a clone without tags", async () => {
    const target = `${repository.root}/no-tags`;
    await repository.git(
      ...["clone", "--quiet", "--no-tags", repository.path, target],
    );
    const { code, stdout, stderr } = await runProgram(
      ["verify", "--repo", target],
      repository.env,
    );
    assertEquals([code, stdout], [1, ""]);
    assert(stderr.includes("git fetch --tags"), stderr);
  });
  await t.step("3: another kind of repository", async () => {
    const rows = [
      ["docs: add a page", "this is not a data repository of neuron-publish"],
      [
        "Extracted contents of aws-neuronx-dkms-2.24.7.0.noarch.rpm",
        "source from packages, and not the packages",
      ],
      ["Look at aws-neuronx-dkms-2.24.7.0", "not a data repository"],
      ["Build aws-neuronx-tools-2.24.rpm", "not a data repository"],
      [
        "Extracted contents of driver-c++-2.24.7.0.noarch.rpm",
        "source from packages, and not the packages",
        "--package=driver-c++",
      ],
    ] as const;
    for (const [subject, expected, ...options] of rows) {
      await using other = await TestRepository.make();
      await other.write("archive/README", "Not ours.\n");
      await other.git("add", "archive");
      await other.git("commit", "--quiet", "-m", subject);
      const { code, stdout, stderr } = await runProgram(
        ["verify", "--repo", other.path, ...options],
        other.env,
      );
      assertEquals([code, stdout], [3, ""], stderr);
      assert(stderr.includes(expected), stderr);
    }
  });
  await t.step(
    "1: what may be a data repository without its tags",
    async () => {
      await using other = await TestRepository.make();
      const verify = async () => {
        const args = ["verify", "--repo", other.path];
        const { code, stdout, stderr } = await runProgram(args, other.env);
        assertEquals([code, stdout], [1, ""], stderr);
        assert(stderr.includes("there is no release to verify"), stderr);
      };
      await verify();
      for (const subject of ["feat: Neuron Driver 2.22.2.0", "docs: a page"]) {
        await other.git("commit", "-q", "--allow-empty", "-m", subject);
        await verify();
      }
    },
  );
  await t.step("1: no repository", async () => {
    const { code, stderr } = await runProgram(
      ["verify", "--repo", repository.root],
      repository.env,
    );
    assertEquals(code, 1);
    assert(stderr.includes("not a git repository"));
  });
});

Deno.test("verify writes nothing", async () => {
  await using bench = await Workbench.make(await drivers(A));
  const before = await bench.scene.fingerprint();
  assertEquals((await bench.scene.run("verify")).code, 0);
  assertEquals(await bench.scene.fingerprint(), before);
});
