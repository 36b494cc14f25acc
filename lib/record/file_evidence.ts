// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Each source file of a release, from the signed header to git's blob.
 *
 * @module
 */

import type { VerifiedRpm } from "../rpm/rpm.ts";
import {
  blobId,
  type FileMode,
  type ObjectFormat,
} from "../source/object_id.ts";
import type { SourceTree } from "../source/tree.ts";

/** One file: what the vendor signed, and what git calls it. */
export interface FileEvidence {
  /** Path below the source directory, parts separated by `/`. */
  readonly path: string;
  /** Absolute path in the package. */
  readonly signedPath: string;
  /** Bytes of content; of a link, the length of its target. */
  readonly size: number;
  /** Type and permissions that the vendor signed: `100755` in octal. */
  readonly signedMode: string;
  /** The mode that git records for it. */
  readonly mode: FileMode;
  /** Algorithm of the signed digest; undefined for links, which have none. */
  readonly algorithm: string | undefined;
  /** The digest in the signed header, lower-case hexadecimal; empty for links. */
  readonly digest: string;
  /** git's id of the content, lower-case hexadecimal. */
  readonly blob: string;
}

/**
 * Lists the source files of a verified package, sorted by path.
 *
 * @param rpm the package
 * @param tree its source, as `sourceTree()` gives it
 * @param format how the repository names objects
 */
export function listFileEvidence(
  rpm: VerifiedRpm,
  tree: SourceTree,
  format: ObjectFormat,
): FileEvidence[] {
  const signed = new Map(rpm.files.map((file) => [file.path, file]));
  return tree.files.flatMap(({ path, mode, content }) => {
    const signedPath = `${tree.root}/${path}`;
    const file = signed.get(signedPath);
    if (file === undefined) return [];
    return [{
      path,
      signedPath,
      size: content.length,
      signedMode: file.mode.toString(8),
      mode,
      algorithm: file.digest === "" ? undefined : rpm.fileDigestAlgorithm,
      digest: file.digest,
      blob: blobId(content, format),
    }];
  });
}
