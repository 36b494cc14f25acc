// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What all pages of the site have in common.
 *
 * @module
 */

import type { ComparisonResult } from "../compare/compare.ts";
import { createHash } from "node:crypto";
import type { CheckStatus, Verdict } from "../verify/checks.ts";
import { grouped } from "../wording.ts";
import type { Profile } from "../profile.ts";
import { type Html, joined, markup, type Part } from "./html.ts";
import type { Site } from "./model.ts";
import { STYLE } from "./style.ts";
import { formatTime, type Time } from "../time.ts";

/**
 * Nothing but the one style sheet: no script, no request, no form, no frame.
 */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'`,
  "img-src data:", // the empty icon, so that no browser asks for one
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

const STYLE_ELEMENT = markup`<style>@</style>`;

/** One page. */
export interface Page {
  readonly title: string;
  /** From the page's directory to the site's root. */
  readonly root: "" | "../" | "../../";
  readonly body: Part;
}

/** Writes a page. */
export function writePage(
  { tool }: Site,
  { title, root, body }: Page,
): string {
  const page = markup`
    <!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="${POLICY}">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="referrer" content="no-referrer">
        <meta name="generator" content="${tool}">
        <title>${title}</title>
        <link rel="icon" href="data:,">
        <link rel="alternate" type="application/atom+xml" title="Releases" href="${root}feed.atom">
        ${STYLE_ELEMENT}
      </head>
      <body>
        <header>
          <a class="skip" href="#main">Skip to the content</a>
          <nav aria-label="Site">
            <ul>
              <li><a href="${root}index.html">Neuron driver audit</a></li>
              <li><a href="${root}comparisons.html">Comparisons</a></li>
              <li><a href="${root}method.html">Method</a></li>
              <li><a href="${root}feed.atom">Feed</a></li>
            </ul>
          </nav>
        </header>
        <main id="main">
        <h1>${title}</h1>
        ${body}
            </main>
        <footer>
          <p>Made by ${tool}. Not an offering of the vendor. No script, no
        cookie, no request to anywhere.</p>
        </footer>
      </body>
    </html>
  `;
  // The one text that must not be escaped: ours, and a constant.
  return page.toString().replace(
    "<style>@</style>",
    () => `<style>${STYLE}</style>`,
  );
}

/** A box that scrolls sideways, with the keyboard too. */
export function scrolling(label: string, content: Html): Html {
  return markup`
    <div class="scroll" role="region" tabindex="0"
      aria-label="${label}">${content}</div>
  `;
}

/** Lines that people paste into a shell. */
export function commandBox(label: string, lines: readonly string[]): Html {
  return scrolling(label, markup`<pre>${lines.join("\n")}</pre>`);
}

/** Class and text by verdict, by check and by comparison. */
const MARKS: Readonly<
  Record<Verdict | CheckStatus | ComparisonResult, readonly [string, string]>
> = {
  "verified": ["ok", "✓ verified"],
  "verified-with-notes": ["note", "✓ verified, with notes"],
  "not-proved": ["note", "? not proved"],
  "failed": ["bad", "✗ failed"],
  "ok": ["ok", "✓ ok"],
  "note": ["note", "! note"],
  "unknown": ["note", "? not proved"],
  "same": ["ok", "✓ same source"],
  "same-and-more": ["ok", "✓ same source, and more"],
  "overridden": ["note", "≠ different build"],
  "different": ["note", "≠ different source"],
};

/** A verdict or result in words, sign and colour. */
export function mark(result: keyof typeof MARKS): Html {
  const [name, text] = MARKS[result];
  return markup`<span class="${name}">${text}</span>`;
}

/** A time as `2025-12-20 00:46:57 UTC`. */
export function moment(time: Time): string {
  return formatTime(time).replace("T", " ").replace(/Z$/, " UTC");
}

/** A fingerprint in groups of four digits, as people compare them. */
export function fingerprint(hex: string): Html {
  return markup`<code>${grouped(hex)}</code>`;
}

/** The pinned keys, any of which may sign. */
export function pinnedKeys({ fingerprints }: Profile): Html {
  return joined(fingerprints.map(fingerprint), " or ");
}

/** A value that was compared; fingerprints in it are in groups of four. */
export function compared(value: string): Html {
  const text = value.replace(/\b(?:[0-9A-F]{40}|[0-9A-F]{64})\b/g, grouped);
  return markup`<code>${text}</code>`;
}

/** A commit's id, with a link to it where the repository is on the web. */
export function commitLink(web: string | undefined, commit: string): Html {
  const id = markup`<code>${commit}</code>`;
  return web === undefined
    ? id
    : markup`<a href="${web}/commit/${commit}">${id}</a>`;
}

/** Page of a release, from the root. */
export function releasePath(tag: string): string {
  return `releases/${tag}.html`;
}

/**
 * A link to a release's page.
 *
 * @param root from the page's directory to the site's root
 */
export function releaseLink(tag: string, root: Page["root"] = ""): Html {
  return markup`<a href="${root}${releasePath(tag)}">${tag}</a>`;
}

/** Page of a comparison, from the root. */
export function comparisonPath(before: string, after: string): string {
  return `compare/${before}...${after}.html`;
}

/** Page of a release in another publication, from the root. */
export function publicationPath(number: number, tag: string): string {
  return `publications/${number}/${tag}.html`;
}

/** A file that belongs to a release's tarball, from the root. */
export function archivePath(name: string): string {
  return `archives/${name}`;
}
