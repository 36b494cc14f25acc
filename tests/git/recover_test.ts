// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals, assertRejects } from "@std/assert";
import { OperationError } from "../../lib/errors.ts";
import { writeJournal } from "../../lib/git/journal.ts";
import { lockRepository, stateDirectory } from "../../lib/git/lock.ts";
import { recover } from "../../lib/git/move.ts";
import { updateRefs } from "../../lib/git/refs.ts";
import { openObjectStore, type Repository } from "../../lib/git/repository.ts";
import { TestRepository } from "./test_repository.ts";
import { MESSAGE, prepare, START, view } from "./moves.ts";

Deno.test("recover() completes a move that was cut off", async (t) => {
  type Cut = (
    repository: TestRepository,
    open: Repository,
    prepared: Awaited<ReturnType<typeof prepare>>,
  ) => Promise<unknown>;
  const rows: Record<string, Cut> = {
    "after the first ref": (_, open, { changes }) =>
      updateRefs(open, changes.slice(0, 1), MESSAGE),
    "after the tag alone": (_, open, { changes }) =>
      updateRefs(open, changes.slice(1), MESSAGE),
    "after all refs": (_, open, { changes }) =>
      updateRefs(open, changes, MESSAGE),
    "after some files": async (repository, open, { changes }) => {
      await updateRefs(open, changes, MESSAGE);
      await repository.write("src/changed.c", "new\n");
      await repository.write("src/sub/added.c", "added\n");
    },
    "within a changed and an added file": async (repository, open, p) => {
      await updateRefs(open, p.changes, MESSAGE);
      await repository.write("src/changed.c", "ne");
      await repository.write("src/sub/added.c", "");
    },
    "after some removals": async (repository, open, { changes }) => {
      await updateRefs(open, changes, MESSAGE);
      await Deno.remove(`${repository.path}/src/gone.c`);
      await Deno.remove(`${repository.path}/src/changed.c`);
    },
    "after the worktree": async (repository, open, { changes, next }) => {
      await updateRefs(open, changes, MESSAGE);
      await repository.git("read-tree", "-m", "-u", `${next}^`, next);
    },
    "after the index, but not the files": async (repository, open, p) => {
      await updateRefs(open, p.changes, MESSAGE);
      await repository.git("read-tree", p.next);
    },
  };
  const cases = Object.entries(rows).flatMap(([name, cut]) =>
    [false, true].map((detached) => ({ name, cut, detached }))
  );
  for (const { name, cut, detached } of cases) {
    await t.step(detached ? `${name}, HEAD detached` : name, async () => {
      await using repository = await TestRepository.make({ files: START });
      await repository.write("README", "edited\n");
      if (detached) await repository.git("checkout", "--quiet", "--detach");
      const open = await repository.open();
      const prepared = await prepare(open);
      const { tip: old } = open.branch;
      const { next } = prepared;
      // HEAD comes last, as moveRefs() has it.
      const changes = [
        ...prepared.changes,
        ...(detached ? [{ ref: "HEAD", old, new: next }] : []),
      ];
      await writeJournal(open, {
        changes,
        worktree: {
          folder: repository.path,
          from: open.branch.tip ?? "",
          to: next,
        },
      });
      await cut(repository, open, { ...prepared, changes });
      const store = await openObjectStore(repository.path, repository);
      assertEquals(await recover(store), "completed");
      const [refs] = await view(repository);
      assertEquals(refs?.split("\n").map((line) => line.slice(0, 40)), [
        next,
        next,
      ]);
      assertEquals(await repository.git("status", "--porcelain"), " M README");
      assertEquals(await repository.read("src/changed.c"), "new\n");
      assertEquals(await repository.git("rev-parse", "HEAD"), next);
      assertEquals(await recover(await repository.open()), "clean");
      await repository.assertSound();
    });
  }
});

Deno.test("recover() leaves a HEAD alone that is on a branch again", async () => {
  await using repository = await TestRepository.make({ files: START });
  await repository.git("checkout", "--quiet", "--detach");
  const open = await repository.open();
  const { changes, next } = await prepare(open);
  const old = open.branch.tip ?? "";
  await writeJournal(open, {
    changes: [...changes, { ref: "HEAD", old, new: next }],
    worktree: { folder: repository.path, from: old, to: next },
  });
  await updateRefs(open, changes.slice(0, 1), MESSAGE);
  await repository.git("checkout", "--quiet", "-b", "other");
  assertEquals(await recover(await repository.open()), "completed");
  assertEquals(
    await repository.git("symbolic-ref", "HEAD"),
    "refs/heads/other",
  );
  assertEquals(await repository.git("rev-parse", "HEAD"), old);
  assertEquals(await repository.git("rev-parse", "main"), next);
  assertEquals(await repository.git("status", "--porcelain"), "");
});

Deno.test("recover() forgets a move that had not begun, or that is history", async (t) => {
  const rows: Record<string, (repository: TestRepository) => Promise<unknown>> =
    {
      "not begun": () => Promise.resolve(),
      "somebody has committed since": (repository) =>
        repository.git("commit", "--quiet", "--allow-empty", "--message=x"),
    };
  for (const [name, since] of Object.entries(rows)) {
    await t.step(name, async () => {
      await using repository = await TestRepository.make({ files: START });
      const open = await repository.open();
      const { changes, next } = await prepare(open);
      await writeJournal(open, {
        changes,
        worktree: {
          folder: repository.path,
          from: open.branch.tip ?? "",
          to: next,
        },
      });
      await since(repository);
      const before = await view(repository);
      assertEquals(await recover(open), "forgotten");
      assertEquals(await view(repository), before);
      assertEquals(await recover(open), "clean");
    });
  }
});

Deno.test("recover() does not overwrite what somebody wrote since", async () => {
  await using repository = await TestRepository.make({ files: START });
  const open = await repository.open();
  const { changes, next } = await prepare(open);
  await writeJournal(open, {
    changes,
    worktree: {
      folder: repository.path,
      from: open.branch.tip ?? "",
      to: next,
    },
  });
  await updateRefs(open, changes, MESSAGE);
  await repository.write("src/changed.c", "somebody's\n");
  const error = await assertRejects(() => recover(open), OperationError);
  assertEquals(error.found, "src/changed.c");
  assertEquals(await repository.read("src/changed.c"), "somebody's\n");
  assertEquals(await repository.read("src/gone.c"), "gone\n");
});

Deno.test("recover() clears away a note that was not written to its end", async () => {
  await using repository = await TestRepository.make({ files: START });
  const open = await repository.open();
  const lock = await lockRepository(open, "publish");
  for (const name of ["journal.json", "journal.json.new"]) {
    await Deno.writeTextFile(`${stateDirectory(open)}/${name}`, '{"changes":[');
  }
  assertEquals(await recover(open), "clean");
  await lock[Symbol.asyncDispose]();
  await assertRejects(
    () => Deno.stat(stateDirectory(open)),
    Deno.errors.NotFound,
  );
});
