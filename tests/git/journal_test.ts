// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals } from "@std/assert";
import {
  type Journal,
  readJournal,
  removeJournal,
  writeJournal,
} from "../../lib/git/journal.ts";
import { stateDirectory } from "../../lib/git/lock.ts";
import { TestRepository } from "./test_repository.ts";

const CHANGE = { ref: "refs/heads/main", old: "1", new: "2" };
const WORKTREE = { folder: "/w", from: "1", to: "2" };

const COMPLETE: Readonly<Record<string, Journal>> = {
  "a branch and its worktree": { changes: [CHANGE], worktree: WORKTREE },
  "a new ref, and no worktree": {
    changes: [{ ...CHANGE, old: undefined }],
    worktree: undefined,
  },
};

const OTHERS: Readonly<Record<string, unknown>> = {
  "null": null,
  "a number": 1,
  "no changes": { worktree: WORKTREE },
  "changes that are no list": { changes: { 0: CHANGE } },
  "a change that is null": { changes: [CHANGE, null] },
  "a change without a ref": { changes: [{ old: "1", new: "2" }] },
  "a change without a new value": { changes: [CHANGE, { ref: "r" }] },
  "an old value that is a number": { changes: [{ ...CHANGE, old: 1 }] },
  "a worktree that is null": { changes: [CHANGE], worktree: null },
  "a worktree without an end": {
    changes: [CHANGE],
    worktree: { folder: "/w", from: "1" },
  },
  "a worktree whose directory is a number": {
    changes: [CHANGE],
    worktree: { ...WORKTREE, folder: 1 },
  },
};

Deno.test("readJournal() takes a complete journal and nothing else", async (t) => {
  await using repository = await TestRepository.make();
  const open = await repository.open();
  for (const [title, journal] of Object.entries(COMPLETE)) {
    await t.step(title, async () => {
      await writeJournal(open, journal);
      const { changes, worktree } = await readJournal(open) ?? {};
      assertEquals(
        changes?.map(({ ref, old, new: next }) => ({ ref, old, new: next })),
        journal.changes,
      );
      assertEquals(worktree, journal.worktree);
    });
  }
  const path = `${stateDirectory(open)}/journal.json`;
  for (const [title, other] of Object.entries(OTHERS)) {
    await t.step(title, async () => {
      await Deno.writeTextFile(path, JSON.stringify(other));
      assertEquals(await readJournal(open), undefined);
    });
  }
  await t.step("none", async () => {
    await removeJournal(open);
    assertEquals(await readJournal(open), undefined);
  });
});
