// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What inspect prints.
 *
 * @module
 */

import type { RpmInspection } from "../../lib/rpm/inspection.ts";
import type { Outcome } from "../publish/scene.ts";

export type Inspected = RpmInspection & {
  readonly file: string;
  readonly upstreamCommit: string | null;
};

export function packagesOf({ stdout }: Outcome): Inspected[] {
  return JSON.parse(stdout).packages;
}

/** The lines of a text, but for those of files. */
export function linesOf({ stdout }: Outcome): string[] {
  return stdout.trimEnd().split("\n");
}
