// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Every user of a machine can list the command lines of all processes. No
// process that this program starts has a password or a token on its own.

import { assert, assertEquals, assertThrows } from "@std/assert";
import { parsePlace } from "../../lib/compare/place.ts";
import { readPublication } from "../../lib/compare/publication.ts";
import { UsageError } from "../../lib/errors.ts";
import { listRemote } from "../../lib/git/ls_remote.ts";
import { requireGitAddress } from "../../lib/git/login.ts";
import { REPOSITORY_KINDS } from "../../lib/address.ts";
import { pushRefs } from "../../lib/git/push.ts";
import { namedRemote } from "../../lib/git/remote.ts";
import { openRepository } from "../../lib/git/repository.ts";
import { AWS_NEURON } from "../../lib/profile.ts";
import { layoutOf } from "../../lib/record/layout.ts";
import { serveGit } from "../fixtures/git_http.ts";
import { long } from "../fixtures/long.ts";
import { needs, skipIf } from "../fixtures/programs.ts";
import { runProgram } from "../cli/program.ts";
import { TestRepository } from "./test_repository.ts";

const shell = needs("sh");
const linux = Deno.build.os === "linux" ? shell : skipIf("needs Linux");

const SECRET = "S3CR3T/VE k'\"$(id)%";

/** As it stands in an address. */
const LOGIN = `ada:${encodeURIComponent(SECRET)}`;

interface Place {
  readonly repository: TestRepository;
  /** The server's root, with a login and without. */
  readonly url: string;
  readonly bare: string;
}

/** Ways in which an address with a login reaches git. */
const ROWS: Readonly<Record<string, (place: Place) => Promise<unknown>>> = {
  "check's address": ({ repository, url }) =>
    listRemote(`${url}x.git`, { env: repository.env }),
  "an address to push to": ({ repository, url }) =>
    pushTo(repository, `${url}x.git`),
  "remote.*.url": async ({ repository, url }) => {
    await repository.git("remote", "add", "origin", `${url}x.git`);
    await pushTo(repository, "origin");
    const tip = await repository.git("rev-parse", "HEAD");
    assertEquals(await repository.git("rev-parse", "origin/main"), tip);
  },
  "remote.*.pushurl, twice": async ({ repository, url, bare }) => {
    await repository.git("remote", "add", "origin", `${bare}y.git`);
    for (const name of ["x", "y"]) {
      const address = `${url}${name}.git`;
      await repository.git("config", "--add", "remote.origin.pushurl", address);
    }
    await pushTo(repository, "origin");
  },
  "url.*.insteadOf": async ({ repository, url }) => {
    await repository.git("remote", "add", "origin", "git@host.example:x.git");
    await repository.git(
      ...["config", `url.${url}.insteadOf`, "git@host.example:"],
    );
    await pushTo(repository, "origin");
    await pushTo(repository, "git@host.example:y.git");
  },
  "url.*.pushInsteadOf": async ({ repository, url, bare }) => {
    await repository.git("config", `url.${url}.pushInsteadOf`, bare);
    await pushTo(repository, `${bare}x.git`);
  },
  "compare --with ADDRESS": ({ repository, url }) =>
    readPublication(parsePlace(`${url}full.git#main`), {
      env: repository.env,
      layout: layoutOf(AWS_NEURON),
      release: { version: "2.25.4.0" },
      paths: new Set(),
    }),
};

/** Pushes as the program does, but http to this machine will always do. */
async function pushTo(
  { path, env }: TestRepository,
  given: string,
): Promise<void> {
  const open = await openRepository(path, { env });
  const remote = await namedRemote(open, given);
  const { error } = await pushRefs(
    open.git,
    { ...remote, protocols: "http:https:ssh" },
    [{ id: open.branch.tip ?? "", ref: "refs/heads/main" }],
  );
  assertEquals(error, undefined, error?.message);
}

