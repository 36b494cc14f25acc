// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// An environment that a command cannot work in is named in one line, and
// nothing is left behind.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { startProgram } from "../faults/program.ts";
import { defaultKey } from "../fixtures/keys.ts";
import { long } from "../fixtures/long.ts";
import { needs } from "../fixtures/programs.ts";
import { drivers, folderState, runProgram, Scene } from "../publish/scene.ts";

const shell = needs("sh");
const isLinux = Deno.build.os === "linux";

const { armored, fingerprint } = await defaultKey();
const PIN = ["--fingerprint", fingerprint];

/** A repository with one release, a second one upstream, a key and a package. */
async function makeScene(): Promise<Scene> {
  const built = await drivers("2.20.0.0");
  const scene = await Scene.make(built);
  const { root } = scene.repository;
  const { code, stderr } = await scene.run("publish");
  assertEquals(code, 0, stderr);
  await scene.offer(await drivers("2.20.0.0", "2.21.0.0"));
  await Deno.writeTextFile(`${root}/key`, armored);
  for (const { bytes } of built) await Deno.writeFile(`${root}/a.rpm`, bytes);
  await Deno.mkdir(`${root}/out`);
  await scene.repository.git("init", "--quiet", "--bare", `${root}/mirror`);
  return scene;
}

/** A command line of each command that works on a repository or on files. */
function commandLines(scene: Scene): string[][] {
  const { root, path } = scene.repository;
  const out = `${root}/out`;
  const proof = [`--repo=${path}`, ...PIN];
  const other = `file://${path}#2.20.0.0:src`;
  return [
    scene.commandLine("check"),
    scene.commandLine("publish"),
    ["push", `--repo=${path}`, "--remote", `${root}/mirror`],
    ["verify", ...proof],
    ["trace", "Makefile", ...proof],
    ["archive", "2.20.0.0", ...proof, "--out", `${out}/a.tar.gz`],
    ["compare", "2.20.0.0", ...proof, "--with", other],
    ["report", ...proof, "--out", `${out}/site`, "--tar", `${out}/site.tgz`],
    ["extract", ...PIN, "--key", `${root}/key`, "-C", out, `${root}/a.rpm`],
    ["init", "--remote", "git@git.sr.ht:~ada/driver", `${out}/new`],
  ];
}

/** Asserts that stderr is an error and a hint, and no bug. */
function assertClear(stderr: string, error: RegExp): void {
  assertMatch(stderr, error);
  const lines = stderr.trimEnd().split("\n");
  assertEquals(lines.map((line) => line.split(" ")[0]), ["error:", "hint:"]);
  assert(!stderr.includes("bug in neuron-publish"), stderr);
}

Deno.test({
  ...long({
    ...shell.for("a umask that takes the owner's permissions is refused"),
    ignore: !isLinux,
  }),
  fn: async (t) => {
    await using scene = await makeScene();
    const { env, root } = scene.repository;
    const before = await folderState(root);
    for (const argv of commandLines(scene)) {
      await t.step(argv[0] ?? "", async () => {
        const first = "umask 0777";
        const { code, stderr } = await startProgram(argv, { env, first }).ended;
        assertEquals(code, 1, stderr);
        assertClear(
          stderr,
          /^error: .*umask: it takes permissions .*found 0777/,
        );
        assertEquals(await folderState(root), before);
      });
    }
  },
});

Deno.test({
  ...long(shell.for("without a PATH there is no git")),
  fn: async (t) => {
    await using scene = await makeScene();
    const { root, env } = scene.repository;
    const before = await folderState(root);
    for (const first of ["unset PATH", "PATH=", "PATH=/none"]) {
      for (const argv of commandLines(scene)) {
        if (argv[0] === "extract") continue; // runs no git
        await t.step(`${argv[0]}: ${first}`, async () => {
          const { code, stderr } = await startProgram(argv, { env, first })
            .ended;
          assertEquals(code, 1, stderr);
          assertClear(stderr, /^error: .*git: git is not installed, or not on/);
          assertEquals(await folderState(root), before);
        });
      }
    }
  },
});

