// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * B: the structure of the file, and what a main header has to say.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { flip } from "../../fixtures/bytes.ts";
import {
  binary,
  int32,
  int64,
  string,
  strings,
} from "../../fixtures/header_builder.ts";
import { file } from "../../fixtures/package_file.ts";
import { buildSignature } from "../../fixtures/signature_builder.ts";
import { SIGNATURE_TAG, TAG } from "../../fixtures/tags.ts";
import { ENTRY_ROWS } from "./b_entries.ts";
import { FILE_LIST_ROWS, mainEntry } from "./b_file_list.ts";
import { LEAD_ROWS } from "./b_lead.ts";
import { LENGTH_ROWS } from "./b_lengths.ts";
import { REGION_ROWS } from "./b_regions.ts";
import {
  build,
  goodParts,
  keyOf,
  NOW_SECONDS,
  type Row,
  type Section,
} from "./case.ts";

/** B: what the headers say. */
export const INFO_ROWS: readonly Row[] = [
  {
    id: "B46", // CVE-2021-20271: what is unsigned must not become metadata
    title: "signature header: name, release and files of another package",
    build: () =>
      build({
        bend: {
          signatureEntries: (entries) => [
            ...entries,
            string(TAG.VERSION, "9.9.9.9"),
            string(TAG.EPOCH, "7"),
            string(TAG.ARCH, "x86_64"),
            strings(TAG.BASENAMES, "passwd"),
            strings(TAG.DIRNAMES, "/etc/"),
            int32(TAG.DIRINDEXES, 0),
            string(TAG.SOURCERPM, "other.src.rpm"),
            strings(TAG.PAYLOADDIGEST, "00"),
            string(TAG.PAYLOADCOMPRESSOR, "gzip"),
          ],
        },
      }),
    expect: "accepted",
    check: ({ rpm }) => {
      const { name, epoch, version, release, arch } = rpm.info;
      assertEquals(
        { name, epoch, version, release, arch },
        {
          name: "aws-neuronx-dkms",
          epoch: 0,
          version: "2.21.0.0",
          release: "dkms",
          arch: "noarch",
        },
      );
    },
  },
  {
    id: "B47",
    title: "signature header: a text as tag 1000, the name's number",
    build: () =>
      build({
        digests: { size: false },
        bend: {
          signatureEntries: (entries) => [
            ...entries,
            string(TAG.NAME, "other"),
          ],
        },
      }),
    expect: "E_FORMAT",
    rpm: ["good", "it ignores an entry of the wrong type"],
  },
  {
    id: "B48", // CVE-2021-3445: a signature that is part of what it signs
    title: "signatures in the main header, none in the signature header",
    build: async () => {
      const { header } = await goodParts();
      const made = buildSignature(header, {
        key: (await keyOf()).signer,
        created: NOW_SECONDS - 1,
      });
      return build({
        signatures: [],
        bend: {
          mainEntries: (entries) => [
            ...entries,
            binary(SIGNATURE_TAG.RSAHEADER, made),
            binary(SIGNATURE_TAG.DSAHEADER, made),
          ],
        },
      });
    },
    expect: "E_UNSIGNED",
  },
  {
    id: "B55",
    title: "name as a number",
    build: mainEntry(TAG.NAME, () => int32(TAG.NAME, 7)),
    expect: "E_FORMAT",
  },
  {
    id: "B55a",
    title: "no name",
    build: mainEntry(TAG.NAME, () => undefined),
    expect: "E_FORMAT",
    rpm: ["good", "it does not ask what a package is when it checks it"],
  },
  {
    id: "B55b",
    title: "two names in one entry",
    build: mainEntry(
      TAG.NAME,
      () => strings(TAG.NAME, "aws-neuronx-dkms", "other"),
    ),
    expect: "E_FORMAT",
    rpm: ["good", "it does not ask what a package is when it checks it"],
  },
  {
    id: "B55c",
    title: "no build time",
    build: mainEntry(TAG.BUILDTIME, () => undefined),
    expect: "E_FORMAT",
    rpm: ["good", "it does not ask what a package is when it checks it"],
  },
  {
    id: "B55d",
    title: "a number over 2^53",
    build: mainEntry(
      TAG.BUILDTIME,
      () => int64(TAG.BUILDTIME, 2n ** 63n),
    ),
    expect: "E_FORMAT",
  },
  {
    id: "B56",
    title: "payload format drpm",
    build: mainEntry(
      TAG.PAYLOADFORMAT,
      () => string(TAG.PAYLOADFORMAT, "drpm"),
    ),
    expect: "E_FORMAT",
    rpm: ["good", "it does not ask what a package is when it checks it"],
  },
  {
    id: "B57",
    title: "source package",
    build: () => build({ source: true }),
    expect: "E_LAYOUT",
    says: /is a source package/,
    rpm: ["good", "it installs source packages, too"],
  },
  {
    id: "B57a",
    title: "source package by its tag alone",
    build: () =>
      build({
        bend: {
          mainEntries: (entries) => [...entries, int32(TAG.SOURCEPACKAGE, 1)],
        },
      }),
    expect: "E_LAYOUT",
    says: /is a source package/,
    rpm: ["good", "it installs source packages, too"],
  },
  {
    id: "B57b",
    title: "source package whose files have no directory, as in real ones",
    build: () =>
      build({ source: true, files: [file("driver.spec", "Name: driver\n")] }),
    expect: "E_LAYOUT",
    says: /is a source package/,
    rpm: ["good", "it installs source packages, too"],
  },
  {
    id: "B57c",
    title: "source package in the lead alone, which nobody signs",
    build: () => build({ bend: { lead: (bytes) => flip(bytes, 7) } }),
    expect: "accepted",
  },
];

/** B: structure. */
export const B: Section = {
  letter: "B",
  title: "structure",
  rows: [
    ...LEAD_ROWS,
    ...ENTRY_ROWS,
    ...REGION_ROWS,
    ...FILE_LIST_ROWS,
    ...LENGTH_ROWS,
    ...INFO_ROWS,
  ],
  refusedRowsInRpm: "bad",
};
