// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/** What `--version` tells. */
export interface Build {
  /** The version of this program. */
  readonly version: string;
  /** The commit's whole id, where one is known. */
  readonly commit: string | undefined;
  /** URL of a module of the program. */
  readonly module: string;
  /** The version of the runtime. */
  readonly deno: string;
}

/** Digits of a commit's id that are shown, as everywhere in the output. */
const COMMIT_DIGITS = 12;

/**
 * The answer to `--version`. Pure.
 *
 * @returns one line: "neuron-publish 1.2.3 (commit 0123456789ab, deno 2.9.6)"
 */
export function formatVersion(build: Build): string {
  const { protocol, host } = new URL(build.module);
  const origin = build.commit !== undefined
    ? `commit ${build.commit.slice(0, COMMIT_DIGITS)}`
    : protocol === "https:" || protocol === "http:"
    ? `from ${host}`
    : "from source";
  return `neuron-publish ${build.version} (${origin}, deno ${build.deno})`;
}
