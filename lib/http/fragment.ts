// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What has arrived of a file when a connection breaks, so that the next attempt
 * can ask for the rest (RFC 9110, sections 13.1.5 and 14).
 *
 * Only of files whose size verified metadata promises: those have a checksum as
 * well, which holds for the whole, however many pieces it came in.
 *
 * @module
 */

/** Bytes of one file, from its start, over several attempts. */
export class Fragment {
  #chunks: Uint8Array[] = [];
  #length = 0;
  #validator: string | undefined;

  /** How many bytes have arrived. */
  get length(): number {
    return this.#length;
  }

  /** Headers that ask for the rest; none where that cannot be asked for. */
  get headers(): Readonly<Record<string, string>> {
    return this.#length === 0 || this.#validator === undefined
      ? {}
      : { "Range": `bytes=${this.#length}-`, "If-Range": this.#validator };
  }

  /** Forgets everything. */
  clear(): void {
    this.#chunks = [];
    this.#length = 0;
    this.#validator = undefined;
  }

  /**
   * A whole file begins.
   *
   * @param response the answer, with status 200
   * @param size bytes that metadata promises, if any
   */
  begin(response: Response, size: number | undefined): void {
    this.clear();
    if (size !== undefined) this.#validator = validatorOf(response);
  }

  /**
   * Whether an answer is the rest of this very file.
   *
   * @param response the answer, with status 206
   * @param size bytes that metadata promises
   */
  isContinuedBy(response: Response, size: number | undefined): boolean {
    const { headers } = response;
    const range = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/
      .exec(headers.get("content-range") ?? "")?.slice(1).map(Number);
    const [start, last, total] = range ?? [];
    const tag = headers.get("etag");
    const encoding = headers.get("content-encoding") ?? "identity";
    return size !== undefined && start === this.#length && total === size &&
      last === size - 1 && encoding === "identity" &&
      (tag === null || !this.#validator?.startsWith('"') ||
        tag === this.#validator);
  }

  /** @param chunk the next bytes */
  add(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
  }

  /** @returns all bytes */
  bytes(): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(this.#length);
    let offset = 0;
    for (const chunk of this.#chunks) {
      bytes.set(chunk, offset);
      offset += chunk.length;
    }
    return bytes;
  }
}

/** Milliseconds by which a file has to be older than the answer about it. */
const MIN_AGE = 60_000;

/**
 * What names one state of a file for good: a strong ETag, or a time of change
 * that lies long enough before the answer (RFC 9110, section 8.8.2.2).
 */
function validatorOf({ headers }: Response): string | undefined {
  if (headers.get("accept-ranges") === "none") return undefined;
  const tag = headers.get("etag");
  if (tag !== null) return /^"[\x21\x23-\x7e]*"$/.test(tag) ? tag : undefined;
  const changed = headers.get("last-modified");
  const age = Date.parse(headers.get("date") ?? "") -
    Date.parse(changed ?? "");
  return changed !== null && age >= MIN_AGE ? changed : undefined;
}
