// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Payloads against a signed file list: changed before and after compression.
 *
 * @module
 */

import { readFileList } from "../../lib/rpm/file_list.ts";
import { Header } from "../../lib/rpm/header.ts";
import { readPayload, type RpmFile } from "../../lib/rpm/payload.ts";
import { TAG } from "../../lib/rpm/tags.ts";
import { type Bytes, digest, toHex, utf8 } from "../fixtures/bytes.ts";
import { compress, type Compression } from "../fixtures/compression.ts";
import { mutateBytes, oddNumber } from "./mutate_bytes.ts";
import { packageCorpus, type Sample } from "./package_corpus.ts";
import type { Random } from "./random.ts";
import { type FuzzCase, type FuzzTarget, requireSame } from "./target.ts";

const HEADER = 110; // bytes of an entry's header
const FIELD = 8; // digits of a number
const MAGIC = "070701";

/** Offsets of the entries of a good archive. */
function entryOffsets(cpio: Uint8Array): number[] {
  const text = new TextDecoder("latin1").decode(cpio);
  const offsets: number[] = [];
  for (let at = 0; text.startsWith(MAGIC, at);) {
    offsets.push(at);
    const field = (i: number) =>
      parseInt(text.slice(at + 6 + i * FIELD, at + 14 + i * FIELD), 16);
    const [size, nameSize] = [field(6), field(11)];
    at += Math.ceil((HEADER + nameSize) / 4) * 4 + Math.ceil(size / 4) * 4;
  }
  return offsets;
}

/** Changes an archive, mostly where its numbers and names are. */
function mutateCpio(random: Random, cpio: Bytes): Bytes {
  let changed = new Uint8Array(cpio);
  const offsets = entryOffsets(cpio);
  for (let i = random.times(); i > 0; i--) {
    const at = random.pick(offsets);
    const start = random.pick(offsets);
    const end = offsets[offsets.indexOf(start) + 1] ?? cpio.length;
    const entry = cpio.subarray(start, end);
    switch (random.below(5)) {
      case 0: { // a number
        const field = at + 6 + random.below(13) * FIELD;
        const text = new TextDecoder().decode(
          changed.subarray(field, field + FIELD),
        );
        const value = oddNumber(random, parseInt(text, 16) || 0);
        const digits = random.oneIn(8)
          ? random.pick(["0000000g", "-0000001", " 0000001", "+1", "0x000001"])
          : value.toString(16).padStart(FIELD, "0");
        changed.set(utf8(digits), Math.min(field, changed.length - FIELD));
        break;
      }
      case 1: { // a name
        const name = random.pick(["./../x", "TRAILER!!!", ".//", "./\0", "/"]);
        const place = Math.min(at + HEADER, changed.length - 16);
        changed.set(utf8(name), place);
        break;
      }
      case 2: // an entry once more, or in another's place
        changed = new Uint8Array([
          ...changed.subarray(0, at),
          ...entry,
          ...changed.subarray(random.oneIn(2) ? at : at + entry.length),
        ]);
        break;
      case 3: // an entry less
        changed = new Uint8Array([
          ...changed.subarray(0, start),
          ...changed.subarray(end),
        ]);
        break;
      default:
        changed = mutateBytes(random, changed);
    }
    if (changed.length < HEADER) break;
  }
  return changed;
}

const EASY: readonly Compression[] = ["none", "gzip", "xz", "lzma", "zstd"];

async function makeCpio(random: Random): Promise<FuzzCase> {
  const { built } = await packageCorpus();
  const sample = random.pick(built);
  const cpio = mutateCpio(random, sample.cpio ?? new Uint8Array());
  const compression = random.pick(EASY);
  const input = await compress(cpio, compression);
  return {
    name: `cpio-${sample.name}-${compression}`,
    input,
    judge: () => judge(input, sample, compression),
  };
}

/** Changes a compressed payload. */
async function makeStream(random: Random): Promise<FuzzCase> {
  const { built, real } = await packageCorpus();
  const isReal = real.length > 0 && random.oneIn(20);
  const sample = random.pick(isReal ? real : built);
  const { payload } = sample.layout;
  const input = mutateBytes(random, payload, random.pick(built).layout.payload);
  return {
    name: `stream-${sample.name}`,
    input,
    judge: () => judge(input, sample),
  };
}

async function judge(
  input: Bytes,
  { layout, rpm }: Sample,
  compression?: Compression,
): Promise<void> {
  const header = new Header(layout.header, "main", "header");
  const files = await readPayload(input, {
    list: readFileList(header, "header"),
    compressor: compression ?? header.string(TAG.PAYLOADCOMPRESSOR),
    subject: "payload",
  });
  const seen = (all: readonly RpmFile[]) =>
    all.map(({ content, ...file }) => [
      file,
      content && toHex(digest("sha256", content)),
    ]);
  requireSame("files", seen(rpm.files), seen(files));
}

/** All ways in which payloads are fuzzed. */
export const PAYLOAD_TARGETS: readonly FuzzTarget[] = [
  { name: "cpio", weight: 5, make: makeCpio },
  { name: "stream", weight: 3, make: makeStream },
];
