// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What is special about AWS Neuron. Nothing else in the program knows a URL, a
 * package name or a key.
 *
 * @module
 */

/** Everything that ties the program to one vendor and one data repository. */
export interface Profile {
  /** Root of the vendor's yum repository, without a final slash. */
  readonly repoUrl: string;
  /** Where the release notes are downloaded from, in order of trust. */
  readonly notesUrls: readonly string[];
  /** Names of the packages that carry the driver, oldest first. */
  readonly packages: readonly string[];
  /** Full fingerprints of trusted keys, upper-case hexadecimal. */
  readonly fingerprints: readonly string[];
  /** File name of the vendor's public key, below `repoUrl` and in the archive. */
  readonly keyFile: string;
  /** File name of the release notes' old home in the archive. */
  readonly notesFile: string;
  /** Folder of the driver's source in the data repository. */
  readonly sourceFolder: string;
  /** Folder of the evidence in the data repository. */
  readonly archiveFolder: string;
  /** Folder of the packages below `archiveFolder`. */
  readonly archiveRpmFolder: string;
  /** Subject of a release's commit, before the version. */
  readonly releaseSubject: string;
}

/**
 * The Neuron kernel driver. The fingerprint is that of
 * GPG-PUB-KEY-AMAZON-AWS-NEURON.PUB, RSA 2048, created 2019-11-11 17:29:27 UTC.
 */
export const AWS_NEURON: Profile = {
  repoUrl: "https://yum.repos.neuron.amazonaws.com",
  notesUrls: [],
  packages: ["aws-neuron-dkms", "aws-neuronx-dkms"],
  fingerprints: ["00FA2C1079260870A76D2C285749CAD8646D9185"],
  keyFile: "GPG-PUB-KEY-AMAZON-AWS-NEURON.PUB",
  notesFile: "release-notes-runtime-aws-neuronx-dkms.rst",
  sourceFolder: "src",
  archiveFolder: "archive",
  archiveRpmFolder: "rpm",
  releaseSubject: "feat: Neuron Driver",
};
