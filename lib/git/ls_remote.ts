// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Lists the refs of another repository, without a clone.
 *
 * @module
 */

import { resolve } from "@std/path/resolve";
import {
  parseAddress,
  printableAddress,
  REPOSITORY_KINDS,
} from "../address.ts";
import { OperationError } from "../errors.ts";
import { singleLine } from "../printable.ts";
import { type Git, type GitOptions, openGit } from "./git.ts";
import { requireGitAddress, type Rewritten, withoutLogin } from "./login.ts";
import { protocolsFor } from "./remote.ts";
import { HEADS, TAGS } from "./revision.ts";
import type { Diagnosis } from "./failure.ts";
import { lastWords, notReached } from "./unreachable.ts";
import type { NetworkUse } from "./watch.ts";

/** Refs of another repository. */
export interface RemoteRefs {
  /** Short name of its default branch, where it names one. */
  readonly branch: string | undefined;
  /** Short names of its tags. */
  readonly tags: readonly string[];
}

/** How {@linkcode listRemote} asks. */
export interface ListRemoteOptions extends GitOptions {
  /** Milliseconds until the server has to have answered. Default 90,000. */
  readonly timeoutMs?: number;
}

/** Most bytes of the answer, far more than the refs of 10,000 releases take. */
const MAX_ANSWER = 16 * 1024 * 1024;

/**
 * Whether a text is the address of another repository, not a directory.
 *
 * @param text a URL, `user@host:path`, or a path
 */
export function isRemoteAddress(text: string): boolean {
  const address = parseAddress(text);
  // What looks like a mistyped address is refused, and not taken for a path.
  return address === undefined
    ? text.includes("://") || /^[^/\\]*@[^/\\]*:/.test(text)
    : address.kind !== "path";
}

/**
 * Lists a repository's tags, and nothing of it is stored. No configuration but
 * the user's and the machine's is read, whichever directory this runs in.
 *
 * @param given a URL or `user@host:path`
 * @param options environment, signal and time
 * @throws {OperationError} "network" where the answer is missing or malformed
 * @throws {UsageError} for addresses that are neither authenticated nor local
 */
export async function listRemote(
  given: string,
  options: ListRemoteOptions = {},
): Promise<RemoteRefs> {
  const { address, bare } = requireGitAddress(given, {
    kinds: REPOSITORY_KINDS.filter((kind) => kind !== "path"),
    problem: "not the address of a repository",
    hint: "use https://host/path, ssh://host/path or user@host:path",
  });
  const { timeoutMs = 90_000 } = options;
  const git = await openGit(resolve("/"), options);
  const full = address.reveal();
  const answer = await ask(git, full, ["HEAD", `${TAGS}*`], {
    addresses: [full],
    protocols: protocolsFor(bare),
    totalMs: timeoutMs,
  });
  let branch: string | undefined;
  const tags: string[] = [];
  for (const [value, name] of answer) {
    if (name === "HEAD") {
      branch ??= /^ref: refs\/heads\/(.+)$/.exec(value)?.[1];
    } else if (name.startsWith(TAGS) && !name.endsWith("^{}")) {
      tags.push(name.slice(TAGS.length));
    }
  }
  return { branch, tags };
}

/**
 * The branches and tags of another repository.
 *
 * @param git git in any directory
 * @param address its address
 * @param network what is allowed on the way
 * @returns ids by full names
 * @throws {OperationError} where the answer is missing or malformed
 */
export async function remoteRefs(
  git: Git,
  address: string,
  network: NetworkUse,
): Promise<Map<string, string>> {
  const patterns = [`${HEADS}*`, `${TAGS}*`];
  const answer = await ask(git, address, patterns, network);
  return new Map(
    answer.filter(([id]) => /^[0-9a-f]{40,64}$/.test(id))
      .map(([id, name]) => [name, id]),
  );
}

/**
 * What configuration makes of an address (`url.<base>.insteadOf`), with secrets.
 *
 * @param git git in the directory whose configuration counts
 * @param address an address without a login
 */
export async function fetchAddress(
  git: Git,
  address: string,
): Promise<Rewritten> {
  const to = await git.text(["ls-remote", "--get-url", "--", address]);
  withoutLogin(to); // refuses what could not be hidden
  return [address, to];
}

/** Asks `git ls-remote --symref`: ids, or "ref: " and a name, and names. */
async function ask(
  git: Git,
  full: string,
  patterns: readonly string[],
  network: NetworkUse,
): Promise<(readonly [value: string, name: string])[]> {
  const subject = printableAddress(full);
  const address = withoutLogin(full);
  const rewritten = await fetchAddress(git, address);
  const { code, stdout, stderr, peer } = await git.run([
    "ls-remote",
    "--symref",
    "--upload-pack=git-upload-pack",
    "--",
    address,
    ...patterns,
  ], {
    network: { ...network, rewritten: [rewritten] },
    subject,
    okCodes: "any",
    stdoutLimit: MAX_ANSWER,
  });
  if (code === 0) {
    // By http, git takes an empty file for the refs of an empty repository.
    if (stdout.length === 0 && peer?.isReached !== true) {
      throw new OperationError("network", {
        subject,
        problem: "the answer is empty, and not in git's protocol",
        expected: "a git repository",
        hint: "check the address, and what the server has there",
      });
    }
    return new TextDecoder().decode(stdout).split("\n").map((line) => {
      const [value = "", name = ""] = line.split("\t");
      return [value, name];
    });
  }
  const { kind = "git", ...details }: Diagnosis = peer?.isReached === true
    ? {
      kind: "network",
      problem: "its refs cannot be listed",
      hint: "look at the server's message, then run it again",
    }
    : notReached({ addresses: [rewritten[1]], stderr, isPush: false });
  throw new OperationError(kind, {
    ...details,
    subject,
    found: singleLine(lastWords(stderr)) || undefined,
  });
}
