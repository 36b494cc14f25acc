// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Release notes: a courtesy, so that nothing in them may stop anything, and
 * nothing in them may break out of its line or section.
 *
 * @module
 */

import { parseDkmsIndex } from "../../lib/notes/dkms_index.ts";
import { mutateText } from "./mutate_text.ts";
import type { Random } from "./random.ts";
import { type FuzzCase, type FuzzTarget, Violation } from "./target.ts";

const VERSIONS = ["2.21.0.0", "2.20.0.0", "2.1"];

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

function make(random: Random): Promise<FuzzCase> {
  const input = mutateText(random, PAGE);
  return Promise.resolve({
    name: "notes",
    input,
    judge: () => {
      for (const { text } of parseDkmsIndex(new TextDecoder().decode(input))) {
        if (HARMFUL.test(text)) throw new Violation("accepted harmful text");
      }
      return Promise.resolve();
    },
  });
}

/** All ways in which notes are fuzzed. */
export const NOTES_TARGETS: readonly FuzzTarget[] = [
  { name: "notes", weight: 2, make },
];