Deno.test({
  ...shell.for("a line break in the repository's path is named"),
  fn: async (t) => {
    await using scene = await makeScene();
    const { root, env, path } = scene.repository;
    const odd = `${root}/a\nb`;
    await Deno.rename(path, odd);
    await Deno.symlink(odd, path);
    const before = await folderState(odd);
    for (const argv of commandLines(scene)) {
      if (["extract", "init"].includes(argv[0] ?? "")) continue;
      for (const repo of [odd, path]) {
        const isLink = repo === path;
        await t.step(`${argv[0]}${isLink ? " by a link" : ""}`, async () => {
          const there = argv.map((arg) =>
            arg === `--repo=${path}` ? `--repo=${repo}` : arg
          );
          const { code, stderr } = await runProgram(there, env);
          assertEquals(code, 1, stderr);
          assertClear(stderr, /^error: .*: there is a line break in the path/);
          assertEquals(await folderState(odd), before);
        });
      }
    }
  },
});

Deno.test({
  ...long({
    ...shell.for("names that are not in UTF-8 are named"),
    ignore: !isLinux,
  }),
  fn: async (t) => {
    await using scene = await makeScene();
    const { root, env, path } = scene.repository;
    const run = (first: string, argv: readonly string[]) =>
      startProgram(argv, { env, first }).ended;
    const odd = `odd="${root}/$(printf 'b\\377')"`;

    await t.step("the current directory", async () => {
      const first = `${odd}; cp -R "${path}" "$odd"; cd "$odd"`;
      const { code, stderr } = await run(first, ["verify", ...PIN]);
      assertEquals(code, 1, stderr);
      assertClear(stderr, /^error: .*is not valid UTF-8\n/);
    });
    for (
      const argv of [["verify", "--repo"], ["extract"], ["inspect"], [
        "compare",
        "2.20.0.0",
        ...PIN,
        `--repo=${path}`,
        "--with",
      ]]
    ) {
      await t.step(`an argument of ${argv[0]}`, async () => {
        const first = `${odd}; set -- "$@" "$odd"`;
        const { code, stderr } = await run(first, argv);
        assertEquals(code, 2, stderr);
        assertClear(stderr, /^error: The argument ".*" is not in UTF-8\n/);
      });
    }
    await t.step("a file to compare with", async () => {
      const first = `mkdir "${root}/other"; : > "${root}/other/` +
        `$(printf 'b\\377')"`;
      const argv = ["compare", "2.20.0.0", ...PIN, `--repo=${path}`, "--with"];
      const { code, stderr } = await run(first, [...argv, `${root}/other`]);
      assertEquals(code, 1, stderr);
      assertClear(stderr, /^error: .*: a name is not in UTF-8, found /);
    });
  },
});

Deno.test("a sha256 repository can be compared with by its address", async (t) => {
  await using scene = await makeScene();
  const { root, env, path } = scene.repository;
  const other = `${root}/other`;
  const git = (...args: string[]) => scene.repository.git("-C", other, ...args);
  await scene.repository.git(
    ...["init", "--quiet", "--object-format=sha256", other],
  );
  await Deno.rename(`${path}/src`, `${other}/src`);
  await scene.repository.git("checkout", "--quiet", "--", "src");
  await git("add", ".");
  await git("commit", "--quiet", "-m", "x");
  await git("tag", "2.20.0.0");
  for (const place of ["#2.20.0.0:src", "#HEAD:src"]) {
    await t.step(place, async () => {
      const { code, stderr } = await runProgram([
        ...["compare", "2.20.0.0", `--repo=${path}`, ...PIN],
        ...["--with", `file://${other}${place}`],
      ], env);
      assertEquals(code, 0, stderr);
    });
  }
});

