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
  /** How it is printed; a link is one by name or address, or a URL as it is. */
  readonly kind: "text" | "literal" | "strong" | "emphasis" | "link";
  /** What people read. */
  readonly text: string;
  /**
   * The same where no page is around it, with marks: as it stands in the text,
   * except that roles and links are their text, and substitutions what they
   * stand for.
   */
  readonly alone: string;
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
 * @returns spans in order
 */
export function parseInline(text: string, definitions: Definitions): Span[] {
  const spans: Span[] = [];
  let at = 0;
  const plain = (raw: string) => {
    if (raw !== "") spans.push({ kind: "text", text: raw, alone: raw });
  };
  for (const match of text.matchAll(INLINE)) {
    plain(text.slice(at, match.index));
    const groups = match.groups ?? {};
    // What ends the sentence is not part of an address.
    const [raw] = /^.*[^.,;:!?)\]}]/.exec(groups["address"] ?? "") ?? match;
    at = match.index + raw.length;
    spans.push(spanOf(raw, groups, definitions));
  }
  plain(text.slice(at));
  return spans;
}

function spanOf(
  raw: string,
  groups: Readonly<Record<string, string | undefined>>,
  { targets, substitutions }: Definitions,
): Span {
  const { role, link, mark, name, address, word, escaped } = groups;
  for (const kind of ["literal", "strong", "emphasis"] as const) {
    const text = groups[kind];
    if (text !== undefined) return { kind, text, alone: raw };
  }
  const linked = (text: string, address: string | undefined): Span => (
    { kind: "link", text, alone: text, address: address || undefined }
  );
  if (link !== undefined) {
    const target = addressOf(link) ?? (targets.get(nameOf(link)) || undefined);
    const text = titleOf(link);
    return mark === undefined && target === undefined
      ? { kind: "text", text, alone: raw }
      : linked(text, target);
  }
  if (address !== undefined) return linked(raw, raw);
  const target = word === undefined ? undefined : targets.get(nameOf(word));
  if (word !== undefined && target !== undefined) return linked(word, target);
  if (escaped !== undefined) return { kind: "text", text: escaped, alone: raw };
  const text = role === undefined
    ? substitutions.get(name ?? "") ?? raw
    : titleOf(role);
  return { kind: "text", text, alone: text };
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
