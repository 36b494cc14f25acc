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
  const run = (command: string, ...options: string[]) =>
    scene.run(command, `--repo=${clone}`, ...options);
  const publish = (...options: string[]) => run("publish", ...options);
  const refused = async (series: string, remote: string) => {
    const error = `${series}: this is a clone without the series branches ` +
      "of its remote, which may have this one\nhint: Get them with: " +
      `git remote set-branches --add '${remote}' 'series/*' && ` +
      `git fetch '${remote}'; nothing was written\n`;
    // The three agree on what is new.
    const commands = [["publish"], ["publish", "--dry-run"], ["check"]];
    for (const [command = "", ...more] of commands) {
      const before = await folderState(clone);
      const { code, stderr } = await run(command, ...more);
      assertEquals(code, 1, stderr);
      assert(stderr.endsWith(`error: Cannot ${command}: ${error}`), stderr);
      assertEquals(await folderState(clone), before);
    }
  };
  const clones = [
    { options: ["--single-branch"], remote: "origin" },
    { options: ["--depth=3"], remote: "origin" },
    { options: ["--single-branch", "--origin=vendor"], remote: "vendor" },
  ];
  for (const { options, remote } of clones) {
    await t.step(`git clone ${options}`, async () => {
      await cloneWith(...options);
      await refused("series/2.20", remote);
      // What the hint says.
      await inClone("remote", "set-branches", "--add", remote, "series/*");
      await inClone("fetch", "--quiet", remote);
      assertEquals((await run("check")).code, 0);
      const { code, stdout, stderr } = await publish();
      assertEquals(code, 0, stderr);
      assertEquals(stdout, "");
    });
  }
  await t.step("a backport that would go to main", async () => {
    await scene.offer(await drivers(...published));
    await cloneWith("--single-branch", "--no-tags");
    await inClone("fetch", "--quiet", "--no-tags", "origin", "tag", "2.21.0.0");
    const before = await folderState(clone);
    const { code, stderr } = await publish("--backports=main");
    assertEquals(code, 1, stderr);
    assert(stderr.includes("series/2.20: this is a clone without"), stderr);
    assertEquals(await folderState(clone), before);
  });
  const starts = {
    "below all releases": ["series/2.19", "2.19.0.0"],
    "at a release of the same run": ["series/2.x", "2.22.0.0", "2.22.1rc1"],
  };
  for (const [name, [series = "", ...news]] of Object.entries(starts)) {
    await t.step(`a series that would start ${name}`, async () => {
      await scene.offer(await drivers("2.20.0.0", "2.21.0.0", ...news));
      await cloneWith("--single-branch");
      await refused(series, "origin");
    });
  }
  await t.step(
    "a series that would start below a shallow history",
    async () => {
      await scene.offer(await drivers("2.20.0.0", "2.21.0.0", "2.20.9.0"));
      await cloneWith("--depth=1");
      await inClone(
        "fetch",
        "--quiet",
        "--depth=1",
        "origin",
        "tag",
        "2.20.0.0",
      );
      await refused("series/2.20", "origin");
    },
  );
  for (const place of ["refs/heads", "refs/remotes/origin"]) {
    await t.step(`a series that is in ${place} alone`, async () => {
      await scene.offer(await drivers(...published, "2.20.0.9"));
      await cloneWith("--single-branch");
      const series = `series/2.20:${place}/series/2.20`;
      await inClone("fetch", "--quiet", "--no-tags", "origin", series);
      const before = await inClone("rev-parse", `${place}/series/2.20`);
      const { code, stderr } = await publish();
      assertEquals(code, 0, stderr);
      await inClone("merge-base", "--is-ancestor", before, "2.20.0.9");
    });
  }
  const rows: Record<string, readonly string[]> = {
    "all branches": [],
    "a remote of another name": ["--origin=vendor"],
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
