// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// git fails or dies at each of its calls, alone or together with its caller, as
// if the power failed: one clear line and exit code 1, nothing halfway, and the
// next run completes. Where git left a lock, the line names it.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { long } from "../fixtures/long.ts";
import { needs } from "../fixtures/programs.ts";
import { type Outcome, runProgram } from "../publish/scene.ts";
import { fakeGit, type Fault, nameCall, realGit } from "./fake_git.ts";
import { Ground, inPool, type Trial } from "./ground.ts";
import { startProgram } from "./program.ts";
import { DEADLINE, sample } from "./sample.ts";

const shell = needs("sh");
const ground = await Ground.shared();

/** Runs in this process, with a git that fails alone. */
async function runWith(trial: Trial, fault?: Fault): Promise<Outcome> {
  const { env } = trial.ground;
  const { folder } = await fakeGit(`${trial.root}/bin`, fault);
  const PATH = `${folder}:${env["PATH"]}`;
  return await runProgram(trial.argv, { ...env, PATH });
}

/** Runs in a process of its own, which is killed. */
async function killWith(trial: Trial, fault: Fault): Promise<void> {
  const { env } = trial.ground;
  const { folder } = await fakeGit(`${trial.root}/bin`, fault);
  const PATH = `${folder}:${env["PATH"]}`;
  const program = startProgram(trial.argv, { env: { ...env, PATH } });
  assertEquals((await program.ended).signal, "SIGKILL");
}

/** Exit code 1, one error, one hint. */
function assertRefused({ code, stderr }: Outcome): void {
  assertEquals(code, 1, stderr);
  assertEquals(stderr.match(/^error: /gm)?.length, 1, stderr);
  assertMatch(stderr, /\nhint: .*\n$/);
}

async function listCalls(): Promise<string[]> {
  const trial = await ground.trial();
  const fake = await fakeGit(`${trial.root}/bin`);
  const PATH = `${fake.folder}:${ground.env["PATH"]}`;
  await runProgram(trial.argv, { ...ground.env, PATH });
  return await fake.calls();
}

/** The command, and whether `read-tree` only tries. */
function nameOf(call: string): string {
  return /^\S+( -n)?/.exec(call)?.[0] ?? "";
}

for (const half of ["first", "second"] as const) {
  Deno.test({
    ...long(shell.for(
      `publish survives a git that fails, ${half} half of its calls`,
    )),
    timeout: DEADLINE,
    fn: async () => {
      const calls = await listCalls();
      const landing = calls.findIndex((call) => call.startsWith("update-ref "));
      const points = sample([...calls.entries()], ([, call]) => nameOf(call));
      const middle = points.length >> 1;
      const these = half === "first"
        ? points.slice(0, middle)
        : points.slice(middle);
      await inPool(these, async ([i, call]) => {
        const trial = await ground.trial();
        const fault = { kind: "fails", ...nameCall(calls, i) } as const;
        const ended = await runWith(trial, fault);
        const title = `call ${i + 1}, git ${call}: ${ended.stderr}`;
        if (/releases? before it (is|are) published/.test(ended.stderr)) {
          assertRefused(ended);
          assertEquals(await trial.complete(), false, title);
          return;
        }
        const landed = await trial.assertWhole();
        // An answer may be that there is no such commit or object.
        if (ended.code !== 0) assertRefused(ended);
        else assert(landed && /^(rev-parse HEAD|cat-file)/.test(call), title);
        assertEquals(landed, i > landing || ended.code === 0, title);
        assertEquals(/nothing was written/.test(ended.stderr), !landed, title);
        assertEquals(await trial.complete(), false, title);
        await trial.remove();
      });
    },
  });
}

Deno.test({
  ...shell.for("publish changes nothing if git makes a different tree"),
  fn: async () => {
    const trial = await ground.trial();
    const ended = await runWith(trial, { kind: "lies", call: "fast-import" });
    assertRefused(ended);
    assertMatch(
      ended.stderr,
      /^error: Cannot publish: src: git has made a different tree from the package's, /m,
    );
    assertMatch(ended.stderr, /nothing was written/);
    assertEquals(await trial.assertWhole(), false);
    assertEquals(await trial.complete(), false);
  },
});

