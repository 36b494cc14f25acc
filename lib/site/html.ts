// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Text that becomes markup. Whatever is put into a template is escaped, unless
 * it is markup of ours already: there is no other way to make {@linkcode Html}.
 *
 * @module
 */

const MARKUP = Symbol("markup");

/** Markup. {@linkcode markup} is the only maker. */
export class Html {
  readonly #text: string;

  /** For {@linkcode markup} alone. */
  constructor(text: string, key: typeof MARKUP) {
    if (key !== MARKUP) throw new TypeError("Only markup`` makes markup");
    this.#text = text;
  }

  /** The markup as text. */
  toString(): string {
    return this.#text;
  }
}

/** A value in a template; undefined and false become nothing. */
export type Part =
  | Html
  | string
  | number
  | undefined
  | false
  | readonly Part[];

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/**
 * What cannot be seen, or makes text look like another: control characters,
 * those that reorder text, half characters.
 */
const UNSEEN = /[\p{Cf}\p{Zl}\p{Zp}\p{Cs}\ufffe\uffff]|(?![\t\n])\p{Cc}/gu;

/** Escapes text for content and quoted attributes; invisible characters show. */
function escape(text: string): string {
  return text
    .replaceAll(UNSEEN, (character) => {
      const point = character.codePointAt(0) ?? 0;
      return `[U+${point.toString(16).toUpperCase().padStart(4, "0")}]`;
    })
    .replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}

function render(part: Part): string {
  if (part === undefined || part === false) return "";
  if (part instanceof Html) return part.toString();
  if (typeof part === "string") return escape(part);
  if (typeof part === "number") return String(part);
  return part.map(render).join("");
}

/**
 * Markup with text in it. Attributes have to be quoted in the template.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { markup } from "./html.ts";
 *
 * assertEquals(String(markup`<b>${"<i>"}</b>`), "<b>&lt;i&gt;</b>");
 * ```
 */
export function markup(
  strings: TemplateStringsArray,
  ...parts: readonly Part[]
): Html {
  const text = strings.map((literal, i) => literal + render(parts[i]));
  return new Html(text.join(""), MARKUP);
}

/** Parts with text between them. */
export function joined(parts: readonly Part[], separator: string): Html {
  return markup`${
    parts.flatMap((part, i) => i === 0 ? [part] : [separator, part])
  }`;
}
