// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The commands, and the options that each has: one table for parsing and for
 * help.
 *
 * @module
 */

import type { OptionName } from "./options.ts";

/** Options of what the vendor has, and where it is kept. */
const VENDOR_OPTIONS: readonly OptionName[] = [
  "repo-url",
  "package",
  "archive-folder",
  "archive-rpm-folder",
  "source-folder",
];

const UPSTREAM_OPTIONS: readonly OptionName[] = ["repo", ...VENDOR_OPTIONS];

/** Options of commands that first prove a release, as verify does. */
const PROOF_OPTIONS: readonly OptionName[] = [
  "own-key",
  "fingerprint",
  ...VENDOR_OPTIONS,
];

/** Options of where the key comes from, for commands that get package files. */
const KEY_OPTIONS: readonly OptionName[] = [
  "key",
  "key-repo",
  "repo-url",
  "fingerprint",
  "archive-folder",
];

/** Options of where to push to. */
const PUSH_OPTIONS: readonly OptionName[] = [
  "remote",
  "mirror",
  "push-option",
  "ssh-key",
];

/** A command, as it is explained. */
export interface CommandSpec {
  /** One line for the list of commands. */
  readonly summary: string;
  /** What follows the options, in brackets where it may be left out. */
  readonly operand?: string;
  /** What it does, paragraphs of free text. */
  readonly description: readonly string[];
  /** Its own options; {@linkcode OUTPUT_OPTIONS} come on top. */
  readonly options: readonly OptionName[];
  /** Ends that are special to it. */
  readonly exitCodes: readonly (readonly [number, string])[];
  /** Command lines to copy. */
  readonly examples: readonly string[];
}

