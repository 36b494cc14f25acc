// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Every kind of clone that an auditor may have.

import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { dirname } from "@std/path/dirname";
import { audit } from "../../lib/verify/audit.ts";
import type { AuditOptions, AuditResult } from "../../lib/verify/contract.ts";
import { OperationError, UsageError } from "../../lib/errors.ts";
import { fakeGit, realGit } from "../faults/fake_git.ts";
import { driverPackage } from "../fixtures/driver_package.ts";
import { long } from "../fixtures/long.ts";
import { TestRepository } from "../git/test_repository.ts";
import { drivers, type Outcome, runProgram } from "../publish/scene.ts";
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

  verify(repo: string, ...args: readonly string[]): Promise<Outcome> {
    const { profile, repository } = this.bench;
    return runProgram([
      ...["verify", "--repo", repo, "--repo-url", profile.repoUrl],
      ...profile.fingerprints.flatMap((pin) => ["--fingerprint", pin]),
      ...args,
    ], repository.env);
  }

  audit(
    repo: string,
    options: Partial<AuditOptions> = {},
  ): Promise<AuditResult> {
    const { profile, repository } = this.bench;
    return audit({ repo, profile, env: repository.env, ...options });
  }
}

Deno.test(
  long("audit() works in every clone that has what it needs"),
  async (t) => {
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

    await t.step("one whose index is gone", async () => {
      const folder = await clones.clone();
      await Deno.remove(`${folder}/.git/index`);
      assertEquals((await clones.audit(folder)).verdict, "verified");
    });

    await t.step("one with nothing checked out", async () => {
      const folder = await clones.clone("--no-checkout");
      assertEquals((await clones.audit(folder)).verdict, "verified");
    });

    await t.step(
      "one whose packs git gc replaces during git fsck",
      async () => {
        const folder = await clones.clone();
        const { folder: fake } = await fakeGit(`${repository.root}/fake`, {
          kind: "fails",
          call: "fsck",
        });
        const PATH = `${fake}:${repository.env["PATH"]}`;
        const env = { ...repository.env, PATH };
        assertEquals((await clones.audit(folder, { env })).verdict, "verified");
      },
    );

    await t.step("not where git fsck fails without a word", async () => {
      const fake = `${repository.root}/silent`;
      await Deno.mkdir(fake);
      await Deno.writeTextFile(
        `${fake}/git`,
        `#!/bin/sh\ncase " $* " in *" fsck "*) exit 9 ;; esac\n` +
          `exec "${await realGit()}" "$@"\n`,
        { mode: 0o755 },
      );
      const env = {
        ...repository.env,
        PATH: `${fake}:${repository.env["PATH"]}`,
      };
      const result = await clones.audit(await clones.clone(), { env });
      assertEquals(result.verdict, "failed");
      assertEquals(findings(result), [
        "repository failed fsck git fsck --strict",
      ]);
    });

    await t.step("one whose commit-graph has a pruned commit", async () => {
      const folder = await clones.clone();
      await clones.git(folder, "switch", "--quiet", "--create", "other");
      await clones.git(folder, "commit", "--quiet", "--allow-empty", "-m", "x");
      await clones.git(folder, "commit-graph", "write", "--reachable");
      await clones.git(folder, "switch", "--quiet", "main");
      await clones.git(folder, "branch", "--quiet", "-D", "other");
      await clones.git(folder, "reflog", "expire", "--expire=all", "--all");
      await clones.git(folder, "prune");
      const { verdict, repository } = await clones.audit(folder);
      assertEquals(verdict, "not-proved");
      const problems = repository.checks.flatMap(({ status, code, problem }) =>
        status === "unknown"
          ? [`${code}: ${problem?.replace(/\w{40}/, "ID")}`]
          : []
      );
      assertEquals(problems, [
        "fsck: git finds a problem: error: Could not read ID",
        "fsck: git finds a problem: failed to parse commit ID from object " +
        "database for commit-graph",
      ]);
      await clones.git(folder, "gc", "--quiet");
      assertEquals((await clones.audit(folder)).verdict, "verified");
    });

    await t.step("a mirror", async () => {
      const folder = await clones.clone("--mirror");
      assertEquals((await clones.audit(folder)).verdict, "verified");
    });

    await t.step("a linked worktree", async () => {
      const folder = await clones.clone();
      const linked = `${folder}-linked`;
      await clones.git(folder, "worktree", "add", "--quiet", linked, "2.1.0.0");
      const { verdict, head } = await clones.audit(linked);
      assertEquals(
        [verdict, head.verdict, head.as],
        ["verified-with-notes", "verified", "release 2.1.0.0"],
      );
    });

    await t.step("one with its git directory elsewhere", async () => {
      const folder = await clones.clone();
      await clones.git(
        folder,
        "init",
        "--quiet",
        `--separate-git-dir=${folder}.git`,
      );
      const { verdict, repository } = await clones.audit(folder);
      assertEquals([verdict, repository.gitDirectory], [
        "verified",
        `${folder}.git`,
      ]);
    });

    await t.step("one that borrows objects", async () => {
      const source = await clones.clone();
      const folder = `${source}-shared`;
      await clones.git(source, "clone", "--quiet", "--shared", source, folder);
      assertEquals((await clones.audit(folder)).verdict, "verified");
    });

    await t.step("one with a detached HEAD", async () => {
      const folder = await clones.clone();
      await clones.git(folder, "checkout", "--quiet", "2.1.0.0");
      const result = await clones.audit(folder);
      assertEquals(
        [result.verdict, result.branch.name, result.head.as],
        ["verified", "main", "release 2.1.0.0"],
      );
    });

    const PARTIAL: readonly (readonly [string, readonly string[], string])[] = [
      [
        "blobless",
        ["--filter=blob:none"],
        "git fetch --refetch --no-filter --tags",
      ],
      [
        "bare blobless",
        ["--bare", "--filter=blob:none"],
        "git fetch --refetch --no-filter --tags",
      ],
      [
        "treeless",
        ["--bare", "--filter=tree:0"],
        "git fetch --refetch --no-filter --tags",
      ],
      [
        "shallow",
        ["--depth=1"],
        "git remote set-branches origin '*' && git fetch --unshallow --tags origin",
      ],
      [
        "of one branch",
        ["--single-branch"],
        "git remote set-branches origin '*' && git fetch --tags origin",
      ],
    ];
    for (const [kind, options, command] of PARTIAL) {
      await t.step(
        `${kind}: not proved until the rest is fetched`,
        async () => {
          const folder = await clones.clone(...options);
          if (kind === "shallow") {
            await clones.git(folder, "fetch", "--quiet", "--depth=1", "--tags");
          }
          const before = await clones.git(folder, "count-objects", "-v");
          // What a person is told, once: I37.
          const told = await clones.verify(folder);
          assertEquals(told.code, 1, told.stderr);
          assert(told.stdout.startsWith("not-proved  "), told.stdout);
          assertEquals(
            told.stdout.split(`: ${command}`).length - 1,
            1,
            told.stdout,
          );
          assert(!/\bfailed\b/.test(told.stdout), told.stdout);
          const result = await clones.audit(folder);
          assertEquals(result.verdict, "not-proved");
          assertEquals(result.repository.remedy, command);
          const statuses = new Set(
            findings(result).map((line) => line.split(" ")[1]),
          );
          assertEquals([...statuses], ["unknown"]);
          // Nothing was fetched meanwhile.
          assertEquals(await clones.git(folder, "count-objects", "-v"), before);
          const { code } = await new Deno.Command("sh", {
            args: ["-c", command],
            cwd: folder,
            clearEnv: true,
            env: { ...bench.repository.env },
          }).output();
          assertEquals(code, 0);
          const { verdict } = await clones.audit(folder);
          assertEquals(verdict, "verified");
        },
      );
    }

    await t.step(
      "a shallow one whose branch ends after the releases",
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
        assert(
          error.hint?.includes("git fetch --unshallow --tags origin"),
          error.hint,
        );
        await clones.git(target, "fetch", "--quiet", "--tags");
        assertEquals((await clones.audit(target)).verdict, "not-proved");
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

    await t.step("one that lacks some tags, which is one note", async () => {
      const folder = await clones.clone();
      await clones.git(folder, "tag", "--delete", "2.1.0.0", "2.2.0.0");
      const { code, stdout } = await clones.verify(folder);
      assertEquals(code, 0, stdout);
      assertEquals(stdout.match(/^note: .*/gm), [
        "note: main: releases (2.2.0.0, 2.1.0.0): proved, but no tag here " +
        "leads to it",
      ]);
    });

    await t.step("one without tags", async () => {
      const folder = await clones.clone("--no-tags");
      await assertRejects(
        () => clones.audit(folder),
        OperationError,
        "release",
      );
    });

    await t.step("one with annotated tags", async () => {
      const folder = await clones.clone();
      for (const tag of VERSIONS) {
        const message = `Neuron Driver ${tag}`;
        await clones.git(folder, "tag", "-f", "-a", "-m", message, tag, tag);
      }
      assertEquals((await clones.audit(folder)).verdict, "verified");
    });

    await t.step("one with other tags and branches", async () => {
      const folder = await clones.clone();
      await clones.git(folder, "tag", "v1");
      await clones.git(folder, "branch", "topic", "2.1.0.0");
      const { verdict, releases, branches, refs } = await clones.audit(folder);
      assertEquals(verdict, "verified-with-notes");
      assertEquals(releases.length, 3);
      assertEquals(
        branches.map(({ name, verdict }) => [name, verdict]),
        [["topic", "verified"]],
      );
      assertEquals(
        refs.filter(({ verdict }) => verdict === "not-proved")
          .map(({ ref }) => ref),
        ["refs/tags/v1"],
      );
    });
  },
);

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
