// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals, assertRejects } from "@std/assert";
import { OperationError } from "../../lib/errors.ts";
import { moveRefs } from "../../lib/git/move.ts";
import { listTree, readBlobs } from "../../lib/git/objects.ts";
import { preflight } from "../../lib/git/preflight.ts";
import { isAncestor, listTags } from "../../lib/git/refs.ts";
import { openRepository } from "../../lib/git/repository.ts";
import { makeCommit, TestRepository } from "./test_repository.ts";

interface Row {
  /** Makes the repository hostile; `run` is a program that leaves a trace. */
  readonly arm: (repository: TestRepository, run: string) => Promise<unknown>;
  /** A command of plain git that falls into the trap: the row is alive. */
  readonly control?: readonly string[];
}

const config =
  (key: string, value: (run: string) => string): Row["arm"] =>
  (repository, run) => repository.git("config", key, value(run));

const hook = (name: string): Row["arm"] => async (repository, run) => {
  const path = `${repository.path}/.git/hooks/${name}`;
  await Deno.mkdir(`${repository.path}/.git/hooks`, { recursive: true });
  await Deno.writeTextFile(path, `#!/bin/sh\n${run}\n`, { mode: 0o755 });
};

const attributes =
  (line: string, ...arms: Row["arm"][]): Row["arm"] =>
  async (repository, run) => {
    await Deno.mkdir(`${repository.path}/.git/info`, { recursive: true });
    await Deno.writeTextFile(`${repository.path}/.git/info/attributes`, line);
    for (const arm of arms) await arm(repository, run);
  };

const STATUS = ["status", "--porcelain"];

const ROWS: Record<string, Row> = {
  "hook reference-transaction": {
    arm: hook("reference-transaction"),
    control: ["tag", "trap"],
  },
  "hook post-checkout": {
    arm: hook("post-checkout"),
    control: ["checkout", "--quiet", "-b", "trap"],
  },
  "hook post-index-change": {
    arm: hook("post-index-change"),
    control: ["read-tree", "-m", "HEAD"],
  },
  "core.hooksPath": {
    arm: async (repository, run) => {
      await repository.git("config", "core.hooksPath", ".git/hooks");
      await hook("reference-transaction")(repository, run);
    },
    control: ["tag", "trap"],
  },
  "hooks in configuration": { // git 2.54 and newer
    arm: async (repository, run) => {
      await repository.git("config", "hook.x.event", "reference-transaction");
      await repository.git("config", "hook.x.command", run);
    },
  },
  "core.fsmonitor": {
    arm: config("core.fsmonitor", (run) => run),
    control: STATUS,
  },
  "a clean filter": {
    arm: attributes(
      "* filter=x\n",
      config("filter.x.clean", (run) => `${run}; cat`),
    ),
    control: STATUS,
  },
  "a filter with a name like a setting": {
    arm: attributes(
      "* filter=a=b.c\n",
      config("filter.a=b.c.clean", (run) => `${run}; cat`),
    ),
    control: STATUS,
  },
  "a smudge filter": {
    arm: attributes(
      "* filter=x\n",
      config("filter.x.smudge", (run) => `${run}; cat`),
    ),
    control: ["checkout-index", "--force", "src/a.c"],
  },
  "a required filter process": {
    arm: attributes(
      "* filter=x\n",
      config("filter.x.process", (run) => run),
      config("filter.x.required", () => "true"),
    ),
  },
  "an included file": {
    arm: async (repository, run) => {
      await attributes("* filter=x\n")(repository, run);
      await Deno.writeTextFile(
        `${repository.path}/.git/more`,
        `[filter "x"]\n\tclean = "${run}; cat"\n`,
      );
      await repository.git("config", "include.path", "more");
    },
    control: STATUS,
  },
  "core.attributesFile": {
    arm: async (repository, run) => {
      const file = `${repository.root}/attributes`;
      await Deno.writeTextFile(file, "* filter=x\n");
      await repository.git("config", "core.attributesFile", file);
      await repository.git("config", "filter.x.clean", `${run}; cat`);
    },
    control: STATUS,
  },
  "aliases of git's own commands": {
    arm: async (repository, run) => {
      for (const name of ["read-tree", "fast-import", "update-ref", "var"]) {
        await repository.git("config", `alias.${name}`, `!${run}`);
      }
    },
  },
  "pager, editor and diff programs": {
    arm: async (repository, run) => {
      await attributes("* diff=x\n")(repository, run);
      for (
        const key of [
          "core.pager",
          "core.editor",
          "sequence.editor",
          "diff.external",
          "diff.x.command",
          "diff.x.textconv",
          "interactive.diffFilter",
          "pager.ls-tree",
          "pager.for-each-ref",
        ]
      ) await repository.git("config", key, run);
    },
  },
  "a merge driver": {
    arm: attributes("* merge=x\n", config("merge.x.driver", (run) => run)),
  },
  "credential, ssh and gpg programs": {
    arm: async (repository, run) => {
      for (
        const key of [
          "credential.helper",
          "core.sshCommand",
          "core.gitProxy",
          "core.askPass",
          "core.alternateRefsCommand",
          "gpg.program",
          "uploadpack.packObjectsHook",
        ]
      ) await repository.git("config", key, `!${run}`);
      await repository.git("config", "commit.gpgSign", "true");
      await repository.git("config", "tag.gpgSign", "true");
    },
  },
};

