// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Payloads against a signed file list: changed before and after compression.
 *
 * @module
 */

import { maxArchiveSize, readFileList } from "../../lib/rpm/file_list.ts";
import { Header } from "../../lib/rpm/header.ts";
import { readPayload, type RpmFile } from "../../lib/rpm/payload.ts";
import { TAG } from "../../lib/rpm/tags.ts";
import { type Bytes, concat, digest, toHex } from "../fixtures/bytes.ts";
import { compress, type Compression } from "../fixtures/compression.ts";
import { mutateBytes } from "./mutate_bytes.ts";
import { mutateCpio } from "./mutate_cpio.ts";
import { packageCorpus, type Sample } from "./package_corpus.ts";
import type { Random } from "./random.ts";
import {
  type FuzzCase,
  type FuzzTarget,
  requireSame,
  Violation,
} from "./target.ts";

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
  const list = readFileList(header);
  let left = maxArchiveSize(list.files);
  const files = await readPayload(input, {
    list,
    compressor: compression ?? header.string(TAG.PAYLOADCOMPRESSOR),
    onChunk: (chunk) => {
      left -= chunk.length;
      if (left < 0) throw new Violation("continued past the bound");
    },
    subject: "payload",
  });
  const seen = (all: readonly RpmFile[]) =>
    all.map(({ content, ...file }) => [
      file,
      content && toHex(digest("sha256", content)),
    ]);
  requireSame("files", seen(rpm.files), seen(files));
}

/** Zeros after the archive: 16 MiB, small once compressed. */
const BOMB = new Uint8Array(16 * 2 ** 20);

let bombs: Promise<readonly (readonly [Compression, Bytes])[]> | undefined;

/** Payloads that unpack to far more than their file list allows. */
async function makeBomb(random: Random): Promise<FuzzCase> {
  const sample = (await packageCorpus()).built[0];
  const cpio = sample?.cpio;
  if (sample === undefined || cpio === undefined) throw new TypeError("none");
  bombs ??= Promise.all(
    (["gzip", "zstd"] as const).map(async (compression) =>
      [compression, await compress(concat(cpio, BOMB), compression)] as const
    ),
  );
  const [compression, bytes] = random.pick(await bombs);
  const input = random.oneIn(2) ? bytes : mutateBytes(random, bytes);
  return {
    name: `bomb-${compression}`,
    input,
    judge: () => judge(input, sample, compression),
  };
}

/** All ways in which payloads are fuzzed. */
export const PAYLOAD_TARGETS: readonly FuzzTarget[] = [
  { name: "cpio", weight: 5, make: makeCpio },
  { name: "stream", weight: 3, make: makeStream },
  { name: "bomb", weight: 1, make: makeBomb },
];
