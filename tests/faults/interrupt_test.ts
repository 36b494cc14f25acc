// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Ctrl-C and a service manager's request to end: at every call of git, the run
// either ends with 130 or 143 and has written nothing, or refs are about to
// move, and it finishes.

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { needs } from "../fixtures/programs.ts";
import { folderState } from "../publish/scene.ts";
import { fakeGit, nameCall } from "./fake_git.ts";
import { Ground, inPool, traces } from "./ground.ts";
import { startProgram } from "./program.ts";
import { DEADLINE, sample } from "./sample.ts";

const shell = needs("sh");

const SIGNALS = [
  { kind: "interrupt", code: 130 },
  { kind: "control_c", code: 130 },
  { kind: "terminate", code: 143 },
] as const;

for (const [nth, signal] of SIGNALS.entries()) {
  Deno.test({
    ...shell.for(`publish can be ended anywhere: ${signal.kind}`),
    timeout: DEADLINE,
    fn: async () => {
      await using ground = await Ground.prepare();
      const survey = await ground.trial();
      const fake = await fakeGit(`${survey.root}/bin`);
      const { env } = ground;
      const path = (folder: string) => ({
        ...env,
        PATH: `${folder}:${env["PATH"]}`,
      });
      const whole = await startProgram(survey.argv, { env: path(fake.folder) })
        .ended;
      assertEquals(whole.code, 0, whole.stderr);
      const calls = await fake.calls();
      const landing = calls.findIndex((call) => call.startsWith("update-ref "));
      const points = sample(
        calls.map((call, i) => ({ call, number: i + 1 })),
        ({ call }) => call.split(" ")[0] ?? "",
      ).filter((_, i) => i % SIGNALS.length === nth);
      await inPool(points, async ({ call, number }) => {
        const trial = await ground.trial();
        const before = await folderState(trial.repo);
        const { folder } = await fakeGit(`${trial.root}/bin`, {
          kind: signal.kind,
          ...nameCall(calls, number - 1),
        });
        const ended = await startProgram(trial.argv, { env: path(folder) })
          .ended;
        const title = `${signal.kind} at call ${number}, git ${call}: `;
        if (ended.code === 0) {
          // Too late: branch and tags are about to move, or have moved. The
          // signal needs a moment to arrive.
          assert(number > landing - 3, title + ended.stderr);
          await trial.assertCompleted();
        } else {
          assertEquals(ended.code, signal.code, title + ended.stderr);
          assertStringIncludes(
            ended.stderr,
            "Interrupted; nothing was written",
          );
          assert(number <= landing + 1, title);
          assertEquals(await trial.assertWhole(), false, title);
          assertEquals(await traces(`${trial.repo}/.git`), [], title);
          // Objects may have left quarantine just before.
          if (number < landing - 8) {
            assertEquals(await folderState(trial.repo), before, title);
          }
        }
        await trial.remove();
      });
    },
  });
}

Deno.test({
  ...shell.for("publish can be interrupted while it downloads"),
  fn: async (t) => {
    await using ground = await Ground.prepare();
    const path = ground.server.requests.at(-1)?.replace("GET /", "") ?? "";
    assert(path.endsWith(".rpm"), path);
    ground.server.fault(path, { kind: "stall" });
    for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
      await t.step(signal, async () => {
        const trial = await ground.trial();
        const before = await folderState(trial.repo);
        const seen = ground.server.requests.length;
        const program = startProgram(trial.argv, { env: ground.env });
        await program.until(() =>
          ground.server.requests.slice(seen).includes(`GET /${path}`)
        );
        program.kill(signal);
        const { code: found, stderr } = await program.ended;
        assertEquals(found, code, stderr);
        assertEquals(await folderState(trial.repo), before);
      });
    }
  },
});

Deno.test({
  ...shell.for("publish --push and push can be interrupted while they push"),
  fn: async (t) => {
    await using ground = await Ground.prepare();
    const trial = await ground.trial();
    const ssh = `${trial.root}/ssh`; // says nothing for as long as git listens
    const asked = `${trial.root}/asked`;
    const script = `#!/bin/sh\ntouch '${asked}'\nexec cat\n`;
    await Deno.writeTextFile(ssh, script, { mode: 0o755 });
    const remote = "--remote=git@127.0.0.1:driver";
    const rows = [
      [[...trial.argv, "--push", remote], "what was published is kept here"],
      [
        ["push", `--repo=${trial.repo}`, remote],
        "each remote has accepted all",
      ],
    ] as const;
    for (const [argv, words] of rows) {
      await t.step(argv[0] ?? "", async () => {
        const env = { ...ground.env, GIT_SSH_COMMAND: ssh };
        const program = startProgram(argv, { env });
        await program.until(() =>
          Deno.stat(asked).then(() => true, () => false)
        );
        program.kill("SIGTERM");
        const { code, stderr } = await program.ended;
        assertEquals(code, 143, stderr);
        assertStringIncludes(stderr, `Interrupted; ${words}`);
        assertEquals(stderr.includes("error:"), false, stderr);
        await trial.assertCompleted();
        await Deno.remove(asked);
      });
    }
  },
});
