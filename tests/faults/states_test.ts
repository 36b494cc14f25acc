// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// The states of a data repository in which publishing would do harm: refused,
// with one clear line, and nothing touched.

import { assertEquals, assertMatch } from "@std/assert";
import { long } from "../fixtures/long.ts";
import type { TestRepository } from "../git/test_repository.ts";
import { folderState, type Outcome } from "../publish/scene.ts";
import { offerNext, startScene } from "./two_days.ts";

interface Refusal {
  readonly make: (repository: TestRepository) => Promise<unknown>;
  readonly error: RegExp;
}

const REFUSALS: Readonly<Record<string, Refusal>> = {
  "an uncommitted change in src/": {
    make: (repository) => repository.write("src/Makefile", "mine\n"),
    error: /uncommitted changes in src and archive, found src\/Makefile/,
  },
  "a staged change in archive/": {
    make: async (repository) => {
      await repository.write("archive/repomd.xml", "mine\n");
      await repository.git("add", "archive");
    },
    error: /uncommitted changes .*found archive\/repomd\.xml/,
  },
  "an untracked file in archive/": {
    make: (repository) => repository.write("archive/mine", "mine\n"),
    error: /uncommitted changes .*found archive\/mine/,
  },
  "a removed file in src/": {
    make: (repository) => Deno.remove(`${repository.path}/src/Makefile`),
    error: /uncommitted changes .*found src\/Makefile/,
  },
  "no identity": {
    make: (repository) =>
      repository.git("config", "--global", "--unset", "user.email"),
    error: /git does not know who commits/,
  },
  "a detached HEAD elsewhere": {
    make: (repository) =>
      repository.git("checkout", "--quiet", "--detach", "HEAD^"),
    error: /HEAD is detached, and not at the tip of main/,
  },
  "the branch in another worktree": {
    make: async (repository) => {
      await repository.git(
        "worktree",
        "add",
        "--quiet",
        "--force",
        "../w",
        "main",
      );
    },
    error: /checked out in another worktree/,
  },
  "a merge that is not finished": {
    make: async (repository) => {
      await Deno.writeTextFile(
        `${repository.path}/.git/MERGE_HEAD`,
        `${await repository.git("rev-parse", "HEAD")}\n`,
      );
    },
    error: /a merge is not finished/,
  },
  "an ignored file in the way": {
    make: async (repository) => {
      await Deno.mkdir(`${repository.path}/.git/info`, { recursive: true });
      await Deno.writeTextFile(
        `${repository.path}/.git/info/exclude`,
        "*.rpm\n",
      );
      await repository.write(
        "archive/rpm/aws-neuronx-dkms-2.21.0.0-dkms.noarch.rpm",
        "mine\n",
      );
    },
    error: /files in the worktree are in the way, found archive\/rpm\//,
  },
  "a tag that needs the tag's name for a folder": {
    make: (repository) => repository.git("tag", "2.21.0.0/x"),
    error: /refs\/tags\/2\.21\.0\.0/,
  },
};

Deno.test(long("publish refuses and touches nothing"), async (t) => {
  for (const [title, { make, error }] of Object.entries(REFUSALS)) {
    await t.step(title, async () => {
      await using scene = await startScene();
      const { repository } = scene;
      await make(repository);
      await repository.git("status"); // refreshes the index
      const before = await visibleState(repository);
      await offerNext(scene);
      assertRefused(await scene.run("publish", "--date=build"), error);
      assertEquals(await visibleState(repository), before);
    });
  }
});

/** Everything but unreachable objects. */
async function visibleState(
  repository: TestRepository,
): Promise<Map<string, string>> {
  const state = await folderState(repository.path);
  for (const name of [...state.keys()]) {
    if (name.startsWith(".git/objects/")) state.delete(name);
  }
  return state;
}

function assertRefused({ code, stderr }: Outcome, error: RegExp): void {
  assertEquals(code, 1, stderr);
  assertEquals(stderr.match(/^error: /gm)?.length, 1, stderr);
  assertMatch(stderr, error);
  assertMatch(stderr, /nothing was written\n$/);
}
