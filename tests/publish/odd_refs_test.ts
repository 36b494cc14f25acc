// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Refs in the place of those that publish makes: it moves none of them.

import { assert, assertEquals } from "@std/assert";
import { drivers, Scene } from "./scene.ts";

const ANOTHER =
  "another ref takes the place of its name; nothing was changed, expected no ref ";

const ROWS: Record<string, {
  readonly make: readonly string[];
  readonly error: string;
  readonly hint: string;
}> = {
  "a series that is another name of main": {
    make: ["symbolic-ref", "refs/heads/series/2.20", "refs/heads/main"],
    error: "refs/heads/series/2.20: this is another name of a branch, and " +
      "the series needs its own, expected a branch, found a symbolic ref to " +
      "refs/heads/main",
    hint: "Remove it: git symbolic-ref --delete refs/heads/series/2.20",
  },
  "a series that is another name of nothing": {
    make: ["symbolic-ref", "refs/heads/series/2.20", "refs/heads/none"],
    error: "refs/heads/series/2.20: this is another name of a branch, and " +
      "the series needs its own, expected a branch, found a symbolic ref to " +
      "refs/heads/none",
    hint: "Remove it: git symbolic-ref --delete refs/heads/series/2.20",
  },
  "a tag that leads to no commit": {
    make: ["tag", "2.20.0.0", "HEAD^{tree}"],
    error: "refs/tags/2.20.0.0: there is one already; nothing was changed, " +
      "expected no such ref, found one",
    hint: "Run again. If it is there then, too, it leads to no commit; see: " +
      "git show 'refs/tags/2.20.0.0'",
  },
  "a tag below the tag": {
    make: ["tag", "2.20.0.0/x"],
    error: `refs/tags/2.20.0.0: ${ANOTHER}refs/tags/2.20.0.0/x, found one`,
    hint: "Rename it or delete it; see: git show-ref 'refs/tags/2.20.0.0/x'",
  },
  "a branch above the series": {
    make: ["branch", "series"],
    error: `refs/heads/series/2.20: ${ANOTHER}refs/heads/series, found one`,
    hint: "Rename it or delete it; see: git show-ref 'refs/heads/series'",
  },
  "a branch below the series": {
    make: ["branch", "series/2.20/x"],
    error:
      `refs/heads/series/2.20: ${ANOTHER}refs/heads/series/2.20/x, found one`,
    hint: "Rename it or delete it; see: git show-ref " +
      "'refs/heads/series/2.20/x'",
  },
};

Deno.test("publish leaves a ref alone that is in the place of its own", async (t) => {
  await using scene = await Scene.make(await drivers("2.21.0.0"));
  const { repository } = scene;
  await scene.run("publish");
  await scene.offer(await drivers("2.20.0.0", "2.21.0.0"));
  const refs = () =>
    repository.git("for-each-ref", "--format=%(refname) %(objectname)");
  for (const [name, { make, error, hint }] of Object.entries(ROWS)) {
    await t.step(name, async () => {
      await repository.git(...make);
      const before = [await refs(), await repository.git("status", "--short")];
      const { code, stdout, stderr } = await scene.run("publish");
      assertEquals(code, 1, stderr);
      assertEquals(stdout, "");
      assert(
        stderr.includes(
          `error: Cannot publish: ${error}\nhint: ${hint}; nothing was written\n`,
        ),
        stderr,
      );
      assertEquals(
        [await refs(), await repository.git("status", "--short")],
        before,
      );
      const [kind = "", place = ""] = make;
      const undo = kind === "symbolic-ref"
        ? ["symbolic-ref", "--delete", place]
        : [kind, "--delete", "--force", place];
      await repository.git(...kind === "tag" ? ["tag", "-d", place] : undo);
    });
  }
});
