// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What the site keeps of a verified package while an audit runs. The package
 * and its source are released, so that memory does not grow with them.
 *
 * @module
 */

import { sourceArchive } from "../archive/source_archive.ts";
import type { Profile } from "../profile.ts";
import { listFileEvidence } from "../record/file_evidence.ts";
import type { OnVerified } from "../verify/contract.ts";
import type { ReleaseProof } from "./model.ts";

/**
 * Takes out of a verified package what the site shows.
 *
 * @param verified what an audit's `onVerified` gets
 * @param options whether to make the source tarball, too
 */
export function proofOf(
  { tag, evidence: release, package: facts }: Parameters<OnVerified>[0],
  options: { readonly profile: Profile; readonly archives: boolean },
): ReleaseProof {
  const { rpm, tree, listed } = release;
  // The repository's object format, from the length of a tree's id.
  const format = facts.tree.length === 64 ? "sha256" : "sha1";
  const evidence = {
    listed: { checksum: listed.checksum, size: listed.size.package },
    signatures: rpm.signatures,
    files: listFileEvidence(rpm, tree, format),
  };
  if (!options.archives) return { evidence };
  const { sha256, files } = sourceArchive(tag, { facts, rpm, tree }, options);
  return { evidence, archive: { sha256, files } };
}
