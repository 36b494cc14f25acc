// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Every word that a person reads, but for help. The rules:
 *
 * - stdout carries results, stderr everything else.
 * - An error is one line that names the subject, what was expected and what was
 *   found, then one line that says what to do and whether anything was written.
 * - Text from outside is one printable line.
 * - A terminal gets colour and a progress bar, a pipe plain lines.
 *
 * @module
 */

import { ProgressBar } from "@std/cli/unstable-progress-bar";
import { redactor } from "../redactor.ts";
import { UsageError, valuesOf } from "../errors.ts";
import { printableJson, singleLine } from "../printable.ts";
import { describeError, type ErrorReport, sentence } from "./error_report.ts";
import type { Streams } from "./streams.ts";

/** How to print. */
export interface OutputOptions {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly color: boolean;
}

type Style = "red" | "yellow" | "green" | "bold" | "dim";

const SEQUENCES: Readonly<Record<Style, readonly [string, string]>> = {
  red: ["\x1b[31m", "\x1b[39m"],
  yellow: ["\x1b[33m", "\x1b[39m"],
  green: ["\x1b[32m", "\x1b[39m"],
  bold: ["\x1b[1m", "\x1b[22m"],
  dim: ["\x1b[2m", "\x1b[22m"],
};

/** Prints for the person or the program that runs a command. */
export class Terminal {
  readonly #streams: Streams;
  readonly #options: OutputOptions;
  readonly #redact: (text: string) => string;
  #document: object | undefined;
  /** On the last line of stderr. */
  #bar: ProgressBar | undefined;
  readonly #slow = new Set<string>();

  /**
   * @param streams where output goes
   * @param options how to print
   * @param redact removes secrets of addresses from text for stderr
   */
  constructor(
    streams: Streams,
    options: OutputOptions,
    redact: (text: string) => string = redactor(),
  ) {
    this.#streams = streams;
    this.#options = options;
    this.#redact = redact;
  }

  /** A line of the result; upstream's text in it has to be printable. */
  result(line: string): void {
    this.#streams.stdout(`${line}\n`);
  }

  /**
   * A result that is not text.
   *
   * @throws {UsageError} where stdout is a terminal
   */
  bytes(bytes: Uint8Array): void {
    if (this.#streams.stdoutIsTerminal) {
      throw new UsageError(
        "A terminal cannot show a tarball",
        "name a file with --out, or redirect stdout",
      );
    }
    if (this.#streams.stdoutBytes === undefined) {
      throw new TypeError("This stream takes text only");
    }
    this.#streams.stdoutBytes(bytes);
  }

  /** Takes the result as JSON; {@linkcode end} prints it. */
  json(document: object): void {
    this.#document = document;
  }

