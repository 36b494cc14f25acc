// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Sending refs to another repository: all of them or none, and never by force.
 *
 * @module
 */

import type { OperationError } from "../errors.ts";
import type { Git } from "./git.ts";
import { sshCommandWithKey } from "./network.ts";
import { pushFailure } from "./push_failure.ts";
import type { Remote } from "./remote.ts";

/** A ref to send. */
export interface RefToPush {
  /** What to send: an id or the full name of a ref. */
  readonly source: string;
  /** Full name of the ref over there: "refs/heads/main". */
  readonly ref: string;
}

/** What became of a ref over there. */
export interface PushedRef {
  /** Full name of the ref over there. */
  readonly ref: string;
  /** "rejected" also if another one was, for they move together. */
  readonly status: "new" | "moved" | "unchanged" | "rejected";
  /** git's words for a rejection: "non-fast-forward". */
  readonly reason: string | undefined;
}

/** How a push goes. */
export interface PushRefsOptions {
  /** Words for the server: "skip-ci". */
  readonly pushOptions?: readonly string[];
  /** Absolute path of the one private key to use with ssh. */
  readonly sshKey?: string | undefined;
  /** Ask the server what it holds, but send nothing. */
  readonly dryRun?: boolean;
}

/** What a push did. */
export interface PushOutcome {
  /** The refs in git's order; empty where the server was not reached. */
  readonly refs: readonly PushedRef[];
  /** Why nothing has moved there, where that is so. */
  readonly failure: OperationError | undefined;
}

/**
 * Pushes refs. What the other side has already is found out by git.
 *
 * @param git git in the repository
 * @param remote where to
 * @param refs every ref once; some thousands are fine, they go on the command
 * line
 * @throws {OperationError} "git" if git itself cannot be run
 */
export async function pushRefs(
  git: Git,
  remote: Remote,
  refs: readonly RefToPush[],
  options: PushRefsOptions = {},
): Promise<PushOutcome> {
  const { pushOptions = [], sshKey, dryRun = false } = options;
  const careful = git.with({
    GIT_ALLOW_PROTOCOL: remote.isFolder ? "file:https:ssh" : "https:ssh",
    ...(sshKey === undefined
      ? {}
      : { GIT_SSH_COMMAND: sshCommandWithKey(sshKey) }),
  });
  const { code, stdout, stderr } = await careful.run([
    "push",
    "--porcelain",
    "--atomic",
    // What configuration could add to a push.
    "--no-force",
    "--no-follow-tags",
    "--no-signed",
    "--no-verify",
    "--recurse-submodules=no",
    "--receive-pack=git-receive-pack",
    ...(dryRun ? ["--dry-run"] : []),
    ...pushOptions.map((option) => `--push-option=${option}`),
    "--",
    remote.target,
    ...refs.map(({ source, ref }) => `${source}:${ref}`),
  ], { network: true, okCodes: [0, 1, 128] });
  const pushed = parsePorcelain(new TextDecoder().decode(stdout));
  return {
    refs: pushed,
    failure: code === 0
      ? undefined
      : pushFailure({ remote, refs: pushed, stderr }),
  };
}

const STATUSES: Readonly<Record<string, PushedRef["status"]>> = {
  " ": "moved",
  "*": "new",
  "=": "unchanged",
  "!": "rejected",
};

/**
 * Reads `git push --porcelain`: lines of flag, names and summary, apart by
 * tabs.
 */
function parsePorcelain(text: string): PushedRef[] {
  const refs: PushedRef[] = [];
  for (const line of text.split("\n")) {
    const [flag = "", names = "", summary = ""] = line.split("\t");
    const status = STATUSES[flag];
    const ref = names.slice(names.indexOf(":") + 1);
    if (status === undefined || !ref.startsWith("refs/")) continue;
    const reason = /\(([^()]*)\)$/.exec(summary)?.[1];
    refs.push({
      ref,
      status,
      reason: status === "rejected" ? reason : undefined,
    });
  }
  return refs;
}
