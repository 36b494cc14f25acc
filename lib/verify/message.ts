// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Compares a release's message with the evidence: the message that this program
 * would write is parsed beside the one that is there. That one may say less, as
 * the predecessor's without trailers do, but nothing different and nothing
 * more.
 *
 * @module
 */

import { counted } from "../wording.ts";
import { printableAddress } from "../address.ts";
import { matchNotes } from "../notes/match.ts";
import type { NotesPage } from "../notes/page.ts";
import type { Profile } from "../profile.ts";
import type { VerifiedRelease } from "../record/evidence.ts";
import type { FileChange } from "../record/message.ts";
import {
  parseReleaseMessage,
  type ReleaseMessage,
} from "../record/message_parser.ts";
import { quotedNotes } from "../record/quoted_notes.ts";
import { formatReleaseMessage } from "../record/message.ts";
import type { CheckCode } from "./check_codes.ts";
import type { Checklist } from "./checks.ts";

/** What a message is compared with. */
export interface MessageEvidence {
  /** The verified package. */
  readonly release: VerifiedRelease;
  /** What the commit changes. */
  readonly files: readonly FileChange[];
  /** Pages of notes that the archive holds. */
  readonly pages: readonly NotesPage[];
  /** Vendor and directory names. */
  readonly profile: Profile;
}

/** Trailers that are not a statement about the package. */
const NOTES_TRAILER = "Release-Notes-Source";
const TOOL_TRAILER = "Published-By";

/**
 * Checks what a message says.
 *
 * @param message taken apart
 * @param evidence what was verified
 * @param checklist takes the checks
 */
export function checkMessage(
  message: ReleaseMessage,
  evidence: MessageEvidence,
  checklist: Checklist,
): void {
  const { release, files, pages, profile } = evidence;
  const { version } = release.rpm.info;
  // Which packages were known that day is not recorded: whether a
  // prefix could mean another one was for the publisher to judge.
  const known = [version];
  const notes = matchNotes(version, pages, { known, purpose: "message" });
  const truth = parseReleaseMessage(
    formatReleaseMessage(release, { profile, notes, files }),
  );
  comparePairs("message-fields", checklist, {
    names: new Set([...truth.fields.keys(), ...message.fields.keys()]),
    expected: truth.fields,
    found: message.fields,
  });
  checklist.equal("message-fields", "Source code extracted from file", {
    expected: truth.file,
    found: message.file,
  });
  comparePairs("message-trailers", checklist, {
    names: new Set(message.trailers.keys())
      .difference(new Set([NOTES_TRAILER, TOOL_TRAILER])),
    expected: truth.trailers,
    found: message.trailers,
  });
  checkTool(message, checklist);
  checkNotes(message, { truth, pages }, checklist);
  compareFiles(message, truth, checklist);
  if (message.repoUrl === truth.repoUrl) {
    checklist.ok(
      "message-origin",
      "repository",
      printableAddress(truth.repoUrl),
    );
  } else {
    checklist.note("message-origin", "repository", {
      problem: "the message names another repository",
      expected: truth.repoUrl,
      found: printableAddress(message.repoUrl),
    });
  }
}

/** Compares the lines of some names. */
function comparePairs(
  code: CheckCode,
  checklist: Checklist,
  { names, expected, found }: {
    readonly names: ReadonlySet<string>;
    readonly expected: ReadonlyMap<string, string>;
    readonly found: ReadonlyMap<string, string>;
  },
): void {
  const line = (value: string | undefined) => value ?? "no such line";
  for (const name of names) {
    const [own, other] = [expected.get(name), found.get(name)];
    if (own === other) continue;
    checklist.fail(code, name, { expected: line(own), found: line(other) });
  }
  // Where a message says nothing, nothing is true of it.
  if (names.size > 0) {
    checklist.okIfNothingFound(code, counted(names.size, "line"));
  }
}

