// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The settings in a `.build.yaml`: one comment line that `init` writes, and
 * that `init --update` reads. Files without it, by the predecessor or by an
 * early version of this program, are searched for the shapes of the values.
 * Nothing that is found has been checked. Pure.
 *
 * @module
 */

import { OperationError } from "../errors.ts";
import { parseHostPath } from "./address.ts";
import {
  type FolderNames,
  NO_CHECKSUM,
  NO_SECRET,
  type Owner,
  type Settings,
} from "./settings.ts";

/** The job's manifest. */
export const MANIFEST_PATH = ".build.yaml";

/** What a job file says of all that varies; undefined where it says nothing. */
export interface FoundSettings {
  readonly remote: string | undefined;
  readonly mirrors: readonly string[];
  readonly secret: string | undefined;
  readonly programUrl: string | undefined;
  readonly programSha256: string | undefined;
  readonly fingerprints: readonly string[];
  readonly owner: Owner | undefined;
  readonly folders: FolderNames;
}

const START = "# neuron-publish settings: ";

/** Names in the line: those of the options, and the owner's. */
const TEXTS = [
  "remote",
  "secret",
  "program-url",
  "program-sha256",
  "source-folder",
  "archive-folder",
  "archive-rpm-folder",
  "name",
  "email",
] as const;
const LISTS = ["mirror", "fingerprint"] as const;

/** Writes the line. */
export function formatSettings(settings: Settings): string {
  const { remote, mirrors, secret, program, fingerprints } = settings;
  const { owner, folders } = settings;
  const line: Readonly<
    Record<
      typeof TEXTS[number] | typeof LISTS[number],
      string | readonly string[] | undefined
    >
  > = {
    "remote": remote,
    "mirror": mirrors,
    "secret": secret,
    "program-url": program.url,
    "program-sha256": program.sha256,
    "fingerprint": fingerprints,
    "source-folder": folders.source,
    "archive-folder": folders.archive,
    "archive-rpm-folder": folders.rpm,
    "name": owner.name,
    "email": owner.email,
  };
  return START + JSON.stringify(line);
}

/**
 * Reads the settings out of a `.build.yaml`.
 *
 * @param text the file
 * @param primary host of the primary remote, for files in which addresses do
 * not say which of them that is; by default the one that sourcehut clones from
 * @throws {OperationError} where the line is not as {@linkcode formatSettings}
 * writes it
 */
export function readSettings(text: string, primary?: string): FoundSettings {
  const lines = text.split("\n").filter((line) => line.startsWith(START));
  const [line] = lines;
  if (line === undefined) {
    const [, source = "git.sr.ht"] =
      /^sources:\s*\n\s*- https:\/\/([^/\s]+)\//m.exec(text) ?? [];
    return settingsByShape(text, primary ?? source);
  }
  if (lines.length > 1) throw badLine("it has more than one settings line");
  const { texts, lists } = parseLine(line.slice(START.length));
  const [name, email] = [texts.get("name"), texts.get("email")];
  return {
    remote: texts.get("remote"),
    mirrors: lists.get("mirror") ?? [],
    secret: texts.get("secret"),
    programUrl: texts.get("program-url"),
    programSha256: texts.get("program-sha256"),
    fingerprints: lists.get("fingerprint") ?? [],
    owner: name === undefined || email === undefined
      ? undefined
      : { name, email },
    folders: foldersOf((option) => texts.get(option)),
  };
}

function parseLine(json: string) {
  const texts = new Map<string, string>();
  const lists = new Map<string, readonly string[]>();
  for (const [name, value] of Object.entries(parseObject(json))) {
    if (TEXTS.some((known) => known === name) && typeof value === "string") {
      texts.set(name, value);
    } else if (
      LISTS.some((known) => known === name) && Array.isArray(value) &&
      value.every((item) => typeof item === "string")
    ) lists.set(name, value);
    else throw badLine(`its settings have an unknown ${JSON.stringify(name)}`);
  }
  return { texts, lists };
}

function parseObject(json: string): object {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw badLine("its settings line is not JSON", cause);
  }
  if (typeof value === "object" && value !== null) return value;
  throw badLine("its settings line is not a JSON object");
}

function badLine(problem: string, cause?: unknown): OperationError {
  return new OperationError("repository", {
    subject: MANIFEST_PATH,
    problem,
    expected: `one line ${JSON.stringify(START)} and a JSON object`,
    hint:
      "Restore the line from the file's history, or move the file away and " +
      "give all settings as options; a newer program may have written it",
    cause,
  });
}

function foldersOf(
  read: (option: string) => string | undefined,
): FolderNames {
  return {
    source: read("source-folder"),
    archive: read("archive-folder"),
    rpm: read("archive-rpm-folder"),
  };
}

/** Reads a file without the line. */
function settingsByShape(text: string, primary: string): FoundSettings {
  const secret = textAfter(text, /^\s*- (?=[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-)/m);
  const sha256 = textAfter(text, /NEURON_PUBLISH_SHA256: "?/);
  const name = quotedAfter(text, "git config --global user.name");
  const email = quotedAfter(text, "git config --global user.email");
  return {
    ...addressesByShape(text, primary),
    secret: secret === NO_SECRET ? undefined : secret,
    programUrl: textAfter(text, /NEURON_PUBLISH_URL: "?/),
    programSha256: sha256 === NO_CHECKSUM ? undefined : sha256,
    fingerprints: [...text.matchAll(/--fingerprint ([0-9A-F]{40,64})\b/g)]
      .flatMap(([, pin]) => pin === undefined ? [] : [pin]),
    owner: name === undefined || email === undefined
      ? undefined
      : { name, email },
    folders: foldersOf((option) => quotedAfter(text, `--${option}`)),
  };
}

function addressesByShape(
  text: string,
  primary: string,
): Pick<FoundSettings, "remote" | "mirrors"> {
  const remote = quotedAfter(text, "--remote");
  if (remote !== undefined) {
    const mirrors = [...text.matchAll(/--mirror '([^'\n]+)'/g)]
      .flatMap(([, mirror]) => mirror === undefined ? [] : [mirror]);
    return { remote, mirrors };
  }
  // The predecessor's: git@github.com:me/driver.git, unquoted or quoted.
  const shapes = text.match(/(?<=['"\s])[\w.-]+@[\w.-]+:[~\w][~\w./+-]*/g);
  const addresses = [...new Set(shapes ?? [])];
  const isPrimary = (address: string) =>
    parseHostPath(address)?.host === primary;
  return {
    remote: addresses.find(isPrimary),
    mirrors: addresses.filter((address) => !isPrimary(address)),
  };
}

/** What follows a pattern, up to a quote or a blank. */
function textAfter(text: string, pattern: RegExp): string | undefined {
  return new RegExp(`(?:${pattern.source})([^\\s"]+)`, pattern.flags)
    .exec(text)?.[1];
}

/** The quoted word that follows plain ones in a script, without its quotes. */
function quotedAfter(text: string, before: string): string | undefined {
  const pattern = new RegExp(
    `${RegExp.escape(before)} ` +
      `(?:'((?:[^'\\n]|'\\\\'')*)'|"([^"$\\\\\`\\n]*)")`,
  );
  const [, single, double] = pattern.exec(text) ?? [];
  return single?.replaceAll(`'\\''`, "'") ?? double;
}
