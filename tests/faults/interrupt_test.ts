// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Ctrl-C and a service manager's request to end: at every call of git, the run
// either ends with 130 or 143 and has written nothing, or refs are about to
// move, and it finishes.

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { long } from "../fixtures/long.ts";
import { needs, skipIf } from "../fixtures/programs.ts";
import { folderState } from "../publish/scene.ts";
import { fakeGit, nameCall, realGit } from "./fake_git.ts";
import { Ground, inPool, traces } from "./ground.ts";
import { startProgram } from "./program.ts";
import { DEADLINE, sample } from "./sample.ts";

const shell = needs("sh");
const ground = await Ground.shared();
const linux = Deno.build.os === "linux" ? shell : skipIf("needs Linux");

const SIGNALS = [
  { kind: "interrupt", code: 130 },
  { kind: "control_c", code: 130 },
  { kind: "terminate", code: 143 },
] as const;

/** The environment with another git. */
function envWith(folder: string): Record<string, string> {
  const { env } = ground;
  return { ...env, PATH: `${folder}:${env["PATH"]}` };
}

let listed: Promise<readonly string[]> | undefined;

/** Every call of git in an undisturbed run. */
async function listCalls(): Promise<readonly string[]> {
  const trial = await ground.trial();
  const fake = await fakeGit(`${trial.root}/bin`);
  const whole = await startProgram(trial.argv, { env: envWith(fake.folder) })
    .ended;
  assertEquals(whole.code, 0, whole.stderr);
  return await fake.calls();
}

