// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What every completion script is made from. Pure.
 *
 * @module
 */

import type { CommandSpec, OptionSpec } from "./spec.ts";

/** The shells that there are completion scripts for. */
export const SHELLS = ["bash", "zsh", "fish"] as const;

/** A shell that there is a completion script for. */
export type Shell = typeof SHELLS[number];

/** A command with all of its options, those of every command too. */
export type CompletableCommand = Pick<
  CommandSpec,
  "name" | "summary" | "operand" | "options"
>;

/** What a command line may contain. */
export interface CompletableProgram {
  readonly commands: readonly CompletableCommand[];
  /** Options instead of a command. */
  readonly options: readonly OptionSpec[];
}

/** Kinds of values; for "free" nothing can be offered. */
type Kind = "files" | "directories" | "tags" | "free";

/** A shell's code that offers values of each kind; tags are releases. */
export interface Offers extends Readonly<Record<Kind, string>> {
  /** Offers some words, which are separated by spaces. */
  readonly words: (words: string) => string;
}

/**
 * A regular expression for the tags that are offered. Shells expand words, so
 * that a tag of any other name could be a command.
 */
export const TAG_PATTERN = "^[0-9][0-9A-Za-z._-]*$";

/**
 * Returns the code that offers values for a placeholder.
 *
 * @param placeholder as help shows it: "FILE…", "now|build", "[TAG…]"
 */
export function offer(
  offers: Offers,
  placeholder: string,
): string {
  // Words to choose from are in lower case, kinds of values are not.
  if (/^[a-z0-9|]+$/.test(placeholder) && placeholder.includes("|")) {
    return offers.words(placeholder.replaceAll("|", " "));
  }
  const [name = ""] = placeholder.replaceAll(/[[\]…]/g, "").split("|");
  return offers[KINDS[name] ?? "free"];
}

const KINDS: Readonly<Record<string, Kind>> = {
  FILE: "files",
  PATH: "directories",
  DIR: "directories",
  TAG: "tags",
  VERSION: "tags",
};

/** All ways to write an option: "-o", "--out". */
export function spellings({ name, short }: OptionSpec): string[] {
  return [...(short === undefined ? [] : [`-${short}`]), `--${name}`];
}
