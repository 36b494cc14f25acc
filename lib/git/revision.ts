// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What names lead to: HEAD, refs, and whatever else git takes for an object.
 *
 * @module
 */

import type { Git } from "./git.ts";

/** The ref that HEAD names, `""` where it is detached. */
export async function currentRef(git: Git): Promise<string> {
  return await git.text(["symbolic-ref", "--quiet", "HEAD"], {
    okCodes: [0, 1], // 1: detached
  });
}

/**
 * The id of the commit that a name leads to.
 *
 * @param name anything that git takes for a commit
 * @returns undefined if there is none
 */
export function commitOf(git: Git, name: string): Promise<string | undefined> {
  return objectAt(git, `${name}^{commit}`);
}

/**
 * The id of an object.
 *
 * @param name anything that git takes for one, such as `<commit>:<path>`
 * @returns undefined if there is none
 */
export async function objectAt(
  git: Git,
  name: string,
): Promise<string | undefined> {
  const id = await git.text(
    ["rev-parse", "--verify", "--quiet", "--end-of-options", name],
    { okCodes: [0, 1] }, // 1: there is none
  );
  return id === "" ? undefined : id;
}
