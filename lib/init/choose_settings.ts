// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Which settings count: what the user says, else what a job file says, else the
 * default. Each is checked against its grammar, wherever it comes from. Pure.
 *
 * @module
 */

import { UsageError } from "../errors.ts";
import { AWS_NEURON } from "../profile.ts";
import { layoutOf } from "../record/layout.ts";
import { parseHostPath, sshHosts } from "./address.ts";
import { checkValue, type Origin } from "./grammar.ts";
import { type FoundSettings, MANIFEST_PATH } from "./job_settings.ts";
import { hostKeys } from "./known_hosts.ts";
import {
  type FolderNames,
  type Folders,
  type Owner,
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
  readonly folders: FolderNames;
}

/** A user who says nothing. */
export const NOTHING_GIVEN: GivenSettings = {
  remote: undefined,
  mirrors: [],
  secret: undefined,
  programUrl: undefined,
  programSha256: undefined,
  fingerprints: [],
  folders: { source: undefined, archive: undefined, rpm: undefined },
};

/** What a job cannot run without, and where it comes from. */
export interface Missing {
  /** The option that fills it in, undefined where only an editor can. */
  readonly option: string | undefined;
  /** What it is, without final period. */
  readonly what: string;
}

/** What there is to choose from, besides what the user says. */
export interface Fallbacks {
  /** What the job file says, if there is one. */
  readonly found?: FoundSettings | undefined;
  /** Who commits. */
  readonly owner: Owner;
  /** Short name of the branch. */
  readonly branch: string;
  /** Address of the clone's remote, if a job can push there. */
  readonly origin?: string | undefined;
}

const option = (name: string): Origin => ({ from: "option", option: name });
const inFile = (name?: string): Origin => ({
  from: "file",
  file: MANIFEST_PATH,
  option: name,
});
const inGit = (key: string): Origin => ({
  from: "git",
  subject: `git config ${key}`,
  hint: `Set another: git config ${key} …`,
});

/**
 * Chooses.
 *
 * @throws {UsageError} where an option's value is refused, or no primary remote
 * is known
 * @throws {OperationError} where a value that was found is refused
 */
export function chooseSettings(
  given: GivenSettings,
  { found, owner, branch, origin }: Fallbacks,
): Settings {
  type Kind = Parameters<typeof checkValue>[0];
  const one = (
    kind: Kind,
    name: string,
    values: { given: string | undefined; found: string | undefined },
  ) =>
    values.given !== undefined
      ? checkValue(kind, values.given, option(name))
      : values.found !== undefined
      ? checkValue(kind, values.found, inFile(name))
      : undefined;
  const all = (
    kind: Kind,
    name: string,
    values: { given: readonly string[]; found: readonly string[] | undefined },
  ) =>
    values.given.length > 0
      ? values.given.map((value) => checkValue(kind, value, option(name)))
      : (values.found ?? []).map((v) => checkValue(kind, v, inFile(name)));
  const remote = one("address", "--remote", {
    given: given.remote,
    found: found?.remote ?? origin,
  });
  if (remote === undefined) {
    throw new UsageError(
      "No primary remote given",
      "name it: --remote git@git.sr.ht:~you/aws-neuron-driver",
    );
  }
  // A checksum is of a certain file: one given alone is of this version's.
  const isProgramGiven = given.programUrl !== undefined ||
    given.programSha256 !== undefined;
  return {
    branch: checkValue("branch", branch, {
      from: "git",
      subject: "branch",
      hint:
        "Use another: git config init.defaultBranch … for a new repository, " +
        "git branch --move … for one that exists",
    }),
    remote,
    mirrors: all("address", "--mirror", {
      given: given.mirrors,
      found: found?.mirrors,
    }),
    secret: one("secret", "--secret", {
      given: given.secret,
      found: found?.secret,
    }),
    program: {
      url: one("url", "--program-url", {
        given: given.programUrl,
        found: isProgramGiven ? undefined : found?.programUrl,
      }) ?? PROGRAM_URL,
      sha256: one("sha256", "--program-sha256", {
        given: given.programSha256,
        found: isProgramGiven ? undefined : found?.programSha256,
      }),
    },
    fingerprints: all("fingerprint", "--fingerprint", {
      given: given.fingerprints.map((pin) =>
        pin.replaceAll(/\s/g, "").toUpperCase()
      ),
      found: found?.fingerprints,
    }),
    owner: chooseOwner(found?.owner, owner),
    folders: chooseFolders(given.folders, found?.folders),
  };
}

function chooseOwner(found: Owner | undefined, owner: Owner): Owner {
  const { name, email } = found ?? owner;
  const origin = (key: string) => found === undefined ? inGit(key) : inFile();
  return {
    name: checkValue("name", name, origin("user.name")),
    email: checkValue("email", email, origin("user.email")),
  };
}

function chooseFolders(
  given: FolderNames,
  found: FolderNames | undefined,
): Folders {
  const { sourceFolder, archiveFolder, archiveRpmFolder } = AWS_NEURON;
  const { source, archive, rpms } = layoutOf({
    ...AWS_NEURON,
    sourceFolder: given.source ?? found?.source ?? sourceFolder,
    archiveFolder: given.archive ?? found?.archive ?? archiveFolder,
    archiveRpmFolder: given.rpm ?? found?.rpm ?? archiveRpmFolder,
  }); // or throws
  return { source, archive, rpm: rpms.slice(archive.length + 1) };
}

/**
 * What the job files do not have yet.
 *
 * @param settings what they are written from
 * @param manifest the manifest as it was, where somebody may have added to it
 */
export function missingOf(
  settings: Settings,
  manifest: string = "",
): Missing[] {
  const { remote, mirrors, secret, program } = settings;
  const addresses = [
    { option: "--remote", address: remote },
    ...mirrors.map((address) => ({ option: "--mirror", address })),
  ];
  return [
    ...addresses
      .filter(({ address }) => parseHostPath(address)?.host === undefined)
      .map(({ option, address }) => ({
        option,
        what: `an address on a server instead of the directory ${address}`,
      })),
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
    ...sshHosts([remote, ...mirrors])
      .filter((host) => hostKeys(host, manifest).length === 0)
      .map((host) => ({
        option: undefined,
        what: `the host key of ${host}, in .build.yaml`,
      })),
  ];
}
