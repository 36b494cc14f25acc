// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * reStructuredText within a paragraph, as markup: literals, emphasis, links. A
 * role becomes its text. What is not understood stays as it is.
 *
 * @module
 */

import { explicitMarkup, MAX_DEFINITION } from "../notes/rst.ts";
import { type Html, markup } from "./html.ts";

/** What a text defines for all of its paragraphs. */
export interface Definitions {
  /** Addresses by the lower-case name of their target. */
  readonly links: ReadonlyMap<string, string>;
  /** Texts of substitutions by name. */
  readonly substitutions: ReadonlyMap<string, string>;
}

/** Collects what a text defines. */
export function readDefinitions(lines: readonly string[]): Definitions {
  const links = new Map<string, string>();
  const substitutions = new Map<string, string>();
  for (const line of lines) {
    const explicit = explicitMarkup(line);
    if (explicit?.kind === "substitution") {
      if (explicit.text.length > MAX_DEFINITION) continue;
      substitutions.set(explicit.name, explicit.text);
    } else if (explicit?.kind === "target") {
      const [, address = ""] = /:\s+(\S+)$/.exec(line.trimEnd()) ?? [];
      if (address === "" || address.length > MAX_DEFINITION) continue;
      links.set(nameOf(explicit.name), address);
    }
  }
  return { links, substitutions };
}

/** Names of targets are the same in any case and spacing. */
function nameOf(text: string): string {
  return text.trim().replaceAll(/\s+/g, " ").toLowerCase();
}

/**
 * Marks, the literals first: nothing in them is any. Lengths are bounded where
 * a run could otherwise be tried from each of its characters.
 */
const INLINE = new RegExp(
  [
    "``(?<literal>(?:[^`]|`(?!`)){1,2000})``",
    "(?<!\\w):[A-Za-z][\\w.+:-]{0,40}:`(?<role>[^`]{1,1000})`",
    "`(?<link>[^`]{1,1000})`(?:__?(?!\\w))?",
    "\\*\\*(?<strong>[^*]{1,1000})\\*\\*",
    "(?<![\\w*])\\*(?<emphasis>[^*\\s][^*]{0,1000})\\*(?![\\w*])",
    "\\|(?<name>[^|\\s][^|]{0,200})\\|_{0,2}",
    "(?<![\\w/:.@-])(?<address>https?://[^\\s<>\"'`*|]{1,1000})",
    "(?<![\\w`])(?<word>[A-Za-z0-9](?:[\\w.-]{0,80}[A-Za-z0-9])?)__?(?!\\w)",
    "\\\\(?<escaped>\\S)",
  ].join("|"),
  "g",
);

/**
 * Writes a paragraph's text.
 *
 * @param text one paragraph, attacker-controlled
 * @param definitions what the text around it defines
 */
export function inlineMarkup(
  text: string,
  { links, substitutions }: Definitions,
): Html {
  const parts: (Html | string)[] = [];
  let at = 0;
  for (const match of text.matchAll(INLINE)) {
    const [whole] = match;
    const groups: Readonly<Record<string, string | undefined>> = match.groups ??
      {};
    parts.push(text.slice(at, match.index));
    at = match.index + whole.length;
    const { literal, role, link, strong, emphasis } = groups;
    const { name, address, word, escaped } = groups;
    if (literal !== undefined) parts.push(markup`<code>${literal}</code>`);
    else if (strong !== undefined) {
      parts.push(markup`<strong>${strong}</strong>`);
    } else if (emphasis !== undefined) parts.push(markup`<em>${emphasis}</em>`);
    else if (escaped !== undefined) parts.push(escaped);
    else if (role !== undefined) parts.push(textOf(role));
    else if (name !== undefined) parts.push(substitutions.get(name) ?? whole);
    else if (address !== undefined) {
      const [bare = ""] = /^.*[^.,;:!?)\]}]/.exec(address) ?? [];
      parts.push(anchor(bare, bare), address.slice(bare.length));
    } else if (link !== undefined) {
      const given = addressOf(link) ?? links.get(nameOf(link));
      parts.push(anchor(textOf(link), given));
    } else if (word !== undefined) {
      const given = links.get(nameOf(word));
      parts.push(given === undefined ? whole : anchor(word, given));
    }
  }
  return markup`${parts}${text.slice(at)}`;
}

/** `text <address>` → `text`; an address alone is all the text there is. */
function textOf(link: string): string {
  const at = link.lastIndexOf("<");
  if (at < 0 || !link.endsWith(">")) return link;
  return at === 0 ? link.slice(1, -1) : link.slice(0, at).trimEnd();
}

function addressOf(link: string): string | undefined {
  return /<([^<>]+)>$/.exec(link)?.[1]?.replaceAll(/\s+/g, "");
}

/** A link to the web, and to nothing else; else the text alone. */
function anchor(text: string, address: string | undefined): Html | string {
  const url = address === undefined ? null : URL.parse(address);
  const isWeb = url?.protocol === "https:" || url?.protocol === "http:";
  if (url === null || !isWeb || url.username !== "" || url.password !== "") {
    return text;
  }
  return markup`<a href="${url.href}" rel="external nofollow noreferrer">${text}</a>`;
}
