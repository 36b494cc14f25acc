// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What every completion script is made from.
 *
 * @module
 */

/** What may stand in a place of the command line. */
export type Candidates =
  | { readonly kind: "words"; readonly words: readonly string[] }
  | { readonly kind: "files" }
  | { readonly kind: "folders" }
  | { readonly kind: "tags" } // release tags of the data repository
  | { readonly kind: "free" };

/**
 * A regular expression for the tags that are offered. Shells expand words, so
 * that a tag of another name could be a command.
 */
export const TAG_PATTERN = "^[0-9][0-9A-Za-z._-]*$";

/** An option, as a shell completes it. */
export interface CompletableOption {
  readonly name: string;
  readonly short: string | undefined;
  readonly help: string;
  readonly repeatable: boolean;
  /** What its value is called; undefined for a switch. */
  readonly value: string | undefined;
  readonly candidates: Candidates;
}

/** A command, as a shell completes it. */
export interface CompletableCommand {
  readonly name: string;
  readonly summary: string;
  /** What stands behind the options; undefined where nothing may. */
  readonly operand: string | undefined;
  readonly candidates: Candidates;
  readonly options: readonly CompletableOption[];
}

/** What every script is made of. */
export interface CompletableProgram {
  readonly commands: readonly CompletableCommand[];
  /** Options instead of a command. */
  readonly options: readonly CompletableOption[];
}

/** The shells that there are completion scripts for. */
export const SHELLS = ["bash", "zsh", "fish"] as const;

/** A shell that there is a completion script for. */
export type Shell = typeof SHELLS[number];
