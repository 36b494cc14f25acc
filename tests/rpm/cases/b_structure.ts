// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * B: the structure of the file. What is bent in the main header is bent before
 * it is signed, so that the structure alone decides.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { bigEndian, concat, flip, utf8 } from "../../fixtures/bytes.ts";
import {
  binary,
  changeEntry,
  type HeaderOptions,
  type IndexEntry,
  int32,
  int64,
  string,
  strings,
  TYPE,
} from "../../fixtures/header_builder.ts";
import { file } from "../../fixtures/package_file.ts";
import type { Bends } from "../../fixtures/rpm_builder.ts";
import { buildSignature } from "../../fixtures/signature_builder.ts";
import { SIGNATURE_TAG, TAG } from "../../fixtures/tags.ts";
import {
  build,
  goodParts,
  keyOf,
  NOW_SECONDS,
  rebuild,
  ROOT,
  type Row,
  type Section,
  withFiles,
} from "./case.ts";

/** A tag that nobody knows, for entries that are bent. */
const UNKNOWN = 999_999;

const LEAD = 96; // bytes

/** The two headers, each bent before anything is made over it. */
const HEADERS = [
  { name: "signature header", bend: "signatureEntries", suffix: "" },
  { name: "signed main header", bend: "mainEntries", suffix: "m" },
] as const;

/** A row for each header: an entry more, and that one bent. */
function entryRows(
  id: string,
  title: string,
  entry: IndexEntry,
  rest: Pick<Row, "expect" | "rpm"> = { expect: "E_FORMAT" },
): Row[] {
  return HEADERS.map(({ name, bend, suffix }) => ({
    id: id + suffix,
    title: `${name}: ${title}`,
    build: () => {
      const add = (entries: IndexEntry[]) => [...entries, entry];
      return build({ bend: { [bend]: add } satisfies Bends });
    },
    ...rest,
  }));
}

/** A change to one entry of the signed main header. */
function mainEntry(
  tag: number,
  change: (entry: IndexEntry) => IndexEntry | undefined,
) {
  return () =>
    build({
      bend: { mainEntries: (entries) => changeEntry(entries, tag, change) },
    });
}

/** Leaves the last of an entry's values out. */
function shortened(entry: IndexEntry): IndexEntry {
  const texts = new TextDecoder().decode(entry.data).split("\0").slice(0, -2);
  return entry.type === TYPE.STRING_ARRAY ? strings(entry.tag, ...texts) : {
    ...entry,
    count: entry.count - 1,
    data: entry.data.slice(0, -entry.data.length / entry.count),
  };
}

/** A file that ends early. `at` counts from the start of a part. */
function cut(id: string, title: string, at: (parts: Offsets) => number): Row {
  return {
    id,
    title: `cut ${title}`,
    build: async () => {
      const { bytes, headerStart, headerEnd, signatureHeader } =
        await goodParts();
      const view = new DataView(bytes.buffer);
      const signatureEnd = LEAD + signatureHeader.length;
      const end = at({
        signatureIndexEnd: LEAD + 16 + view.getUint32(LEAD + 8) * 16,
        signatureEnd,
        headerStart,
        headerIndexEnd: headerStart + 16 + view.getUint32(headerStart + 8) * 16,
        headerEnd,
        end: bytes.length,
      });
      return build({ bend: { file: (file) => file.slice(0, end) } });
    },
    expect: "E_FORMAT",
  };
}

/** Bytes from the file's start. */
interface Offsets {
  readonly signatureIndexEnd: number;
  readonly signatureEnd: number;
  readonly headerStart: number;
  readonly headerIndexEnd: number;
  readonly headerEnd: number;
  readonly end: number;
}

