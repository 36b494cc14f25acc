// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Commits that bring a new state of the vendor's metadata, notes or key.
 *
 * @module
 */

import { VerificationError } from "../errors.ts";
import { compareRepomd } from "../yum/rollback.ts";
import { listNames } from "../wording.ts";
import { kindOfFile } from "./archived_metadata.ts";
import { verdictOf } from "./checks.ts";
import { diffTrees } from "./diff.ts";
import { BadObjectError, MissingObjectError } from "./object_errors.ts";
import { LIMITS } from "./limits.ts";
import type { Scope } from "./context.ts";

/**
 * Proves what a commit changes in the archive: metadata by its chain, the key
 * file by holding the pinned keys, notes as text.
 *
 * @param trees ids of the trees before and after
 * @returns why it is not proved; undefined where it is
 * @throws {MissingObjectError} and {@linkcode BadObjectError}
 */
export async function archiveUpdateProblem(
  context: Scope,
  trees: { readonly before: string | undefined; readonly after: string },
): Promise<string | undefined> {
  const { store, layout } = context;
  const start = `${layout.archive}/`;
  const changes = (await diffTrees(
    store,
    trees,
    (path) => `${path}/`.startsWith(start) || start.startsWith(`${path}/`),
  )).filter(({ path }) => path.startsWith(start));
  const kindAt = (path: string) => kindOfFile(path.slice(start.length), layout);
  const others = changes.filter(({ path, after }) =>
    kindAt(path) === undefined ||
    after !== undefined && after.mode !== "100644"
  );
  if (others.length > 0) {
    return `it changes ${listNames(others.map(({ path }) => path))}`;
  }
  const archive = await store.directory(trees.after, layout.archive);
  if (changes.some(({ path }) => kindAt(path) === "metadata")) {
    const { verified, checks } = await context.readMetadata(archive);
    const verdict = verdictOf(checks);
    if (verdict === "not-proved") {
      throw new MissingObjectError("repository", {
        subject: layout.archive,
        problem: "this clone lacks an object",
        hint: store.remedy,
      });
    }
    if (verified === undefined || verdict === "failed") {
      return "its metadata is not what repomd.xml says";
    }
    const old = trees.before === undefined
      ? undefined
      : await context.readMetadata(
        await store.directory(trees.before, layout.archive),
      );
    const before = old?.verified?.repomd;
    if (
      before !== undefined &&
      compareRepomd(before, verified.repomd) === "rollback"
    ) {
      return `it sets the metadata back from revision ${before.revision} to ` +
        verified.repomd.revision;
    }
  }
  const key = changes.find(({ path }) => path === layout.key);
  if (key?.after !== undefined) {
    try {
      await context.keys.readArchived(archive);
    } catch (error) {
      if (
        !(error instanceof VerificationError) || error instanceof BadObjectError
      ) {
        throw error;
      }
      return `its key file ${error.problem}`;
    }
  }
  for (const { path, after } of changes) {
    if (after === undefined || kindAt(path) !== "notes") continue;
    const bytes = await store.blob(after.id, path, LIMITS.notes);
    if (!isText(bytes)) return `${path} is not text`;
  }
  return undefined;
}

function isText(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
