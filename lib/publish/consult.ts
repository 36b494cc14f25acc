// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Fetches what a run needs before the first release: metadata, key, notes.
 *
 * @module
 */

import { collectNotes } from "../notes/collect.ts";
import type { NotesPage } from "../notes/page.ts";
import { MAX_PAGE } from "../notes/parse_page.ts";
import { readLocalFile } from "../local_file.ts";
import { stoppable, together } from "../together.ts";
import { type Keyring, MAX_KEY_FILE, readKeyring } from "../openpgp/keyring.ts";
import { requireOnlyPinned } from "../openpgp/only_pinned.ts";
import { fetchKey, fetchMetadata } from "../yum/upstream.ts";
import type { ArchiveInput } from "../record/archive_sets.ts";
import type { PublishSettings } from "./contract.ts";
import { type ExistingState, refuseRollback } from "./existing_state.ts";
import { type UpstreamState, upstreamState } from "./upstream_state.ts";

/** Upstream's verified state beside the repository's own. */
export interface Upstream extends ArchiveInput {
  readonly keyring: Keyring;
  readonly pages: readonly NotesPage[];
  readonly existing: ExistingState;
  /** Revision, checksum and age of the metadata. */
  readonly state: UpstreamState;
}

/**
 * Fetches and verifies metadata and key, and reads the notes, in parallel. If
 * metadata or key fail, it does not wait for the notes: a hung server of notes
 * must not delay the error.
 *
 * @param reading the repository's own state, which is being read
 * @throws {VerificationError} where metadata or key are refused
 * @throws {OperationError} where they cannot be fetched
 */
export async function consultUpstream(
  options: PublishSettings,
  reading: Promise<ExistingState>,
): Promise<Upstream> {
  const { download, profile, onEvent } = options;
  const { repoUrl } = profile;
  const { signal, needs } = stoppable(options.signal);
  const warn = (text: string) => onEvent?.({ kind: "warning", text });
  const readMetadata = async () => {
    const metadata = await fetchMetadata({
      download,
      repoUrl,
      names: profile.packages,
      signal: options.signal,
    });
    onEvent?.({ kind: "metadata", packages: metadata.packages.length });
    return { metadata, state: upstreamState(metadata, options, warn) };
  };
  const { keyFile } = options;
  const readKey = async () => {
    const key = keyFile === undefined
      ? await fetchKey({ download, repoUrl, keyName: profile.keyName, signal })
      : await readLocalFile(keyFile, MAX_KEY_FILE, { signal });
    const pins = {
      fingerprints: profile.fingerprints,
      subject: keyFile ?? profile.keyName,
    };
    const keyring = await readKeyring(key, pins);
    await requireOnlyPinned(key, pins); // it is archived as it is
    return { key, keyring };
  };
  const readNotes = () =>
    collectNotes({
      download,
      readFile: (path) => readLocalFile(path, MAX_PAGE, { signal }),
      signal,
    }, {
      files: options.notesFiles ?? [],
      urls: profile.notesUrls,
      archived: reading.then(({ notes }) => notes),
      names: profile.notesNames,
    });
  const [{ metadata, state }, existing, { key, keyring }, notes] =
    await together(
      needs(readMetadata()),
      needs(reading),
      needs(readKey()),
      readNotes(),
    );
  const { allowRollback: allow = false } = options;
  refuseRollback(existing, metadata, { allow, warn });
  const { pages, files, warnings } = notes;
  warnings.forEach(warn);
  return {
    metadata,
    key,
    keyring,
    pages,
    notes: files,
    existing,
    state,
  };
}
