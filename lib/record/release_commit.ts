// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The files and the message that a verified release has in a commit. Pure.
 *
 * @module
 */

import type { ReleaseNotes } from "../notes/match.ts";
import type { Profile } from "../profile.ts";
import { VERSION } from "../version.ts";
import type { VerifiedRelease } from "./evidence.ts";
import type { Layout } from "./layout.ts";
import type { WantedFile } from "./archive_sets.ts";
import { type FileChange, formatReleaseMessage } from "./message.ts";
import { payloadSignature } from "./signature_choice.ts";

/**
 * The source, the package and its checksum.
 *
 * @param release what was verified
 * @param layout where they go
 */
export function releaseFiles(
  { filename, file, tree, listed }: VerifiedRelease,
  { source, rpms }: Layout,
): WantedFile[] {
  const path = `${rpms}/${filename}`;
  const { type, value } = listed.checksum;
  return [
    ...tree.files.map((f) => ({ ...f, path: `${source}/${f.path}` })),
    { path, mode: "100644", content: file },
    {
      path: `${path}.${type}`,
      mode: "100644",
      content: new TextEncoder().encode(value),
    },
  ];
}

/** What a message says besides the release itself. */
export interface MessageContext {
  /** Its subject, and where the vendor's repository is. */
  readonly profile: Profile;
  /** The release's notes, where there are any. */
  readonly notes: ReleaseNotes | undefined;
  /** What the commit changes. */
  readonly files: readonly FileChange[];
}

/** The message of a release's commit. */
export function releaseMessage(
  { filename, rpm, tree, listed }: VerifiedRelease,
  { profile, notes, files }: MessageContext,
): string {
  return formatReleaseMessage({
    subject: profile.releaseSubject,
    info: rpm.info,
    filename,
    repoUrl: profile.repoUrl,
    sha256: rpm.sha256,
    checksum: listed.checksum,
    contentSha256: rpm.contentSha256,
    signature: payloadSignature(rpm),
    upstreamCommit: tree.upstreamCommit,
    notes,
    files,
    version: VERSION,
  });
}
