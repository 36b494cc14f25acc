// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * A release's package: from its entry in the archived metadata to the source
 * tree that its payload holds.
 *
 * @module
 */

import { counted, listNames } from "../wording.ts";
import { TREE_MODE } from "../git/tree_object.ts";
import { sumName } from "../record/archive_sets.ts";
import {
  filenameOf,
  type VerifiedRelease,
  verifyRelease,
} from "../record/evidence.ts";
import { newestOfEachVersion } from "../record/versions.ts";
import { payloadSignature } from "../record/signature_choice.ts";
import { blobId } from "../source/object_id.ts";
import { type SourceTree, sourceTreeId } from "../source/tree.ts";
import { verifyBytes } from "../yum/checksum.ts";
import type { PrimaryPackage } from "../yum/primary.ts";
import type { PackageFacts } from "./contract.ts";
import {
  checkSum,
  type ConsistentMetadata,
  readPlain,
} from "./archived_metadata.ts";
import { listFiles } from "./diff.ts";
import { LIMITS } from "./limits.ts";
import type { Store } from "./objects.ts";
import type { ReleaseSubject } from "./context.ts";
import { formatTime } from "../time.ts";

/**
 * Verifies the package that the archived metadata names.
 *
 * @param metadata undefined where it is refused
 * @returns the release, where all of the package holds
 */
export async function checkPackage(
  subject: ReleaseSubject,
  metadata: ConsistentMetadata | undefined,
): Promise<VerifiedRelease | undefined> {
  const { archive, checklist, layout, now, keys } = subject;
  const keyring = await checklist.attempt(
    "key",
    keys.subject,
    () => keys.read(archive),
    (found) => found.keys.map(({ fingerprint }) => fingerprint).join(", "),
  );
  const listed = metadata && findListed(subject, metadata);
  if (listed === undefined) return undefined;
  const file = await checkFile(subject, listed);
  if (file === undefined || keyring === undefined) return undefined;
  const path = `${layout.rpms}/${filenameOf(listed)}`;
  const release = await checklist.attempt(
    "package",
    path,
    () => verifyRelease(file, listed, { keyring, now }),
    ({ rpm }) => {
      const { fingerprint, created } = payloadSignature(rpm);
      return `signed by ${fingerprint} at ${formatTime(created)}, content ` +
        rpm.contentSha256;
    },
  );
  for (const problem of release?.rpm.notes ?? []) {
    checklist.note("package", path, { problem });
  }
  return release;
}

/** Of packages of the version, an archived one; of those, the newest. */
function findListed(
  { tag, rpms, checklist, layout, profile }: ReleaseSubject,
  { packages }: ConsistentMetadata,
): PrimaryPackage | undefined {
  const listed = packages.filter(({ version }) => version === tag.name);
  const archived = listed.filter((p) => rpms.has(filenameOf(p)));
  const found = newestOfEachVersion({
    packages: archived.length > 0 ? archived : listed,
    names: profile.packages,
  }).get(tag.name);
  if (found === undefined) {
    checklist.fail("listed", tag.name, {
      problem: "the metadata has no such release; if the tag is your own, " +
        "give it a name that is not a version",
      expected: `${profile.packages.join(" or ")} of version ${tag.name}`,
      found: "no such package in primary.xml",
    });
    return undefined;
  }
  checklist.ok(
    "listed",
    found.name,
    `${found.checksum.type} ${found.checksum.value}`,
  );
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
  { tag, rpms, checklist, store, layout, archived }: ReleaseSubject,
  listed: PrimaryPackage,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const name = filenameOf(listed);
  const path = `${layout.rpms}/${name}`;
  const entry = rpms.get(name);
  if (entry === undefined) return undefined;
  const file = await checklist.whereThere(() =>
    readPlain(store, entry, { path, limit: LIMITS.package })
  );
  if (file !== undefined) {
    await checklist.attempt(
      "package-checksum",
      path,
      () =>
        verifyBytes(
          file,
          { size: listed.size.package, checksum: listed.checksum },
          { subject: path, source: "primary.xml" },
        ),
      () => `${listed.size.package} bytes, ${listed.checksum.value}`,
    );
  }
  const { checksum } = listed;
  const sum = rpms.get(sumName(name, checksum.type));
  const files = sum === undefined ? [entry] : [entry, sum];
  archived.set(tag.name, new Map(files.map((file) => [file.name, file.id])));
  await checkSum("package-sum", { name, checksum }, {
    directory: layout.rpms,
    entries: rpms,
    store,
    checklist,
  });
  return file;
}

