// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// What push sends, where, and what it never prints.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { TestRepository } from "../git/test_repository.ts";
import { BareRemote } from "./remotes.ts";
import { drivers, type Outcome, runProgram, Scene } from "./scene.ts";

/** A repository with two releases, a series and things of its owner's own. */
async function makeRepository(): Promise<TestRepository> {
  const repository = await TestRepository.make({ files: { "src/a": "1\n" } });
  await repository.git("tag", "2.20.0.0");
  await repository.git("switch", "--quiet", "--create", "series/2.20");
  await commit(repository, "backport");
  await repository.git("tag", "2.20.1.0");
  await repository.git("switch", "--quiet", "--create", "mine");
  await commit(repository, "experiment");
  await repository.git("tag", "9.9");
  await repository.git("switch", "--quiet", "main");
  await commit(repository, "release");
  await repository.git("tag", "--annotate", "--message=signed", "2.21.0.0");
  await repository.git("tag", "bookmark");
  return repository;
}

async function commit(repository: TestRepository, text: string): Promise<void> {
  await repository.git("commit", "--quiet", "--allow-empty", "-m", text);
}

function runPush(
  repository: TestRepository,
  ...args: readonly string[]
): Promise<Outcome> {
  return runProgram(
    ["push", "--repo", repository.path, ...args],
    repository.env,
  );
}

const SENT = "main, series/2.20, 2.20.0.0, 2.20.1.0, 2.21.0.0";

const PUBLISHED = [
  "heads/main",
  "heads/series/2.20",
  "tags/2.20.0.0",
  "tags/2.20.1.0",
  "tags/2.21.0.0",
];

Deno.test("push sends branch, series and the release tags on them", async () => {
  await using repository = await makeRepository();
  const [primary, mirror] = [
    await BareRemote.make(repository, "primary"),
    await BareRemote.make(repository, "mirror"),
  ];
  const targets = ["--remote", primary.path, "--mirror", mirror.path];
  const { code, stdout, stderr } = await runPush(repository, ...targets);
  assertEquals(stderr, "");
  assertEquals(code, 0);
  assertEquals(
    stdout,
    `pushed      ${primary.path}  ${SENT}\n` +
      `pushed      ${mirror.path}  ${SENT}\n`,
  );
  assertEquals(await primary.names(), PUBLISHED);
  assertEquals(await primary.refs(), await mirror.refs());
  assertEquals(await primary.git("cat-file", "-t", "2.21.0.0"), "tag");

  const again = await runPush(repository, ...targets);
  assertEquals(again.code, 0);
  assertEquals(
    again.stdout,
    `up to date  ${primary.path}\nup to date  ${mirror.path}\n`,
  );
  await repository.git("tag", "2.22.0.0");
  const more = await runPush(repository, ...targets);
  assertEquals(more.code, 0);
  assertEquals(
    more.stdout,
    `pushed      ${primary.path}  2.22.0.0\n` +
      `pushed      ${mirror.path}  2.22.0.0\n`,
  );
});

Deno.test("push of a branch without commits says so", async () => {
  await using repository = await TestRepository.make();
  const primary = await BareRemote.make(repository, "primary");
  const { code, stdout, stderr } = await runPush(
    repository,
    "--remote",
    primary.path,
  );
  assertEquals(code, 1);
  assertEquals(stdout, "");
  assertMatch(
    stderr,
    /^error: Cannot push: .*: main has no commit yet, so there is nothing to push\nhint: Run neuron-publish publish first/,
  );
});

Deno.test("push --dry-run asks and sends nothing", async () => {
  await using repository = await makeRepository();
  const primary = await BareRemote.make(repository, "primary");
  const { code, stdout } = await runPush(
    repository,
    "--dry-run",
    "--remote",
    primary.path,
  );
  assertEquals(code, 0);
  assertEquals(stdout, `would push  ${primary.path}  ${SENT}\n`);
  assertEquals(await primary.names(), []);
});

Deno.test("push knows a remote by its name and by its address", async () => {
  await using repository = await makeRepository();
  const primary = await BareRemote.make(repository, "primary");
  await repository.git("remote", "add", "origin", primary.path);
  assertEquals(
    (await runPush(repository, "--remote", primary.path)).code,
    0,
  );
  // By its name, so that the clone knows what is there.
  assertEquals(
    await repository.git("rev-parse", "origin/main"),
    await repository.git("rev-parse", "main"),
  );
});

