// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The published history, proved again from the repository alone.
 *
 * git answers a handful of questions about the repository; then one process
 * hands out objects, whatever the number of releases. It reads ahead on another
 * core while this one verifies.
 *
 * @module
 */

import { OperationError, UsageError } from "../errors.ts";
import { listLocalObjects } from "../git/local_objects.ts";
import { openObjectReader } from "../git/objects.ts";
import { together } from "../together.ts";
import { openRepository, type Repository } from "../git/repository.ts";
import { readLocalFile } from "../local_file.ts";
import { prepareKeys } from "../openpgp/key_file.ts";
import { type Keyring, MAX_KEY_FILE, readKeyring } from "../openpgp/keyring.ts";
import { type Layout, layoutOf } from "../record/layout.ts";
import { compareVersions } from "../rpm/version.ts";
import { metadataReader } from "./archived_metadata.ts";
import { AS_FAR_AS_SHALLOW, auditBranch } from "./branch.ts";
import type { Verdict } from "./checks.ts";
import type { AuditOptions, AuditResult } from "./contract.ts";
import { pagesReader } from "./pages.ts";
import {
  History,
  readReferences,
  type References,
  type ReleaseTag,
} from "./references.ts";
import { noKeyFile } from "./package.ts";
import type { Reach, ReleaseContext } from "./place.ts";
import { auditRelease } from "./release.ts";
import { Store, type Tree } from "./store.ts";
import { auditUpstream } from "./upstream.ts";

/** Releases that are worked on at once, so that git reads ahead. */
const CONCURRENCY = 2;

/**
 * Proves published releases again.
 *
 * @param options where and how
 * @returns what was checked; look at `verdict`, and where upstream was asked
 * also at `upstream` and `upstreamFailure`
 * @throws {OperationError} where git or the repository's state stand in the way
 * @throws {VerificationError} where the key file that was given does not hold
 * @throws {UsageError} where a tag is named that is not there
 */
export async function audit(options: AuditOptions): Promise<AuditResult> {
  const { profile, onEvent, signal } = options;
  const layout = layoutOf(profile);
  const repository = await openRepository(options.repo, {
    ...(options.env === undefined ? {} : { env: options.env }),
    ...(signal === undefined ? {} : { signal }),
    detached: "anywhere",
  });
  await using reader = openObjectReader(repository);
  const { tip } = repository.branch;
  const asking = together(
    readReferences(repository),
    History.read(repository, tip === undefined ? [] : [tip]),
    openStore(repository, reader),
  );
  prepareKeys(); // while git goes through the history
  const [references, own, store] = await asking;
  const tags = selectTags(references.tags, repository, options);
  onEvent?.({ kind: "plan", tags: tags.map(({ name }) => name) });
  const { branch, remotes, series } = references;
  const tips = [branch, ...remotes, ...series].map(({ tip }) => tip);
  const history = tips.every((tip) => own.has(tip))
    ? own
    : await History.read(repository, tips);
  const keyringOf = await keyringReader(store, layout, options);
  const context: ReleaseContext = {
    store,
    profile,
    layout,
    readKeyring: keyringOf,
    readMetadata: metadataReader(store, layout, profile),
    readPages: pagesReader(store, layout),
    reach: reachReader(references, history, repository),
    now: options.now ?? new Date(),
  };
  const releases = await inOrder(tags, CONCURRENCY, async (tag) => {
    signal?.throwIfAborted();
    const release = await auditRelease(tag, context);
    onEvent?.({ kind: "release", release });
    return release;
  });
  const branchContext = {
    store,
    layout,
    history,
    shallow: repository.shallow,
    tags: references.tags,
    releases,
  };
  const main = await auditBranch(branch, branchContext);
  const backports = [];
  for (const line of series) {
    backports.push(await auditBranch(line, branchContext));
  }
  const answer = options.upstream === undefined
    ? undefined
    : await auditUpstream(options.upstream, {
      options,
      repository,
      tags: references.tags,
      releases,
      readKeyring: async () => {
        const { tree } = await store.commit(branch.tip);
        return await keyringOf(await store.folder(tree, layout.archive));
      },
    });
  return {
    verdict: overall([...releases, main, ...backports]),
    releases,
    branch: main,
    series: backports,
    upstream: answer?.upstream,
    upstreamFailure: answer?.failure,
  };
}

