// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Some releases and branches, as a publisher proves what it has just made.

import { assertEquals, assertRejects } from "@std/assert";
import { UsageError } from "../../lib/errors.ts";
import { openClone } from "../../lib/verify/repository.ts";
import { proveSome } from "../../lib/verify/some.ts";
import { drivers } from "../publish/scene.ts";
import { amend, flip, Workbench } from "./workbench.ts";

const [A, B] = ["2.1.0.0", "2.2.0.0"] as const;
const MAIN = "refs/heads/main";

Deno.test("proveSome() proves the releases and branches that are named", async (t) => {
  await using bench = await Workbench.make(await drivers(A, B));
  const { repository, profile } = bench;
  const { env } = repository;
  const clone = await openClone(repository.path, { env });
  const prove = (moved: ReadonlyMap<string, string> = new Map()) =>
    proveSome(clone, { profile, tags: [B], branches: [MAIN], moved });

  await t.step("the newest one, and its branch", async () => {
    const { releases, branches } = await prove();
    assertEquals(
      releases.map(({ tag, verdict }) => [tag, verdict]),
      [[B, "verified"]],
    );
    const [main] = branches;
    assertEquals(main?.newest, B);
    // The older release was not proved again, and that is said.
    assertEquals(
      main?.checks.filter(({ status }) => status !== "ok")
        .map(({ status, code }) => `${status} ${code}`),
      ["unknown tip-archive"],
    );
  });

  await t.step("refs that are about to move count", async () => {
    const forged = await amend(repository, await bench.commit(B), {
      files: { "src/Makefile": flip(0) },
    });
    const moved = new Map([[MAIN, forged], [`refs/tags/${B}`, forged]]);
    const { releases, branches } = await prove(moved);
    assertEquals(releases[0]?.verdict, "failed");
    assertEquals(branches[0]?.verdict, "failed");
    assertEquals((await prove()).releases[0]?.verdict, "verified");
  });

  await t.step("a commit after it that edits the source fails", async () => {
    const tip = await bench.commit("main");
    const edit = await amend(repository, tip, {
      files: { "src/Makefile": flip(0) },
      message: () => "fix: faster\n",
      parents: [tip],
    });
    const { branches } = await prove(new Map([[MAIN, edit]]));
    assertEquals(branches[0]?.verdict, "failed");
  });

  await t.step("a tag or branch that is not there is wrong usage", async () => {
    const options = { profile, tags: [B], branches: [MAIN] };
    await assertRejects(
      () => proveSome(clone, { ...options, tags: ["9.9"] }),
      UsageError,
    );
    await assertRejects(
      () => proveSome(clone, { ...options, branches: ["refs/heads/x"] }),
      UsageError,
    );
  });
});
