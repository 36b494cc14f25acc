// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { OperationError } from "../../lib/errors.ts";
import { openGit } from "../../lib/git/git.ts";
import { TestRepository } from "./test_repository.ts";

Deno.test("openGit() says when git is missing", async () => {
  await using repository = await TestRepository.make();
  const env = { ...repository.env, PATH: `${repository.root}/home` };
  const error = await assertRejects(
    () => openGit(repository.path, { env }),
    OperationError,
  );
  assertEquals([error.kind, error.subject], ["git", "git"]);
});

Deno.test({
  name: "openGit() says when git is too old",
  ignore: Deno.build.os === "windows", // the old git is a shell script
  fn: async () => {
    await using repository = await TestRepository.make();
    const folder = `${repository.root}/home`;
    await Deno.writeTextFile(
      `${folder}/git`,
      "#!/bin/sh\necho git version 2.30.9\n",
      { mode: 0o755 },
    );
    const env = { ...repository.env, PATH: `${folder}:/usr/bin:/bin` };
    const error = await assertRejects(
      () => openGit(repository.path, { env }),
      OperationError,
    );
    assertEquals([error.expected, error.found], ["2.31 or newer", "2.30.9"]);
  },
});

Deno.test("Git.run() bounds, feeds and judges", async (t) => {
  await using repository = await TestRepository.make({
    files: { "src/a.c": "a\n" },
  });
  const git = await openGit(repository.path, { env: repository.env });
  await t.step("an unexpected exit code", async () => {
    const error = await assertRejects(
      () => git.run(["cat-file", "-e", "\u001b[31mnone"]),
      OperationError,
    );
    assertEquals(error.kind, "git");
    assertStringIncludes(error.found ?? "", "fatal: ");
    assertEquals(/\p{Cc}/u.test(error.message), false);
  });
  await t.step("too much output", async () => {
    const error = await assertRejects(
      () => git.run(["ls-tree", "-r", "HEAD"], { stdoutLimit: 10 }),
      OperationError,
    );
    assertEquals(error.expected, "at most 10 bytes");
  });
  await t.step("input that git does not read to its end", async () => {
    const { stdout } = await git.run(["version"], {
      input: new Uint8Array(5_000_000),
    });
    assertStringIncludes(new TextDecoder().decode(stdout), "git version");
  });
  await t.step("a signal that fires", async () => {
    const controller = new AbortController();
    const stoppable = await openGit(repository.path, {
      env: repository.env,
      signal: controller.signal,
    });
    const waiting = stoppable.start(["cat-file", "--batch"]);
    controller.abort(new DOMException("stopped", "AbortError"));
    await assertRejects(() => waiting.readLine(), DOMException, "stopped");
    await waiting.kill();
  });
});
