// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Where to push to: the names and addresses of other repositories.
 *
 * @module
 */

import { resolve } from "@std/path/resolve";
import { OperationError, UsageError } from "../errors.ts";
import type { Repository } from "./repository.ts";

/** Another repository. */
export interface Remote {
  /** The name that this repository's configuration has for it, if any. */
  readonly name: string | undefined;
  /** What git is given: the name, else the address. Not for people's eyes. */
  readonly target: string;
  /** Its address, without passwords and tokens. */
  readonly url: string;
  /**
   * Whether it may be a folder of this machine. Pushing to a folder runs its
   * hooks, so only an address that the user gave may lead to one.
   */
  readonly isFolder: boolean;
  /** Takes this remote's passwords and tokens out of a text. */
  readonly redact: (text: string) => string;
}

/** A configured remote: its addresses by name. */
type Configured = ReadonlyMap<string, readonly string[]>;

/**
 * The remote that the current branch follows, else `origin`.
 *
 * @throws {OperationError} "repository" if there is neither
 */
export async function defaultRemote(repository: Repository): Promise<Remote> {
  const configured = await configuredRemotes(repository);
  for (const name of [await upstreamName(repository), "origin"]) {
    const addresses = configured.get(name);
    if (addresses !== undefined) return remoteOf(name, name, addresses);
  }
  throw new OperationError("repository", {
    subject: repository.git.folder,
    problem: "there is no remote to push to",
    expected: `one that ${repository.branch.name} follows, or origin`,
    hint: "Add one with git remote add origin URL, or name one with --remote",
  });
}

/**
 * The remote that the user means: a configured one by its name or address, or
 * an address.
 *
 * @param given a name, an https or ssh URL, `user@host:path`, or a folder
 * @throws {UsageError} for anything else
 */
export async function namedRemote(
  repository: Repository,
  given: string,
): Promise<Remote> {
  const configured = await configuredRemotes(repository);
  const addresses = configured.get(given);
  if (addresses !== undefined) return remoteOf(given, given, addresses);
  const address = addressOf(given);
  for (const [name, [only, ...others]] of configured) {
    // By its name, git also keeps the remote-tracking branches.
    if (only !== address || others.length > 0) continue;
    return { ...remoteOf(name, name, [only]), isFolder: isFolder(address) };
  }
  return {
    ...remoteOf(undefined, address, [address]),
    isFolder: isFolder(address),
  };
}

function remoteOf(
  name: string | undefined,
  target: string,
  addresses: readonly string[],
): Remote {
  const redact = redactor(addresses);
  const url = addresses.map(redact).join(", ");
  return { name, target, url, isFolder: false, redact };
}

/** Addresses that pushes go to, as configured, by remote. */
async function configuredRemotes(repository: Repository): Promise<Configured> {
  const records = await repository.git.records(
    ["config", "-z", "--get-regexp", String.raw`^remote\..*\.(push)?url$`],
    { okCodes: [0, 1] }, // 1: there is none
  );
  const urls = new Map<string, string[]>();
  const pushUrls = new Map<string, string[]>();
  for (const record of records) {
    const [key = "", ...value] = record.split("\n");
    const name = key.slice("remote.".length, key.lastIndexOf("."));
    const all = key.endsWith(".pushurl") ? pushUrls : urls;
    all.set(name, [...all.get(name) ?? [], value.join("\n")]);
  }
  return new Map([...urls, ...pushUrls]);
}

/** The remote that the branch follows; "" if none. */
async function upstreamName({ git, branch }: Repository): Promise<string> {
  return await git.text(["config", "--get", `branch.${branch.name}.remote`], {
    okCodes: [0, 1], // 1: not set
  });
}

/** Where the branch goes at the remotes: the branch that it follows. */
export async function upstreamRef(
  { git, branch }: Repository,
): Promise<string> {
  const ref = await git.text(
    ["config", "--get", `branch.${branch.name}.merge`],
    {
      okCodes: [0, 1], // 1: not set
    },
  );
  return ref.startsWith("refs/heads/") ? ref : branch.ref;
}

/** Checks an address; a folder's becomes absolute. */
function addressOf(given: string): string {
  const isUrl = /^(https|ssh|file):\/\/[^/]*\/./i.test(given);
  const isPlain = !given.startsWith("-") && !/\p{Cc}/u.test(given);
  if (isPlain && isFolder(given)) return isUrl ? given : resolve(given);
  const isScp = /^([^\s:/@]+@)?[^\s:/@]+:[^:]/.test(given) &&
    !given.includes("://");
  if (isPlain && (isUrl || isScp)) return given;
  throw new UsageError(
    `${JSON.stringify(redactor([given])(given))} is no place to push to`,
    "name a remote, https://host/path, ssh://host/path, user@host:path, or " +
      "a folder",
  );
}

/** A path, or a URL of one. */
function isFolder(address: string): boolean {
  if (/^file:\/\//i.test(address)) return true;
  if (/^[A-Za-z]:[\\/]/.test(address)) return true; // C:\… on Windows
  return /^[^:]*(\/|$)/.test(address);
}

/**
 * Takes passwords and tokens out of texts: everything before the host of an
 * https URL, and what an address holds of such, wherever else it stands.
 *
 * @param addresses URLs that may hold secrets
 */
export function redactor(
  addresses: readonly string[],
): (text: string) => string {
  const secrets = new Set<string>();
  for (const address of addresses) {
    const userinfo = /^[a-z+]+:\/\/([^/]*)@/i.exec(address)?.[1];
    const password = userinfo?.split(":").slice(1).join(":");
    // An https user name alone is a token, as often as not.
    const secret = password || (/^http/i.test(address) ? userinfo : undefined);
    for (const text of [userinfo, secret, decoded(secret)]) {
      if (text !== undefined && secret !== undefined) secrets.add(text);
    }
  }
  const longestFirst = [...secrets].filter((secret) => secret !== "")
    .sort((a, b) => b.length - a.length);
  return (text) => {
    let safe = text
      .replaceAll(/(https?:\/\/)[^/\s'"]*@/gi, "$1")
      .replaceAll(/(https?:\/\/[^\s'"?]*)\?[^\s'"]*/gi, "$1")
      .replaceAll(/(ssh:\/\/[^/\s'":@]*):[^/\s'"]*@/gi, "$1@");
    for (const secret of longestFirst) safe = safe.replaceAll(secret, "***");
    return safe;
  };
}

function decoded(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    return undefined; // a stray percent sign
  }
}
