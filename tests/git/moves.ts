// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * A repository, and a move of its refs to be made.
 *
 * @module
 */

import type { Repository } from "../../lib/git/repository.ts";
import { makeCommit, type TestRepository } from "./test_repository.ts";

export const START = {
  "src/kept.c": "kept\n",
  "src/changed.c": "old\n",
  "src/gone.c": "gone\n",
  "archive/data": "1\n",
  "README": "mine\n",
};

export const NEXT = {
  "src/changed.c": "new\n",
  "src/gone.c": null,
  "src/sub/added.c": "added\n",
  "archive/data": "2\n",
};

export const MESSAGE = { message: "publish 1.0\nwith two lines" };

/** Everything a person can see: refs, index, status and files. */
export async function view(repository: TestRepository): Promise<string[]> {
  const files: string[] = [];
  const walk = async (folder: string) => {
    for await (const entry of Deno.readDir(folder)) {
      const path = `${folder}/${entry.name}`;
      if (entry.name === ".git") continue;
      if (entry.isDirectory) await walk(path);
      else if (entry.isSymlink) {
        files.push(`${path} -> ${await Deno.readLink(path)}`);
      } else files.push(`${path}: ${await Deno.readTextFile(path)}`);
    }
  };
  await walk(repository.path);
  return [
    await repository.git("for-each-ref"),
    await repository.git("ls-files", "--stage"),
    // With locks it would write the times of files into the index.
    await repository.git("--no-optional-locks", "status", "--porcelain"),
    ...files.sort(),
  ];
}

/** A change from the branch's tip to a new commit with a tag. */
export async function prepare(open: Repository) {
  const { ref, tip, value } = open.branch;
  const next = await makeCommit(open, tip, NEXT);
  return {
    next,
    changes: [
      { ref, old: value, new: next },
      { ref: "refs/tags/1.0", old: undefined, new: next },
    ],
  };
}
