// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import {
  type CompletableCommand,
  type CompletableProgram,
  offer,
  type Offers,
  spellings,
  TAG_PATTERN,
} from "./completable.ts";
import { shellWord } from "../shell_word.ts";
import type { OptionSpec } from "./spec.ts";

const HEAD = `#compdef neuron-publish
#
# zsh completion for neuron-publish
#
# Load it: source <(neuron-publish completions zsh)
# or put it as _neuron-publish into a directory of $fpath.

_neuron_publish_tags() {
  local -a tags
  tags=(\${(f)"$(git -C "\${(Q)opt_args[--repo]:-.}" tag --list 2> /dev/null |
    grep -E '${TAG_PATTERN}')"})
  compadd -a tags
}

_neuron-publish() {
  local curcontext=$curcontext state state_descr line
  local -A opt_args`;

/** Works in a directory of $fpath, where it is the function, and sourced. */
const TAIL = `}

if [[ $funcstack[1] == _neuron-publish ]]; then
  _neuron-publish "$@"
else
  compdef _neuron-publish neuron-publish
fi`;

/** Text between brackets or colons of a specification. */
function escape(text: string): string {
  return text.replace(/[\\:[\]]/g, "\\$&");
}

/** The action of `_arguments` for values of each kind. */
const ACTIONS: Offers = {
  words: (words) => `(${words})`,
  files: "_files",
  directories: "_files -/",
  tags: "_neuron_publish_tags",
  free: " ", // an empty one would offer nothing and say nothing
};

/** The arguments for `_arguments` of one option, one for each spelling. */
function specifications(option: OptionSpec): string[] {
  const { repeatable } = option;
  const all = spellings(option);
  const before = repeatable ? "*" : all.length > 1 ? `(${all.join(" ")})` : "";
  const value = option.value === undefined
    ? ""
    : `:${escape(option.value)}:${offer(ACTIONS, option.value)}`;
  return all.map((spelling) => {
    // -C DIR or -CDIR; --directory DIR or --directory=DIR
    const joined = value === "" ? "" : spelling.startsWith("--") ? "=" : "+";
    return shellWord(
      `${before}${spelling}${joined}[${escape(option.help)}]${value}`,
    );
  });
}

function commandBranch(command: CompletableCommand): string[] {
  const { name, operand, options } = command;
  const many = operand?.includes("…") === true;
  const operands = operand === undefined ? [] : [
    shellWord(
      `${many ? "*" : "1"}:${escape(operand)}:${offer(ACTIONS, operand)}`,
    ),
  ];
  return [
    `      ${name})`,
    `        _arguments -s -S \\`,
    [...options.flatMap(specifications), ...operands]
      .map((argument) => `          ${argument}`).join(" \\\n"),
    "        ;;",
  ];
}

/** The script for zsh. Pure. */
export function formatZshCompletions(program: CompletableProgram): string {
  return [
    HEAD,
    "  _arguments -C \\",
    ...program.options.flatMap(specifications)
      .map((argument) => `    ${argument} \\`),
    "    '1:command:->command' '*::argument:->argument' && return",
    "  case $state in",
    "  command)",
    "    local -a commands=(",
    ...program.commands.map(({ name, summary }) =>
      `      ${shellWord(`${name}:${escape(summary)}`)}`
    ),
    "    )",
    "    _describe -t commands command commands",
    "    ;;",
    "  argument)",
    "    case $words[1] in",
    ...program.commands.flatMap(commandBranch),
    "    esac",
    "    ;;",
    "  esac",
    TAIL,
  ].join("\n");
}
