// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Stands in for `@std/xml/parse-records` and the error of `@std/xml/types`,
 * over the parser saxes.
 *
 * What differs: a DOCTYPE is always refused, the version is always 1.0,
 * positions are always 0, and text arrives whole, where the real parser may
 * hand it out in pieces. Two bugs of @std/xml 0.2.0 are absent: a CR LF that
 * two chunks share is one line end here and two there, and `&constructor;` is
 * refused here and becomes the source of a function there.
 *
 * @module
 */

// deno-lint-ignore no-import-prefix
import { SaxesParser, type SaxesTagNS } from "npm:saxes@6.0.0";

/** The document is not well-formed, or over a bound of the options. */
export class XmlSyntaxError extends SyntaxError {
  override readonly name: string = "XmlSyntaxError";
  readonly line: number = 0;
  readonly column: number = 0;
  readonly offset: number = 0;
}

/** The attributes of one element, in the document's order. */
export interface XmlAttributeIterator {
  readonly count: number;
  getName(index: number): string;
  getValue(index: number): string;
  /** Where the prefix ends, or -1. */
  getColonIndex(index: number): number;
  /** The namespace of the prefix, where there is one. */
  getUri(index: number): string | undefined;
}

/** Text, CDATA and comments. */
export type XmlContentCallback = (
  content: string,
  line: number,
  column: number,
  offset: number,
) => void;

/** What the parser calls, in the document's order. */
export interface XmlEventCallbacks {
  onDeclaration?: (
    version: string,
    encoding: string | undefined,
    standalone: "yes" | "no" | undefined,
    line: number,
    column: number,
    offset: number,
  ) => void;
  onStartElement?(
    name: string,
    colonIndex: number,
    uri: string | undefined,
    attributes: XmlAttributeIterator,
    selfClosing: boolean,
    line: number,
    column: number,
    offset: number,
  ): void;
  onEndElement?(
    name: string,
    colonIndex: number,
    uri: string | undefined,
    line: number,
    column: number,
    offset: number,
  ): void;
  onText?: XmlContentCallback;
  onCData?: XmlContentCallback;
  onComment?: XmlContentCallback;
  onProcessingInstruction?: (
    target: string,
    content: string,
    line: number,
    column: number,
    offset: number,
  ) => void;
}

/** Options of the parser. */
export interface ParseStreamOptions {
  /** Leave out text that is nothing but white space. */
  readonly ignoreWhitespace?: boolean;
  readonly ignoreComments?: boolean;
  readonly ignoreProcessingInstructions?: boolean;
  /** Hand CDATA to `onText`. */
  readonly coerceCDataToText?: boolean;
  readonly trackPosition?: boolean;
  readonly disallowDoctype?: true;
  /** Elements that may be open at the same time; no bound by default. */
  readonly maxDepth?: number;
  /** Attributes that one element may have; no bound by default. */
  readonly maxAttributes?: number;
  readonly xmlVersion?: "1.0";
}

/** The namespace of `prefix:name`; names without prefix have none here. */
function uriOf(name: string, uri: string): string | undefined {
  return name.includes(":") && !name.startsWith("xmlns:") ? uri : undefined;
}

function attributesOf(tag: SaxesTagNS): XmlAttributeIterator {
  const attributes = Object.values(tag.attributes);
  const at = (index: number) => {
    const attribute = attributes[index];
    if (attribute === undefined) throw new RangeError("No such attribute");
    return attribute;
  };
  return {
    count: attributes.length,
    getName: (index) => at(index).name,
    getValue: (index) => at(index).value,
    getColonIndex: (index) => at(index).name.indexOf(":"),
    getUri: (index) => uriOf(at(index).name, at(index).uri),
  };
}

function createParser(
  callbacks: XmlEventCallbacks,
  options: ParseStreamOptions,
) {
  const { maxDepth = Infinity, maxAttributes = Infinity } = options;
  const parser = new SaxesParser({
    xmlns: true,
    position: false,
    defaultXMLVersion: "1.0",
    forceXMLVersion: true,
  });
  const refuse = (message: string): never => {
    throw new XmlSyntaxError(message);
  };
  let depth = 0;
  let attributes = 0;

  parser.on("error", (error) => refuse(error.message));
  parser.on("doctype", () => refuse("DOCTYPE declarations are not allowed"));
  parser.on("xmldecl", ({ version = "1.0", encoding, standalone }) => {
    callbacks.onDeclaration?.(
      version,
      encoding,
      standalone === "yes" || standalone === "no" ? standalone : undefined,
      0,
      0,
      0,
    );
  });
  parser.on("opentagstart", () => void (attributes = 0));
  parser.on("attribute", () => {
    if (++attributes > maxAttributes) refuse("Too many attributes");
  });
  parser.on("opentag", (tag) => {
    callbacks.onStartElement?.(
      tag.name,
      tag.name.indexOf(":"),
      uriOf(tag.name, tag.uri),
      attributesOf(tag),
      tag.isSelfClosing,
      0,
      0,
      0,
    );
    if (!tag.isSelfClosing && depth >= maxDepth) {
      refuse(`Element nesting depth exceeds limit of ${maxDepth}`);
    }
    depth++;
  });
  parser.on("closetag", (tag) => {
    depth--;
    const colon = tag.name.indexOf(":");
    callbacks.onEndElement?.(
      tag.name,
      colon,
      uriOf(tag.name, tag.uri),
      0,
      0,
      0,
    );
  });
  parser.on("text", (text) => {
    if (options.ignoreWhitespace && /^[ \t\r\n]*$/.test(text)) return;
    callbacks.onText?.(text, 0, 0, 0);
  });
  parser.on("cdata", (text) => {
    const callback = options.coerceCDataToText
      ? callbacks.onText
      : callbacks.onCData;
    callback?.(text, 0, 0, 0);
  });
  parser.on("comment", (text) => {
    if (!options.ignoreComments) callbacks.onComment?.(text, 0, 0, 0);
  });
  parser.on("processinginstruction", ({ target, body }) => {
    if (options.ignoreProcessingInstructions) return;
    callbacks.onProcessingInstruction?.(target, body, 0, 0, 0);
  });
  return parser;
}

/** Parses chunks of text and yields what the callbacks emit. */
export async function* parseXmlRecords<T>(
  source: AsyncIterable<string>,
  createCallbacks: (emit: (record: T) => void) => XmlEventCallbacks,
  options: ParseStreamOptions = {},
): AsyncGenerator<T> {
  let records: T[] = [];
  const parser = createParser(
    createCallbacks((record) => void records.push(record)),
    options,
  );
  for await (const chunk of source) {
    parser.write(chunk);
    const ready = records;
    records = [];
    yield* ready;
  }
  parser.close();
  yield* records;
}

async function* decode(
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const chunk of source) {
    yield decoder.decode(chunk, { stream: true });
  }
  yield decoder.decode();
}

/** Parses chunks of UTF-8 and yields what the callbacks emit. */
export function parseXmlRecordsFromBytes<T>(
  source: AsyncIterable<Uint8Array>,
  createCallbacks: (emit: (record: T) => void) => XmlEventCallbacks,
  options: ParseStreamOptions = {},
): AsyncGenerator<T> {
  return parseXmlRecords(decode(source), createCallbacks, options);
}
