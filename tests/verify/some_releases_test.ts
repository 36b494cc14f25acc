// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// An audit of certain releases, and of repositories that are laid out otherwise.

import {
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { dirname } from "@std/path/dirname";
import { audit } from "../../lib/verify/audit.ts";
import type { AuditOptions } from "../../lib/verify/contract.ts";
import { OperationError, UsageError } from "../../lib/errors.ts";
import { driverPackage } from "../fixtures/driver_package.ts";
import { TestRepository } from "../git/test_repository.ts";
import { drivers, runProgram } from "../publish/scene.ts";
import { findings, Workbench } from "./workbench.ts";
import { Clones, VERSIONS } from "./clones.ts";

Deno.test("audit() proves some releases only", async (t) => {
  await using bench = await Workbench.make(await drivers(...VERSIONS));
  const tagsOf = async (options: Partial<AuditOptions>) =>
    (await bench.audit(options)).releases.map(({ tag }) => tag);
  await t.step("those that are named", async () => {
    assertEquals(await tagsOf({ versions: ["2.3.0.0", "2.1.0.0"] }), [
      "2.1.0.0",
      "2.3.0.0",
    ]);
  });
  await t.step("those from one on", async () => {
    assertEquals(await tagsOf({ since: "2.2.0.0" }), ["2.2.0.0", "2.3.0.0"]);
  });
  await t.step("those that are named are not left out", async () => {
    const options = { versions: ["2.1.0.0", "2.3.0.0"], since: "2.2.0.0" };
    await assertRejects(
      () => tagsOf(options),
      UsageError,
      "Release 2.1.0.0 is below 2.2.0.0, where --since begins",
    );
    assertEquals(await tagsOf({ ...options, versions: ["2.3.0.0"] }), [
      "2.3.0.0",
    ]);
  });
  await t.step("a tag that is not there is wrong usage", async () => {
    await assertRejects(() => tagsOf({ versions: ["7.7"] }), UsageError, "7.7");
    await assertRejects(() => tagsOf({ since: "7.7" }), UsageError, "7.7");
  });
});

Deno.test("audit() proves backports on their branches", async () => {
  await using bench = await Workbench.make(await drivers("2.1.0.0", "2.3.0.0"));
  const { scene } = bench;
  await scene.offer(await drivers("2.1.0.0", "2.1.7.0", "2.3.0.0"));
  const outcome = await scene.run("publish", "--date", "build");
  assertEquals(outcome.code, 0, outcome.stderr);
  const clones = new Clones(bench);
  for (const folder of [bench.repository.path, await clones.clone()]) {
    const result = await clones.audit(folder);
    assertEquals(findings(result), []);
    assertEquals(
      result.branches.map(({ name, newest }) => [
        name.replace("origin/", ""),
        newest,
      ]),
      [["series/2.1", "2.1.7.0"]],
    );
  }
});

Deno.test("audit() notes the source of a backport at the tip of main", async () => {
  await using bench = await Workbench.make(await drivers("2.1.0.0", "2.3.0.0"));
  const { scene } = bench;
  await scene.offer(await drivers("2.1.0.0", "2.1.7.0", "2.3.0.0"));
  const outcome = await scene.run("publish", "--backports", "main");
  assertEquals(outcome.code, 0, outcome.stderr);
  const result = await new Clones(bench).audit(bench.repository.path);
  assertEquals(result.verdict, "verified-with-notes");
  const notes = result.branch.checks.filter(({ status }) => status === "note");
  assertEquals(notes.map(({ code, subject }) => `${code} ${subject}`), [
    "tip-release 2.1.7.0",
  ]);
  assertMatch(notes[0]?.problem ?? "", /has higher versions: 2\.3\.0\.0$/);
});

Deno.test("audit() proves a repository that names objects by SHA-256", async () => {
  await using bench = await Workbench.make(await drivers("2.1.0.0"));
  await using target = await TestRepository.make({ objectFormat: "sha256" });
  const { profile } = bench;
  const outcome = await runProgram([
    "publish",
    "--no-notes",
    "--repo",
    target.path,
    "--repo-url",
    profile.repoUrl,
    ...profile.fingerprints.flatMap((pin) => ["--fingerprint", pin]),
  ], target.env);
  assertEquals(outcome.code, 0, outcome.stderr);
  const result = await audit({ repo: target.path, profile, env: target.env });
  assertEquals(result.verdict, "verified");
  assertEquals(result.branch.tip.length, 64);
});

Deno.test("audit() looks into each directory on the way to the packages", async (t) => {
  await using bench = await Workbench.make(await drivers("2.1.0.0"));
  await using target = await TestRepository.make();
  const profile = { ...bench.profile, archiveRpmFolder: "a/b" };
  const outcome = await runProgram([
    ...["publish", "--no-notes", "--repo", target.path],
    ...["--repo-url", profile.repoUrl, "--archive-rpm-folder", "a/b"],
    ...profile.fingerprints.flatMap((pin) => ["--fingerprint", pin]),
  ], target.env);
  assertEquals(outcome.code, 0, outcome.stderr);
  const tip = await target.git("rev-parse", "HEAD");
  for (
    const [path, status, verdict] of [
      [undefined, "ok", "verified"],
      ["archive/a/other.rpm", "failed", "failed"],
      ["archive/a/c/other.txt", "note", "verified-with-notes"],
    ] as const
  ) {
    await t.step(path ?? "as published", async () => {
      if (path !== undefined) {
        const file = `${target.path}/${path}`;
        await Deno.mkdir(dirname(file), { recursive: true });
        await Deno.writeTextFile(file, "x");
        await target.git("add", ".");
        await target.git("commit", "--quiet", "-m", "chore: one more");
      }
      const result = await audit({
        repo: target.path,
        profile,
        env: target.env,
      });
      const found = result.branch.checks.filter(({ code }) =>
        code === "tip-archive"
      );
      assertEquals(found.map((check) => check.status), [status]);
      const about = `${found[0]?.subject} ${found[0]?.problem}`;
      if (path !== undefined) assertStringIncludes(about, path);
      assertEquals(result.verdict, verdict);
      await target.git("reset", "--quiet", "--hard", tip);
    });
  }
});

Deno.test("audit() takes the key from a file instead of the archive", async () => {
  await using bench = await Workbench.make([
    await driverPackage({ version: "2.1.0.0" }),
  ]);
  const { repository } = bench;
  const key = `${repository.path}/archive/GPG-PUB-KEY-AMAZON-AWS-NEURON.PUB`;
  const keyFile = `${repository.root}/key`;
  await Deno.copyFile(key, keyFile);
  assertEquals((await bench.audit({ keyFile })).verdict, "verified");
  await assertRejects(
    () => bench.audit({ keyFile: `${repository.root}/none` }),
    OperationError,
  );
});
