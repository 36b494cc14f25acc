// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What is special about AWS Neuron. Nothing else in the program knows a URL, a
 * package name or a key.
 *
 * @module
 */

/** The format of a page of release notes, named for where it is or was kept. */
export type NotesFormat = "dkms-index" | "components" | "per-release";

/**
 * File names of pages in the archive. The name depends on what a page says, not
 * on where it came from; `<sdk>` stands for the release that it is about.
 */
export type NotesNames = Readonly<Record<NotesFormat, string>>;

/** Everything that ties the program to one vendor and one data repository. */
export interface Profile {
  /** Root of the vendor's yum repository, without a final slash. */
  readonly repoUrl: string;
  /** Where the release notes are downloaded from. */
  readonly notesUrls: readonly string[];
  /** Names of the packages that carry the driver, oldest first. */
  readonly packages: readonly string[];
  /** Full fingerprints of trusted keys, upper-case hexadecimal. */
  readonly fingerprints: readonly string[];
  /**
   * File name of the vendor's public key, below `repoUrl` and in the archive.
   */
  readonly keyName: string;
  /** File names of the release notes in the archive. */
  readonly notesNames: NotesNames;
  /** Directory of the driver's source in the data repository. */
  readonly sourceFolder: string;
  /** Directory of the evidence in the data repository. */
  readonly archiveFolder: string;
  /** Directory of the packages below `archiveFolder`. */
  readonly archiveRpmFolder: string;
  /** Subject of a release's commit, before the version. */
  readonly releaseSubject: string;
}

/** Raw files of the vendor's documentation, its default branch. */
const NOTES =
  "https://raw.githubusercontent.com/aws-neuron/aws-neuron-sdk/master/release-notes";

/**
 * The Neuron kernel driver. The fingerprint is that of
 * GPG-PUB-KEY-AMAZON-AWS-NEURON.PUB, RSA 2048, created 2019-11-11 17:29:27 UTC.
 */
export const AWS_NEURON: Profile = {
  repoUrl: "https://yum.repos.neuron.amazonaws.com",
  // The oldest page, runtime/aws-neuronx-dkms/index.rst, went on 2026-02-25.
  notesUrls: [
    `${NOTES}/components/runtime.rst`,
    `${NOTES}/prev/2.27.0/runtime.rst`,
    `${NOTES}/prev/2.26.0/runtime.rst`,
    `${NOTES}/prev/2.25.0/runtime.rst`,
  ],
  packages: ["aws-neuron-dkms", "aws-neuronx-dkms"],
  fingerprints: ["00FA2C1079260870A76D2C285749CAD8646D9185"],
  keyName: "GPG-PUB-KEY-AMAZON-AWS-NEURON.PUB",
  notesNames: {
    "dkms-index": "release-notes-runtime-aws-neuronx-dkms.rst",
    "components": "release-notes-components-runtime.rst",
    "per-release": "release-notes-<sdk>-runtime.rst",
  },
  sourceFolder: "src",
  archiveFolder: "archive",
  archiveRpmFolder: "rpm",
  releaseSubject: "feat: Neuron Driver",
};

/** Days after which the age of metadata is reported, by default. */
export const DEFAULT_MAX_AGE = 180;
