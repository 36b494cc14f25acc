// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Makes the executable for this machine and tries it where there is nothing
 * else: `deno task compile:check`.
 *
 * It is built twice, in different directories, and has to be the same. Then the
 * demo and tests of the command line run with it, in an environment whose PATH
 * has git and whose HOME is empty: no deno, no node, no cache. It ends with the
 * budgets.
 *
 * @module
 */

// deno-lint-ignore-file no-console -- a tool for the terminal

import { runExecutable } from "../tests/cli/program.ts";
import { drivers, Scene } from "../tests/publish/scene.ts";
import { sha256OfFile } from "./checksums.ts";
import { judge, leastTimes } from "./compile_budget.ts";
import { compile } from "./compile_program.ts";
import {
  officialToolchain,
  standInToolchain,
  type Toolchain,
} from "./compile_runtime.ts";
import { createStage } from "./compile_stage.ts";
import { filesBelow } from "./folder.ts";
import { currentSource, jsrRegistry, optionsOf } from "./source.ts";
import { executableName } from "./targets.ts";

/** The tests that run the program and look at nothing but what it does. */
const TESTS = [
  "tests/cli/program_test.ts",
  "tests/cli/extract_test.ts",
  "tests/cli/inspect_test.ts",
  "tests/cli/verify_test.ts",
];

/** How often each start is timed. */
const ROUNDS = 31;

/** Compiles in a directory of its own, and an empty program with it. */
async function build(
  folder: string,
  toolchain: Toolchain,
): Promise<{ program: string; empty: string; commit: string | undefined }> {
  const program = `${folder}/out/${executableName(Deno.build.target)}`;
  const empty = `${folder}/empty/${executableName(Deno.build.target)}`;
  await using stage = await createStage({
    project: Deno.cwd(),
    source: currentSource(),
    folder: `${folder}/stage`,
  });
  const target = Deno.build.target;
  await compile(stage, { toolchain, target, output: program });
  await Deno.writeTextFile(`${folder}/stage/source/empty.ts`, "export {};\n");
  await compileEmpty(`${folder}/stage/source`, toolchain, empty);
  return { program, empty, commit: stage.commit };
}

/** A program that does nothing and holds nothing: deno's own share. */
async function compileEmpty(
  folder: string,
  toolchain: Toolchain,
  output: string,
): Promise<void> {
  const { success } = await new Deno.Command(toolchain.deno, {
    args: [
      "compile",
      "--quiet",
      "--no-check",
      "--no-config",
      "--no-lock",
      "--no-code-cache",
      `--output=${output}`,
      "empty.ts",
    ],
    cwd: folder,
    env: { ...toolchain.env },
  }).spawn().status;
  if (!success) throw new Error("an empty program cannot be compiled");
}

/** A PATH with git and nothing else, and an empty HOME. */
async function emptyEnvironment(
  folder: string,
): Promise<{ PATH: string; HOME: string }> {
  const [PATH, HOME] = [`${folder}/bin`, `${folder}/home`];
  await Deno.mkdir(PATH, { recursive: true });
  await Deno.mkdir(HOME);
  const { stdout } = await new Deno.Command("git", {
    args: ["--exec-path"],
  }).output();
  const execPath = new TextDecoder().decode(stdout).trim();
  await Deno.symlink(`${execPath}/git`, `${PATH}/git`);
  return { PATH, HOME };
}

/**
 * Runs this deno with other variables, and its own cache wherever HOME is. What
 * it runs gives the program an environment of its own.
 */
async function deno(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<boolean> {
  const denoDir = JSON.parse(
    new TextDecoder().decode(
      (await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] })
        .output()).stdout,
    ),
  ).denoDir;
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: [...args],
    env: { ...env, DENO_DIR: denoDir, NO_COLOR: "1" },
  }).spawn().status;
  return success;
}

