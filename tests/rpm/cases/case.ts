// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The rows of the conformance tables: each starts from one good package and
 * changes one thing. Here is what a row is, what the good package is, and how a
 * row is put to the verifier.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import type { VerificationCode } from "../../../lib/errors.ts";
import { readKeyring } from "../../../lib/openpgp/keyring.ts";
import { type VerifiedRpm, verifyRpm } from "../../../lib/rpm/rpm.ts";
import { type SourceTree, sourceTree } from "../../../lib/source/tree.ts";
import { asBytes, type Bytes, concat, utf8 } from "../../fixtures/bytes.ts";
import { driverSpec } from "../../fixtures/driver_package.ts";
import {
  defaultKey,
  type KeyOptions,
  makeKey,
  type TestKey,
} from "../../fixtures/keys.ts";
import {
  FILE_FLAG,
  FILE_TYPE,
  type PackageFile,
} from "../../fixtures/package_file.ts";
import type { Program } from "../../fixtures/programs.ts";
import {
  buildPackage,
  type BuiltPackage,
  type PackageSpec,
} from "../../fixtures/rpm_builder.ts";
import type { PackageSignature } from "../../fixtures/signature_entries.ts";

/** A package, and what a verifier is given beside it. */
export interface Case {
  readonly bytes: Bytes;
  /** What was put into it, to compare with what comes out. */
  readonly files: readonly PackageFile[];
  readonly keyFile: string | Uint8Array<ArrayBuffer>;
  readonly pins: readonly string[];
  readonly now: Date;
}

/** What rpm 4.18 answers. "good" wants header and payload signed. */
export type RpmVerdict = "good" | "bad";

/** One row of a table. */
export interface Row {
  /** As in the list of cases; a letter after it where the list has none. */
  readonly id: string;
  readonly title: string;
  /** Programs without which the row is skipped. */
  readonly needs?: readonly Program[];
  /** Whether a quick run leaves it out. */
  readonly long?: boolean;
  readonly build: () => Promise<Case>;
  /** One code of several only where a decoder's progress decides. */
  readonly expect: VerificationCode | readonly VerificationCode[] | "accepted";
  /** What the error's message has to say. */
  readonly says?: RegExp;
  /** What is to be seen in an accepted package besides its source files. */
  readonly check?: (found: Found) => void | Promise<void>;
  /** Where rpm answers otherwise than its section's default, and why. */
  readonly rpm?: readonly [RpmVerdict, why: string];
}

/** A table of rows. */
export interface Section {
  readonly letter: string;
  readonly title: string;
  readonly rows: readonly Row[];
  /** What rpm answers to the rows that we refuse. */
  readonly refusedRowsInRpm: RpmVerdict;
}

/** What comes out of an accepted package. */
export interface Found {
  readonly rpm: VerifiedRpm;
  readonly tree: SourceTree;
}

/** The source directory of the good package. */
export const ROOT = "/usr/src/aws-neuronx-2.21.0.0";

/** The good package: small, and as the vendor's. */
export const GOOD: PackageSpec = driverSpec({ version: "2.21.0.0" });

/** An unknown tag, for entries that are changed. */
export const UNKNOWN = 999_999;

/** 2025-06-01: half a year after the good package was built and signed. */
export const NOW = new Date("2025-06-01T00:00:00Z");

/** The same in seconds of Unix time. */
export const NOW_SECONDS = NOW.getTime() / 1000;

/** What errors have to name, and nothing else. */
export const SUBJECT = "driver.rpm";
const KEY_SUBJECT = "KEY.PUB";

const KEYS = new Map<string, Promise<TestKey>>();

/** A key of these properties; the same one for each row that asks for it. */
export function keyOf(
  options: KeyOptions = {},
  which: string = "",
): Promise<TestKey> {
  if (which === "" && Object.keys(options).length === 0) return defaultKey();
  const name = JSON.stringify(options) + which;
  const key = KEYS.get(name) ?? makeKey(options);
  KEYS.set(name, key);
  return key;
}

