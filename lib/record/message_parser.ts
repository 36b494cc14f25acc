// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Takes the message of a release's commit apart: the inverse of message.ts,
 * for messages of this program and of its predecessor, which wrote no trailers
 * and listed files in any order. Pure.
 *
 * A line that is not part of the form is an error, so that no claim can be
 * added between the lines that are compared.
 *
 * @module
 */

import { VerificationError } from "../errors.ts";

/** What a release's message says. Nothing of it is verified. */
export interface ReleaseMessage {
  /** The first line. */
  readonly subject: string;
  /** The package's file name, from the lines below the subject. */
  readonly file: string;
  /** Where the package was downloaded from. */
  readonly repoUrl: string;
  /** The release notes' text, where there are any. */
  readonly notes: string | undefined;
  /** The lines of the section Metadata: `Package`, `Version` and so on. */
  readonly fields: ReadonlyMap<string, string>;
  /** The lines of the section Files: status and path, `M: src/Makefile`. */
  readonly files: readonly string[];
  /** git trailers, none in the predecessor's messages. */
  readonly trailers: ReadonlyMap<string, string>;
}

const EXTRACTED = "Source code extracted from file: ";
const DOWNLOADED = "RPM Downloaded from repository: ";

/** A section's rule is as long as its title. */
function ruleOf(title: string): string {
  return "-".repeat(title.length);
}

/**
 * Takes a release's message apart.
 *
 * @param message the whole message
 * @throws {VerificationError} `E_FORMAT` naming the first line that has no
 * place in a release's message
 */
export function parseReleaseMessage(message: string): ReleaseMessage {
  const lines = new Lines(message.replace(/\n+$/, "").split("\n"));
  const subject = lines.next();
  lines.expect("");
  const file = lines.after(EXTRACTED);
  const repoUrl = lines.after(DOWNLOADED);
  lines.expect("", "");
  const notes = readNotes(lines);
  const fields = new Map<string, string>();
  readSection(lines, "Metadata", () => readPair(lines, fields));
  lines.expect("", "");
  const files: string[] = [];
  readSection(lines, "Files", () => {
    if (!/^- [?MD]: ./.test(lines.ahead ?? "")) {
      throw lines.error('"- ", one of ?, M and D, and a path');
    }
    files.push(lines.next().slice(2));
  });
  const trailers = new Map<string, string>();
  if (!lines.atEnd) {
    lines.expect("");
    while (!lines.atEnd) readPair(lines, trailers);
  }
  return { subject, file, repoUrl, notes, fields, files, trailers };
}

/** Walks through lines and knows where it is. */
class Lines {
  readonly #lines: readonly string[];
  #at = 0;

  constructor(lines: readonly string[]) {
    this.#lines = lines;
  }

  get atEnd(): boolean {
    return this.#at >= this.#lines.length;
  }

  /** The line to come. */
  get ahead(): string | undefined {
    return this.#lines[this.#at];
  }

  next(): string {
    return this.#lines[this.#at++] ?? "";
  }

  expect(...texts: readonly string[]): void {
    for (const text of texts) {
      if (this.ahead !== text) throw this.error(JSON.stringify(text));
      this.#at += 1;
    }
  }

  after(start: string): string {
    if (this.ahead?.startsWith(start) !== true) {
      throw this.error(`${JSON.stringify(start)} and a value`);
    }
    return this.next().slice(start.length);
  }

  /** The lines before the last place where these follow; undefined if none is. */
  upToLast(following: readonly string[]): string[] | undefined {
    for (let i = this.#lines.length - following.length; i >= this.#at; i--) {
      if (!following.every((line, k) => this.#lines[i + k] === line)) continue;
      const taken = this.#lines.slice(this.#at, i);
      this.#at = i;
      return taken;
    }
    return undefined;
  }

  error(expected: string): VerificationError {
    const line = this.ahead;
    return new VerificationError("E_FORMAT", {
      subject: "message",
      problem: `line ${this.#at + 1} is not that of a release's message`,
      expected,
      found: line === undefined ? "the end" : JSON.stringify(line),
    });
  }
}

/**
 * The predecessor wrote notes as they were, so that a rule may stand among
 * them: the last one with two empty lines after it counts.
 */
function readNotes(lines: Lines): string | undefined {
  const title = "Release Notes";
  if (lines.ahead !== title) return undefined;
  lines.expect(title, ruleOf(title));
  const end = [ruleOf(title), "", ""];
  const text = lines.upToLast(end);
  if (text === undefined) throw lines.error("notes, and their end");
  lines.expect(...end);
  return text.join("\n");
}

/** Title, rule, lines, and the rule again. */
function readSection(lines: Lines, title: string, readLine: () => void): void {
  const rule = ruleOf(title);
  lines.expect(title, rule);
  while (lines.ahead !== rule) readLine();
  lines.expect(rule);
}

function readPair(lines: Lines, pairs: Map<string, string>): void {
  const [, name, value = ""] = /^([A-Z][A-Za-z0-9 -]*):(?: (.*))?$/.exec(
    lines.ahead ?? "",
  ) ?? [];
  if (name === undefined) throw lines.error("a name, a colon and a value");
  if (pairs.has(name)) throw lines.error(`${name} once`);
  lines.next();
  pairs.set(name, value);
}
