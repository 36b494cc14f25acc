// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * A small XML document as a tree, for tests that look at one.
 *
 * @module
 */

import { parseXmlRecordsFromBytes } from "@std/xml/parse-records";

/** An element. */
export interface XmlElement {
  /** As it is written, with its prefix. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Its own text, without that of its children. */
  readonly text: string;
}

/**
 * Reads a document that has to be well-formed.
 *
 * @returns its root
 */
export async function readTree(xml: string): Promise<XmlElement> {
  type Open = XmlElement & { children: XmlElement[]; text: string };
  const open: Open[] = [];
  async function* chunks() {
    yield await Promise.resolve(new TextEncoder().encode(xml));
  }
  const roots = parseXmlRecordsFromBytes<XmlElement>(chunks(), (emit) => ({
    onStartElement(name, _colon, _uri, attributes) {
      const pairs = Array.from({ length: attributes.count }, (_, i) =>
        [
          attributes.getName(i),
          attributes.getValue(i),
        ] as const);
      const element: Open = {
        name,
        attributes: Object.fromEntries(pairs),
        children: [],
        text: "",
      };
      open.at(-1)?.children.push(element);
      open.push(element);
    },
    onEndElement() {
      const element = open.pop();
      if (element !== undefined && open.length === 0) emit(element);
    },
    onText(content) {
      const element = open.at(-1);
      if (element !== undefined) element.text += content;
    },
  }));
  const [root] = await Array.fromAsync(roots);
  if (root === undefined) throw new Error("there is no element");
  return root;
}
