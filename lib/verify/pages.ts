// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The archived pages of release notes.
 *
 * @module
 */

import type { NotesPage } from "../notes/page.ts";
import { parsePage } from "../notes/parse_page.ts";
import type { Layout } from "../record/layout.ts";
import { LIMITS, type Store, type Tree } from "./objects.ts";

/** Reads the pages that an archive holds, each distinct one once. */
export type PagesReader = (archive: Tree) => Promise<readonly NotesPage[]>;

/**
 * Makes a reader. A page that cannot be read is one that proves nothing.
 *
 * @param store where blobs are read
 * @param layout where things are
 */
export function pagesReader(store: Store, layout: Layout): PagesReader {
  const known = new Map<string, Promise<NotesPage | undefined>>();
  return async (archive) => {
    const pages: NotesPage[] = [];
    for (const { name, mode, id } of archive.values()) {
      if (!name.endsWith(".rst") || !mode.startsWith("100")) continue;
      const key = `${name} ${id}`;
      const page = known.get(key) ?? readPage(store, layout, { name, id });
      known.set(key, page);
      const read = await page;
      if (read !== undefined) pages.push(read);
    }
    return pages;
  };
}

async function readPage(
  store: Store,
  layout: Layout,
  { name, id }: { readonly name: string; readonly id: string },
): Promise<NotesPage | undefined> {
  const bytes = await store.blob(
    id,
    `${layout.archive}/${name}`,
    LIMITS.notes,
  );
  try {
    return { source: name, ...parsePage(bytes) };
  } catch {
    return undefined;
  }
}
