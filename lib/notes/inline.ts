// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * reStructuredText within a paragraph: literals, emphasis, links, roles. Pure.
 * What is not understood is plain text.
 *
 * @module
 */

import { explicitMarkup, MAX_DEFINITION } from "./rst.ts";

/** What a page defines for all of its text. */
export interface Definitions {
  /**
   * Addresses of labels and link targets by their lower-case name; empty for
   * one without an address of its own.
   */
  readonly targets: ReadonlyMap<string, string>;
  /** Texts of substitutions by name. */
  readonly substitutions: ReadonlyMap<string, string>;
}

/**
 * Collects what a text defines.
 *
 * @param lines the whole text
 */
export function readDefinitions(lines: readonly string[]): Definitions {
  const targets = new Map<string, string>();
  const substitutions = new Map<string, string>();
  for (const line of lines) {
    const markup = explicitMarkup(line);
    if (markup?.kind === "substitution") {
      if (markup.text.length > MAX_DEFINITION) continue;
      substitutions.set(markup.name, markup.text);
    } else if (markup?.kind === "target") {
      const [, address = ""] = /:\s+(\S+)$/.exec(line.trimEnd()) ?? [];
      const isShort = address.length <= MAX_DEFINITION;
      targets.set(nameOf(markup.name), isShort ? address : "");
    }
  }
  return { targets, substitutions };
}

/** Names of targets are the same in any case and spacing. */
function nameOf(text: string): string {
  return text.trim().replaceAll(/\s+/g, " ").toLowerCase();
}

/** A piece of a paragraph. */
export interface Span {
  readonly kind:
    | "text"
    | "literal"
    | "strong"
    | "emphasis"
    /** Text of a role that reStructuredText or Sphinx know. */
    | "role"
    /** A link by name or address, or a URL as it is. */
    | "link"
    /** Text in backticks without a role. */
    | "interpreted"
    /** What a substitution stands for. */
    | "substitution"
    /** One character after a backslash. */
    | "escaped";
  /** What people read. */
  readonly text: string;
  /** As it stands in the text. */
  readonly raw: string;
  /** Where a link leads, unchecked; undefined where nothing defines it. */
  readonly address?: string | undefined;
}

/**
 * Marks, the literals first: nothing in them is any. Lengths are bounded where
 * a run could otherwise be tried from each of its characters.
 */
const INLINE = new RegExp(
  [
    "``(?<literal>(?:[^`]|`(?!`)){1,2000})``",
    "(?<!\\w):[A-Za-z][\\w.+:-]{0,40}:`(?<role>[^`]{1,1000})`",
    "`(?<link>[^`]{1,1000})`(?<mark>__?(?!\\w))?",
    "\\*\\*(?<strong>[^*]{1,1000})\\*\\*",
    "(?<![\\w*])\\*(?<emphasis>[^*\\s][^*]{0,1000})\\*(?![\\w*])",
    "\\|(?<name>[^|\\s](?:[^|]{0,200}[^|\\s])?)\\|_{0,2}",
    "(?<![\\w/:.@-])(?<address>https?://[^\\s<>\"'`*|]{1,1000})",
    "(?<![\\w`])(?<word>[A-Za-z0-9](?:[\\w.-]{0,80}[A-Za-z0-9])?)__?(?!\\w)",
    "\\\\(?<escaped>\\S)",
  ].join("|"),
  "g",
);

/**
 * Takes a paragraph apart.
 *
 * @param text one paragraph, attacker-controlled
 * @param definitions what the text around it defines
 * @returns spans in order, whose `raw` together are the text
 */
export function parseInline(text: string, definitions: Definitions): Span[] {
  const spans: Span[] = [];
  let at = 0;
  const plain = (raw: string) => {
    if (raw !== "") spans.push({ kind: "text", text: raw, raw });
  };
  for (const match of text.matchAll(INLINE)) {
    plain(text.slice(at, match.index));
    const [raw] = match;
    at = match.index + raw.length;
    const span = spanOf(raw, match.groups ?? {}, definitions);
    if (span.kind === "link" && span.raw !== raw) {
      spans.push(span);
      plain(raw.slice(span.raw.length)); // what ends the sentence
    } else spans.push(span);
  }
  plain(text.slice(at));
  return spans;
}

function spanOf(
  raw: string,
  groups: Readonly<Record<string, string | undefined>>,
  { targets, substitutions }: Definitions,
): Span {
  const { literal, strong, emphasis, escaped, role } = groups;
  const { link, mark, name, address, word } = groups;
  if (literal !== undefined) return { kind: "literal", text: literal, raw };
  if (strong !== undefined) return { kind: "strong", text: strong, raw };
  if (emphasis !== undefined) return { kind: "emphasis", text: emphasis, raw };
  if (escaped !== undefined) return { kind: "escaped", text: escaped, raw };
  if (role !== undefined) return { kind: "role", text: titleOf(role), raw };
  if (link !== undefined) {
    const target = addressOf(link) ?? (targets.get(nameOf(link)) || undefined);
    return mark === undefined && target === undefined
      ? { kind: "interpreted", text: titleOf(link), raw }
      : { kind: "link", text: titleOf(link), raw, address: target };
  }
  if (name !== undefined) {
    const text = substitutions.get(name);
    return text === undefined
      ? { kind: "text", text: raw, raw }
      : { kind: "substitution", text, raw };
  }
  if (address !== undefined) {
    const [bare = ""] = /^.*[^.,;:!?)\]}]/.exec(address) ?? [];
    return { kind: "link", text: bare, raw: bare, address: bare };
  }
  const target = word === undefined ? undefined : targets.get(nameOf(word));
  return word === undefined || target === undefined
    ? { kind: "text", text: raw, raw }
    : { kind: "link", text: word, raw, address: target || undefined };
}

/** `text <address>` → `text`; an address alone is all the text there is. */
function titleOf(link: string): string {
  const at = link.lastIndexOf("<");
  if (at < 0 || !link.endsWith(">")) return link;
  return at === 0 ? link.slice(1, -1) : link.slice(0, at).trimEnd();
}

function addressOf(link: string): string | undefined {
  return /<([^<>]+)>$/.exec(link)?.[1]?.replaceAll(/\s+/g, "");
}
