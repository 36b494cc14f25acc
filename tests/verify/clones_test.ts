// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Every kind of clone that an auditor may have.

import { assert, assertEquals, assertRejects } from "@std/assert";
import { audit } from "../../lib/verify/audit.ts";
import type { AuditOptions, AuditResult } from "../../lib/verify/contract.ts";
import { OperationError, UsageError } from "../../lib/errors.ts";
import { driverPackage } from "../fixtures/driver_package.ts";
import { TestRepository } from "../git/test_repository.ts";
import { drivers, runProgram } from "../publish/scene.ts";
import { findings, Workbench } from "./workbench.ts";

const VERSIONS = ["2.1.0.0", "2.2.0.0", "2.3.0.0"] as const;

/** Clones of one repository. */
class Clones {
  readonly bench: Workbench;
  #count = 0;

  constructor(bench: Workbench) {
    this.bench = bench;
  }

  /** Makes a clone; the source allows partial ones. */
  async clone(...options: readonly string[]): Promise<string> {
    const { repository } = this.bench;
    const target = `${repository.root}/clone-${this.#count++}`;
    await repository.git(
      "-c",
      "uploadpack.allowFilter=true",
      "clone",
      "--quiet",
      ...options,
      `file://${repository.path}`,
      target,
    );
    return target;
  }

  /** Plain git in a clone. */
  git(folder: string, ...args: readonly string[]): Promise<string> {
    return this.bench.repository.git("-C", folder, ...args);
  }

  audit(
    repo: string,
    options: Partial<AuditOptions> = {},
  ): Promise<AuditResult> {
    const { profile, repository } = this.bench;
    return audit({ repo, profile, env: repository.env, ...options });
  }
}