/** What publishing and verifying do with git. */
async function goThroughEverything(repository: TestRepository): Promise<void> {
  const open = await openRepository(repository.path, { env: repository.env });
  await preflight(open, { folders: ["src"] });
  const { tip, ref } = open.branch;
  if (tip === undefined) throw new Error("A row needs a commit");
  await listTags(open);
  const entries = await listTree(open, tip, ["src"]);
  for await (const _ of readBlobs(open, entries.map((e) => e.id)));
  const next = await makeCommit(open, tip, {
    "src/a.c": "changed\r\n",
    "src/b.c": "new\n",
  });
  await moveRefs(open, [
    { ref, old: tip, new: next },
    { ref: "refs/tags/1.0", old: undefined, new: next },
  ], { message: "test" });
  assertEquals(await isAncestor(open, tip, next), true);
  assertEquals(await repository.read("src/a.c"), "changed\r\n");
}

Deno.test({
  name: "openGit() lets no repository run a program",
  ignore: Deno.build.os === "windows", // the traps are shell scripts
  fn: async (t) => {
    for (const [name, { arm, control }] of Object.entries(ROWS)) {
      await t.step(name, async () => {
        await using repository = await TestRepository.make({
          files: { "src/a.c": "a\n", "other": "o\n" },
        });
        const trace = `${repository.root}/trace`;
        await arm(repository, `touch ${trace}`);
        const stepped = async () => {
          const seen = await Deno.stat(trace).then(() => true, () => false);
          if (seen) await Deno.remove(trace);
          return seen;
        };
        await stepped(); // arming may have sprung it
        // Same content, other times: git has to look.
        await repository.write("src/a.c", "a\n");
        await Deno.utime(`${repository.path}/src/a.c`, 1, 1);
        await goThroughEverything(repository);
        assertEquals(await stepped(), false);
        if (control === undefined) return;
        await Deno.utime(`${repository.path}/src/a.c`, 2, 2);
        await repository.git(...control);
        assertEquals(await stepped(), true, "the trap itself does not work");
      });
    }
  },
});

Deno.test("openGit() does not follow the environment elsewhere", async () => {
  await using repository = await TestRepository.make({ files: { a: "a" } });
  await using other = await TestRepository.make({ files: { b: "b" } });
  const open = await openRepository(repository.path, {
    env: {
      ...repository.env,
      GIT_DIR: `${other.path}/.git`,
      GIT_WORK_TREE: other.path,
      GIT_INDEX_FILE: `${other.root}/index`,
      GIT_OBJECT_DIRECTORY: `${other.root}/objects`,
      GIT_ALTERNATE_OBJECT_DIRECTORIES: `${other.root}/objects`,
      GIT_NAMESPACE: "elsewhere",
      GIT_PREFIX: "sub/",
      GIT_ICASE_PATHSPECS: "1",
      GIT_TRACE: "1",
      LD_LIBRARY_PATH: "/nonexistent",
    },
  });
  assertEquals(open.worktree, repository.path);
  const next = await makeCommit(open, open.branch.tip, { c: "c" });
  await moveRefs(open, [
    { ref: open.branch.ref, old: open.branch.tip, new: next },
  ], { message: "test" });
  assertEquals(await repository.git("rev-parse", "main"), next);
  assertEquals(await other.git("status", "--porcelain"), "");
  await repository.assertSound();
});

Deno.test("openGit() sees the history that commits tell, not replacements", async () => {
  await using repository = await TestRepository.make({ files: { a: "a" } });
  const first = await repository.git("rev-parse", "HEAD");
  await repository.git("commit", "--quiet", "--allow-empty", "--message=two");
  const second = await repository.git("rev-parse", "HEAD");
  await repository.git("replace", "--graft", second); // without parents
  await Deno.mkdir(`${repository.path}/.git/info`, { recursive: true });
  await Deno.writeTextFile(
    `${repository.path}/.git/info/grafts`,
    `${second}\n`,
  );
  const open = await repository.open();
  assertEquals(await isAncestor(open, first, second), true);
});

Deno.test("openGit() lets no partial clone fetch in passing", async () => {
  await using repository = await TestRepository.make({
    files: { "src/a": "first\n" },
  });
  await repository.write("src/a", "second\n");
  await repository.git("commit", "--quiet", "--all", "--message=second");
  await repository.git("config", "uploadpack.allowFilter", "true");
  const clone = `${repository.root}/partial`;
  await repository.git(
    "clone",
    "--quiet",
    "--filter=blob:none",
    `file://${repository.path}`,
    clone,
  );
  const trace = `${repository.root}/trace`;
  await Deno.writeTextFile(
    `${clone}/.git/config`,
    `[remote "origin"]\n\tuploadpack = "touch ${trace}; git-upload-pack"\n`,
    { append: true },
  );
  const open = await openRepository(clone, { env: repository.env });
  const { ref, tip } = open.branch;
  const entries = await listTree(open, `${tip}^`);
  const error = await assertRejects(
    () => Array.fromAsync(readBlobs(open, entries.map((e) => e.id))),
    OperationError,
    "a partial clone lacks objects",
  );
  assertEquals(error.kind, "repository");

  // Publishing needs trees, and the blobs that are checked out.
  await preflight(open, { folders: ["src"] });
  const next = await makeCommit(open, tip, { "src/a": "third\n" });
  await moveRefs(open, [{ ref, old: tip, new: next }], { message: "test" });
  assertEquals(await Deno.readTextFile(`${clone}/src/a`), "third\n");
  assertEquals(await Deno.stat(trace).then(() => true, () => false), false);
});
