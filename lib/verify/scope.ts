// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What every audit begins with, of a whole clone or of some releases: objects,
 * refs, history, and what releases are proved by.
 *
 * @module
 */

import type { ObjectReader } from "../git/objects.ts";
import { prepareKeys } from "../openpgp/key_file.ts";
import type { Profile } from "../profile.ts";
import { layoutOf } from "../record/layout.ts";
import { newestOfEachVersion } from "../record/versions.ts";
import { metadataReader } from "./archived_metadata.ts";
import { Checklist, verdictOf } from "./checks.ts";
import type { ReleaseAudit } from "./contract.ts";
import { History } from "./history.ts";
import type { Inventory } from "./inventory.ts";
import { keysReader } from "./keys.ts";
import { lookAlikesReader } from "./look_alikes.ts";
import { Store } from "./objects.ts";
import { Order } from "./order.ts";
import { pagesReader } from "./pages.ts";
import type { OnVerified, ReleaseContext } from "./release_context.ts";
import { remedyFor } from "./redirections.ts";
import {
  type MovedRefs,
  readReferences,
  type References,
  type ReleaseTag,
} from "./refs.ts";
import { auditRelease } from "./release.ts";
import type { Clone } from "./repository.ts";

/** Releases that are worked on at once, so that git reads ahead. */
const CONCURRENCY = 2;

/** What an audit works with. */
export interface Scope {
  readonly clone: Clone;
  readonly references: References;
  readonly history: History;
  readonly order: Order;
  readonly context: ReleaseContext;
  /** How to get what the clone was made without; undefined for a full one. */
  readonly remedy: string | undefined;
}

/** What releases are proved by. */
export interface ScopeOptions {
  /** Vendor, packages, pins, directory names. */
  readonly profile: Profile;
  /** A key file to use instead of the archived ones. */
  readonly keyFile?: string | undefined;
  /** The time that counts as now; the clock's where absent. */
  readonly now?: Date | undefined;
  /** Takes the content of each verified package. */
  readonly onVerified?: OnVerified | undefined;
  /** Refs that count instead of the clone's own, or in addition. */
  readonly moved?: MovedRefs | undefined;
  /** Ends the wait for the key file, which may be a pipe. */
  readonly signal?: AbortSignal | undefined;
}

/** Where objects come from. */
export interface ScopeSource {
  readonly clone: Clone;
  readonly inventory: Inventory;
  readonly reader: ObjectReader;
}

/**
 * Reads refs and history.
 *
 * @param checklist takes what is wrong with the clone as a whole
 */
export async function openScope(
  { clone, inventory, reader }: ScopeSource,
  options: ScopeOptions,
  checklist: Checklist,
): Promise<Scope> {
  const { profile, keyFile, onVerified, now = new Date() } = options;
  const { large, local, excess } = inventory;
  if (excess !== undefined) checklist.addObjectError(excess);
  const remedy = remedyFor(clone);
  const store = new Store(reader, {
    objectFormat: clone.objectFormat,
    large,
    remedy: remedy === undefined
      ? "look for damage with: git fsck"
      : `get it with: ${remedy}`,
    local,
  });
  const references = await readReferences(
    clone,
    { store, checklist, moved: options.moved },
  );
  prepareKeys(); // while git goes through the history
  const history = await History.read(store, clone.git, allTips(references));
  const layout = layoutOf(profile);
  const { fingerprints } = profile;
  const keys = await keysReader(store, layout, {
    fingerprints,
    keyFile,
    signal: options.signal,
  });
  return {
    clone,
    references,
    history,
    order: new Order(references, history, remedy),
    context: {
      store,
      profile,
      layout,
      readMetadata: metadataReader(store, layout, profile),
      readPages: pagesReader(store, layout),
      readLookAlikes: lookAlikesReader(store, layout),
      archived: new Map(),
      keys,
      now,
      onVerified,
    },
    remedy,
  };
}

function allTips({ branches, tags, head }: References): string[] {
  return [
    ...branches.map(({ tip }) => tip),
    ...tags.filter(({ target }) => target === "commit")
      .map(({ commit }) => commit),
    ...(head.commit === undefined ? [] : [head.commit]),
  ];
}

/**
 * Proves releases from their own commits, and looks at which branches they are
 * on.
 *
 * @param onRelease takes each as soon as it is known
 */
export async function proveReleases(
  tags: readonly ReleaseTag[],
  { context, order }: Scope,
  options: {
    readonly signal?: AbortSignal | undefined;
    readonly onRelease?: (release: ReleaseAudit) => void;
  } = {},
): Promise<readonly ReleaseAudit[]> {
  return await inOrder(tags, CONCURRENCY, async (tag) => {
    options.signal?.throwIfAborted();
    const own = await auditRelease(tag, context);
    const epochs = await epochsOf(tag, context);
    const checks = [...own.checks, ...order.check(tag, epochs)];
    const release = { ...own, checks, verdict: verdictOf(checks) };
    options.onRelease?.(release);
    return release;
  });
}

/** Epochs by version, where a release's own metadata verifies. */
async function epochsOf(
  { commit, target }: ReleaseTag,
  { store, layout, profile, readMetadata }: ReleaseContext,
): Promise<ReadonlyMap<string, number>> {
  if (target !== "commit") return new Map();
  const known = await new Checklist().whereThere(async () => {
    const { tree } = await store.commit(commit);
    return await readMetadata(await store.folder(tree, layout.archive));
  });
  const packages = known?.verified?.packages ?? [];
  const newest = newestOfEachVersion({ packages, names: profile.packages });
  return new Map([...newest].map(([version, { epoch }]) => [version, epoch]));
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