Deno.test("audit() works in every clone that has what it needs", async (t) => {
  await using bench = await Workbench.make(await drivers(...VERSIONS));
  const { repository } = bench;
  await repository.git("config", "uploadpack.allowFilter", "true");
  const clones = new Clones(bench);

  await t.step("a plain one", async () => {
    const folder = await clones.clone();
    const result = await clones.audit(folder);
    assertEquals(result.verdict, "verified");
    assertEquals(result.releases.map(({ tag }) => tag), [...VERSIONS]);
    assertEquals(result.branch.newest, "2.3.0.0");
  });

  await t.step("a bare one", async () => {
    const folder = await clones.clone("--bare");
    assertEquals((await clones.audit(folder)).verdict, "verified");
  });

  await t.step("a folder of a worktree", async () => {
    const folder = await clones.clone();
    assertEquals((await clones.audit(`${folder}/src`)).verdict, "verified");
  });

  await t.step("one whose worktree and index are in disorder", async () => {
    const folder = await clones.clone();
    await Deno.writeTextFile(`${folder}/src/Makefile`, "other");
    await Deno.remove(`${folder}/.git/index`);
    assertEquals((await clones.audit(folder)).verdict, "verified");
  });

  await t.step("one with a detached HEAD", async () => {
    const folder = await clones.clone();
    await clones.git(folder, "checkout", "--quiet", "2.1.0.0");
    const result = await clones.audit(folder);
    assertEquals([result.verdict, result.branch.name], ["verified", "main"]);
  });

  await t.step("a blobless one lacks old metadata at most", async () => {
    const folder = await clones.clone("--filter=blob:none");
    // All three releases share the metadata of one day: that of the tip.
    assertEquals((await clones.audit(folder)).verdict, "verified");
  });

  await t.step("a bare blobless one says what to fetch", async () => {
    const folder = await clones.clone("--bare", "--filter=blob:none");
    const { releases, verdict } = await clones.audit(folder);
    assertEquals(verdict, "failed");
    for (const { checks } of releases) {
      const failed = checks.filter(({ status }) => status === "failed");
      assert(failed.length > 0);
      for (const { code, problem, expected, found } of failed) {
        assertEquals(code, "objects");
        assertEquals(
          problem,
          "this clone lacks an object; get them with: " +
            "git fetch --refetch --no-filter",
        );
        assert(/^blob [0-9a-f]{40}$/.test(expected ?? ""), expected);
        assertEquals(found, "nothing");
      }
    }
    // Nothing was fetched in passing.
    assertEquals((await clones.audit(folder)).verdict, "failed");
    await clones.git(folder, "fetch", "--quiet", "--refetch", "--no-filter");
    assertEquals((await clones.audit(folder)).verdict, "verified");
  });

  await t.step("a treeless one too", async () => {
    const folder = await clones.clone("--bare", "--filter=tree:0");
    const result = await clones.audit(folder);
    const codes = new Set(findings(result).map((line) => line.split(" ")[2]));
    assertEquals([...codes], ["objects"]);
  });

  await t.step("a shallow one says that history is cut off", async () => {
    const folder = await clones.clone("--depth=1");
    await clones.git(folder, "fetch", "--quiet", "--depth=1", "--tags");
    const result = await clones.audit(folder);
    assertEquals(result.verdict, "failed");
    const codes = new Set(findings(result).map((line) => line.split(" ")[2]));
    assertEquals([...codes], ["objects"]);
    const failed = result.releases.flatMap(({ checks }) => checks)
      .filter(({ status }) => status === "failed");
    for (const { problem } of failed) {
      assert(problem?.endsWith(": git fetch --unshallow --tags"), problem);
    }
    await clones.git(folder, "fetch", "--quiet", "--unshallow", "--tags");
    assertEquals((await clones.audit(folder)).verdict, "verified");
  });

  await t.step(
    "a shallow one whose branch ends behind the releases",
    async () => {
      const source = await clones.clone();
      await clones.git(source, "commit", "--quiet", "--allow-empty", "-mx");
      const target = `${source}-shallow`;
      await clones.git(
        source,
        ...["clone", "--quiet", "--depth=1", `file://${source}`, target],
      );
      const error = await assertRejects(
        () => clones.audit(target),
        OperationError,
      );
      assert(error.hint?.endsWith("git fetch --unshallow --tags"), error.hint);
      await clones.git(target, "fetch", "--quiet", "--tags");
      const codes = new Set(
        findings(await clones.audit(target)).map((line) => line.split(" ")[2]),
      );
      assertEquals([...codes], ["objects"]);
    },
  );

  await t.step("one whose branch is behind its remote's", async () => {
    const folder = await clones.clone();
    await clones.git(folder, "reset", "--quiet", "--hard", "2.2.0.0");
    const result = await clones.audit(folder);
    assertEquals(findings(result), [
      `2.3.0.0 note branch ${result.releases[2]?.commit}`,
    ]);
    assertEquals(result.branch.newest, "2.2.0.0");
  });

  await t.step("one without tags", async () => {
    const folder = await clones.clone("--no-tags");
    await assertRejects(() => clones.audit(folder), OperationError, "release");
  });

  await t.step("one with annotated tags", async () => {
    const folder = await clones.clone();
    for (const tag of VERSIONS) {
      await clones.git(folder, "tag", "-f", "-a", "-m", "x", tag, tag);
    }
    assertEquals((await clones.audit(folder)).verdict, "verified");
  });

  await t.step("one with other tags and branches", async () => {
    const folder = await clones.clone();
    await clones.git(folder, "tag", "v1");
    await clones.git(folder, "branch", "topic", "2.1.0.0");
    const { releases, series } = await clones.audit(folder);
    assertEquals([releases.length, series.length], [3, 0]);
  });
});

Deno.test("audit() proves some releases only", async (t) => {
  await using bench = await Workbench.make(await drivers(...VERSIONS));
  const tagsOf = async (options: Partial<AuditOptions>) =>
    (await bench.audit(options)).releases.map(({ tag }) => tag);
  await t.step("those that are named", async () => {
    assertEquals(await tagsOf({ tags: ["2.3.0.0", "2.1.0.0"] }), [
      "2.1.0.0",
      "2.3.0.0",
    ]);
  });
  await t.step("those from one on", async () => {
    assertEquals(await tagsOf({ since: "2.2.0.0" }), ["2.2.0.0", "2.3.0.0"]);
  });
  await t.step("a tag that is not there is wrong usage", async () => {
    await assertRejects(() => tagsOf({ tags: ["7.7"] }), UsageError, "7.7");
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
      result.series.map(({ name, newest }) => [
        name.replace("origin/", ""),
        newest,
      ]),
      [["series/2.1", "2.1.7.0"]],
    );
  }
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
