// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The records of a yum document: from elements as they start and end to each
 * record with the fields that are read. These documents are attacker-controlled,
 * even if their checksum is right. Pure.
 *
 * @module
 */

import { type ErrorDetails, VerificationError } from "../errors.ts";

/** Attributes as @std/xml passes them; valid only while their element starts. */
interface AttributeList {
  readonly count: number;
  getName(index: number): string;
  getValue(index: number): string;
}

/** An element that was read. */
export interface XmlElement {
  /** Decoded values by name, such as `href` or `xml:base`. */
  readonly attributes: ReadonlyMap<string, string>;
  /** Undefined where it contains elements that the format does not name. */
  readonly text: string | undefined;
  /** Whether others of its name follow; they are not kept. */
  readonly isRepeated: boolean;
}

/** The root, without its content, or an element of it. */
export interface XmlRecord {
  /** The local name, with the prefix that the format has for its namespace. */
  readonly name: string;
  /** The element itself. */
  readonly element: XmlElement;
  /** The elements in it that the format names. */
  readonly fields: ReadonlyMap<string, XmlElement>;
}

/** What makes a document one of a kind. Other namespaces are passed over. */
export interface XmlFormat {
  /** The document's name, for errors. */
  readonly subject: string;
  /** The root element. */
  readonly root: string;
  /** An element that may be in the root only, and what errors call it. */
  readonly record: { readonly name: string; readonly noun: string };
  /**
   * Namespace URIs and the prefixes to give to them, `""` or such as `rpm:`.
   */
  readonly namespaces: ReadonlyMap<string, string>;
  /** Elements to read and where they are: in a record, or in a field of it. */
  readonly fields: ReadonlyMap<string, string>;
  /**
   * A field and the values of it that are wanted: of a record in which it has
   * another value, the fields after it are left out.
   */
  readonly only?: { readonly field: string; readonly values: Set<string> };
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

/**
 * Refuses a record with a field that is there twice or contains other elements.
 *
 * @param record a record in which all fields count
 * @param names the document, and what errors call the record
 * @throws {VerificationError} `E_META`
 */
export function requireFields(
  { fields }: XmlRecord,
  { subject, owner }: { readonly subject: string; readonly owner: string },
): void {
  for (const [name, { text, isRepeated }] of fields) {
    if (isRepeated) {
      throw metadataError(subject, `${owner} has more than one ${name}`);
    }
    if (text === undefined) {
      throw metadataError(subject, `${name} contains other elements`);
    }
  }
}

type Draft = { -readonly [K in keyof XmlElement]: XmlElement[K] };

function valueOf(list: AttributeList, wanted: string): string | undefined {
  for (let i = 0; i < list.count; i++) {
    if (list.getName(i) === wanted) return list.getValue(i);
  }
  return undefined;
}

function draftOf(list: AttributeList): Draft {
  const attributes = new Map<string, string>();
  for (let i = 0; i < list.count; i++) {
    attributes.set(list.getName(i), list.getValue(i));
  }
  return { attributes, text: undefined, isRepeated: false };
}

/** Collects one record after the other, from the events of a parser. */
export class RecordCollector {
  readonly #format: XmlFormat;
  readonly #emit: (record: XmlRecord) => void;
  readonly #containers: ReadonlySet<string>;
  /**
   * The open elements by depth, the root's is 1: name, undefined in a foreign
   * namespace, and default namespace, as @std/xml resolves prefixed names only.
   */
  readonly #names: (string | undefined)[] = [];
  readonly #defaults: (string | undefined)[] = [];
  #depth = 0;
  /**
   * Depth of the element that started last. Where another one ends, it
   * contains elements, and has no text of its own.
   */
  #leaf = 0;
  #text = "";
  #element: Draft | undefined;
  #fields = new Map<string, Draft>();
  /** Whether the record is not one of those that are wanted. */
  #isOther = false;

  constructor(format: XmlFormat, emit: (record: XmlRecord) => void) {
    this.#format = format;
    this.#emit = emit;
    this.#containers = new Set(format.fields.values());
  }

  /**
   * An element starts.
   *
   * @param written its name with its prefix
   * @param colonIndex where the prefix ends, or -1
   * @param uri the prefix's namespace
   * @param list its attributes
   */
  start(
    written: string,
    colonIndex: number,
    uri: string | undefined,
    list: AttributeList,
  ): void {
    const { root, record, subject } = this.#format;
    const depth = ++this.#depth;
    this.#leaf = depth;
    this.#text = "";
    this.#defaults[depth] = valueOf(list, "xmlns") ?? this.#defaults[depth - 1];
    const namespace = colonIndex === -1 ? this.#defaults[depth] : uri;
    const name = this.#resolve(written, colonIndex, namespace);
    this.#names[depth] = name;
    if (depth === 1 && name !== root) {
      throw metadataError(subject, "this is another kind of document", {
        expected: `root element ${root} of a yum repository`,
        found: `${JSON.stringify(written.slice(0, 64))} in ` +
          (namespace
            ? `namespace ${JSON.stringify(namespace.slice(0, 128))}`
            : "no namespace"),
      });
    }
    if (name === undefined) return;
    if (name === record.name && depth !== 2) {
      throw metadataError(
        subject,
        `${record.noun} is in a place where none is allowed`,
      );
    }
    if (depth === 1) {
      this.#emit({ name, element: draftOf(list), fields: new Map() });
    } else if (depth === 2) {
      this.#element = draftOf(list);
      this.#fields = new Map();
      this.#isOther = false;
    } else if (this.#isField(name)) {
      const known = this.#fields.get(name);
      if (known !== undefined) known.isRepeated = true;
      else if (!this.#isOther) this.#fields.set(name, draftOf(list));
    }
  }

  /** @returns characters of the current element's text so far */
  addText(content: string): number {
    this.#text += content;
    return this.#text.length;
  }

  /** The element that started last, and has not ended yet, ends. */
  end(): void {
    const name = this.#names[this.#depth];
    const text = this.#leaf === this.#depth ? this.#text : undefined;
    if (name !== undefined) this.#finish(name, text);
    this.#depth--;
    this.#text = "";
  }

  #finish(name: string, text: string | undefined): void {
    if (this.#depth === 2 && this.#element !== undefined) {
      this.#element.text = text;
      const [element, fields] = [this.#element, this.#fields];
      this.#emit({ name, element, fields });
    } else if (this.#isField(name)) {
      const field = this.#fields.get(name);
      if (field === undefined || field.isRepeated) return;
      field.text = this.#containers.has(name) ? "" : text;
      const { only } = this.#format;
      this.#isOther ||= name === only?.field && !only.values.has(text ?? "");
    }
  }

  #isField(name: string): boolean {
    const depth = this.#depth;
    return (depth === 3 || depth === 4) &&
      this.#names[depth - 1] === this.#format.fields.get(name);
  }

  #resolve(
    written: string,
    colonIndex: number,
    namespace: string | undefined,
  ): string | undefined {
    const prefix = this.#format.namespaces.get(namespace ?? "");
    if (prefix === undefined) return undefined;
    // Most names are written as we write them, and need no new string.
    return colonIndex + 1 === prefix.length && written.startsWith(prefix)
      ? written
      : prefix + written.slice(colonIndex + 1);
  }
}
