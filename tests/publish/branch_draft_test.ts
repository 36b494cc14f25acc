// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals } from "@std/assert";
import { BranchDraft } from "../../lib/publish/branch_draft.ts";
import type { WantedFile } from "../../lib/record/archive_sets.ts";
import { blobId } from "../../lib/source/object_id.ts";
import { utf8 } from "../fixtures/bytes.ts";

const BRANCH = { ref: "refs/heads/main", old: "1".repeat(40) };
const TIP = "1".repeat(40);

function wanted(
  path: string,
  text: string = path,
  mode: WantedFile["mode"] = "100644",
): WantedFile {
  return { path, mode, content: utf8(text) };
}

/** A draft of a branch with some files, each of which contains its path. */
function draftWith(...paths: readonly string[]): BranchDraft {
  const files = new Map(
    paths.map((path) => [path, { mode: "100644", id: blobId(utf8(path)) }]),
  );
  return new BranchDraft(BRANCH, { tip: TIP, files }, "sha1");
}

const HELD = ["archive/p.gz", "archive/r", "src/a", "src/b/c", "src2/a"];

const ROWS: readonly {
  readonly title: string;
  readonly files: readonly WantedFile[];
  readonly replaced?: readonly string[];
  readonly expected: readonly string[];
}[] = [
  { title: "the same", files: [wanted("src/a")], expected: [] },
  { title: "more", files: [wanted("src/0")], expected: ["? src/0"] },
  {
    title: "another content",
    files: [wanted("src/a", "x")],
    expected: ["M src/a"],
  },
  {
    title: "another mode alone",
    files: [wanted("src/a", "src/a", "100755")],
    expected: ["M src/a"],
  },
  {
    title: "a directory, of which one file stays",
    files: [wanted("src/a")],
    replaced: ["src/"],
    expected: ["D src/b/c"],
  },
  {
    title: "a directory, all of it, sorted",
    files: [wanted("src/aa"), wanted("src/0")],
    replaced: ["src/"],
    expected: ["? src/0", "D src/a", "? src/aa", "D src/b/c"],
  },
  {
    title: "paths, of which one is not there",
    files: [wanted("archive/p.zst")],
    replaced: ["archive/p.gz", "archive/p.xz", "archive/p.zst"],
    expected: ["D archive/p.gz", "? archive/p.zst"],
  },
  {
    title: "a path that is a directory",
    files: [],
    replaced: ["src", "src/b"],
    expected: [],
  },
];

Deno.test("BranchDraft compares files with those of its tip", async (t) => {
  for (const { title, files, replaced = [], expected } of ROWS) {
    await t.step(title, () => {
      const change = draftWith(...HELD).compare(files, replaced);
      assertEquals(
        change.files.map(({ status, path }) => `${status} ${path}`),
        expected,
      );
      const paths = (...kinds: readonly string[]) =>
        change.files.filter(({ status }) => kinds.includes(status))
          .map(({ path }) => path);
      assertEquals(change.deletes, paths("D"));
      assertEquals(
        change.writes.map(({ path }) => path).sort(),
        paths("?", "M"),
      );
    });
  }
});

Deno.test("BranchDraft remembers what a dry run would commit", async () => {
  const draft = draftWith(...HELD);
  const files = [wanted("src/a", "x"), wanted("src/new")];
  const change = draft.compare(files, ["src/"]);
  const who = {
    name: "n",
    email: "e@example.com",
    seconds: 0,
    offset: "+0000",
  };
  const identity = { author: who, committer: who };
  assertEquals(
    await draft.commit(change, "message", identity, undefined),
    undefined,
  );
  assertEquals(draft.compare(files, ["src/"]).files, []);
  const { tip, files: kept } = draft.end;
  assertEquals(tip, TIP);
  assertEquals(
    [...kept.keys()].sort(),
    ["archive/p.gz", "archive/r", "src/a", "src/new", "src2/a"],
  );
  assertEquals(draft.change, undefined);
});

Deno.test("BranchDraft names objects as its repository does", () => {
  const id = blobId(utf8("src/a"), "sha256");
  const files = new Map([["src/a", { mode: "100644", id }]]);
  const draft = new BranchDraft(BRANCH, { tip: TIP, files }, "sha256");
  assertEquals(draft.compare([wanted("src/a")], []).files, []);
});
