// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What a partial clone really holds.
 *
 * @module
 */

import type { Repository } from "./repository.ts";

/**
 * The ids of all objects in a partial clone. There, git fetches what it lacks
 * when it is asked for it; or, as it may not here, dies instead of answering.
 * So one has to know before asking.
 *
 * @param repository any repository
 * @returns undefined where the clone is complete, as far as its configuration
 * says
 */
export async function listLocalObjects(
  repository: Repository,
): Promise<ReadonlySet<string> | undefined> {
  const { git } = repository;
  const { code } = await git.run(
    ["config", "--get-regexp", PARTIAL],
    { okCodes: [0, 1] }, // 1: there is none
  );
  if (code === 1) return undefined;
  const text = await git.text([
    "cat-file",
    "--batch-all-objects",
    "--batch-check=%(objectname)",
    "--unordered",
  ]);
  return new Set(text.split("\n"));
}

/** Keys that make a repository a partial clone. */
const PARTIAL = String.raw`^(extensions\.partialclone|remote\..*\.promisor)$`;
