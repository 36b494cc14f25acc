// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals } from "@std/assert";
import { compareSource } from "../../lib/compare/compare.ts";
import type { PublishedFile } from "../../lib/compare/published.ts";
import type { SourceFile } from "../../lib/source/tree.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

const OURS: readonly SourceFile[] = [
  { path: "Makefile", mode: "100644", content: bytes("all:\n") },
  { path: "link", mode: "120000", content: bytes("Makefile") },
  { path: "empty", mode: "100644", content: bytes("") },
];

/** One change of the other publication, and what it comes to. */
const ROWS: Readonly<
  Record<string, [path: string, mode: string | undefined, text: string, string]>
> = {
  "nothing": ["Makefile", "100644", "all:\n", "same"],
  "another mode": ["Makefile", "100755", "all:\n", "same"],
  "another byte": ["Makefile", "100644", "alm:\n", "different"],
  "another first byte": ["Makefile", "100644", "bll:\n", "different"],
  "a byte less": ["Makefile", "100644", "all:", "different"],
  "a byte more": ["Makefile", "100644", "all:\n\n", "different"],
  "a file that is empty": ["Makefile", "100644", "", "different"],
  "no such file": ["Makefile", undefined, "", "different"],
  "another target": ["link", "120000", "makefile", "different"],
  "a file with the link's target": ["link", "100644", "Makefile", "different"],
  "a link in place of a file": ["Makefile", "120000", "all:\n", "different"],
  "a submodule": ["empty", "160000", "", "different"],
  "a file more": ["README", "100644", "x", "same-and-more"],
  "a file that make reads first": ["GNUmakefile", "100644", "", "overridden"],
};

Deno.test("compareSource() takes for the same what is, byte for byte", async (t) => {
  for (const [name, [path, mode, text, result]] of Object.entries(ROWS)) {
    await t.step(name, () => {
      const files = new Map<string, PublishedFile>(
        OURS.map((file) => [file.path, file]),
      );
      if (mode === undefined) files.delete(path);
      else files.set(path, { mode, content: bytes(text) });
      const place = { place: "x", commit: undefined, found: undefined };
      const theirs = { ...place, folder: undefined, files };
      const found = compareSource({ files: OURS }, theirs);
      assertEquals(found.result, result);
      assertEquals(found.sameSource, result.startsWith("same"));
    });
  }
});

Deno.test("compareSource() lists each file once, and sorts what is only there", () => {
  const ours = ["a", "b", "c", "d"].map((path) => (
    { path, mode: "100644", content: bytes(path) } as const
  ));
  const files = new Map<string, PublishedFile>([
    ["z", { mode: "100644", content: bytes("") }],
    ["a", { mode: "100644", content: bytes("a") }],
    ["b", { mode: "100755", content: bytes("b") }],
    ["y", { mode: "160000", content: bytes("") }],
    ["c", { mode: "100755", content: bytes("x") }],
    ["x", { mode: "100644", content: bytes("") }],
  ]);
  const place = { place: "x", commit: undefined, found: undefined };
  const theirs = { ...place, folder: undefined, files };
  const { different, ...found } = compareSource({ files: ours }, theirs);
  assertEquals(found, {
    result: "different",
    sameSource: false,
    identical: ["a"],
    onlyHere: ["d"],
    onlyThere: ["x", "y", "z"],
    modes: [{ path: "b", ourMode: "100644", theirMode: "100755" }],
    overriding: [],
  });
  assertEquals(
    different.map(({ path, theirMode }) => [path, theirMode]),
    [["c", "100755"]],
  );
});
