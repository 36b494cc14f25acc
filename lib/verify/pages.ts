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
import { LIMITS } from "./objects.ts";
import { once } from "./once.ts";
import type { ReleaseContext } from "./release_context.ts";

/**
 * Makes a reader. A page that cannot be read is one that proves nothing.
 */
export function pagesReader(
  { store, layout }: Pick<ReleaseContext, "store" | "layout">,
): ReleaseContext["readPages"] {
  const readPage = once(
    async ({ name, id }: NamedObject): Promise<NotesPage | undefined> => {
      const path = `${layout.archive}/${name}`;
      const bytes = await store.blob(id, path, LIMITS.notes);
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
    const pages = await Promise.all(files.map(readPage));
    return pages.filter((page) => page !== undefined);
  };
}
