// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Rows I25 to I38, and W: the archive at the tip, bounds, what is checked out,
// and the repository itself.

import { long } from "../../fixtures/long.ts";
import { KEY_FILE } from "../../fixtures/yum_repository.ts";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { runIn } from "./in_clone.ts";
import { A, B, C, playAll, rpmOf, Stage } from "./stage.ts";
import { ARCHIVE } from "./archive_rows.ts";
import { BESIDE } from "./beside_rows.ts";
import { BOUNDS } from "./bounds_rows.ts";
import { WORKTREES } from "./worktree_rows.ts";

Deno.test("verify accounts for every file of the archive", (t) =>
  playAll(t, ARCHIVE));
Deno.test("verify looks at what is beside source and archive", (t) =>
  playAll(t, BESIDE));
Deno.test(
  long("verify reads within bounds, and prints every verdict"),
  (t) => playAll(t, BOUNDS),
);
Deno.test("verify looks at what is checked out", (t) => playAll(t, WORKTREES));

Deno.test("verify looks at one repository (I30, I31, I35, I36, I37)", async (t) => {
  await using stage = await Stage.make();
  const forgery = await stage.forgery();
  const clone = await stage.clone(forgery);

  await t.step("I30: core.worktree leads to another repository", async () => {
    const copied = `${clone}/vendor`;
    await stage.shell(
      'git clone -q "$0" "$1" && git -C "$1" config core.worktree ../..',
      clone,
      copied,
    );
    const { code, stderr, stdout } = await stage.verify(copied);
    assertEquals([code, stdout], [1, ""]);
    assert(stderr.includes("core.worktree"), stderr);
    assert(stderr.includes(`found ${clone}`), stderr);
    await Deno.remove(copied, { recursive: true });
  });

  for (
    const [where, script] of [
      ["the configuration", "git config core.worktree ../.."],
      [
        "a worktree's own",
        "git config extensions.worktreeConfig true && " +
        "git config --worktree core.worktree ../..",
      ],
      [
        "an included file",
        "git config include.path extra && " +
        "git config --file .git/extra core.worktree ../..",
      ],
    ] as const
  ) {
    await t.step(
      `I30: core.worktree in ${where} can be taken out`,
      async () => {
        const other = await stage.clone(await stage.forgery());
        await runIn(other, script);
        const { code, stderr } = await stage.verify(other);
        assertEquals(code, 1, stderr);
        const [, command] = /then run: (.*); nothing was written$/m
          .exec(stderr) ?? [];
        assert(command !== undefined, stderr);
        await runIn("/", command);
        const after = await stage.verify(other);
        assertEquals(after.code, 0, after.stderr);
      },
    );
  }

  await t.step("I31: a plain directory inside another one", async () => {
    const { code, stderr, stdout } = await stage.verify(`${clone}/archive`);
    assertEquals([code, stdout], [1, ""]);
    assert(stderr.includes(`found ${clone}\n`), stderr);
  });

  await t.step(
    "I35: --key while the archived key file holds none",
    async () => {
      const other = await stage.forgery();
      const tree = await other.treeOf(C);
      const path = `archive/${KEY_FILE}`;
      const key = await other.read(await other.at(tree, path));
      await Deno.writeFile(`${other.root}/key`, key);
      const id = await other.write("blob", "no key\n");
      await other.addToMain(await other.put(tree, path, { id }));
      const copy = await stage.clone(other);
      const { code, stdout } = await stage.verify(
        copy,
        "--json",
        "--key",
        `${other.root}/key`,
      );
      assertEquals(code, 3);
      const document = JSON.parse(stdout);
      assertEquals(document.releases[0].verdict, "verified");
      assertEquals(document.releases[0].package.keyFile, `${other.root}/key`);
      const keys = [
        ...document.branch.checks,
        ...document.releases.flatMap((r: { checks: unknown[] }) => r.checks),
      ].filter(({ code }: { code: string }) => code === "key");
      const archived = keys.filter(({ subject }: { subject: string }) =>
        subject === path
      );
      assertEquals(
        archived.map(({ status }: { status: string }) => status),
        ["failed"],
      );
    },
  );

  await t.step("I36: no source and no archive", async () => {
    const other = await stage.forgery();
    const id = await other.write("blob", "int x;\n");
    const tree = await other.tree([{ mode: "100644", name: "x.c", id }]);
    const commit = await other.commit({
      tree,
      parents: [],
      message: `Extracted contents of ${rpmOf(C).slice(12)}\n`,
    });
    for (const ref of ["heads/main", `tags/${C}`, `tags/${B}`, `tags/${A}`]) {
      await other.ref(`refs/${ref}`, commit);
    }
    const copy = await stage.clone(other);
    const { code, stdout, stderr } = await stage.verify(copy);
    assertEquals([code, stdout], [3, ""]);
    const [first = ""] = stderr.split("\n");
    assertStringIncludes(first, "this repository has source from packages");
    assertStringIncludes(first, "found release tags alone, and no archive/");
  });

  await t.step("I36: neither source nor archive, and tags", async () => {
    const other = await stage.forgery();
    const id = await other.write("blob", "int x;\n");
    const tree = await other.tree([{ mode: "100644", name: "x.c", id }]);
    const commit = await other.commit({
      tree,
      parents: [],
      message: "Something else\n",
    });
    for (const ref of ["heads/main", `tags/${C}`, `tags/${B}`, `tags/${A}`]) {
      await other.ref(`refs/${ref}`, commit);
    }
    const copy = await stage.clone(other);
    const { code, stdout, stderr } = await stage.verify(copy);
    assertEquals([code, stdout], [3, ""]);
    const [first = ""] = stderr.split("\n");
    assertStringIncludes(
      first,
      "this is not a data repository of neuron-publish: it has no archive/",
    );
  });

  await t.step("I36: no release at all", async () => {
    const other = await stage.forgery();
    await Deno.remove(`${other.path}/packed-refs`).catch(() => {});
    await Deno.remove(`${other.path}/refs/tags`, { recursive: true })
      .catch(() => {});
    await other.ref("refs/heads/main", other.releases[A]);
    const copy = await stage.clone(other);
    const { code, stderr } = await stage.verify(copy);
    assertEquals(code, 1);
    assert(stderr.includes("there is no release to verify"), stderr);
  });

  await t.step("I37: a single-branch clone is not proved, once", async () => {
    const other = await stage.forgery();
    const copy = await stage.clone(other, ["--single-branch"]);
    const { code, stdout } = await stage.verify(copy);
    assertEquals(code, 1, stdout);
    assertEquals(stdout.match(/git remote set-branches/g)?.length, 1, stdout);
    assertEquals(stdout.match(/not proved: /g)?.length, 1, stdout);
  });

  await t.step(
    "I37: a remote whose name is code is in no command",
    async () => {
      const other = await stage.forgery();
      for (const name of ["$(touch x)", "a'b", "--upload-pack=x"]) {
        const copy = await stage.clone(other);
        const fetch = "+refs/heads/main:refs/remotes/x/main";
        await stage.shell(
          'git -C "$0" config "$1" "$2"',
          ...[copy, `remote.${name}.fetch`, fetch] as const,
        );
        const { code, stdout, stderr } = await stage.verify(copy);
        assertEquals(code, 1, stdout);
        assertStringIncludes(stdout, "get the rest with: git clone URL");
        const command = `${stdout}${stderr}`.split("\n")
          .filter((line) => line.includes("git fetch"));
        assertEquals(command, []);
      }
    },
  );
});
