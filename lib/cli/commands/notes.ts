// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * `neuron-publish notes`. docs/json.md shows its JSON.
 *
 * @module
 */

import { OperationError } from "../../errors.ts";
import type { MatchedNotes } from "../../notes/match.ts";
import { plainLines } from "../../printable.ts";
import type {
  FindNotesOptions,
  FoundNotes,
} from "../../publish/release_notes.ts";
import { defineCommand } from "../command.ts";
import { describeError } from "../error_report.ts";
import { EXIT, exitCodeOf } from "../exit.ts";
import { OPTION, profileOf } from "../options.ts";
import type { Terminal } from "../terminal.ts";

/** Widest line for people, in columns. */
const MAX_WIDTH = 80;

const VERB = "find release notes";

/** `neuron-publish notes` */
export const notesCommand = defineCommand({
  name: "notes",
  verb: VERB,
  summary: "the release notes of one version",
  operand: "VERSION",
  description: [
    "Prints what the vendor wrote about a version of the driver, and says on " +
    "stderr which page has it and by which rule: exact, or by a prefix that " +
    "can mean one package only (2.29 for 2.29.0.0). Notes of a version " +
    "nearby are never used.",
    "The pages come from the vendor's documentation, or from a data " +
    "repository's archive with --repo.",
  ],
  options: [
    {
      ...OPTION.repo,
      help: "data repository whose archived pages to read, not the network",
    },
    OPTION.notesUrl,
    OPTION.notesFile,
    {
      name: "rst",
      help: "print reStructuredText, as commit messages have it",
    },
    OPTION.repoUrl,
    OPTION.package,
    OPTION.archiveFolder,
  ],
  exitCodes: [
    [0, "printed"],
    [1, "no page has this version, or no page can be read"],
  ],
  examples: [
    "neuron-publish notes 2.22.2.0 --repo aws-neuron-driver",
    "neuron-publish notes 2.30.2.0 --json | jq -r .text",
  ],

  parse(values) {
    const repo = values.one("repo");
    const profile = profileOf(values);
    const notesUrls = repo === undefined || values.has("notes-url")
      ? profile.notesUrls
      : [];
    return {
      /** As the package or the page spells it. */
      version: values.operand,
      /** Directory of a data repository, whose archived pages are read. */
      repo,
      notesFiles: values.all("notes-file"),
      profile: { ...profile, notesUrls },
      /** Print reStructuredText. */
      rst: values.has("rst"),
    };
  },

  async run({ rst, ...options }, terminal, context) {
    const { findNotes } = await import("../../publish/release_notes.ts");
    const found = await findNotes({
      ...options,
      ...context,
      onEvent: ({ text }) => terminal.warning(text),
    });
    const { version } = options;
    const { notes } = found;
    if (notes === undefined) return printNone(options, found, terminal);
    const { source, rule, spelled } = notes;
    terminal.note(
      rule === "exact"
        ? `From ${source}, which has exactly this version`
        : `From ${source}, which calls it ${spelled} (by prefix)`,
    );
    if (terminal.wantsJson) terminal.json(await toJson(version, notes));
    else if (rst) terminal.result(plainLines(notes.rst));
    else await print(version, notes, terminal);
    return EXIT.done;
  },
});

async function print(
  version: string,
  { rst, date, sdk }: MatchedNotes,
  terminal: Terminal,
): Promise<void> {
  const { plainText } = await import("../../notes/plain_text.ts");
  const facts = [
    ...(date === undefined ? [] : [date]),
    ...(sdk === undefined ? [] : [`Neuron SDK ${sdk}`]),
  ];
  const title = terminal.painted("bold", `Neuron Driver ${version}`);
  const rest = facts.length === 0
    ? ""
    : terminal.painted("dim", ` (${facts.join(", ")})`);
  terminal.result(title + rest);
  terminal.result("");
  const { columns } = terminal;
  const width = columns && Math.min(columns, MAX_WIDTH);
  for (const { text: line, isHeading } of plainText(plainLines(rst), width)) {
    terminal.result(isHeading ? terminal.painted("bold", line) : line);
  }
}

async function toJson(
  version: string,
  notes: MatchedNotes,
): Promise<object> {
  const { plainText } = await import("../../notes/plain_text.ts");
  const { source, rule, spelled, sdk, date, rst } = notes;
  return {
    version,
    source,
    rule,
    spelled,
    sdk: sdk ?? null,
    date: date ?? null,
    rst,
    text: plainText(rst).map((line) => line.text).join("\n"),
  };
}

/** Says that there are none, and which versions are near. */
function printNone(
  { version, repo }: Pick<FindNotesOptions, "version" | "repo">,
  { near, pages }: FoundNotes,
  terminal: Terminal,
): number {
  const sources = pages.map(({ source }) => source);
  const error = new OperationError("repository", {
    subject: version,
    problem: sources.length === 0
      ? "no page of release notes could be read"
      : "no page of release notes has this version",
    found: near.length === 0
      ? undefined
      : `${near.join(", ")} nearby, not used`,
    hint: sources.length === 0
      ? repo === undefined
        ? "name a page with --notes-url or --notes-file, or an archive with --repo"
        : "leave --repo out to read the vendor's pages, or name one with --notes-file"
      : "not every release has notes; look in: " +
        sources.join(", "),
  });
  if (terminal.wantsJson) {
    const report = describeError(error);
    terminal.json({ version, error: report, near, pages: sources });
  }
  terminal.error(error, VERB, "");
  return exitCodeOf(error);
}
