// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals, assertRejects } from "@std/assert";
import { OperationError } from "../../lib/errors.ts";
import { moveRefs, recover } from "../../lib/git/move.ts";
import { preflight } from "../../lib/git/preflight.ts";
import { openRepository } from "../../lib/git/repository.ts";
import { needs, programPath } from "../fixtures/programs.ts";
import { makeCommit, TestRepository } from "./test_repository.ts";
import { MESSAGE, prepare, START, view } from "./moves.ts";

Deno.test("moveRefs() takes branch, tag, index and worktree along", async () => {
  await using repository = await TestRepository.make({ files: START });
  await repository.write("README", "edited\n");
  await repository.write("untracked", "mine too\n");
  await repository.write("staged", "staged\n");
  await repository.git("add", "staged");
  const open = await repository.open();
  const { next, changes } = await prepare(open);
  await moveRefs(open, changes, MESSAGE);
  assertEquals(
    await repository.git("rev-parse", "main", "1.0^{commit}"),
    `${next}\n${next}`,
  );
  assertEquals(
    await repository.git("status", "--porcelain"),
    " M README\nA  staged\n?? untracked",
  );
  assertEquals(await repository.read("src/changed.c"), "new\n");
  assertEquals(await repository.read("src/sub/added.c"), "added\n");
  assertEquals(await repository.read("README"), "edited\n");
  await assertRejects(
    () => repository.read("src/gone.c"),
    Deno.errors.NotFound,
  );
  assertEquals(
    await repository.git("reflog", "-1", "--format=%gs", "main"),
    "publish 1.0 with two lines",
  );
  assertEquals(await recover(open), "clean");
  await repository.assertSound();
});

Deno.test("moveRefs() makes the first commit of a repository", async (t) => {
  for (const objectFormat of ["sha1", "sha256"] as const) {
    await t.step(objectFormat, async () => {
      await using repository = await TestRepository.make({ objectFormat });
      await repository.write("mine", "untracked\n");
      const open = await repository.open();
      assertEquals(open.branch, {
        name: "main",
        ref: "refs/heads/main",
        tip: undefined,
        value: undefined,
      });
      await moveRefs(open, (await prepare(open)).changes, MESSAGE);
      assertEquals(await repository.git("status", "--porcelain"), "?? mine");
      assertEquals(await repository.read("src/changed.c"), "new\n");
      await repository.assertSound();
    });
  }
});

Deno.test("moveRefs() works in a bare repository", async () => {
  await using repository = await TestRepository.make({ bare: true });
  const open = await repository.open();
  const { next, changes } = await prepare(open);
  await moveRefs(open, changes, MESSAGE);
  assertEquals(await repository.git("rev-parse", "main"), next);
  await repository.assertSound();
});

Deno.test("moveRefs() takes a detached HEAD along with the default branch", async () => {
  await using repository = await TestRepository.make({ files: START });
  await repository.git("checkout", "--quiet", "--detach");
  const open = await repository.open();
  const { next, changes } = await prepare(open);
  await moveRefs(open, changes, MESSAGE);
  assertEquals(
    await repository.git("rev-parse", "main", "HEAD"),
    `${next}\n${next}`,
  );
  assertEquals(await repository.git("status", "--porcelain"), "");
  assertEquals((await repository.open()).detached, true);
});

Deno.test("moveRefs() leaves the worktree alone when another branch moves", async () => {
  await using repository = await TestRepository.make({ files: START });
  const before = await view(repository);
  const open = await repository.open();
  const { next } = await prepare(open);
  await moveRefs(
    open,
    [{ ref: "refs/heads/series/1.0", old: undefined, new: next }],
    MESSAGE,
  );
  assertEquals((await view(repository)).slice(1), before.slice(1));
});

Deno.test("moveRefs() changes nothing when something is in the way", async (t) => {
  const rows: Record<string, (repository: TestRepository) => Promise<unknown>> =
    {
      "an edited file": (r) => r.write("src/changed.c", "edited\n"),
      "an edited file that is to go": (r) => r.write("src/gone.c", "edited\n"),
      "a staged change": async (r) => {
        await r.write("src/changed.c", "edited\n");
        await r.git("add", "src");
      },
      "an untracked file": (r) => r.write("src/sub/added.c", "mine\n"),
      "an ignored file": async (r) => {
        await r.write(".git/info/exclude", "sub\n");
        await r.write("src/sub/added.c", "mine\n");
      },
      "a file in a folder's place": (r) => r.write("src/sub", "mine\n"),
      "a folder in a file's place": (r) =>
        r.write("src/sub/added.c/mine", "mine\n"),
      "one beside a file that is as it is going to be": async (r) => {
        await r.write("src/changed.c", "new\n");
        await r.write("src/sub", "mine\n");
      },
      "a folder in a file's place, and other times": async (r) => {
        await Deno.utime(`${r.path}/src/changed.c`, 1, 1);
        await r.write("src/sub/added.c/mine", "mine\n");
      },
      "a link in a folder's place": async (r) => {
        await Deno.mkdir(`${r.root}/elsewhere`);
        await Deno.symlink(`${r.root}/elsewhere`, `${r.path}/src/sub`);
      },
      "a branch that has moved": (r) =>
        r.git("commit", "--quiet", "--allow-empty", "--message=other"),
      "a tag that is there": (r) => r.git("tag", "1.0"),
      "another branch checked out": (r) =>
        r.git("switch", "--quiet", "--create", "other"),
    };
  for (const [name, disturb] of Object.entries(rows)) {
    await t.step(name, async () => {
      await using repository = await TestRepository.make({ files: START });
      const open = await repository.open();
      const { changes } = await prepare(open);
      await disturb(repository);
      const before = await view(repository);
      const error = await assertRejects(
        () => moveRefs(open, changes, MESSAGE),
        OperationError,
      );
      assertEquals(error.message.includes("\n"), false);
      assertEquals(await view(repository), before);
      assertEquals(await recover(open), "clean");
      await repository.assertSound();
    });
  }
});

