// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What a data repository's own files have to know about it. Pure.
 *
 * @module
 */

import { VERSION } from "../version.ts";

/** The job's manifest. */
export const MANIFEST_PATH = ".build.yaml";

/** Who answers for the repository: its commits and its own files. */
export interface Owner {
  readonly name: string;
  readonly email: string;
}

/**
 * Everything that varies from one data repository to the next, named as the
 * options of `init` are.
 */
export interface Settings extends Owner {
  /** Short name of the branch that releases go to. */
  readonly branch: string;
  /** Address of the primary remote, for pushing: `git@git.sr.ht:~me/driver`. */
  readonly remote: string;
  /** Addresses of the mirrors. */
  readonly mirror: readonly string[];
  /** Id of the sourcehut secret with the ssh key; undefined: not known yet. */
  readonly secret: string | undefined;
  /** URL of the program that the job runs, a gzip tarball. */
  readonly "program-url": string;
  /** The tarball's checksum, 64 hexadecimal digits; undefined: not known yet. */
  readonly "program-sha256": string | undefined;
  /** Fingerprints of the keys to trust; the program's own where empty. */
  readonly fingerprint: readonly string[];
  /** Directory of the source. */
  readonly "source-folder": string;
  /** Directory of the evidence. */
  readonly "archive-folder": string;
  /** Directory of the packages, below that of the evidence. */
  readonly "archive-rpm-folder": string;
}

/** What the job file's settings line has, in its order: all but the branch. */
export const SETTING_NAMES = [
  "remote",
  "mirror",
  "secret",
  "program-url",
  "program-sha256",
  "fingerprint",
  "source-folder",
  "archive-folder",
  "archive-rpm-folder",
  "name",
  "email",
] as const satisfies readonly (keyof Settings)[];

/** The name of a setting. */
export type SettingName = typeof SETTING_NAMES[number];

/**
 * Settings that a user, or a job file, names: unchecked values by
 * {@linkcode SettingName}. One that is absent or has no values is left open.
 */
export type NamedSettings = ReadonlyMap<string, readonly string[]>;

/** URL of the release that this program is from. */
export const PROGRAM_URL: string =
  "https://git.sr.ht/~wombelix/neuron-publish/refs/download/" +
  `v${VERSION}/neuron-publish-${VERSION}-x86_64-unknown-linux-gnu.tar.gz`;

/** In the place of a secret that is not known yet; no server has it. */
export const NO_SECRET = "00000000-0000-0000-0000-000000000000";

/** In the place of a checksum that is not known yet; no file has it. */
export const NO_CHECKSUM: string = "0".repeat(64);