Deno.test("push says where configuration makes it go", async (t) => {
  const rows = ["pushInsteadOf", "insteadOf"];
  for (const key of rows) {
    await t.step(key, async () => {
      await using repository = await makeRepository();
      const given = await BareRemote.make(repository, "given");
      const other = await BareRemote.make(repository, "other");
      await repository.git("config", `url.${other.path}.${key}`, given.path);
      const sent = await runPush(repository, "--remote", given.path);
      assertEquals(sent.stdout, `pushed      ${other.path}  ${SENT}\n`);
      assertEquals(await given.names(), []);
      assertEquals(await other.names(), PUBLISHED);

      // Where it fails, too, and without the login.
      const secret = "https://ada:S3CR3TVEk@127.0.0.1:1/";
      await repository.git("remote", "add", "m", "https://host.example/x");
      await repository.git(
        ...["config", `url.${secret}.${key}`, "https://host.example/"],
      );
      const { stdout, stderr } = await runPush(repository, "--remote", "m");
      assertMatch(stdout, /^failed {6}m \(https:\/\/\S*127\.0\.0\.1:1\/x\)$/m);
      assertMatch(stderr, /^error: Cannot push: https:\S*127\.0\.0\.1:1\/x: /m);
      assertEquals(/S3CR3T/.test(stdout + stderr), false);
    });
  }
});

Deno.test("push goes to the branch that the branch follows", async () => {
  await using repository = await makeRepository();
  const primary = await BareRemote.make(repository, "primary");
  await repository.git("remote", "add", "elsewhere", primary.path);
  await repository.git("config", "branch.main.remote", "elsewhere");
  await repository.git("config", "branch.main.merge", "refs/heads/trunk");
  // Without --remote it is found, but a directory has to be named.
  const { code, stderr } = await runPush(repository);
  assertEquals(code, 1);
  assertMatch(stderr, /has to be named on the command line, with --remote/);
  await runPush(repository, "--remote", primary.path);
  assertEquals((await primary.names())[1], "heads/trunk");
});

Deno.test("push from a clone gives mirrors the series that it only knows of", async () => {
  await using repository = await makeRepository();
  const [primary, mirror] = [
    await BareRemote.make(repository, "primary"),
    await BareRemote.make(repository, "mirror"),
  ];
  await runPush(repository, "--remote", primary.path);
  // As on a build host: a fresh clone, HEAD detached.
  const clone = `${repository.root}/clone`;
  await repository.git("clone", "--quiet", primary.path, clone);
  await repository.git("-C", clone, "checkout", "--quiet", "--detach");
  const { code } = await runProgram(
    [
      "push",
      `--repo=${clone}`,
      `--remote=${primary.path}`,
      `--mirror=${mirror.path}`,
    ],
    repository.env,
  );
  assertEquals(code, 0);
  assertEquals(await mirror.refs(), await primary.refs());
});

Deno.test("push takes the newer of a series and what was fetched of it", async (t) => {
  for (const behind of ["refs/heads/", "refs/remotes/origin/"]) {
    await t.step(`${behind} is behind`, async () => {
      await using repository = await makeRepository();
      const [primary, mirror] = [
        await BareRemote.make(repository, "primary"),
        await BareRemote.make(repository, "mirror"),
      ];
      await repository.git("remote", "add", "origin", primary.path);
      const targets = [`--remote=${primary.path}`, `--mirror=${mirror.path}`];
      const first = await runPush(repository, `--remote=${primary.path}`);
      assertEquals(first.code, 0, first.stderr);
      const ref = `${behind}series/2.20`;
      await repository.git("update-ref", ref, "2.20.0.0");
      const { code, stderr } = await runPush(repository, ...targets);
      assertEquals(code, 0, stderr);
      assertEquals(await mirror.names(), PUBLISHED);
      assertEquals(await mirror.refs(), await primary.refs());
    });
  }
});

