// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// A commit on a branch that lacks what is published would begin a second
// history. See shallow_test.ts for clones whose history is cut off.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { drivers, Scene } from "./scene.ts";

Deno.test("publish begins no second history on a branch that is behind", async (t) => {
  await using scene = await Scene.make(await drivers("2.20.0.0"));
  const { repository } = scene;
  await scene.run("publish");
  const behind = await repository.git("rev-parse", "HEAD");
  await scene.offer(await drivers("2.20.0.0", "2.21.0.0"));
  await scene.run("publish");
  const ahead = await repository.git("rev-parse", "HEAD");
  // As after a fetch without a merge: the tag is there, main is not.
  await repository.git("reset", "--quiet", "--hard", behind);
  const rows = {
    "a new release": await drivers("2.20.0.0", "2.21.0.0", "2.22.0.0"),
    "a backport": await drivers("2.20.0.0", "2.20.1.0", "2.21.0.0"),
    "metadata alone": await drivers("2.20.0.0", "2.21.0.0"),
  };
  for (const [name, packages] of Object.entries(rows)) {
    await t.step(name, async () => {
      await scene.offer(packages);
      for (const options of [[], ["--dry-run"]]) {
        const before = await scene.fingerprint();
        const { code, stdout, stderr } = await scene.run("publish", ...options);
        assertEquals(code, 1, stderr);
        assertEquals(stdout, "");
        assertMatch(
          stderr,
          /^error: Cannot publish: main: the branch does not have release 2\.21\.0\.0, which is published, expected [0-9a-f]{40} or a commit after it, found [0-9a-f]{40}\nhint: If the branch is behind, run: git merge --ff-only 2\.21\.0\.0; nothing was written$/m,
        );
        assertEquals(await scene.fingerprint(), before);
      }
    });
  }
  await t.step("without tags, and without one in common", async () => {
    await repository.git("update-ref", "refs/remotes/origin/main", "2.21.0.0");
    await repository.git("tag", "--delete", "2.20.0.0", "2.21.0.0");
    const refuse = async (found: string, hint: string) => {
      await scene.offer(rows["a new release"]);
      for (const options of [[], ["--dry-run"]]) {
        const before = await scene.fingerprint();
        const { code, stdout, stderr } = await scene.run("publish", ...options);
        assertEquals(code, 1, stderr);
        assertEquals(stdout, "");
        assert(
          stderr.includes(
            "error: Cannot publish: main: the branch does not have what was " +
              `fetched of origin/main, expected ${ahead} or a commit after ` +
              `it, found ${found}\nhint: ${hint} run: git merge --ff-only ` +
              "'origin/main'; nothing was written\n",
          ),
          stderr,
        );
        assertEquals(await scene.fingerprint(), before);
      }
    };
    await refuse(behind, "If the branch is behind,");
    // As after `git init` and a fetch.
    await repository.git("update-ref", "-d", "refs/heads/main");
    await repository.git("rm", "-r", "--quiet", "--force", ".");
    await refuse("no commit", "Check out the branch that does, or");
    await repository.git("merge", "--quiet", "--ff-only", "origin/main");
    await repository.git("reset", "--quiet", "--hard", behind);
    await repository.git("tag", "2.20.0.0", behind);
    await repository.git("tag", "2.21.0.0", ahead);
  });
  await t.step("what the hint says", async () => {
    await scene.offer(rows["a new release"]);
    await repository.git("merge", "--quiet", "--ff-only", "2.21.0.0");
    // As after a push that failed.
    await repository.git("update-ref", "refs/remotes/origin/main", behind);
    assertEquals((await scene.run("publish")).code, 0);
    assertEquals(
      await repository.git("tag", "--merged", "main"),
      "2.20.0.0\n2.21.0.0\n2.22.0.0",
    );
  });
});

Deno.test("publish begins no second history where the metadata is archived", async () => {
  await using scene = await Scene.make(await drivers("2.20.0.0", "2.21.0.0"));
  const { repository } = scene;
  await scene.run("publish", "--limit=1");
  await repository.git("reset", "--quiet", "--hard", "2.20.0.0^");
  const before = await scene.fingerprint();
  const { code, stderr } = await scene.run("publish");
  assertEquals(code, 1);
  assertMatch(stderr, /: main: the branch does not have release 2\.20\.0\.0, /);
  assertEquals(await scene.fingerprint(), before);
});

Deno.test("publish does not mind a branch that is behind where nothing is new", async () => {
  await using scene = await Scene.make(await drivers("2.20.0.0"));
  const { repository } = scene;
  await scene.run("publish");
  await repository.git("commit", "--quiet", "--allow-empty", "--message=mine");
  await repository.git("update-ref", "refs/remotes/origin/main", "main");
  await repository.git("reset", "--quiet", "--hard", "2.20.0.0");
  const { code, stderr } = await scene.run("publish");
  assertEquals(code, 0, stderr);
  assertEquals(
    await repository.git("rev-parse", "main"),
    await repository.git("rev-parse", "2.20.0.0"),
  );
});

Deno.test("publish begins no second history beside the tags of another one", async () => {
  await using scene = await Scene.make(await drivers("2.20.0.0", "2.21.0.0"));
  const { repository } = scene;
  await scene.run("publish");
  await repository.git("checkout", "--quiet", "--orphan", "fresh");
  await repository.git("rm", "-r", "--quiet", "--force", ".");
  await repository.git("commit", "--quiet", "--allow-empty", "--message=mine");
  await scene.offer(await drivers("2.20.0.0", "2.21.0.0", "2.22.0.0"));
  const before = await scene.fingerprint();
  const { code, stdout, stderr } = await scene.run("publish");
  assertEquals(code, 1, stderr);
  assertEquals(stdout, "");
  assertMatch(
    stderr,
    /^error: Cannot publish: fresh: the branch does not have release 2\.21\.0\.0, which is published, .*\nhint: Check out the branch that does\. /m,
  );
  assertEquals(await scene.fingerprint(), before);
});