/**
 * Compares the source directory with the package's tree. The predecessor lost
 * executable bits; nothing else may differ.
 *
 * @param tree the source as the package has it
 * @param expected git's id of that tree
 */
export async function checkSource(
  subject: ReleaseSubject,
  tree: SourceTree,
  expected: string,
): Promise<void> {
  const { commit, checklist, store, layout } = subject;
  const entry = await store.at(commit.tree, layout.source);
  const found = entry?.mode === TREE_MODE ? entry.id : undefined;
  const executable = tree.files.filter(({ mode }) => mode === "100755");
  const withoutBits = () =>
    sourceTreeId({
      ...tree,
      files: tree.files.map((file) =>
        executable.includes(file) ? { ...file, mode: "100644" as const } : file
      ),
    }, store.objectFormat);
  if (found === expected) {
    checklist.ok("source", layout.source, `tree ${found}`);
  } else if (found !== undefined && found === withoutBits()) {
    checklist.note("source", layout.source, {
      problem:
        `the same files, but ${executable.length} lost their executable bit: ` +
        listNames(executable.map(({ path }) => path)),
      expected: `tree ${expected}`,
      found: `tree ${found}`,
    });
  } else {
    checklist.fail("source", layout.source, {
      problem: found === undefined
        ? "there is no such directory"
        : `the tree is not the package's: ${await differences(
          tree,
          found,
          store,
        )}`,
      expected: `tree ${expected}`,
      found: found === undefined ? "no such directory" : `tree ${found}`,
    });
    return;
  }
  await checkObjects(found, subject);
}

/** Which files differ, for people. */
async function differences(
  tree: SourceTree,
  found: string,
  store: Store,
): Promise<string> {
  const files = new Map(
    (await listFiles(store, found)).map((file) => [file.path, file]),
  );
  const differing: string[] = [];
  for (const { path, mode, content } of tree.files) {
    const file = files.get(path);
    files.delete(path);
    if (file === undefined) differing.push(`${path} (missing)`);
    else if (file.id !== blobId(content, store.objectFormat)) {
      differing.push(path);
    } else if (file.mode !== mode) {
      differing.push(`${path} (mode ${file.mode}, not ${mode})`);
    }
  }
  for (const path of files.keys()) differing.push(`${path} (not the vendor's)`);
  return listNames(differing);
}

/** Equal ids are equal content only where the objects are what they say. */
async function checkObjects(
  tree: string,
  { checklist, store, layout }: ReleaseSubject,
): Promise<void> {
  const files = await listFiles(store, tree);
  const sizes = await Promise.all(
    files.map(({ id, path }) =>
      checklist.whereThere(() =>
        store.sourceSize({ id, path: `${layout.source}/${path}` })
      )
    ),
  );
  if (sizes.includes(undefined)) return;
  checklist.ok("object-ids", layout.source, counted(files.length, "file"));
}

/**
 * What the verified package says.
 *
 * @param known git's id of its tree, and the key file that proved it
 */
export function factsOf(
  release: VerifiedRelease,
  { treeId, key }: { readonly treeId: string; readonly key: string },
): PackageFacts {
  const { rpm, file, tree } = release;
  const { created, fingerprint } = payloadSignature(rpm);
  return {
    name: rpm.info.name,
    file,
    sha256: rpm.sha256,
    contentSha256: rpm.contentSha256,
    signedAt: created,
    fingerprint,
    keyFile: key,
    buildTime: rpm.info.buildTime,
    tree: treeId,
    upstreamCommit: tree.upstreamCommit,
  };
}
