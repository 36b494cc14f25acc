// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Repositories that somebody handed over, of which a part leads out of them:
// the command line refuses, and what lies outside is as it was (H21).

import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { offerNext, startScene } from "../faults/two_days.ts";
import { drivers, folderState, runProgram, Scene } from "../publish/scene.ts";
import type { TestRepository } from "./test_repository.ts";

/** A trap: makes something in the repository lead to the user's directory. */
interface Trap {
  /** @param home a directory of the user's with `file` and `directory/file` */
  readonly set: (
    repository: TestRepository,
    home: string,
  ) => Promise<unknown>;
  /** What the error names. */
  readonly error: string | RegExp;
}

const STATE = ".git/neuron-publish";

/** Puts a link at a path of the repository, in place of what is there. */
function link(path: string, target: string): Trap {
  return {
    set: async (repository, home) => {
      const place = `${repository.path}/${path}`;
      await Deno.mkdir(place.replace(/\/[^/]*$/, ""), { recursive: true });
      await Deno.remove(place, { recursive: true }).catch(() => {});
      await Deno.symlink(`${home}/${target}`, place);
    },
    error: `repo/${path}: `,
  };
}

/** Moves a part of the repository out and leaves a link to it. */
function moveOut(path: string): Trap {
  return {
    set: async (repository, home) => {
      await Deno.rename(`${repository.path}/${path}`, `${home}/moved`);
      await Deno.symlink(`${home}/moved`, `${repository.path}/${path}`);
    },
    error: `repo/${path}: `,
  };
}

/** Gives a file of the user's another name, in the repository. */
function hardLink(path: string): Trap {
  return {
    set: async (repository, home) => {
      const place = `${repository.path}/${path}`;
      await Deno.mkdir(place.replace(/\/[^/]*$/, ""), { recursive: true });
      await Deno.remove(place).catch(() => {});
      await Deno.link(`${home}/file`, place);
    },
    error: /found a file with several names/,
  };
}

/** Puts a link to the user's directory in the worktree, unseen by git status. */
function ignoredLink(path: string, error: RegExp): Trap {
  return {
    set: async (repository, home) => {
      await link(path, "directory").set(repository, home);
      await Deno.mkdir(`${repository.path}/.git/info`, { recursive: true });
      await Deno.writeTextFile(
        `${repository.path}/.git/info/exclude`,
        "src\narchive\n",
      );
    },
    error,
  };
}

const TRAPS: Readonly<Record<string, Trap>> = {
  "the state directory is a link": link(STATE, "directory"),
  "the state directory is a link to nothing": link(STATE, "nothing"),
  "the state directory is a file": {
    set: ({ path }) => Deno.writeTextFile(`${path}/${STATE}`, "mine\n"),
    error: "found a file",
  },
  "a directory in it is a link": link(`${STATE}/downloads`, "directory"),
  "a quarantine is a link": link(`${STATE}/quarantine-1`, "directory"),
  "the lock is a link": link(`${STATE}/lock`, "file"),
  "the lock is a link to nothing": link(`${STATE}/lock`, "nothing"),
  "the holder is a link": link(`${STATE}/holder`, "file"),
  "the note is a link": link(`${STATE}/journal.json`, "file"),
  "the new note is a link": link(`${STATE}/journal.json.new`, "nothing"),
  "the lock is a FIFO": {
    set: async ({ path }) => {
      await Deno.mkdir(`${path}/${STATE}`);
      await new Deno.Command("mkfifo", { args: [`${path}/${STATE}/lock`] })
        .output();
    },
    error: "found a pipe or a device",
  },
  "the holder is a hard link": hardLink(`${STATE}/holder`),
  "the note is huge": {
    set: async ({ path }) => {
      await Deno.mkdir(`${path}/${STATE}`);
      await Deno.create(`${path}/${STATE}/journal.json`)
        .then((file) => file.close());
      await Deno.truncate(`${path}/${STATE}/journal.json`, 2 ** 21);
    },
    error: "found a file of 2097152 bytes",
  },
  "the reflog of HEAD is a link": link(".git/logs/HEAD", "file"),
  "the reflog of HEAD is a hard link": hardLink(".git/logs/HEAD"),
  "the reflogs are elsewhere": moveOut(".git/logs"),
  "the reflogs of branches are elsewhere": moveOut(".git/logs/refs/heads"),
  "the branches are elsewhere": moveOut(".git/refs/heads"),
  "the refs are elsewhere": moveOut(".git/refs"),
  "the index is elsewhere": moveOut(".git/index"),
  "the objects are elsewhere": moveOut(".git/objects"),
  "some objects are elsewhere": link(".git/objects/00", "directory"),
  "the packs are elsewhere": moveOut(".git/objects/pack"),
  "the git directory is elsewhere": {
    set: async (repository, home) => {
      await Deno.rename(`${repository.path}/.git`, `${home}/git`);
      await Deno.symlink(`${home}/git`, `${repository.path}/.git`);
    },
    error: "repo/.git: ",
  },
  "the git directory is another worktree's": {
    set: async (repository, home) => {
      await Deno.mkdir(`${home}/other`);
      await Deno.rename(`${repository.path}/.git`, `${home}/other/.git`);
      await Deno.writeTextFile(
        `${repository.path}/.git`,
        `gitdir: ${home}/other/.git\n`,
      );
    },
    error: /it leads to the git directory of \S+\/home\/user\/other/,
  },
  "the git directory is a linked worktree of another repository": {
    set: async (repository, home) => {
      const { path } = repository;
      await repository.git("checkout", "--quiet", "-b", "mine");
      await Deno.rename(path, `${home}/other`);
      await Deno.mkdir(path);
      await repository.git(
        ...["-C", `${home}/other`, "worktree", "add", "--quiet"],
        `${home}/linked`,
        "main",
      );
      await Deno.copyFile(`${home}/linked/.git`, `${path}/.git`);
      await repository.git("reset", "--quiet", "--hard");
    },
    error: /it leads to the git directory of \S+\/home\/user\/linked/,
  },
  "the common directory is another repository's": {
    set: async (repository, home) => {
      await repository.git("clone", "--quiet", "--bare", ".", `${home}/other`);
      await Deno.writeTextFile(
        `${repository.path}/.git/commondir`,
        `${home}/other\n`,
      );
    },
    error: /its commondir leads to \S+\/home\/user\/other/,
  },
  "the worktree is a directory above": {
    set: (repository) =>
      repository.git("config", "core.worktree", repository.root),
    error: /core\.worktree leads to/,
  },
  "src is a link": ignoredLink("src", /uncommitted changes|in the way/),
  "archive is a link": ignoredLink("archive", /uncommitted changes|in the way/),
  "a directory in src is a link": {
    ...link("src/sub", "directory"),
    error: "uncommitted changes in src",
  },
  "archive/rpm is a link": ignoredLink(
    "archive/rpm",
    /uncommitted changes|in the way/,
  ),
};