  /**
   * Prints the one JSON document of a command that has ended, where one is
   * wanted: its result, with the error as a member if there is one.
   *
   * @param error why the command failed
   */
  end(error?: ErrorReport): void {
    if (!this.#options.json) return;
    const document = { ...this.#document, ...(error && { error }) };
    this.#streams.stdout(`${printableJson(document)}\n`);
  }

  /** Whether stdout is a terminal that gets tables. */
  get showsTables(): boolean {
    return this.#streams.stdoutIsTerminal && !this.#options.json;
  }

  /** Whether results are wanted as JSON. */
  get wantsJson(): boolean {
    return this.#options.json;
  }

  get #showsProgress(): boolean {
    return this.#streams.stderrIsTerminal && !this.#options.quiet &&
      !this.#options.json;
  }

  /** Whether each step is wanted. */
  get isVerbose(): boolean {
    return this.#options.verbose;
  }

  /** Columns of stdout; undefined where that is not a terminal. */
  get columns(): number | undefined {
    return this.#streams.stdoutIsTerminal ? this.#streams.columns : undefined;
  }

  /** Prints a remark, unless `--quiet` is given. */
  note(text: string): void {
    if (!this.#options.quiet) this.#line(singleLine(text));
  }

  /** Prints a step of the work, with `--verbose`. */
  step(text: string): void {
    if (this.#options.verbose) this.#line(this.#paint("dim", singleLine(text)));
  }

  /** Prints a problem that does not stop the run. */
  warning(text: string): void {
    if (this.#options.quiet) return;
    this.#line(`${this.#paint("yellow", "warning:")} ${singleLine(text)}`);
  }

  /** Takes an error apart, as JSON shows it. */
  describe(error: unknown): ErrorReport {
    return describeError(error, this.#redact);
  }

  /**
   * Prints an error, and what was written despite it.
   *
   * @param error what was thrown
   * @param what the work that failed: "publish", "publish 2.22.2.0"
   * @param written what was written in spite of the error
   */
  error(error: unknown, what: string, written: string): void {
    const report = this.describe(error);
    const problem = report.subject === undefined
      ? report.problem
      : `Cannot ${what}: ${report.subject}: ${report.problem}`;
    const line = singleLine([problem, ...valuesOf(report)].join(", "));
    this.#line(`${this.#paint("red", "error:")} ${line}`);
    const hint = [report.hint, written].filter((part) => part !== "");
    const advice = sentence(singleLine(hint.join("; ")));
    this.#line(`${this.#paint("dim", "hint:")} ${advice}`);
    if (this.#options.verbose && error instanceof Error) {
      for (let e: unknown = error; e instanceof Error; e = e.cause) {
        this.#line(e.stack ?? String(e));
      }
    }
  }

  /**
   * Shows a bar on a terminal, in place of the one before; nothing elsewhere.
   *
   * @param max the whole work
   * @param unit what is counted
   */
  showBar(max: number, unit: string): void {
    void this.removeBar();
    if (!this.#showsProgress || max <= 0) return;
    const { columns = 80 } = this.#streams;
    this.#bar = new ProgressBar({
      max,
      clear: true,
      interval: 200,
      // Leaves room on the line for the figures beside it.
      barLength: Math.min(30, Math.max(5, columns - 35)),
      writable: new WritableStream<Uint8Array>({
        write: (chunk) => this.#streams.stderr(new TextDecoder().decode(chunk)),
      }),
      formatter: (line) =>
        [
          line.progressBar,
          unit === "bytes"
            ? line.styledData
            : `${line.value} of ${line.max} ${unit}`,
          line.styledTime,
        ].join("  "),
    });
  }

  /**
   * Says once, on a terminal and while there is no bar, that a server is slow.
   *
   * @param host the server's name, with its port
   */
  waiting(host: string): void {
    if (!this.#showsProgress || this.#bar !== undefined) return;
    if (this.#slow.has(host)) return;
    this.#slow.add(host);
    this.note(`Waiting for ${host}`);
  }

  /** Moves the bar to the work that is done. */
  moveBar(done: number): void {
    if (this.#bar !== undefined) this.#bar.value = done;
  }

  /** Removes the bar, if there is one. */
  async removeBar(): Promise<void> {
    const bar = this.#bar;
    this.#bar = undefined;
    await bar?.stop();
  }

  /** Paints text for stdout, where that is a terminal that wants colour. */
  painted(style: Style | undefined, text: string): string {
    return this.#paint(style, text, this.#streams.stdoutIsTerminal);
  }

  /** Paints text, by default for stderr. */
  #paint(
    style: Style | undefined,
    text: string,
    isTerminal = this.#streams.stderrIsTerminal,
  ): string {
    const isPainted = style !== undefined && isTerminal &&
      this.#options.color && !this.#streams.noColor;
    return isPainted ? SEQUENCES[style].join(text) : text;
  }

  /** Prints a line on stderr, in place of the bar, which is then drawn below. */
  #line(text: string): void {
    const clear = this.#bar ? "\r\x1b[K" : "";
    this.#streams.stderr(`${clear}${this.#redact(text)}\n`);
  }
}