const CUTS: readonly Row[] = [
  cut("B29", "to nothing", () => 0),
  cut("B29a", "in the lead", () => 50),
  cut("B30", "after the lead", () => LEAD),
  cut("B31", "in the signature header's intro", () => LEAD + 9),
  cut("B32", "after the signature header's intro", () => LEAD + 16),
  cut("B33", "in its index", () => LEAD + 16 + 20),
  cut("B34", "after its index", (o) => o.signatureIndexEnd),
  cut("B35", "in its data", (o) => o.signatureEnd - 1),
  cut("B36", "after the signature header", (o) => o.signatureEnd),
  cut("B36a", "in the padding", (o) => o.headerStart - 1),
  cut("B37", "after the padding", (o) => o.headerStart),
  cut("B38", "in the main header's intro", (o) => o.headerStart + 15),
  cut("B38a", "after its intro", (o) => o.headerStart + 16),
  cut("B38b", "in its index", (o) => o.headerStart + 40),
  cut("B38c", "after its index", (o) => o.headerIndexEnd),
  cut("B38d", "in its data", (o) => o.headerEnd - 1),
  // From here on the file has its form, and lacks what it says it holds: the
  // first claim that does not hold is the size in tag 1000.
  {
    ...cut("B39", "where the payload starts", (o) => o.headerEnd),
    expect: "E_SIZE",
  },
  {
    ...cut("B40", "after the payload's first byte", (o) => o.headerEnd + 1),
    expect: "E_SIZE",
  },
  {
    ...cut("B41", "in the payload's middle", (o) => (o.headerEnd + o.end) >> 1),
    expect: "E_SIZE",
  },
  { ...cut("B42", "by one byte", (o) => o.end - 1), expect: "E_SIZE" },
];

/** The payload changes; the claims that are left speak of the whole one. */
function payloadRows(): Row[] {
  const changes = [
    ["B41", "cut in its middle", (b: Uint8Array) => b.slice(0, b.length >> 1)],
    ["B42", "cut by one byte", (b: Uint8Array) => b.slice(0, -1)],
    ["B43", "with a byte behind it", (b: Uint8Array) => concat(b, utf8("\0"))],
  ] as const;
  return changes.flatMap(([id, title, change]): Row[] => {
    const bent = (digests: { size: boolean; md5?: boolean }) => () =>
      rebuild(
        ({ payload }) => ({ payload: new Uint8Array(change(payload)) }),
        { digests },
      );
    return [
      {
        id: `${id}a`,
        title: `payload ${title}, no size`,
        build: bent({ size: false }),
        expect: "E_DIGEST",
      },
      {
        id: `${id}b`,
        title: `payload ${title}, neither size nor MD5`,
        build: bent({ size: false, md5: false }),
        expect: "E_SIG",
      },
    ];
  });
}

/** The region of the main header, or of the other one. */
function regionRow(
  id: string,
  title: string,
  headerOptions: HeaderOptions,
  why?: string,
): Row[] {
  return [
    {
      id: `${id}m`,
      title: `main header: ${title}`,
      build: () => build({ headerOptions }),
      expect: "E_FORMAT",
    },
    {
      id,
      title: `signature header: ${title}`,
      build: () => build({ signatureHeaderOptions: headerOptions }),
      expect: "E_FORMAT",
      ...(why === undefined ? {} : { rpm: ["good", why] as const }),
    },
  ];
}

