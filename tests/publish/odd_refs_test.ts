// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Refs in the place of those that publish makes: it moves none of them.

import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { drivers, folderState, runProgram, Scene } from "./scene.ts";

const ANOTHER =
  "another ref takes the place of its name; nothing was changed, expected no ref ";

const ROWS: Record<string, {
  readonly make: readonly string[];
  readonly error: string;
  readonly hint: string;
}> = {
  "a series that is another name of main": {
    make: ["symbolic-ref", "refs/heads/series/2.20", "refs/heads/main"],
    error: "refs/heads/series/2.20: this is another name of a branch, and " +
      "the series needs its own, expected a branch, found a symbolic ref to " +
      "refs/heads/main",
    hint: "Remove it: git symbolic-ref --delete refs/heads/series/2.20",
  },
  "a series that is another name of nothing": {
    make: ["symbolic-ref", "refs/heads/series/2.20", "refs/heads/none"],
    error: "refs/heads/series/2.20: this is another name of a branch, and " +
      "the series needs its own, expected a branch, found a symbolic ref to " +
      "refs/heads/none",
    hint: "Remove it: git symbolic-ref --delete refs/heads/series/2.20",
  },
  "a tag that leads to no commit": {
    make: ["tag", "2.20.0.0", "HEAD^{tree}"],
    error: "refs/tags/2.20.0.0: there is one already; nothing was changed, " +
      "expected no such ref, found one",
    hint: "Run again. If it is there then, too, it leads to no commit; see: " +
      "git show 'refs/tags/2.20.0.0'",
  },
  "a tag below the tag": {
    make: ["tag", "2.20.0.0/x"],
    error: `refs/tags/2.20.0.0: ${ANOTHER}refs/tags/2.20.0.0/x, found one`,
    hint: "Rename it or delete it; see: git show-ref 'refs/tags/2.20.0.0/x'",
  },
  "a branch above the series": {
    make: ["branch", "series"],
    error: `refs/heads/series/2.20: ${ANOTHER}refs/heads/series, found one`,
    hint: "Rename it or delete it; see: git show-ref 'refs/heads/series'",
  },
  "a branch below the series": {
    make: ["branch", "series/2.20/x"],
    error:
      `refs/heads/series/2.20: ${ANOTHER}refs/heads/series/2.20/x, found one`,
    hint: "Rename it or delete it; see: git show-ref " +
      "'refs/heads/series/2.20/x'",
  },
};

Deno.test("publish leaves a ref alone that is in the place of its own", async (t) => {
  await using scene = await Scene.make(await drivers("2.21.0.0"));
  const { repository } = scene;
  await scene.run("publish");
  await scene.offer(await drivers("2.20.0.0", "2.21.0.0"));
  const refs = () =>
    repository.git("for-each-ref", "--format=%(refname) %(objectname)");
  for (const [name, { make, error, hint }] of Object.entries(ROWS)) {
    await t.step(name, async () => {
      await repository.git(...make);
      const before = [await refs(), await repository.git("status", "--short")];
      const { code, stdout, stderr } = await scene.run("publish");
      assertEquals(code, 1, stderr);
      assertEquals(stdout, "");
      assert(
        stderr.includes(
          `error: Cannot publish: ${error}\nhint: ${hint}; nothing was written\n`,
        ),
        stderr,
      );
      assertEquals(
        [await refs(), await repository.git("status", "--short")],
        before,
      );
      const [kind = "", place = ""] = make;
      const undo = kind === "symbolic-ref"
        ? ["symbolic-ref", "--delete", place]
        : [kind, "--delete", "--force", place];
      await repository.git(...kind === "tag" ? ["tag", "-d", place] : undo);
    });
  }
});

