// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Another branch than the main one gets no releases.

import { assertEquals } from "@std/assert";
import { drivers, folderState, Scene } from "./scene.ts";

type InClone = (...args: string[]) => Promise<unknown>;

const ELSEWHERE =
  "releases go to the main branch, and this is another one, expected main";
const SERIES = "only backports go to the branch of a series, expected main";

const REFUSED: Readonly<
  Record<
    string,
    readonly [name: string, problem: string, (git: InClone) => Promise<unknown>]
  >
> = {
  "another branch": [
    "topic",
    ELSEWHERE,
    (git) => git("switch", "--quiet", "--create", "topic"),
  ],
  "main, renamed": [
    "trunk",
    ELSEWHERE,
    (git) => git("branch", "--move", "main", "trunk"),
  ],
  "another branch, of a remote that names none": [
    "topic",
    ELSEWHERE,
    async (git) => {
      await git("remote", "set-head", "origin", "--delete");
      await git("switch", "--quiet", "--create", "topic");
    },
  ],
  "another branch that was pushed": ["topic", ELSEWHERE, async (git) => {
    await git("switch", "--quiet", "--create", "topic");
    await git("push", "--quiet", "origin", "topic");
  }],
  "another branch, of a remote with another name": [
    "topic",
    ELSEWHERE,
    async (git) => {
      await git("remote", "rename", "origin", "upstream");
      await git("switch", "--quiet", "--create", "topic");
    },
  ],
  "a series": [
    "series/2.9",
    SERIES,
    (git) => git("switch", "--quiet", "--create", "series/2.9"),
  ],
  "a series that was pushed, of a remote that names none": [
    "series/2.9",
    SERIES,
    async (git) => {
      await git("remote", "set-head", "origin", "--delete");
      await git("switch", "--quiet", "--create", "series/2.9");
      await git("push", "--quiet", "origin", "series/2.9");
    },
  ],
};

const ACCEPTED: Readonly<Record<string, (git: InClone) => Promise<unknown>>> = {
  "main": () => Promise.resolve(),
  "main, of a remote that names no branch": (git) =>
    git("remote", "set-head", "origin", "--delete"),
  "a branch without any remote": async (git) => {
    await git("remote", "remove", "origin");
    await git("branch", "--move", "main", "trunk");
  },
  "what the remote calls its main branch": async (git) => {
    await git("branch", "--move", "main", "trunk");
    await git("push", "--quiet", "origin", "trunk");
    await git("remote", "set-head", "origin", "trunk");
  },
};

Deno.test("publish goes to the main branch only", async (t) => {
  await using scene = await Scene.make(await drivers("2.20.0.0"));
  const { repository } = scene;
  await scene.run("publish");
  await scene.offer(await drivers("2.20.0.0", "2.21.0.0"));
  const clone = `${repository.root}/clone`;
  const origin = `${repository.root}/origin.git`;
  const git: InClone = (...args) => repository.git("-C", clone, ...args);
  const start = async (change: (git: InClone) => Promise<unknown>) => {
    for (const path of [clone, origin]) {
      await Deno.remove(path, { recursive: true }).catch(() => {});
    }
    const { path } = repository;
    await repository.git("clone", "--quiet", "--bare", path, origin);
    await repository.git("clone", "--quiet", origin, clone);
    await change(git);
  };
  const run = (command: string, ...options: string[]) =>
    scene.run(command, `--repo=${clone}`, ...options);

  for (const [title, [name, problem, change]] of Object.entries(REFUSED)) {
    await t.step(title, async () => {
      await start(change);
      for (
        const options of [[], ["--dry-run"], ["--push", "--remote", origin]]
      ) {
        const before = await folderState(repository.root);
        const { code, stdout, stderr } = await run("publish", ...options);
        assertEquals([code, stdout], [1, ""], stderr);
        assertEquals(
          stderr,
          `error: Cannot publish: ${name}: ${problem}, found ${name}\n` +
            "hint: Check it out: git switch 'main'; if the remote has another " +
            "main branch by now: git remote set-head REMOTE --auto; nothing " +
            "was written\n",
        );
        assertEquals(await folderState(repository.root), before);
      }
    });
  }
  for (const [title, change] of Object.entries(ACCEPTED)) {
    await t.step(title, async () => {
      await start(change);
      const { code, stderr } = await run("publish");
      assertEquals(code, 0, stderr);
      const verified = await run("verify");
      assertEquals(verified.code, 0, verified.stdout + verified.stderr);
    });
  }
});
