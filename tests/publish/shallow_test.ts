// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// In a shallow clone history may not show whether a branch has what was
// fetched. Where it does not, publish goes on only from what the archive shows.

import { assert, assertEquals } from "@std/assert";
import { drivers, folderState, Scene } from "./scene.ts";

/** A published repository, and a clone of it that is fetched in some way. */
async function shallowScene(...published: readonly string[]) {
  const scene = await Scene.make(await drivers(...published));
  const { repository } = scene;
  const clone = `${repository.root}/clone`;
  const inClone = (...args: readonly string[]) =>
    repository.git("-C", clone, ...args);
  return {
    scene,
    inClone,
    /** Offers more, publishes it, and returns the commit of a branch. */
    publish: async (branch: string, ...versions: readonly string[]) => {
      await scene.offer(await drivers(...versions));
      const { code, stderr } = await scene.run("publish");
      assertEquals(code, 0, stderr);
      return await repository.git("rev-parse", branch);
    },
    cloneWith: async (...options: readonly string[]) => {
      const from = `file://${repository.path}`;
      await repository.git("clone", "--quiet", ...options, from, clone);
      return await inClone("rev-parse", "HEAD");
    },
    publishInClone: () => scene.run("publish", `--repo=${clone}`),
    /** Expects a refusal that leaves the clone alone. */
    refuse: async (error: string, hint: string) => {
      for (const options of [[], ["--dry-run"]]) {
        const before = await folderState(clone);
        const { code, stdout, stderr } = await scene.run(
          "publish",
          `--repo=${clone}`,
          ...options,
        );
        assertEquals(code, 1, stderr);
        assertEquals(stdout, "");
        const expected = `error: Cannot publish: ${error}\nhint: ${hint}; ` +
          "nothing was written\n";
        assert(stderr.endsWith(expected), stderr);
        assertEquals(await folderState(clone), before);
      }
    },
    [Symbol.asyncDispose]: () => scene[Symbol.asyncDispose](),
  };
}

const DEEPEN = "History is cut off in this clone. Get the rest with: " +
  "git fetch --unshallow 'origin'";

Deno.test("publish begins no second history in a shallow clone that is behind", async (t) => {
  const rows = [
    {
      title: "a shallow clone, fetched with --depth",
      clone: ["--depth=1"],
      fetch: ["--depth=1"],
      lack: "what was fetched of origin/main",
    },
    {
      title: "a full clone, fetched with --depth",
      clone: [],
      fetch: ["--depth=1"],
      lack: "what was fetched of origin/main",
    },
    {
      title: "a shallow clone, of which a tag alone was fetched",
      clone: ["--depth=1"],
      fetch: ["--depth=1", "origin", "refs/tags/2.22.0.0:refs/tags/2.22.0.0"],
      refspec: "refs/heads/none:refs/remotes/origin/none",
      lack: "release 2.22.0.0, which is published",
    },
  ];
  for (const { title, clone, fetch, refspec, lack } of rows) {
    await t.step(title, async () => {
      await using scenery = await shallowScene("2.20.0.0", "2.21.0.0");
      const { scene, inClone, publish, cloneWith, publishInClone, refuse } =
        scenery;
      await publish("main", "2.20.0.0", "2.21.0.0");
      const tip = await cloneWith(...clone);
      const versions = ["2.20.0.0", "2.21.0.0", "2.22.0.0"];
      const ahead = await publish("main", ...versions);
      if (refspec) await inClone("config", "remote.origin.fetch", refspec);
      await inClone("fetch", "--quiet", ...fetch);
      await scene.offer(await drivers(...versions, "2.23.0.0"));
      const error = `main: the branch does not have ${lack}, expected ` +
        `${ahead} or a commit after it, found ${tip}`;
      await refuse(error, DEEPEN);
      // What the hint says, and then the next one.
      if (refspec) await inClone("config", "--unset", "remote.origin.fetch");
      await inClone("fetch", "--quiet", "--unshallow", "origin");
      const from = refspec ? "2.22.0.0" : "'origin/main'";
      await refuse(
        error,
        `If the branch is behind, run: git merge --ff-only ${from}`,
      );
      await inClone("merge", "--quiet", "--ff-only", "2.22.0.0");
      const { code, stderr } = await publishInClone();
      assertEquals(code, 0, stderr);
      await inClone("merge-base", "--is-ancestor", ahead, "2.23.0.0");
    });
  }
});

