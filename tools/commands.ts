// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Writes docs/commands.md from the specs of the commands, as `--help` is made:
 * `deno task commands`.
 *
 * @module
 */

import { SPECS } from "../lib/cli/commands.ts";
import { formatHelp } from "../lib/cli/help.ts";

/** The page, as `--help` prints it command by command. */
export function commandsPage(): string {
  const help = (text: string) => ["```text", text, "```", ""];
  return [
    "<!--",
    "SPDX-FileCopyrightText: 2026 The neuron-publish authors",
    "",
    // Split in two, since this file itself has a different licence.
    "SPDX-" + "License-Identifier: CC0-1.0",
    "",
    "Written by deno task commands from the help texts. Edit lib/cli/commands/.",
    "-->",
    "",
    "# Commands",
    "",
    "After this page you know every command, option and exit code. It is what",
    "`neuron-publish <command> --help --verbose` prints.",
    "",
    ...SPECS.map(({ name, summary }) =>
      `- [\`${name}\`](#${name}): ${summary}`
    ),
    "",
    ...help(formatHelp(undefined, { full: true })),
    "An error is one line that names the subject, what was expected and what was",
    "found, then one line that says what to do and whether anything was written.",
    "Where more than one exit code applies, 3 comes before 1. What `--json` prints is",
    "in [json.md](json.md).",
    "",
    "The predecessor's spellings `-repopath`, `-archive-folder`,",
    "`-archive-rpm-folder`, `-source-folder` and `-loglevel` work; without a",
    "command they mean `publish`.",
    "",
    ...SPECS.flatMap((spec) => [
      `## ${spec.name}`,
      "",
      ...help(formatHelp(spec, { full: true })),
    ]),
  ].join("\n").trimEnd() + "\n";
}

if (import.meta.main) {
  const file = new URL("../docs/commands.md", import.meta.url);
  await Deno.writeTextFile(file, commandsPage());
}
