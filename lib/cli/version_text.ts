// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { COMMIT, VERSION } from "../version.ts";

/** What `--version` prints. */
export interface Build {
  /** The version of this program. */
  readonly version: string;
  /** The commit's whole id; null where it is not known. */
  readonly commit: string | null;
  /** Where the program comes from: "jsr.io"; null for files of this machine. */
  readonly host: string | null;
  /** The version of the runtime. */
  readonly deno: string;
}

/**
 * Says which build this is.
 *
 * @param module URL of a module of the program
 */
export function thisBuild(module: string = import.meta.url): Build {
  const { protocol, host } = new URL(module);
  return {
    version: VERSION,
    commit: COMMIT ?? null,
    host: protocol === "https:" || protocol === "http:" ? host : null,
    deno: Deno.version.deno,
  };
}

/** Digits of a commit's id that are shown, as everywhere in the output. */
const COMMIT_DIGITS = 12;

/**
 * The answer to `--version`. Pure.
 *
 * @returns one line: "neuron-publish 1.2.3 (commit 0123456789ab, deno 2.9.6)"
 */
export function formatVersion({ version, commit, host, deno }: Build): string {
  const origin = commit !== null
    ? `commit ${commit.slice(0, COMMIT_DIGITS)}`
    : host !== null
    ? `from ${host}`
    : "from source";
  return `neuron-publish ${version} (${origin}, deno ${deno})`;
}
