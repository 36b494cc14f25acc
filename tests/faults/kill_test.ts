// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Kills `publish` at points spread over its whole run: by the clock, and at
// every call of git that it makes. After each: nothing is lost or halfway, and
// the next run ends where an undisturbed one ends, to the commit id.

import { assert, assertEquals } from "@std/assert";
import { IS_QUICK, long } from "../fixtures/long.ts";
import { needs } from "../fixtures/programs.ts";
import { fakeGit, type Fault, nameCall } from "./fake_git.ts";
import { Ground, inPool, type Trial } from "./ground.ts";
import { startProgram } from "./program.ts";
import { DEADLINE, sample, spread } from "./sample.ts";

/** Points by the clock, spread evenly over the time of an undisturbed run. */
const BY_CLOCK = 96;
/** Points within what is written to fast-import, spread evenly. */
const WITHIN_IMPORT = 24;

const ground = await Ground.shared({ push: true });

/** A trial's way to its end. */
interface Point {
  readonly name: string;
  readonly run: (trial: Trial) => Promise<void>;
}

function killAfter(milliseconds: number): Point["run"] {
  return async (trial) => {
    const { env } = trial.ground;
    const program = startProgram(trial.argv, { env });
    const timer = setTimeout(() => program.kill("SIGKILL"), milliseconds);
    await program.ended;
    clearTimeout(timer);
  };
}

function killByGit(fault: Fault): Point["run"] {
  return async (trial) => {
    const { env } = trial.ground;
    const { folder } = await fakeGit(`${trial.root}/bin`, fault);
    const PATH = `${folder}:${env["PATH"]}`;
    const program = startProgram(trial.argv, { env: { ...env, PATH } });
    assertEquals((await program.ended).signal, "SIGKILL", "it was not killed");
  };
}

/** What there is to disturb. */
interface Survey {
  readonly calls: readonly string[];
  /** How long an undisturbed run takes. */
  readonly milliseconds: number;
}

/** Runs once without a fault. */
async function survey(): Promise<Survey> {
  const trial = await ground.trial();
  const fake = await fakeGit(`${trial.root}/bin`);
  const PATH = `${fake.folder}:${ground.env["PATH"]}`;
  const env = { ...ground.env, PATH };
  const whole = await startProgram(trial.argv, { env }).ended;
  assertEquals(whole.code, 0, whole.stderr);
  const again = await ground.trial();
  const started = performance.now();
  await startProgram(again.argv, { env: ground.env }).ended;
  const milliseconds = performance.now() - started;
  return { calls: await fake.calls(), milliseconds };
}

/** How many bytes an undisturbed run says to a command of git. */
async function bytesTo(command: string): Promise<number> {
  const trial = await ground.trial();
  const fault = { kind: "overheard", call: command } as const;
  const fake = await fakeGit(`${trial.root}/bin`, fault);
  const PATH = `${fake.folder}:${ground.env["PATH"]}`;
  const env = { ...ground.env, PATH };
  const whole = await startProgram(trial.argv, { env }).ended;
  assertEquals(whole.code, 0, whole.stderr);
  return await fake.heard();
}

/** Every point of a run, by what it goes by. */
const POINTS = {
  "at any time": ({ milliseconds }) =>
    spread(BY_CLOCK, milliseconds).map((at) => ({
      name: `after ${at} ms`,
      run: killAfter(at),
    })),
  "before any call of git": ({ calls }) =>
    sample([...calls.entries()], commandOf).map(([i, call]) => ({
      name: `before call ${i + 1}, git ${call}`,
      run: killByGit({ kind: "before", ...nameCall(calls, i) }),
    })),
  "after any call of git": ({ calls }) =>
    // We end cat-file ourselves.
    [...calls.entries()].filter((call) => commandOf(call) !== "cat-file").map((
      [i, call],
    ) => ({
      name: `after call ${i + 1}, git ${call}`,
      run: killByGit({ kind: "after", ...nameCall(calls, i) }),
    })),
  "within what git reads": async () => {
    const imported = await bytesTo("fast-import");
    // "start", updates, "prepare", "commit": all at once. With all of it, git
    // may still die of its answer to a reader that is gone.
    const moved = await bytesTo("update-ref");
    const prepared = moved - "commit\0".length;
    const amid = [1 / 3, 2 / 3].map((part) => Math.round(part * prepared));
    return [
      ...spread(WITHIN_IMPORT, imported).map((bytes) =>
        within("fast-import", bytes)
      ),
      ...[0, 3, ...amid, prepared, moved]
        .map((bytes) => within("update-ref", bytes)),
    ];
  },
} satisfies Record<string, (survey: Survey) => Point[] | Promise<Point[]>>;

function commandOf([, call]: readonly [number, string]): string {
  return call.split(" ")[0] ?? "";
}

function within(command: string, bytes: number): Point {
  return {
    name: `after ${bytes} bytes to git ${command}`,
    run: killByGit({ kind: "amid", call: command, bytes }),
  };
}

/** Points, and at least how many of them are before and after refs move. */
const AT_LEAST: Readonly<
  Record<keyof typeof POINTS, { points: number; old: number; new: number }>
> = {
  "at any time": { points: 96, old: 20, new: 0 },
  "before any call of git": IS_QUICK
    ? { points: 18, old: 5, new: 2 }
    : { points: 30, old: 20, new: 5 },
  "after any call of git": { points: 30, old: 20, new: 5 },
  "within what git reads": { points: 30, old: 25, new: 0 },
};

let surveyed: Promise<Survey> | undefined;

async function tryAll(title: keyof typeof POINTS): Promise<void> {
  const points = await POINTS[title](await (surveyed ??= survey()));
  let landed = 0;
  await inPool(points, async ({ name, run }) => {
    const trial = await ground.trial();
    try {
      await run(trial);
      if (await trial.assertWhole()) landed++;
      const next = await trial.run();
      assertEquals(next.code, 0, next.stderr);
      await trial.assertCompleted();
    } catch (error) {
      throw new Error(`${name}: ${error}`);
    } finally {
      await trial.remove();
    }
  });
  const atLeast = AT_LEAST[title];
  const found = `${points.length} points, ${landed} landed`;
  assert(points.length >= atLeast.points, found);
  assert(landed >= atLeast.new, found);
  assert(points.length - landed >= atLeast.old, found);
}

for (
  const title of [
    "at any time",
    "before any call of git",
    "after any call of git",
    "within what git reads",
  ] as const
) {
  Deno.test({
    ...long(
      needs("sh").for(`publish can be killed ${title}`),
      title !== "before any call of git",
    ),
    timeout: DEADLINE,
    fn: () => tryAll(title),
  });
}
