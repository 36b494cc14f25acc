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
import type { OptionSpec } from "./spec.ts";

/** bash 3.2, as macOS has it, knows neither `mapfile` nor `compopt`. */
const HEAD = `# bash completion for neuron-publish
#
# Load it: eval "$(neuron-publish completions bash)"

_neuron_publish_tags() {
  local repo=. i
  for ((i = 1; i < COMP_CWORD; i++)); do
    if [[ \${COMP_WORDS[i]} == "--repo" ]]; then
      repo=\${COMP_WORDS[i + 1]}
      if [[ $repo == "=" ]]; then repo=\${COMP_WORDS[i + 2]}; fi
    fi
  done
  git -C "$repo" tag --list 2> /dev/null | grep -E '${TAG_PATTERN}'
}

_neuron_publish() {
  local current=\${COMP_WORDS[COMP_CWORD]}
  local previous=\${COMP_WORDS[COMP_CWORD - 1]}
  # bash takes --option=value for three words.
  if [[ $current == "=" ]]; then
    current=""
  elif [[ $previous == "=" ]]; then
    previous=\${COMP_WORDS[COMP_CWORD - 2]}
  fi
  local options="" words="" paths="" word
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then`;

const TAIL =
  `  if [[ $current == -* || -z $words$paths ]]; then words=$options paths=""; fi
  local IFS=$' \\t\\n'
  if [[ -n $words ]]; then
    while read -r word; do
      COMPREPLY+=("$word")
    done < <(compgen -W "$words" -- "$current")
  elif [[ -n $paths ]]; then
    while IFS= read -r word; do
      COMPREPLY+=("$word")
    done < <(compgen "$paths" -- "$current")
    compopt -o filenames 2> /dev/null
  fi
}

complete -F _neuron_publish neuron-publish`;

/** The statement that offers values of each kind. */
const OFFERS: Offers = {
  words: (words) => `words="${words}"`,
  files: "paths=-f",
  directories: "paths=-d",
  tags: "words=$(_neuron_publish_tags)",
  free: "return",
};

/** The branches for words that want a value, one for each kind of value. */
function valueBranches(options: readonly OptionSpec[]): string[] {
  const branches = Map.groupBy(
    options.filter(({ value }) => value !== undefined),
    ({ value = "" }) => offer(OFFERS, value),
  );
  return [...branches].map(([statement, options]) =>
    `        ${options.flatMap(spellings).join(" | ")}) ${statement} ;;`
  );
}

function commandBranch(command: CompletableCommand): string[] {
  const { name, operand = "", options } = command;
  const branches = valueBranches(options);
  const statement = offer(OFFERS, operand);
  if (statement !== OFFERS.free) branches.push(`        *) ${statement} ;;`);
  return [
    `      ${name})`,
    `      options="${options.flatMap(spellings).join(" ")}"`,
    "      case $previous in",
    ...branches,
    "      esac",
    "      ;;",
  ];
}

/** The script for bash. Pure. */
export function formatBashCompletions(program: CompletableProgram): string {
  const words = program.commands.map(({ name }) => name);
  return [
    HEAD,
    `    words="${words.join(" ")}"`,
    `    options="${program.options.flatMap(spellings).join(" ")}"`,
    "  else",
    "    case ${COMP_WORDS[1]} in",
    ...program.commands.flatMap(commandBranch),
    "    esac",
    "  fi",
    TAIL,
  ].join("\n");
}
