// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * `neuron-publish compare`. docs/json.md shows its JSON.
 *
 * @module
 */

import { UsageError } from "../../errors.ts";
import type { ComparisonResult, DifferentFile } from "../../compare/compare.ts";
import type { ReleaseComparison } from "../../compare/release.ts";
import { plainLines, singleLine } from "../../printable.ts";
import { defineCommand } from "../command.ts";
import { EXIT } from "../exit.ts";
import { OPTION, PROOF_OPTIONS, publishedOptions } from "../options.ts";
import type { Terminal } from "../terminal.ts";

/** `neuron-publish compare` */
export const compareCommand = defineCommand({
  name: "compare",
  summary: "one release against another publication of it",
  operand: "VERSION",
  description: [
    "Proves the release as verify does and compares its source with somebody " +
    "else's: which files are identical, only here, only there, different, or " +
    "have a different mode. Differences are shown from here to there.",
    "PATH may be a repository on this machine or an https, ssh or file URL. Its " +
    "tag of the same version is read, with or without a v, else the newest " +
    "commit whose subject names the package's file. A repository with neither " +
    "is read at its HEAD, a clone with neither as it is checked out, and any " +
    "other directory as it is. #commit names a commit, a tag or a branch " +
    "instead, #commit:directory a directory in it. Of a data repository, only " +
    "the source is compared. Nothing of it is checked out or run.",
  ],
  options: [OPTION.repo, OPTION.with, ...PROOF_OPTIONS],
  exitCodes: [
    [
      0,
      "the same source; modes do not count, nor do files only there, unless " +
      "one may change what is built",
    ],
    [1, "it differs, or it failed"],
    [3, "the release itself fails verification"],
  ],
  examples: [
    "neuron-publish compare 2.25.4.0 --with ../another-data-repository",
    "neuron-publish compare 2.25.4.0 --with https://host/driver.git#v2",
  ],

  parse(values) {
    const version = values.operand;
    const place = values.one("with");
    if (place === undefined) {
      throw new UsageError(
        "Nothing to compare with",
        "name a directory or a repository with --with",
      );
    }
    return { ...publishedOptions(values), version, with: place };
  },

  async run(options, terminal, { env, signal }) {
    const { compare } = await import("../../compare/release.ts");
    const found = await compare({ ...options, env, signal });
    if (terminal.wantsJson) terminal.json(await toJson(found));
    else await print(found, terminal);
    // As diff(1) has it: 1 where they differ.
    return found.sameSource ? EXIT.done : EXIT.failed;
  },
});

const WORDS: Readonly<Record<ComparisonResult, string>> = {
  "same": "same source",
  "same-and-more": "same source, with more beside it",
  "overridden": "not the same build: files that are only there may change it",
  "different": "not the same source",
};

async function print(
  comparison: ReleaseComparison,
  terminal: Terminal,
): Promise<void> {
  const { identical, onlyHere, onlyThere, different, modes } = comparison;
  const { with: place, commit, found, folder } = comparison;
  const inside = folder === undefined ? "" : `${singleLine(folder)}/ of `;
  terminal.note(
    commit === undefined
      ? `Compared with the files in ${place}`
      : `Compared with ${inside}commit ${commit} of ${place}` +
        (found === undefined ? "" : `, found ${found}`),
  );
  for (const path of onlyHere) {
    terminal.result(`${terminal.painted("red", "only here")}  ${quoted(path)}`);
  }
  for (const path of onlyThere) {
    const line = `only there  ${quoted(path)}`;
    terminal.result(
      comparison.overriding.includes(path)
        ? terminal.painted(
          "red",
          `${line}  may change what is built`,
        )
        : line,
    );
  }
  for (const { path, ourMode, theirMode } of modes) {
    terminal.result(
      `mode  ${quoted(path)}  ${ourMode} here, ${singleLine(theirMode)} there`,
    );
  }
  for (const file of different) await printDifferent(file, terminal);
  const counts = [
    `${identical.length} identical`,
    `${onlyHere.length} only here`,
    `${onlyThere.length} only there`,
    `${different.length} different`,
    `${modes.length} with a different mode`,
  ].join(", ");
  terminal.result(
    terminal.painted(
      comparison.sameSource ? "green" : "red",
      WORDS[comparison.result],
    ) + `: ${counts}`,
  );
}

const DIFF_STYLES: Readonly<Record<string, "green" | "red">> = {
  "+": "green",
  "-": "red",
};

async function printDifferent(
  { path, ourMode, theirMode, diff }: DifferentFile,
  terminal: Terminal,
): Promise<void> {
  const { formatHunks } = await import("../../diff.ts");
  const mode = ourMode === theirMode
    ? ""
    : `  ${ourMode} here, ${singleLine(theirMode)} there`;
  const counts = diff.omitted ?? `+${diff.added} -${diff.removed}`;
  terminal.result(
    `${terminal.painted("red", "different")}  ${
      quoted(path)
    }  ${counts}${mode}`,
  );
  for (const line of formatHunks(diff.hunks)) {
    const style = DIFF_STYLES[line.charAt(0)];
    terminal.result(terminal.painted(style, `    ${visible(line)}`));
  }
}

/** A line of a file, in which a carriage return can be seen. */
function visible(line: string): string {
  return plainLines(line.replaceAll("\r", "␍")).replaceAll("\n", " ");
}

/** A path as one word, whatever characters it has. */
function quoted(path: string): string {
  return /^[\w./+,=@~-]+$/.test(path) ? path : JSON.stringify(singleLine(path));
}

async function toJson(
  { audit, different, ...rest }: ReleaseComparison,
): Promise<object> {
  const { formatHunks } = await import("../../diff.ts");
  return {
    version: audit.tag,
    verdict: audit.verdict,
    ...rest,
    commit: rest.commit ?? null,
    found: rest.found ?? null,
    folder: rest.folder ?? null,
    different: different.map(({ diff, ...file }) => {
      const shown = diff.omitted === undefined ? diff : undefined;
      return {
        ...file,
        added: shown?.added ?? null,
        removed: shown?.removed ?? null,
        diff: shown === undefined ? null : formatHunks(shown.hunks),
      };
    }),
  };
}