Deno.test("publish takes no tag for a release that is on something else", async (t) => {
  await using scene = await Scene.make(await drivers("2.20.0.0"));
  const { repository } = scene;
  await scene.run("publish");
  const made = (from: string) =>
    repository.git("log", "--format=%s%d", `${from}..`);
  await repository.write("README.md", "mine\n");
  await repository.git("add", "README.md");
  await repository.git("commit", "--quiet", "--message=docs: mine");
  const old = await repository.git("rev-parse", "HEAD");
  const rows: Record<string, readonly string[]> = {
    "one on a commit of a person's own": ["2026.1"],
    "an annotated one": ["2026.1", "--annotate", "--message=mine"],
    "one on a release": ["2026.1", "2.20.0.0"],
  };
  for (const [name, args] of Object.entries(rows)) {
    await t.step(name, async () => {
      await repository.git("tag", ...args);
      await scene.offer(await drivers("2.20.0.0", "2.21.0.0"));
      const { code, stderr } = await scene.run("publish");
      assertEquals(code, 0, stderr);
      assertEquals(
        await made(old),
        "feat: Neuron Driver 2.21.0.0 (HEAD -> main, tag: 2.21.0.0)\n" +
          "feat: Update archive - repo files",
      );
      await repository.git("reset", "--quiet", "--hard", old);
      await repository.git("tag", "--delete", "2026.1", "2.21.0.0");
    });
  }
  await t.step("one of another branch, beside new metadata", async () => {
    await repository.git("switch", "--quiet", "--create", "mine");
    await repository.git("commit", "--quiet", "--allow-empty", "--message=x");
    await repository.git("tag", "2026.1");
    await repository.git("switch", "--quiet", "main");
    await scene.offer(await drivers("2.20.0.0"));
    const { code, stderr } = await scene.run("publish");
    assertEquals(code, 0, stderr);
    assertEquals(
      await made(old),
      "feat: Update archive - repo files (HEAD -> main)",
    );
    await repository.git("tag", "--delete", "2026.1");
  });
  const start = await repository.git("rev-parse", "HEAD");
  const tree = await repository.git("write-tree");
  const alone = await repository.git("commit-tree", tree, "-m", "alone");
  for (
    const [name, place] of [
      ["one with the name of a new release", start],
      ["one with the name of a new release, on an old one", "2.20.0.0"],
      ["one with the name of a new release, on nothing of ours", alone],
    ] as const
  ) {
    await t.step(name, async () => {
      await repository.git("tag", "2.21.0.0", place);
      const taken = await repository.git("rev-parse", "2.21.0.0");
      await scene.offer(await drivers("2.20.0.0", "2.21.0.0", "2.22.0.0"));
      const before = await folderState(repository.path);
      const asked = await scene.run("publish", "--version=2.21.0.0");
      assertEquals(asked.code, 1);
      assertStringIncludes(
        asked.stderr,
        "2.21.0.0: not published, since the tag is on something else\n" +
          "hint: Rename that tag: git tag NAME 2.21.0.0 && " +
          "git tag --delete 2.21.0.0; nothing was written\n",
      );
      assertEquals(await folderState(repository.path), before);
      const { code, stderr } = await scene.run("publish");
      assertEquals(code, 0, stderr);
      assert(
        stderr.startsWith(
          "warning: Not published, since the tag is on something else: " +
            "2.21.0.0\n",
        ),
        stderr,
      );
      assertEquals(
        await made(start),
        "feat: Neuron Driver 2.22.0.0 (HEAD -> main, tag: 2.22.0.0)\n" +
          "feat: Update archive - repo files",
      );
      assertEquals(await repository.git("rev-parse", "2.21.0.0"), taken);
      await repository.git("reset", "--quiet", "--hard", start);
      await repository.git("tag", "--delete", "2.21.0.0", "2.22.0.0");
    });
  }
});

Deno.test("publish knows a release by its package where its tag is on a later commit", async () => {
  const [built] = await drivers("2.20.0.0");
  if (built === undefined) throw new Error("no package");
  await using scene = await Scene.make([built]);
  const { repository } = scene;
  await scene.run("publish");
  await repository.git("commit", "--quiet", "--allow-empty", "--message=mine");
  await repository.git("tag", "--force", "2.20.0.0");
  for (const command of ["check", "publish"]) {
    const { code, stderr } = await scene.run(command);
    assertEquals(code, 0, stderr);
    assertEquals(stderr.includes("warning"), false, stderr);
  }
  await scene.offer([], { packages: [{ built, facts: { buildTime: 1 } }] });
  for (const command of ["check", "publish"]) {
    const { code, stderr } = await scene.run(command);
    assertEquals(code, 3, stderr);
  }
});

Deno.test("publish begins no history on a branch without commits", async (t) => {
  await using scene = await Scene.make(await drivers("2.20.0.0"));
  const { repository } = scene;
  await scene.run("publish");
  const released = await repository.git("rev-parse", "2.20.0.0");
  const rows: Record<string, () => Promise<readonly string[]>> = {
    "a new branch": async () => {
      await repository.git("checkout", "--quiet", "--orphan", "master");
      await repository.git("rm", "-r", "--quiet", "--force", ".");
      return [];
    },
    "a bare repository whose HEAD is not its branch": async () => {
      const bare = `${repository.root}/bare.git`;
      await repository.git("clone", "--quiet", "--bare", repository.path, bare);
      const head = ["symbolic-ref", "HEAD", "refs/heads/master"];
      await repository.git("-C", bare, ...head);
      return [`--repo=${bare}`];
    },
  };
  for (const [name, make] of Object.entries(rows)) {
    await t.step(name, async () => {
      const options = await make();
      for (const packages of [["2.20.0.0"], ["2.20.0.0", "2.21.0.0"]]) {
        await scene.offer(await drivers(...packages));
        const before = await folderState(repository.root);
        const { code, stdout, stderr } = await scene.run("publish", ...options);
        assertEquals(code, 1, stderr);
        assertEquals(stdout, "");
        assert(
          stderr.endsWith(
            "error: Cannot publish: master: the branch does not have release " +
              `2.20.0.0, which is published, expected ${released} or a ` +
              "commit after it, found no commit\nhint: Check out the branch " +
              "that does, or run: git merge --ff-only 2.20.0.0; nothing was " +
              "written\n",
          ),
          stderr,
        );
        assertEquals(await folderState(repository.root), before);
      }
    });
  }
});

