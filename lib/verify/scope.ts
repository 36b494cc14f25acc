// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What every audit begins with, of a whole clone or of some releases: objects,
 * refs, history, and what releases are proved by.
 *
 * @module
 */

import { UsageError } from "../errors.ts";
import type { ObjectReader } from "../git/objects.ts";
import type { Profile } from "../profile.ts";
import { layoutOf } from "../record/layout.ts";
import { metadataReader } from "./archived_metadata.ts";
import { Checklist } from "./checks.ts";
import type { AuditOptions, ReleaseAudit } from "./contract.ts";
import { History } from "./history.ts";
import type { Inventory } from "./inventory.ts";
import { keysReader } from "./keys.ts";
import { findLookAlikes } from "./look_alikes.ts";
import { Store } from "./objects.ts";
import { once } from "./once.ts";
import { placeCheck } from "./order.ts";
import { pagesReader } from "./pages.ts";
import type { Scope } from "./context.ts";
import {
  type MovedRefs,
  readReferences,
  type References,
  type ReleaseTag,
} from "./refs.ts";
import { auditRelease } from "./release.ts";
import type { Clone } from "./repository.ts";

/** What releases are proved by. */
export interface ScopeOptions
  extends Pick<AuditOptions, "keyFile" | "now" | "onVerified" | "signal"> {
  /** Vendor, packages, pins, directory names. */
  readonly profile: Profile;
  /** Refs that are about to move: they count instead of the clone's own. */
  readonly moved?: MovedRefs | undefined;
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
  const { profile, onVerified, now = new Date() } = options;
  const { large, local, excess } = inventory;
  if (excess !== undefined) checklist.addObjectError(excess);
  const store = new Store(reader, {
    objectFormat: clone.objectFormat,
    large,
    remedy: clone.remedy === undefined
      ? "look for damage with: git fsck"
      : `get it with: ${clone.remedy}`,
    local,
  });
  const references = await readReferences(
    clone,
    { store, checklist, moved: options.moved },
  );
  const history = await History.read(store, allTips(references));
  const means = { store, profile, layout: layoutOf(profile) };
  return {
    clone,
    references,
    history,
    ...means,
    readMetadata: metadataReader(means),
    readPages: pagesReader(means),
    readLookAlikes: once((tree) => findLookAlikes(tree, means)),
    archived: new Map(),
    keys: await keysReader(means, options),
    now,
    onVerified,
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

/** @throws {UsageError} where a tag is named that is not there */
export function requireTags(
  names: readonly string[],
  { references: { tags }, clone }: Scope,
): void {
  const missing = names.find((name) => !tags.some((tag) => tag.name === name));
  if (missing === undefined) return;
  const newest = tags.at(-1);
  throw new UsageError(
    `There is no release tag ${JSON.stringify(missing)}`,
    newest === undefined
      ? `the repository has no release tags; in a clone: ${
        clone.remedy ?? "git fetch --tags"
      }`
      : `the newest one is ${newest.name}`,
  );
}

/**
 * Proves releases from their own commits, and looks at which branches they are
 * on.
 *
 * @param onRelease takes each as soon as it is known
 */
export async function auditReleases(
  tags: readonly ReleaseTag[],
  scope: Scope,
  options: {
    readonly signal?: AbortSignal | undefined;
    readonly onRelease?: (release: ReleaseAudit) => void;
  },
): Promise<readonly ReleaseAudit[]> {
  const checkPlace = placeCheck(scope);
  const releases: ReleaseAudit[] = [];
  for (const tag of tags) {
    options.signal?.throwIfAborted();
    const own = await auditRelease(tag, scope);
    const checklist = new Checklist();
    checklist.add(own.checks);
    await checkPlace(tag, checklist);
    const release = { ...own, ...checklist.outcome };
    releases.push(release);
    options.onRelease?.(release);
  }
  return releases;
}
