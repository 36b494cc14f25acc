// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Joins chunks. A single chunk is returned as it is: what comes in one piece,
 * as most files and answers do, is not held in memory twice.
 *
 * @param chunks bytes in their order
 */
export function concat(
  chunks: readonly Uint8Array<ArrayBuffer>[],
): Uint8Array<ArrayBuffer> {
  const [only] = chunks;
  if (only !== undefined && chunks.length === 1) return only;
  const bytes = new Uint8Array(chunks.reduce((sum, c) => sum + c.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/**
 * Joins pieces as they come, in one block that grows. Keeping the pieces would
 * keep what they are cut from: the runtime reads each into 64 KiB of its own,
 * and a server can send single bytes.
 */
export class Joiner {
  readonly #limit: number;
  #block: Uint8Array<ArrayBuffer> = new Uint8Array();
  #length = 0;

  /** @param limit the most bytes that are added; no larger block is made */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Bytes so far. */
  get length(): number {
    return this.#length;
  }

  /** Adds a piece, with which there are no more bytes than the limit. */
  add(piece: Uint8Array): void {
    const length = this.#length + piece.length;
    if (length > this.#block.length) {
      const wanted = Math.max(length, 2 * this.#block.length);
      const block = new Uint8Array(Math.min(wanted, this.#limit));
      block.set(this.#block.subarray(0, this.#length));
      this.#block = block;
    }
    this.#block.set(piece, this.#length);
    this.#length = length;
  }

  /** All pieces in one. */
  join(): Uint8Array<ArrayBuffer> {
    return this.#length === this.#block.length
      ? this.#block
      : this.#block.slice(0, this.#length);
  }
}
