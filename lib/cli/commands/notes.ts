// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * `neuron-publish notes`. With `--json` it prints
 *
 * ```json
 * {
 *   "version": "2.30.2.0",        as it was asked for
 *   "source": "release-notes-components-runtime.rst",   page in the archive, or
 *                                 the file or URL
 *   "rule": "prefix",             or "exact"
 *   "spelled": "2.30.2",          the version as the page spells it
 *   "sdk": "2.32.0",              release of the SDK; null where it is not known
 *   "date": "2026-08-17",         of the release; null where it is not known
 *   "rst": "Bug Fixes\n^^^…",     reStructuredText, as in a commit message
 *   "text": "Bug Fixes\n- …"      the same for people, a line a paragraph
 * }
 * ```
 *
 * and where there are none `{"version", "error", "near": [versions], "pages":
 * [names of pages that were read]}`.
 *
 * @module
 */

import { OperationError } from "../../errors.ts";
import { createDownload } from "../../http.ts";
import type { MatchedNotes } from "../../notes/match.ts";
import { plainText } from "../../notes/plain_text.ts";
import { plainLines } from "../../printable.ts";
import { findNotes, type FoundNotes } from "../../publish/release_notes.ts";
import type { Command } from "../command.ts";
import { EXIT, exitCodeOf } from "../exit.ts";
import type { CommandContext } from "../run.ts";
import { describeError, type Terminal } from "../terminal.ts";

/** Widest line for people, in columns. */
const MAX_WIDTH = 80;

/** Runs the command. */
export async function runNotes(
  command: Command & { kind: "notes" },
  terminal: Terminal,
  context: CommandContext,
): Promise<number> {
  const { repo, version, rst, ...options } = command;
  const found = await findNotes({
    ...options,
    ...context,
    version,
    ...(repo === undefined ? {} : { repo }),
    download: createDownload(),
    onWarning: (text) => terminal.warning(text),
  });
  const { notes } = found;
  if (notes === undefined) return tellNone(version, found, terminal);
  const { source, rule, section } = notes;
  terminal.note(
    rule === "exact"
      ? `From ${source}, which has exactly this version`
      : `From ${source}, which calls it ${section.version} (by prefix)`,
  );
  if (terminal.wantsJson) terminal.json(toJson(version, notes));
  else if (rst) terminal.result(plainLines(notes.text));
  else print(version, notes, terminal);
  return EXIT.done;
}

function print(
  version: string,
  { text, section }: MatchedNotes,
  terminal: Terminal,
): void {
  const facts = [
    ...(section.date === undefined ? [] : [section.date]),
    ...(section.sdk === undefined ? [] : [`Neuron SDK ${section.sdk}`]),
  ];
  const title = terminal.painted("bold", `Neuron Driver ${version}`);
  const rest = facts.length === 0
    ? ""
    : terminal.painted("dim", ` (${facts.join(", ")})`);
  terminal.result(title + rest);
  terminal.result("");
  const { columns } = terminal;
  const options = columns === undefined
    ? {}
    : { width: Math.min(columns, MAX_WIDTH) };
  for (const { kind, text: line } of plainText(plainLines(text), options)) {
    terminal.result(kind === "heading" ? terminal.painted("bold", line) : line);
  }
}

function toJson(version: string, notes: MatchedNotes): unknown {
  const { source, rule, section, text } = notes;
  return {
    version,
    source,
    rule,
    spelled: section.version,
    sdk: section.sdk ?? null,
    date: section.date ?? null,
    rst: text,
    text: plainText(text).map((line) => line.text).join("\n"),
  };
}

/** Says that there are none, and that what is near is something else. */
function tellNone(
  version: string,
  { near, pages }: FoundNotes,
  terminal: Terminal,
): number {
  const sources = pages.map(({ source }) => source);
  const error = new OperationError("repository", {
    subject: version,
    problem: sources.length === 0
      ? "no page of release notes could be read"
      : "no page of release notes has this version",
    ...(near.length === 0
      ? {}
      : { found: `${near.join(", ")} nearby, not used` }),
    hint: sources.length === 0
      ? "name a page with --notes-url or --notes-file, or an archive with --repo"
      : "not every release has notes; see for yourself in: " +
        sources.join(", "),
  });
  if (terminal.wantsJson) {
    const report = describeError(error);
    terminal.json({ version, error: report, near, pages: sources });
  }
  terminal.error(error, "find release notes", "");
  return exitCodeOf(error);
}