const ROWS: readonly Row[] = [
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
    build: () => build({ bend: { padding: (bytes) => flip(bytes, 0) } }),
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
  ...entryRows("B10", "offset -1", { ...int32(UNKNOWN, 1), offset: -1 }),
  ...entryRows("B10a", "offset -2^31", {
    ...int32(UNKNOWN, 1),
    offset: -(2 ** 31),
  }),
  ...entryRows("B11", "offset past the end", {
    ...int32(UNKNOWN, 1),
    offset: 0x00fffff0,
  }),
  ...entryRows("B11a", "data past the end", {
    ...binary(UNKNOWN, new Uint8Array(4)),
    count: 21,
  }),
  ...entryRows("B11b", "data into the region's trailer", {
    ...binary(UNKNOWN, new Uint8Array(4)),
    count: 5,
  }),
  ...entryRows("B12", "overlap", { ...int32(UNKNOWN, 1), offset: 0 }),
  ...entryRows("B13", "count 0", { ...int32(UNKNOWN, 1), count: 0 }),
  ...entryRows("B14", "count 2^32 - 1", {
    ...int32(UNKNOWN, 1),
    count: 0xffffffff,
  }),
  ...entryRows("B14a", "count 2^30, whose bytes are 2^32", {
    ...int32(UNKNOWN, 1),
    count: 2 ** 30,
  }),
  ...entryRows("B15", "type 10", { ...int32(UNKNOWN, 1), type: 10 }),
  ...entryRows("B15a", "type 0", { ...int32(UNKNOWN, 1), type: 0 }),
  ...entryRows("B16", "misaligned INT32", {
    ...int32(UNKNOWN, 1),
    alignment: 2,
    data: concat(new Uint8Array(2), bigEndian(1, 4)),
  }).map(misalign),
  ...entryRows("B17", "tag there twice", int32(UNKNOWN, 1)).map(twice),
  {
    id: "B18",
    title: "name there twice in the signed main header",
    build: () =>
      build({
        bend: {
          mainEntries: (entries) => [...entries, string(TAG.NAME, "other")],
        },
      }),
    expect: "E_FORMAT",
    rpm: ["good", "it takes the one that its search finds first"],
  },
  ...regionRow("B19", "trailer with another tag", {
    regionTrailer: { tag: 64 },
  }),
  ...regionRow(
    "B19a",
    "trailer with tag 61",
    { regionTrailer: { tag: 61 } },
    "rpm 3 wrote that",
  ),
  ...regionRow("B20", "region longer than the index", {
    regionTrailer: { offset: -16 * 200 },
  }),
  ...regionRow(
    "B21",
    "region shorter than the index",
    { dribbles: 1 },
    "it lets entries of an older rpm follow the region",
  ),
  ...regionRow("B22", "region of another tag", {
    regionEntry: { tag: 64 },
    regionTrailer: { tag: 64 },
  }),
  ...regionRow("B23", "region of another type", {
    regionEntry: { type: TYPE.INT32 },
  }),
  ...regionRow("B24", "region of another length", {
    regionEntry: { count: 32 },
  }),
  ...regionRow("B24a", "trailer before the end of the data", {
    regionEntry: { offset: 16 },
  }),
  ...regionRow("B24b", "trailer before the data", {
    regionEntry: { offset: -16 },
  }),
  ...regionRow("B24c", "trailer behind the data", {
    regionEntry: { offset: 0x7ffffff0 },
  }),
  ...regionRow("B24d", "trailer with a positive offset", {
    regionTrailer: { offset: 16 },
  }),
  {
    id: "B24e",
    title: "main header without a region",
    build: () => build({ bend: { header: withoutRegion } }),
    expect: "E_FORMAT",
    rpm: ["good", "packages of the last century had none"],
  },
  {
    id: "B24f",
    title: "signature header without a region",
    build: () => build({ bend: { signatureHeader: withoutRegion } }),
    expect: "E_FORMAT",
    rpm: ["good", "packages of the last century had none"],
  },
  {
    id: "B24g",
    title: "two regions in the signed main header",
    build: () =>
      build({
        bend: {
          mainEntries: (entries) => [
            ...entries,
            binary(TAG.HEADERIMMUTABLE, new Uint8Array(16)),
          ],
        },
      }),
    expect: "E_FORMAT",
  },
  {
    id: "B24h",
    title: "header without any entry",
    build: () =>
      rebuild(() => ({
        header: concat(
          Uint8Array.of(0x8e, 0xad, 0xe8, 1, 0, 0, 0, 0),
          new Uint8Array(8),
        ),
      }), { digests: { sha1: false, md5: false, size: false } }),
    // Nothing to sign: the signatures are over another header.
    expect: "E_SIG",
  },
  {
    id: "B25",
    title: "BASENAMES too few",
    build: mainEntry(TAG.BASENAMES, shortened),
    expect: "E_FORMAT",
    rpm: ["good", "it reads the file list when it installs"],
  },
  {
    id: "B26",
    title: "DIRINDEXES too few",
    build: mainEntry(TAG.DIRINDEXES, shortened),
    expect: "E_FORMAT",
    rpm: ["good", "it reads the file list when it installs"],
  },
  {
    id: "B27",
    title: "FILEDIGESTS too few",
    build: mainEntry(TAG.FILEDIGESTS, shortened),
    expect: "E_FORMAT",
    rpm: ["good", "it reads the file list when it installs"],
  },
  ...([
    ["B27a", "FILEMODES", TAG.FILEMODES],
    ["B27b", "FILESIZES", TAG.FILESIZES],
    ["B27c", "FILELINKTOS", TAG.FILELINKTOS],
    ["B27d", "FILEFLAGS", TAG.FILEFLAGS],
    ["B27e", "FILEINODES", TAG.FILEINODES],
    ["B27f", "FILEDEVICES", TAG.FILEDEVICES],
  ] as const).map(([id, name, tag]): Row => ({
    id,
    title: `${name} too few`,
    build: mainEntry(tag, shortened),
    expect: "E_FORMAT",
    rpm: ["good", "it reads the file list when it installs"],
  })),
  {
    id: "B28",
    title: "directory index out of range",
    build: mainEntry(TAG.DIRINDEXES, (entry) => ({
      ...entry,
      data: concat(entry.data.slice(0, -4), bigEndian(99, 4)),
    })),
    expect: "E_FORMAT",
    rpm: ["good", "it reads the file list when it installs"],
  },
  {
    id: "B28a",
    title: "directory index 2^32 - 1",
    build: mainEntry(TAG.DIRINDEXES, (entry) => ({
      ...entry,
      data: concat(entry.data.slice(0, -4), bigEndian(-1, 4)),
    })),
    expect: "E_FORMAT",
    rpm: ["good", "it reads the file list when it installs"],
  },
  {
    id: "B28b",
    title: "no DIRNAMES",
    build: mainEntry(TAG.DIRNAMES, () => undefined),
    expect: "E_FORMAT",
    rpm: ["good", "it reads the file list when it installs"],
  },
  {
    id: "B28c",
    title: "a file there twice",
    build: () =>
      build({
        files: withFiles({
          ...file(`${ROOT}/Makefil_`, "twice\n"),
          header: { name: "Makefile" },
        }),
      }),
    expect: "E_FORMAT",
    rpm: ["good", "it reads the file list when it installs"],
  },
  {
    id: "B28d",
    title: "file names of rpm 3 beside those of rpm 4",
    build: () =>
      build({
        bend: {
          mainEntries: (entries) => [...entries, strings(1027, "/etc/passwd")],
        },
      }),
    expect: "E_FORMAT",
    rpm: ["good", "it reads the file list when it installs"],
  },
  {
    id: "B28e",
    title: "file modes of 32 bits",
    build: mainEntry(TAG.FILEMODES, (entry) => {
      const view = new DataView(new Uint8Array(entry.data).buffer);
      return int32(
        entry.tag,
        ...Array.from(
          { length: entry.count },
          (_, i) => view.getUint16(i * 2) | 0x10000,
        ),
      );
    }),
    expect: "E_FORMAT",
  },
  ...CUTS,
  {
    id: "B43",
    title: "a byte behind the payload",
    build: () => build({ bend: { file: (b) => concat(b, new Uint8Array(1)) } }),
    expect: "E_SIZE",
  },
  ...payloadRows(),
  {
    id: "B44",
    title: "tag 1000, the size of header and payload, wrong",
    build: () => build({ bend: { signatureEntries: adds(1000, 1) } }),
    expect: "E_SIZE",
    rpm: ["good", "it uses the size for progress bars only"],
  },
  {
    id: "B44a",
    title: "tag 270, the same of 64 bits, wrong beside a right one",
    build: () =>
      build({
        bend: {
          signatureEntries: (entries) => [...entries, int64(270, 2 ** 33)],
        },
      }),
    expect: "E_SIZE",
    rpm: ["good", "it uses the size for progress bars only"],
  },
  {
    id: "B45",
    title: "tag 1007, the size of the unpacked payload, wrong",
    build: () => build({ bend: { signatureEntries: adds(1007, 4) } }),
    expect: "E_SIZE",
    rpm: ["good", "it uses the size for progress bars only"],
  },
  {
    id: "B45a",
    title: "tag 271, the same of 64 bits, right beside a wrong one",
    build: async () => {
      const { cpio } = await goodParts();
      return build({
        bend: {
          signatureEntries: (entries) => [
            ...adds(1007, 4)(entries),
            int64(271, cpio.length),
          ],
        },
      });
    },
    expect: "E_SIZE",
    rpm: ["good", "it uses the size for progress bars only"],
  },
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
    id: "B49", // CVE-2021-3421: entries that the region does not cover
    title: "an entry added to the main header behind its region",
    build: () =>
      rebuild(
        async ({ header }) => ({ header: await withDribble(header) }),
        { digests: { sha1: false, md5: false, size: false } },
      ),
    expect: "E_SIG",
  },
  // What it finds is a NUL of the trailer.
  ...entryRows("B50", "a text that does not end", {
    ...string(UNKNOWN, ""),
    data: utf8("endless"),
  }),
  ...entryRows("B51", "texts that run past the end", {
    ...strings(UNKNOWN, "a", "b"),
    count: 200,
  }),
  ...entryRows("B52", "a text with count 2", {
    ...string(UNKNOWN, "a"),
    count: 2,
  }),
  ...entryRows(
    "B53",
    "tag 61, an older region",
    binary(61, new Uint8Array(16)),
  ),
  {
    id: "B54",
    title: "1,048,576 values in the signed main header",
    build: () =>
      build({
        bend: {
          mainEntries: (entries) => [...entries, {
            tag: UNKNOWN,
            type: TYPE.STRING_ARRAY,
            count: 1_048_576,
            data: new Uint8Array(1_048_576),
          }],
        },
      }),
    expect: "E_LIMIT",
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
    expect: "accepted",
    check: ({ rpm }) => assertEquals(rpm.info.arch, "src"),
  },
  {
    id: "B58",
    title: "another package behind this one",
    build: async () => {
      const { bytes } = await goodParts();
      return build({ bend: { file: (file) => concat(file, bytes) } });
    },
    expect: "E_SIZE",
  },
  {
    id: "B59",
    title: "a text file",
    build: () => build({ bend: { file: () => utf8("#!/bin/sh\nexit 0\n") } }),
    expect: "E_FORMAT",
  },
];

