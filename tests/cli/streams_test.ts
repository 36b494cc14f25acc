// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Streams that are full, closed or slow: the work is still done, and what is
// printed about it is true.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { startProgram } from "../faults/program.ts";
import { DENO_VARIABLES, denoRun, MAIN } from "../fixtures/deno_run.ts";
import { long } from "../fixtures/long.ts";
import { needs, runProgram as run, skipIf } from "../fixtures/programs.ts";
import { drivers, Scene } from "../publish/scene.ts";
import { type Outcome, runExecutable, runProgram } from "./program.ts";

const shell = needs("sh");
const linux = Deno.build.os === "linux" ? shell : skipIf("needs Linux");
const python = skipIf(linux.missing ?? needs("python3").missing);

/** An environment with the PATH alone. */
const BARE = { PATH: Deno.env.get("PATH") ?? "" };

const LOST = /^error: Cannot print: standard output: cannot be written, /m;

Deno.test({
  ...long(linux.for("a full disk takes output, and nothing else")),
  fn: async (t) => {
    await using scene = await Scene.make(await drivers("2.21.0.0"));
    const { env, root } = scene.repository;
    const mirror = `${root}/mirror`;
    await scene.repository.git("init", "--quiet", "--bare", mirror);
    const into = (argv: readonly string[], redirection: string) =>
      startProgram(argv, { env, first: `exec ${redirection}` }).ended;
    const isTrue = (stderr: string) => {
      assert(!stderr.includes("nothing was written"), stderr);
      assert(!stderr.includes("bug in neuron-publish"), stderr);
      assert(!stderr.includes("    at "), stderr);
    };

    await t.step("check", async () => {
      const argv = scene.commandLine("check");
      const { code, stderr } = await into(argv, ">/dev/full");
      assertEquals(code, 1, stderr);
      assertMatch(stderr, LOST);
      isTrue(stderr);
    });
    await t.step("publish --push", async () => {
      const argv = scene.commandLine("publish", "--push", "--remote", mirror);
      const { code, stderr } = await into(argv, ">/dev/full");
      assertEquals(code, 1, stderr);
      assertMatch(stderr, LOST);
      isTrue(stderr);
      const tags = (path: string) => scene.repository.git("-C", path, "tag");
      assertEquals((await tags(mirror)).trim(), "2.21.0.0");
      assertEquals((await tags(scene.repository.path)).trim(), "2.21.0.0");
    });
    await t.step("verify of a release that failed", async () => {
      const wrong = ["--fingerprint", "0".repeat(40)];
      const argv = scene.commandLine("verify", ...wrong);
      const { code, stderr } = await into(argv, ">/dev/full");
      assertEquals(code, 3, stderr);
      assertMatch(stderr, LOST);
    });
    await t.step("both streams", async () => {
      const argv = scene.commandLine("verify");
      const { code } = await into(argv, ">/dev/full 2>&1");
      assertEquals(code, 1);
    });
    await t.step("--json", async () => {
      const argv = scene.commandLine("verify", "--json");
      const { code, stderr } = await into(argv, ">/dev/full");
      assertEquals(code, 1);
      assertMatch(stderr, LOST);
    });
    await t.step("stderr alone", async () => {
      const argv = scene.commandLine("verify");
      const { code, stdout } = await into(argv, "2>/dev/full");
      assertEquals(code, 1);
      assertMatch(stdout, /^2\.21\.0\.0 .* verified\n/m);
    });
  },
});

// The runtime opens /dev/null in place of a stream that it does not find open,
// as it has to: the next file that is opened would get that number, and all
// output. What a program was given cannot be told from that afterwards.
Deno.test({
  ...long(shell.for("a closed stream is one that nobody reads")),
  fn: async (t) => {
    await using scene = await Scene.make(await drivers("2.20.0.0"));
    const { repository } = scene;
    const { env } = repository;
    let release = 20;
    for (
      const closed of ["<&-", ">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"]
    ) {
      await t.step(closed, async () => {
        const version = `2.${++release}.0.0`;
        await scene.offer(await drivers("2.20.0.0", version));
        const run = (...argv: readonly [string, ...string[]]) =>
          runClosed(scene.commandLine(...argv), closed, env);
        const before = await scene.fingerprint();
        for (const form of [[], ["--json"]]) {
          const { code, stdout, stderr } = await run("check", ...form);
          assertEquals(code, 10, stderr);
          assertEquals(stdout !== "", !/(^| )>&-/.test(closed));
          assert(!stderr.includes("error:"), stderr);
        }
        assertEquals(await scene.fingerprint(), before);
        const published = await run("publish", "--date=build");
        assertEquals(published.code, 0, published.stderr);
        for (const form of [[], ["--json"]]) {
          const { code, stderr } = await run("verify", ...form);
          assertEquals(code, 0, stderr);
        }
        const wrong = await run("verify", "--fingerprint", "0".repeat(40));
        assertEquals(wrong.code, 3, wrong.stderr);
        await repository.assertSound();
        assertEquals(await repository.git("status", "--porcelain"), "");
        assert((await repository.git("tag")).includes(version));
      });
    }
  },
});

