// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Release notes are optional: nothing in them may stop a run, or break out of
 * its line or section.
 *
 * @module
 */

import { collectNotes } from "../../lib/notes/collect.ts";
import { matchNotes } from "../../lib/notes/match.ts";
import { AWS_NEURON } from "../../lib/profile.ts";
import { quotedNotes } from "../../lib/record/quoted_notes.ts";
import type { Bytes } from "../fixtures/bytes.ts";
import { noData, readData } from "../fixtures/snapshot.ts";
import { mutateText } from "./mutate_text.ts";
import type { Random } from "./random.ts";
import { type FuzzCase, type FuzzTarget, Violation } from "./target.ts";

const VERSIONS = ["2.26.5.0", "2.21.0.0", "2.20.0.0", "2.1"];

const PAGE = [
  ".. _release-notes:",
  "",
  "Release notes",
  "=============",
  "",
  ...VERSIONS.flatMap((version) => [
    `Neuron Driver release [${version}]`,
    "--------------------------------",
    "Date: 1/2/2025",
    "",
    "* Fixes a bug; see :ref:`elsewhere <x>`",
    "  with a second line",
    "",
    "Known issues",
    "^^^^^^^^^^^^",
    "",
    "* None.",
    "",
  ]),
  "Neuron Driver release [2.19.xx.0]",
  "---------------------------------",
  "* Later",
  "",
].join("\n");

/** Control characters but tab and line feed, and what reorders text. */
// deno-lint-ignore no-control-regex -- what must not come out
const HARMFUL = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e]/;

/** The vendor's own pages, where they are at hand. */
const REAL = ["components-runtime.rst", "prev-2.26.0-runtime.rst"];

let pages: Promise<readonly string[]> | undefined;

function samplePages(): Promise<readonly string[]> {
  pages ??= Promise.all([
    PAGE,
    ...(noData() === undefined ? REAL : []).map(async (name) =>
      new TextDecoder().decode(await readData(`notes/${name}`))
    ),
  ]);
  return pages;
}

async function make(random: Random): Promise<FuzzCase> {
  const samples = await samplePages();
  const input = mutateText(random, random.pick(samples), random.pick(samples));
  return { name: "notes", input, judge: () => judge(input) };
}

async function judge(input: Bytes): Promise<void> {
  const { pages, warnings } = await collectNotes({
    download: () => Promise.reject(new Error("no network")),
    readFile: () => Promise.resolve(input),
  }, {
    files: ["notes.rst"],
    urls: [],
    archived: new Map(),
    names: AWS_NEURON.notesNames,
  });
  const texts = VERSIONS.flatMap((version) =>
    matchNotes(version, pages, { known: VERSIONS, purpose: "message" })?.rst ??
      []
  );
  for (const text of texts) {
    const quoted = quotedNotes(text).join("\n");
    if (quotedNotes(quoted).join("\n") !== quoted) {
      throw new Violation("quoted quoted notes otherwise");
    }
    if (/^(?:---\s|diff -|Rpm-Sha256:|Metadata$)/m.test(quoted)) {
      throw new Violation("let notes pass for another part of the message");
    }
  }
  const sections = pages.flatMap(({ sections }) => sections);
  for (const text of [...texts, ...warnings, ...sections.map((s) => s.rst)]) {
    if (HARMFUL.test(text)) throw new Violation("accepted harmful text");
  }
  for (const { spelled } of sections) {
    if (!/^[0-9.]{1,64}$/.test(spelled)) {
      throw new Violation(`accepted the version ${spelled}`);
    }
  }
}

/** All ways in which notes are fuzzed. */
export const NOTES_TARGETS: readonly FuzzTarget[] = [
  { name: "notes", weight: 3, make },
];
