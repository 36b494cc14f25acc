// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Which directory openClone() takes for a repository, and what a clone lacks.

import { assertEquals, assertRejects } from "@std/assert";
import { OperationError } from "../../lib/errors.ts";
import { openClone } from "../../lib/verify/repository.ts";
import { TestRepository } from "../git/test_repository.ts";

const WIDEN = "git remote set-branches origin '*' && git fetch";

/** How a clone is made, and how to get what it lacks. */
const CLONES: Readonly<
  Record<string, [options: readonly string[], remedy: string | undefined]>
> = {
  full: [[], undefined],
  bare: [["--bare"], undefined],
  mirror: [["--mirror"], undefined],
  shallow: [
    ["--depth=1", "--no-single-branch"],
    "git fetch --unshallow --tags",
  ],
  partial: [
    ["--filter=blob:none"],
    "git fetch --refetch --no-filter --tags",
  ],
  narrow: [["--single-branch"], `${WIDEN} --tags origin`],
  "shallow and narrow": [["--depth=1"], `${WIDEN} --unshallow --tags origin`],
  "all of it": [
    ["--depth=1", "--filter=blob:none"],
    `${WIDEN} --unshallow --refetch --no-filter --tags origin`,
  ],
  "narrow, by the name of another remote": [
    ["--single-branch", "--origin=a.b/c-d"],
    "git remote set-branches a.b/c-d '*' && git fetch --tags a.b/c-d",
  ],
};

Deno.test("openClone() says how a clone gets what it lacks", async (t) => {
  await using repository = await TestRepository.make({ files: { a: "0" } });
  const { env, root, path } = repository;
  await repository.git("config", "uploadpack.allowFilter", "true");
  await repository.git("commit", "--quiet", "--allow-empty", "-m", "second");
  for (const [name, [options, remedy]] of Object.entries(CLONES)) {
    await t.step(name, async () => {
      const clone = `${root}/${name.replaceAll(/\W/g, "-")}`;
      const from = `file://${path}`;
      await repository.git("clone", "--quiet", ...options, from, clone);
      const found = await openClone(clone, { env });
      assertEquals(found.remedy, remedy);
      const isIn = (option: string) => options.includes(option);
      assertEquals(found.isShallow, isIn("--depth=1"));
      assertEquals(found.isPartial, isIn("--filter=blob:none"));
      const isBare = isIn("--bare") || isIn("--mirror");
      assertEquals(found.worktree, isBare ? undefined : clone);
    });
  }
  await t.step("by all its own settings, and by no other's", async () => {
    const clone = `${root}/several`;
    const options = ["--quiet", "--single-branch", `file://${path}`, clone];
    await repository.git("clone", ...options);
    const git = (...args: string[]) => repository.git("-C", clone, ...args);
    const wide = "+refs/heads/*:refs/remotes/origin/*";
    await git("config", "--add", "remote.origin.fetch", wide);
    await git("config", "--global", "remote.far.fetch", "+refs/heads/a:b");
    await git("config", "--global", "remote.far.promisor", "true");
    const { remedy, settings } = await openClone(clone, { env });
    assertEquals([remedy, settings.get("remote.far.fetch")], [
      undefined,
      undefined,
    ]);
    assertEquals(settings.get("remote.origin.fetch")?.length, 2);
    await git("config", "--global", "--remove-section", "remote.far");
  });
  await t.step("a remote whose name is code is in no command", async () => {
    const clone = `${root}/code`;
    await repository.git("clone", "--quiet", path, clone);
    for (const name of ["x;id", "x y", "-x"]) {
      const key = `remote.${name}.fetch`;
      const value = "+refs/heads/main:refs/remotes/x/main";
      await repository.git("-C", clone, "config", key, value);
      const { remedy } = await openClone(clone, { env });
      assertEquals(remedy, "git clone URL", name);
      await repository.git("-C", clone, "config", "--unset", key);
    }
  });
});

Deno.test("openClone() takes the top directory of a repository and nothing else", async (t) => {
  await using repository = await TestRepository.make({ files: { a: "0" } });
  const { env, root, path } = repository;
  await Deno.mkdir(`${path}/below/deep`, { recursive: true });
  const rows = [
    ["no directory", `${root}/none`, "there is no such directory"],
    ["a file", `${path}/a`, "is not a directory"],
    ["no repository", root, "this is not a git repository"],
    ["its git directory", `${path}/.git`, "this is a git directory, not its"],
    ["below it", `${path}/below/deep`, "a directory inside another repository"],
  ] as const;
  for (const [name, given, problem] of rows) {
    await t.step(name, async () => {
      const error = await assertRejects(
        () => openClone(given, { env }),
        OperationError,
        problem,
      );
      assertEquals(error.subject, given);
      assertEquals(error.found, name === "below it" ? path : error.found);
    });
  }
  await t.step(
    "core.worktree that names the same, or another one",
    async () => {
      for (const same of [path, "..", "../below/.."]) {
        await repository.git("config", "core.worktree", same);
        assertEquals((await openClone(path, { env })).worktree, path);
      }
      const others = [
        [root, root],
        ["../below", `${path}/below`],
        ["/none", "/none"],
      ] as const;
      for (const [other, found] of others) {
        await repository.git("config", "core.worktree", other);
        const error = await assertRejects(
          () => openClone(path, { env }),
          OperationError,
          "core.worktree in its configuration names another directory",
        );
        assertEquals([error.subject, error.expected], [path, path]);
        assertEquals(error.found, found);
      }
    },
  );
});
