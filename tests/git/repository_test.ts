// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { OperationError } from "../../lib/errors.ts";
import { listTree, ObjectReader, readBlobs } from "../../lib/git/objects.ts";
import { openObjectStore, openRepository } from "../../lib/git/repository.ts";
import { TestRepository } from "./test_repository.ts";

const FILES = { "src/a.c": "a\n", "src/sub/b": "bb\n", "archive/*": "star\n" };

Deno.test("openRepository() finds the branch to work on", async (t) => {
  await using repository = await TestRepository.make({ files: FILES });
  const tip = await repository.git("rev-parse", "HEAD");
  const branchOf = async () => (await repository.open()).branch;

  await t.step("the current one", async () => {
    await repository.git("switch", "--quiet", "--create", "topic/x");
    assertEquals(await branchOf(), {
      name: "topic/x",
      ref: "refs/heads/topic/x",
      tip,
      value: tip,
    });
  });
  await t.step("detached: the default branch", async () => {
    await repository.git("switch", "--quiet", "--detach");
    const open = await repository.open();
    assertEquals([open.branch.name, open.detached], ["main", true]);
  });
  await t.step("detached: the one that origin/HEAD names", async () => {
    await repository.git("update-ref", "refs/remotes/origin/trunk", tip);
    await repository.git(
      "symbolic-ref",
      "refs/remotes/origin/HEAD",
      "refs/remotes/origin/trunk",
    );
    assertEquals(await branchOf(), {
      name: "trunk",
      ref: "refs/heads/trunk",
      tip,
      value: undefined,
    });
    await repository.git("symbolic-ref", "-d", "refs/remotes/origin/HEAD");
  });
  await t.step("detached elsewhere: none", async () => {
    await repository.git("commit", "--quiet", "--allow-empty", "--message=x");
    const error = await assertRejects(branchOf, OperationError);
    assertStringIncludes(error.hint ?? "", "git switch 'main'");
  });
  await t.step(
    "detached elsewhere: a default branch that is code",
    async () => {
      // git allows all of these characters in a name.
      const name = "$(x)'&";
      await repository.git("update-ref", `refs/remotes/origin/${name}`, tip);
      await repository.git(
        "symbolic-ref",
        "refs/remotes/origin/HEAD",
        `refs/remotes/origin/${name}`,
      );
      const error = await assertRejects(branchOf, OperationError);
      assertStringIncludes(error.hint ?? "", "git switch '$(x)'\\''&'");
    },
  );
});

Deno.test("openObjectStore() needs neither branch nor worktree", async () => {
  await using repository = await TestRepository.make({ files: FILES });
  const { path, env } = repository;
  await repository.git("switch", "--quiet", "--detach");
  await repository.git("branch", "--delete", "--force", "main");
  await assertRejects(() => repository.open(), OperationError, "no default");
  const folders = [
    [path, path],
    [`${path}/src/sub`, path],
    [`${path}/.git`, undefined],
  ] as const;
  for (const [folder, worktree] of folders) {
    const store = await openObjectStore(folder, { env });
    assertEquals(store.worktree, worktree, folder);
    assertEquals((await listTree(store, "HEAD")).length, 3, folder);
  }
});

Deno.test("openRepository() knows bare, linked, shallow and other directories", async () => {
  await using repository = await TestRepository.make({ files: FILES });
  const { root, path, env } = repository;
  await repository.git("commit", "--quiet", "--allow-empty", "--message=x");
  await repository.git("worktree", "add", "--quiet", "-b", "w", `${root}/w`);
  await repository.git("clone", "--quiet", "--bare", path, `${root}/bare`);
  await repository.git(
    "clone",
    "--quiet",
    "--depth=1",
    `file://${path}`,
    `${root}/shallow`,
  );
  const rows: readonly (readonly [
    folder: string,
    worktree: string | undefined,
    common: string,
    branch: string,
    shallow: boolean,
  ])[] = [
    [path, path, `${path}/.git`, "main", false],
    [`${path}/src/sub`, path, `${path}/.git`, "main", false],
    [`${root}/w`, `${root}/w`, `${path}/.git`, "w", false],
    [`${root}/bare`, undefined, `${root}/bare`, "main", false],
    [
      `${root}/shallow`,
      `${root}/shallow`,
      `${root}/shallow/.git`,
      "main",
      true,
    ],
  ];
  for (const [folder, worktree, common, branch, shallow] of rows) {
    const open = await openRepository(folder, { env });
    assertEquals(
      [open.worktree, open.commonDirectory, open.branch.name, open.isShallow],
      [worktree, common, branch, shallow],
    );
    assertEquals(open.git.directory, worktree ?? common);
  }
});

