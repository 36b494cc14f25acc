// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * C: signatures, digests and keys, in one section.
 *
 * @module
 */

import { COVERAGE_ROWS } from "./c_coverage.ts";
import { DIGEST_ROWS } from "./c_digests.ts";
import { FIELD_ROWS } from "./c_fields.ts";
import { FORGERY_ROWS } from "./c_forgery.ts";
import { KEY_FILE_ROWS } from "./c_key_files.ts";
import { KEY_TIME_ROWS } from "./c_key_times.ts";
import { NUMBER_ROWS } from "./c_numbers.ts";
import { PACKET_ROWS } from "./c_packets.ts";
import { REVOCATION_ROWS } from "./c_revocations.ts";
import { SUBKEY_ROWS } from "./c_subkeys.ts";
import { SUBPACKET_ROWS } from "./c_subpackets.ts";
import { UNKNOWN_ROWS } from "./c_unknown.ts";
import type { Section } from "./case.ts";

/** C: signatures, digests and keys. */
export const C: Section = {
  letter: "C",
  title: "signatures and digests",
  rows: [
    ...DIGEST_ROWS,
    ...PACKET_ROWS,
    ...FIELD_ROWS,
    ...NUMBER_ROWS,
    ...FORGERY_ROWS,
    ...SUBPACKET_ROWS,
    ...COVERAGE_ROWS,
    ...KEY_TIME_ROWS,
    ...REVOCATION_ROWS,
    ...SUBKEY_ROWS,
    ...KEY_FILE_ROWS,
    ...UNKNOWN_ROWS,
  ],
  refusedRowsInRpm: "bad",
};
