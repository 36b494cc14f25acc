// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * A: what has to be accepted. Each row is also read back file by file. A25, the
 * vendor's own packages, is tests/rpm/real_packages_test.ts.
 *
 * @module
 */

import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { binary, int64, string } from "../../fixtures/header_builder.ts";
import { CONTENTS } from "./a_contents.ts";
import { SIGNATURES } from "./a_signatures.ts";
import {
  build,
  goodParts,
  keyOf,
  NOW_SECONDS,
  type Row,
  type Section,
  verify,
} from "./case.ts";

/** A: headers and times. */
export const HEADERS: readonly Row[] = [
  {
    id: "A26", // that it is then left alone: tests/publish
    title: "signed again: same content, other file",
    build: () => build({ signedAt: NOW_SECONDS - 86400 }),
    expect: "accepted",
    check: async ({ rpm }) => {
      const first = await verify(await build());
      assertEquals(rpm.contentSha256, first.rpm.contentSha256);
      assertNotEquals(rpm.sha256, first.rpm.sha256);
    },
  },
  {
    id: "A27",
    title: "key expired after signing",
    build: async () =>
      build({ key: await keyOf({ expires: NOW_SECONDS - 86400 }) }),
    expect: "accepted",
    check: ({ rpm }) =>
      assertMatch(rpm.signatures[0]?.notes.join() ?? "", /has expired since/),
  },
  {
    id: "A27a",
    title: "subkey expired after signing",
    build: async () =>
      build({
        key: await keyOf({ subkey: { expires: NOW_SECONDS - 86400 } }),
      }),
    expect: "accepted",
    check: ({ rpm }) =>
      assertMatch(rpm.signatures[0]?.notes.join() ?? "", /has expired since/),
  },
  {
    id: "A30",
    title: "signature header with unknown tags, out of order",
    build: () =>
      build({
        bend: {
          signatureEntries: (entries) => [
            binary(1008, new Uint8Array(32)), // rpm's reserved space
            ...entries.toReversed(),
            string(999_999, "?"),
          ],
        },
      }),
    expect: "accepted",
  },
  {
    id: "A31",
    title: "main header with unknown tags, out of order",
    build: () =>
      build({
        bend: {
          mainEntries: (entries) => [
            string(999_999, "?"),
            ...entries.toReversed(),
          ],
        },
      }),
    expect: "accepted",
  },
  {
    id: "A32",
    title: "all digests of the header",
    build: () => build({ digests: { sha256: true, sha3: true } }),
    expect: "accepted",
    check: ({ rpm }) => assertEquals(rpm.digests.length, 4),
  },
  {
    id: "A33",
    title: "signatures and nothing else in the signature header",
    build: () =>
      build({
        digests: { sha1: false, md5: false, size: false, payloadSize: false },
      }),
    expect: "accepted",
    rpm: ["bad", "it wants digests beside signatures"],
  },
  {
    id: "A34",
    title: "sizes of 64 bits",
    build: async () => {
      const { header, payload, cpio } = await goodParts();
      return build({
        digests: { size: false, payloadSize: false },
        bend: {
          signatureEntries: (entries) => [
            ...entries,
            int64(270, header.length + payload.length), // LONGSIZE
            int64(271, cpio.length), // LONGARCHIVESIZE
          ],
        },
      });
    },
    expect: "accepted",
  },
  {
    id: "A35",
    title: "signed four minutes ahead of the clock",
    build: () => build({ signedAt: NOW_SECONDS + 240 }),
    expect: "accepted",
  },
];

/** A: accepted. */
export const A: Section = {
  letter: "A",
  title: "accepted",
  rows: [...CONTENTS, ...SIGNATURES, ...HEADERS],
  refusedRowsInRpm: "bad",
};
