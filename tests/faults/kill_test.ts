// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Kills `publish` at points spread over its whole run: by the clock, and at
// every call of git that it makes. After each: nothing is lost or halfway, and
// the next run ends where an undisturbed one ends, to the commit id.

import { assert, assertEquals } from "@std/assert";
import { needs } from "../fixtures/programs.ts";
import { fakeGit, type Fault, nameCall } from "./fake_git.ts";
import { Ground, inPool, type Trial } from "./ground.ts";
import { startProgram } from "./program.ts";

/** Points by the clock, spread evenly over the time of an undisturbed run. */
const BY_CLOCK = 96;
/** Points within what is written to fast-import, spread evenly. */
const WITHIN_IMPORT = 24;

const shell = needs("sh");

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

/** Runs once without a fault, to know what there is to disturb. */
async function survey(ground: Ground) {
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

/** Every point of a run. */
async function pointsOf(ground: Ground): Promise<Point[]> {
  const { calls, milliseconds } = await survey(ground);
  const spread = (count: number, length: number) =>
    Array.from({ length: count }, (_, i) => Math.round(i * length / count));
  const within = (command: string, lengths: readonly number[]): Point[] =>
    lengths.map((bytes) => ({
      name: `after ${bytes} bytes to git ${command}`,
      run: killByGit({ kind: "amid", call: command, bytes }),
    }));
  return [
    ...spread(BY_CLOCK, milliseconds).map((at): Point => ({
      name: `after ${at} ms`,
      run: killAfter(at),
    })),
    ...calls.flatMap((call, i): Point[] => {
      const [command = ""] = call.split(" ");
      return [
        {
          name: `before call ${i + 1}, git ${command}`,
          run: killByGit({ kind: "before", ...nameCall(calls, i) }),
        },
        ...(command === "cat-file" ? [] : [{ // we end that one ourselves
          name: `after call ${i + 1}, git ${command}`,
          run: killByGit({ kind: "after", ...nameCall(calls, i) }),
        }]),
      ];
    }),
    ...within("fast-import", spread(WITHIN_IMPORT, IMPORT_BYTES)),
    // "start", updates, "prepare"; "commit" is said after the answer to that.
    ...within("update-ref", [
      0,
      3,
      200,
      400,
      TRANSACTION_BYTES,
      TRANSACTION_BYTES + 7,
    ]),
  ];
}

/** About what an import of the missing releases has. */
const IMPORT_BYTES = 31_000;
/** The transaction of the missing releases, but for the 7 bytes of "commit". */
const TRANSACTION_BYTES = 555;

Deno.test({
  ...shell.for("publish can be killed anywhere"),
  fn: async (t) => {
    await using ground = await Ground.prepare({ push: true });
    const points = await pointsOf(ground);
    let landed = 0;
    await t.step(`${points.length} points`, async () => {
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
    });
    await t.step("enough points, on both sides of the landing", () => {
      assert(points.length >= 200, `${points.length} points`);
      assert(landed > 5 && landed < points.length - 50, `${landed} landed`);
    });
  },
});
