// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * One repository, remote and server. Every trial gets a copy, interrupts a run
 * in it, looks at what is left, and lets the next run complete it.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { defaultKey } from "../fixtures/keys.ts";
import { discard } from "../fixtures/run_directory.ts";
import type { TestServer } from "../fixtures/server.ts";
import { drivers, type Outcome, runProgram, Scene } from "../publish/scene.ts";

/** Published before any trial. */
const PUBLISHED = ["2.17.0.0", "2.19.0.0"];
/** Missing in every trial; the first is a backport, to a branch of its own. */
const MISSING = ["2.18.0.0", "2.20.0.0", "2.21.0.0"];

/** What a repository and its remote show. */
export interface View {
  /** "<id> <ref>" of each ref, and HEAD. */
  readonly refs: string;
  /** The same of the remote. */
  readonly remote: string;
}

/** The prepared state, and what an undisturbed run makes of it. */
export class Ground implements AsyncDisposable {
  readonly #scene: Scene;
  readonly #push: boolean;
  #trials = 0;
  /** Before. */
  readonly old: View;
  /** After an undisturbed run. */
  new: View = { refs: "", remote: "" };

  private constructor(scene: Scene, push: boolean, old: View) {
    this.#scene = scene;
    this.#push = push;
    this.old = old;
  }

  /**
   * Publishes some releases, offers more, and publishes those in a copy.
   *
   * @param options `push`: send everything to the remote, too
   */
  static async prepare(
    options: { readonly push?: boolean } = {},
  ): Promise<Ground> {
    const scene = await Scene.make(await drivers(...PUBLISHED));
    const { repository } = scene;
    const remote = `${repository.root}/remote.git`;
    await repository.git("init", "--quiet", "--bare", remote);
    await repository.write("README", "mine\n");
    await repository.git("add", "README");
    await repository.git("commit", "--quiet", "--message=start");
    const outcome = await scene.run(
      "publish",
      "--date=build",
      "--push",
      `--remote=${remote}`,
    );
    assertEquals(outcome.code, 0, outcome.stderr);
    await scene.offer(await drivers(...PUBLISHED, ...MISSING));
    const ground = new Ground(
      scene,
      options.push ?? false,
      await view(repository.root),
    );
    const trial = await ground.trial();
    const undisturbed = await trial.run();
    assertEquals(undisturbed.code, 0, undisturbed.stderr);
    ground.new = await view(trial.root);
    assert(ground.new.refs !== ground.old.refs);
    return ground;
  }

  /**
   * The same for all tests of a file, which take copies and do not bend its
   * server. Call it outside of tests.
   */
  static async shared(
    options: { readonly push?: boolean } = {},
  ): Promise<Ground> {
    const ground = await Ground.prepare(options);
    Deno.test.afterAll(() => ground[Symbol.asyncDispose]());
    return ground;
  }

  /** The environment for git and deno. */
  get env(): Readonly<Record<string, string>> {
    return this.#scene.repository.env;
  }

  /** Upstream. */
  get server(): TestServer {
    return this.#scene.server;
  }

  /**
   * A fresh copy.
   *
   * @param folder an empty directory to make it in, a new one by default
   */
  async trial(
    folder: string = `${this.#scene.repository.root}/trial-${++this.#trials}`,
  ): Promise<Trial> {
    const { root } = this.#scene.repository;
    await Deno.mkdir(folder, { recursive: true });
    const copy = new Deno.Command("cp", {
      args: ["-R", "-p", `${root}/repo`, `${root}/remote.git`, folder],
    });
    assertEquals((await copy.output()).code, 0);
    await git(`${folder}/repo`, "update-index", "--refresh"); // new inodes
    const { fingerprint } = await defaultKey();
    const argv = [
      "publish",
      "--repo",
      `${folder}/repo`,
      "--repo-url",
      this.#scene.server.url,
      "--fingerprint",
      fingerprint,
      "--no-notes",
      "--date=build",
      ...(this.#push ? ["--push", `--remote=${folder}/remote.git`] : []),
    ];
    return new Trial(folder, argv, this);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#scene[Symbol.asyncDispose]();
  }
}

/** A copy of the prepared state. */
export class Trial {
  readonly root: string;
  /** The command line that publishes. */
  readonly argv: readonly string[];
  readonly ground: Ground;

  constructor(root: string, argv: readonly string[], ground: Ground) {
    this.root = root;
    this.argv = argv;
    this.ground = ground;
  }

  get repo(): string {
    return `${this.root}/repo`;
  }

  /** Publishes, in this process. */
  run(): Promise<Outcome> {
    return runProgram(this.argv, this.ground.env);
  }

  git(...args: string[]): Promise<string> {
    return git(this.repo, ...args);
  }