/** What `deno compile` wrote down about permissions. */
function bakedPermissions(executable: Uint8Array): string {
  const text = new TextDecoder("latin1").decode(executable);
  const at = text.lastIndexOf('"permissions":{');
  const baked = JSON.parse(
    text.slice(text.indexOf("{", at), text.indexOf("}", at) + 1),
  );
  return Object.entries(baked)
    .filter(([name]) => name.startsWith("allow_"))
    .flatMap(([name, value]) => {
      if (!Array.isArray(value)) return [];
      const only = value.length === 0 ? "" : `=${value.join(",")}`;
      return [`${name.slice("allow_".length)}${only}`];
    })
    .sort()
    .join(" ");
}

async function main(work: string): Promise<boolean> {
  const toolchain = await officialToolchain() ?? await standInToolchain(work);
  console.log(`Compiler: ${toolchain.line}`);
  const results: [string, boolean][] = [];

  const { program, empty, commit } = await build(`${work}/one`, toolchain);
  const again = await build(`${work}/another/place`, toolchain);
  const sha256 = await sha256OfFile(program);
  results.push([
    `built twice in different directories: ${sha256}`,
    sha256 === await sha256OfFile(again.program),
  ]);
  const baked = bakedPermissions(await Deno.readFile(program));
  results.push([
    `permissions: ${baked}`,
    baked === `env import=${jsrRegistry().host} net read run=git write`,
  ]);

  const env = await emptyEnvironment(`${work}/machine`);
  const { stdout: version } = await runExecutable(program, ["--version"], env);
  results.push([
    `names itself: ${version.trim()}`,
    version.includes(
      commit === undefined ? "from source" : `commit ${commit.slice(0, 12)}`,
    ),
  ]);
  const options = (subcommand: string) =>
    optionsOf(subcommand, currentSource());
  const permissions = [
    "--allow-read",
    "--allow-write",
    "--allow-env",
    "--allow-sys",
    "--allow-run",
    "--allow-net=127.0.0.1,localhost",
  ];
  results.push([
    "the demo",
    await deno([
      "run",
      ...options("run"),
      ...permissions,
      "tools/demo.ts",
      `--program=${program}`,
      // The repository that it leaves goes away with the rest.
    ], { ...env, TMPDIR: work }),
  ]);
  results.push([
    `tests: ${TESTS.join(", ")}`,
    await deno(
      ["test", "--no-check", ...options("test"), ...permissions, ...TESTS],
      // PATH stays: the tests run more programs than git.
      {
        HOME: env.HOME,
        NEURON_PUBLISH: program,
        NEURON_PUBLISH_PATH: env.PATH,
      },
    ),
  ]);
  const left = await Array.fromAsync(filesBelow(env.HOME));
  results.push([`files left in HOME: ${left.length}`, left.length === 0]);

  await using scene = await Scene.make(await drivers("2.21.0.0", "2.22.0.0"));
  const check = [
    "check",
    "--repo",
    scene.repository.path,
    "--repo-url",
    scene.server.url,
  ];
  const start = (executable: string, ...args: string[]) => () =>
    runExecutable(executable, args, env);
  const [versionTime = NaN, emptyTime = NaN, checkTime = NaN] =
    await leastTimes(
      ROUNDS,
      start(program, "--version"),
      start(empty),
      start(program, ...check),
    );
  const budgets = judge({
    size: (await Deno.stat(program)).size,
    emptySize: (await Deno.stat(empty)).size,
    version: versionTime,
    empty: emptyTime,
    check: checkTime,
  });
  for (const { line, holds } of budgets) results.push([line, holds]);

  console.log();
  for (const [line, holds] of results) {
    console.log(`${holds ? "ok    " : "FAILED"}  ${line}`);
  }
  return results.every(([, holds]) => holds);
}

if (import.meta.main) {
  const work = await Deno.makeTempDir({ prefix: "neuron-publish-check-" });
  let good = false;
  try {
    good = await main(await Deno.realPath(work));
  } finally {
    await Deno.remove(work, { recursive: true });
  }
  Deno.exit(good ? 0 : 1);
}
