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
import { TRAPS } from "./traps.ts";

/** What publishing and verifying do with git. */
async function goThroughEverything(repository: TestRepository): Promise<void> {
  const open = await openRepository(repository.path, { env: repository.env });
  await preflight(open, ["src"]);
  const { tip, ref } = open.branch;
  if (tip === undefined) throw new Error("A row needs a commit");
  await listTags(open);
  const entries = await listTree(open, tip, ["src"]);
  const blobs = entries.filter(({ type }) => type === "blob");
  for await (const _ of readBlobs(open, blobs.map(({ id }) => id)));
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
    for (const [name, { arm, control }] of Object.entries(TRAPS)) {
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
        await stepped(); // setting the trap may have triggered it
        // Same content, other times: git must read the files.
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

Deno.test("openGit() sees the history of the commits, not replacements", async () => {
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
  await preflight(open, ["src"]);
  const next = await makeCommit(open, tip, { "src/a": "third\n" });
  await moveRefs(open, [{ ref, old: tip, new: next }], { message: "test" });
  assertEquals(await Deno.readTextFile(`${clone}/src/a`), "third\n");
  assertEquals(await Deno.stat(trace).then(() => true, () => false), false);
});
