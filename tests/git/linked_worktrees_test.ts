// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// A branch does not move under a worktree that is not updated, and a worktree
// that has gone, or is no longer this repository's, is left alone.

import { assertEquals, assertRejects } from "@std/assert";
import { OperationError } from "../../lib/errors.ts";
import { writeJournal } from "../../lib/git/journal.ts";
import { moveRefs, recover } from "../../lib/git/move.ts";
import { updateRefs } from "../../lib/git/refs.ts";
import {
  openObjectStore,
  openRepository,
  type Repository,
} from "../../lib/git/repository.ts";
import { makeCommit, TestRepository } from "./test_repository.ts";

const MESSAGE = { message: "publish" };
const MAIN = "refs/heads/main";
const SERIES = "refs/heads/series/1.0";

/** A repository, the name of a linked worktree, and a move of all refs. */
async function scene({ bare = false } = {}) {
  const repository = await TestRepository.make({ files: { "src/a.c": "1\n" } });
  await repository.git("branch", "series/1.0");
  if (bare) await repository.git("config", "core.bare", "true");
  const linked = `${repository.root}/linked`;
  const path = bare ? `${repository.path}/.git` : repository.path;
  const open = (at: string = path) =>
    openRepository(at, { env: repository.env });
  const prepare = async (store: Repository) => {
    const old = await repository.git("rev-parse", SERIES);
    const next = await makeCommit(store, old, { "src/a.c": "2\n" });
    return {
      next,
      changes: [
        { ref: MAIN, old, new: next },
        { ref: SERIES, old, new: next },
        { ref: "refs/tags/1.0", old: undefined, new: next },
      ],
    };
  };
  return {
    repository,
    linked,
    open,
    prepare,
    [Symbol.asyncDispose]: () => repository[Symbol.asyncDispose](),
  };
}

Deno.test("moveRefs() does not move a branch under another worktree", async (t) => {
  const add = ["worktree", "add", "--quiet"];
  const rows: Record<string, {
    readonly bare?: boolean;
    readonly git: (linked: string) => readonly (readonly string[])[];
    readonly ref: string;
  }> = {
    "a series": {
      git: (linked) => [[...add, linked, "series/1.0"]],
      ref: SERIES,
    },
    "the main branch, while HEAD is detached here": {
      git: (linked) => [
        ["checkout", "--quiet", "--detach"],
        [...add, linked, "main"],
      ],
      ref: MAIN,
    },
    "the main branch, which is checked out here, too": {
      git: (linked) => [[...add, "--force", linked, "main"]],
      ref: MAIN,
    },
    "the main branch of a bare repository": {
      bare: true,
      git: (linked) => [[...add, "--force", linked, "main"]],
      ref: MAIN,
    },
  };
  for (const [name, { bare = false, git, ref }] of Object.entries(rows)) {
    await t.step(name, async () => {
      await using all = await scene({ bare });
      const { repository, linked, open, prepare } = all;
      for (const command of git(linked)) await repository.git(...command);
      const store = await open();
      const { changes } = await prepare(store);
      const before = await repository.git("for-each-ref");
      const error = await assertRejects(
        () => moveRefs(store, changes, MESSAGE),
        OperationError,
      );
      assertEquals([error.subject, error.found], [ref, linked]);
      assertEquals(await repository.git("for-each-ref"), before);
    });
  }
});

Deno.test("moveRefs() moves the branch of the linked worktree that it runs in", async () => {
  await using all = await scene();
  const { repository, linked, open, prepare } = all;
  await repository.git("worktree", "add", "--quiet", linked, "series/1.0");
  const inside = await open(linked);
  assertEquals(inside.branch.ref, SERIES);
  const { changes } = await prepare(inside);
  await moveRefs(inside, changes.slice(1), MESSAGE);
  assertEquals(await Deno.readTextFile(`${linked}/src/a.c`), "2\n");
  assertEquals(await repository.git("status", "--porcelain"), "");
});

Deno.test("moveRefs() does not mind a linked worktree that was removed", async () => {
  await using all = await scene();
  const { repository, linked, open, prepare } = all;
  await repository.git("worktree", "add", "--quiet", linked, "series/1.0");
  await Deno.remove(linked, { recursive: true });
  const store = await open();
  const { changes, next } = await prepare(store);
  await moveRefs(store, changes, MESSAGE);
  assertEquals(await repository.git("rev-parse", SERIES), next);
});

Deno.test("recover() completes refs where there is no worktree to update", async (t) => {
  type Since = (
    scene: { repository: TestRepository; linked: string; next: string },
  ) => Promise<unknown>;
  const rows: Record<string, Since | undefined> = {
    "none was to be updated": undefined,
    "it was removed": ({ linked }) => Deno.remove(linked, { recursive: true }),
    "another repository is in its place": async (
      { repository, linked, next },
    ) => {
      await Deno.remove(linked, { recursive: true });
      await repository.git("clone", "--quiet", repository.path, linked);
      const inLinked = (...args: string[]) =>
        repository.git("-C", linked, ...args);
      await inLinked("fetch", "--quiet", "origin", "tag", "1.0");
      await inLinked("update-ref", "--no-deref", "HEAD", next);
    },
  };
  for (const [name, since] of Object.entries(rows)) {
    await t.step(name, async () => {
      await using all = await scene();
      const { repository, linked, open, prepare } = all;
      const add = ["worktree", "add", "--quiet", linked, "series/1.0"];
      if (since) await repository.git(...add);
      const store = await open(since ? linked : repository.path);
      const { changes, next } = await prepare(store);
      const moved = changes.slice(1);
      const from = moved[0]?.old ?? "";
      await writeJournal(store, {
        changes: moved,
        worktree: since && { folder: linked, from, to: next },
      });
      await updateRefs(store, moved.slice(1), MESSAGE);
      await since?.({ repository, linked, next });
      const again = await openObjectStore(repository.path, repository);
      assertEquals(await recover(again), "completed");
      assertEquals(await repository.git("rev-parse", SERIES), next);
      assertEquals(await repository.git("status", "--porcelain"), "");
      const file = await Deno.readTextFile(`${linked}/src/a.c`)
        .catch(() => undefined);
      assertEquals(file, name.startsWith("another") ? "1\n" : undefined);
    });
  }
});
