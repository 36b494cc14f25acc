// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What another repository has, asked without a clone.
 *
 * @module
 */

import { resolve } from "@std/path/resolve";
import { OperationError, UsageError } from "../errors.ts";
import { isLoopback } from "../http.ts";
import { tellingLine } from "./failure.ts";
import { type GitOptions, openGit } from "./git.ts";
import { redactor } from "./remote.ts";

/** Refs of another repository. */
export interface RemoteRefs {
  /** Short name of its default branch, where it tells. */
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

const SCHEME = /^([a-z][a-z0-9+.-]*):\/\//i;
const SCP = /^(?:[^\s:/@]+@)?[^\s:/@\\]{2,}:[^:\\]/;

/**
 * Whether a text is the address of another repository, not a folder.
 *
 * @param text a URL, `user@host:path`, or a path
 */
export function isRemoteAddress(text: string): boolean {
  return SCHEME.test(text) || SCP.test(text);
}

/**
 * The transport that an address needs.
 *
 * @throws {UsageError} where nobody could tell who answers
 */
function protocolOf(address: string): string {
  const scheme = SCHEME.exec(address)?.[1]?.toLowerCase() ??
    (SCP.test(address) ? "ssh" : "");
  const isPlain = !address.startsWith("-") && !/\p{Cc}/u.test(address);
  const isSafe = ["https", "ssh", "file"].includes(scheme) ||
    scheme === "http" && isLoopback(URL.parse(address)?.hostname ?? "");
  if (isPlain && isSafe) return scheme;
  throw new UsageError(
    `${JSON.stringify(redactor([address])(address))} is no address to ask`,
    "use https://host/path, ssh://host/path or user@host:path",
  );
}

/**
 * Lists a repository's tags, and nothing of it is stored. No configuration but
 * the user's and his machine's is read, whichever folder this runs in.
 *
 * @param address a URL or `user@host:path`
 * @param options environment, signal and time
 * @throws {OperationError} "network" where it does not answer as it should
 * @throws {UsageError} for addresses that are neither authenticated nor local
 */
export async function listRemote(
  address: string,
  options: ListRemoteOptions = {},
): Promise<RemoteRefs> {
  const protocol = protocolOf(address);
  const redact = redactor([address]);
  const { timeoutMs = 90_000, signal } = options;
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), timeoutMs);
  try {
    const git = await openGit(resolve("/"), {
      ...options,
      signal: AbortSignal.any([late.signal, ...(signal ? [signal] : [])]),
    });
    const { code, stdout, stderr } = await git
      .with({ GIT_ALLOW_PROTOCOL: protocol })
      .run([
        "ls-remote",
        "--symref",
        "--upload-pack=git-upload-pack",
        "--",
        address,
        "HEAD",
        "refs/tags/*",
      ], { network: true, okCodes: [0, 128], stdoutLimit: MAX_ANSWER });
    if (code === 0) return parseRefs(new TextDecoder().decode(stdout));
    throw new OperationError("network", {
      subject: redact(address),
      problem: "the repository's tags cannot be listed",
      found: redact(tellingLine(stderr)),
      hint: "check the address, and that it may be read",
    });
  } catch (error) {
    signal?.throwIfAborted();
    if (!late.signal.aborted) throw error;
    throw new OperationError("network", {
      subject: redact(address),
      problem: "the repository does not list its tags in time",
      expected: `an answer within ${timeoutMs / 1_000} s`,
      hint: "check the network and try again",
      cause: error,
    });
  } finally {
    clearTimeout(timer);
  }
}

/** Reads the answer of `git ls-remote --symref`. */
function parseRefs(answer: string): RemoteRefs {
  let branch: string | undefined;
  const tags: string[] = [];
  for (const line of answer.split("\n")) {
    const [value = "", name = ""] = line.split("\t");
    if (name === "HEAD") {
      branch ??= /^ref: refs\/heads\/(.+)$/.exec(value)?.[1];
    } else if (name.startsWith("refs/tags/") && !name.endsWith("^{}")) {
      tags.push(name.slice("refs/tags/".length));
    }
  }
  return { branch, tags };
}