/** Commands by name. */
export const COMMANDS = {
  check: {
    summary: "is there a release upstream that the repository lacks?",
    description: [
      "Fetches and verifies the vendor's metadata and compares it with the " +
      "tags of the repository. Writes nothing but, on GitHub, the values new " +
      "and versions for later steps, and a summary.",
      "With a clone it also counts the published packages that were signed " +
      "anew. With a URL it needs none, and cannot tell that, nor whether the " +
      "metadata is older than the archived one.",
    ],
    options: [
      "check-repo",
      ...VENDOR_OPTIONS,
      "backports",
      "allow-rollback",
      "max-age",
    ],
    exitCodes: [
      [0, "nothing new"],
      [10, "there is something new to publish"],
    ],
    examples: [
      "neuron-publish check --repo aws-neuron-driver",
      "neuron-publish check --repo https://git.example.org/aws-neuron-driver",
      "neuron-publish check --json | jq -r '.releases[].tag'",
    ],
  },
  publish: {
    summary: "verify, extract, commit and tag every missing release",
    description: [
      "For each release that upstream has and the repository lacks: download " +
      "the package, verify size, checksum, signatures and every file, commit " +
      "its source with the evidence, and tag it. Branch and tags move " +
      "together at the end.",
      "If a release does not hold, the ones before it are published, it and " +
      "those after it are not.",
      "With --push, everything is sent then, what an earlier run could not " +
      "send included; see neuron-publish push --help.",
    ],
    options: [
      ...UPSTREAM_OPTIONS,
      "key",
      "fingerprint",
      "notes-url",
      "notes-file",
      "no-notes",
      "dry-run",
      "only",
      "limit",
      "date",
      "sign",
      "backports",
      "allow-rollback",
      "max-age",
      "push",
      ...PUSH_OPTIONS,
    ],
    exitCodes: [[0, "done, or nothing to do"]],
    examples: [
      "neuron-publish publish --repo aws-neuron-driver",
      "neuron-publish publish --dry-run --version 2.22.2.0",
    ],
  },
  push: {
    summary: "send branch and tags to the primary remote and to mirrors",
    description: [
      "Sends the branch, the branches series/* and the release tags on them, " +
      "to the primary remote first and to each mirror then. Each takes all of " +
      "it or nothing, and nothing is ever forced. What a remote has already " +
      "is left out by git.",
      "A mirror that fails stops neither the others nor the record here; the " +
      "next push sends what it lacks. If the primary remote fails, mirrors are " +
      "skipped: they must not hold what it may never take.",
      "Only https, ssh and folders named here are taken. ssh and credential " +
      "helpers are the user's own, never the repository's.",
    ],
    options: ["repo", ...PUSH_OPTIONS, "push-dry-run"],
    exitCodes: [[0, "every remote has everything"], [1, "a remote failed"]],
    examples: [
      "neuron-publish push --repo aws-neuron-driver",
      "neuron-publish push --push-option skip-ci --mirror codeberg",
    ],
  },
  verify: {
    summary: "prove published releases again, from the repository alone",
    operand: "[TAG…]",
    description: [
      "For each release tag, from the commit's own tree and nothing else: " +
      "metadata, package, signatures by the pinned key, every file of the " +
      "source, checksum files, message, and what the commit touches. Then the " +
      "branch: the source at its tip is the newest release's. Reads git " +
      "objects only, so that a bare clone will do, and writes nothing.",
      "A release is verified, verified with notes, or failed. With --upstream, " +
      "a package that the vendor has replaced is downloaded and compared by " +
      "content; what was found is remembered in the git folder, in " +
      "neuron-publish/upstream.json. Where upstream is away or lies, the " +
      "verdicts are told all the same, then the error.",
    ],
    options: [
      ...UPSTREAM_OPTIONS,
      "own-key",
      "fingerprint",
      "since",
      "upstream",
      "strict",
    ],
    exitCodes: [
      [0, "everything was verified"],
      [
        1,
        "it failed, this clone lacks objects that the proof needs, or " +
        "upstream did not answer",
      ],
      [
        3,
        "something failed, here or upstream, or with --strict has a note",
      ],
    ],
    examples: [
      "neuron-publish verify --repo aws-neuron-driver",
      "neuron-publish verify --since 2.20.28.0 --upstream",
      "neuron-publish verify --json | jq '.releases[] | {tag, verdict}'",
    ],
  },
  notes: {
    summary: "the release notes of one version",
    operand: "VERSION",
    description: [
      "Prints what the vendor wrote about a version of the driver, and says on " +
      "stderr which page has it and by which rule: exact, or by a prefix that " +
      "can mean one package only (2.29 for 2.29.0.0). Notes of a version " +
      "nearby are never used.",
      "The pages come from the vendor's documentation, or from a data " +
      "repository's archive with --repo.",
    ],
    options: [
      "notes-repo",
      "notes-url",
      "notes-file",
      "rst",
      "repo-url",
      "package",
      "archive-folder",
    ],
    exitCodes: [
      [0, "printed"],
      [1, "no page has this version, or no page can be read"],
    ],
    examples: [
      "neuron-publish notes 2.22.2.0 --repo aws-neuron-driver",
      "neuron-publish notes 2.30.2.0 --json | jq -r .text",
    ],
  },
  extract: {
    summary: "verify package files and write their source to a folder",
    operand: "FILE…",
    description: [
      "Verifies each package by the pinned key, then writes its source into a " +
      "new folder that is named as in the package, such as " +
      "aws-neuronx-2.22.2.0. With --all, every file of the package goes into " +
      "<name>-<version>-<release>.<arch>.",
      "All packages are verified before anything is written, and a folder " +
      "appears whole or not at all. If one package does not hold, or a folder " +
      "exists already, nothing is written.",
    ],
    options: [...KEY_OPTIONS, "directory", "all"],
    exitCodes: [[0, "everything was verified and written"]],
    examples: [
      "neuron-publish extract aws-neuronx-dkms-2.22.2.0.noarch.rpm",
      "neuron-publish extract --repo aws-neuron-driver -C sources *.rpm",
    ],
  },
  inspect: {
    summary: "what package files say, and what of it was verified",
    operand: "FILE…",
    description: [
      "Shows name, build data, signatures, digests, files and the content's " +
      "identity. Works on unsigned and broken packages too: what nobody " +
      "vouches for stands in quotes behind a question mark, and what is wrong " +
      "behind an exclamation mark. The payload of a package that does not hold " +
      "is not opened.",
    ],
    options: KEY_OPTIONS,
    exitCodes: [
      [0, "everything in every package was verified"],
      [3, "something could not be verified, for want of a key too"],
    ],
    examples: [
      "neuron-publish inspect aws-neuronx-dkms-2.22.2.0.noarch.rpm",
      "neuron-publish inspect --json *.rpm | jq '.packages[].verdict'",
    ],
  },
  archive: {
    summary: "one release as a reproducible source tarball",
    operand: "[VERSION]",
    description: [
      "Proves the release as verify does and packs the source that its signed " +
      "package holds, with the package's modes and build time. The same " +
      "release gives the same bytes everywhere. Beside FILE it writes " +
      "FILE.sha256 and FILE.spdx.json, an SPDX 2.3 document. A file that " +
      "exists stays as it is, and nothing is written then.",
      "With --check, a tarball that somebody has is held against the release " +
      "whose version it claims, byte by byte. It may have been compressed by " +
      "something else. VERSION can be left out.",
    ],
    options: [
      "repo",
      "output",
      "check-tarball",
      ...PROOF_OPTIONS,
    ],
    exitCodes: [
      [0, "written; with --check: it is the release's"],
      [3, "the release does not hold, or the tarball is not the release's"],
    ],
    examples: [
      "neuron-publish archive 2.22.2.0 --repo aws-neuron-driver",
      "neuron-publish archive --check aws-neuron-driver-2.22.2.0.tar.gz",
    ],
  },
  compare: {
    summary: "one release against another publication of it",
    operand: "VERSION",
    description: [
      "Proves the release as verify does and compares its source with somebody " +
      "else's: which files are identical, only here, only there, different, or " +
      "have another mode. Differences are shown from here to there.",
      "A folder is read as it is there. With #commit, a commit, a tag or a " +
      "branch of the repository is read, with #commit:folder a folder in it. An " +
      "https, ssh or file URL is fetched into a temporary repository. Nothing " +
      "of it is checked out or run.",
    ],
    options: [
      "repo",
      "with",
      ...PROOF_OPTIONS,
    ],
    exitCodes: [
      [0, "the same source: modes and what is only there do not count"],
      [1, "it differs, or it failed"],
      [3, "the release itself does not hold"],
    ],
    examples: [
      "neuron-publish compare 2.25.4.0 --with ../aws-neuron-driver-fork",
      "neuron-publish compare 2.25.4.0 --with https://host/driver.git#v2",
    ],
  },
  report: {
    summary: "write the audit site",
    description: [
      "Proves every release as verify does and writes a static site about it: " +
      "a start page, a page for each release with all checks and the commands " +
      "to repeat them, the differences between neighbouring releases, the " +
      "method, and a feed. No script, no request to anywhere.",
      "With --archives each release gets its source tarball, checksum and SPDX " +
      "document. With --with each release is compared with another " +
      "publication, where that has it: PATH is a repository or its https, ssh " +
      "or file URL. It has a release if it has a tag that is the version, with " +
      "or without a v. #ref names another tag or branch, #ref:folder a folder " +
      "in it; {version} stands for the version.",
      "What failed is told on the site, too, and by the exit code; it gets no " +
      "tarball and is not compared. The time of " +
      "the check is the clock's, or SOURCE_DATE_EPOCH; then the same " +
      "repository gives the same bytes.",
    ],
    options: [
      "repo",
      "out",
      "site-tar",
      "web",
      "site-url",
      "archives",
      "with-all",
      ...PROOF_OPTIONS,
    ],
    exitCodes: [
      [0, "written, and everything was verified"],
      [3, "written, and something failed"],
    ],
    examples: [
      "neuron-publish report --repo aws-neuron-driver --out site",
      "neuron-publish report --tar site.tar.gz --web https://host/~you/driver",
      "neuron-publish report --out site --archives --with https://host/driver",
    ],
  },
  init: {
    summary: "start a new data repository",
    operand: "[DIR]",
    description: [
      "Makes a repository in DIR (by default the current folder, which has to " +
      "be empty then) with its first commit: a README that explains layout, " +
      "origin and how to verify, licences as REUSE wants them, the job that " +
      "publishes on sourcehut, and the GitHub workflow that starts it every " +
      "Sunday. The primary remote becomes origin.",
      "With --update, writes .build.yaml and the workflow of an existing " +
      "repository anew, and nothing else. Addresses, secret, identity and " +
      "program stay as they are, unless options say otherwise. Nothing is " +
      "committed.",
    ],
    options: [
      "init-remote",
      "init-mirror",
      "secret",
      "program-url",
      "program-sha256",
      "fingerprint",
      "archive-folder",
      "archive-rpm-folder",
      "source-folder",
      "update",
    ],
    exitCodes: [],
    examples: [
      "neuron-publish init --remote git@git.sr.ht:~you/driver driver",
      "neuron-publish init --update --mirror git@codeberg.org:you/driver",
    ],
  },
  completions: {
    summary: "print the script that completes command lines in a shell",
    operand: "bash|zsh|fish",
    description: [
      "The script knows every command, every option, and the values of those " +
      "that take a choice, a file or a folder. Load it in the shell's start-up " +
      "file.",
    ],
    options: [],
    exitCodes: [],
    examples: [
      'eval "$(neuron-publish completions bash)"',
      "source <(neuron-publish completions zsh)",
      "neuron-publish completions fish | source",
    ],
  },
} as const satisfies Record<string, CommandSpec>;

/** Name of a command. */
export type CommandName = keyof typeof COMMANDS;

/** Whether a word is the name of a command. */
export function isCommandName(word: string): word is CommandName {
  return Object.hasOwn(COMMANDS, word);
}
