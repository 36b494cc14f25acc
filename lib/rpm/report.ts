// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What `verifyRpm()` looked at and how far it came. It fills a report stage by
 * stage, so a report of a refused package ends where the check failed.
 *
 * A report is for people. Nothing in it is accepted: only a `VerifiedRpm` is.
 *
 * @module
 */

import type { CheckedDigest } from "./digests.ts";
import type { FoundSections } from "./sections.ts";
import type { Evidence } from "./signature.ts";

/** A stage of `verifyRpm()`. */
export type Stage = "sections" | "signatures" | "header" | "payload";

/** The stages in their order. */
export const STAGES: readonly Stage[] = [
  "sections", // find lead, signature header, main header and payload
  "signatures", // check sizes, digests and signatures of the signature header
  "header", // read the signed main header, check what covers the payload
  "payload", // unpack the payload and compare it with the signed file list
];

/** What `verifyRpm()` looked at. An absent member was not reached. */
export interface VerificationReport extends FoundSections {
  /** The stage that began last; `sections` while absent. */
  stage?: Stage;
  /** Sizes, digests and signatures of the signature header, checked. */
  evidence?: Evidence;
  /** Digests of the compressed payload, checked. */
  payloadDigests?: readonly CheckedDigest[];
  /** Digests of the unpacked payload, checked. */
  unpackedDigests?: readonly CheckedDigest[];
}
