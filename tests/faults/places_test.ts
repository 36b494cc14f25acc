// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// The kinds of clone, checkout and repository that a data repository can be:
// publishing works wherever git works, with the same result.

import { assert, assertEquals } from "@std/assert";
import { long } from "../fixtures/long.ts";
import { skipIf } from "../fixtures/programs.ts";
import type { TestRepository } from "../git/test_repository.ts";
import { offerNext, startScene } from "./two_days.ts";

/** Where the second day's release is published: a directory of git's. */
type Place = (repository: TestRepository) => Promise<string>;

/** Runs git in a directory. */
async function gitIn(
  repository: TestRepository,
  folder: string,
  ...args: string[]
): Promise<string> {
  return await repository.git("-C", folder, ...args);
}

const clone = (...options: string[]): Place => async (repository) => {
  const folder = `${repository.root}/clone`;
  await repository.git("config", "uploadpack.allowFilter", "true");
  await repository.git(
    "clone",
    "--quiet",
    ...options,
    `file://${repository.path}`,
    folder,
  );
  return folder;
};

/** One commit of 20,000 files in 200 directories, below 3,000 commits. */
async function grow(repository: TestRepository): Promise<void> {
  const commit = (i: number) =>
    `commit refs/heads/main\ncommitter A <a@example.com> ${1e9 + i} +0000\n` +
    `data 2\nx\n${i === 0 ? "from refs/heads/main^0\n" : ""}`;
  const parts = ["blob\nmark :1\ndata 2\nx\n"];
  for (let i = 0; i < 3000; i++) {
    parts.push(commit(i), `M 100644 :1 docs/pages-${i % 50}/${i}\n`);
  }
  parts.push(commit(3000));
  for (let i = 0; i < 20_000; i++) {
    parts.push(`M 100644 :1 docs/folder-${i % 200}/file-${i}\n`);
  }
  const child = new Deno.Command("git", {
    args: ["-C", repository.path, "fast-import", "--quiet"],
    clearEnv: true,
    env: { ...repository.env },
    stdin: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(parts.join("")));
  await writer.close();
  assertEquals((await child.status).code, 0);
  await repository.git("reset", "--quiet", "--hard");
}

const PLACES: Readonly<Record<string, Place>> = {
  "the repository itself": (repository) => Promise.resolve(repository.path),
  "a folder in it": async (repository) => {
    await Deno.mkdir(`${repository.path}/docs/deep`, { recursive: true });
    return `${repository.path}/docs/deep`;
  },
  "a link to it": async (repository) => {
    await Deno.symlink(repository.path, `${repository.root}/link`);
    return `${repository.root}/link`;
  },
  "a path with spaces, quotes and letters": async (repository) => {
    const folder = `${repository.root}/it's "a" größe: 🧬`;
    await repository.git("clone", "--quiet", repository.path, folder);
    return folder;
  },
  "a bare repository": clone("--bare"),
  "a detached HEAD at the branch": async (repository) => {
    await repository.git("checkout", "--quiet", "--detach");
    return repository.path;
  },
  "a shallow clone": clone("--depth=1"),
  "a blobless clone": clone("--filter=blob:none"),
  "a clone of one branch without tags' commits": clone("--single-branch"),
  "a clone that borrows objects": clone("--shared"),
  "a sparse checkout": async (repository) => {
    const folder = await clone("--sparse")(repository);
    await gitIn(repository, folder, "sparse-checkout", "set", "src");
    return folder;
  },
  "a sparse checkout without our folders": async (repository) => {
    await repository.write("docs/a", "a\n");
    await repository.git("add", "docs");
    await repository.git("commit", "--quiet", "--message=docs");
    const folder = await clone("--sparse")(repository);
    await gitIn(repository, folder, "sparse-checkout", "set", "docs");
    return folder;
  },
  "a worktree of another checkout": async (repository) => {
    const folder = `${repository.root}/linked`;
    await repository.git("checkout", "--quiet", "-b", "mine");
    await repository.git("worktree", "add", "--quiet", folder, "main");
    return folder;
  },
  "a git folder elsewhere": clone("--separate-git-dir=../repo/elsewhere.git"),
  "beside a submodule": async (repository) => {
    await repository.git("init", "--quiet", "../other");
    await repository.git(
      "-C",
      "../other",
      "commit",
      "--quiet",
      "--allow-empty",
      "--message=x",
    );
    await repository.git("submodule", "--quiet", "add", "../other", "vendor");
    await repository.git("commit", "--quiet", "--message=submodule");
    await Deno.writeTextFile(`${repository.path}/vendor/dirty`, "mine\n");
    return repository.path;
  },
  "as a submodule": async (repository) => {
    const outer = `${repository.root}/outer`;
    await repository.git("init", "--quiet", outer);
    await gitIn(
      repository,
      outer,
      "submodule",
      "--quiet",
      "add",
      repository.path,
      "data",
    );
    return `${outer}/data`;
  },
  "a huge repository": async (repository) => {
    await grow(repository);
    return repository.path;
  },
  "where files' names have no case": async (repository) => {
    await repository.git("config", "core.ignoreCase", "true");
    return repository.path;
  },
  "with an index of its own kind": async (repository) => {
    await repository.git("update-index", "--index-version=4");
    await repository.git("config", "core.splitIndex", "true");
    await repository.git("update-index", "--split-index");
    await repository.git("config", "core.untrackedCache", "true");
    return repository.path;
  },
  "with packed refs and reflogs off": async (repository) => {
    await repository.git("pack-refs", "--all");
    await repository.git("gc", "--quiet", "--prune=now");
    await repository.git("config", "core.logAllRefUpdates", "false");
    return repository.path;
  },
  "with changes elsewhere": async (repository) => {
    await repository.write("README", "changed\n");
    await repository.write("notes/new", "new\n");
    await repository.write("staged", "staged\n");
    await repository.git("add", "staged");
    return repository.path;
  },
  "where a tag exists that the branch lacks": async (repository) => {
    const tree = await repository.git("rev-parse", "HEAD^{tree}");
    const other = await repository.git("commit-tree", "-m", "other", tree);
    await repository.git("tag", "2.20.5.0", other);
    return repository.path;
  },
};

/** What publishing makes in every place. */
async function madeAt(repository: TestRepository, folder: string) {
  const names = ["main:src", "main:archive", "2.21.0.0:src"];
  return {
    trees: await gitIn(repository, folder, "rev-parse", ...names),
    tag: await gitIn(repository, folder, "rev-parse", "2.21.0.0^{commit}") ===
      await gitIn(repository, folder, "rev-parse", "main"),
    log: await gitIn(
      repository,
      folder,
      "log",
      "-2",
      "--format=%ad %B",
      "main",
    ),
  };
}

async function statusOf(
  repository: TestRepository,
  folder: string,
): Promise<string> {
  const bare = await gitIn(
    repository,
    folder,
    "rev-parse",
    "--is-bare-repository",
  );
  return bare === "true"
    ? ""
    : await gitIn(repository, folder, "status", "--porcelain", "-uall");
}

let made: Promise<Awaited<ReturnType<typeof madeAt>>> | undefined;

/** What publishing makes in the repository itself. */
function expected(): ReturnType<typeof madeAt> {
  made ??= (async () => {
    await using reference = await startScene();
    await offerNext(reference);
    assertEquals((await reference.run("publish", "--date=build")).code, 0);
    return await madeAt(reference.repository, reference.repository.path);
  })();
  return made;
}

for (const [title, place] of Object.entries(PLACES)) {
  Deno.test(long(`publish works wherever git works: ${title}`), async () => {
    const reference = await expected();
    await using scene = await startScene();
    const { repository } = scene;
    const folder = await place(repository);
    const before = await statusOf(repository, folder);
    await offerNext(scene);
    const publish = () =>
      scene.run("publish", `--repo=${folder}`, "--date=build");
    const outcome = await publish();
    assertEquals(outcome.code, 0, outcome.stderr);
    const made = await madeAt(repository, folder);
    const port = (text: string) => text.replaceAll(/127\.0\.0\.1:\d+/g, "");
    assertEquals(port(made.log), port(reference.log));
    assertEquals({ ...made, log: "" }, { ...reference, log: "" });
    assertEquals(await statusOf(repository, folder), before);
    assertEquals(
      await gitIn(repository, folder, "branch", "--list", "series/*"),
      "",
    );
    assertEquals(
      await gitIn(repository, folder, "fsck", "--strict", "--no-dangling"),
      "",
    );
    const again = await publish();
    assertEquals(again.code, 0, again.stderr);
    assertEquals(await madeAt(repository, folder), made);
  });
}

/** A directory without case, where the kernel has one to offer. */
async function caselessFolder(): Promise<string | undefined> {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/a`, "");
  const found = await Deno.stat(`${folder}/A`).then(() => true, () => false);
  await Deno.remove(folder, { recursive: true });
  return found ? undefined : "the temporary folder knows case";
}

const caseless = skipIf(await caselessFolder());

Deno.test({
  ...caseless.for(
    "publish stays in its directories on a file system without case",
  ),
  fn: async () => {
    await using scene = await startScene();
    await scene.repository.write("SRC-notes", "mine\n");
    await offerNext(scene);
    const outcome = await scene.run("publish", "--date=build");
    assertEquals(outcome.code, 0, outcome.stderr);
    assert(
      await scene.repository.git("status", "--porcelain") === "?? SRC-notes",
    );
  },
});
