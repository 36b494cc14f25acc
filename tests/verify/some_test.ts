// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Some releases and branches, as a publisher proves what it has just made.

import { assertEquals, assertRejects } from "@std/assert";
import { archive } from "../../lib/archive/archive.ts";
import { UsageError } from "../../lib/errors.ts";
import { trace } from "../../lib/trace/trace.ts";
import { audit } from "../../lib/verify/audit.ts";
import { openClone } from "../../lib/verify/repository.ts";
import { auditSome } from "../../lib/verify/some.ts";
import { runIn } from "./hostile/in_clone.ts";
import { drivers } from "../publish/scene.ts";
import { amend, flip, Workbench } from "./workbench.ts";

const [A, B] = ["2.1.0.0", "2.2.0.0"] as const;
const MAIN = "refs/heads/main";

Deno.test("auditSome() proves the releases and branches that are named", async (t) => {
  await using bench = await Workbench.make(await drivers(A, B));
  const { repository, profile } = bench;
  const { env } = repository;
  const clone = await openClone(repository.path, { env });
  const prove = (moved: ReadonlyMap<string, string> = new Map()) =>
    auditSome(clone, { profile, tags: [B], branches: [MAIN], moved });

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
      () => auditSome(clone, { ...options, tags: ["9.9"] }),
      UsageError,
    );
    await assertRejects(
      () => auditSome(clone, { ...options, branches: ["refs/heads/x"] }),
      UsageError,
    );
  });
});

Deno.test("archive() and trace() take nothing from what verify finds wrong with a clone", async (t) => {
  await using bench = await Workbench.make(await drivers(A, B));
  const { repository, profile } = bench;
  const { env, root } = repository;
  const made = async (repo: string) => {
    const options = { repo, profile, env };
    const { sha256 } = await archive({ ...options, version: B });
    const { lines } = await trace({
      ...options,
      release: B,
      path: "neuron_module.c",
      lines: { first: 1, last: 1 },
    });
    return { sha256, lines };
  };
  const honest = await made(repository.path);
  const evil = await amend(repository, await bench.commit(B), {
    files: { "src/Makefile": flip(0), "src/neuron_module.c": flip(0) },
  });
  for (
    const [name, script] of [
      ["a replaced commit", `git replace ${B} ${evil}`],
      [
        "a replaced file",
        `git replace ${B}:src/neuron_module.c ${evil}:src/neuron_module.c`,
      ],
      [
        "grafts",
        `echo "$(git rev-parse ${B}) ${evil}" > .git/info/grafts`,
      ],
      [
        "attributes and programs in the configuration",
        'touch="touch $PWD/../ran; cat"; ' +
        'git config diff.x.textconv "$touch"; ' +
        'git config filter.x.smudge "$touch"; ' +
        'git config core.fsmonitor "$touch"; ' +
        'echo "* diff=x filter=x export-ignore" > .git/info/attributes',
      ],
      [
        "other refs of the same short name",
        `git update-ref refs/${B} ${evil}; ` +
        `git update-ref refs/heads/${B} ${evil}; echo ${evil} > .git/${B}`,
      ],
    ] as const
  ) {
    await t.step(name, async () => {
      const clone = `${root}/${name.replaceAll(" ", "-")}`;
      await repository.git("clone", "-q", repository.path, clone);
      await repository.git("-C", clone, "fetch", "-q", "origin", evil);
      await runIn(clone, `mkdir -p .git/info; ${script}`);
      const { verdict } = await audit({ repo: clone, profile, env });
      assertEquals(verdict !== "verified", true);
      assertEquals(await made(clone), honest);
      await assertRejects(() => Deno.stat(`${root}/ran`), Deno.errors.NotFound);
    });
  }
});
