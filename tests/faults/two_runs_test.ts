// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Two runs at once, on one repository and on two clones of it.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { long } from "../fixtures/long.ts";
import { needs } from "../fixtures/programs.ts";
import { drivers, Scene } from "../publish/scene.ts";
import { Ground } from "./ground.ts";
import { type Program, startProgram } from "./program.ts";

const shell = needs("sh");
const ground = await Ground.shared();

/** Starts a run that holds the lock and waits for upstream. */
async function startWaiting(argv: readonly string[]) {
  const path = ground.server.requests.at(-1)?.replace("GET /", "") ?? "";
  const seen = ground.server.requests.length;
  ground.server.fault(path, { kind: "stall" });
  const program = startProgram(argv, { env: ground.env });
  const asked = () =>
    ground.server.requests.slice(seen).includes(`GET /${path}`);
  await program.until(asked);
  ground.server.fault(path, undefined); // the waiting run keeps waiting
  return program;
}

async function kill(program: Program): Promise<void> {
  program.kill("SIGKILL");
  await program.ended;
}

Deno.test({
  ...long(shell.for(
    "publish names a run in progress, and ignores the lock of a dead one",
  )),
  fn: async () => {
    const trial = await ground.trial();
    const first = await startWaiting(trial.argv);
    const second = await trial.run();
    assertEquals(second.code, 1, second.stderr);
    assertMatch(
      second.stderr,
      new RegExp(
        "^error: Cannot publish: .*: another run is in progress here, found " +
          `neuron-publish publish, process ${first.pid}( on .*)?, since \\S+Z\n` +
          "hint: Wait until it has finished; nothing was written\n$",
      ),
    );
    assertEquals(await trial.assertWhole(), false);
    await kill(first);
    await Deno.stat(`${trial.repo}/.git/neuron-publish/lock`); // it stays
    assertEquals((await trial.run()).code, 0);
    await trial.assertCompleted();
  },
});

Deno.test({
  ...long(shell.for("publish lets others read while it works")),
  fn: async () => {
    const trial = await ground.trial();
    const first = await startWaiting(trial.argv);
    const check = startProgram(
      ["check", ...trial.argv.slice(1, 5)],
      { env: ground.env },
    );
    assertEquals((await check.ended).code, 10); // there is something new
    const dry = startProgram([...trial.argv, "--dry-run"], { env: ground.env });
    const { code, stderr } = await dry.ended;
    assertEquals(code, 0, stderr);
    await kill(first);
  },
});

Deno.test({
  ...long(shell.for("publish can be started many times at once")),
  fn: async () => {
    await using ground = await Ground.prepare({ push: true });
    const trial = await ground.trial();
    const all = await Promise.all(
      Array.from(
        { length: 5 },
        () => startProgram(trial.argv, { env: ground.env }).ended,
      ),
    );
    for (const { code, stderr } of all) {
      if (code !== 0) assertMatch(stderr, /another run is in progress here/);
    }
    assert(all.some(({ code }) => code === 0));
    await trial.assertCompleted();
  },
});

/** A remote, and two clones of it in which something is missing. */
async function makeClones() {
  const scene = await Scene.make(await drivers("2.19.0.0"));
  const { repository } = scene;
  const outcome = await scene.run("publish", "--date=build");
  assertEquals(outcome.code, 0, outcome.stderr);
  const remote = `${repository.root}/remote.git`;
  await repository.git("clone", "--quiet", "--bare", repository.path, remote);
  const clones = [`${repository.root}/one`, `${repository.root}/two`] as const;
  for (const folder of clones) {
    await repository.git("clone", "--quiet", remote, folder);
  }
  await scene.offer(await drivers("2.19.0.0", "2.20.0.0", "2.21.0.0"));
  const publish = (folder: string, date: string, at: number) => {
    const argv = scene.commandLine(
      "publish",
      `--repo=${folder}`,
      `--date=${date}`,
      "--push",
      `--remote=${remote}`,
    );
    const stamp = `@${at} +0000`;
    const env = { GIT_AUTHOR_DATE: stamp, GIT_COMMITTER_DATE: stamp };
    return startProgram(argv, { env: { ...repository.env, ...env } }).ended;
  };
  const refs = (folder: string) =>
    repository.git(
      "-C",
      folder,
      "for-each-ref",
      "--format=%(objectname) %(refname)",
      "refs/heads",
      "refs/tags",
    );
  return { scene, remote, clones, publish, refs };
}

Deno.test({
  ...long(shell.for(
    "publish --date=build makes the same in two clones, and both push it",
  )),
  fn: async () => {
    const { scene, remote, clones, publish, refs } = await makeClones();
    await using _scene = scene;
    const [one, two] = await Promise.all(
      clones.map((folder, i) => publish(folder, "build", 1_700_000_000 + i)),
    );
    // A remote accepts one push after the other: the second may have to wait,
    // and then finds that everything is there.
    for (const [i, ended] of [one, two].entries()) {
      if (ended?.code === 0) continue;
      const again = await publish(clones[i] ?? "", "build", 1_700_000_009);
      assertEquals(again.code, 0, `${ended?.stderr}, then ${again.stderr}`);
    }
    const expected = await refs(remote);
    assertEquals(expected.split("\n").length, 4);
    for (const folder of clones) assertEquals(await refs(folder), expected);
  },
});

Deno.test({
  ...long(shell.for("publish says what to do where another clone was faster")),
  fn: async () => {
    const { scene, remote, clones, publish, refs } = await makeClones();
    await using _scene = scene;
    const [one, two] = clones;
    const first = await publish(one, "now", 1_700_000_000);
    assertEquals(first.code, 0, first.stderr);
    const before = await refs(remote);
    const second = await publish(two, "now", 1_700_000_001);
    assertEquals(second.code, 1, second.stderr);
    assertMatch(second.stderr, /^error: Cannot push: /m);
    assertMatch(second.stderr, /nothing is ever forced/);
    assertEquals(await refs(remote), before);
    assertMatch(await refs(two), / refs\/tags\/2\.21\.0\.0$/); // kept
  },
});
