// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Addresses that a job can push to. The job files contain them as they are, so
 * no character in one may mean anything to YAML, a shell or Markdown. Pure.
 *
 * @module
 */

import { parseAddress } from "../address.ts";

/** What an address names. */
export interface HostPath {
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
 * Takes an address apart that may stand in a job file.
 *
 * @param text any text
 * @returns undefined for one that cannot stand there
 */
export function parseHostPath(text: string): HostPath | undefined {
  const address = parseAddress(text);
  const { kind, host, path, sshUser, hasSecret } = address ?? {};
  const isUrl = text.includes("://");
  // Whom ssh logs in as must not depend on the machine that runs the job.
  const user = sshUser ?? (isUrl ? "git" : undefined);
  const isAccepted = kind === "https" ||
    kind === "ssh" && user !== undefined && USER.test(user) ||
    kind === "path" && path?.startsWith("/") === true;
  const isAsWritten = address?.reveal() === text; // not HTTPS://
  if (!isAccepted || !isAsWritten || hasSecret || path === undefined) {
    return undefined;
  }
  if (host !== undefined && !HOST.test(host)) return undefined;
  const inside = isUrl ? path.slice(1) : path;
  if (!PATH.test(kind === "path" ? path.slice(1) : inside)) return undefined;
  const plain = inside.replace(/\/+$/, "").replace(/\.git$/, "");
  if (/(?:^|\/)\.{0,2}$/.test(plain)) return undefined;
  return { host, path: plain };
}

const HOST = /^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/;
const PATH = /^[A-Za-z0-9~_.][A-Za-z0-9~_./+-]*$/;
const USER = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;

/** The URL under which everybody can read what is at an address. */
export function readUrl(address: string): string {
  const { host, path } = parseHostPath(address) ?? { path: address };
  return host === undefined ? address : `https://${host}/${path}`;
}

/** The directory that a clone of an address gets. */
export function cloneDirectory(address: string): string {
  return parseHostPath(address)?.path.split("/").at(-1) ?? "";
}

/** The servers of addresses that a job reaches through ssh. */
export function sshHosts(addresses: readonly string[]): string[] {
  const hosts = addresses
    .filter((address) => !address.startsWith("https:"))
    .flatMap((address) => parseHostPath(address)?.host ?? []);
  return [...new Set(hosts)];
}
