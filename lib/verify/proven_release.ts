// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * One published release, proved again, with the source that its package holds.
 *
 * @module
 */

import { OperationError, VerificationError } from "../errors.ts";
import { openObjectReader } from "../git/objects.ts";
import { openRepository } from "../git/repository.ts";
import { readLocalFile } from "../local_file.ts";
import { MAX_KEY_FILE, readKeyring } from "../openpgp/keyring.ts";
import type { Profile } from "../profile.ts";
import { layoutOf } from "../record/layout.ts";
import { type VerifiedRpm, verifyRpm } from "../rpm/rpm.ts";
import { type SourceTree, sourceTree, sourceTreeId } from "../source/tree.ts";
import { audit } from "./audit.ts";
import type { Check } from "./checks.ts";
import type { PackageFacts, ReleaseAudit } from "./contract.ts";

/** Which release, and by which means. */
export interface ProofOptions {
  /** A folder of the data repository, or a bare one. */
  readonly repo: string;
  /** The release's tag. */
  readonly version: string;
  /** Vendor, packages, pins, folder names. */
  readonly profile: Profile;
  /** A key file to use instead of the archived one. */
  readonly keyFile?: string;
  /** Environment for git; the process's by default. */
  readonly env?: Readonly<Record<string, string>>;
  /** Stops it. */
  readonly signal?: AbortSignal;
}

/** A release that holds. */
export interface ProvenRelease {
  /** What was checked: verified, perhaps with notes. */
  readonly audit: ReleaseAudit;
  /** What the signed package says. */
  readonly facts: PackageFacts;
  /** The package. */
  readonly rpm: VerifiedRpm;
  /** Its source, with the modes that the package gives. */
  readonly tree: SourceTree;
}

/**
 * Proves one release.
 *
 * @param options which and how
 * @throws {VerificationError} where a check fails, with the first one's reason
 * @throws {OperationError} where this clone lacks what the proof needs
 * @throws {UsageError} where there is no such release
 */
export async function proveRelease(
  options: ProofOptions,
): Promise<ProvenRelease> {
  const { repo, version, profile, keyFile } = options;
  const { releases: [release] } = await audit({ ...options, tags: [version] });
  if (release === undefined) throw new TypeError("an audit without releases");
  const failed = release.checks.filter(({ status }) => status === "failed");
  const [first] = failed.filter(({ code }) => code !== "objects");
  if (first !== undefined) throw refusal(version, first);
  const { package: facts } = release;
  if (failed[0] !== undefined || facts === undefined) {
    throw new OperationError("repository", {
      subject: version,
      problem: failed[0]?.problem ?? "the package was not verified",
    });
  }
  const layout = layoutOf(profile);
  const repository = await openRepository(repo, {
    ...options,
    detached: "anywhere",
  });
  await using reader = openObjectReader(repository);
  const read = async (path: string) => {
    const object = await reader.read(`${release.commit}:${path}`);
    if (object !== undefined) return object.bytes;
    throw new OperationError("repository", {
      subject: path,
      problem: "has gone since it was verified",
    });
  };
  const keyring = await readKeyring(
    keyFile === undefined
      ? await read(layout.key)
      : await readLocalFile(keyFile, MAX_KEY_FILE),
    { fingerprints: profile.fingerprints, subject: keyFile ?? layout.key },
  );
  const file = await read(`${layout.rpms}/${facts.filename}`);
  const rpm = await verifyRpm(file, { keyring, subject: facts.filename });
  const tree = sourceTree(rpm, facts.filename);
  if (sourceTreeId(tree, repository.objectFormat) !== facts.tree) {
    throw new VerificationError("E_CONTENT", {
      subject: facts.filename,
      problem: "is another package than the one that was verified",
    });
  }
  return { audit: release, facts, rpm, tree };
}

function refusal(version: string, check: Check): VerificationError {
  const { code, subject, problem, expected, found, reason } = check;
  return new VerificationError(reason ?? "E_CONTENT", {
    subject: version,
    problem: `${code} (${subject})${
      problem === undefined ? "" : `: ${problem}`
    }`,
    ...(expected === undefined ? {} : { expected }),
    ...(found === undefined ? {} : { found }),
    hint: `see neuron-publish verify ${version}`,
  });
}
