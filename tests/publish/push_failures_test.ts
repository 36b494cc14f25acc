// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// H15: what becomes of a push that fails: exit 1, nothing changed here, and the
// next run sends it.

import { assertEquals, assertMatch } from "@std/assert";
import { long } from "../fixtures/long.ts";
import { serve } from "../fixtures/server.ts";
import { TestRepository } from "../git/test_repository.ts";
import { BareRemote, publishedRefs } from "./remotes.ts";
import { drivers, runProgram, Scene } from "./scene.ts";

interface Row {
  readonly title: string;
  /** Makes the push to the remote fail, and returns how to repair it. */
  readonly breakIt: (
    remote: BareRemote,
    repository: TestRepository,
  ) => Promise<() => Promise<unknown>>;
  readonly error: RegExp;
  readonly hint: RegExp;
}

/** Why a remote can refuse a push. */
const FAILURES: readonly Row[] = [
  {
    title: "commits over there that are missing here",
    breakIt: async (remote, repository) => {
      const before = await remote.git("rev-parse", "main");
      const other = `${repository.root}/other`;
      await repository.git("clone", "--quiet", remote.path, other);
      await repository.git(
        "-C",
        other,
        "commit",
        "--quiet",
        "--allow-empty",
        "--message=theirs",
      );
      await repository.git("-C", other, "push", "--quiet", "origin", "main");
      return () => remote.git("update-ref", "refs/heads/main", before);
    },
    error: /main has commits there that are missing here, found fetch first/,
    hint: /git pull --ff-only.*nothing is ever forced/,
  },
  {
    title: "a hook that rejects",
    breakIt: async (remote) => {
      await remote.hook("echo 'closed for the night' >&2\nexit 1");
      return () => remote.hook(undefined);
    },
    error:
      /rejects main, found pre-receive hook declined: closed for the night/,
    hint: /what its hook says.*kept here/,
  },
  {
    title: "a server that is away",
    breakIt: async (remote) => {
      await Deno.rename(remote.path, `${remote.path}.away`);
      return () => Deno.rename(`${remote.path}.away`, remote.path);
    },
    error: /there is no repository there, found .*does not appear to be/,
    hint: /Check the address.*kept here/,
  },
  {
    title: "a file in place of the repository",
    breakIt: async (remote) => {
      await Deno.rename(remote.path, `${remote.path}.away`);
      await Deno.writeTextFile(remote.path, "no repository\n");
      return async () => {
        await Deno.remove(remote.path);
        await Deno.rename(`${remote.path}.away`, remote.path);
      };
    },
    error: /git can use no repository there, found .*invalid gitfile/,
    hint: /^hint: Check the path and its permissions; everything is kept here/m,
  },
  {
    title: "a release tag that is at another commit",
    breakIt: async (remote) => {
      await remote.git("update-ref", "refs/tags/2.22.0.0", "refs/heads/main");
      return () => remote.git("update-ref", "-d", "refs/tags/2.22.0.0");
    },
    error: /tag 2\.22\.0\.0 is at another commit there, found already exists/,
    hint: /which is right/,
  },
];

/** Two remotes that have the first release, and a second one to send. */
async function sceneWithNews(): Promise<
  { scene: Scene; primary: BareRemote; mirror: BareRemote }
> {
  const scene = await Scene.make(await drivers("2.20.0.0", "2.21.0.0"));
  const primary = await BareRemote.make(scene.repository, "primary");
  const mirror = await BareRemote.make(scene.repository, "mirror");
  const { code, stderr } = await scene.run(
    "publish",
    "--push",
    `--remote=${primary.path}`,
    `--mirror=${mirror.path}`,
  );
  assertEquals(code, 0, stderr);
  await scene.offer(await drivers("2.20.0.0", "2.21.0.0", "2.22.0.0"));
  return { scene, primary, mirror };
}

