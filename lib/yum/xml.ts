// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The XML of yum repositories as a stream of elements: namespaces resolved, no
 * DOCTYPE, and every length bounded. These documents are attacker-controlled,
 * even if their checksum is right.
 *
 * @module
 */

import { parseXmlRecordsFromBytes } from "@std/xml/parse-records";
import { type ErrorDetails, VerificationError } from "../errors.ts";

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

/** Attributes of one element; only to be used while it starts. */
export interface XmlAttributes {
  /**
   * @param name without prefix, or `xml:base`
   * @returns the decoded value, undefined where there is none
   */
  get(name: string): string | undefined;
}

/** Attributes as @std/xml hands them out. */
interface AttributeList {
  readonly count: number;
  getName(index: number): string;
  getValue(index: number): string;
}

/**
 * What to do with elements. `name` is the local name with the prefix that
 * {@linkcode XmlFormat} gives to its namespace; elements of other namespaces
 * are passed over. `depth` of the root is 1.
 */
export interface XmlHandlers {
  /** An element starts. */
  start(name: string, depth: number, attributes: XmlAttributes): void;
  /** An element ends; `text` is undefined where it contains other elements. */
  end(name: string, depth: number, text: string | undefined): void;
}

/** What makes a document one of a kind. */
export interface XmlFormat {
  /** The document's name, for errors. */
  readonly subject: string;
  /** The root element. */
  readonly root: string;
  /**
   * Namespace URIs and the prefixes to give to them, `""` or such as `rpm:`.
   */
  readonly namespaces: ReadonlyMap<string, string>;
}

/**
 * An error of code `E_META`.
 *
 * @param subject the document
 * @param problem what is wrong
 * @param more expected and found values, hint, cause
 * @returns the error, to be thrown
 */
export function metadataError(
  subject: string,
  problem: string,
  more: Omit<ErrorDetails, "subject" | "problem"> = {},
): VerificationError {
  return new VerificationError("E_META", { subject, problem, ...more });
}

/** Gives each element the prefix that the format has for its namespace. */
class Names {
  readonly #prefixes: ReadonlyMap<string, string>;
  /** Default namespaces by depth; @std/xml resolves prefixed names only. */
  readonly #defaults: (string | undefined)[] = [undefined];

  constructor(prefixes: ReadonlyMap<string, string>) {
    this.#prefixes = prefixes;
  }

  /** The default namespace at `depth` is `declared`, or else its parent's. */
  enter(depth: number, declared: string | undefined): void {
    this.#defaults[depth] = declared ?? this.#defaults[depth - 1];
  }

  resolve(
    name: string,
    colonIndex: number,
    { uri, depth }: { uri: string | undefined; depth: number },
  ): string | undefined {
    const namespace = colonIndex === -1 ? this.#defaults[depth] : uri;
    const prefix = this.#prefixes.get(namespace ?? "");
    if (prefix === undefined) return undefined;
    // Most names are written as we write them, and need no new string.
    if (colonIndex + 1 === prefix.length && name.startsWith(prefix)) {
      return name;
    }
    return prefix + name.slice(colonIndex + 1);
  }
}

/**
 * Keeps CR LF in one chunk: @std/xml 0.2.0 reads two line ends where a chunk
 * ends between the two.
 */
async function* wholeLineEnds(
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const CR = 0x0d;
  let held = false;
  for await (const chunk of source) {
    if (chunk.length === 0) continue;
    const whole = held ? new Uint8Array([CR, ...chunk]) : chunk;
    held = chunk.at(-1) === CR;
    yield held ? whole.subarray(0, -1) : whole;
  }
  if (held) yield new Uint8Array([CR]);
}

/** Counts what goes into the parser since something last came out of it. */
class Flow {
  readonly #subject: string;
  #run = 0;
  /** What the source threw, which is not a fault of the document. */
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
    for await (const bytes of this.#watched(source)) {
      for (let start = 0; start < bytes.length; start += CHUNK) {
        const chunk = bytes.subarray(start, start + CHUNK);
        this.#run += chunk.length;
        if (this.#run > MAX_RUN) throw tooLong(this.#subject);
        check(chunk);
        yield chunk;
      }
    }
    check();
  }

  async *#watched(
    source: AsyncIterable<Uint8Array>,
  ): AsyncGenerator<Uint8Array> {
    try {
      yield* source;
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
 * Streams an XML document through handlers that emit records, in memory that
 * does not grow with the document.
 *
 * @typeParam T what the handlers emit
 * @param source the document's bytes, UTF-8
 * @param format name and namespaces
 * @param createHandlers gets the function that emits; called once
 * @returns what was emitted, in order
 * @throws {VerificationError} `E_META` where the document is not well-formed,
 *   of another kind,
 *   has a DOCTYPE or is nested too deeply, `E_LIMIT` where a text is too long;
 *   and whatever source and handlers throw
 */
export async function* readXml<T>(
  source: AsyncIterable<Uint8Array>,
  format: XmlFormat,
  createHandlers: (emit: (record: T) => void) => XmlHandlers,
): AsyncGenerator<T> {
  const { subject } = format;
  const flow = new Flow(subject);
  const names = new Names(format.namespaces);
  let depth = 0;
  let leaf = 0;
  let text = "";
  try {
    yield* parseXmlRecordsFromBytes<T>(
      wholeLineEnds(flow.pass(source)),
      (emit) => {
        const handlers = createHandlers(emit);
        // The element that starts. One object serves all: most have nothing
        // that anybody asks for.
        let current: AttributeList | undefined;
        const reader: XmlAttributes = {
          get(wanted) {
            const count = current?.count ?? 0;
            for (let i = 0; i < count; i++) {
              if (current?.getName(i) === wanted) return current.getValue(i);
            }
            return undefined;
          },
        };
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
            depth++;
            leaf = depth;
            text = "";
            current = attributes;
            names.enter(depth, reader.get("xmlns"));
            const known = names.resolve(name, colonIndex, { uri, depth });
            if (depth === 1 && known !== format.root) {
              throw metadataError(subject, "this is another kind of document", {
                expected: `root element ${format.root}`,
                found: JSON.stringify(name.slice(0, 64)),
              });
            }
            if (known !== undefined) handlers.start(known, depth, reader);
          },
          onEndElement(name, colonIndex, uri) {
            flow.moved();
            const known = names.resolve(name, colonIndex, { uri, depth });
            if (known !== undefined) {
              handlers.end(known, depth, leaf === depth ? text : undefined);
            }
            depth--;
            leaf = 0;
            text = "";
          },
          onText(content) {
            flow.moved();
            text += content;
            if (text.length > MAX_RUN) throw tooLong(subject);
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
