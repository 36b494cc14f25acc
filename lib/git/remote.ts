// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Where to push to: the names and addresses of other repositories.
 *
 * @module
 */

import { resolve } from "@std/path/resolve";
import {
  type AddressKind,
  parseAddress,
  printableAddress,
  REPOSITORY_KINDS,
} from "../address.ts";
import { OperationError } from "../errors.ts";
import type { Git } from "./git.ts";
import { requireGitAddress, type Rewritten, withoutLogin } from "./login.ts";
import type { Repository } from "./repository.ts";
import { HEADS } from "./revision.ts";

/** Another repository. */
export interface Remote {
  /** The name that this repository's configuration has for it, if any. */
  readonly name: string | undefined;
  /** What git is given: the name, else the address without its login. */
  readonly target: string;
  /** Its address as it may be printed. */
  readonly url: string;
  /** Its addresses with their secrets, which {@linkcode Git.run} hides. */
  readonly addresses: readonly string[];
  /**
   * git's names of the transports that may reach it. Pushing to a directory of
   * this machine runs its hooks, so only an address that the user gave may lead
   * to one.
   */
  readonly protocols: string;
}

/** Transports for an address out of configuration. */
const REMOTE_PROTOCOLS = "https:ssh";

/**
 * The remote that the current branch follows, else `origin`.
 *
 * @throws {OperationError} "repository" if there is neither
 */
export function defaultRemote(repository: Repository): Remote {
  const { git, branch } = repository;
  const name = followedRemote(repository);
  const addresses = configuredRemotes(git).get(name);
  if (addresses !== undefined) return remoteOf(name, name, addresses);
  throw new OperationError("repository", {
    subject: git.directory,
    problem: "there is no remote to push to",
    expected: `one that ${branch.name} follows, or origin`,
    hint: "Add one with git remote add origin URL, or name one with --remote",
  });
}

/** The name of the remote that the current branch follows, else `origin`. */
export function followedRemote({ git, branch }: Repository): string {
  const name = git.setting(`branch.${branch.name}.remote`);
  return configuredRemotes(git).has(name) ? name : "origin";
}

/**
 * The remote that the user means: a configured one by its name or address, or
 * an address.
 *
 * @param given a name, an https or ssh URL, `user@host:path`, or a directory
 * @throws {UsageError} for anything else
 */
export function namedRemote({ git }: Repository, given: string): Remote {
  const configured = configuredRemotes(git);
  const addresses = configured.get(given);
  if (addresses !== undefined) return remoteOf(given, given, addresses);
  const { address, bare } = requireGitAddress(given, {
    kinds: REPOSITORY_KINDS,
    problem: "not a repository to push to",
    hint: "name a remote, https://host/path, ssh://host/path, " +
      "user@host:path, or a directory",
  });
  const isPath = address.kind === "path";
  const target = isPath ? resolve(address.path) : bare;
  const full = isPath ? target : address.reveal();
  const protocols = protocolsFor(target);
  for (const [name, [only, ...others]] of configured) {
    // By its name, git also keeps the remote-tracking branches.
    if (only !== full || others.length > 0) continue;
    return { ...remoteOf(name, name, [only]), protocols };
  }
  return { ...remoteOf(undefined, target, [full]), protocols };
}

/**
 * The transports that may be used for an address which the user gave: its own,
 * and those that `url.<base>.insteadOf` may turn it into.
 *
 * @param address an address that {@linkcode requireAddress} accepted
 * @returns the value for `GIT_ALLOW_PROTOCOL`
 */
export function protocolsFor(address: string): string {
  const own = protocolOf(address);
  return [...new Set([own, ...REMOTE_PROTOCOLS.split(":")])]
    .filter((protocol) => protocol !== "").join(":");
}

/** git's names of the transports, "" for what is never taken. */
const PROTOCOLS: Readonly<Record<AddressKind, string>> = {
  path: "file",
  file: "file",
  loopback: "http",
  https: "https",
  ssh: "ssh",
  http: "",
  git: "",
};

/** git's name of the transport for an address, "" for what is never taken. */
export function protocolOf(address: string): string {
  const kind = parseAddress(address)?.kind;
  return kind === undefined ? "" : PROTOCOLS[kind];
}

function remoteOf(
  name: string | undefined,
  target: string,
  addresses: readonly string[],
): Remote {
  return {
    name,
    target,
    url: addresses.map(printableAddress).join(", "),
    addresses,
    protocols: REMOTE_PROTOCOLS,
  };
}

/** Addresses that pushes go to, as configured, by remote. */
function configuredRemotes({ settings }: Git): Map<string, readonly string[]> {
  const urls = new Map<string, string[]>();
  const pushUrls = new Map<string, string[]>();
  for (const { key, value } of settings) {
    const [, name, kind] = /^remote\.(.*)\.((?:push)?url)$/s.exec(key) ?? [];
    if (name === undefined) continue;
    const all = kind === "pushurl" ? pushUrls : urls;
    all.set(name, [...all.get(name) ?? [], value]);
  }
  return new Map([...urls, ...pushUrls]);
}

/** Where the branch goes at the remotes: the branch that it follows. */
export function upstreamRef({ git, branch }: Repository): string {
  const ref = git.setting(`branch.${branch.name}.merge`);
  return ref.startsWith(HEADS) ? ref : branch.ref;
}

/**
 * Whether fetching from a remote brings a branch: the clone of a single branch
 * leaves the others out. Where nothing is configured, as in a bare clone, all
 * were there.
 *
 * @param remote the remote's name
 * @param ref the branch's full name
 */
export function isFetched(
  { settings }: Git,
  remote: string,
  ref: string,
): boolean {
  const fetch = `remote.${remote}.fetch`;
  const specs = settings.filter(({ key }) => key === fetch);
  return specs.length === 0 || specs.some(({ value }) => {
    const [source = ""] = value.replace(/^\+/, "").split(":");
    const [start = "", end] = source.split("*");
    return end === undefined
      ? ref === source
      : ref.startsWith(start) && ref.endsWith(end);
  });
}

/** Where a push goes, as `url.<base>.insteadOf` and the like rewrite it. */
export async function pushAddresses(
  git: Git,
  { name, target }: Remote,
): Promise<string[]> {
  if (name === undefined) {
    // `ls-remote --get-url` does not know of pushInsteadOf.
    const text = await git.text(["remote", "show", "-n", target]);
    return [...text.matchAll(/^ {2}Push {2}URL: (.*)$/gm)].map(([, to = ""]) =>
      to
    );
  }
  const text = await git.text(
    ["remote", "get-url", "--push", "--all", "--", name],
  );
  return text.split("\n");
}

/**
 * What configuration makes of each address of a remote.
 *
 * @throws {OperationError} where a login would be on git's command line
 */
export function rewritten(
  { name, target, url, addresses: given }: Remote,
  addresses: readonly string[],
): Rewritten[] {
  const from = name === undefined ? [target] : given;
  const hasLogin = addresses.some((to) => withoutLogin(to) !== to);
  if (!hasLogin) return [];
  if (from.length === addresses.length) {
    return addresses.map((to, i) => [from[i] ?? to, to]);
  }
  throw new OperationError("git", {
    subject: url,
    problem: "some of its addresses are rewritten to one with a login",
    hint: "Put the login into a credential helper, and leave it out of " +
      "url.*.pushInsteadOf",
  });
}
