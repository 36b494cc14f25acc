// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Addresses that a job can push to. The job files contain them as they are, so
 * no character in one may mean anything to YAML, a shell or Markdown. Pure.
 *
 * @module
 */

/** What an address names. */
export interface Place {
  /** "git.sr.ht"; undefined for a directory of this machine. */
  readonly host: string | undefined;
  /** "~me/driver" or "/srv/driver", without a final ".git". */
  readonly path: string;
}

/** What is accepted, for messages. */
export const ADDRESSES: string =
  "git@host:path, ssh://git@host/path or https://host/path, or for a rehearsal " +
  "the absolute path of a directory; it has no password and no odd characters";

/**
 * Takes an address apart.
 *
 * @param address any text
 * @returns undefined for one that cannot stand in a job file
 */
export function parseAddress(address: string): Place | undefined {
  const groups = PATTERNS.map((pattern) => pattern.exec(address)?.groups)
    .find((found) => found !== undefined);
  const path = groups?.["path"]?.replace(/\/+$/, "").replace(/\.git$/, "");
  if (path === undefined || /(?:^|\/)\.{0,2}$/.test(path)) return undefined;
  return { host: groups?.["host"], path };
}

const HOST = "(?<host>[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)";
const PORT = "(?::[0-9]{1,5})?";
const PATH = "(?<path>[A-Za-z0-9~_.][A-Za-z0-9~_./+-]*)";
const USER = "[A-Za-z0-9_][A-Za-z0-9_.-]*@";
const PATTERNS: readonly RegExp[] = [
  new RegExp(`^${USER}${HOST}:${PATH}$`),
  new RegExp(`^ssh://(?:${USER})?${HOST}${PORT}/${PATH}$`),
  new RegExp(`^https://${HOST}${PORT}/${PATH}$`),
  /^(?<path>\/[A-Za-z0-9~_.][A-Za-z0-9~_./+-]*)$/,
];

/** The URL under which everybody can read what is at an address. */
export function readUrl(address: string): string {
  const { host, path } = parseAddress(address) ?? { path: address };
  return host === undefined ? address : `https://${host}/${path}`;
}

/** The directory that a clone of an address gets. */
export function cloneDirectory(address: string): string {
  return parseAddress(address)?.path.split("/").at(-1) ?? "";
}

/** The servers of addresses that a job reaches through ssh. */
export function sshHosts(addresses: readonly string[]): string[] {
  const hosts = addresses
    .filter((address) => !address.startsWith("https:"))
    .flatMap((address) => parseAddress(address)?.host ?? []);
  return [...new Set(hosts)];
}