Deno.test("push gives push options to the primary remote alone", async () => {
  await using repository = await makeRepository();
  const [primary, mirror] = [
    await BareRemote.make(repository, "primary"),
    await BareRemote.make(repository, "mirror"),
  ];
  const write = 'env | grep "^GIT_PUSH_OPTION" | sort > options; exit 0';
  await primary.hook(write);
  await mirror.hook(write);
  const { code } = await runPush(
    repository,
    `--remote=${primary.path}`,
    `--mirror=${mirror.path}`,
    "--push-option=skip-ci",
    "--push-option",
    "two words",
  );
  assertEquals(code, 0);
  assertEquals(
    await Deno.readTextFile(`${primary.path}/options`),
    "GIT_PUSH_OPTION_0=skip-ci\nGIT_PUSH_OPTION_1=two words\n" +
      "GIT_PUSH_OPTION_COUNT=2\n",
  );
  assertEquals(
    await Deno.readTextFile(`${mirror.path}/options`),
    "GIT_PUSH_OPTION_COUNT=0\n",
  );
});

Deno.test("publish --push sends the verified releases before one that fails", async () => {
  await using scene = await Scene.make(
    await drivers("2.20.0.0", { version: "2.21.0.0", signatures: [] }),
  );
  const primary = await BareRemote.make(scene.repository, "primary");
  const { code, stdout } = await scene.run(
    "publish",
    "--push",
    `--remote=${primary.path}`,
    "--json",
  );
  assertEquals(code, 3);
  const { failure, push } = JSON.parse(stdout);
  assertEquals(failure.code, "E_UNSIGNED");
  assertEquals(push.remotes.length, 1);
  assertEquals(push.remotes[0].status, "pushed");
  assertEquals(await primary.names(), ["heads/main", "tags/2.20.0.0"]);
});

Deno.test("publish --push looks for the remote and the key before anything else", async (t) => {
  const rows:
    readonly (readonly [string, readonly string[], number, RegExp])[] = [
      ["no remote", [], 1, /there is no remote to push to/],
      [
        "no such key",
        ["--remote=git@host:x", "--ssh-key=/nonexistent"],
        1,
        /the ssh key cannot be read/,
      ],
      [
        "a directory as key",
        ["--remote=git@host:x", "--ssh-key=/"],
        1,
        /the ssh key is not a file/,
      ],
      [
        "no address",
        ["--remote=ext::sh -c true"],
        2,
        /is not a repository to push to/,
      ],
      [
        "plain http",
        ["--remote=http://host/x"],
        2,
        /is not a repository to push to/,
      ],
      ["an option", ["--remote=--all"], 2, /is not a repository to push to/],
    ];
  await using scene = await Scene.make(await drivers("2.20.0.0"));
  const before = await scene.fingerprint();
  for (const [title, args, code, error] of rows) {
    await t.step(title, async () => {
      const outcome = await scene.run("publish", "--push", ...args);
      assertEquals(outcome.code, code);
      assertMatch(outcome.stderr, error);
      assertEquals(await scene.fingerprint(), before);
      assertEquals(scene.server.requests, []);
    });
  }
});

Deno.test("publish takes options of a push only with --push", async () => {
  await using scene = await Scene.make(await drivers("2.20.0.0"));
  const { code, stderr } = await scene.run("publish", "--mirror=x");
  assertEquals(code, 2);
  assertMatch(
    stderr,
    /Option --mirror has no effect without --push\nhint: Add --push/,
  );
});

Deno.test("push lets no password or token out", async (t) => {
  await using repository = await makeRepository();
  const secrets = ["hunter2", "s3cr%40t", "s3cr@t", "ghp_tokentoken"];
  const urls = [
    "https://me:hunter2@127.0.0.1:1/x.git",
    "https://me:s3cr%40t@127.0.0.1:1/x.git",
    "https://ghp_tokentoken@127.0.0.1:1/x.git",
    "https://127.0.0.1:1/x.git?private_token=hunter2",
    "ssh://git:hunter2@127.0.0.1:1/x.git",
    "http://me:hunter2@127.0.0.1:1/x.git",
  ];
  for (const url of urls) {
    await t.step(url, async () => {
      for (const format of [[], ["--json"], ["--verbose"]]) {
        const { code, stdout, stderr } = await runPush(
          repository,
          `--remote=${url}`,
          ...format,
        );
        assert(code === 1 || code === 2);
        for (const secret of secrets) {
          assert(!`${stdout}${stderr}`.includes(secret), stdout + stderr);
        }
      }
    });
  }
});
