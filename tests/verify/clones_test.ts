// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Every kind of clone that an auditor may have.

import { assert, assertEquals, assertRejects } from "@std/assert";
import { OperationError } from "../../lib/errors.ts";
import { fakeGit, realGit } from "../faults/fake_git.ts";
import { long } from "../fixtures/long.ts";
import { drivers } from "../publish/scene.ts";
import { findings, Workbench } from "./workbench.ts";
import { Clones, VERSIONS } from "./clones.ts";

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
