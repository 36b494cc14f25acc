// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Every command and option: one table for parsing and for help.
 *
 * @module
 */

/** An option, as it is spelled and explained. */
export interface OptionSpec {
  /** Without the leading dashes. */
  readonly name: string;
  /** Name of the value, absent for a switch. */
  readonly value?: string;
  /** May be given more than once. */
  readonly repeatable?: true;
  /** One letter, for the most used ones. */
  readonly short?: string;
  /** The predecessor's spelling, after one dash. */
  readonly legacy?: string;
  /** One sentence without final period; line breaks are free. */
  readonly help: string;
}

/** Options by name. */
export const OPTIONS = {
  repo: {
    name: "repo",
    value: "PATH",
    legacy: "repopath",
    help: "the data repository (default: the current folder)",
  },
  "repo-url": {
    name: "repo-url",
    value: "URL",
    help: "root of the vendor's yum repository",
  },
  package: {
    name: "package",
    value: "NAME",
    repeatable: true,
    help:
      "name of a package that carries the driver; replaces the built-in ones",
  },
  key: {
    name: "key",
    value: "FILE",
    help:
      "public key file to use instead of the vendor's; still has to hold a pinned key",
  },
  fingerprint: {
    name: "fingerprint",
    value: "FPR",
    repeatable: true,
    help: "full fingerprint of a trusted key; replaces the built-in pin",
  },
  "notes-url": {
    name: "notes-url",
    value: "URL",
    repeatable: true,
    help: "page of release notes to download; replaces the built-in ones",
  },
  "notes-file": {
    name: "notes-file",
    value: "FILE",
    repeatable: true,
    help: "local page of release notes; replaces the built-in ones",
  },
  "no-notes": {
    name: "no-notes",
    help: "download no release notes; the archived pages count all the same",
  },
  "archive-folder": {
    name: "archive-folder",
    value: "NAME",
    legacy: "archive-folder",
    help: "folder of the evidence in the repository (default: archive)",
  },
  "archive-rpm-folder": {
    name: "archive-rpm-folder",
    value: "NAME",
    legacy: "archive-rpm-folder",
    help: "folder of the packages below the archive (default: rpm)",
  },
  "source-folder": {
    name: "source-folder",
    value: "NAME",
    legacy: "source-folder",
    help: "folder of the source in the repository (default: src)",
  },
  "dry-run": {
    name: "dry-run",
    short: "n",
    help: "verify and plan, print the messages, write nothing",
  },
  only: {
    name: "version",
    value: "V",
    repeatable: true,
    help: "publish this version only",
  },
  limit: {
    name: "limit",
    value: "N",
    help: "publish at most N releases, the oldest first",
  },
  date: {
    name: "date",
    value: "now|build",
    help:
      "time of the commits: the clock's, or the package's build time, which gives the same commit ids everywhere (default: now)",
  },
  sign: {
    name: "sign",
    help:
      "sign commits, and make signed, annotated tags, with what git is configured to sign with",
  },
  backports: {
    name: "backports",
    value: "branch|main|skip",
    help:
      "where a version below the newest published one goes (default: branch, series/<major>.<minor>)",
  },
  "allow-rollback": {
    name: "allow-rollback",
    help: "accept metadata that is older than the archived one",
  },
  "notes-repo": {
    name: "repo",
    value: "PATH",
    help: "data repository whose archived pages to read, not the network",
  },
  rst: {
    name: "rst",
    help: "print reStructuredText, as commit messages have it",
  },
  "check-repo": {
    name: "repo",
    value: "PATH",
    help: "the data repository, or its URL: then no clone is needed " +
      "(default: the current folder)",
  },
  "max-age": {
    name: "max-age",
    value: "DAYS",
    help: "warn of metadata that is older (default: 180; 0: never)",
  },
  "key-repo": {
    name: "repo",
    value: "PATH",
    help: "data repository whose archived key file to use instead of the " +
      "vendor's; still has to hold a pinned key",
  },
  directory: {
    name: "directory",
    value: "DIR",
    short: "C",
    help: "existing folder to write into (default: the current one)",
  },
  all: {
    name: "all",
    short: "a",
    help: "every file of the package, not the driver's source alone",
  },
  since: {
    name: "since",
    value: "TAG",
    help: "prove this release and those above it only",
  },
  upstream: {
    name: "upstream",
    help: "also compare with what the vendor's server has now",
  },
  strict: {
    name: "strict",
    help: "treat notes as failures",
  },
  "own-key": {
    name: "key",
    value: "FILE",
    help: "public key file to use instead of the archived ones; still has to " +
      "hold a pinned key",
  },
  output: {
    name: "output",
    value: "FILE",
    short: "o",
    help: "tarball to write (default: aws-neuron-driver-<version>.tar.gz)",
  },
  "check-tarball": {
    name: "check",
    value: "FILE",
    help: "compare this tarball with the release instead, write nothing",
  },
  with: {
    name: "with",
    value: "PATH",
    help: "the other publication: a folder, a repository with #commit, or a " +
      "repository's URL, with or without #commit",
  },
  out: {
    name: "out",
    value: "DIR",
    help: "folder to write the site into; it must not exist yet",
  },
  "site-tar": {
    name: "tar",
    value: "FILE",
    help: "also write the site as a tarball, for a host of pages",
  },
  web: {
    name: "web",
    value: "URL",
    help: "web address of the data repository, for links to commits",
  },
  "site-url": {
    name: "url",
    value: "URL",
    help: "web address that the site will have, for links in its feed",
  },
  archives: {
    name: "archives",
    help: "also make each release's source tarball, as archive does",
  },
  "with-all": {
    name: "with",
    value: "PATH",
    repeatable: true,
    help: "also compare each release with another publication, by its tag or " +
      "by #ref-{version}",
  },
  push: {
    name: "push",
    help: "send branch and tags afterwards, as the command push does",
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
    help: "a mirror to push to once the primary remote has taken everything",
  },
  "push-option": {
    name: "push-option",
    value: "TEXT",
    repeatable: true,
    help: "word for the primary remote's server, such as skip-ci",
  },
  "ssh-key": {
    name: "ssh-key",
    value: "FILE",
    help: "private key to use with ssh, and no other",
  },
  "push-dry-run": {
    name: "dry-run",
    short: "n",
    help: "ask the remotes what they lack, send nothing",
  },
  update: {
    name: "update",
    help: "write the job files of an existing repository anew, nothing else",
  },
  "init-remote": {
    name: "remote",
    value: "URL",
    help: "address of the primary remote, such as git@git.sr.ht:~you/driver; " +
      "not needed with --update",
  },
  "init-mirror": {
    name: "mirror",
    value: "URL",
    repeatable: true,
    help: "address of a mirror that the job pushes to",
  },
  secret: {
    name: "secret",
    value: "ID",
    help: "id of the sourcehut secret that holds the job's ssh key",
  },
  "program-url": {
    name: "program-url",
    value: "URL",
    help: "archive with the program for the job (default: this version's)",
  },
  "program-sha256": {
    name: "program-sha256",
    value: "HEX",
    help: "checksum of that archive, from the release's SHA256SUMS",
  },
  json: {
    name: "json",
    help: "print one JSON document on stdout",
  },
  quiet: {
    name: "quiet",
    short: "q",
    help: "print results and errors only",
  },
  verbose: {
    name: "verbose",
    short: "v",
    legacy: "loglevel",
    help: "tell each step; stack traces for errors",
  },
  "no-color": {
    name: "no-color",
    help: "no colour, as with NO_COLOR in the environment",
  },
  help: {
    name: "help",
    short: "h",
    help: "show help",
  },
} as const satisfies Record<string, OptionSpec>;