for (const [nth, signal] of SIGNALS.entries()) {
  Deno.test({
    ...long(shell.for(`publish can be ended anywhere: ${signal.kind}`)),
    timeout: DEADLINE,
    fn: async () => {
      const calls = await (listed ??= listCalls());
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
        const ended = await startProgram(trial.argv, { env: envWith(folder) })
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
  ...long(shell.for("publish can be interrupted while it downloads")),
  fn: async (t) => {
    await using ground = await Ground.prepare();
    const path = ground.server.requests.at(-1)?.replace("GET /", "") ?? "";
    assert(path.endsWith(".rpm"), path);
    ground.server.fault(path, { kind: "stall" });
    const rows = [["SIGINT", 130], ["SIGTERM", 143], ["SIGHUP", 129]] as const;
    for (const [signal, code] of rows) {
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
  ...long(linux.for("a run under nohup goes on where its terminal goes")),
  fn: async () => {
    await using ground = await Ground.prepare();
    const path = ground.server.requests.at(-1)?.replace("GET /", "") ?? "";
    ground.server.fault(path, { kind: "drip", pieceSize: 1_000, pause: 200 });
    const trial = await ground.trial();
    const seen = ground.server.requests.length;
    const program = startProgram(trial.argv, {
      env: ground.env,
      first: "trap '' HUP",
    });
    const isAsked = () =>
      ground.server.requests.slice(seen).includes(`GET /${path}`);
    await program.until(isAsked);
    program.kill("SIGHUP");
    program.kill("SIGHUP");
    const { code, stderr } = await program.ended;
    assertEquals(code, 0, stderr);
    await trial.assertCompleted();
  },
});

Deno.test({
  ...long(shell.for("a second signal ends the process at once")),
  fn: async (t) => {
    const real = await realGit();
    for (
      const [first, second] of [["SIGINT", "SIGTERM"], ["SIGTERM", "SIGINT"], [
        "SIGTERM",
        "SIGTERM",
      ]] as const
    ) {
      await t.step(`${first}, then ${second}`, async () => {
        const trial = await ground.trial();
        // This git is about to move refs, when the first signal comes too late,
        // and never answers.
        const bin = `${trial.root}/bin`;
        const [pipe, asked] = [`${bin}/pipe`, `${bin}/asked`];
        await Deno.mkdir(bin);
        await new Deno.Command("mkfifo", { args: [pipe] }).output();
        const script = [
          "#!/bin/sh",
          `case " $* " in *" update-ref "*) ;; *) exec '${real}' "$@" ;; esac`,
          "trap '' INT TERM",
          `mkdir '${asked}'; : < '${pipe}'`,
        ];
        await Deno.writeTextFile(`${bin}/git`, `${script.join("\n")}\n`, {
          mode: 0o755,
        });
        const PATH = `${bin}:${ground.env["PATH"]}`;
        const program = startProgram(trial.argv, {
          env: { ...ground.env, PATH },
        });
        await program.until(() =>
          Deno.stat(asked).then(() => true, () => false)
        );
        program.kill(first);
        let isGone = false;
        program.gone.then(() => isGone = true);
        await program.until(() => {
          // The first may need a moment to arrive.
          program.kill(second);
          return isGone;
        });
        // git may end now. Opened for both, a pipe waits for nobody.
        (await Deno.open(pipe, { read: true, write: true })).close();
        const { signal, stdout } = await program.ended;
        assertEquals([signal, stdout], [second, ""]);
        assertEquals(await trial.assertWhole(), false);
        await trial.complete();
      });
    }
  },
});

Deno.test({
  ...linux.for("what git has started ends with it, where only git may be run"),
  timeout: DEADLINE,
  fn: async () => {
    const trial = await ground.trial();
    const pid = `${trial.root}/pid`;
    const ssh = `${trial.root}/ssh`; // ends neither with git nor by signals
    const script =
      `#!/bin/sh\ntrap '' HUP INT PIPE TERM\necho $$ > '${pid}'\n` +
      "while :; do sleep 1; done\n";
    await Deno.writeTextFile(ssh, script, { mode: 0o755 });
    const program = startProgram(
      ["push", `--repo=${trial.repo}`, "--remote=git@127.0.0.1:driver"],
      {
        env: { ...ground.env, GIT_SSH_COMMAND: ssh },
        permissions: ["--allow-read", "--allow-env", "--allow-run=git"],
      },
    );
    const started = async () =>
      /^\d+\n$/.test(await Deno.readTextFile(pid).catch(() => ""));
    await program.until(started);
    program.kill("SIGTERM");
    const { code, stderr } = await program.ended;
    assertEquals(code, 143, stderr);
    // The signal may come just after the program's end, but within seconds. What
    // has ended may wait for the machine's first process to take note (Z).
    const { success } = await new Deno.Command("sh", {
      args: [
        "-c",
        `ps="/proc/$(cat '${pid}')/stat"; i=0; ` +
        'while grep -q ") [^Z] " "$ps" 2> /dev/null; do ' +
        "[ $((i += 1)) -lt 50 ] || exit 1; sleep 0.1; done",
      ],
    }).output();
    assert(success, "the fake ssh lives on");
  },
});

Deno.test({
  ...long(
    shell.for("a push that is interrupted half-way says what was pushed"),
  ),
  fn: async (t) => {
    const trial = await ground.trial();
    assertEquals((await trial.run()).code, 0);
    const bare = async (name: string, hook: string) => {
      const path = `${trial.root}/${name}`;
      await trial.git("init", "--quiet", "--bare", path);
      const text = `#!/bin/sh\n${hook}\n`;
      await Deno.writeTextFile(`${path}/hooks/pre-receive`, text, {
        mode: 0o755,
      });
      return path;
    };
    const asked = `${trial.root}/asked`;
    for (const json of [false, true]) {
      await t.step(json ? "--json" : "in words", async () => {
        const primary = await bare(`primary-${json}`, "exit 0");
        const mirror = await bare(
          `mirror-${json}`,
          `touch '${asked}'; exec sleep 50`,
        );
        const next = await bare(`next-${json}`, "exit 0");
        const argv = [
          ...["push", `--repo=${trial.repo}`, `--remote=${primary}`],
          ...[`--mirror=${mirror}`, `--mirror=${next}`],
          ...(json ? ["--json"] : []),
        ];
        const program = startProgram(argv, { env: ground.env });
        await program.until(() =>
          Deno.stat(asked).then(() => true, () => false)
        );
        program.kill("SIGTERM");
        const { code, stdout, stderr } = await program.ended;
        assertEquals(code, 143, stderr);
        assertStringIncludes(stderr, "Interrupted; ");
        if (json) {
          const { remotes, error } = JSON.parse(stdout);
          assertEquals(
            remotes.map((remote: { url: string; status: string }) => [
              remote.url,
              remote.status,
            ]),
            [[primary, "pushed"]],
          );
          assertEquals(error.problem, "Interrupted by SIGTERM");
        } else {
          assertStringIncludes(stdout, primary);
          assertEquals(stdout.includes(mirror), false, stdout);
        }
        const refs = (path: string) => trial.git("ls-remote", path);
        const tags = await refs(primary);
        assertStringIncludes(tags, "refs/tags/2.21.0.0");
        assertEquals([await refs(mirror), await refs(next)], ["", ""]);
        await Deno.remove(asked);
      });
    }
  },
});

Deno.test({
  ...long(
    shell.for("publish --push and push can be interrupted while they push"),
  ),
  fn: async (t) => {
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
