// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// A clone that has only some of the tags.

import { assert, assertEquals, assertMatch } from "@std/assert";
import type { DriverOptions } from "../fixtures/driver_package.ts";
import { drivers, Scene } from "../publish/scene.ts";

const ROWS: readonly {
  readonly name: string;
  readonly published: readonly (string | DriverOptions)[];
  readonly backport: string;
  /** Tags that the clone has. */
  readonly tags: readonly string[];
  /** The release on main that makes it a backport. */
  readonly above: string;
}[] = [
  {
    name: "the backport's tag alone",
    published: ["2.20.0.0", "2.21.5.0", "2.23.5.0"],
    backport: "2.21.0.0",
    tags: ["2.21.0.0"],
    above: "2.23.5.0",
  },
  {
    name: "and that of a lower release on main",
    published: ["2.20.0.0", "2.21.5.0", "2.23.5.0"],
    backport: "2.21.0.0",
    tags: ["2.21.0.0", "2.20.0.0"],
    above: "2.23.5.0",
  },
  {
    name: "the release above is so by its epoch",
    published: [{ version: "2.20.4.0", epoch: 1 }],
    backport: "2.20.5.0",
    tags: ["2.20.5.0"],
    above: "2.20.4.0",
  },
];

Deno.test("where tags are missing, a backport is not proved, and nothing failed", async (t) => {
  for (const { name, published, backport, tags, above } of ROWS) {
    await t.step(name, async () => {
      await using scene = await Scene.make(await drivers(...published));
      await scene.run("publish");
      await scene.offer(await drivers(...published, backport));
      await scene.run("publish");
      const { repository } = scene;
      const clone = `${repository.root}/clone`;
      const from = `file://${repository.path}`;
      const git = (...args: string[]) => repository.git("-C", clone, ...args);
      const verify = async () => {
        const outcome = await scene.run("verify", `--repo=${clone}`);
        return { ...outcome, said: `${outcome.stdout}${outcome.stderr}` };
      };
      await repository.git("clone", "--quiet", "--no-tags", from, clone);
      const refs = tags.map((tag) => `refs/tags/${tag}:refs/tags/${tag}`);
      await git("fetch", "--quiet", "--no-tags", from, ...refs);
      const partial = await verify();
      assertEquals(partial.code, 1, partial.said);
      assert(!/failed/.test(partial.said), partial.said);
      assertMatch(
        partial.said,
        new RegExp(`${backport}: .*leads to ${above} `),
      );
      await git("fetch", "--quiet", "--tags", from);
      const whole = await verify();
      assertEquals(whole.code, 0, whole.said);
    });
  }
});