/** Name of an option in {@linkcode OPTIONS}. */
export type OptionName = keyof typeof OPTIONS;

/** Options of how a command speaks. Every command has them. */
export const OUTPUT_OPTIONS: readonly OptionName[] = [
  "json",
  "quiet",
  "verbose",
  "no-color",
  "help",
];

/** Options of what the vendor has, and where it is kept. */
const VENDOR_OPTIONS: readonly OptionName[] = [
  "repo-url",
  "package",
  "archive-folder",
  "archive-rpm-folder",
  "source-folder",
];

const UPSTREAM_OPTIONS: readonly OptionName[] = ["repo", ...VENDOR_OPTIONS];

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
      "own-key",
      "fingerprint",
      "repo-url",
      "package",
      "archive-folder",
      "archive-rpm-folder",
      "source-folder",
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
      "own-key",
      "fingerprint",
      "repo-url",
      "package",
      "archive-folder",
      "archive-rpm-folder",
      "source-folder",
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
      "own-key",
      "fingerprint",
      "repo-url",
      "package",
      "archive-folder",
      "archive-rpm-folder",
      "source-folder",
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

/** Exit codes, the same for all commands. */
export const EXIT = {
  done: 0, // for check: nothing new
  failed: 1, // network, git, disk, bad repository state
  usage: 2, // wrong usage
  unverified: 3, // something is not what it claims to be
  news: 10, // check only: there is something new to publish
  interrupted: 130, // SIGINT
  terminated: 143, // SIGTERM
} as const;