/** The worst of some verdicts. */
function overall(parts: readonly { readonly verdict: Verdict }[]): Verdict {
  const verdicts = parts.map(({ verdict }) => verdict);
  if (verdicts.includes("failed")) return "failed";
  return verdicts.includes("verified-with-notes")
    ? "verified-with-notes"
    : "verified";
}

function selectTags(
  all: readonly ReleaseTag[],
  { shallow }: Repository,
  options: AuditOptions,
): readonly ReleaseTag[] {
  const { tags = [], since } = options;
  const remedy = `git fetch ${shallow ? "--unshallow " : ""}--tags`;
  const names = all.map(({ name }) => name);
  for (const name of [...tags, ...(since === undefined ? [] : [since])]) {
    if (names.includes(name)) continue;
    throw new UsageError(
      `There is no release tag ${JSON.stringify(name)}`,
      names.length === 0
        ? `the repository has no release tags; in a clone: ${remedy}`
        : `the newest one is ${names.at(-1)}`,
    );
  }
  const selected = all.filter(({ name }) =>
    (tags.length === 0 || tags.includes(name)) &&
    (since === undefined || compareVersions(name, since) >= 0)
  );
  if (selected.length > 0) return selected;
  throw new OperationError("repository", {
    subject: options.repo,
    problem: "there is no release to verify",
    hint: `in a clone without tags: ${remedy}`,
  });
}

async function openStore(
  repository: Repository,
  reader: ConstructorParameters<typeof Store>[0],
): Promise<Store> {
  const { objectFormat, shallow } = repository;
  const local = await listLocalObjects(repository);
  const remedy = shallow
    ? "get them with: git fetch --unshallow --tags"
    : local === undefined
    ? "look for damage with: git fsck"
    : "get them with: git fetch --refetch --no-filter";
  return new Store(reader, {
    objectFormat,
    remedy,
    ...(local === undefined ? {} : { local }),
  });
}

/** The key of the archive, or the file that was given; trust is in the pins. */
async function keyringReader(
  store: Store,
  layout: Layout,
  options: AuditOptions,
): Promise<(archive: Tree) => Promise<Keyring>> {
  const { fingerprints, keyFile: archived } = options.profile;
  const { keyFile } = options;
  if (keyFile !== undefined) {
    const keyring = await readKeyring(
      await readLocalFile(keyFile, MAX_KEY_FILE),
      {
        fingerprints,
        subject: keyFile,
      },
    );
    return () => Promise.resolve(keyring);
  }
  const known = new Map<string, Promise<Keyring>>();
  return async (archive) => {
    const entry = archive.get(archived);
    if (entry === undefined) throw noKeyFile(layout.key);
    const { id } = entry;
    const keyring = known.get(id) ?? store.blob(id, layout.key)
      .then((key) => readKeyring(key, { fingerprints, subject: layout.key }));
    known.set(id, keyring);
    return await keyring;
  };
}

/** Tells for a commit whether it is on the branch, or on a series branch. */
function reachReader(
  references: References,
  history: History,
  repository: Repository,
): (commit: string) => Reach {
  const { branch, remotes, series } = references;
  const sets = (lines: References["series"]) =>
    lines.map((line) => ({ ...line, commits: history.upTo(line.tip) }));
  const good = sets([branch, ...series]);
  const ahead = sets(remotes);
  return (commit) => {
    const on = good.find(({ commits }) => commits.has(commit));
    if (on !== undefined) return { status: "ok", problem: on.name };
    const remote = ahead.find(({ commits }) => commits.has(commit));
    if (remote !== undefined) {
      const problem = `only ${remote.name} has the commit; ${branch.name} is ` +
        "behind";
      return { status: "note", problem };
    }
    const problem = `neither ${branch.name} nor a series branch has the commit`;
    if (!repository.shallow) return { status: "failed", problem };
    return {
      status: "unknown",
      problem: `${problem}, ${AS_FAR_AS_SHALLOW}`,
    };
  };
}

/** Works on some items at a time, and gives the results in their order. */
async function inOrder<T, R>(
  items: readonly T[],
  concurrency: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const queue = items.entries();
  const worker = async () => {
    for (const [i, item] of queue) results[i] = await work(item);
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return results;
}
