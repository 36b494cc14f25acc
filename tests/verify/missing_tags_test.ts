// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// What a clone lacks is not proved. Nobody is accused of it.

import { assert, assertEquals, assertMatch } from "@std/assert";
import type { DriverOptions } from "../fixtures/driver_package.ts";
import { drivers, Scene } from "../publish/scene.ts";

const ROWS: readonly {
  readonly name: string;
  /** What the vendor adds, day by day. */
  readonly days: readonly (readonly (string | DriverOptions)[])[];
  /** Options of publish. */
  readonly publish?: readonly string[];
  /** Options of git clone. */
  readonly clone?: readonly string[];
  /** Tags that the clone has. */
  readonly tags: readonly string[];
  /** A revision to check out. */
  readonly head?: string;
  /** What is not proved. */
  readonly says: RegExp;
}[] = [
  {
    name: "the tag of a backport alone",
    days: [["2.20.0.0", "2.21.5.0", "2.23.5.0"], ["2.21.0.0"]],
    tags: ["2.21.0.0"],
    says: /2\.21\.0\.0: branch .*no tag here leads to 2\.23\.5\.0 on main/,
  },
  {
    name: "and that of a lower release on main",
    days: [["2.20.0.0", "2.21.5.0", "2.23.5.0"], ["2.21.0.0"]],
    tags: ["2.21.0.0", "2.20.0.0"],
    says: /2\.21\.0\.0: branch .*no tag here leads to 2\.23\.5\.0 on main/,
  },
  {
    name: "a backport below a release that is higher by its epoch",
    days: [[{ version: "2.20.4.0", epoch: 1 }], ["2.20.5.0"]],
    tags: ["2.20.5.0"],
    says: /2\.20\.5\.0: branch .*no tag here leads to 2\.20\.4\.0 on main/,
  },
  {
    name: "not that of the newest release, higher by its epoch",
    days: [["2.22.0.0"], [{ version: "2.20.9.0", epoch: 1 }]],
    tags: ["2.22.0.0"],
    says:
      /main: tip-release \(2\.20\.9\.0\): .*no tag here leads.*2\.22\.0\.0;/,
  },
  {
    // It may be an old release that somebody published again.
    name: "not that of a lower release at the tip of main",
    days: [["2.20.0.0", "2.22.0.0"], ["2.21.0.0"]],
    publish: ["--backports=main"],
    tags: ["2.20.0.0", "2.22.0.0"],
    says:
      /main: tip-release \(2\.21\.0\.0\): .*no tag here leads.*2\.22\.0\.0;/,
  },
  {
    name: "not that of a development build",
    days: [["2.22.0.0"], ["2.x.1.0"], ["2.x.2.0"]],
    tags: ["2.22.0.0", "2.x.1.0"],
    says: /series\/2\.x: tip-release \(2\.x\.2\.0\): .*no tag here leads/,
  },
  {
    name: "not the middle one, in a partial clone",
    days: [["2.20.0.0", "2.21.0.0", "2.22.0.0"]],
    clone: ["--filter=blob:none"],
    tags: ["2.20.0.0", "2.22.0.0"],
    says: /main: releases \(2\.21\.0\.0\): no tag here leads to it/,
  },
  {
    name: "not the newest one, in a partial clone",
    days: [["2.20.0.0", "2.21.0.0"], ["2.20.1.0"]],
    clone: ["--filter=blob:none"],
    tags: ["2.20.0.0", "2.21.0.0"],
    says: /series\/2\.20: releases \(2\.20\.1\.0\): no tag here leads to it/,
  },
  {
    name: "all of them, and HEAD before the first release",
    days: [["2.20.0.0", "2.21.0.0"]],
    tags: ["2.20.0.0", "2.21.0.0"],
    head: "2.20.0.0^",
    says: /HEAD: head \(\w+\): HEAD is a commit of main, which is not proved/,
  },
];

Deno.test("what a clone lacks is not proved, and nothing failed", async (t) => {
  for (const row of ROWS) {
    const { name, days, publish = [], clone = [], tags, head, says } = row;
    await t.step(name, async () => {
      await using scene = await Scene.make([]);
      const { repository } = scene;
      await repository.git("config", "uploadpack.allowFilter", "true");
      for (const [day] of days.entries()) {
        await scene.offer(await drivers(...days.slice(0, day + 1).flat()));
        const { code, stderr } = await scene.run("publish", ...publish);
        assertEquals(code, 0, stderr);
      }
      const path = `${repository.root}/clone`;
      const from = `file://${repository.path}`;
      const git = (...args: string[]) => repository.git("-C", path, ...args);
      const verify = async () => {
        const outcome = await scene.run("verify", `--repo=${path}`);
        return { ...outcome, said: `${outcome.stdout}${outcome.stderr}` };
      };
      await repository.git("clone", "-q", "--no-tags", ...clone, from, path);
      const refs = tags.map((tag) => `refs/tags/${tag}:refs/tags/${tag}`);
      await git("fetch", "--quiet", "--no-tags", "origin", ...refs);
      if (head !== undefined) await git("checkout", "--quiet", head);
      const lacking = await verify();
      assertEquals(lacking.code, 1, lacking.said);
      assert(!/failed/.test(lacking.said), lacking.said);
      assertMatch(lacking.said, says);
      if (clone.length > 0) return;
      await git("fetch", "--quiet", "--tags", "origin");
      await git("checkout", "--quiet", "main");
      const whole = await verify();
      assertEquals(whole.code, 0, whole.said);
    });
  }
});