/** Runs the program with some of its streams closed. */
async function runClosed(
  argv: readonly string[],
  closed: string,
  env: Readonly<Record<string, string>>,
): Promise<Outcome> {
  const program = [Deno.execPath(), ...denoRun(MAIN, ...argv)];
  return await runExecutable(
    "/bin/sh",
    ["-c", `exec "$@" ${closed}`, "sh", ...program],
    { ...env, ...DENO_VARIABLES },
  );
}

Deno.test({
  ...shell.for("a reader that has gone is not a failure"),
  fn: async () => {
    await using scene = await Scene.make(await drivers("2.21.0.0"));
    const { env, root } = scene.repository;
    // The reader of file 8 ends before anything is written.
    const first = `mkfifo "${root}/pipe"; : < "${root}/pipe" & ` +
      `exec > "${root}/pipe"; wait`;
    const { code, stderr } = await startProgram(
      scene.commandLine("publish"),
      { env, first },
    ).ended;
    assertEquals(code, 0, stderr);
    assert(!stderr.includes("error:"), stderr);
    assertEquals((await scene.repository.git("tag")).trim(), "2.21.0.0");
  },
});

/** Runs a program on a pipe that does not block, and reads that slowly. */
const SLOW_READER = `
import fcntl, os, subprocess, sys, time
reader, writer = os.pipe()
flags = fcntl.fcntl(writer, fcntl.F_GETFL)
fcntl.fcntl(writer, fcntl.F_SETFL, flags | os.O_NONBLOCK)
fcntl.fcntl(writer, 1031, 4096)  # F_SETPIPE_SZ
streams = {sys.argv[1]: writer}
program = subprocess.Popen(sys.argv[2:], **streams)
os.close(writer)
while chunk := os.read(reader, 1000):
    sys.stdout.buffer.write(chunk)
    time.sleep(0.001)
sys.exit(program.wait())
`;

Deno.test({
  ...python.for("a stream that does not block gets all of it"),
  fn: async (t) => {
    const expected = await runProgram(["help", "--json"], BARE);
    assert(expected.stdout.length > 16 * 1024);
    for (const argv of [["help", "--json"], ["completions", "zsh"]]) {
      await t.step(argv.join(" "), async () => {
        const whole = await runProgram(argv, BARE);
        const { code, stdout, stderr } = await startProgram(argv, {
          env: { ...BARE, SLOW_READER },
          first: 'set -- python3 -c "$SLOW_READER" stdout "$@"',
        }).ended;
        assertEquals(code, 0, stderr);
        assertEquals(stdout, whole.stdout);
      });
    }
  },
});

Deno.test({
  ...linux.for("a signal ends a program whose reader does not read"),
  fn: async () => {
    const root = await Deno.makeTempDir();
    try {
      // File 7 keeps the pipe open, and nobody reads it.
      const first = `mkfifo "${root}/pipe"; exec 7<> "${root}/pipe"; ` +
        `dd if=/dev/zero of="${root}/pipe" bs=65536 count=1 status=none; ` +
        `exec > "${root}/pipe"`;
      const program = startProgram(["help", "--json"], { env: BARE, first });
      await program.until(() => blockedOnPipe(program.pid));
      program.kill("SIGTERM");
      const { code, signal } = await program.ended;
      assert(code === 143 || signal === "SIGTERM", `${code} ${signal}`);
    } finally {
      await Deno.remove(root, { recursive: true });
    }
  },
});

/** Whether a thread of a process waits in write(2) for a pipe. */
async function blockedOnPipe(pid: number): Promise<boolean> {
  // Not read here: tests may not read all of /proc.
  const { text } = await run("sh", ["-c", `cat /proc/${pid}/task/*/syscall`], {
    check: false, // it is ending
  });
  return /^1 0x1 /m.test(text);
}
