// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What `git push --porcelain` says became of the refs. The server takes part in
 * writing it, so it is compared with what was sent. Pure.
 *
 * @module
 */

/** What became of a ref over there. */
export interface PushedRef {
  /** Full name of the ref over there. */
  readonly ref: string;
  /** "rejected" also if another one was, for they move together. */
  readonly status: "new" | "moved" | "unchanged" | "rejected";
  /** git's or the server's words for a rejection: "non-fast-forward". */
  readonly reason: string | undefined;
  /** Who has rejected it: git, before it sent anything, or the server. */
  readonly rejectedBy: "git" | "server" | undefined;
}

/** The answer to a push. */
export interface PushAnswer {
  /** The refs in git's order, each once. */
  readonly refs: readonly PushedRef[];
  /**
   * How the answer differs from what was sent: "no result for refs/heads/main".
   */
  readonly misfit: string | undefined;
}

const STATUSES: Readonly<Record<string, PushedRef["status"]>> = {
  " ": "moved",
  "*": "new",
  "=": "unchanged",
  "!": "rejected",
};

/** Of several servers behind one name, the worst or the busiest counts. */
const ORDER = ["unchanged", "moved", "new", "rejected"];

/**
 * Reads an answer (git-push(1), "OUTPUT"): for each address a line `To`, then a
 * line of flag, names and summary for each ref, apart by tabs.
 *
 * @param text standard output of git
 * @param sent full names of the refs that were sent
 * @param addresses number of addresses that they were sent to
 */
export function parsePushAnswer(
  text: string,
  sent: readonly string[],
  addresses: number,
): PushAnswer {
  const seen = new Map<string, number>();
  const refs = new Map<string, PushedRef>();
  let misfit: string | undefined;
  let blocks = 0;
  for (const line of text.split("\n")) {
    if (line.startsWith("To ")) blocks++;
    if (line === "" || line === "Done" || line.startsWith("To ")) continue;
    const ref = parseLine(line);
    if (ref === undefined || !sent.includes(ref.ref)) {
      misfit ??= JSON.stringify(line);
      continue;
    }
    seen.set(ref.ref, (seen.get(ref.ref) ?? 0) + 1);
    const before = refs.get(ref.ref);
    const isWorse = before === undefined ||
      ORDER.indexOf(ref.status) > ORDER.indexOf(before.status);
    if (isWorse) refs.set(ref.ref, ref);
  }
  for (const name of sent) {
    const count = seen.get(name) ?? 0;
    if (count === addresses) continue;
    misfit ??= count === 0
      ? `no result for ${name}`
      : `${count} results for ${name}`;
  }
  if (blocks !== addresses) misfit ??= `${blocks} answers`;
  return { refs: [...refs.values()], misfit };
}

function parseLine(line: string): PushedRef | undefined {
  const match = /^(.)\t([^\t]*):([^\t:]+)\t([^\t]+)$/.exec(line);
  const [, flag = "", , ref = "", summary = ""] = match ?? [];
  const status = STATUSES[flag];
  if (status === undefined) return undefined;
  if (status !== "rejected") {
    return { ref, status, reason: undefined, rejectedBy: undefined };
  }
  // "[rejected] (fetch first)" is git's own; what is in parentheses after
  // "[remote rejected]" is the server's.
  const [, label, reason] = /^\[([a-z ]+)\](?: \((.*)\))?$/.exec(summary) ?? [];
  const rejectedBy = label === "rejected" ? "git" : "server";
  return { ref, status, reason: reason ?? label, rejectedBy };
}
