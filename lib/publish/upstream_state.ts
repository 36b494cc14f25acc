// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Which state of upstream a run saw: revision, checksum and age.
 *
 * @module
 */

import { DEFAULT_MAX_AGE } from "../profile.ts";
import { type Freshness, freshnessOf } from "../yum/freshness.ts";
import type { VerifiedMetadata } from "../yum/metadata.ts";

/** Which state of upstream a run saw. */
export interface UpstreamState {
  /** Free text of the vendor's, a number most often. */
  readonly revision: string;
  /** SHA-256 of repomd.xml, lower-case hexadecimal. */
  readonly sha256: string;
  /** How old it is. */
  readonly freshness: Freshness;
}

/**
 * Reads it out of verified metadata.
 *
 * @param metadata upstream's metadata
 * @param options days from which on it is old, 180 by default, and the time
 * that counts as now, the clock's by default
 */
export function upstreamState(
  metadata: VerifiedMetadata,
  options: {
    readonly maxAge?: number | undefined;
    readonly now?: Date | undefined;
  },
): UpstreamState {
  const { parsed } = metadata.repomd;
  const { revision, sha256 } = parsed;
  const freshness = freshnessOf(parsed, {
    now: options.now ?? new Date(),
    maxAge: options.maxAge ?? DEFAULT_MAX_AGE,
  });
  return { revision, sha256, freshness };
}
