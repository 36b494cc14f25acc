// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Runs of `init`.
 *
 * @module
 */

import type { TestRepository } from "../git/test_repository.ts";
import { runProgram } from "../publish/scene.ts";

export const REMOTE = "git@git.sr.ht:~ada/driver";

export const MANIFEST = ".build.yaml";

export const SECRET = "5b076ab5-1361-4d71-905b-4ff8c836c62c";

/** git in a certain directory. */
export type Git = (...args: readonly string[]) => Promise<string>;

/** A place for new repositories: a directory, and an environment for git. */
export function init(place: TestRepository, ...args: readonly string[]) {
  return runProgram(["init", ...args], place.env);
}

export async function exists(path: string): Promise<boolean> {
  return await Deno.lstat(path).then(() => true, () => false);
}
