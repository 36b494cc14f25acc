// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What became of each remote, in words and as JSON.
 *
 * @module
 */

import type { PushedRef } from "../git/push.ts";
import { HEADS, TAGS } from "../git/revision.ts";
import { singleLine } from "../printable.ts";
import type { PushedRemote } from "../publish/push.ts";
import { describeError } from "./error_report.ts";
import { EXIT } from "./exit.ts";
import type { Terminal } from "./terminal.ts";

/** Columns of the first column: "would push". */
const STATUS_WIDTH = 10;

/** Most tags that a line names. */
const MAX_TAGS = 3;

/** Prints each remote as soon as it is done: a line, and the error if any. */
export class PushReport {
  readonly #terminal: Terminal;
  readonly #isDryRun: boolean;
  readonly #remotes: PushedRemote[] = [];

  /**
   * @param terminal where to print
   * @param options whether nothing is sent
   */
  constructor(terminal: Terminal, options: { readonly dryRun: boolean }) {
    this.#terminal = terminal;
    this.#isDryRun = options.dryRun;
  }

  /** 1 if a remote has failed. */
  get exitCode(): number {
    const failed = this.#remotes.some(({ error }) => error !== undefined);
    return failed ? EXIT.failed : EXIT.done;
  }

  /** Prints one remote. */
  print(remote: PushedRemote): void {
    const { error } = remote;
    this.#remotes.push(remote);
    if (!this.#terminal.wantsJson) this.#terminal.result(this.#line(remote));
    if (error === undefined) return;
    this.#terminal.error(
      error,
      "push",
      "everything is kept here; the next push tries again",
    );
  }

  #line(remote: PushedRemote): string {
    const [words, style] = this.#isDryRun && remote.status === "pushed"
      ? ["would push", "yellow"] as const
      : STATUS_WORDS[remote.status];
    return [
      this.#terminal.painted(style, words.padEnd(STATUS_WIDTH)),
      singleLine(
        remote.name === undefined
          ? remote.url
          : `${remote.name} (${remote.url})`,
      ),
      details(remote),
    ].filter((part) => part !== "").join("  ").trimEnd();
  }

  /** The remotes that are done, as JSON. */
  toJson(): object {
    return {
      dryRun: this.#isDryRun,
      remotes: this.#remotes.map((remote) => ({
        role: remote.role,
        name: remote.name ?? null,
        url: remote.url,
        status: remote.status,
        refs: remote.refs.map(({ ref, status, reason }) => ({
          ref,
          status,
          reason: reason ?? null,
        })),
        error: remote.error === undefined ? null : describeError(remote.error),
      })),
    };
  }
}

const STATUS_WORDS = {
  "pushed": ["pushed", "green"],
  "up-to-date": ["up to date", "dim"],
  "failed": ["failed", "red"],
  "skipped": ["skipped", "yellow"],
} as const;

/** What has moved: "main, series/2.24, 4 tags". */
function details({ status, refs }: PushedRemote): string {
  if (status === "skipped") return "(the primary remote comes first)";
  if (status !== "pushed") return "";
  const moved = refs.filter((ref) => ref.status !== "unchanged");
  const names = (prefix: string) =>
    moved.filter(({ ref }: PushedRef) => ref.startsWith(prefix))
      .map(({ ref }) => singleLine(ref.slice(prefix.length)));
  const tags = names(TAGS);
  return [
    ...names(HEADS),
    ...(tags.length <= MAX_TAGS ? tags : [`${tags.length} tags`]),
  ].join(", ");
}