Deno.test({
  name: "publish refuses a repository that leads out of itself (H21)",
  ignore: Deno.build.os === "windows", // needs links
  fn: async (t) => {
    for (const [title, { set, error }] of Object.entries(TRAPS)) {
      await t.step(title, async () => {
        await using scene = await startScene();
        const { repository } = scene;
        await Deno.mkdir(`${repository.root}/home/user/directory`, {
          recursive: true,
        });
        const home = `${repository.root}/home/user`;
        await Deno.writeTextFile(`${home}/file`, "mine\n");
        await Deno.writeTextFile(`${home}/directory/file`, "mine, too\n");
        await set(repository, home);
        await offerNext(scene);
        const before = await folderState(repository.root);
        const outcome = await scene.run("publish", "--date=build");
        assertEquals(outcome.code, 1, outcome.stderr);
        assertEquals(outcome.stderr.match(/^error: /gm)?.length, 1);
        if (typeof error === "string") {
          assertStringIncludes(outcome.stderr, error);
        } else assertMatch(outcome.stderr, error);
        assertMatch(outcome.stderr, /^hint: .*; nothing was written$/m);
        const after = await folderState(repository.root);
        assertEquals([...after].sort(), [...before].sort());
      });
    }
  },
});

Deno.test({
  name: "publish does not write through ignored links of an empty repository",
  ignore: Deno.build.os === "windows", // needs links
  fn: async (t) => {
    for (const path of ["src", "archive", "archive/rpm"]) {
      await t.step(path, async () => {
        await using scene = await Scene.make(await drivers("2.21.0.0"));
        const { repository } = scene;
        const home = `${repository.root}/home/user`;
        await Deno.mkdir(`${home}/directory`, { recursive: true });
        await Deno.writeTextFile(`${home}/directory/file`, "mine\n");
        await ignoredLink(path, /./).set(repository, home);
        const before = await folderState(home);
        const outcome = await scene.run("publish", "--date=build");
        assertEquals(outcome.code, 1, outcome.stderr);
        assertStringIncludes(outcome.stderr, `in the way, found ${path}`);
        assertEquals(await folderState(home), before);
        assertEquals(await repository.git("for-each-ref"), "");
      });
    }
  },
});

Deno.test({
  name: "push refuses a repository that leads out of itself",
  ignore: Deno.build.os === "windows", // needs links
  fn: async () => {
    await using scene = await startScene();
    const { repository } = scene;
    const remote = `${repository.root}/remote.git`;
    await repository.git("init", "--quiet", "--bare", remote);
    await repository.git("remote", "add", "origin", remote);
    const home = `${repository.root}/home/user`;
    await Deno.mkdir(home, { recursive: true });
    await moveOut(".git/logs").set(repository, home);
    const before = await folderState(repository.root);
    const outcome = await runProgram(
      ["push", `--repo=${repository.path}`],
      repository.env,
    );
    assertEquals(outcome.code, 1, outcome.stderr);
    assertStringIncludes(outcome.stderr, "repo/.git/logs: ");
    assertEquals(await folderState(repository.root), before);
  },
});
