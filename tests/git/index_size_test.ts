// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// What git makes of an index, measured before git reads it.

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { createHash } from "node:crypto";
import { measureIndex } from "../../lib/git/index_size.ts";
import { runProgram } from "../publish/scene.ts";
import { TestRepository } from "./test_repository.ts";

const LONG = Array.from({ length: 25 }, () => "d".repeat(200)).join("/");

const FILES = {
  "Makefile": "",
  "a.c": "",
  "a/b": "",
  "a/bcdefgh": "",
  "ü/ñ": "",
};

/** Entries of an index as a table: with what repeats, drops and follows. */
function indexOf(
  version: number,
  entries: readonly (readonly [flags: number, name: readonly number[]])[],
  extension: readonly number[] = [],
): Uint8Array<ArrayBuffer> {
  const word = (
    n: number,
  ) => [n >>> 24, n >>> 16 & 255, n >>> 8 & 255, n & 255];
  const body = [
    ...new TextEncoder().encode("DIRC"),
    ...word(version),
    ...word(entries.length),
    ...entries.flatMap(([flags, name]) => [
      ...new Array<number>(24).fill(0),
      ...word(0o100644),
      ...new Array<number>(12 + 20).fill(0),
      flags >>> 8,
      flags & 255,
      ...name,
    ]),
    ...extension,
  ];
  const bytes = new Uint8Array(body);
  const sum = createHash("sha1").update(bytes).digest();
  return new Uint8Array([...bytes, ...sum]);
}

for (const objectFormat of ["sha1", "sha256"] as const) {
  for (const version of ["2", "4"]) {
    Deno.test(`measureIndex() adds up the names of version ${version} (${objectFormat})`, async () => {
      await using repository = await TestRepository.make({
        objectFormat,
        files: FILES,
      });
      const { git, path } = repository;
      const run = git.bind(repository);
      // Longer than the flags can say.
      const blob = await run("hash-object", "-w", "a.c");
      await run(
        "update-index",
        "--add",
        "--cacheinfo",
        `100644,${blob},${LONG}`,
      );
      // Two more bytes of flags, which make it version 3.
      await run("update-index", "--skip-worktree", "a.c");
      await run("update-index", "--index-version", version);
      const bytes = await Deno.readFile(`${path}/.git/index`);
      assertEquals(bytes[7], version === "2" ? 3 : 4);
      const names = [...Object.keys(FILES), LONG];
      assertEquals(measureIndex(bytes, objectFormat), {
        nameBytes: new TextEncoder().encode(names.join("")).length,
        isSparse: false,
      });
      for (let end = 0; end < bytes.length; end += 7) {
        const { nameBytes } = measureIndex(
          bytes.subarray(0, end),
          objectFormat,
        );
        assert(nameBytes <= new TextEncoder().encode(names.join("")).length);
      }
    });
  }
}

const SPARSE = [...new TextEncoder().encode("sdir"), 0, 0, 0, 0];

/** Names of 100,000 bytes, of which each entry writes one. */
const COMPRESSED = indexOf(4, [
  [0xfff, [0, ...new Array<number>(100_000).fill(0x61), 0]],
  ...Array.from(
    { length: 1_000 },
    () => [0xfff, [1, 0x61, 0]] as const,
  ),
]);

for (
  const [name, file, bytes, found] of [
    ["of a hundred megabytes of names", "index", COMPRESSED, "100100000 bytes"],
    [
      "that shares them",
      "sharedindex.0000000000000000000000000000000000000000",
      COMPRESSED,
      "100100000 bytes",
    ],
    [
      "of another worktree",
      "worktrees/other/index",
      COMPRESSED,
      "100100000 bytes",
    ],
    [
      "with directories instead of files",
      "index",
      indexOf(3, [[1, [0x61, 0, 0, 0, 0, 0, 0, 0, 0, 0]]], SPARSE),
      "--no-sparse-index",
    ],
  ] as const
) {
  Deno.test(`verify has git read no index ${name}`, async () => {
    await using repository = await TestRepository.make({ files: FILES });
    const { path, env } = repository;
    const place = `${path}/.git/${file}`;
    await Deno.mkdir(place.slice(0, place.lastIndexOf("/")), {
      recursive: true,
    });
    await Deno.writeFile(place, bytes);
    const { code, stdout, stderr } = await runProgram(
      ["verify", "--repo", path],
      env,
    );
    assertEquals([code, stdout], [1, ""], stderr);
    assertStringIncludes(stderr, `${place}: `);
    assertStringIncludes(stderr, found);
    assertEquals(await Deno.readFile(place), bytes);
  });
}
