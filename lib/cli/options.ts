// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Options that several commands share, and what they mean. A command may
 * explain one in words of its own: `{ ...REPO, help: "…" }`. Pure.
 *
 * @module
 */

import { printableAddress, requireAddress } from "../address.ts";
import { UsageError } from "../errors.ts";
import { AWS_NEURON, type Profile } from "../profile.ts";
import type { OptionSpec } from "./spec.ts";
import type { OutputOptions } from "./terminal.ts";
import type { Values } from "./values.ts";

/** The data repository. */
export const REPO: OptionSpec = {
  name: "repo",
  value: "PATH",
  help: "data repository (default: current directory)",
};

/** Root of the vendor's yum repository. */
export const REPO_URL: OptionSpec = {
  name: "repo-url",
  value: "URL",
  rare: true,
  help: "root of the vendor's yum repository",
};

/** Names of the driver's packages. */
export const PACKAGE: OptionSpec = {
  name: "package",
  value: "NAME",
  repeatable: true,
  rare: true,
  help: "driver package, replacing the built-in ones",
};

/** A public key file. */
export const KEY: OptionSpec = {
  name: "key",
  value: "FILE",
  help: "key file to use instead of the vendor's; must contain a pinned key",
};

/** The pin. */
export const FINGERPRINT: OptionSpec = {
  name: "fingerprint",
  value: "FPR",
  repeatable: true,
  rare: true,
  help: "full fingerprint, replacing the built-in pin",
};

/** Pages of release notes on the network. */
export const NOTES_URL: OptionSpec = {
  name: "notes-url",
  value: "URL",
  repeatable: true,
  rare: true,
  help: "page of notes, replacing the built-in ones",
};

/** Pages of release notes on the disk. */
export const NOTES_FILE: OptionSpec = {
  name: "notes-file",
  value: "FILE",
  repeatable: true,
  rare: true,
  help: "page of notes in a file, likewise",
};

/** Directory of the evidence. */
export const ARCHIVE_FOLDER: OptionSpec = {
  name: "archive-folder",
  value: "NAME",
  rare: true,
  help: "directory of the evidence (default: archive)",
};

/** Directory of the packages. */
export const ARCHIVE_RPM_FOLDER: OptionSpec = {
  name: "archive-rpm-folder",
  value: "NAME",
  rare: true,
  help: "directory of packages in it (default: rpm)",
};

/** Directory of the source. */
export const SOURCE_FOLDER: OptionSpec = {
  name: "source-folder",
  value: "NAME",
  rare: true,
  help: "directory of the source (default: src)",
};

/** Plan without doing. */
export const DRY_RUN: OptionSpec = {
  name: "dry-run",
  short: "n",
  help: "verify, plan, print messages; write nothing",
};

/** What to write to. */
export const OUT: OptionSpec = {
  name: "out",
  value: "FILE",
  short: "o",
  alias: "output",
  help: "file to write",
};

/** Another publication. */
export const WITH: OptionSpec = {
  name: "with",
  value: "PATH|URL",
  help: "the other publication: a directory, a repository with #commit, or a " +
    "repository's URL, with or without #commit",
};

/** What the vendor has, and where the data repository keeps it. */
export const VENDOR_OPTIONS: readonly OptionSpec[] = [
  REPO_URL,
  PACKAGE,
  ARCHIVE_FOLDER,
  ARCHIVE_RPM_FOLDER,
  SOURCE_FOLDER,
];

/** Options of commands that prove published releases, as verify does. */
export const PROOF_OPTIONS: readonly OptionSpec[] = [
  {
    ...KEY,
    rare: true,
    help: "key file to use instead of the archived ones; must contain a " +
      "pinned key",
  },
  FINGERPRINT,
  ...VENDOR_OPTIONS,
];

/** Options of how a command prints. Every command has them. */
export const OUTPUT_OPTIONS: readonly OptionSpec[] = [
  { name: "json", help: "print one JSON document on stdout" },
  { name: "quiet", short: "q", help: "print results and errors only" },
  {
    name: "verbose",
    short: "v",
    help: "print each step, stack traces, and all of the help",
  },
  {
    name: "no-color",
    help: "no colour, as with NO_COLOR in the environment",
  },
  { name: "help", short: "h", help: "show help" },
];

/** How to print. */
export function outputOptions(values: Values): OutputOptions {
  return {
    json: values.has("json"),
    quiet: values.has("quiet"),
    verbose: values.has("verbose"),
    color: !values.has("no-color"),
  };
}

/** Reads {@linkcode REPO} and {@linkcode PROOF_OPTIONS}. */
export function publishedOptions(values: Values) {
  return {
    /** Directory of the data repository. */
    repo: values.one("repo") ?? ".",
    profile: profileOf(values),
    /** Key file to use instead of the archived ones. */
    keyFile: values.one("key"),
  };
}

/**
 * The built-in profile with what the options replace.
 *
 * @throws {UsageError} for what is not a URL or not a full fingerprint
 */
export function profileOf(values: Values): Profile {
  const replaced = (
    name: string,
    builtIn: readonly string[],
  ) => values.has(name) ? values.all(name) : builtIn;
  const repoUrl = values.one("repo-url") ?? AWS_NEURON.repoUrl;
  const urls = [repoUrl, ...values.all("notes-url")];
  for (const url of urls) {
    requireAddress(url, {
      kinds: ["https", "loopback", "http"], // a download refuses the last
      problem: "not a URL",
      hint: "write it as https://host/path",
    });
  }
  if (/[?#]/.test(repoUrl)) {
    throw new UsageError(
      `The URL of a yum repository has no query: ${printableAddress(repoUrl)}`,
      "give the directory that contains repodata/, as in https://host/path",
    );
  }
  for (const pin of values.all("fingerprint")) {
    const digits = pin.replace(/\s/g, "");
    if (!/^([0-9A-Fa-f]{40}|[0-9A-Fa-f]{64})$/.test(digits)) {
      throw new UsageError(
        `${JSON.stringify(pin)} is not a full fingerprint`,
        "it has 40 hexadecimal digits, or 64 for a version 6 key",
      );
    }
  }
  return {
    ...AWS_NEURON,
    // Commits and pages show it; its secrets go to the download alone.
    repoUrl: printableAddress(repoUrl).replace(/\/+$/, ""),
    packages: replaced("package", AWS_NEURON.packages),
    fingerprints: replaced("fingerprint", AWS_NEURON.fingerprints),
    notesUrls: notesUrlsOf(values),
    archiveFolder: values.one("archive-folder") ?? AWS_NEURON.archiveFolder,
    archiveRpmFolder: values.one("archive-rpm-folder") ??
      AWS_NEURON.archiveRpmFolder,
    sourceFolder: values.one("source-folder") ?? AWS_NEURON.sourceFolder,
  };
}

/** The built-in pages, unless others are named or none is wanted. */
function notesUrlsOf(values: Values): readonly string[] {
  if (!values.has("no-notes")) {
    const areReplaced = values.has("notes-url") || values.has("notes-file");
    return areReplaced ? values.all("notes-url") : AWS_NEURON.notesUrls;
  }
  if (values.has("notes-url")) {
    throw new UsageError(
      "Options --no-notes and --notes-url contradict each other",
      "give one of them",
    );
  }
  return [];
}
