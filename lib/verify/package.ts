// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * A release's package: from its entry in the archived metadata to the source
 * tree that its payload holds.
 *
 * @module
 */

import { VerificationError } from "../errors.ts";
import { FOLDER_MODE } from "../git/tree_object.ts";
import {
  filenameOf,
  type VerifiedRelease,
  verifyRelease,
} from "../record/evidence.ts";
import { newestOfEachVersion } from "../record/versions.ts";
import { payloadSignature } from "../record/signature_choice.ts";
import { sourceTreeId } from "../source/tree.ts";
import { verifyBytes } from "../yum/checksum.ts";
import type { VerifiedMetadata } from "../yum/metadata.ts";
import type { PrimaryPackage } from "../yum/primary.ts";
import type { PackageFacts } from "./contract.ts";
import type { Place } from "./place.ts";

/**
 * Verifies the package that the archived metadata names.
 *
 * @param metadata undefined where it does not hold
 * @returns the release, where all of the package holds
 */
export async function checkPackage(
  place: Place,
  metadata: VerifiedMetadata | undefined,
): Promise<VerifiedRelease | undefined> {
  const { archive, checklist, context } = place;
  const { layout, now } = context;
  const keyring = await checklist.attempt(
    "key",
    layout.key,
    () => context.readKeyring(archive),
  );
  const listed = metadata && findListed(place, metadata);
  if (listed === undefined) return undefined;
  const file = await checkFile(place, listed);
  if (file === undefined || keyring === undefined) return undefined;
  const path = `${layout.rpms}/${filenameOf(listed)}`;
  return await checklist.attempt(
    "package",
    path,
    () => verifyRelease(file, listed, { keyring, now }),
  );
}

/** Of packages of the version, an archived one; of those, the newest. */
function findListed(
  { tag, rpms, checklist, context }: Place,
  { packages }: VerifiedMetadata,
): PrimaryPackage | undefined {
  const { layout, profile } = context;
  const listed = packages.filter(({ version }) => version === tag.name);
  const archived = listed.filter((p) => rpms.has(filenameOf(p)));
  const found = newestOfEachVersion({
    packages: archived.length > 0 ? archived : listed,
    names: profile.packages,
  }).get(tag.name);
  if (found === undefined) {
    checklist.fail("listed", tag.name, {
      expected: `${profile.packages.join(" or ")} of version ${tag.name}`,
      found: "no such package in primary.xml",
    });
    return undefined;
  }
  checklist.ok("listed", found.name);
  const path = `${layout.rpms}/${filenameOf(found)}`;
  if (archived.length > 0) checklist.ok("package-file", path);
  else {
    checklist.fail("package-file", path, {
      expected: "the package that primary.xml names",
      found: "no such file",
    });
  }
  return found;
}

/** @returns the bytes of the file, where they are there */
async function checkFile(
  { rpms, checklist, context }: Place,
  listed: PrimaryPackage,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const { store, layout } = context;
  const name = filenameOf(listed);
  const path = `${layout.rpms}/${name}`;
  const entry = rpms.get(name);
  if (entry === undefined) return undefined;
  const file = await checklist.whereThere(() => store.blob(entry.id, path));
  if (file !== undefined) {
    await checklist.attempt("package-checksum", path, () =>
      verifyBytes(
        file,
        { size: listed.size.package, checksum: listed.checksum },
        { subject: path, source: "primary.xml" },
      ));
  }
  const sum = `${name}.${listed.checksum.type}`;
  const sumEntry = rpms.get(sum);
  const text = sumEntry &&
    await checklist.whereThere(() =>
      store.blob(sumEntry.id, `${layout.rpms}/${sum}`)
    );
  if (sumEntry === undefined || text !== undefined) {
    checklist.equal("package-sum", `${layout.rpms}/${sum}`, {
      expected: listed.checksum.value,
      found: text === undefined
        ? "no such file"
        : new TextDecoder().decode(text),
    });
  }
  return file;
}

/**
 * The predecessor lost executable bits; nothing else may differ.
 *
 * @param expected the id of the package's tree
 */
export async function checkSource(
  { commit, checklist, context }: Place,
  { tree }: VerifiedRelease,
  expected: string,
): Promise<void> {
  const { store, layout } = context;
  const entry = await store.at(commit.tree, layout.source);
  const found = entry?.mode === FOLDER_MODE ? entry.id : "no such folder";
  if (found === expected) {
    checklist.ok("source", layout.source);
    return;
  }
  const plain = tree.files.map((file) =>
    file.mode === "100755" ? { ...file, mode: "100644" as const } : file
  );
  const withoutBits = sourceTreeId(
    { ...tree, files: plain },
    store.objectFormat,
  );
  if (found !== withoutBits) {
    checklist.equal("source", layout.source, {
      problem: "the tree is not the package's",
      expected: `tree ${expected}`,
      found: entry === undefined ? found : `tree ${found}`,
    });
    return;
  }
  const lost = tree.files.filter(({ mode }) => mode === "100755").length;
  checklist.note("source", layout.source, {
    problem: `the same files, but ${lost} lost their executable bit`,
    expected: `tree ${expected}`,
    found: `tree ${found}`,
  });
}

/**
 * What the verified package says.
 *
 * @param treeId the id of its tree
 */
export function factsOf(
  release: VerifiedRelease,
  treeId: string,
): PackageFacts {
  const { rpm, filename, tree } = release;
  const { created, fingerprint } = payloadSignature(rpm);
  return {
    name: rpm.info.name,
    filename,
    sha256: rpm.sha256,
    contentSha256: rpm.contentSha256,
    signedAt: created,
    fingerprint,
    buildTime: rpm.info.buildTime,
    tree: treeId,
    upstreamCommit: tree.upstreamCommit,
  };
}

/**
 * The refusal of an archive without a key.
 *
 * @param path where it should be
 */
export function noKeyFile(path: string): VerificationError {
  return new VerificationError("E_NOKEY", {
    subject: path,
    problem: "there is no such file",
  });
}
