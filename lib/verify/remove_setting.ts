// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * How to take a setting out of a repository's configuration.
 *
 * @module
 */

import type { Git } from "../git/git.ts";
import { shellWord } from "../shell_word.ts";

/**
 * A command that takes a setting out of each file that has it: the repository's
 * own, one of a single worktree, or one that those include.
 *
 * @param key as git lists it
 * @returns a line for a POSIX shell
 */
export async function removalOf(git: Git, key: string): Promise<string> {
  const records = await git.records(
    ["config", "--show-scope", "--show-origin", "-z", "--get-all", key],
    { okCodes: [0, 1] },
  );
  const files = new Set<string>();
  for (let i = 0; i + 2 < records.length; i += 3) {
    const [scope = "", origin = ""] = records.slice(i, i + 2);
    const isOwn = scope === "local" || scope === "worktree";
    if (isOwn) files.add(origin.replace(/^file:/, ""));
  }
  return Array.from(
    files,
    (file) =>
      `git config --file ${shellWord(file)} --unset-all ${shellWord(key)}`,
  )
    .join(" && ");
}