Deno.test("the epoch of a release counts when upstream lists it no more", async () => {
  const old = await drivers({ version: "1.1", epoch: 1 }, "2.20.0.0");
  await using scene = await Scene.make(old);
  assertEquals((await scene.run("publish")).code, 0);
  // 1:1.1 stays the highest release, so that this is a backport for both.
  await scene.offer(await drivers("2.20.0.0", "2.21.0.0"));
  const { code, stdout } = await scene.run("publish");
  assertEquals(code, 0);
  assertMatch(stdout, /^2\.21\.0\.0 +published +on series\/2\.21 /);
  const verified = await scene.run("verify");
  assertEquals(verified.code, 0, verified.stdout + verified.stderr);
});

Deno.test("a listed epoch of a release without an archive moves no other one", async () => {
  await using scene = await Scene.make(await drivers("2.20.0.0", "2.21.0.0"));
  const { repository } = scene;
  const git = (...args: string[]) => repository.git(...args);
  await scene.run("publish");
  await git("rm", "-r", "--quiet", "--cached", "archive");
  const tree = await git("write-tree");
  await git("reset", "--quiet");
  const message = await git("log", "-1", "--format=%B", "2.20.0.0");
  await git(
    ...["tag", "-f", "2.20.0.0"],
    await git("commit-tree", tree, "-m", message),
  );
  // As metadata may say that nobody has signed.
  await scene.offer(
    await drivers({ version: "2.20.0.0", epoch: 1 }, "2.21.0.0", "2.22.0.0"),
  );
  const { code, stdout, stderr } = await scene.run("publish");
  assertEquals(code, 0, stderr);
  assert(!stdout.includes("series/"), stdout);
  assertEquals(
    await git("rev-parse", "main"),
    await git("rev-parse", "2.22.0.0"),
  );
  const verified = await scene.run("verify", "2.22.0.0");
  assertEquals(verified.code, 0, verified.stdout + verified.stderr);
});

Deno.test("a ref whose file is damaged is named, and nothing is done without it", async (t) => {
  const damaged = "its file is empty or damaged, as a crash leaves it";
  const rows: Record<string, string> = {
    "heads/main": `HEAD names a branch, and ${damaged}`,
    "heads/series/2.20": `refs/heads/series/2.20: ${damaged}`,
    "tags/2.20.0.0": `refs/tags/2.20.0.0: ${damaged}`,
  };
  await using scene = await Scene.make(await drivers("2.20.0.0", "2.21.0.0"));
  const { repository } = scene;
  await scene.run("publish");
  await scene.offer(await drivers("2.20.0.0", "2.20.1.0", "2.21.0.0"));
  await scene.run("publish");
  await scene.offer(
    await drivers("2.20.0.0", "2.20.1.0", "2.20.2.0", "2.21.0.0", "2.22.0.0"),
  );
  for (const [name, error] of Object.entries(rows)) {
    for (const content of ["", "\0".repeat(41), "no id\n"]) {
      const path = `${repository.path}/.git/refs/${name}`;
      const good = await Deno.readTextFile(path);
      await Deno.writeTextFile(path, content);
      const before = await scene.fingerprint();
      const commands = [
        scene.commandLine("check"),
        scene.commandLine("publish"),
        ["push", "--repo", repository.path, "--remote", repository.path],
      ];
      for (const argv of commands) {
        await t.step(
          `${argv[0]}: ${name}: ${JSON.stringify(content)}`,
          async () => {
            const { code, stderr } = await runProgram(argv, repository.env);
            assertEquals(code, 1, stderr);
            const [first = "", hint] = stderr.trimEnd().split("\n").slice(-2);
            assert(first.endsWith(error), stderr);
            assertEquals(
              hint,
              "hint: Use a fresh clone, or remove that file in .git/refs and set " +
                "the ref again with git update-ref; .git/logs may know where it " +
                "was; nothing was written",
            );
            assertEquals(await scene.fingerprint(), before);
          },
        );
      }
      await Deno.writeTextFile(path, good);
    }
  }
});
