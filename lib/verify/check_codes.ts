// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Everything that an audit checks. Pure, and loaded by itself: the command line
 * needs it before it knows whether there is anything to audit.
 *
 * @module
 */

/**
 * Everything that is checked: first the clone, then a release in the order of
 * the chain of evidence, then branches. The text says what is true where the
 * check is ok. The set is closed: a new member is a new minor version.
 */
export const CHECKS = {
  objects: "this clone has every object that the proof needs, and all history",
  "object-ids": "every object hashes to its id",
  "object-form": "every object has the form in which git writes it",
  bounds: "nothing is larger than its use allows",
  fsck: "git fsck --strict finds nothing, whatever the repository's settings",
  redirections: "nothing makes git show other objects or another history",
  refs: "no ref makes the name of a release or a branch ambiguous",
  head: "HEAD is a proved release, or the tip of a proved line of history",
  worktree: "source and archive are checked out as HEAD has them",
  tag: "the tag's name is the version that header and message name",
  branch: "the release is on the main branch, or is a backport on its series",
  paths: "the commit touches nothing but source and archive",
  "look-alikes": "no file system can take another path for source or archive",
  attributes: "no attributes beside the source change what git shows of it",
  metadata: "repomd.xml vouches for primary, filelists and other",
  "metadata-sums": "the checksum files beside the metadata agree with it",
  listed: "primary.xml lists a driver package of that version",
  "package-file": "the archive holds the package that primary.xml names",
  "package-checksum": "its size and checksum are those of primary.xml",
  "package-sum": "the checksum file beside it agrees",
  key: "the key file holds the pinned key",
  package: "signatures cover header and payload, and every file is as signed",
  source: "the source directory is the package's, file by file, byte by byte",
  "message-format": "the message has the form of a release's",
  "message-fields": "what the message says about the package is true",
  "message-trailers": "what the trailers say about the package is true",
  "message-notes": "the message's release notes are the archived page's",
  "message-files": "the message lists what the commit changes",
  "message-origin": "the message names the vendor's repository",
  releases: "no commit calls itself a release that was not proved",
  history: "every commit is a release, an archive update, or touches neither",
  "before-first": "no commit before the first release has source or archive",
  "tip-release": "the newest release on the branch was proved",
  "tip-source": "the source at the branch's tip is the newest release's",
  "tip-archive": "every file of the archive at the branch's tip is proved",
  "tip-metadata":
    "the metadata at the branch's tip lists the published packages, no others",
  "tip-files": "nothing else at the branch's tip looks like source",
} as const;

/** One of the codes of {@linkcode CHECKS}. */
export type CheckCode = keyof typeof CHECKS;

/** Whether a text is the code of a check. */
export function isCheckCode(text: string): text is CheckCode {
  return Object.hasOwn(CHECKS, text);
}
