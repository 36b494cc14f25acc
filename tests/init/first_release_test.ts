// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// What init made, in use.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { BareRemote, publishedRefs } from "../publish/remotes.ts";
import { drivers, runProgram, Scene } from "../publish/scene.ts";
import { init, REMOTE } from "./run_init.ts";

Deno.test("what init makes is verified without a note once it has a release", async () => {
  await using scene = await Scene.make(await drivers("2.20.0.0"));
  const { path, env } = scene.repository;
  await Deno.remove(path, { recursive: true });
  const { code, stderr } = await runProgram(
    ["init", path, "--remote", REMOTE],
    env,
  );
  assertEquals(code, 0, stderr);
  assertEquals((await scene.run("publish")).code, 0);
  const { stdout } = await scene.run("verify");
  assertEquals(stdout.split(" ", 1), ["verified"]);
});

Deno.test("publish --push works in what init made", async () => {
  await using scene = await Scene.make(await drivers("2.20.0.0", "2.21.0.0"));
  const { repository } = scene;
  await Deno.remove(repository.path, { recursive: true });
  const made = await init(repository, `--remote=${REMOTE}`, repository.path);
  assertEquals(made.code, 0, made.stderr);
  const primary = await BareRemote.make(repository, "primary");
  const { code, stderr } = await scene.run(
    "publish",
    "--push",
    `--remote=${primary.path}`,
  );
  assertEquals(code, 0, stderr);
  assertEquals(await primary.refs(), await publishedRefs(repository));
  assertEquals(await repository.git("status", "--porcelain"), "");
  await primary.assertSound();
});

Deno.test("init ends with the command that works next", async () => {
  await using scene = await Scene.make(await drivers("2.20.0.0"));
  const { repository } = scene;
  const primary = await BareRemote.make(repository, "primary");
  await Deno.remove(repository.path, { recursive: true });
  const made = await init(
    repository,
    `--remote=${primary.path}`,
    repository.path,
  );
  const [, next = ""] = /^Next: neuron-publish (.*)$/m.exec(made.stderr) ?? [];
  const [command = "", ...args] = next.replace("--repo ", "--repo=").split(" ");
  assertEquals(command, "publish");
  const { code, stderr } = await scene.run(command, ...args);
  assertEquals(code, 0, stderr);
  assertEquals(await primary.refs(), await publishedRefs(repository));

  const here = await runProgram(
    ["init", `--remote=${REMOTE}`, `${repository.root}/it's new`],
    repository.env,
  );
  const place = `'${repository.root}/it'\\''s new'`;
  assert(here.stderr.includes(
    `Next: neuron-publish publish --repo ${place} --push\n`,
  ));
  for (const option of ["--secret", "--program-sha256"]) {
    const line = `: neuron-publish init --update ${place} ${option} …\n`;
    assert(here.stderr.includes(line), here.stderr);
  }
});

Deno.test("a rehearsal needs no server", async () => {
  await using scene = await Scene.make(await drivers("2.20.0.0"));
  const { repository } = scene;
  const primary = await BareRemote.make(repository, "primary");
  const mirror = await BareRemote.make(repository, "mirror");
  await Deno.remove(repository.path, { recursive: true });
  const made = await init(
    repository,
    `--remote=${primary.path}`,
    `--mirror=${mirror.path}`,
    repository.path,
  );
  assertEquals(made.code, 0, made.stderr);
  assertMatch(
    made.stderr,
    /^warning: The job still needs an address on a server instead of the directory .*primary\.git: .*--remote …$/m,
  );
  assertEquals(
    await repository.git("remote", "get-url", "origin"),
    primary.path,
  );
  const { code, stderr } = await scene.run(
    "publish",
    "--push",
    `--remote=${primary.path}`,
    `--mirror=${mirror.path}`,
  );
  assertEquals(code, 0, stderr);
  assertEquals(await primary.refs(), await publishedRefs(repository));
  assertEquals(await mirror.refs(), await publishedRefs(repository));
});