Deno.test("push names what a place cannot do", async (t) => {
  for (
    const [here, there] of [["sha1", "sha256"], ["sha256", "sha1"]] as const
  ) {
    await t.step(`${here} to ${there}`, async () => {
      await using repository = await TestRepository.make({
        objectFormat: here,
        files: { a: "a" },
      });
      const { root, path, env } = repository;
      const remote = `${root}/remote`;
      await repository.git(
        ...["init", "--quiet", "--bare", `--object-format=${there}`, remote],
      );
      const argv = ["push", "--repo", path, "--remote", remote];
      const { code, stdout, stderr } = await runProgram(argv, env);
      assertEquals([code, stdout], [1, `failed      ${remote}\n`]);
      assertEquals(
        stderr,
        `error: Cannot push: ${remote}: it has a different object format, ` +
          `expected ${here}, as this repository has, found ${there}\n` +
          "hint: Push to a repository that was made with git init --bare " +
          `--object-format=${here}; everything is kept here; the next ` +
          "push tries again\n",
      );
      assertEquals(await repository.git("ls-remote", remote), "");
    });
  }
  await t.step("http without a git server", async () => {
    await using repository = await TestRepository.make({ files: { a: "a" } });
    const { root, path, env } = repository;
    const bare = `${root}/www`;
    await repository.git("clone", "--quiet", "--bare", ".", bare);
    await repository.git("-C", bare, "update-server-info");
    await repository.git("commit", "--quiet", "--allow-empty", "-m", "more");
    await using server = serve(async ({ path }) => {
      const name = path.replace(/^x\.git\//, "");
      const body = await Deno.readFile(`${bare}/${name}`).catch(() =>
        undefined
      );
      return body && { status: 200, body };
    });
    const remote = `${server.url}/x.git`;
    const argv = ["push", "--repo", path, "--remote", remote];
    const { code, stderr } = await runProgram(argv, env);
    assertEquals(code, 1);
    assertMatch(stderr, /: it serves files alone, and takes no push, found /);
  });
});

Deno.test(
  long("publish --push keeps the record when the primary remote refuses:"),
  async (t) => {
    for (const { title, breakIt, error, hint } of FAILURES) {
      await t.step(title, async () => {
        const { scene, primary, mirror } = await sceneWithNews();
        await using _ = scene;
        const { repository } = scene;
        const targets = [`--remote=${primary.path}`, `--mirror=${mirror.path}`];
        const mirrored = await mirror.refs();
        const mend = await breakIt(primary, repository);

        const failed = await scene.run("publish", "--push", ...targets);
        assertEquals(failed.code, 1, failed.stderr);
        assertMatch(failed.stdout, /^2\.22\.0\.0 {2}published/);
        assertMatch(
          failed.stdout,
          /\nfailed {6}.*primary\.git\nskipped {5}.*mirror\.git/,
        );
        assertMatch(failed.stderr, /^error: Cannot push: .*primary\.git: /m);
        assertMatch(failed.stderr, error);
        assertMatch(failed.stderr, hint);
        const kept = await publishedRefs(repository);
        assertMatch(kept, /refs\/tags\/2\.22\.0\.0/);
        assertEquals(await mirror.refs(), mirrored);
        assertEquals(await repository.git("status", "--porcelain"), "");

        await mend();
        const next = await scene.run("publish", "--push", ...targets);
        assertEquals(next.code, 0, next.stderr);
        assertEquals(await publishedRefs(repository), kept);
        assertEquals(await primary.refs(), kept);
        assertEquals(await mirror.refs(), kept);
        await primary.assertSound();
      });
    }
  },
);

Deno.test(
  long("publish --push is not stopped by a mirror that fails:"),
  async (t) => {
    for (const { title, breakIt, error } of FAILURES) {
      await t.step(title, async () => {
        const { scene, primary, mirror } = await sceneWithNews();
        await using _ = scene;
        const { repository } = scene;
        const last = await BareRemote.make(repository, "last");
        const targets = [
          `--remote=${primary.path}`,
          `--mirror=${mirror.path}`,
          `--mirror=${last.path}`,
        ];
        const mend = await breakIt(mirror, repository);
        const failed = await scene.run("publish", "--push", ...targets);
        assertEquals(failed.code, 1, failed.stderr);
        assertMatch(failed.stderr, error);
        assertMatch(
          failed.stdout,
          /\npushed .*primary\.git .*\nfailed .*mirror\.git\npushed .*last\.git /,
        );
        const kept = await publishedRefs(repository);
        assertEquals(await primary.refs(), kept);
        assertEquals(await last.refs(), kept);

        await mend();
        // Nothing new upstream: what was left over is still sent.
        const next = await scene.run("publish", "--push", ...targets);
        assertEquals(next.code, 0, next.stderr);
        assertMatch(next.stdout, /up to date .*\npushed .*mirror\.git .*2\.22/);
        assertEquals(await mirror.refs(), kept);
      });
    }
  },
);
