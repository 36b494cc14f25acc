// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Which settings hold: what the user says, else what a job file says, else what
 * is usual. Pure.
 *
 * @module
 */

import { UsageError } from "../errors.ts";
import { AWS_NEURON } from "../profile.ts";
import { layoutOf } from "../record/layout.ts";
import type { FoundSettings } from "./found_settings.ts";
import { KNOWN_HOSTS } from "./known_hosts.ts";
import {
  type Folders,
  type Owner,
  placeOf,
  PROGRAM_URL,
  type Settings,
} from "./settings.ts";

/** What the user says; undefined and empty where he says nothing. */
export interface GivenSettings {
  readonly remote: string | undefined;
  readonly mirrors: readonly string[];
  readonly secret: string | undefined;
  readonly programUrl: string | undefined;
  readonly programSha256: string | undefined;
  /** Full fingerprints, in any spelling. */
  readonly fingerprints: readonly string[];
  readonly folders: Partial<Folders>;
}

/** A user who says nothing. */
export const NOTHING_GIVEN: GivenSettings = {
  remote: undefined,
  mirrors: [],
  secret: undefined,
  programUrl: undefined,
  programSha256: undefined,
  fingerprints: [],
  folders: {},
};

/** What a job cannot run without, and where it comes from. */
export interface Missing {
  /** The option that fills it in, undefined where only an editor can. */
  readonly option: string | undefined;
  /** What it is, without final period. */
  readonly what: string;
}

/** What there is to choose from, beside what the user says. */
export interface Fallbacks {
  /** What the job file says, if there is one. */
  readonly found?: FoundSettings | undefined;
  /** Who commits. */
  readonly owner: Owner;
  /** Short name of the branch. */
  readonly branch: string;
  /** Address of the remote that the clone has, if there is one. */
  readonly origin?: string | undefined;
}

/**
 * Chooses.
 *
 * @throws {UsageError} where a value makes no sense, or no primary remote is
 * known
 */
export function chooseSettings(
  given: GivenSettings,
  { found, owner, branch, origin }: Fallbacks,
): Settings {
  const remote = given.remote ?? found?.remote ?? origin;
  if (remote === undefined) {
    throw new UsageError(
      "No primary remote given",
      "name it: --remote git@git.sr.ht:~you/aws-neuron-driver",
    );
  }
  const mirrors = given.mirrors.length > 0
    ? given.mirrors
    : found?.mirrors ?? [];
  for (const address of [remote, ...mirrors]) placeOf(address); // or throws
  const secret = given.secret ?? found?.secret;
  if (secret !== undefined && !UUID.test(secret)) {
    throw new UsageError(
      `Option --secret is ${JSON.stringify(secret)}`,
      "it is the id that sourcehut shows for the secret, a UUID",
    );
  }
  return {
    branch,
    remote,
    mirrors,
    secret,
    program: chooseProgram(given, found),
    fingerprints: given.fingerprints.length > 0
      ? given.fingerprints.map(plainFingerprint)
      : found?.fingerprints ?? [],
    owner: found?.owner ?? owner,
    folders: chooseFolders({ ...found?.folders, ...given.folders }),
  };
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function plainFingerprint(text: string): string {
  return text.replaceAll(/\s/g, "").toUpperCase();
}

/** A checksum is one of a certain file: they change together. */
function chooseProgram(
  given: GivenSettings,
  found: FoundSettings | undefined,
): Settings["program"] {
  const { programUrl, programSha256: sha256 } = given;
  if (sha256 !== undefined && !/^[0-9a-f]{64}$/.test(sha256)) {
    throw new UsageError(
      `Option --program-sha256 is ${JSON.stringify(sha256)}`,
      "it is the checksum of the release's archive, 64 hexadecimal digits",
    );
  }
  if (programUrl !== undefined && !/^https:\/\/[!-~]+$/.test(programUrl)) {
    throw new UsageError(
      `Option --program-url is ${JSON.stringify(programUrl)}`,
      "it is an address that begins with https://",
    );
  }
  if (sha256 === undefined && programUrl === undefined) {
    return found?.program ?? { url: PROGRAM_URL, sha256 };
  }
  return { url: programUrl ?? PROGRAM_URL, sha256 };
}

function chooseFolders(names: Partial<Folders>): Folders {
  const profile = {
    ...AWS_NEURON,
    ...(names.source === undefined ? {} : { sourceFolder: names.source }),
    ...(names.archive === undefined ? {} : { archiveFolder: names.archive }),
    ...(names.rpm === undefined ? {} : { archiveRpmFolder: names.rpm }),
  };
  const { source, archive, rpms } = layoutOf(profile); // or throws
  return { source, archive, rpm: rpms.slice(archive.length + 1) };
}

/** What the job files do not have yet. */
export function missingOf(settings: Settings): Missing[] {
  const { remote, mirrors, secret, program } = settings;
  const hosts = new Set(
    [remote, ...mirrors].filter((address) => !address.startsWith("https:"))
      .map((address) => placeOf(address).host),
  );
  return [
    ...(secret === undefined
      ? [{
        option: "--secret",
        what: "the id of the secret on sourcehut that holds the ssh key",
      }]
      : []),
    ...(program.sha256 === undefined
      ? [{
        option: "--program-sha256",
        what: `the checksum of ${program.url}`,
      }]
      : []),
    ...[...hosts].filter((host) => !Object.hasOwn(KNOWN_HOSTS, host))
      .map((host) => ({
        option: undefined,
        what: `the host key of ${host}, in .build.yaml`,
      })),
  ];
}
