// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * A repository and a vendor on two days.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { drivers, Scene } from "../publish/scene.ts";

const FIRST = ["2.19.0.0", "2.20.0.0"];

/** A repository with the first day's releases, from which states are made. */
export async function startScene(): Promise<Scene> {
  const scene = await Scene.make(await drivers(...FIRST));
  await scene.repository.write("README", "mine\n");
  await scene.repository.git("add", "README");
  await scene.repository.git("commit", "--quiet", "--message=start");
  const outcome = await scene.run("publish", "--date=build");
  assertEquals(outcome.code, 0, outcome.stderr);
  return scene;
}

/** Offers one more release, 2.21.0.0. */
export async function offerNext(scene: Scene): Promise<void> {
  await scene.offer(await drivers(...FIRST, "2.21.0.0"));
}
