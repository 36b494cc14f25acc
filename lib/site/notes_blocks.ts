// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The printer for pages: notes as markup. Every line that is not a comment or a
 * definition is on the page, understood or not.
 *
 * @module
 */

import { type Block, parseBlocks } from "../notes/blocks.ts";
import {
  type Definitions,
  parseInline,
  readDefinitions,
} from "../notes/inline.ts";
import { type Html, markup } from "./html.ts";

/**
 * Writes notes.
 *
 * @param rst a section's text, attacker-controlled
 */
export function notesMarkup(rst: string): Html[] {
  const lines = rst.split("\n");
  return blocksMarkup(parseBlocks(lines), readDefinitions(lines));
}

function blocksMarkup(
  blocks: readonly Block[],
  definitions: Definitions,
): Html[] {
  return blocks.map((block) => blockMarkup(block, definitions));
}

function blockMarkup(block: Block, definitions: Definitions): Html {
  switch (block.kind) {
    case "title":
      return markup`<h3>${inlineMarkup(block.text, definitions)}</h3>\n`;
    case "paragraph":
      return markup`<p>${inlineMarkup(block.text, definitions)}</p>\n`;
    case "literal":
      return literal(block.lines);
    case "list": {
      const items = block.items.map(({ blocks }) =>
        markup`<li>${blocksMarkup(blocks, definitions)}</li>\n`
      );
      return block.isOrdered
        ? markup`<ol>${items}</ol>\n`
        : markup`<ul>${items}</ul>\n`;
    }
    case "quote":
      return markup`<blockquote>${
        blocksMarkup(block.blocks, definitions)
      }</blockquote>\n`;
    case "directive":
      if (block.title === undefined) return literal(block.lines);
      return markup`<blockquote><p><strong>${block.title}</strong></p>\n${
        blocksMarkup(block.blocks, definitions)
      }</blockquote>\n`;
    case "arrangement":
    case "hidden":
      return markup``;
  }
}

function literal(lines: readonly string[]): Html {
  return lines.length === 0
    ? markup``
    : markup`<pre class="wrap">${lines.join("\n")}</pre>\n`;
}

/** A paragraph's text. A role becomes its text, as there is no page for it. */
function inlineMarkup(text: string, definitions: Definitions): Html {
  const parts = parseInline(text, definitions).map((span) => {
    switch (span.kind) {
      case "literal":
        return markup`<code>${span.text}</code>`;
      case "strong":
        return markup`<strong>${span.text}</strong>`;
      case "emphasis":
        return markup`<em>${span.text}</em>`;
      case "link":
        return anchor(span.text, span.address);
      case "text":
        return span.text;
    }
  });
  return markup`${parts}`;
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
