// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The streams that the program prints to.
 *
 * @module
 */

/** Where output goes. */
export interface Streams {
  /** Takes results. */
  readonly stdout: (text: string) => void;
  /** Takes everything else. */
  readonly stderr: (text: string) => void;
  /** Whether stdout is a terminal. */
  readonly stdoutIsTerminal: boolean;
  /** Whether stderr is a terminal. */
  readonly stderrIsTerminal: boolean;
  /** Whether the environment forbids colour. */
  readonly noColor: boolean;
  /** Columns of stdout, where that is a terminal. */
  readonly columns?: number;
}

/** The process's own streams. */
export function processStreams(): Streams {
  const writer = (stream: typeof Deno.stdout) => (text: string) => {
    const bytes = new TextEncoder().encode(text);
    try {
      for (let at = 0; at < bytes.length;) {
        at += stream.writeSync(bytes.subarray(at));
      }
    } catch (error) {
      // The reader has gone, as in `… | head`.
      if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
    }
  };
  return {
    stdout: writer(Deno.stdout),
    stderr: writer(Deno.stderr),
    stdoutIsTerminal: Deno.stdout.isTerminal(),
    ...(Deno.stdout.isTerminal() ? Deno.consoleSize() : {}),
    stderrIsTerminal: Deno.stderr.isTerminal(),
    noColor: Deno.noColor,
  };
}
