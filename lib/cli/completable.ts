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

/**
 * What may be completed in a place of the command line: some words, or what the
 * shell finds. Tags are the release tags of the data repository.
 */
export type Candidates =
  | readonly string[]
  | "files"
  | "directories"
  | "tags"
  | "free";

/**
 * A regular expression for the tags that are offered. Shells expand words, so
 * that a tag of any other name could be a command.
 */
export const TAG_PATTERN = "^[0-9][0-9A-Za-z._-]*$";

/**
 * Returns what may replace a placeholder.
 *
 * @param placeholder as help shows it: "FILE…", "now|build", "[TAG…]"
 */
export function candidatesOf(placeholder: string | undefined): Candidates {
  if (placeholder === undefined) return "free";
  // Words to choose from are in lower case, kinds of values are not.
  if (/^[a-z0-9|]+$/.test(placeholder) && placeholder.includes("|")) {
    return placeholder.split("|");
  }
  const [name] = placeholder.replaceAll(/[[\]…]/g, "").split("|");
  if (name === "FILE") return "files";
  if (name === "PATH" || name === "DIR") return "directories";
  if (name === "TAG" || name === "VERSION") return "tags";
  return "free";
}

/** All ways to write an option: "-o", "--out". */
export function spellings({ name, short }: OptionSpec): string[] {
  return [...(short === undefined ? [] : [`-${short}`]), `--${name}`];
}