  /**
   * Asserts that nothing is half done: objects are valid, branches and tags are
   * all old or all new, and the worktree is old, new or between the two.
   *
   * @returns whether the refs are the new ones
   */
  async assertWhole(): Promise<boolean> {
    assertEquals(await this.git("fsck", "--strict", "--no-dangling"), "");
    const { refs, remote } = await view(this.root);
    const { old, new: next } = this.ground;
    const landed = refs === next.refs;
    if (!landed) assertEquals(refs, old.refs, "refs are neither old nor new");
    const status = await this.git("status", "--porcelain", "-uall");
    const paths = status.split("\n").filter((line) => line !== "")
      .map((line) => line.slice(3));
    if (!landed) assertEquals(paths, [], "refs are old, the worktree is not");
    assert(
      paths.every((path) => /^"?(src|archive)\//.test(path)),
      `changes that are not ours: ${status}`,
    );
    if (remote !== next.remote) {
      assertEquals(remote, old.remote, "the remote is neither old nor new");
    }
    return landed;
  }

  /**
   * Runs again, and once more after removing a lock of git's where the error
   * asks for that. A git that died after it had moved everything may have left
   * one that blocks nothing.
   *
   * @returns whether a lock had to be removed
   */
  async complete(): Promise<boolean> {
    const next = await this.run();
    if (next.code === 0) {
      const locks = (await traces(`${this.repo}/.git`))
        .filter((path) => path.endsWith("/HEAD.lock"));
      for (const lock of locks) await Deno.remove(lock);
      await this.assertCompleted();
      return locks.length > 0;
    }
    assertEquals(next.code, 1, next.stderr);
    const [, lock] = /Unable to create '(\S+\.lock)': File exists/
      .exec(next.stderr) ?? [];
    assert(lock !== undefined && lock.startsWith(this.root), next.stderr);
    assertMatch(next.stderr, /if there is none, remove that file/);
    await Deno.remove(lock);
    await this.complete();
    return true;
  }

  /** Asserts that everything is as after an undisturbed run, with no trace. */
  async assertCompleted(): Promise<void> {
    assertEquals(await view(this.root), this.ground.new);
    assertEquals(await this.git("status", "--porcelain", "-uall"), "");
    assertEquals(await this.git("fsck", "--strict", "--no-dangling"), "");
    assertEquals(await traces(`${this.repo}/.git`), []);
  }

  /** Removes the copy. */
  async remove(): Promise<void> {
    await discard(this.root);
  }
}

/** What no run may leave in a git directory. */
export async function traces(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const isTrace = name.endsWith(".lock") || name === "neuron-publish" ||
      /^(fast_import_crash_|tmp_)/.test(name);
    if (isTrace) found.push(`${folder}/${name}`);
    else if (isDirectory) found.push(...await traces(`${folder}/${name}`));
  }
  return found;
}

async function view(root: string): Promise<View> {
  const list = (folder: string) =>
    git(folder, "for-each-ref", "--format=%(objectname) %(refname)");
  const [refs, head, remote] = await Promise.all([
    list(`${root}/repo`),
    git(`${root}/repo`, "symbolic-ref", "HEAD"),
    list(`${root}/remote.git`),
  ]);
  const own = refs.split("\n").filter((r) => !r.includes(" refs/remotes/"));
  return { refs: [...own, head].join("\n"), remote };
}

/** Plain git for reading, with no configuration but the repository's. */
async function git(folder: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command("git", {
    args: ["-C", folder, ...args],
    env: {
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_OPTIONAL_LOCKS: "0", // a disk may be full
    },
    stdin: "null",
  }).output();
  const text = new TextDecoder().decode(stdout);
  assertEquals(code, 0, text + new TextDecoder().decode(stderr));
  return text.trimEnd();
}

/** Trials at once. */
const POOL = 3;

/** Milliseconds that a trial may take, on a busy machine too. */
const TRIAL_DEADLINE = 60_000;

/** Ends a trial that takes too long. */
async function inTime(trial: Promise<void>): Promise<void> {
  const late = Promise.withResolvers<never>();
  const error = new Error(`a trial timed out after ${TRIAL_DEADLINE}ms`);
  const timer = setTimeout(() => late.reject(error), TRIAL_DEADLINE);
  try {
    await Promise.race([trial, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Runs trials, some at once, to the last of them.
 *
 * @throws Error with all that went wrong
 */
export async function inPool<T>(
  items: Iterable<T>,
  run: (item: T) => Promise<void>,
): Promise<void> {
  const queue = [...items].values();
  const errors: unknown[] = [];
  await Promise.all(Array.from({ length: POOL }, async () => {
    for (const item of queue) {
      await inTime(run(item)).catch((e) => errors.push(e));
    }
  }));
  if (errors.length > 0) {
    throw new Error(`${errors.length} failed\n\n${errors.join("\n\n")}`);
  }
}
