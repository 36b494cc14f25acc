// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The archived pages of release notes.
 *
 * @module
 */

import type { NamedObject } from "../git/tree_object.ts";
import type { NotesPage } from "../notes/page.ts";
import { parsePage } from "../notes/parse_page.ts";
import { LIMITS, totalBound } from "./limits.ts";
import { once } from "./once.ts";
import type { Scope } from "./context.ts";

/**
 * Most bytes of all pages of one run, since what they say is kept. The vendor's
 * have 65 kB at most, so that 2,000 states fit.
 */
const MAX_TOTAL = 128 * 2 ** 20;

/**
 * Makes a reader. A page that cannot be read is one that proves nothing.
 */
export function pagesReader(
  { store, layout }: Pick<Scope, "store" | "layout">,
): Scope["readPages"] {
  const addToTotal = totalBound("all pages of release notes", MAX_TOTAL);
  const readPage = once(
    async ({ name, id }: NamedObject): Promise<NotesPage | undefined> => {
      const path = `${layout.archive}/${name}`;
      const bytes = await store.blob(id, path, LIMITS.notes);
      addToTotal(bytes.length);
      try {
        return { source: name, ...parsePage(bytes) };
      } catch {
        return undefined;
      }
    },
    ({ name, id }) => `${name} ${id}`,
  );
  return async (archive) => {
    const files = [...archive.values()].filter(({ name, mode }) =>
      name.endsWith(".rst") && mode.startsWith("100")
    );
    const pages: NotesPage[] = [];
    for (const file of files) { // one after the other, to stop at the bound
      const page = await readPage(file);
      if (page !== undefined) pages.push(page);
    }
    return pages;
  };
}
