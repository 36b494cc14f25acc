// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * One release, from its entry in primary.xml to a verified source tree.
 *
 * @module
 */

import { VerificationError } from "../errors.ts";
import {
  type VerifiedRpm,
  type VerifierOptions,
  verifyRpm,
} from "../rpm/rpm.ts";
import { formatTime } from "../time.ts";
import { type SourceTree, sourceTree } from "../source/tree.ts";
import type { PrimaryPackage } from "../yum/primary.ts";

/** A release of which everything was verified. */
export interface VerifiedRelease {
  /** As verified metadata lists it. */
  readonly listed: PrimaryPackage;
  /** The package's file name, without directories. */
  readonly file: string;
  /** Its bytes. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The package. */
  readonly rpm: VerifiedRpm;
  /** The source in it. */
  readonly tree: SourceTree;
}

/** The package's file name: the last part of its href. */
export function filenameOf({ href }: PrimaryPackage): string {
  return href.slice(href.lastIndexOf("/") + 1);
}

/**
 * Verifies a package whose size and checksum are those of primary.xml.
 *
 * @param bytes the package file
 * @param listed what primary.xml says about it
 * @param options the pinned keys, and how to verify
 * @throws {VerificationError} of {@linkcode verifyRpm} and
 * {@linkcode sourceTree}; `E_META` where the signed header does not agree with
 * primary.xml
 */
export async function verifyRelease(
  bytes: Uint8Array<ArrayBuffer>,
  listed: PrimaryPackage,
  options: Pick<VerifierOptions, "keyring" | "now">,
): Promise<VerifiedRelease> {
  const file = filenameOf(listed);
  const rpm = await verifyRpm(bytes, { ...options, subject: file });
  checkListed(rpm, listed, file);
  return { listed, file, bytes, rpm, tree: sourceTree(rpm, file) };
}

/**
 * Name, EVR, architecture, build time and header range are those of
 * primary.xml: all that later metadata is compared with.
 */
function checkListed(
  rpm: VerifiedRpm,
  listed: PrimaryPackage,
  subject: string,
): void {
  const range = ({ start, end }: { start: number; end: number }) =>
    `bytes ${start} to ${end}`;
  const rows = [
    ["name", listed.name, rpm.info.name],
    // One by one: "1:2" could be an epoch and a version, or a version.
    ["epoch", String(listed.epoch), String(rpm.info.epoch)],
    ["version", listed.version, rpm.info.version],
    ["release", listed.release, rpm.info.release],
    ["architecture", listed.arch, rpm.info.arch],
    [
      "build time",
      formatTime(listed.buildTime),
      formatTime(rpm.info.buildTime),
    ],
    ["header range", range(listed.headerRange), range(rpm.headerRange)],
  ] as const;
  for (const [what, expected, found] of rows) {
    if (expected === found) continue;
    throw new VerificationError("E_META", {
      subject,
      problem: `primary.xml lists a different ${what} from the package's`,
      expected: found,
      found: expected,
    });
  }
}
