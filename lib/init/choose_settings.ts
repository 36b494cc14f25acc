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
import { hostKeys } from "./known_hosts.ts";
import {
  type NamedSettings,
  type Owner,
  PROGRAM_URL,
  type SettingName,
  type Settings,
} from "./settings.ts";

/** What a job cannot run without, and where it comes from. */
export interface Missing {
  /** The option that fills it in, null where only an editor can. */
  readonly option: string | null;
  /** What it is, without final period. */
  readonly what: string;
}

/** What there is to choose from, besides what the user says. */
export interface Fallbacks {
  /** What the job file says, if there is one. */
  readonly found?: NamedSettings | undefined;
  /** Who commits. */
  readonly owner: Owner;
  /** Short name of the branch. */
  readonly branch: string;
  /** Address of the clone's remote, if a job can push there. */
  readonly origin?: string | undefined;
}

/** Both are of one file: if one is given, neither comes from the job file. */
const PROGRAM: readonly SettingName[] = ["program-url", "program-sha256"];

/**
 * Chooses.
 *
 * @param given what the user says
 * @throws {UsageError} where an option's value is refused, or no primary remote
 * is known
 * @throws {OperationError} where a value that was found is refused
 */
export function chooseSettings(
  given: NamedSettings,
  { found = new Map(), owner, branch, origin }: Fallbacks,
): Settings {
  const isGiven = (name: SettingName) => (given.get(name) ?? []).length > 0;
  const isGivenFile = PROGRAM.some(isGiven);
  const all = (name: SettingName) => {
    const isOption = isGiven(name) || isGivenFile && PROGRAM.includes(name);
    const values = (isOption ? given : found).get(name) ?? [];
    const origin = isOption ? "option" : "job file";
    return values.map((value) => checkValue(name, value, origin));
  };
  const [remote = origin] = all("remote");
  if (remote === undefined) {
    throw new UsageError(
      "No primary remote given",
      "name it: --remote git@git.sr.ht:~you/aws-neuron-driver",
    );
  }
  const layout = layoutOf({
    ...AWS_NEURON,
    sourceFolder: all("source-folder")[0] ?? AWS_NEURON.sourceFolder,
    archiveFolder: all("archive-folder")[0] ?? AWS_NEURON.archiveFolder,
    archiveRpmFolder: all("archive-rpm-folder")[0] ??
      AWS_NEURON.archiveRpmFolder,
  });
  return {
    branch: checkValue("branch", branch, {
      subject: "branch",
      hint:
        "Use another: git config init.defaultBranch … for a new repository, " +
        "git branch --move … for one that exists",
    }),
    remote,
    mirror: all("mirror"),
    secret: all("secret")[0],
    "program-url": all("program-url")[0] ?? PROGRAM_URL,
    "program-sha256": all("program-sha256")[0],
    fingerprint: all("fingerprint")
      .map((pin) => pin.replaceAll(/\s/g, "").toUpperCase()),
    "source-folder": layout.source,
    "archive-folder": layout.archive,
    "archive-rpm-folder": layout.rpms.slice(layout.archive.length + 1),
    ...chooseOwner(found, owner),
  };
}

function chooseOwner(found: NamedSettings, owner: Owner): Owner {
  const [name] = found.get("name") ?? [];
  const [email] = found.get("email") ?? [];
  if (name !== undefined && email !== undefined) {
    return {
      name: checkValue("name", name, "job file"),
      email: checkValue("email", email, "job file"),
    };
  }
  const inGit = (key: string): Origin => ({
    subject: `git config ${key}`,
    hint: `Set another: git config ${key} …`,
  });
  return {
    name: checkValue("name", owner.name, inGit("user.name")),
    email: checkValue("email", owner.email, inGit("user.email")),
  };
}

/**
 * What the job files do not have yet.
 *
 * @param settings what they are written from
 * @param manifest the manifest as it was, with host keys that users added
 */
export function missingOf(
  settings: Settings,
  manifest: string = "",
): Missing[] {
  const addresses = [settings.remote, ...settings.mirror];
  const missing: Missing[] = [];
  for (const [i, address] of addresses.entries()) {
    if (parseHostPath(address)?.host !== undefined) continue;
    const option = i === 0 ? "--remote" : "--mirror";
    const what = `an address on a server instead of the directory ${address}`;
    missing.push({ option, what });
  }
  if (settings.secret === undefined) {
    const what = "the id of the secret on sourcehut that holds the ssh key";
    missing.push({ option: "--secret", what });
  }
  if (settings["program-sha256"] === undefined) {
    const what = `the checksum of ${settings["program-url"]}`;
    missing.push({ option: "--program-sha256", what });
  }
  for (const host of sshHosts(addresses)) {
    if (hostKeys(host, manifest).length > 0) continue;
    missing.push({
      option: null,
      what: `the host key of ${host}, in .build.yaml`,
    });
  }
  return missing;
}