/** Which version wrote it cannot be proved; only this program has versions. */
function checkTool(message: ReleaseMessage, checklist: Checklist): void {
  const tool = message.trailers.get(TOOL_TRAILER);
  if (tool === undefined || /^neuron-publish\/[0-9A-Za-z.+-]+$/.test(tool)) {
    return;
  }
  checklist.fail("message-trailers", TOOL_TRAILER, {
    expected: "neuron-publish/<version>",
    found: tool,
  });
}

/**
 * The notes are those that an archived page has for this version. A trailer may
 * name a page that is not archived: then nothing refutes them, and nothing
 * proves them.
 */
function checkNotes(
  message: ReleaseMessage,
  known: {
    readonly truth: ReleaseMessage;
    readonly pages: readonly NotesPage[];
  },
  checklist: Checklist,
): void {
  const { truth, pages } = known;
  const named = message.trailers.get(NOTES_TRAILER);
  const code = "message-notes";
  const subject = "release notes";
  const [page] = /^.+(?=, [^,]+$)/.exec(named ?? "") ?? [];
  if (message.notes === undefined) {
    if (named === undefined) return;
    checklist.fail(code, NOTES_TRAILER, {
      expected: "no such line, as there are no notes",
      found: named,
    });
    return;
  }
  // A message with trailers is this program's, which quotes each line of notes
  // that could pass for one of its own.
  const shown = comparable(message.notes);
  if (message.trailers.size > 0 && shown !== message.notes.trimEnd()) {
    checklist.fail(code, subject, {
      expected: `quoted notes, with ${differing(shown, message.notes)}`,
      found: differing(message.notes, shown),
    });
    return;
  }
  if (page !== undefined && !pages.some(({ source }) => source === page)) {
    checklist.note(code, subject, {
      problem:
        `they name ${page} as their page, and the archive has no readable copy of it`,
    });
    return;
  }
  const where = pages.map(({ source }) => source).join(", ");
  const [expected, found] = [truth.notes, message.notes];
  if (expected === undefined || comparable(expected) !== comparable(found)) {
    checklist.fail(code, subject, {
      expected: expected === undefined
        ? `none, as ${where || "the archive"} has none of this version`
        : `the text of ${where}, which has ${differing(expected, found)}`,
      found: differing(found, expected ?? ""),
    });
    return;
  }
  const source = truth.trailers.get(NOTES_TRAILER);
  if (named === undefined || named === source) {
    checklist.ok(code, subject, source ?? "none");
  } else {
    checklist.fail(code, NOTES_TRAILER, {
      expected: source ?? "no such line",
      found: named,
    });
  }
}

/** The predecessor quoted nothing, so both texts are compared quoted. */
function comparable(text: string): string {
  return quotedNotes(text).join("\n").trimEnd();
}

/** The first line of a text that another has not, quoted and cut. */
function differing(text: string, other: string): string {
  const [lines, others] = [text.split("\n"), other.split("\n")];
  const at = lines.findIndex((line, i) => line !== others[i]);
  const line = lines[at];
  if (line === undefined) return "nothing at that place";
  return `${JSON.stringify(line.slice(0, MAX_QUOTE))} in line ${at + 1}`;
}

/** Characters of a line that a check quotes. */
const MAX_QUOTE = 120;

function compareFiles(
  message: ReleaseMessage,
  truth: ReleaseMessage,
  checklist: Checklist,
): void {
  const code = "message-files";
  const [listed, real] = [new Set(message.files), new Set(truth.files)];
  const none = "no such line";
  for (const line of real.difference(listed)) {
    checklist.fail(code, line.slice(3), { expected: line, found: none });
  }
  for (const line of listed.difference(real)) {
    checklist.fail(code, line.slice(3), { expected: none, found: line });
  }
  if (listed.size !== message.files.length) {
    checklist.fail(code, "Files", {
      expected: "each file once",
      found: `${message.files.length} lines for ${listed.size} files`,
    });
  }
  checklist.okIfNothingFound(code, counted(real.size, "file"));
}
