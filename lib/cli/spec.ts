// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What is known of a command without running it: the data that parsing, help,
 * completions, the manual page and README are made from.
 *
 * @module
 */

/** An option, as it is spelled and explained. */
export interface OptionSpec {
  /** Without the leading dashes. */
  readonly name: string;
  /** Name of the value, absent for a switch. */
  readonly value?: string;
  /** May be given more than once. */
  readonly repeatable?: true;
  /** One letter, for the most used ones. */
  readonly short?: string;
  /** Another spelling that is accepted, and documented nowhere. */
  readonly alias?: string;
  /** Few people need it: short help shows its name and no more. */
  readonly rare?: true;
  /** One sentence without final period; line breaks are free. */
  readonly help: string;
}

/** A command, as it is explained. */
export interface CommandSpec {
  /** The word on the command line. */
  readonly name: string;
  /** What follows "Cannot" in its errors, where its name is no verb. */
  readonly verb?: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What follows the options, in brackets where it may be left out. */
  readonly operand?: string | undefined;
  /** What it does, paragraphs of free text; short help has the first one. */
  readonly description: readonly string[];
  /** Its own options; those of every command come on top. */
  readonly options: readonly OptionSpec[];
  /** Exit codes that mean something special here. */
  readonly exitCodes: readonly (readonly [number, string])[];
  /** Command lines to copy. */
  readonly examples: readonly string[];
}
