// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What a command is: data for help, completions, manual and README; a pure
 * function from the command line to its options; and the work.
 *
 * @module
 */

import type { GitOptions } from "../git/git.ts";
import type { Download } from "../http.ts";
import type { CommandSpec } from "./spec.ts";
import type { Terminal } from "./terminal.ts";
import type { Values } from "./values.ts";

/** What the program gives every command. */
export interface Surroundings extends GitOptions {
  /** Fires when the user wants it to stop. */
  readonly signal: AbortSignal;
}

/** What a command gets from outside, besides its options. */
export interface CommandContext extends Surroundings {
  /** Downloads; has the logins of URLs that were given. */
  readonly download: Download;
}

/**
 * A command whose options are known: runs it.
 *
 * @returns the exit code
 */
export type Work = (
  terminal: Terminal,
  surroundings: Surroundings,
) => Promise<number>;

/** A command as its own file defines it. */
export interface CommandParts<Options> extends CommandSpec {
  /**
   * Reads the options. Pure.
   *
   * @throws {UsageError} for values that make no sense
   */
  readonly parse: (values: Values) => Options;
  /**
   * Does the work. Modules that only the work needs are imported here, so that
   * `--version` and `--help` load none of them.
   *
   * @returns the exit code
   */
  readonly run: (
    options: Options,
    terminal: Terminal,
    context: CommandContext,
  ) => Promise<number>;
}

/** A command, without the type of its options: all commands are alike. */
export interface Command extends CommandSpec {
  /** Parses the options and returns what runs the command with them. */
  readonly prepare: (values: Values) => Work;
}

/** Milliseconds after which a person wonders what a download waits for. */
const SLOW_MS = 2_000;

/** Makes a command of its parts. */
export function defineCommand<Options>(
  parts: CommandParts<Options>,
): Command & CommandParts<Options> {
  return {
    ...parts,
    prepare(values) {
      const options = parts.parse(values);
      const logins = values.all("repo-url");
      return (terminal, surroundings) => {
        const download: Download = async (url, bounds) => {
          const { createDownload } = await import("../http.ts");
          const { host = "" } = URL.parse(url) ?? {};
          const timer = setTimeout(() => terminal.waiting(host), SLOW_MS);
          try {
            return await createDownload({ logins })(url, bounds);
          } finally {
            clearTimeout(timer);
          }
        };
        return parts.run(options, terminal, { ...surroundings, download });
      };
    },
  };
}