/** Bytes of the transaction before the word that moves refs, and all of them. */
const TRANSACTION = { prepared: 555, whole: 562 };

/** Gives a file another time than the index remembers. */
async function changeTime(trial: Trial): Promise<void> {
  const [file = ""] = (await trial.git("ls-files")).split("\n");
  await Deno.utime(`${trial.repo}/${file}`, 1, 1);
}

const STREAMS = [
  ...[0, 1000, 15_000, 30_000].map((bytes) => ["fast-import", bytes] as const),
  ...[0, 300, TRANSACTION.prepared, TRANSACTION.whole]
    .map((bytes) => ["update-ref", bytes] as const),
];

const DEATHS: Readonly<Record<string, readonly Fault[]>> = {
  "of git": STREAMS.map(([call, bytes]) => ({ kind: "dies", call, bytes })),
  "of git and of its caller": STREAMS.map(([call, bytes]) => ({
    kind: "both",
    call,
    bytes,
  })),
  "of a git that holds the index": [
    { kind: "midway", call: "read-tree -m -u" },
    { kind: "midway", call: "update-index" },
    { kind: "locked", call: "read-tree -m -u" },
    { kind: "locked", call: "read-tree -n -m -u" },
    { kind: "locked", call: "update-index" },
  ],
};

for (const [title, faults] of Object.entries(DEATHS)) {
  Deno.test({
    ...long(shell.for(`publish survives the death ${title}`)),
    timeout: DEADLINE,
    fn: async () => {
      await inPool(faults, async (fault) => {
        const trial = await ground.trial();
        if (fault.call === "update-index") await changeTime(trial);
        if (fault.kind === "both") await killWith(trial, fault);
        else {
          const ended = await runWith(trial, fault);
          if (ended.code !== 0) assertRefused(ended);
        }
        const removed = await trial.complete();
        if (fault.kind === "locked") assert(removed, `git ${fault.call}`);
        await trial.remove();
      });
    },
  });
}

Deno.test({
  ...shell.for("publish and check say which git they need"),
  fn: async (t) => {
    const trial = await ground.trial();
    await t.step("too old", async () => {
      const folder = `${trial.root}/old`;
      await Deno.mkdir(folder);
      await Deno.writeTextFile(
        `${folder}/git`,
        "#!/bin/sh\necho git version 2.30.2\n", // whatever it is asked
        { mode: 0o755 },
      );
      const PATH = `${folder}:${ground.env["PATH"]}`;
      const ended = await runProgram(trial.argv, { ...ground.env, PATH });
      assertRefused(ended);
      assertMatch(
        ended.stderr,
        /^error: .*git is too old, expected 2\.31 or newer, found 2\.30\.2\n/,
      );
    });
    await t.step("too old, in a repository that hides it", async () => {
      await trial.git("config", "neuron-publish.probe", "true");
      const folder = `${trial.root}/hidden`;
      await Deno.mkdir(folder);
      await Deno.writeTextFile(
        `${folder}/git`,
        `#!/bin/sh\nunset GIT_CONFIG_COUNT\ncase " $* " in ` +
          `*" version "*) echo git version 2.30.2 ;; ` +
          `*) exec '${await realGit()}' "$@" ;; esac\n`,
        { mode: 0o755 },
      );
      const PATH = `${folder}:${ground.env["PATH"]}`;
      const ended = await runProgram(trial.argv, { ...ground.env, PATH });
      assertRefused(ended);
      assertMatch(ended.stderr, /^error: .*git is too old, /);
      await trial.git("config", "--unset", "neuron-publish.probe");
    });
    await t.step("missing", async () => {
      const env = { ...ground.env, PATH: "/nonexistent" };
      const ended = await runProgram(trial.argv, env);
      assertRefused(ended);
      assertMatch(ended.stderr, /^error: .*git is not installed, or not on/);
    });
    assertEquals(await trial.assertWhole(), false);
    assertEquals(await trial.complete(), false);
  },
});
