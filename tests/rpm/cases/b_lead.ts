// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * B: the lead, the padding, and what headers claim of their size.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { concat, flip } from "../../fixtures/bytes.ts";
import { int32 } from "../../fixtures/header_builder.ts";
import { build, type Row, UNKNOWN } from "./case.ts";

/** B: lead, padding and sizes of headers. */
export const LEAD_ROWS: readonly Row[] = [
  {
    id: "B1",
    title: "lead: magic",
    build: () => build({ bend: { lead: (bytes) => flip(bytes, 0) } }),
    expect: "E_FORMAT",
  },
  {
    id: "B1a",
    title: "lead: version 5",
    build: () => build({ bend: { lead: (bytes) => flip(bytes, 4, 6) } }),
    expect: "E_FORMAT",
  },
  {
    id: "B2",
    title: "reserved bytes after the signature header's magic",
    build: () => build({ bend: { signatureHeader: (b) => flip(b, 7) } }),
    expect: "E_FORMAT",
  },
  {
    id: "B2m",
    title: "reserved bytes after the main header's magic",
    build: () => build({ bend: { header: (b) => flip(b, 7) } }),
    expect: "E_FORMAT",
  },
  {
    id: "B2a",
    title: "header version 2",
    build: () => build({ bend: { header: (b) => flip(b, 3, 3) } }),
    expect: "E_FORMAT",
  },
  {
    id: "B3",
    title: "lead: minor version, type, arch, name, system, signature type",
    build: () =>
      build({
        bend: {
          lead: (bytes) =>
            concat(bytes.slice(0, 5), new Uint8Array(91).fill(0x41)),
        },
      }),
    expect: "accepted",
    rpm: ["bad", "it wants signature type 5 in the lead"],
  },
  {
    id: "B3a",
    title: "lead: a source package's, and another name",
    build: () =>
      build({
        bend: { lead: (bytes) => flip(flip(bytes, 7), 12, 0x20) },
      }),
    expect: "accepted",
    check: ({ rpm }) => assertEquals(rpm.info.arch, "noarch"),
  },
  {
    id: "B4",
    title: "padding after the signature header is not zero",
    build: async () => {
      // One signature in 256 is a byte shorter, and may leave no padding.
      for (let i = 1;; i++) {
        let length = 0;
        const padding = (bytes: Uint8Array) => {
          length = bytes.length;
          return flip(bytes, 0);
        };
        const bent = await build({ release: `${i}`, bend: { padding } });
        if (length > 0) return bent;
      }
    },
    expect: "E_FORMAT",
    rpm: ["good", "it does not look at the padding, which nothing covers"],
  },
  {
    id: "B5",
    title: "signature header of 33 entries",
    build: () =>
      build({
        bend: {
          signatureEntries: (entries) => [
            ...entries,
            ...Array.from(
              { length: 32 - entries.length },
              (_, i) => int32(UNKNOWN + i, i),
            ),
          ],
        },
      }),
    expect: "E_LIMIT",
  },
  ...([
    ["B6", "0x7fffffff entries", "signatureHeaderOptions", {
      indexCount: 0x7fffffff,
    }],
    ["B6a", "2^32 - 1 entries", "signatureHeaderOptions", {
      indexCount: 0xffffffff,
    }],
    ["B7", "64 MiB and a byte of data", "signatureHeaderOptions", {
      dataSize: 64 * 1024 * 1024 + 1,
    }],
    ["B7a", "2^32 - 1 bytes of data", "signatureHeaderOptions", {
      dataSize: 0xffffffff,
    }],
    ["B8", "65,536 entries", "headerOptions", { indexCount: 65_536 }],
    ["B9", "2^28 bytes of data", "headerOptions", { dataSize: 2 ** 28 }],
  ] as const).map(([id, title, options, value]): Row => ({
    id,
    title: `${options === "headerOptions" ? "main" : "signature"} header ` +
      `claims ${title}`,
    build: () => build({ [options]: value }),
    expect: "E_LIMIT",
  })),
  ...([
    ["B5a", "32 entries", "signatureHeaderOptions", { indexCount: 32 }],
    ["B7b", "64 MiB of data", "signatureHeaderOptions", {
      dataSize: 64 * 1024 * 1024,
    }],
    ["B8a", "65,535 entries", "headerOptions", { indexCount: 65_535 }],
    ["B9a", "2^28 - 1 bytes of data", "headerOptions", {
      dataSize: 2 ** 28 - 1,
    }],
  ] as const).map(([id, title, options, value]): Row => ({
    id,
    title: `${options === "headerOptions" ? "main" : "signature"} header ` +
      `claims ${title}, more than there is`,
    build: () => build({ [options]: value }),
    expect: "E_FORMAT",
  })),
];
