// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The index of a worktree, compared with HEAD's files.
 *
 * @module
 */

import { OperationError } from "../errors.ts";
import { listNames } from "../wording.ts";
import type { CheckContext } from "./context.ts";

/**
 * The index has nothing that HEAD does not have: `git checkout -- .` would
 * write it, and `git show :path` shows it. What it lacks does no harm.
 */
export async function checkIndex(
  commit: string,
  { clone: { git, gitDirectory, worktree }, layout, checklist }: CheckContext,
): Promise<void> {
  const there = git.at(worktree ?? gitDirectory);
  // No command that compares: those read more files that settings name.
  const answers = await Promise.all([
    there.run(["ls-files", "--stage", "-z", "--full-name"], {
      okCodes: [0, 128], // 128: it is damaged
    }),
    there.run(["ls-tree", "-r", "-z", "--full-tree", commit], {
      okCodes: [0, 128], // 128: a partial clone lacks a tree
    }),
  ]).catch((error) => {
    // A few trees can hold more files than git can list.
    if (!(error instanceof OperationError)) throw error;
    return undefined;
  });
  const [index, head] = answers ?? [];
  if (index?.code !== 0 || head?.code !== 0) {
    checklist.unknown("worktree", "index", {
      problem: "git cannot read the index, or not all of HEAD's trees",
    });
    return;
  }
  const expected = new Set(
    recordsOf(head.stdout).map((record) =>
      record.replace(/^(\d+) \w+ ([0-9a-f]+)\t/, "$1 $2 0\t")
    ),
  );
  // A path in conflict has up to three entries.
  const others = [
    ...new Set(
      recordsOf(index.stdout).filter((entry) => !expected.has(entry))
        .map((entry) => entry.slice(entry.indexOf("\t") + 1)),
    ),
  ];
  const isOurs = (path: string) =>
    [layout.source, layout.archive].some((top) => path.startsWith(`${top}/`));
  const findings = [
    ["unknown", others.filter(isOurs)],
    ["note", others.filter((path) => !isOurs(path))],
  ] as const;
  for (const [status, paths] of findings) {
    if (paths.length === 0) continue;
    checklist[status]("worktree", "index", {
      problem:
        `the index has other files than HEAD, and git checkout writes them: ${
          listNames(paths)
        }`,
    });
  }
}

/** The records of a command with `-z`. */
function recordsOf(bytes: Uint8Array): string[] {
  return new TextDecoder().decode(bytes).split("\0").slice(0, -1);
}