Deno.test("publish refuses a branch that was set back in a shallow clone", async () => {
  await using scenery = await shallowScene("2.20.0.0");
  const { scene, inClone, cloneWith, publishInClone, refuse, publish } =
    scenery;
  await publish("main", "2.20.0.0");
  const tip = await cloneWith("--depth=1");
  await scene.offer(await drivers("2.20.0.0", "2.21.0.0"));
  // A commit that was not pushed is no reason to refuse.
  assertEquals((await publishInClone()).code, 0);
  const ahead = await inClone("rev-parse", "HEAD");
  await scene.offer(await drivers("2.20.0.0", "2.21.0.0", "2.22.0.0"));
  await inClone("reset", "--quiet", "--hard", tip);
  await refuse(
    "main: the branch does not have release 2.21.0.0, which is published, " +
      `expected ${ahead} or a commit after it, found ${tip}`,
    "If the branch is behind, run: git merge --ff-only 2.21.0.0",
  );
});

Deno.test("publish goes on in a shallow clone whose archive has the highest release", async () => {
  await using scenery = await shallowScene("2.20.0.0", "2.21.0.0");
  const { scene, inClone, publish, cloneWith, publishInClone } = scenery;
  await publish("main", "2.20.0.0", "2.21.0.0");
  // Metadata alone: the release is no longer the tip.
  const tip = await publish("main", "2.20.0.0", "2.21.0.0");
  await cloneWith("--depth=1");
  await inClone("fetch", "--quiet", "--depth=1", "--tags");
  await scene.offer(await drivers("2.20.0.0", "2.21.0.0", "2.22.0.0"));
  const { code, stderr } = await publishInClone();
  assertEquals(code, 0, stderr);
  await inClone("merge-base", "--is-ancestor", tip, "2.22.0.0");
});

Deno.test("publish begins no second series in a shallow clone that is behind", async () => {
  await using scenery = await shallowScene("2.20.0.0", "2.21.0.0");
  const { scene, inClone, publish, cloneWith, publishInClone, refuse } =
    scenery;
  await publish("main", "2.20.0.0", "2.21.0.0");
  const versions = ["2.20.0.0", "2.20.1.0", "2.21.0.0"];
  const old = await publish("series/2.20", ...versions);
  await cloneWith("--depth=1", "--no-single-branch");
  await inClone("branch", "--quiet", "series/2.20", "origin/series/2.20");
  versions.push("2.20.2.0");
  const ahead = await publish("series/2.20", ...versions);
  await inClone("fetch", "--quiet", "--depth=1", "--tags");
  versions.push("2.20.3.0");
  await scene.offer(await drivers(...versions));
  await refuse(
    "series/2.20: the branch does not have what was fetched, expected " +
      `${ahead} or a commit after it, found ${old}`,
    DEEPEN,
  );
  await inClone("fetch", "--quiet", "--unshallow", "origin");
  const { code, stderr } = await publishInClone();
  assertEquals(code, 0, stderr);
  await inClone("merge-base", "--is-ancestor", ahead, "series/2.20");
});

Deno.test("publish goes on in a shallow clone with a series that began before the newest release", async () => {
  const versions = ["2.20.0.0", "2.20.1rc1", "2.21.0.0"];
  await using scenery = await shallowScene("2.20.0.0");
  const { scene, inClone, publish, cloneWith, publishInClone } = scenery;
  await publish("main", "2.20.0.0");
  const series = await publish("series/2.x", "2.20.0.0", "2.20.1rc1");
  await publish("main", ...versions);
  await cloneWith("--depth=1", "--no-single-branch");
  await inClone("fetch", "--quiet", "--depth=1", "--tags");
  await scene.offer(await drivers(...versions, "2.21.1rc1"));
  const { code, stderr } = await publishInClone();
  assertEquals(code, 0, stderr);
  await inClone("merge-base", "--is-ancestor", series, "2.21.1rc1");
});
