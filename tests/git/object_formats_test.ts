// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Commits, tags and trees as git writes them.

import { assertEquals, assertThrows } from "@std/assert";
import { parseCommit, parseTag } from "../../lib/git/commit_object.ts";
import { ObjectReader } from "../../lib/git/objects.ts";
import { parseTree } from "../../lib/git/tree_object.ts";
import { TestRepository } from "./test_repository.ts";

for (const objectFormat of ["sha1", "sha256"] as const) {
  Deno.test(`parseCommit(), parseTag() and parseTree() read git's objects (${objectFormat})`, async () => {
    await using repository = await TestRepository.make({
      objectFormat,
      files: { "a/b": "1", "run": "2", "ü ñ": "3" },
    });
    const git = (...args: string[]) => repository.git(...args);
    await git("update-index", "--chmod=+x", "run");
    await git("commit", "--quiet", "-m", "second\n\nwith text");
    await git("tag", "-a", "-m", "about it", "v1");
    await using reader = new ObjectReader(await repository.open());
    const read = async (name: string) => {
      const object = await reader.read(name);
      if (object === undefined) throw new Error(name);
      return object.bytes;
    };

    const commit = parseCommit(await read("HEAD"));
    assertEquals(commit.tree, await git("rev-parse", "HEAD^{tree}"));
    assertEquals(commit.parents, [await git("rev-parse", "HEAD^")]);
    assertEquals(commit.message, "second\n\nwith text\n");
    assertEquals(
      String(commit.committed),
      await git("log", "-1", "--format=%ct"),
    );
    assertEquals(parseCommit(await read("HEAD^")).parents, []);

    assertEquals(parseTag(await read("v1")), {
      object: await git("rev-parse", "HEAD"),
      type: "commit",
      name: "v1",
      message: await git("tag", "--list", "--format=%(contents)", "v1"),
    });

    const tree = parseTree(await read("HEAD^{tree}"), objectFormat);
    assertEquals(
      [...tree.values()].map(({ name, mode }) => [name, mode]),
      [["a", "40000"], ["run", "100755"], ["ü ñ", "100644"]],
    );
    for (const { name, id } of tree.values()) {
      assertEquals(id, await git("rev-parse", `HEAD:${name}`));
    }
  });
}

Deno.test("parseTree() names bytes that are not UTF-8, and refuses half entries", () => {
  const id = new Uint8Array(20);
  const bytes = new Uint8Array([
    ...new TextEncoder().encode("100644 a"),
    0xff,
    0,
    ...id,
  ]);
  assertEquals([...parseTree(bytes, "sha1").keys()], ["a\\xff"]);
  assertEquals(parseTree(new Uint8Array(), "sha1").size, 0);
  for (const length of [1, 7, 9, 12, bytes.length - 1]) {
    assertThrows(() => parseTree(bytes.slice(0, length), "sha1"), SyntaxError);
  }
});

Deno.test("parseCommit() and parseTag() survive other bytes", () => {
  const text = new TextEncoder().encode("anything at all");
  assertEquals(parseCommit(text).tree, "");
  assertEquals(parseCommit(text).parents, []);
  assertEquals(parseTag(text).name, "");
});
