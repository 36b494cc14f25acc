// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// A clone of the main branch alone does not show which backports are published.

import { assert, assertEquals } from "@std/assert";
import { drivers, folderState, Scene } from "./scene.ts";

Deno.test("publish starts no series in a clone that has only main", async (t) => {
  await using scene = await Scene.make(await drivers("2.20.0.0", "2.21.0.0"));
  const { repository } = scene;
  await scene.run("publish");
  const published = ["2.20.0.0", "2.20.1.0", "2.21.0.0"];
  await scene.offer(await drivers(...published));
  await scene.run("publish");
  const clone = `${repository.root}/clone`;
  const inClone = (...args: string[]) => repository.git("-C", clone, ...args);
  const cloneWith = async (...options: string[]) => {
    await Deno.remove(clone, { recursive: true }).catch(() => {});
    const from = `file://${repository.path}`;
    await repository.git("clone", "--quiet", ...options, from, clone);
  };
  const publish = (...options: string[]) =>
    scene.run("publish", `--repo=${clone}`, ...options);
  const error =
    "error: Cannot publish: series/2.20: this is a clone without the series " +
    "branches of its origin, which may have this one\nhint: Get them with: " +
    "git remote set-branches --add origin 'series/*' && git fetch origin; " +
    "nothing was written\n";
  for (const options of [["--single-branch"], ["--depth=3"]]) {
    await t.step(`git clone ${options}`, async () => {
      await cloneWith(...options);
      for (const more of [[], ["--dry-run"]]) {
        const before = await folderState(clone);
        const { code, stderr } = await publish(...more);
        assertEquals(code, 1, stderr);
        assert(stderr.endsWith(error), stderr);
        assertEquals(await folderState(clone), before);
      }
      // What the hint says.
      await inClone("remote", "set-branches", "--add", "origin", "series/*");
      await inClone("fetch", "--quiet", "origin");
      const { code, stdout, stderr } = await publish();
      assertEquals(code, 0, stderr);
      assertEquals(stdout, "");
    });
  }
  const rows: Record<string, readonly string[]> = {
    "all branches": [],
    "a bare clone": ["--bare"],
    "a mirror": ["--mirror"],
    "main alone with all tags": ["--single-branch"],
  };
  for (const [name, options] of Object.entries(rows)) {
    await t.step(`another backport: ${name}`, async () => {
      await scene.offer(await drivers(...published, "2.20.2.0"));
      await cloneWith(...options);
      await inClone("fetch", "--quiet", "--tags");
      const { code, stderr } = await publish();
      assertEquals(code, 0, stderr);
      assertEquals(
        await inClone("tag", "--merged", "series/2.20"),
        "2.20.0.0\n2.20.1.0\n2.20.2.0",
      );
    });
  }
});
