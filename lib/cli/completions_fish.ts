// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import {
  type CompletableProgram,
  offer,
  type Offers,
  TAG_PATTERN,
} from "./completable.ts";
import type { OptionSpec } from "./spec.ts";

const TAGS = `function __neuron_publish_tags
  set -l repo .
  set -l isNext 0
  for word in (commandline -opc)
    if test $isNext = 1
      set repo $word
    end
    set isNext 0
    switch $word
      case --repo
        set isNext 1
      case '--repo=*'
        set repo (string replace -- --repo= '' $word)
    end
  end
  git -C $repo tag --list 2> /dev/null | string match -r '${TAG_PATTERN}'
end`;

const HEAD = `# fish completion for neuron-publish
#
# Load it: neuron-publish completions fish | source`;

const COMPLETE = "complete -c neuron-publish";

function quote(text: string): string {
  return `'${text.replace(/['\\]/g, "\\$&")}'`;
}

/** The arguments of `complete` for values of each kind; they require a value. */
const OFFERS: Offers = {
  words: (words) => ` -x -a ${quote(words)}`,
  files: " -r -F",
  directories: " -x -a '(__fish_complete_directories)'",
  tags: " -x -a '(__neuron_publish_tags)'",
  free: " -x",
};

function optionLine(condition: string, option: OptionSpec): string {
  const short = option.short === undefined ? "" : ` -s ${option.short}`;
  const value = option.value === undefined ? "" : offer(OFFERS, option.value);
  return `${COMPLETE} -n ${quote(condition)}${short} -l ${option.name}` +
    `${value} -d ${quote(option.help)}`;
}

/** The script for fish. Pure. */
export function formatFishCompletions(program: CompletableProgram): string {
  const first = "__fish_use_subcommand";
  return [
    HEAD,
    "",
    TAGS,
    "",
    `${COMPLETE} -f`,
    ...program.commands.map(({ name, summary }) =>
      `${COMPLETE} -n ${first} -a ${name} -d ${quote(summary)}`
    ),
    ...program.options.map((option) => optionLine(first, option)),
    ...program.commands.flatMap(({ name, operand, options }) => {
      const condition = `__fish_seen_subcommand_from ${name}`;
      const operands = offer(OFFERS, operand ?? "").replace(/ -[xr]/, "");
      return [
        "",
        ...(operands === ""
          ? []
          : [`${COMPLETE} -n ${quote(condition)}${operands}`]),
        ...options.map((option) => optionLine(condition, option)),
      ];
    }),
  ].join("\n");
}
