// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { OperationError } from "../../lib/errors.ts";
import { preflight } from "../../lib/git/preflight.ts";
import { openRepository } from "../../lib/git/repository.ts";
import { IDENT, TestRepository } from "./test_repository.ts";

const FILES = {
  "src/a.c": "a\n",
  "archive/data": "1\n",
  "README": "mine\n",
  ".gitignore": "*.o\n",
};
const FOLDERS = ["src", "archive"];

interface Row {
  readonly disturb: (repository: TestRepository) => Promise<unknown>;
  /** What the error found; without it the repository is accepted. */
  readonly found?: string;
}

const ROWS: Record<string, Row> = {
  "nothing": { disturb: () => Promise.resolve() },
  "an edited file in src": {
    disturb: (r) => r.write("src/a.c", "b\n"),
    found: "src/a.c",
  },
  "an edited file in archive": {
    disturb: (r) => r.write("archive/data", "b\n"),
    found: "archive/data",
  },
  "a file edited to the same length and time": {
    disturb: async (r) => {
      const info = await Deno.stat(`${r.path}/src/a.c`);
      await r.write("src/a.c", "b\n");
      const time = info.mtime ?? 0;
      await Deno.utime(`${r.path}/src/a.c`, time, time);
    },
    found: "src/a.c",
  },
  "a deleted file": {
    disturb: (r) => Deno.remove(`${r.path}/src/a.c`),
    found: "src/a.c",
  },
  "an executable bit": {
    disturb: (r) => Deno.chmod(`${r.path}/src/a.c`, 0o755),
    found: "src/a.c",
  },
  "a link in a file's place": {
    disturb: async (r) => {
      await Deno.remove(`${r.path}/src/a.c`);
      await Deno.symlink("../README", `${r.path}/src/a.c`);
    },
    found: "src/a.c",
  },
  "a staged file": {
    disturb: async (r) => {
      await r.write("src/new", "b\n");
      await r.git("add", "src/new");
    },
    found: "src/new",
  },
  "untracked files": {
    disturb: async (r) => {
      for (const name of "abcde") await r.write(`src/new/${name}`, "b\n");
    },
    found: "src/new/a, src/new/b, src/new/c and 2 more",
  },
  "an ignored file": { disturb: (r) => r.write("src/a.o", "b\n") },
  "other times only": {
    disturb: (r) => Deno.utime(`${r.path}/src/a.c`, 1, 1),
  },
  "changes elsewhere": {
    disturb: async (r) => {
      await r.write("README", "edited\n");
      await r.write("untracked", "x\n");
      await r.write("srcs/a", "x\n");
      await r.git("add", "srcs");
    },
  },
};

Deno.test("preflight() looks at its directories and nowhere else", async (t) => {
  for (const [name, { disturb, found }] of Object.entries(ROWS)) {
    await t.step(name, async () => {
      await using repository = await TestRepository.make({ files: FILES });
      await disturb(repository);
      const open = await repository.open();
      if (found === undefined) {
        await preflight(open, FOLDERS);
        return;
      }
      const error = await assertRejects(
        () => preflight(open, FOLDERS),
        OperationError,
      );
      assertEquals([error.kind, error.found], ["repository", found]);
    });
  }
});

Deno.test("preflight() takes conversions for what they are", async (t) => {
  await t.step("core.autocrlf", async () => {
    await using repository = await TestRepository.make();
    await repository.git("config", "core.autocrlf", "true");
    await repository.write("src/a.c", "one\r\ntwo\r\n");
    await repository.git("add", "src");
    await repository.git("commit", "--quiet", "--message=start");
    assertEquals(
      await repository.git("cat-file", "-p", ":src/a.c"),
      "one\ntwo",
    );
    await Deno.utime(`${repository.path}/src/a.c`, 1, 1);
    await preflight(await repository.open(), FOLDERS);
  });
});

Deno.test("preflight() refuses while something is not finished", async (t) => {
  const rows: Record<string, (r: TestRepository) => Promise<unknown>> = {
    "merge": async (r) => {
      await r.git("branch", "side");
      await r.git("commit", "--quiet", "--allow-empty", "--message=x");
      await r.git("switch", "--quiet", "side");
      await r.git("commit", "--quiet", "--allow-empty", "--message=y");
      await r.git("merge", "--quiet", "--no-commit", "--no-ff", "main");
    },
    "bisect": (r) => r.git("bisect", "start"),
    "rebase": (r) => Deno.mkdir(`${r.path}/.git/rebase-merge`),
    "rebase or am": (r) => Deno.mkdir(`${r.path}/.git/rebase-apply`),
    "cherry-pick": (r) => r.git("update-ref", "CHERRY_PICK_HEAD", "HEAD"),
    "revert": (r) => r.git("update-ref", "REVERT_HEAD", "HEAD"),
  };
  for (const [name, begin] of Object.entries(rows)) {
    await t.step(name, async () => {
      await using repository = await TestRepository.make({ files: FILES });
      await begin(repository);
      const open = await repository.open();
      const error = await assertRejects(
        () => preflight(open, FOLDERS),
        OperationError,
      );
      assertStringIncludes(error.problem, name);
    });
  }
});

Deno.test("preflight() returns who commits", async (t) => {
  await using repository = await TestRepository.make({ files: FILES });
  const identify = async (env: Record<string, string>) => {
    const open = await openRepository(repository.path, {
      env: { ...repository.env, ...env },
    });
    return await preflight(open, FOLDERS);
  };
  await t.step("from the configuration, now", async () => {
    const now = () => Math.floor(Date.now() / 1000);
    const before = now();
    const { author, committer } = await identify({ TZ: "UTC-5:30" });
    assertEquals([author.name, author.email], [IDENT.name, IDENT.email]);
    assertEquals([author.offset, committer.name], ["+0530", IDENT.name]);
    assertEquals(before <= author.seconds && author.seconds <= now(), true);
  });
  await t.step("from the environment", async () => {
    const { author, committer } = await identify({
      GIT_AUTHOR_NAME: "Zoë",
      GIT_COMMITTER_EMAIL: "build@example.com",
      GIT_COMMITTER_DATE: "1600000000 -0300",
    });
    assertEquals(author.name, "Zoë");
    assertEquals(committer, {
      name: IDENT.name,
      email: "build@example.com",
      seconds: 1_600_000_000,
      offset: "-0300",
    });
  });
  await t.step("without one, says how to set it", async () => {
    const error = await assertRejects(
      () => identify({ GIT_CONFIG_GLOBAL: `${repository.root}/none` }),
      OperationError,
    );
    assertEquals(error.kind, "repository");
    // `init` says it, too, where there is no repository to configure yet.
    assertStringIncludes(error.hint ?? "", "git config --global user.name");
  });
  await t.step("with an impossible date, says so", async () => {
    const error = await assertRejects(
      () => identify({ GIT_AUTHOR_DATE: "yesterday-ish" }),
      OperationError,
    );
    assertStringIncludes(error.found ?? "", "invalid date");
  });
});
