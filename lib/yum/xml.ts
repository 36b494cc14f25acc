// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The XML of yum repositories as a stream of records: no DOCTYPE, and every
 * length bounded.
 *
 * @module
 */

import { parseXmlRecordsFromBytes } from "@std/xml/parse-records";
import { VerificationError } from "../errors.ts";
import {
  metadataError,
  RecordCollector,
  type XmlFormat,
  type XmlRecord,
} from "./xml_record.ts";

/**
 * Bytes that may pass without an element, text or comment coming to its end,
 * and characters in one element's text. The longest text in the vendor's
 * metadata has 136 characters.
 */
const MAX_RUN = 1 << 20;
/** Bytes that the parser gets at once, and thus buffers records of. */
const CHUNK = 1 << 16;
/** Elements inside each other. The format needs 5. */
const MAX_DEPTH = 32;
/** Attributes of one element. The format needs 6. */
const MAX_ATTRIBUTES = 64;

/** Counts what goes into the parser since something last came out of it. */
class Flow {
  readonly #subject: string;
  #run = 0;
  /** What was thrown before the parser had the bytes: no fault of the XML. */
  failure: unknown;

  constructor(subject: string) {
    this.#subject = subject;
  }

  /** Something came out. */
  moved(): void {
    this.#run = 0;
  }

  async *pass(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    const utf8 = new TextDecoder("utf-8", { fatal: true });
    const check = (chunk?: Uint8Array) => {
      try {
        // Without a chunk, the end: nothing may be left over.
        utf8.decode(chunk, { stream: chunk !== undefined });
      } catch (cause) {
        throw metadataError(this.#subject, "this is not UTF-8", { cause });
      }
    };
    try {
      for await (const bytes of source) {
        for (let start = 0; start < bytes.length; start += CHUNK) {
          const chunk = bytes.subarray(start, start + CHUNK);
          this.#run += chunk.length;
          if (this.#run > MAX_RUN) throw tooLong(this.#subject);
          check(chunk);
          yield chunk;
        }
      }
      check();
    } catch (error) {
      this.failure = error;
      throw error;
    }
  }
}

function tooLong(subject: string): VerificationError {
  return new VerificationError("E_LIMIT", {
    subject,
    problem: "an element, text or comment is too long",
    expected: `at most ${MAX_RUN} bytes`,
  });
}

/**
 * Reads an XML document record by record, in memory that does not grow with the
 * document.
 *
 * @param source the document's bytes, UTF-8
 * @param format names and namespaces
 * @returns the root as it starts, then its elements, in order
 * @throws {VerificationError} `E_META` where the document is not well-formed,
 *   of another kind, has a DOCTYPE, a record in a wrong place or is nested too
 *   deeply, `E_LIMIT` where a text is too long; and whatever the source throws
 */
export async function* readXml(
  source: AsyncIterable<Uint8Array>,
  format: XmlFormat,
): AsyncGenerator<XmlRecord> {
  const { subject } = format;
  const flow = new Flow(subject);
  try {
    yield* parseXmlRecordsFromBytes<XmlRecord>(
      flow.pass(source),
      (emit) => {
        const collector = new RecordCollector(format, emit);
        return {
          onDeclaration(_version, encoding) {
            if (encoding !== undefined && !/^utf-?8$/i.test(encoding)) {
              throw metadataError(subject, "the encoding is not accepted", {
                expected: "UTF-8",
                found: encoding,
              });
            }
          },
          onStartElement(name, colonIndex, uri, attributes) {
            flow.moved();
            collector.start(name, colonIndex, uri, attributes);
          },
          onEndElement() {
            flow.moved();
            collector.end();
          },
          onText(content) {
            flow.moved();
            if (collector.addText(content) > MAX_RUN) throw tooLong(subject);
          },
          onComment: () => flow.moved(),
          onProcessingInstruction: () => flow.moved(),
        };
      },
      {
        disallowDoctype: true,
        maxDepth: MAX_DEPTH,
        maxAttributes: MAX_ATTRIBUTES,
        coerceCDataToText: true,
      },
    );
  } catch (cause) {
    // The parser throws Error and SyntaxError; other built-ins are bugs.
    const isParsers = cause instanceof SyntaxError ||
      (cause instanceof Error && cause.constructor === Error);
    if (!isParsers || cause === flow.failure) throw cause;
    throw metadataError(subject, "the XML is not accepted", {
      found: cause.message,
      cause,
    });
  }
}
