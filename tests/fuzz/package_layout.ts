// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * A good package in pieces that can be changed and put together again.
 *
 * @module
 */

import {
  type Bytes,
  concat,
  digest,
  padding,
  toHex,
} from "../fixtures/bytes.ts";
import {
  binary,
  buildHeader,
  type IndexEntry,
  int32,
  string,
} from "../fixtures/header_builder.ts";
import { SIGNATURE_TAG } from "../fixtures/tags.ts";

const LEAD = 96;
const INTRO = 16;
const ENTRY = 16;

/** The pieces of a package. */
export interface PackageLayout {
  readonly lead: Bytes;
  /** The signature header, without its padding. */
  readonly signatureHeader: Bytes;
  readonly header: Bytes;
  readonly payload: Bytes;
}

/** Bytes of the header section at `at`. */
function headerSize(file: Uint8Array, at: number): number {
  const view = new DataView(file.buffer, file.byteOffset + at);
  return INTRO + view.getUint32(8) * ENTRY + view.getUint32(12);
}

/** Cuts a good package apart. */
export function cutPackage(file: Uint8Array): PackageLayout {
  const signatureEnd = LEAD + headerSize(file, LEAD);
  const start = LEAD + Math.ceil((signatureEnd - LEAD) / 8) * 8;
  const end = start + headerSize(file, start);
  return {
    lead: new Uint8Array(file.subarray(0, LEAD)),
    signatureHeader: new Uint8Array(file.subarray(LEAD, signatureEnd)),
    header: new Uint8Array(file.subarray(start, end)),
    payload: new Uint8Array(file.subarray(end)),
  };
}

/** Puts pieces together. */
export function joinPackage(layout: PackageLayout): Bytes {
  const { lead, signatureHeader, header, payload } = layout;
  const gap = padding(signatureHeader.length, 8);
  return concat(lead, signatureHeader, gap, header, payload);
}

/** The entries of a good header section, the region not among them. */
export function entriesOf(section: Uint8Array): IndexEntry[] {
  const view = new DataView(section.buffer, section.byteOffset);
  const count = view.getUint32(8);
  const data = section.subarray(INTRO + count * ENTRY);
  const rows = Array.from({ length: count - 1 }, (_, i) => {
    const at = INTRO + (i + 1) * ENTRY;
    return {
      tag: view.getUint32(at),
      type: view.getUint32(at + 4),
      offset: view.getUint32(at + 8),
      count: view.getUint32(at + 12),
    };
  });
  return rows.map(({ offset, ...row }, i) => ({
    ...row,
    data: data.subarray(offset, rows[i + 1]?.offset ?? data.length - ENTRY),
  }));
}

/** The signature header whose digests and sizes fit header and payload again. */
export function mendSignatureHeader(
  entries: readonly IndexEntry[],
  { header, payload }: Pick<PackageLayout, "header" | "payload">,
): Bytes {
  const mended = entries.map((entry) => {
    switch (entry.tag) {
      case SIGNATURE_TAG.SHA1:
        return string(entry.tag, toHex(digest("sha1", header)));
      case SIGNATURE_TAG.SHA256:
        return string(entry.tag, toHex(digest("sha256", header)));
      case SIGNATURE_TAG.MD5:
        return binary(entry.tag, digest("md5", header, payload));
      case SIGNATURE_TAG.SIZE:
        return int32(entry.tag, header.length + payload.length);
      default:
        return entry;
    }
  });
  return buildHeader(mended, { regionTag: SIGNATURE_TAG.HEADERSIGNATURES });
}

/**
 * The entries with version 3 signatures that look as if made over header and
 * payload: their first two bytes of the digest fit, which nobody has to sign.
 */
export function mendSignatures(
  entries: readonly IndexEntry[],
  { header, payload }: Pick<PackageLayout, "header" | "payload">,
): IndexEntry[] {
  return entries.map((entry) => {
    const { tag, data } = entry;
    const isSignature = tag === SIGNATURE_TAG.RSAHEADER ||
      tag === SIGNATURE_TAG.SIGPGP;
    // Packet header (3 bytes), version, 5, type and time (5 bytes), key id (8),
    // two algorithms, the digest's first two bytes.
    if (!isSignature || data[3] !== 3) return entry;
    const hashed = concat(
      header,
      tag === SIGNATURE_TAG.SIGPGP ? payload : new Uint8Array(),
      data.subarray(5, 10),
    );
    const mended = new Uint8Array(data);
    mended.set(digest("sha256", hashed).subarray(0, 2), 20);
    return { ...entry, data: mended };
  });
}
