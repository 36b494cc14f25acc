// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals, assertRejects } from "@std/assert";
import { OperationError } from "../../lib/errors.ts";
import { isAncestor, listTags, updateRefs } from "../../lib/git/refs.ts";
import { objectAt } from "../../lib/git/revision.ts";
import { long } from "../fixtures/long.ts";
import { makeCommit, TestRepository } from "./test_repository.ts";

Deno.test("listTags() reads plain, annotated and nested tags", async () => {
  await using repository = await TestRepository.make({
    files: { "src/a.c": "a\n" },
  });
  const commit = await repository.git("rev-parse", "HEAD");
  await repository.git("tag", "1.0");
  await repository.git("tag", "--annotate", "--message=x", "v1");
  await repository.git("tag", "--annotate", "--message=x", "nested", "v1");
  for (const options of [[], ["--annotate", "--message=x"]]) {
    const name = `tree${options.length}`;
    await repository.git("tag", ...options, name, "HEAD^{tree}");
  }
  const tags = await listTags(await repository.open());
  assertEquals([...tags.values()], [
    { name: "1.0", commit },
    { name: "nested", commit },
    { name: "v1", commit },
  ]);
});

Deno.test("listTags() asks tags, not packed-refs, where they lead to", async () => {
  await using repository = await TestRepository.make({
    files: { "src/a.c": "a\n" },
  });
  const commit = await repository.git("rev-parse", "HEAD");
  await repository.git("tag", "--annotate", "--message=x", "v1");
  await repository.git("commit", "--quiet", "--allow-empty", "--message=other");
  const other = await repository.git("rev-parse", "HEAD");
  await repository.git("pack-refs", "--all");
  const path = `${repository.path}/.git/packed-refs`;
  const packed = await Deno.readTextFile(path);
  await Deno.writeTextFile(path, packed.replace(`^${commit}`, `^${other}`));
  const tags = await listTags(await repository.open());
  assertEquals([...tags.values()], [{ name: "v1", commit }]);
});

Deno.test("isAncestor() walks history", async () => {
  await using repository = await TestRepository.make({
    files: { "src/a.c": "a\n" },
  });
  const open = await repository.open();
  const ids = [open.branch.tip ?? ""];
  for (const message of ["two", "three"]) {
    await repository.git("commit", "--quiet", "--allow-empty", "-m", message);
    ids.push(await repository.git("rev-parse", "HEAD"));
  }
  const [one = "", , three = ""] = ids;
  assertEquals(await isAncestor(open, one, three), true);
  assertEquals(await isAncestor(open, three, three), true);
  assertEquals(await isAncestor(open, three, one), false);
});

Deno.test(long("updateRefs() moves all or nothing"), async (t) => {
  await using repository = await TestRepository.make({
    files: { "src/a.c": "a\n" },
  });
  const open = await repository.open();
  const tip = open.branch.tip ?? "";
  const message = { message: "test" };
  const tag = { ref: "refs/tags/new", old: undefined, new: tip };
  await repository.git("tag", "there");
  const other = "1".repeat(40);
  const moved = "somebody moved it during this run; nothing was changed";
  const rows: Record<string, {
    readonly ref: string;
    readonly old: string | undefined;
    readonly new?: string;
    /** Problem, expected and found; undefined where git's own words are kept. */
    readonly error: readonly [string, string, string] | undefined;
  }> = {
    "a ref that is elsewhere": {
      ref: open.branch.ref,
      old: other,
      error: [moved, other, tip],
    },
    "a ref that is there": {
      ref: "refs/tags/there",
      old: undefined,
      error: [
        "there is one already; nothing was changed",
        "no such ref",
        "one",
      ],
    },
    "a ref that is gone": {
      ref: "refs/tags/none",
      old: tip,
      error: [moved, "the ref to exist", "none"],
    },
    "a folder in its place": {
      ref: "refs/tags/there/below",
      old: undefined,
      error: [
        "another ref takes the place of its name; nothing was changed",
        "no ref refs/tags/there",
        "one",
      ],
    },
    "an object that is not there": {
      ref: "refs/tags/bad",
      old: undefined,
      new: other,
      error: undefined,
    },
    "a lock that is held": {
      ref: "refs/tags/held",
      old: undefined,
      error: undefined,
    },
  };
  await Deno.writeTextFile(`${repository.path}/.git/refs/tags/held.lock`, "");
  for (const [name, { error, ...change }] of Object.entries(rows)) {
    await t.step(name, async () => {
      const thrown = await assertRejects(
        () => updateRefs(open, [tag, { new: tip, ...change }], message),
        OperationError,
      );
      if (error !== undefined) {
        const { subject, problem, expected, found } = thrown;
        assertEquals([subject, problem, expected, found], [
          change.ref,
          ...error,
        ]);
      } else assertEquals(thrown.cause instanceof OperationError, false);
      assertEquals(await objectAt(open.git, tag.ref), undefined);
    });
  }
  await t.step("all", async () => {
    await updateRefs(open, [tag], message);
    assertEquals(await objectAt(open.git, tag.ref), tip);
  });
  await t.step("HEAD itself, not the branch that it is on", async () => {
    const next = await makeCommit(open, tip, { added: "" });
    await updateRefs(open, [{ ref: "HEAD", old: tip, new: next }], message);
    assertEquals(
      await repository.git("rev-parse", "HEAD", "main"),
      `${next}\n${tip}`,
    );
  });
});
