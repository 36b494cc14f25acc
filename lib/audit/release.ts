// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * One release, proved from its commit's own tree. Reads objects and nothing
 * else.
 *
 * @module
 */

import { VerificationError } from "../errors.ts";
import type { CommitObject } from "../git/commit_object.ts";
import { FOLDER_MODE } from "../git/tree_object.ts";
import type { Keyring } from "../openpgp/keyring.ts";
import type { Profile } from "../profile.ts";
import {
  filenameOf,
  type VerifiedRelease,
  verifyRelease,
} from "../publish/evidence.ts";
import type { Layout } from "../publish/layout.ts";
import type { FileChange } from "../publish/message.ts";
import {
  parseReleaseMessage,
  type ReleaseMessage,
} from "../publish/message_parser.ts";
import { newestOfEachVersion } from "../publish/plan.ts";
import { payloadSignature } from "../publish/signature_choice.ts";
import { sourceTreeId } from "../source/tree.ts";
import { verifyBytes } from "../yum/checksum.ts";
import type { VerifiedMetadata } from "../yum/metadata.ts";
import type { PrimaryPackage } from "../yum/primary.ts";
import type { MetadataReader } from "./archived_metadata.ts";
import { Checklist, verdictOf } from "./checks.ts";
import type { PackageFacts, ReleaseAudit } from "./contract.ts";
import { diffTrees } from "./diff.ts";
import { checkMessage } from "./message.ts";
import type { PagesReader } from "./pages.ts";
import type { ReleaseTag } from "./references.ts";
import type { Store, Tree } from "./store.ts";

/** How a commit hangs together with the branches. */
export interface Reach {
  /** `unknown`: history is cut off. */
  readonly status: "ok" | "note" | "failed" | "unknown";
  /** What is wrong; the branch that it is on, where nothing is. */
  readonly problem: string;
}

/** What releases of one audit share. */
export interface ReleaseContext {
  readonly store: Store;
  readonly profile: Profile;
  readonly layout: Layout;
  /** Reads archived metadata, each state once. */
  readonly readMetadata: MetadataReader;
  /** Reads archived pages of notes, each once. */
  readonly readPages: PagesReader;
  /** The pinned keys of an archive, or those that were given. */
  readonly readKeyring: (archive: Tree) => Promise<Keyring>;
  /** Whether a commit is on a branch. */
  readonly reach: (commit: string) => Reach;
  /** The time that counts as now. */
  readonly now: Date;
}

/** A commit and the folders that matter. */
interface Place {
  readonly tag: ReleaseTag;
  readonly commit: CommitObject;
  readonly archive: Tree;
  readonly rpms: Tree;
  readonly checklist: Checklist;
  readonly context: ReleaseContext;
}

/**
 * Proves one release. What does not hold is in the result, never thrown.
 *
 * @param tag the release's tag
 * @param context what releases share
 */
export async function auditRelease(
  tag: ReleaseTag,
  context: ReleaseContext,
): Promise<ReleaseAudit> {
  const checklist = new Checklist();
  const known = await checklist.whereThere(() =>
    auditCommit(tag, context, checklist)
  );
  return {
    tag: tag.name,
    commit: tag.commit,
    verdict: verdictOf(checklist.checks),
    checks: checklist.checks,
    ...known,
  };
}

async function auditCommit(
  tag: ReleaseTag,
  context: ReleaseContext,
  checklist: Checklist,
): Promise<Partial<ReleaseAudit>> {
  const { store, layout } = context;
  if (tag.target !== "commit") {
    checklist.fail("tag", tag.name, {
      expected: "a commit",
      found: tag.target,
    });
    return {};
  }
  const commit = await store.commit(tag.commit);
  const place: Place = {
    tag,
    commit,
    archive: await store.folder(commit.tree, layout.archive),
    rpms: await store.folder(commit.tree, layout.rpms),
    checklist,
    context,
  };
  const message = await checklist.attempt(
    "message-format",
    "message",
    () => Promise.resolve().then(() => parseReleaseMessage(commit.message)),
  );
  await checkTag(place, message);
  checkReach(place);
  const changes = await checklist.whereThere(() => checkPaths(place));
  const { verified, checks } = await context.readMetadata(place.archive);
  checklist.add(checks);
  const release = await checkPackage(place, verified);
  const committed = { committed: commit.committed };
  if (release === undefined) return committed;
  await checklist.whereThere(() => checkSource(place, release));
  if (message !== undefined && changes !== undefined) {
    await checklist.whereThere(async () => {
      const pages = await context.readPages(place.archive);
      const { profile } = context;
      const evidence = { release, files: changes, pages, profile };
      checkMessage(message, evidence, checklist);
    });
  }
  return { ...committed, package: factsOf(release, store) };
}

/** An annotated tag names itself; the message names the version. */
async function checkTag(
  { tag, checklist, context }: Place,
  message: ReleaseMessage | undefined,
): Promise<void> {
  const { store, profile } = context;
  if (tag.type === "tag") {
    const own = await checklist.whereThere(() => store.tag(tag.id));
    if (own !== undefined && own.name !== tag.name) {
      checklist.fail("tag", "annotated tag", {
        expected: tag.name,
        found: own.name,
      });
    }
  }
  if (message === undefined) return;
  checklist.equal("tag", "subject", {
    problem: "the commit is that of another release",
    expected: `${profile.releaseSubject} ${tag.name}`,
    found: message.subject,
  });
}

function checkReach({ tag, checklist, context }: Place): void {
  const { status, problem } = context.reach(tag.commit);
  if (status === "ok") checklist.ok("branch", problem);
  else if (status === "note") checklist.note("branch", tag.commit, { problem });
  else if (status === "failed") {
    checklist.fail("branch", tag.commit, { problem });
  } else checklist.fail("objects", tag.commit, { problem });
}

/** @returns what the commit changes */
async function checkPaths(
  { commit, checklist, context }: Place,
): Promise<FileChange[]> {
  const { store, layout } = context;
  const [parent] = commit.parents;
  const before = parent === undefined
    ? undefined
    : (await store.commit(parent)).tree;
  const changes = await diffTrees(store, { before, after: commit.tree });
  const elsewhere = changes.filter(({ path }) =>
    !path.startsWith(`${layout.source}/`) &&
    !path.startsWith(`${layout.archive}/`)
  );
  for (const { status, path } of elsewhere) {
    checklist.fail("paths", path, {
      problem: "the commit touches something else",
      expected: `changes below ${layout.source}/ and ${layout.archive}/ only`,
      found: `${status}: ${path}`,
    });
  }
  if (elsewhere.length === 0) checklist.ok("paths", `${changes.length} files`);
  return changes;
}

async function checkPackage(
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

/** The predecessor lost executable bits; nothing else may differ. */
async function checkSource(
  { commit, checklist, context }: Place,
  { tree }: VerifiedRelease,
): Promise<void> {
  const { store, layout } = context;
  const entry = await store.at(commit.tree, layout.source);
  const expected = sourceTreeId(tree, store.objectFormat);
  const found = entry?.mode === FOLDER_MODE ? entry.id : "no such folder";
  const plain = tree.files.map((file) =>
    file.mode === "100755" ? { ...file, mode: "100644" as const } : file
  );
  const withoutBits = sourceTreeId(
    { ...tree, files: plain },
    store.objectFormat,
  );
  if (found === expected || found !== withoutBits) {
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

function factsOf(release: VerifiedRelease, store: Store): PackageFacts {
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
    tree: sourceTreeId(tree, store.objectFormat),
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
