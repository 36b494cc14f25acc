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
 * @param warn called with a sentence where it is old
 * @throws {VerificationError} `E_META` where it is of the future
 */
export function upstreamState(
  metadata: VerifiedMetadata,
  { now = new Date(), maxAge = DEFAULT_MAX_AGE }: {
    readonly maxAge?: number | undefined;
    readonly now?: Date | undefined;
  },
  warn: (text: string) => void,
): UpstreamState {
  const { parsed } = metadata.repomd;
  const freshness = freshnessOf(parsed, { now, maxAge });
  if (freshness.warning !== undefined) warn(freshness.warning);
  return { revision: parsed.revision, sha256: parsed.sha256, freshness };
}
