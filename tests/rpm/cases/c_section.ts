// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * C: signatures, digests and keys, in one section.
 *
 * @module
 */

import { FORGERY_ROWS } from "./c_forgery.ts";
import { KEY_ROWS } from "./c_keys.ts";
import { SIGNATURE_ROWS } from "./c_signatures.ts";
import type { Section } from "./case.ts";

/** C: signatures, digests and keys. */
export const C: Section = {
  letter: "C",
  title: "signatures and digests",
  rows: [...SIGNATURE_ROWS, ...FORGERY_ROWS, ...KEY_ROWS],
  refusedRowsInRpm: "bad",
};
