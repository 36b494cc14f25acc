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
import type { Profile } from "../profile.ts";
import type { VerifiedRpm } from "../rpm/rpm.ts";
import type { SourceTree } from "../source/tree.ts";
import { formatTime, type Time } from "../time.ts";
import { VERSION } from "../version.ts";
import type { PrimaryPackage } from "../yum/primary.ts";
import { quotedNotes } from "./quoted_notes.ts";
import { payloadSignature } from "./signature_choice.ts";

/** A file that a commit changes: `?` is a new one. */
export interface FileChange {
  /** `?` a new file, `M` a changed one, `D` one that goes. */
  readonly status: "?" | "M" | "D";
  /** Path from the repository's root. */
  readonly path: string;
}

/** What a message says of a release; all of it was verified. */
export interface MessageRelease {
  /** The package's file name. */
  readonly file: string;
  readonly rpm: Pick<
    VerifiedRpm,
    "info" | "sha256" | "contentSha256" | "signatures"
  >;
  readonly tree: Pick<SourceTree, "upstreamCommit">;
  readonly listed: Pick<PrimaryPackage, "checksum">;
}

/** What a message says besides the release itself. */
export interface MessageContext {
  /** Its subject, and where the vendor's repository is. */
  readonly profile: Pick<Profile, "releaseSubject" | "repoUrl">;
  /** The release's notes, where there are any. */
  readonly notes: ReleaseNotes | undefined;
  /** What the commit changes. */
  readonly files: readonly FileChange[];
}

/**
 * Writes a release's message.
 *
 * @param release what was verified
 * @param context what it says besides
 * @returns the message, which ends with a line feed
 */
export function formatReleaseMessage(
  release: MessageRelease,
  { profile, notes, files }: MessageContext,
): string {
  const { rpm, tree, listed: { checksum } } = release;
  const { info } = rpm;
  const signature = payloadSignature(rpm);
  const line = singleLine;
  const version = line(info.version);
  const file = line(release.file);
  return [
    `${profile.releaseSubject} ${version}`,
    "",
    `Source code extracted from file: ${file}`,
    `RPM Downloaded from repository: ${
      line(printableAddress(profile.repoUrl))
    }`,
    "",
    "",
    ...(notes === undefined
      ? []
      : [...section("Release Notes", quotedNotes(notes.rst)), "", ""]),
    ...section("Metadata", [
      `Package: ${line(info.name)}`,
      `Version: ${version}`,
      `License: ${line(info.license)}`,
      `Summary: ${line(info.summary)}`,
      `Description: ${line(info.description)}`,
      `Filename: ${file}`,
      `Checksum: ${checksum.value}`,
      `Buildhost: ${line(info.buildHost)}`,
      `Buildtime: ${goTime(info.buildTime)}`,
      `GPG key primary uid: ${line(signature.userId)}`,
      `GPG key creation time: ${goTime(signature.keyCreated)}`,
      `GPG key fingerprint: ${signature.fingerprint}`,
      "GPG check: OK",
      `${checksum.type.toUpperCase()} check: OK`,
    ]),
    "",
    "",
    ...filesSection(files),
    "",
    `Rpm-Sha256: ${rpm.sha256}`,
    `Rpm-Content-Sha256: ${rpm.contentSha256}`,
    `Rpm-Signed-At: ${formatTime(signature.created)}`,
    ...(tree.upstreamCommit === undefined
      ? []
      : [`Upstream-Commit: ${tree.upstreamCommit}`]),
    ...(notes === undefined
      ? []
      : [`Release-Notes-Source: ${line(notes.source)}, ${notes.rule}`]),
    `Published-By: neuron-publish/${VERSION}`,
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

/** As Go, and so the predecessor, prints it: `2025-05-19 22:27:13 +0000 UTC`. */
function goTime(time: Time): string {
  return formatTime(time).replace("T", " ").replace(/Z$/, " +0000 UTC");
}
