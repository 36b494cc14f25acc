// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// What upstream's metadata says of its age, against what is archived.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { drivers, FIRST_DAY, Scene } from "./scene.ts";

Deno.test("publish --allow-rollback accepts older metadata, and says so", async () => {
  await using scene = await Scene.make(await drivers("2.20.0.0"));
  await scene.run("publish");
  await scene.offer(await drivers("2.20.0.0"), { timestamp: 1_600_000_000 });
  assertEquals((await scene.run("check")).code, 3);
  const { code, stderr } = await scene.run("publish", "--allow-rollback");
  assertEquals(code, 0);
  assertMatch(stderr, /^warning: .*older than the archived one/m);
});

Deno.test("metadata is compared with what every branch has archived", async () => {
  const versions = ["2.20.0.0", "2.21.0.0"];
  await using scene = await Scene.make(await drivers(...versions));
  for (const next of ["2.20.1.0", "2.22.0.0"]) {
    await scene.run("publish");
    versions.push(next);
    await scene.offer(await drivers(...versions));
  }
  await scene.run("publish");
  // Newer than the series, older than main.
  const timestamp = FIRST_DAY + 1.5 * 86_400;
  await scene.offer(await drivers(...versions), { timestamp });
  assertEquals((await scene.run("publish")).code, 3);
  const { code, stderr } = await scene.run("publish", "--allow-rollback");
  assertEquals(code, 0);
  assertMatch(stderr, /^warning: .*older than the archived one/m);
});

Deno.test("metadata that changed under its revision is a warning", async () => {
  const revision = 7;
  await using scene = await Scene.make(await drivers("2.20.0.0"), { revision });
  await scene.run("publish");
  await scene.offer(await drivers("2.20.0.0", "2.21.0.0"), { revision });
  for (const [command, expected] of [["check", 10], ["publish", 0]] as const) {
    const { code, stderr } = await scene.run(command);
    assertEquals(code, expected, stderr);
    assertMatch(
      stderr,
      /^warning: Upstream's metadata has changed, but not its revision 7$/m,
    );
  }
});

Deno.test("check and publish report metadata that is too old, and go on", async () => {
  await using scene = await Scene.make(await drivers("2.20.0.0"));
  const warning =
    /^warning: Upstream's metadata is of 2025-01-15, \d+ days old/;
  const check = await scene.run("check", "--max-age=180", "--json");
  assertEquals(check.code, 10);
  assertMatch(check.stderr, warning);
  const { metadata } = JSON.parse(check.stdout);
  assertEquals(metadata.newest, "2025-01-15T00:00:00Z");
  assertEquals(metadata.stale, true);
  assert(metadata.ageDays > 180);
  const publish = await scene.run("publish", "--max-age", "1", "--json");
  assertEquals(publish.code, 0);
  assertMatch(publish.stderr, warning);
  assertEquals(JSON.parse(publish.stdout).metadata, metadata);

  await scene.offer(await drivers("2.20.0.0"), {
    timestamp: Math.floor(Date.now() / 1000) - 86_400,
  });
  const fresh = await scene.run("check", "--max-age=180", "--json");
  assertEquals(fresh.stderr, "");
  assertEquals(JSON.parse(fresh.stdout).metadata.stale, false);
});