Deno.test({
  ...long(linux.for("no process has a password on its command line")),
  fn: async (t) => {
    for (const [title, use] of Object.entries(ROWS)) {
      await t.step(title, async () => {
        await using repository = await TestRepository.make({
          files: { "src/a": "a" },
        });
        const { root } = repository;
        for (const name of ["www/x.git", "www/y.git"]) {
          await repository.git("init", "--quiet", "--bare", `${root}/${name}`);
        }
        await repository.git(
          ...["clone", "--quiet", "--bare", ".", `${root}/www/full.git`],
        );
        await using server = serveGit(`${root}/www`, `ada:${SECRET}`);
        const bare = `http://${server.host}/`;
        // Another login of the user's, which must not be sent.
        await repository.git(
          "config",
          "--global",
          "credential.helper",
          "!f() { echo username=eve; echo password=wrong; }; f",
        );
        await use({ repository, url: bare.replace("//", `//${LOGIN}@`), bare });
        assertEquals([...server.logins], [`ada:${SECRET}`]);
        const lines = [...server.commandLines];
        assert(
          lines.some((line) => line.includes("git-remote-http")),
          "the look at command lines sees nothing",
        );
        assertEquals(lines.filter((line) => /S3CR3T|ada:/.test(line)), []);
      });
    }
  },
});

Deno.test({
  ...linux.for("a login that is refused is said to be"),
  fn: async () => {
    await using repository = await TestRepository.make({ files: { a: "a" } });
    const { root, env, path } = repository;
    await repository.git("init", "--quiet", "--bare", `${root}/www/x.git`);
    await using server = serveGit(`${root}/www`, "ada:right");
    const remote = `http://ada:S3CR3T@${server.host}/x.git`;
    const argv = ["push", "--repo", path, "--remote", remote];
    const { code, stdout, stderr } = await runProgram(argv, env);
    assertEquals(code, 1);
    assert(stderr.includes("authentication failed"), stderr);
    assert(!/S3CR3T/.test(stdout + stderr), stderr);
  },
});

Deno.test("a user name alone is left to git's credential helpers", async () => {
  await using repository = await TestRepository.make({ files: { a: "a" } });
  const { root, env } = repository;
  await repository.git("init", "--quiet", "--bare", `${root}/www/x.git`);
  await using server = serveGit(`${root}/www`, "t0k3n:x");
  await repository.git(
    ...["config", "--global", "credential.helper", "!echo password=x; :"],
  );
  await listRemote(`http://t0k3n@${server.host}/x.git`, { env });
  assertEquals([...server.logins], ["t0k3n:x"]);
  const lines = [...server.commandLines];
  assertEquals(lines.filter((line) => line.includes("t0k3n")), []);
});

Deno.test("requireGitAddress() refuses secrets that git would show", () => {
  const use = { kinds: REPOSITORY_KINDS, problem: "no address", hint: "x" };
  const refused = [
    "ssh://git:S3CR3T@host/x",
    "https://host/x?token=S3CR3T",
    "https://ada:S3CR3T@host/x?token=S3CR3T",
    "https://host/x#S3CR3T",
    "https://ada:a%0aS3CR3T@host/x",
  ];
  for (const given of refused) {
    const error = assertThrows(
      () => requireGitAddress(given, use),
      UsageError,
    );
    assert(!error.message.includes("S3CR3T"), error.message);
  }
  const taken = [
    ["https://ada:S3CR3T@host:1/x", "https://host:1/x"],
    ["https://S3CR3T@host/x", "https://host/x"],
    ["https://host/x", "https://host/x"],
    ["ssh://git@host/x", "ssh://git@host/x"],
    ["git@host:x", "git@host:x"],
    ["file:///x", "file:///x"],
    ["some/path", "some/path"],
  ] as const;
  for (const [given, bare] of taken) {
    assertEquals(requireGitAddress(given, use).bare, bare);
  }
});
