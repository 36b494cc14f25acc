// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Attributes that come from beside the source. What is proved are git's
 * objects; a checkout, a diff and a tarball are what `.gitattributes` make of
 * them: `working-tree-encoding=UTF-7` writes `a +- b` where the signed file has
 * `a + b`, and `-diff` hides a change from `git show`.
 *
 * Attributes in the source directory are the vendor's, and signed.
 *
 * @module
 */

import { counted } from "../wording.ts";
import { TREE_MODE } from "../git/tree_object.ts";
import type { Layout } from "../record/layout.ts";
import { fold } from "../source/path_rules.ts";
import { LIMITS } from "./limits.ts";
import type { Store } from "./objects.ts";
import type { CheckContext } from "./context.ts";

/** Attributes by which git shows and writes what it has. */
const HARMLESS =
  /^(?:-text|![\w.-]+|diff|-?whitespace(?:=.*)?|-?delta|-?(?:linguist|gitlab)-[\w-]+(?:=.*)?)$/;

/** A file of attributes. */
export interface AttributeFile {
  readonly path: string;
  readonly mode: string;
  readonly id: string;
}

/**
 * Finds the files of attributes that the source or the archive is subject to,
 * other than the vendor's own, as any file system spells their name.
 *
 * @param tree id of the commit's tree
 */
export async function findAttributes(
  tree: string,
  { store, layout }: { readonly store: Store; readonly layout: Layout },
): Promise<AttributeFile[]> {
  const found: AttributeFile[] = [];
  const directories = new Set(
    [layout.source, layout.archive, layout.rpms].flatMap((path) => {
      const parts = path.split("/");
      const above = parts.map((_, i) => parts.slice(0, i).join("/"));
      return path === layout.source ? above : [...above, path];
    }),
  );
  for (const directory of directories) {
    for (
      const { name, mode, id } of (await store.directory(tree, directory))
        .values()
    ) {
      if (mode === TREE_MODE || !isAttributesName(name)) continue;
      const path = directory === "" ? name : `${directory}/${name}`;
      found.push({ path, mode, id });
    }
  }
  return found;
}

/**
 * Whether a file has attributes: as git spells its name, or as NTFS and HFS+
 * read it.
 *
 * @param name the last part of its path
 */
export function isAttributesName(name: string): boolean {
  if (name === ".gitattributes") return true;
  const folded = fold(name);
  return folded === ".gitattributes" || /^(gitatt|gi7d29)~\d$/.test(folded);
}

/**
 * The attributes of a file that change what is written or shown, as the file
 * spells them.
 *
 * @throws {MissingObjectError} and {@linkcode BadObjectError}
 */
export async function attributesIn(
  { path, mode, id }: AttributeFile,
  store: Store,
): Promise<string[]> {
  if (!mode.startsWith("100")) return [`a file of mode ${mode}`];
  const bytes = await store.blob(id, path, LIMITS.attributes);
  return changingAttributes(new TextDecoder().decode(bytes));
}

/**
 * Notes where attributes of a commit may change what is checked out or shown.
 * Which files they are for is git's to say; these repositories need none.
 *
 * @param tree id of the commit's tree
 */
export async function checkAttributes(
  tree: string,
  { store, layout, checklist }: CheckContext,
): Promise<void> {
  const files = await findAttributes(tree, { store, layout });
  for (const file of files) {
    const found = await attributesIn(file, store);
    if (found.length === 0) continue;
    checklist.note("attributes", file.path, {
      problem: "a checkout, a diff or a tarball may differ from what is " +
        "proved; git check-attr says for which files",
      found: found.slice(0, 10).join(", "),
    });
  }
  checklist.okIfNothingFound(
    "attributes",
    layout.source,
    counted(files.length, "file"),
  );
}

/**
 * The attributes that change what is written or shown, as the file spells
 * them, each once. `-text` and `!text` change nothing.
 *
 * @param text a `.gitattributes`; anybody may have written it
 */
export function changingAttributes(text: string): string[] {
  const found = new Set<string>();
  for (const line of text.split("\n")) {
    if (line.trimStart().startsWith("#")) continue;
    const [, rest = ""] = /^\s*(?:"(?:[^"\\]|\\.)*"|\S+)(.*)$/s.exec(line) ??
      [];
    for (const word of rest.split(/\s+/)) {
      if (word !== "" && !HARMLESS.test(word)) found.add(word);
    }
  }
  return [...found];
}
