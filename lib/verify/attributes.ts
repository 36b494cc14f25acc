// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Attributes that come from beside the source. What is proved are git's
 * objects; whoever checks them out gets what `.gitattributes` make of them:
 * `working-tree-encoding=UTF-7` writes `a +- b` where the signed file has
 * `a + b`, and `git status` calls that unchanged.
 *
 * Attributes in the source folder are the vendor's, and signed.
 *
 * @module
 */

import { FOLDER_MODE } from "../git/tree_object.ts";
import type { Layout } from "../record/layout.ts";
import type { Checklist } from "./checks.ts";
import type { Store } from "./store.ts";

/** Attributes by which git writes other bytes than it has, or leaves some out. */
const CHANGING: ReadonlySet<string> = new Set([
  "crlf",
  "eol",
  "export-ignore",
  "export-subst",
  "filter",
  "ident",
  "text",
  "working-tree-encoding",
]);

/**
 * Notes where attributes of a commit may change what is checked out. Which
 * files they are for is git's to say; these repositories have no need of any.
 *
 * @param tree id of the commit's tree
 * @param checklist where the note goes
 * @param context objects and folders
 */
export async function checkAttributes(
  tree: string,
  checklist: Checklist,
  { store, layout }: { readonly store: Store; readonly layout: Layout },
): Promise<void> {
  const paths = attributeFiles(layout.source);
  let notes = 0;
  for (const path of paths) {
    const entry = await store.at(tree, path);
    if (entry === undefined || entry.mode === FOLDER_MODE) continue;
    const text = new TextDecoder().decode(await store.blob(entry.id, path));
    const found = changingAttributes(text);
    if (found.length === 0) continue;
    notes += 1;
    checklist.note("attributes", path, {
      problem: "a checkout may differ from the source that is proved; " +
        "git check-attr tells which files",
      found: found.join(", "),
    });
  }
  if (notes === 0) checklist.ok("attributes", layout.source);
}

/** Files of attributes in the folders above one, the root's first. */
function attributeFiles(folder: string): string[] {
  const above = folder.split("/").slice(0, -1);
  return [[], ...above.map((_, i) => above.slice(0, i + 1))]
    .map((parts) => [...parts, ".gitattributes"].join("/"));
}

/**
 * The attributes that change what is written, as the file spells them, each
 * once. `-text` and `!text` change nothing.
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
      if (CHANGING.has(word.split("=", 1)[0] ?? "")) found.add(word);
    }
  }
  return [...found];
}
