// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Options that several commands share, and what they mean. A command may
 * explain one in words of its own: `{ ...OPTION.repo, help: "…" }`. Pure.
 *
 * @module
 */

import { printableAddress, requireAddress } from "../address.ts";
import { UsageError } from "../errors.ts";
import { AWS_NEURON, DEFAULT_MAX_AGE, type Profile } from "../profile.ts";
import type { OptionSpec } from "./spec.ts";
import type { OutputOptions } from "./terminal.ts";
import type { Values } from "./values.ts";

/** Options that several commands take. */
export const OPTION = {
  repo: {
    name: "repo",
    value: "PATH",
    help: "data repository (default: current directory)",
  },
  repoUrl: {
    name: "repo-url",
    value: "URL",
    rare: true,
    help: "root of the vendor's yum repository",
  },
  package: {
    name: "package",
    value: "NAME",
    repeatable: true,
    rare: true,
    help: "driver package, replacing the built-in ones",
  },
  key: {
    name: "key",
    value: "FILE",
    help: "key file to use instead of the vendor's; must contain a pinned key",
  },
  fingerprint: {
    name: "fingerprint",
    value: "FPR",
    repeatable: true,
    rare: true,
    help: "full fingerprint, replacing the built-in pin",
  },
  notesUrl: {
    name: "notes-url",
    value: "URL",
    repeatable: true,
    rare: true,
    help: "page of notes, replacing the built-in ones",
  },
  notesFile: {
    name: "notes-file",
    value: "FILE",
    repeatable: true,
    rare: true,
    help: "page of notes in a file, likewise",
  },
  archiveFolder: {
    name: "archive-folder",
    value: "NAME",
    rare: true,
    help: "directory of the evidence (default: archive)",
  },
  archiveRpmFolder: {
    name: "archive-rpm-folder",
    value: "NAME",
    rare: true,
    help: "directory of packages in it (default: rpm)",
  },
  sourceFolder: {
    name: "source-folder",
    value: "NAME",
    rare: true,
    help: "directory of the source (default: src)",
  },
  dryRun: {
    name: "dry-run",
    short: "n",
    help: "verify, plan, print messages; write nothing",
  },
  out: {
    name: "out",
    value: "FILE",
    short: "o",
    alias: "output",
    help: "file to write",
  },
  with: {
    name: "with",
    value: "PATH|URL",
    help:
      "the other publication: a directory, a repository with #commit, or a " +
      "repository's URL, with or without #commit",
  },
  remote: {
    name: "remote",
    value: "NAME|URL",
    help: "the primary remote (default: the one that the branch follows, or " +
      "origin)",
  },
  mirror: {
    name: "mirror",
    value: "NAME|URL",
    repeatable: true,
    help: "mirror to push to after the primary remote",
  },
  maxAge: {
    name: "max-age",
    value: "DAYS",
    rare: true,
    help: `warn of metadata that is older (default: ${DEFAULT_MAX_AGE}; ` +
      "0: never)",
  },
} as const satisfies Readonly<Record<string, OptionSpec>>;

/** What the vendor has, and where the data repository keeps it. */
export const VENDOR_OPTIONS: readonly OptionSpec[] = [
  OPTION.repoUrl,
  OPTION.package,
  OPTION.archiveFolder,
  OPTION.archiveRpmFolder,
  OPTION.sourceFolder,
];

/** Options of commands that prove published releases, as verify does. */
export const PROOF_OPTIONS: readonly OptionSpec[] = [
  {
    ...OPTION.key,
    rare: true,
    help: "key file to use instead of the archived ones; must contain a " +
      "pinned key",
  },
  OPTION.fingerprint,
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

/** Reads `--repo` and {@linkcode PROOF_OPTIONS}. */
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