Deno.test({
  ...long(shell.for("a key file is read once, so that it can be a pipe")),
  fn: async (t) => {
    await using scene = await makeScene();
    const { env, root } = scene.repository;
    const taking = commandLines(scene).filter(([name = ""]) =>
      !["check", "push", "init", "extract"].includes(name)
    );
    const { path } = scene.repository;
    const rows = [
      ...taking,
      ["extract", ...PIN, "-C", `${root}/out`, `${root}/a.rpm`],
      ["inspect", ...PIN, `${root}/a.rpm`],
      ["archive", ...PIN, `--repo=${path}`, "--check", `${root}/out/a.tar.gz`],
    ];
    for (const argv of rows) {
      await t.step(argv.join(" ").slice(0, 40), async () => {
        const first = `rm -f "${root}/pipe"; mkfifo "${root}/pipe"; ` +
          `cat "${root}/key" > "${root}/pipe" &`;
        const { code, stderr } = await startProgram(
          [...argv, "--key", `${root}/pipe`],
          { env, first: `${first} :` },
        ).ended;
        assertEquals(code, 0, stderr);
      });
    }
  },
});

Deno.test("report makes no tarball where its directory cannot be made", async (t) => {
  await using scene = await makeScene();
  const { env, root, path } = scene.repository;
  await Deno.writeTextFile(`${root}/file`, "");
  const before = await folderState(root);
  for (const bad of ["none/site", "out", "file", "file/site"]) {
    await t.step(bad, async () => {
      const { code, stderr } = await runProgram([
        ...["report", `--repo=${path}`, ...PIN],
        ...["--tar", `${root}/site.tgz`, "--out", `${root}/${bad}`],
      ], env);
      assertEquals(code, 1, stderr);
      assertClear(stderr, /^error: Cannot report: /);
      assertEquals(await folderState(root), before);
    });
  }
});

Deno.test({
  ...long(shell.for("a signal ends the wait for a pipe without a writer")),
  fn: async (t) => {
    await using scene = await makeScene();
    const { env, root, path } = scene.repository;
    const pipe = `${root}/pipe`;
    await new Deno.Command("mkfifo", { args: [pipe] }).output();
    const proof = [`--repo=${path}`, ...PIN, "--key", pipe];
    const key = ["--key", `${root}/key`, ...PIN];
    const out = `${root}/out`;
    const rows = [
      ["verify", ...proof],
      ["trace", "Makefile", ...proof],
      ["archive", "2.20.0.0", ...proof, "--out", `${out}/a.tar.gz`],
      ["compare", "2.20.0.0", ...proof, "--with", path],
      ["report", ...proof, "--out", `${out}/site`],
      [...scene.commandLine("publish"), "--key", pipe],
      ["extract", ...PIN, "--key", pipe, "-C", out, `${root}/a.rpm`],
      ["inspect", ...PIN, "--key", pipe, `${root}/a.rpm`],
      ["extract", ...key, "-C", out, pipe],
      ["inspect", ...key, pipe],
      ["notes", "2.20.0.0", "--notes-file", pipe],
    ];
    const signals = [["SIGINT", 130], ["SIGTERM", 143], [
      "SIGHUP",
      129,
    ]] as const;
    const before = await folderState(root);
    for (const [i, argv] of rows.entries()) {
      const [signal, code] = signals[i % signals.length] ?? signals[0];
      await t.step(`${argv[0]}: ${signal}`, async () => {
        const program = startProgram(argv, { env });
        // A writer can be opened once there is a reader.
        using _writer = await Deno.open(pipe, { write: true });
        program.kill(signal);
        const ended = await program.ended;
        assertEquals(ended.code, code, ended.stderr);
        assertMatch(ended.stderr, /Interrupted; nothing (was written|of it)/);
        assertEquals(await folderState(root), before);
      });
    }
  },
});
