// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals, assertThrows } from "@std/assert";
import {
  blobId,
  type FileMode,
  type ObjectFormat,
  treeId,
} from "../../lib/source/object_id.ts";
import { TestRepository } from "../git/test_repository.ts";

const FORMATS: readonly ObjectFormat[] = ["sha1", "sha256"];

/** Names whose order in a tree is not that of their characters. */
const AWKWARD = [
  "a",
  "a.b",
  "a-b",
  "a0",
  "ab/x",
  "ab.c",
  "ab-d",
  "ab0",
  "deep/er/and/deeper",
  "deep/er.c",
  "deep/er-h",
  "UPPER",
  "ä",
  "z̈",
  "\u{ff5e}", // after U+10000 in UTF-16, before it in UTF-8
  "\u{10000}",
  'sp ace "quoted" back',
];

for (const format of FORMATS) {
  Deno.test(`blobId() and treeId() agree with git in ${format}`, async () => {
    await using repository = await TestRepository.make({
      objectFormat: format,
    });
    const modes: FileMode[] = ["100644", "100755", "120000"];
    const files = AWKWARD.map((path, i) => ({
      path,
      mode: modes[i % 3] ?? "100644",
      content: new TextEncoder().encode(i === 0 ? "" : `content of ${path}`),
    })).map((file) => ({ ...file, id: blobId(file.content, format) }));
    for (const { path, content, id, mode } of files) {
      await Deno.writeFile(`${repository.root}/blob`, content);
      assertEquals(
        await repository.git(
          "hash-object",
          "-w",
          "--no-filters",
          `${repository.root}/blob`,
        ),
        id,
      );
      await repository.git(
        "update-index",
        "--add",
        "--cacheinfo",
        `${mode},${id},${path}`,
      );
    }
    const tree = await repository.git("write-tree");
    assertEquals(treeId(files, format), tree);
    assertEquals(treeId(files.toReversed(), format), tree);
  });
}

Deno.test("treeId() knows the empty tree", () => {
  assertEquals(treeId([]), "4b825dc642cb6eb9a060e54bf8d69288fbee4904");
});

Deno.test("treeId() refuses what a tree cannot contain", async (t) => {
  const id = blobId(new Uint8Array());
  const rows: Record<string, string[]> = {
    "an empty path": [""],
    "an empty part": ["a//b"],
    "a final slash": ["a/"],
    "a leading slash": ["/a"],
    "a path twice": ["a", "a"],
    "a file, then a folder": ["a", "a/b"],
    "a folder, then a file": ["a/b", "a"],
  };
  for (const [name, paths] of Object.entries(rows)) {
    await t.step(name, () => {
      const files = paths.map((path) => ({
        path,
        mode: "100644" as const,
        id,
      }));
      assertThrows(() => treeId(files), TypeError);
    });
  }
  await t.step("an id of another format", () => {
    assertThrows(
      () => treeId([{ path: "a", mode: "100644", id }], "sha256"),
      TypeError,
    );
  });
});
