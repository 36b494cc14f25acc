// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Another git changes the index just before refs move: what was checked before
// it finished no longer counts.

import { assertEquals, assertRejects } from "@std/assert";
import { OperationError } from "../../lib/errors.ts";
import { writeJournal } from "../../lib/git/journal.ts";
import { moveRefs, recover } from "../../lib/git/move.ts";
import { updateRefs } from "../../lib/git/refs.ts";
import { openRepository, type Repository } from "../../lib/git/repository.ts";
import { long } from "../fixtures/long.ts";
import { programPath } from "../fixtures/programs.ts";
import { makeCommit, TestRepository } from "./test_repository.ts";

const START = {
  "src/changed.c": "old\n",
  "src/gone.c": "gone\n",
  "README": "mine\n",
};

const NEXT = {
  "src/changed.c": "new\n",
  "src/gone.c": null,
  "src/sub/added.c": "added\n",
};

const MESSAGE = { message: "publish" };

/**
 * Opens a repository with a git that, where it fails while `index.lock` is
 * there, writes the file `met` and answers once the lock is gone. What happens
 * meanwhile thus happens between two of our attempts, never during one.
 */
async function openPatiently(repository: TestRepository): Promise<Repository> {
  const { root, path, env } = repository;
  const script = [
    "#!/bin/sh",
    `'${programPath("git")}' "$@" && exit`,
    "code=$?",
    `if [ -e '${path}/.git/index.lock' ]; then`,
    `: > '${root}/met'`,
    "n=0",
    `while [ -e '${path}/.git/index.lock' ] && [ $n -lt 3000 ]; do`,
    "sleep 0.01; n=$((n + 1)); done",
    "fi",
    "exit $code",
  ];
  await Deno.mkdir(`${root}/bin`);
  await Deno.writeTextFile(`${root}/bin/git`, `${script.join("\n")}\n`, {
    mode: 0o755,
  });
  const PATH = `${root}/bin:${env["PATH"]}`;
  return openRepository(path, { env: { ...env, PATH } });
}

async function prepare(open: Repository) {
  const { ref, tip, value } = open.branch;
  const next = await makeCommit(open, tip, NEXT);
  return { next, changes: [{ ref, old: value, new: next }] };
}

/**
 * Runs while somebody holds the lock of the index, and releases it once our run
 * has met it.
 */
async function whileHeld<T>(
  repository: TestRepository,
  work: () => Promise<T>,
  meanwhile: () => Promise<unknown>,
): Promise<T> {
  const lock = `${repository.path}/.git/index.lock`;
  await Deno.writeTextFile(lock, "");
  const working = work();
  await Promise.race([working, appears(`${repository.root}/met`)]);
  await meanwhile();
  await Deno.remove(lock);
  return await working;
}

async function appears(path: string): Promise<void> {
  while (!await Deno.stat(path).then(() => true, () => false)) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function moveWhileHeld(
  repository: TestRepository,
  meanwhile: () => Promise<unknown>,
): Promise<{ readonly next: string; readonly error: unknown }> {
  const open = await openPatiently(repository);
  const { next, changes } = await prepare(open);
  const move = () =>
    moveRefs(open, changes, MESSAGE).catch((error: unknown) => error);
  return { next, error: await whileHeld(repository, move, meanwhile) };
}

Deno.test("moveRefs() waits for another process to let go of the index", async (t) => {
  for (const state of ["as it was", "with other times"]) {
    await t.step(state, async () => {
      await using repository = await TestRepository.make({ files: START });
      if (state !== "as it was") {
        await Deno.utime(`${repository.path}/src/changed.c`, 1, 1);
      }
      const { next, error } = await moveWhileHeld(
        repository,
        () => Promise.resolve(),
      );
      assertEquals(error, undefined);
      assertEquals(await repository.git("rev-parse", "main"), next);
      assertEquals(await repository.git("status", "--porcelain"), "");
    });
  }
});

Deno.test("moveRefs() sees that HEAD has moved while it waited", async () => {
  await using repository = await TestRepository.make({ files: START });
  await repository.git("branch", "other");
  const before = await repository.git("rev-parse", "main");
  const { error } = await moveWhileHeld(
    repository,
    () => repository.git("symbolic-ref", "HEAD", "refs/heads/other"),
  );
  assertEquals(
    error instanceof OperationError && error.problem,
    "HEAD has moved during this run; nothing was changed",
  );
  assertEquals(await repository.git("rev-parse", "main"), before);
  assertEquals(await repository.git("status", "--porcelain"), "");
});

Deno.test("recover() sees that HEAD has moved while it waited", async () => {
  await using repository = await TestRepository.make({ files: START });
  await repository.git("branch", "other");
  const open = await openPatiently(repository);
  const { next, changes } = await prepare(open);
  const from = open.branch.tip ?? "";
  const worktree = { folder: repository.path, from, to: next };
  await writeJournal(open, { changes, worktree });
  await updateRefs(open, changes, MESSAGE);
  const state = await whileHeld(
    repository,
    () => recover(open),
    () => repository.git("symbolic-ref", "HEAD", "refs/heads/other"),
  );
  assertEquals(state, "completed");
  assertEquals(await repository.git("status", "--porcelain"), "");
  assertEquals(await repository.read("src/changed.c"), "old\n");
});

Deno.test("moveRefs() sees what the index has become while it waited", async () => {
  await using repository = await TestRepository.make({ files: START });
  const index = `${repository.path}/.git/index`;
  const { next, error } = await moveWhileHeld(repository, async () => {
    // As the other process leaves it: the new side is staged and not on disk.
    const staged = `${repository.root}/staged`;
    await Deno.copyFile(index, staged);
    const id = await repository.git("rev-parse", ":README");
    const { success } = await new Deno.Command("git", {
      args: ["update-index", "--cacheinfo", `100644,${id},src/changed.c`],
      cwd: repository.path,
      env: { ...repository.env, GIT_INDEX_FILE: staged },
    }).output();
    assertEquals(success, true);
    await Deno.rename(staged, index);
  });
  assertEquals(
    error instanceof OperationError && error.found,
    "src/changed.c",
  );
  assertEquals(await repository.git("rev-parse", "main") === next, false);
  assertEquals(await repository.read("src/changed.c"), "old\n");
});

Deno.test(
  long("moveRefs() changes nothing where the index stays held"),
  async (t) => {
    for (const state of ["as it was", "with a file that is there already"]) {
      await t.step(state, async () => {
        await using repository = await TestRepository.make({ files: START });
        if (state !== "as it was") {
          await repository.write("src/sub/added.c", "added\n");
        }
        const open = await repository.open();
        const { changes } = await prepare(open);
        const before = await repository.git("for-each-ref");
        const lock = `${repository.path}/.git/index.lock`;
        await Deno.writeTextFile(lock, "");
        const error = await assertRejects(
          () => moveRefs(open, changes, MESSAGE),
          OperationError,
        );
        assertEquals(
          error.problem,
          "another git process is running here, or one crashed",
        );
        await Deno.remove(lock);
        assertEquals(await repository.git("for-each-ref"), before);
        assertEquals(
          await repository.git("status", "--porcelain"),
          state === "as it was" ? "" : "?? src/sub/",
        );
      });
    }
  },
);
