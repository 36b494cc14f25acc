// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The messages of commits, byte for byte as the predecessor wrote them, with a
 * last paragraph of git trailers
 * ({@link https://git-scm.com/docs/git-interpret-trailers}). Pure.
 *
 * @module
 */

import { printableAddress } from "../address.ts";
import type { ReleaseNotes } from "../notes/match.ts";
import { singleLine } from "../printable.ts";
import type { RpmSignature } from "../rpm/signature.ts";
import type { RpmInfo } from "../rpm/rpm.ts";
import type { Checksum } from "../yum/checksum.ts";
import { quotedNotes } from "./quoted_notes.ts";
import { formatTime, type Time } from "../time.ts";

/** A file that a commit changes: `?` is a new one. */
export interface FileChange {
  /** `?` a new file, `M` a changed one, `D` one that goes. */
  readonly status: "?" | "M" | "D";
  /** Path from the repository's root. */
  readonly path: string;
}

/** What a release's message says. All of it was verified. */
export interface ReleaseFacts {
  /** Words before the version in the subject: `feat: Neuron Driver`. */
  readonly subject: string;
  /** The signed header's own words. */
  readonly info: RpmInfo;
  /** The package's file name. */
  readonly filename: string;
  /** Root of the repository that it was downloaded from. */
  readonly repoUrl: string;
  /** SHA-256 of the file, lower-case hexadecimal. */
  readonly sha256: string;
  /** Checksum of the file as primary.xml has it. */
  readonly checksum: Checksum;
  /** SHA-256 of main header and payload, lower-case hexadecimal. */
  readonly contentSha256: string;
  /** The good signature that the message names. */
  readonly signature: RpmSignature;
  /** The commit that the source names, 40 hexadecimal digits. */
  readonly upstreamCommit: string | undefined;
  readonly notes: ReleaseNotes | undefined;
  readonly files: readonly FileChange[];
  /** Version of this program. */
  readonly version: string;
}

/**
 * Writes a release's message.
 *
 * @param facts what was verified
 * @returns the message, which ends with a line feed
 */
export function formatReleaseMessage(facts: ReleaseFacts): string {
  const { info, signature, notes } = facts;
  const line = singleLine;
  const version = line(info.version);
  const filename = line(facts.filename);
  return [
    `${facts.subject} ${version}`,
    "",
    `Source code extracted from file: ${filename}`,
    `RPM Downloaded from repository: ${line(printableAddress(facts.repoUrl))}`,
    "",
    "",
    ...(notes === undefined
      ? []
      : [...section("Release Notes", quotedNotes(notes.text)), "", ""]),
    ...section("Metadata", [
      `Package: ${line(info.name)}`,
      `Version: ${version}`,
      `License: ${line(info.license)}`,
      `Summary: ${line(info.summary)}`,
      `Description: ${line(info.description)}`,
      `Filename: ${filename}`,
      `Checksum: ${facts.checksum.value}`,
      `Buildhost: ${line(info.buildHost)}`,
      `Buildtime: ${goTime(info.buildTime)}`,
      `GPG key primary uid: ${line(signature.userId)}`,
      `GPG key creation time: ${goTime(signature.keyCreated)}`,
      `GPG key fingerprint: ${signature.fingerprint}`,
      "GPG check: OK",
      `${facts.checksum.type.toUpperCase()} check: OK`,
    ]),
    "",
    "",
    ...filesSection(facts.files),
    "",
    ...formatTrailers(facts),
    "",
  ].join("\n");
}

/**
 * Writes what the annotated tag of a release says.
 *
 * @param subject the profile's `releaseSubject`: "feat: Neuron Driver"
 * @param version the release
 */
export function formatTagMessage(subject: string, version: string): string {
  return `${subject.replace(/^\w+: /, "")} ${version}\n`;
}

/**
 * Writes the message of a commit to the archive.
 *
 * @param subject the first line
 * @param files what the commit changes
 * @returns the message, which ends with a line feed
 */
export function formatArchiveMessage(
  subject: string,
  files: readonly FileChange[],
): string {
  return [subject, "", ...filesSection(files), ""].join("\n");
}

/** Heading, underline, lines, and the underline again. */
function section(title: string, lines: readonly string[]): string[] {
  const rule = "-".repeat(title.length);
  return [title, rule, ...lines, rule];
}

function filesSection(files: readonly FileChange[]): string[] {
  const sorted = files.toSorted((a, b) => a.path < b.path ? -1 : 1);
  return section(
    "Files",
    sorted.map(({ status, path }) => `- ${status}: ${singleLine(path)}`),
  );
}

function formatTrailers(facts: ReleaseFacts): string[] {
  const { signature, upstreamCommit, notes } = facts;
  return [
    `Rpm-Sha256: ${facts.sha256}`,
    `Rpm-Content-Sha256: ${facts.contentSha256}`,
    `Rpm-Signed-At: ${formatTime(signature.created)}`,
    ...(upstreamCommit === undefined
      ? []
      : [`Upstream-Commit: ${upstreamCommit}`]),
    ...(notes === undefined
      ? []
      : [`Release-Notes-Source: ${singleLine(notes.source)}, ${notes.rule}`]),
    `Published-By: neuron-publish/${facts.version}`,
  ];
}

/** As Go, and so the predecessor, prints it: `2025-05-19 22:27:13 +0000 UTC`. */
function goTime(time: Time): string {
  return formatTime(time).replace("T", " ").replace(/Z$/, " +0000 UTC");
}
