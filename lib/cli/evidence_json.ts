// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Upstream's metadata and verified packages in the JSON of commands.
 *
 * @module
 */

import type { UpstreamState } from "../publish/upstream_state.ts";
import { payloadSignature } from "../record/signature_choice.ts";
import type { VerifiedRpm } from "../rpm/rpm.ts";

/** @param state which state of upstream a run saw */
export function metadataToJson(state: UpstreamState): unknown {
  const { revision, sha256, freshness } = state;
  const { newest, days, warning } = freshness;
  return {
    revision,
    sha256,
    newest: newest ?? null,
    ageDays: newest === undefined ? null : days,
    stale: warning !== undefined,
  };
}

/** What identifies a package, and who signed it. */
export function packageToJson(rpm: VerifiedRpm): object {
  const { fingerprint, created } = payloadSignature(rpm);
  return {
    package: rpm.info.name,
    sha256: rpm.sha256,
    contentSha256: rpm.contentSha256,
    fingerprint,
    signedAt: created,
  };
}
