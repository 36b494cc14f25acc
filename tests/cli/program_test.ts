// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// What every build of the program has to do, from this checkout or compiled.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { SPECS } from "../../lib/cli/commands.ts";
import { SHELLS } from "../../lib/cli/completable.ts";
import { formatCompletions } from "../../lib/cli/completions.ts";
import { VERSION } from "../../lib/version.ts";
import type { Compression } from "../fixtures/compression.ts";
import { defaultKey } from "../fixtures/keys.ts";
import { needs } from "../fixtures/programs.ts";
import { drivers, folderState, Scene } from "../publish/scene.ts";
import { Desk } from "./package_files.ts";
import { runProgram } from "./program.ts";

/** Almost empty, with a temporary directory of its own. */
async function bareEnvironment(): Promise<
  { env: Record<string, string>; folder: string } & AsyncDisposable
> {
  const folder = await Deno.makeTempDir();
  return {
    env: { PATH: Deno.env.get("PATH") ?? "", HOME: folder, TMPDIR: folder },
    folder,
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

Deno.test("the program names version, origin and runtime", async () => {
  await using bare = await bareEnvironment();
  const { code, stdout, stderr } = await runProgram(["--version"], bare.env);
  assertEquals([code, stderr], [0, ""]);
  const escaped = VERSION.replaceAll(".", "\\.");
  assertMatch(
    stdout,
    new RegExp(
      `^neuron-publish ${escaped} \\((commit [0-9a-f]{12}|from source), ` +
        "deno \\d+\\.\\d+\\.\\d+\\)\\n$",
    ),
  );
  assertEquals(await folderState(bare.folder), new Map());
});

Deno.test("the program helps", async () => {
  await using bare = await bareEnvironment();
  for (const command of ["", ...SPECS.map(({ name }) => name)]) {
    const argv = [command, "--help"].filter((word) => word !== "");
    const { code, stdout, stderr } = await runProgram(argv, bare.env);
    assertEquals([code, stderr], [0, ""]);
    assert(stdout.includes(`neuron-publish ${command || "<command>"}`));
  }
});

Deno.test("the program answers wrong usage with a suggestion and 2", async () => {
  await using bare = await bareEnvironment();
  const rows: readonly [string[], string][] = [
    [["publsh"], "publish"],
    [["publish", "--lmit", "1"], "--limit"],
    [["chek"], "check"],
  ];
  for (const [argv, suggestion] of rows) {
    const { code, stdout, stderr } = await runProgram(argv, bare.env);
    assertEquals([code, stdout], [2, ""]);
    assertMatch(stderr, /^error: Unknown (command|option) /);
    assert(stderr.endsWith(`\nhint: Did you mean ${suggestion}?\n`), stderr);
  }
  const { code } = await runProgram([], bare.env);
  assertEquals(code, 2);
});

Deno.test("the program prints completions", async () => {
  await using bare = await bareEnvironment();
  for (const shell of SHELLS) {
    const { stdout } = await runProgram(["completions", shell], bare.env);
    assertEquals(stdout, `${formatCompletions(shell, SPECS)}\n`);
  }
});

Deno.test("the program checks, publishes and verifies", async () => {
  await using scene = await Scene.make(await drivers("2.21.0.0", "2.22.0.0"));
  assertEquals((await scene.run("check")).code, 10);
  const published = await scene.run("publish");
  assertEquals(published.code, 0, published.stderr);
  assertEquals((await scene.run("check")).code, 0);
  const verified = await scene.run("verify", "--json");
  assertEquals(verified.code, 0, verified.stderr);
  const { releases } = JSON.parse(verified.stdout);
  assertEquals(
    releases.map(({ tag }: { tag: string }) => tag).sort(),
    ["2.21.0.0", "2.22.0.0"],
  );
});

Deno.test("the program packs a release, and knows it again", async () => {
  await using scene = await Scene.make(await drivers("2.21.0.0"));
  assertEquals((await scene.run("publish")).code, 0);
  const { root, path, env } = scene.repository;
  const { fingerprint } = await defaultKey();
  const from = ["--repo", path, "--fingerprint", fingerprint];
  const tarball = `${root}/driver.tar.gz`;
  for (const option of ["--output", "--check"]) {
    const argv = ["archive", "2.21.0.0", ...from, option, tarball];
    const { code, stderr } = await runProgram(argv, env);
    assertEquals(code, 0, stderr);
  }
});

Deno.test("the program publishes nothing that fails verification", async () => {
  const [good] = await drivers("2.21.0.0");
  assert(good !== undefined);
  const bytes = good.bytes.slice();
  const last = bytes.length - 1;
  bytes[last] = (bytes[last] ?? 0) ^ 1;
  await using scene = await Scene.make([{ ...good, bytes }]);
  const before = await scene.fingerprint();
  const { code, stderr } = await scene.run("publish");
  assertEquals(code, 3, stderr);
  assertEquals(await scene.fingerprint(), before);
});

Deno.test("the program decompresses whatever rpm compresses with", async (t) => {
  const compressions: readonly Compression[] = [
    "none",
    "gzip",
    "bzip2",
    "lzma",
    "xz",
    "zstd",
  ];
  for (const compression of compressions) {
    const tools = needs(...(compression === "bzip2" ? ["bzip2"] as const : []));
    await t.step({
      ...tools.for(compression),
      fn: async () => {
        await using bare = await bareEnvironment();
        await using desk = await Desk.make();
        const { path } = await desk.package("driver.rpm", { compression });
        const { code, stderr } = await runProgram([
          "extract",
          `--key=${desk.root}/in/key`,
          `--fingerprint=${desk.fingerprint}`,
          `--directory=${desk.out}`,
          path,
        ], bare.env);
        assertEquals(code, 0, stderr);
        assert((await folderState(desk.out)).size > 3);
        assertEquals(await folderState(bare.folder), new Map());
      },
    });
  }
});

Deno.test("the program says that git is missing", async () => {
  await using scene = await Scene.make(await drivers("2.21.0.0"));
  const argv = ["check", "--repo", scene.repository.path];
  const { code, stderr } = await runProgram(
    [...argv, "--repo-url", scene.server.url],
    { PATH: scene.repository.root },
  );
  assertEquals(code, 1);
  assertMatch(stderr, /^error: .*git is not installed/);
});
