// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Releases below the newest one, and the branches that they go to.

import { assertEquals, assertMatch } from "@std/assert";
import { drivers, Scene } from "./scene.ts";

Deno.test("publish puts a backport on a series branch and leaves main alone", async () => {
  await using scene = await Scene.make(
    await drivers("2.20.0.0", "2.21.0.0", "2.23.0.0"),
  );
  const { repository } = scene;
  await scene.run("publish");
  const main = await repository.git("rev-parse", "main");
  await scene.offer(
    await drivers("2.20.0.0", "2.21.0.0", "2.21.5.0", "2.23.0.0"),
  );
  assertMatch(
    (await scene.run("check")).stdout,
    /^2\.21\.5\.0 {2}aws-neuronx-dkms {2}backport to series\/2\.21\n$/,
  );
  const { code, stderr } = await scene.run("publish");
  assertEquals(code, 0);
  assertMatch(stderr, /^series\/2\.21 moved, main did not, 1 new tag\n$/m);
  assertEquals(await repository.git("rev-parse", "main"), main);
  assertEquals(
    await repository.git("log", "--format=%s", "2.21.0.0..series/2.21"),
    "feat: Neuron Driver 2.21.5.0\nfeat: Update archive - repo files",
  );
  assertEquals(
    await repository.git("rev-parse", "2.21.5.0"),
    await repository.git("rev-parse", "series/2.21"),
  );

  // Nothing new now, though main has not archived that metadata.
  const before = await scene.fingerprint();
  assertEquals((await scene.run("publish")).code, 0);
  assertEquals(await scene.fingerprint(), before);

  // The next release on main brings main's archive up to date.
  await scene.offer(
    await drivers("2.21.5.0", "2.21.6.0", "2.23.0.0", "2.24.0.0"),
  );
  assertEquals((await scene.run("publish")).code, 0);
  assertEquals(
    await repository.git("log", "--format=%s", `${main}..main`),
    "feat: Neuron Driver 2.24.0.0\nfeat: Update archive - repo files",
  );
  assertEquals(
    await repository.git("log", "--format=%s", "2.21.5.0..2.21.6.0"),
    "feat: Neuron Driver 2.21.6.0\nfeat: Update archive - repo files",
  );
  await repository.assertSound();
});

Deno.test("publish starts a series at a release of the same run", async () => {
  await using scene = await Scene.make(await drivers("2.20.0.0", "2.23.0.0"));
  const { repository } = scene;
  await scene.run("publish");
  await scene.offer(
    await drivers("2.20.0.0", "2.21.0.0", "2.22.0.0", "2.23.0.0"),
  );
  const plan = await scene.run("publish", "--dry-run", "--json");
  const { code, stderr } = await scene.run("publish");
  assertEquals(code, 0, stderr);
  for (const version of ["2.21.0.0", "2.22.0.0"]) {
    const series = `refs/heads/series/${version.slice(0, 4)}`;
    assertEquals(
      await repository.git("rev-parse", series),
      await repository.git("rev-parse", version),
    );
    // A dry run lists the changes too.
    const message = await repository.git("log", "-1", "--format=%B", version);
    const { releases } = JSON.parse(plan.stdout);
    assertEquals(
      releases.find(({ tag }: { tag: string }) => tag === version).message
        .match(/^- [?MD]: .*$/gm),
      message.match(/^- [?MD]: .*$/gm),
    );
  }
  assertEquals(
    await repository.git("log", "--format=%s", "2.20.0.0..2.22.0.0"),
    "feat: Neuron Driver 2.22.0.0\nfeat: Neuron Driver 2.21.0.0\n" +
      "feat: Update archive - repo files",
  );
  assertEquals((await scene.run("verify")).code, 0);
  await repository.assertSound();
});

Deno.test("publish --backports=main and =skip do as they say", async () => {
  await using scene = await Scene.make(await drivers("2.20.0.0", "2.22.0.0"));
  const { repository } = scene;
  await scene.run("publish");
  await scene.offer(await drivers("2.20.0.0", "2.21.0.0", "2.22.0.0"));
  const skipped = await scene.run("publish", "--backports=skip");
  assertMatch(skipped.stderr, /Backports left out: 2\.21\.0\.0/);
  assertEquals(await repository.git("tag", "--list"), "2.20.0.0\n2.22.0.0");
  await scene.run("publish", "--backports", "main");
  assertEquals(
    await repository.git("describe", "--tags", "--exact-match", "main"),
    "2.21.0.0",
  );
});