/** The parts of a case beside the package. */
export type CaseOptions = Partial<Pick<Case, "keyFile" | "pins" | "now">>;

/** Builds the good package with what `spec` changes in it. */
export async function build(
  spec: PackageSpec = {},
  options: CaseOptions = {},
): Promise<Case> {
  return asCase(
    (await buildPackage({ ...GOOD, ...spec })).bytes,
    spec,
    options,
  );
}

let parts: Promise<BuiltPackage> | undefined;

/** The good package in its parts. */
export function goodParts(): Promise<BuiltPackage> {
  parts ??= buildPackage(GOOD);
  return parts;
}

/**
 * Builds the good package and then changes its parts; nothing is signed again.
 */
export async function rebuild(
  change: (parts: BuiltPackage) => Partial<Parts> | Promise<Partial<Parts>>,
  spec: PackageSpec = {},
  options: CaseOptions = {},
): Promise<Case> {
  const built = await buildPackage({ ...GOOD, ...spec });
  const { lead, signatureHeader, header, payload } = {
    ...built,
    ...await change(built),
  };
  const gap = new Uint8Array((8 - signatureHeader.length % 8) % 8);
  const bytes = concat(lead, signatureHeader, gap, header, payload);
  return asCase(bytes, spec, options);
}

/** The parts that {@linkcode rebuild} puts together again. */
export type Parts = Pick<
  BuiltPackage,
  "lead" | "signatureHeader" | "header" | "payload"
>;

async function asCase(
  bytes: Bytes,
  spec: PackageSpec,
  options: CaseOptions,
): Promise<Case> {
  const key = spec.key ?? await defaultKey();
  return {
    bytes,
    files: spec.files ?? GOOD.files ?? [],
    keyFile: key.armored,
    pins: [key.fingerprint],
    now: NOW,
    ...options,
  };
}

/** The good package's files and more. */
export function withFiles(...more: PackageFile[]): PackageFile[] {
  return [...GOOD.files ?? [], ...more];
}

/** One signature over the header, one over header and payload. */
export function both(
  how: Omit<PackageSignature, "tag"> = {},
): PackageSignature[] {
  return [{ tag: "RSAHEADER", ...how }, { tag: "SIGPGP", ...how }];
}

/** The same under the tags of all algorithms but RSA. */
export function bothEcc(
  how: Omit<PackageSignature, "tag"> = {},
): PackageSignature[] {
  return [{ tag: "DSAHEADER", ...how }, { tag: "SIGGPG", ...how }];
}

/** Runs the verifier on a case, from the key file to the source tree. */
export async function verify(
  { bytes, keyFile, pins, now }: Case,
): Promise<Found> {
  const keyring = await readKeyring(
    typeof keyFile === "string" ? utf8(keyFile) : keyFile,
    { fingerprints: pins, subject: KEY_SUBJECT },
  );
  const rpm = await verifyRpm(bytes, { keyring, subject: SUBJECT, now });
  return { rpm, tree: sourceTree(rpm, SUBJECT) };
}

/** Errors name the file and nothing of what is in it. */
export function assertSubject(subject: string): void {
  assertEquals([SUBJECT, KEY_SUBJECT].includes(subject), true, subject);
}

/** Everything that was put below the root comes out, byte for byte. */
export function assertSource(found: Found, files: readonly PackageFile[]) {
  const expected = files
    .filter((file) =>
      file.path.startsWith(`${ROOT}/`) &&
      (file.mode & FILE_TYPE.MASK) !== FILE_TYPE.FOLDER &&
      ((file.flags ?? 0) & FILE_FLAG.GHOST) === 0
    )
    .map((file) => ({
      path: file.path.slice(ROOT.length + 1),
      mode: (file.mode & FILE_TYPE.MASK) === FILE_TYPE.SYMLINK
        ? "120000" as const
        : file.mode & 0o100
        ? "100755" as const
        : "100644" as const,
      content: asBytes(file.linkTo ?? file.content ?? ""),
    }))
    .sort((a, b) => a.path < b.path ? -1 : 1);
  assertEquals(found.tree.files, expected);
}
