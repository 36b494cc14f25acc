// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { DENO_VARIABLES, denoRun } from "../fixtures/deno_run.ts";
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { OperationError } from "../../lib/errors.ts";
import { lockRepository, stateDirectory } from "../../lib/git/lock.ts";
import { TestRepository } from "./test_repository.ts";

/** Locks a repository in a process of its own, says so, and waits. */
const HOLDER = `
  const [lockModule, repositoryModule, path] = Deno.args;
  const { lockRepository } = await import(lockModule);
  const { openRepository } = await import(repositoryModule);
  const lock = await lockRepository(await openRepository(path), "verify");
  console.log("held");
  await Deno.stdin.read(new Uint8Array(1));
  await lock[Symbol.asyncDispose]();
`;

async function spawnHolder(repository: TestRepository) {
  const program = `${repository.root}/holder.ts`;
  await Deno.writeTextFile(program, HOLDER);
  const child = new Deno.Command(Deno.execPath(), {
    args: denoRun(
      program,
      import.meta.resolve("../../lib/git/lock.ts"),
      import.meta.resolve("../../lib/git/repository.ts"),
      repository.path,
    ),
    env: { ...repository.env, ...DENO_VARIABLES },
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.getReader();
  const { value } = await reader.read();
  assertEquals(new TextDecoder().decode(value), "held\n");
  return {
    child,
    async end(signal?: Deno.Signal) {
      if (signal !== undefined) child.kill(signal);
      await child.stdin.close();
      await child.status;
      await reader.cancel();
    },
  };
}

Deno.test("lockRepository() is refused while a live process holds it", async () => {
  await using repository = await TestRepository.make();
  const open = await repository.open();
  const holder = await spawnHolder(repository);
  const error = await assertRejects(
    () => lockRepository(open, "publish"),
    OperationError,
  );
  assertEquals(error.kind, "repository");
  assertStringIncludes(
    error.found ?? "",
    `neuron-publish verify, process ${holder.child.pid}`,
  );
  await holder.end();
  await using _lock = await lockRepository(open, "publish");
});

Deno.test({
  name: "lockRepository() takes over from a process that was killed",
  fn: async () => {
    await using repository = await TestRepository.make();
    const open = await repository.open();
    const holder = await spawnHolder(repository);
    await holder.end("SIGKILL");
    await Deno.stat(`${stateDirectory(open)}/lock`); // it could not clean up
    const lock = await lockRepository(open, "publish");
    await lock[Symbol.asyncDispose]();
    await assertRejects(
      () => Deno.stat(stateDirectory(open)),
      Deno.errors.NotFound,
    );
  },
});

Deno.test("lockRepository() lets one of many in", async () => {
  await using repository = await TestRepository.make();
  const open = await repository.open();
  const results = await Promise.allSettled(
    Array.from({ length: 8 }, () => lockRepository(open, "publish")),
  );
  const locks = results.flatMap((r) =>
    r.status === "fulfilled" ? [r.value] : []
  );
  assertEquals(locks.length, 1);
  for (const lock of locks) {
    await lock[Symbol.asyncDispose]();
    await lock[Symbol.asyncDispose]();
  }
});

Deno.test("lockRepository() hands over without ever letting two in", async () => {
  await using repository = await TestRepository.make();
  const open = await repository.open();
  let inside = 0;
  let entered = 0;
  const work = async () => {
    while (entered < 40) {
      const lock = await lockRepository(open, "publish").catch((error) => {
        if (error instanceof OperationError) return undefined;
        throw error;
      });
      if (lock === undefined) continue;
      assertEquals(++inside, 1);
      entered++;
      await Deno.stat(repository.path);
      inside--;
      await lock[Symbol.asyncDispose]();
    }
  };
  await Promise.all([work(), work(), work()]);
});
