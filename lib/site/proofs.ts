// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What the site keeps of each verified package while an audit runs: its
 * evidence, and its tarball where one is wanted. The package and its source are
 * released, so that memory does not grow with them.
 *
 * @module
 */

import { sourceArchive } from "../archive/source_archive.ts";
import type { Profile } from "../profile.ts";
import { listFileEvidence } from "../record/file_evidence.ts";
import type { OnVerified } from "../verify/release_context.ts";
import type { ReleaseEvidence, SiteArchive } from "./model.ts";
import { archivePath } from "./page.ts";

/** What is kept of one package. */
export interface ReleaseProof {
  readonly evidence: ReleaseEvidence;
  /** Undefined where no tarballs are made. */
  readonly archive: SiteArchive | undefined;
  /** The tarball and what lies beside it, by path on the site. */
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

/** What to keep. */
export interface ProofOptions {
  readonly profile: Profile;
  /** Whether to make tarballs. */
  readonly archives: boolean;
}

/** Takes verified packages from an audit. */
export class ReleaseProofs {
  readonly #options: ProofOptions;
  readonly #proofs = new Map<string, ReleaseProof>();

  constructor(options: ProofOptions) {
    this.#options = options;
  }

  /** Takes one; for the audit's `onVerified`. */
  readonly take: OnVerified = async ({ tag, release, facts }) => {
    const { rpm, tree, listed } = release;
    // The repository's object format, from the length of a tree's id.
    const format = facts.tree.length === 64 ? "sha256" : "sha1";
    const files = new Map<string, Uint8Array<ArrayBuffer>>();
    const { profile, archives } = this.#options;
    let archive: SiteArchive | undefined;
    if (archives) {
      const made = await sourceArchive(
        { audit: { tag }, facts, rpm, tree },
        { profile },
      );
      for (const { name, bytes } of made.files) {
        files.set(archivePath(name), new Uint8Array(bytes));
      }
      const [tarball, checksum, spdx] = made.files;
      archive = {
        name: tarball.name,
        size: tarball.bytes.length,
        sha256: made.sha256,
        checksum: checksum.name,
        spdx: spdx.name,
      };
    }
    this.#proofs.set(tag, {
      evidence: {
        listed: { checksum: listed.checksum, size: listed.size.package },
        signatures: rpm.signatures,
        files: listFileEvidence(rpm, tree, format),
      },
      archive,
      files,
    });
  };

  /** What was kept; undefined where the package was not verified. */
  of(tag: string): ReleaseProof | undefined {
    return this.#proofs.get(tag);
  }
}
