// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// The times that commits have.

import { assertEquals, assertMatch } from "@std/assert";
import { defaultKey } from "../fixtures/keys.ts";
import { TestRepository } from "../git/test_repository.ts";
import { drivers, runProgram, Scene } from "./scene.ts";

Deno.test("publish --date=build gives the same commit ids everywhere", async () => {
  await using scene = await Scene.make(await drivers("2.20.0.0", "2.21.0.0"));
  await using other = await TestRepository.make();
  const history = async (
    repository: TestRepository,
    env: Record<string, string>,
  ) => {
    const { code } = await runProgram([
      "publish",
      "--date=build",
      "--no-notes",
      `--repo=${repository.path}`,
      `--repo-url=${scene.server.url}`,
      `--fingerprint=${(await defaultKey()).fingerprint}`,
    ], { ...repository.env, ...env });
    assertEquals(code, 0);
    return await repository.git("log", "--format=%H %at %ct %s");
  };
  const here = await history(scene.repository, { TZ: "UTC", LC_ALL: "C" });
  const there = await history(other, { TZ: "Asia/Tokyo", LC_ALL: "de_DE" });
  assertEquals(here, there);
  assertMatch(here, /^[0-9a-f]{40} 1734405468 1734405468 feat: Neuron Driver/);
});

Deno.test("SOURCE_DATE_EPOCH dates every commit", async () => {
  await using scene = await Scene.make(await drivers("2.20.0.0"));
  Object.assign(scene.repository.env, { SOURCE_DATE_EPOCH: "1740000000" });
  assertEquals((await scene.run("publish")).code, 0);
  const times = await scene.repository.git("log", "--format=%at %ct");
  assertEquals(new Set(times.split("\n")), new Set(["1740000000 1740000000"]));
});

Deno.test("SOURCE_DATE_EPOCH before a signature is refused", async () => {
  await using scene = await Scene.make(await drivers("2.20.0.0", "2.21.0.0"));
  const before = await scene.fingerprint();
  const publishAt = (epoch: number) => {
    const SOURCE_DATE_EPOCH = String(epoch);
    Object.assign(scene.repository.env, { SOURCE_DATE_EPOCH });
    return scene.run("publish");
  };
  const signed = 1734491868; // 2024-12-18T03:17:48Z
  const { code, stderr } = await publishAt(signed - 1);
  assertEquals(code, 2);
  assertMatch(
    stderr,
    /^error: SOURCE_DATE_EPOCH is 2024-12-18T03:17:47Z, and the signature of aws-neuronx-dkms 2\.20\.0\.0 was made at 2024-12-18T03:17:48Z\nhint: Set it to 1734491868 or later, .*\n$/,
  );
  assertEquals(await scene.fingerprint(), before);
  assertEquals((await publishAt(signed)).code, 0);
});

Deno.test("a wrong SOURCE_DATE_EPOCH is refused before any request", async () => {
  await using scene = await Scene.make(await drivers("2.20.0.0"));
  Object.assign(scene.repository.env, { SOURCE_DATE_EPOCH: "yesterday" });
  const before = await scene.fingerprint();
  const { code, stderr } = await scene.run("publish");
  assertEquals(code, 2);
  assertMatch(stderr, /^error: SOURCE_DATE_EPOCH is "yesterday"\nhint: Set it/);
  assertEquals(scene.server.requests, []);
  assertEquals(await scene.fingerprint(), before);
});
