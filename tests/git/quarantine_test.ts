// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assert, assertEquals, assertRejects } from "@std/assert";
import { OperationError } from "../../lib/errors.ts";
import { FastImport } from "../../lib/git/fast_import.ts";
import { lockRepository, stateDirectory } from "../../lib/git/lock.ts";
import { recover } from "../../lib/git/move.ts";
import { openQuarantine, type Quarantine } from "../../lib/git/quarantine.ts";
import type { Repository } from "../../lib/git/repository.ts";
import { folderState } from "../publish/scene.ts";
import { commitFiles, TestRepository } from "./test_repository.ts";

/** Makes a commit of so many files in a quarantine. */
async function commitIn(
  { git }: Quarantine,
  { branch, objectFormat }: Repository,
  count: number,
): Promise<string> {
  await using into = new FastImport(git, objectFormat);
  const files = Array.from({ length: count }, (_, i) => [`f${i}`, `${i}\n`]);
  const id = await commitFiles(into, branch.tip, Object.fromEntries(files));
  await into.finish();
  return id;
}

Deno.test("openQuarantine() hands over loose objects and packs", async (t) => {
  // git fast-import unpacks what has fewer than 100 objects.
  const rows = { loose: 10, "a pack": 200 };
  for (const objectFormat of ["sha1", "sha256"] as const) {
    for (const [title, count] of Object.entries(rows)) {
      await t.step(`${title}, ${objectFormat}`, async () => {
        await using repository = await TestRepository.make({
          objectFormat,
          files: { "a": "0\n", "f3": "1\n" },
        });
        const open = await repository.open();
        const before = await folderState(repository.path);
        const quarantine = await openQuarantine(open);
        const id = await commitIn(quarantine, open, count);
        await assertRejects(
          () => open.git.run(["cat-file", "-e", id]),
          OperationError,
        );
        await quarantine.release();
        await quarantine[Symbol.asyncDispose]();
        await repository.git("update-ref", "refs/heads/new", id);
        await repository.assertSound();
        const after = await folderState(repository.path);
        const added = [...after.keys()].filter((name) => !before.has(name));
        // It would name the repository's own objects.
        assertEquals(after.has(".git/objects/info/alternates"), false);
        assertEquals(
          added.filter((name) =>
            !/^\.git\/(objects|neuron-publish)\//.test(name)
          ).sort(),
          [".git/logs/refs/heads/new", ".git/refs/heads/new"]
            .filter((name) => after.has(name)),
        );
      });
    }
  }
});

Deno.test({
  name: "openQuarantine() makes objects for all who share the repository",
  ignore: Deno.build.os === "windows", // knows no such permissions
  fn: async () => {
    await using repository = await TestRepository.make({ files: { a: "a" } });
    await repository.git("config", "core.sharedRepository", "group");
    const open = await repository.open();
    await using quarantine = await openQuarantine(open);
    await commitIn(quarantine, open, 10);
    await quarantine.release();
    const objects = `${repository.path}/.git/objects`;
    let shared = 0;
    for await (const { name } of Deno.readDir(objects)) {
      const { mode } = await Deno.stat(`${objects}/${name}`);
      if (/^[0-9a-f]{2}$/.test(name) && (mode ?? 0) & 0o020) shared++;
    }
    assert(shared >= 8, `${shared} folders`);
  },
});

Deno.test("openQuarantine() leaves nothing of what was not released", async () => {
  await using repository = await TestRepository.make({ files: { a: "a" } });
  const open = await repository.open();
  const before = await folderState(repository.path);
  {
    await using quarantine = await openQuarantine(open);
    await commitIn(quarantine, open, 5);
  }
  await Deno.remove(stateDirectory(open)); // the lock's, empty
  assertEquals(await folderState(repository.path), before);
});

Deno.test("openQuarantine() and recover() clear away what the dead left", async () => {
  await using repository = await TestRepository.make({ files: { a: "a" } });
  const open = await repository.open();
  const names = () =>
    Array.from(Deno.readDirSync(stateDirectory(open)), ({ name }) => name);
  const left = await openQuarantine(open); // and never disposed of
  await commitIn(left, open, 5);
  const next = await openQuarantine(open);
  assertEquals(names().length, 1);
  await commitIn(next, open, 5);
  await Deno.mkdir(`${stateDirectory(open)}/downloads`); // of an earlier version
  await Deno.writeTextFile(`${stateDirectory(open)}/downloads/a.rpm`, "a");
  await recover(open);
  assertEquals(names(), []);
  // What belongs to the run that holds the lock.
  await using _lock = await lockRepository(open, "publish");
  await recover(open);
  assertEquals(names().sort(), ["holder", "lock"]);
});

Deno.test("openQuarantine() says when the git directory cannot be written", async () => {
  await using repository = await TestRepository.make({ files: { a: "a" } });
  const open = await repository.open();
  await Deno.writeTextFile(
    stateDirectory(open),
    "a file in the folder's place",
  );
  const error = await assertRejects(() => openQuarantine(open), OperationError);
  assertEquals(error.kind, "disk");
});
