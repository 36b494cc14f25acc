// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The options: one table for parsing and for help.
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
