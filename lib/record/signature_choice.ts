// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Which of a package's good signatures messages and reports name.
 *
 * @module
 */

import type { VerifiedRpm } from "../rpm/rpm.ts";
import type { RpmSignature } from "../rpm/signature.ts";

/**
 * The first signature that covers the payload, else the first one.
 *
 * @param rpm a verified package
 */
export function payloadSignature(
  rpm: Pick<VerifiedRpm, "signatures">,
): RpmSignature {
  const signature = rpm.signatures.find((s) => s.coversPayload) ??
    rpm.signatures[0];
  if (signature === undefined) throw new TypeError("verified, but unsigned");
  return signature;
}