Deno.test("moveRefs() puts a directory in a file's place, and a file in a directory's", async () => {
  await using repository = await TestRepository.make({
    files: { "src/file": "1\n", "src/directory/a.c": "1\n" },
  });
  // git does not know of it, and nothing in it can get lost.
  await Deno.mkdir(`${repository.path}/src/new/empty`, { recursive: true });
  const open = await repository.open();
  const { ref, tip, value } = open.branch;
  const next = await makeCommit(open, tip, {
    "src/file": null,
    "src/file/a.c": "2\n",
    "src/directory/a.c": null,
    "src/directory": "2\n",
    "src/new": "2\n",
  });
  await moveRefs(open, [{ ref, old: value, new: next }], MESSAGE);
  assertEquals(await repository.git("status", "--porcelain"), "");
  for (const path of ["src/file/a.c", "src/directory", "src/new"]) {
    assertEquals(await repository.read(path), "2\n");
  }
});

Deno.test("moveRefs() moves nothing once the run is stopped", async () => {
  await using repository = await TestRepository.make({ files: START });
  const stop = new AbortController();
  const { env, path } = repository;
  const open = await openRepository(path, { env, signal: stop.signal });
  const { next } = await prepare(open);
  const before = await view(repository);
  stop.abort();
  const change = { ref: "refs/heads/series/1.0", old: undefined, new: next };
  await assertRejects(() => moveRefs(open, [change], MESSAGE));
  assertEquals(await view(repository), before);
  assertEquals(await recover(await repository.open()), "clean");
});

Deno.test({
  ...needs("sh").for("moveRefs() goes on where git fails after the refs moved"),
  fn: async () => {
    await using repository = await TestRepository.make({ files: START });
    const { root, path, env } = repository;
    const git = programPath("git");
    await Deno.mkdir(`${root}/bin`);
    await Deno.writeTextFile(
      `${root}/bin/git`,
      `#!/bin/sh\n'${git}' "$@" || exit\n` +
        'case " $* " in *" update-ref "*) exit 1 ;; esac\n',
      { mode: 0o755 },
    );
    const PATH = `${root}/bin:${env["PATH"]}`;
    const open = await openRepository(path, { env: { ...env, PATH } });
    const { next, changes } = await prepare(open);
    assertEquals(await moveRefs(open, changes, MESSAGE), undefined);
    assertEquals(
      await repository.git("rev-parse", "main", "1.0"),
      `${next}\n${next}`,
    );
    assertEquals(await repository.git("status", "--porcelain"), "");
    assertEquals(await recover(await repository.open()), "clean");
  },
});

Deno.test("moveRefs() respects a sparse checkout", async () => {
  await using repository = await TestRepository.make({ files: START });
  await repository.git("sparse-checkout", "set", "archive");
  const open = await repository.open();
  await preflight(open, ["src", "archive"]);
  await moveRefs(open, (await prepare(open)).changes, MESSAGE);
  assertEquals(await repository.git("status", "--porcelain"), "");
  assertEquals(await repository.read("archive/data"), "2\n");
  await assertRejects(
    () => Deno.stat(`${repository.path}/src`),
    Deno.errors.NotFound,
  );
});

Deno.test("moveRefs() follows where attributes make git call files modified", async () => {
  await using repository = await TestRepository.make({
    files: { "src/.gitattributes": "*.c text eol=lf\n" },
  });
  for (const text of ["one\r\n", "two\r\n", "three\r\n"]) {
    const open = await repository.open();
    const { ref, tip } = open.branch;
    await preflight(open, ["src"]);
    const next = await makeCommit(open, tip, { "src/dos.c": text });
    await moveRefs(open, [{ ref, old: tip, new: next }], MESSAGE);
    assertEquals(await repository.read("src/dos.c"), text);
    // Other times make git look at the content, and convert it.
    await Deno.utime(`${repository.path}/src/dos.c`, 5, 5);
    assertEquals(
      await repository.git("status", "--porcelain"),
      " M src/dos.c",
    );
  }
});

Deno.test("moveRefs() sees a changed submodule that .gitmodules says to ignore", async () => {
  await using repository = await TestRepository.make({ files: START });
  const id = (digit: string) => digit.repeat(40);
  const gitlink = (commit: string) =>
    repository.git(
      ...["update-index", "--add", "--cacheinfo", `160000,${commit},src/sub`],
    );
  await repository.write(
    ".gitmodules",
    '[submodule "sub"]\n\tpath = src/sub\n\turl = ./sub\n\tignore = all\n',
  );
  await repository.git("add", ".gitmodules");
  await gitlink(id("1"));
  await repository.git("commit", "--quiet", "--message=submodule");
  const open = await repository.open();
  const { ref, tip, value } = open.branch;
  const next = await makeCommit(open, tip, { "src/sub": "a file now\n" });
  await gitlink(id("2"));
  // git would write this one again, for its times alone.
  await Deno.utime(`${repository.path}/src/kept.c`, 1, 1);
  const before = await view(repository);
  const error = await assertRejects(
    () => moveRefs(open, [{ ref, old: value, new: next }], MESSAGE),
    OperationError,
  );
  assertEquals(error.found, "src/sub");
  assertEquals(await view(repository), before);
});