/** Moves the data of the entry that was added off its alignment. */
function misalign(row: Row): Row {
  const bend = row.id.endsWith("m") ? "mainEntries" : "signatureEntries";
  return {
    ...row,
    build: () => {
      // One odd byte, then a number right behind it.
      const add = (entries: IndexEntry[]) => [
        ...entries,
        int32(UNKNOWN, 1),
        binary(UNKNOWN + 1, new Uint8Array(1)),
        { ...int32(UNKNOWN + 2, 1), alignment: 1 },
      ];
      return build({ bend: { [bend]: add } satisfies Bends });
    },
  };
}

function twice(row: Row): Row {
  const bend = row.id.endsWith("m") ? "mainEntries" : "signatureEntries";
  return {
    ...row,
    build: () => {
      const add = (entries: IndexEntry[]) => [
        ...entries,
        int32(UNKNOWN, 1),
        int32(UNKNOWN, 2),
      ];
      return build({ bend: { [bend]: add } satisfies Bends });
    },
    rpm: ["good", "it takes the one that its search finds first"],
  };
}

/** Adds to the number that an entry holds. */
function adds(tag: number, amount: number) {
  return (entries: IndexEntry[]) =>
    changeEntry(entries, tag, (entry) => {
      const view = new DataView(new Uint8Array(entry.data).buffer);
      return int32(tag, view.getUint32(0) + amount);
    });
}

/** Takes the region's entry and trailer out of a header. */
function withoutRegion(header: Uint8Array): Uint8Array {
  const view = new DataView(header.buffer, header.byteOffset);
  return concat(
    header.slice(0, 8),
    bigEndian(view.getUint32(8) - 1, 4),
    bigEndian(view.getUint32(12) - 16, 4),
    header.slice(32, -16),
  );
}

/** Adds an entry behind everything that the region covers. */
function withDribble(header: Uint8Array): Uint8Array<ArrayBuffer> {
  const view = new DataView(header.buffer, header.byteOffset);
  const [entries, size] = [view.getUint32(8), view.getUint32(12)];
  const indexEnd = 16 + entries * 16;
  const text = utf8("other\0");
  return concat(
    header.slice(0, 8),
    bigEndian(entries + 1, 4),
    bigEndian(size + text.length, 4),
    header.slice(16, indexEnd),
    ...[UNKNOWN, TYPE.STRING, size, 1].map((n) => bigEndian(n, 4)),
    header.slice(indexEnd),
    text,
  );
}

/** B: structure. */
export const B: Section = {
  letter: "B",
  title: "structure",
  rows: ROWS,
  refusedRowsInRpm: "bad",
};
