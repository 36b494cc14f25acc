// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What a data repository's files have to know about it. Pure.
 *
 * @module
 */

import { UsageError } from "../errors.ts";
import { VERSION } from "../version.ts";

/** Who answers for the repository: its commits and its own files. */
export interface Owner {
  readonly name: string;
  readonly email: string;
}

/** The program that the job runs. */
export interface Program {
  /** Where its release is downloaded from: a gzip tarball. */
  readonly url: string;
  /** The tarball's checksum, 64 hexadecimal digits; undefined: to be filled in. */
  readonly sha256: string | undefined;
}

/** Names of folders, as the options of `publish` have them. */
export interface Folders {
  /** Folder of the source. */
  readonly source: string;
  /** Folder of the evidence. */
  readonly archive: string;
  /** Folder of the packages below `archive`. */
  readonly rpm: string;
}

/** Everything that varies from one data repository to the next. */
export interface Settings {
  /** Short name of the branch that releases go to. */
  readonly branch: string;
  /** Address of the primary remote, for pushing: `git@git.sr.ht:~me/driver`. */
  readonly remote: string;
  /** Addresses of the mirrors. */
  readonly mirrors: readonly string[];
  /** Id of the sourcehut secret that holds the ssh key; undefined: to come. */
  readonly secret: string | undefined;
  readonly program: Program;
  /** Fingerprints of the keys to trust; the program's own where empty. */
  readonly fingerprints: readonly string[];
  readonly owner: Owner;
  readonly folders: Folders;
}

/** Name of the release's archive, without ".tar.gz", and of the folder in it. */
export const PROGRAM_NAME: string =
  `neuron-publish-${VERSION}-x86_64-unknown-linux-gnu`;

/** Where the release that this program is of can be had. */
export const PROGRAM_URL: string =
  "https://git.sr.ht/~wombelix/neuron-publish/refs/download/" +
  `v${VERSION}/${PROGRAM_NAME}.tar.gz`;

/** A place on a server. */
export interface Place {
  /** "git.sr.ht" */
  readonly host: string;
  /** "~me/driver", without a final ".git" */
  readonly path: string;
}

/**
 * Takes an address apart that can be pushed to through ssh or https.
 *
 * @param address `user@host:path` or a URL
 * @throws {UsageError} for one that leads to no server, or that holds what a
 * job file cannot or must not: a password, say
 */
export function placeOf(address: string): Place {
  const match = PLACES.map((pattern) => pattern.exec(address)?.groups)
    .find((groups) => groups !== undefined);
  const { host, path } = match ?? {};
  if (host === undefined || path === undefined) {
    throw new UsageError(
      "An address for the job has no password and no odd characters",
      "write it as git@host:path, ssh://git@host/path or https://host/path",
    );
  }
  return { host, path: path.replace(/\.git$/, "").replace(/\/+$/, "") };
}

const HOST = "(?<host>[A-Za-z0-9][A-Za-z0-9.-]*)";
const PATH = "(?<path>[A-Za-z0-9~_.][A-Za-z0-9~_./+-]*)";
const USER = "[A-Za-z0-9_][A-Za-z0-9_.-]*@";
const PLACES: readonly RegExp[] = [
  new RegExp(`^${USER}${HOST}:${PATH}$`),
  new RegExp(`^ssh://(${USER})?${HOST}(:[0-9]{1,5})?/${PATH}$`),
  new RegExp(`^https://${HOST}(:[0-9]{1,5})?/${PATH}$`),
];

/** The address under which everybody can read what is at a place. */
export function readUrl(address: string): string {
  const { host, path } = placeOf(address);
  return `https://${host}/${path}`;
}

/** The folder that a clone of an address gets. */
export function cloneFolder(address: string): string {
  return placeOf(address).path.split("/").at(-1) ?? "";
}

/** In the place of a secret that is not known yet; no server has it. */
export const NO_SECRET = "00000000-0000-0000-0000-000000000000";

/** In the place of a checksum that is not known yet; nothing has it. */
export const NO_CHECKSUM: string = "0".repeat(64);
