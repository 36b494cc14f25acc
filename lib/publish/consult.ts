// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What has to be known before the first release is looked at.
 *
 * @module
 */

import { OperationError } from "../errors.ts";
import type { Repository } from "../git/repository.ts";
import { collectNotes } from "../notes/collect.ts";
import type { NotesPage } from "../notes/match.ts";
import { type Keyring, readKeyring } from "../openpgp/keyring.ts";
import { fetchKey, fetchMetadata } from "../yum/upstream.ts";
import type { ArchiveInput } from "./archive.ts";
import type { PublishOptions } from "./contract.ts";
import { type History, openHistory, refuseRollback } from "./history.ts";
import type { Layout } from "./layout.ts";

/** Upstream's verified state beside the repository's own. */
export interface Upstream extends ArchiveInput {
  readonly keyring: Keyring;
  readonly pages: readonly NotesPage[];
  readonly history: History;
}

/**
 * Fetches and verifies metadata and key, and reads the notes.
 *
 * @throws {VerificationError} where metadata or key do not hold
 * @throws {OperationError} where they cannot be had
 */
export async function consultUpstream(
  repository: Repository,
  layout: Layout,
  options: PublishOptions,
): Promise<Upstream> {
  const { download, profile, onEvent } = options;
  const fetchOptions = {
    repoUrl: profile.repoUrl,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  };
  const warn = (text: string) => onEvent?.({ kind: "warning", text });
  const metadata = await fetchMetadata(download, {
    ...fetchOptions,
    names: profile.packages,
  });
  onEvent?.({ kind: "metadata", packages: metadata.packages.length });
  const history = await openHistory(repository, layout);
  const rollback = await refuseRollback(history, metadata, {
    allow: options.allowRollback ?? false,
  });
  if (rollback !== undefined) warn(rollback);
  const { keyFile } = options;
  const key = keyFile === undefined
    ? await fetchKey(download, { ...fetchOptions, keyFile: profile.keyFile })
    : await readInput(keyFile);
  const keyring = await readKeyring(key, {
    fingerprints: profile.fingerprints,
    subject: keyFile ?? profile.keyFile,
  });
  const collected = await collectNotes({ download, readFile: readInput }, {
    archived: history.notes,
    archiveName: profile.notesFile,
    urls: profile.notesUrls,
    files: options.notesFiles ?? [],
  });
  collected.warnings.forEach(warn);
  const { pages, toArchive } = collected;
  return { metadata, key, keyring, pages, notes: toArchive, history };
}

async function readInput(path: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await Deno.readFile(path);
  } catch (cause) {
    throw new OperationError("disk", {
      subject: path,
      problem: "cannot be read",
      ...(cause instanceof Error ? { found: cause.message } : {}),
      cause,
    });
  }
}