Deno.test({
  name: "openRepository() reads a worktree with a line break in its path",
  ignore: Deno.build.os === "windows", // has no such paths
  fn: async () => {
    await using repository = await TestRepository.make({ files: FILES });
    const path = `${repository.root}/line\nbreak`;
    await repository.git("worktree", "add", "--quiet", "-b", "side", path);
    const { env } = repository;
    const { worktree, branch } = await openRepository(path, { env });
    assertEquals([worktree, branch.name], [path, "side"]);
  },
});

Deno.test("openRepository() says what is wrong with a directory", async (t) => {
  await using repository = await TestRepository.make({ files: FILES });
  const { root, path, env } = repository;
  const rows: readonly (readonly [string, string, string])[] = [
    ["no folder", `${root}/none`, "there is no such directory"],
    ["a file", `${path}/src/a.c`, "this is not a directory"],
    ["no repository", `${root}/home`, "this is not a git repository"],
    ["a git folder", `${path}/.git`, "this is a git directory"],
  ];
  for (const [name, folder, problem] of rows) {
    await t.step(name, async () => {
      const error = await assertRejects(
        () => openRepository(folder, { env }),
        OperationError,
        problem,
      );
      assertEquals([error.kind, error.subject], ["repository", folder]);
    });
  }
});

Deno.test({
  name: "openRepository() prints git's remedy for another user's repository " +
    "(skipped unless run by root, who can make one)",
  ignore: Deno.build.os === "windows" || Deno.uid() !== 0,
  fn: async () => {
    await using repository = await TestRepository.make({ files: FILES });
    for (const folder of [repository.path, `${repository.path}/.git`]) {
      await Deno.chown(folder, 12345, 12345);
    }
    const error = await assertRejects(
      () => openRepository(repository.path, { env: repository.env }),
      OperationError,
    );
    assertEquals(error.kind, "repository");
    assertStringIncludes(
      error.hint ?? "",
      `git config --global --add safe.directory ${repository.path}`,
    );
  },
});

Deno.test("openObjectStore() needs no branch", async () => {
  await using repository = await TestRepository.make({ files: FILES });
  await Deno.writeTextFile(
    `${repository.path}/.git/HEAD`,
    "ref: refs/heads/a..b\n",
  );
  const { env, path } = repository;
  const store = await openObjectStore(path, { env });
  assertEquals(store.isShallow, false);
  await assertRejects(() => openRepository(path, { env }), OperationError);
});

Deno.test("listTree() and readBlobs() read what is there", async () => {
  await using repository = await TestRepository.make({ files: FILES });
  const open = await repository.open();
  const tip = open.branch.tip ?? "";
  const entries = await listTree(open, tip);
  assertEquals(
    entries.map(({ path, mode, type }) => `${mode} ${type} ${path}`),
    ["100644 blob archive/*", "100644 blob src/a.c", "100644 blob src/sub/b"],
  );
  assertEquals((await listTree(open, tip, ["src", "none"])).length, 2);
  assertEquals((await listTree(open, tip, ["*"])).length, 0);
  const texts: string[] = [];
  for await (const bytes of readBlobs(open, entries.map((e) => e.id))) {
    texts.push(new TextDecoder().decode(bytes));
  }
  assertEquals(texts, ["star\n", "a\n", "bb\n"]);

  await using reader = new ObjectReader(open);
  const both = await Promise.all([
    reader.read(`${tip}:src/sub/b`),
    reader.read("refs/heads/none"),
    reader.read(tip),
  ]);
  assertEquals(both.map((object) => object?.type), [
    "blob",
    undefined,
    "commit",
  ]);
  await assertRejects(
    () => Array.fromAsync(readBlobs(open, ["0".repeat(40)])),
    OperationError,
  );
});
