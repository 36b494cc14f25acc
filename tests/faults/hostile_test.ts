// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// The whole program in a hostile repository: it publishes, pushes, checks and
// verifies, and nothing that the repository's configuration names runs.

import { assertEquals, assertMatch } from "@std/assert";
import { long } from "../fixtures/long.ts";
import { needs } from "../fixtures/programs.ts";
import type { TestRepository } from "../git/test_repository.ts";
import { type Trap, TRAPS } from "../git/traps.ts";
import { drivers, runProgram, Scene } from "../publish/scene.ts";

const shell = needs("sh");

/** Traps that a push alone could step on, and files of the tree. */
const MORE: Readonly<Record<string, Trap>> = {
  "attributes in the tree": {
    arm: async (repository, run) => {
      await repository.write(".gitattributes", "* filter=x diff=x merge=x\n");
      await repository.git("add", ".gitattributes");
      await repository.git("commit", "--quiet", "--message=attributes");
      await repository.git("config", "filter.x.clean", `${run}; cat`);
      await repository.git("config", "filter.x.smudge", `${run}; cat`);
      await repository.git("config", "diff.x.textconv", run);
      await repository.git("config", "merge.x.driver", run);
    },
  },
  "programs of the other side": {
    arm: async (repository, run) => {
      const remote = `${repository.root}/remote.git`;
      await repository.git("remote", "add", "origin", remote);
      for (const key of ["uploadpack", "receivepack", "proxy"]) {
        await repository.git(
          "config",
          `remote.origin.${key}`,
          `${run}; git-receive-pack`,
        );
      }
      await repository.git("config", "push.gpgSign", "true");
      await repository.git("config", "push.negotiate", "true");
      await repository.git("config", "push.recurseSubmodules", "on-demand");
    },
  },
  "hooks of a push": {
    arm: async (repository, run) => {
      await Deno.mkdir(`${repository.path}/.git/hooks`, { recursive: true });
      for (const name of ["pre-push", "push-to-checkout", "proc-receive"]) {
        await Deno.writeTextFile(
          `${repository.path}/.git/hooks/${name}`,
          `#!/bin/sh\n${run}\n`,
          { mode: 0o755 },
        );
      }
    },
  },
};

async function hasStepped(repository: TestRepository): Promise<boolean> {
  return await Deno.stat(`${repository.root}/trace`)
    .then(() => true, () => false);
}

for (const [title, trap] of Object.entries({ ...TRAPS, ...MORE })) {
  Deno.test({
    ...long(
      shell.for(`the program runs nothing of a repository's own: ${title}`),
    ),
    fn: async () => {
      await using scene = await Scene.make(await drivers("2.20.0.0"));
      const { repository } = scene;
      const remote = `${repository.root}/remote.git`;
      await repository.git("init", "--quiet", "--bare", remote);
      await repository.write("README.md", "a\n");
      await repository.git("add", "README.md");
      await repository.git("commit", "--quiet", "--message=start");
      const push = ["--push", `--remote=${remote}`];
      await scene.run("publish", ...push);
      await trap.arm(repository, `touch ${repository.root}/trace`);
      // Arming may have sprung it. Then: the same content, at other times.
      await Deno.remove(`${repository.root}/trace`).catch(() => {});
      await Deno.utime(`${repository.path}/src/Makefile`, 1, 1);

      await scene.offer(await drivers("2.20.0.0", "2.21.0.0"));
      const check = await scene.run("check");
      assertEquals(check.code, 10, check.stderr);
      const publish = await scene.run("publish", ...push);
      assertEquals(publish.code, 0, publish.stderr);
      const verify = await scene.run("verify");
      const expected = trap.leavesFiles ? 1 : 0; // 1: they are not proved
      assertEquals(verify.code, expected, verify.stdout + verify.stderr);
      assertEquals(await hasStepped(repository), false);
      assertEquals(
        await repository.git("-C", remote, "rev-parse", "2.21.0.0^{commit}"),
        await repository.git("rev-parse", "main"),
      );
    },
  });
}

const ADDRESSES: Readonly<Record<string, readonly string[]>> = {
  "ext:: as the remote's address": ["remote.origin.url", "ext::sh -c RUN"],
  "a made-up transport": ["remote.origin.url", "trap::anything"],
  "a program for the remote": ["remote.origin.vcs", "trap"],
};

Deno.test({
  ...long(shell.for("publish --push runs no address that is a command")),
  fn: async (t) => {
    for (const [title, [key = "", value = ""]] of Object.entries(ADDRESSES)) {
      await t.step(title, async () => {
        await using scene = await Scene.make(await drivers("2.20.0.0"));
        const { repository } = scene;
        const run = `touch ${repository.root}/trace`;
        await Deno.mkdir(`${repository.root}/bin`);
        const helper = `${repository.root}/bin/git-remote-trap`;
        await Deno.writeTextFile(helper, `#!/bin/sh\n${run}\n`, {
          mode: 0o755,
        });
        await repository.git(
          "config",
          "remote.origin.url",
          "https://127.0.0.1:9/nothing",
        );
        await repository.git(
          "config",
          key,
          value.replace("RUN", run.replace(" ", "% ")), // ext's own quoting
        );
        await repository.git("config", "protocol.allow", "always");
        await repository.git("config", "protocol.ext.allow", "always");
        const PATH = `${repository.root}/bin:${repository.env["PATH"]}`;
        const { code, stderr } = await runProgram(
          scene.commandLine("publish", "--push"),
          { ...repository.env, PATH },
        );
        assertEquals(code, 1, stderr);
        assertMatch(stderr, /^error: /m);
        assertEquals(await hasStepped(repository), false);
      });
    }
  },
});
