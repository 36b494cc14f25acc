// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// The main job on an embedded sample: a key, three signed releases, a yum
// repository on loopback; then check, publish and verify, and at the end a
// forged release that verify refuses. The exit code of each step is checked.
// deno-lint-ignore-file no-console -- a program for a person
//
// The packages, the repository and the server are those of the tests.

import { run } from "../lib/cli/run.ts";
import { driverPackage } from "../tests/fixtures/driver_package.ts";
import { defaultKey } from "../tests/fixtures/keys.ts";
import { serve } from "../tests/fixtures/server.ts";
import { buildRepository } from "../tests/fixtures/yum_repository.ts";
import { DENO } from "./deno_command.ts";

const DAY = 86_400;
const FIRST_BUILD = Date.UTC(2025, 0, 15) / 1000;

const NOTES = `Neuron Driver release [2.23.0.0]
--------------------------------
Date: 03/15/2025

Bug Fixes
^^^^^^^^^
* The sample does what its makers say

Neuron Driver release [2.22.0.0]
--------------------------------
Date: 02/15/2025

New in this release
^^^^^^^^^^^^^^^^^^^
* A second ring
`;

/** Three releases: files come, change and go; signatures of version 3 and 4. */
async function sampleReleases() {
  const key = (await defaultKey()).signer;
  const signed = (version: 3 | 4) => [
    { tag: "RSAHEADER", key, version } as const,
    { tag: "SIGPGP", key, version } as const,
  ];
  const ring = (slots: number) => `#define RING_SLOTS ${slots}\n`;
  return await Promise.all([
    driverPackage({
      version: "2.21.0.0",
      buildTime: FIRST_BUILD,
      signatures: signed(3),
      sources: { "neuron_ring.h": ring(64), "v1/neuron_old.c": "/* v1 */\n" },
    }),
    driverPackage({
      version: "2.22.0.0",
      buildTime: FIRST_BUILD + 31 * DAY,
      signatures: signed(3),
      sources: {
        "neuron_ring.h": ring(128),
        "neuron_ring2.c": "int second_ring;\n",
        "v1/neuron_old.c": "/* v1 */\n",
      },
    }),
    driverPackage({
      version: "2.23.0.0",
      buildTime: FIRST_BUILD + 59 * DAY,
      signatures: signed(4),
      sources: {
        "neuron_ring.h": ring(256),
        "neuron_ring2.c": "int second_ring = 1;\n",
      },
    }),
  ]);
}

const GIT_IDENTITY = {
  GIT_AUTHOR_NAME: "Demo",
  GIT_AUTHOR_EMAIL: "demo@example.com",
  GIT_COMMITTER_NAME: "Demo",
  GIT_COMMITTER_EMAIL: "demo@example.com",
};
const ENV = { ...Deno.env.toObject(), ...GIT_IDENTITY };

async function git(repository: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command("git", {
    args: ["-C", repository, ...args],
    env: ENV,
  }).output();
  if (code !== 0) throw new Error(new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

/** An executable to show in place of the code of this checkout. */
const executable = Deno.args[0]?.replace("--program=", "");

/** Shows a command line and runs it; an unexpected exit code fails. */
async function show(expected: number, ...argv: string[]): Promise<void> {
  console.log(`\n$ neuron-publish ${argv.join(" ")}`);
  const code = executable === undefined
    ? await runHere(argv)
    : await runExecutable(executable, argv);
  console.log(`(exit ${code})`);
  if (code !== expected) throw new Error(`it should exit ${expected}`);
}

async function runHere(argv: readonly string[]): Promise<number> {
  const write = (text: string) => {
    Deno.stdout.writeSync(new TextEncoder().encode(text));
  };
  return await run(argv, {
    stdout: write,
    stderr: write,
    stdoutIsTerminal: Deno.stdout.isTerminal(),
    stderrIsTerminal: Deno.stdout.isTerminal(),
    noColor: Deno.noColor,
  }, ENV);
}

/** With next to nothing in its environment. */
async function runExecutable(
  path: string,
  argv: readonly string[],
): Promise<number> {
  const [PATH = "", HOME = ""] = [Deno.env.get("PATH"), Deno.env.get("HOME")];
  const { code } = await new Deno.Command(path, {
    args: [...argv],
    clearEnv: true,
    env: { PATH, HOME, ...GIT_IDENTITY },
  }).spawn().status;
  return code;
}

const [key, releases, folder] = await Promise.all([
  defaultKey(),
  sampleReleases(),
  Deno.makeTempDir({ prefix: "neuron-publish-demo-" }),
]);
const repository = `${folder}/driver`;
const files = await buildRepository({
  packages: releases.map((built) => ({ built })),
  timestamp: Math.floor(Date.now() / 1000),
});
files.set("notes.rst", new TextEncoder().encode(NOTES));
await using server = serve(files);

console.log("A key, three releases signed by it, and a server on loopback:");
console.log(`  key    ${key.fingerprint}`);
for (const { bytes, facts } of releases) {
  console.log(`  rpm    ${facts.name} ${facts.version}, ${bytes.length} bytes`);
}
console.log(`  server ${server.url}`);

await Deno.mkdir(repository);
await git(repository, "init", "--quiet", "--initial-branch=main");
const from = ["--repo", repository, "--repo-url", server.url];
const trust = ["--fingerprint", key.fingerprint];
const notes = ["--notes-url", `${server.url}/notes.rst`];

await show(10, "check", ...from);
await show(0, "publish", ...from, ...trust, ...notes);
await show(0, "publish", ...from, ...trust, ...notes);
await show(0, "verify", ...from, ...trust);
await show(0, "trace", ...from, ...trust, "src/neuron_ring2.c:1");
await show(0, "report", ...from, ...trust, "--out", `${folder}/site`);

console.log("\n$ git log --oneline");
console.log((await git(repository, "log", "--oneline", "--decorate")).trim());

console.log("\nNow somebody forges a release in a clone of it:");
const forged = `${folder}/forged`;
await git(folder, "clone", "--quiet", repository, forged);
await Deno.writeTextFile(`${forged}/src/neuron_ring2.c`, "int backdoor;\n");
const subject = "feat: Neuron Driver 2.24.0.0";
await git(forged, "commit", "--quiet", "--all", `--message=${subject}`);
await git(forged, "tag", "2.24.0.0");
await show(3, "verify", "--repo", forged, "--repo-url", server.url, ...trust);

console.log(`
Everything is as it should be: the releases are proved, the forged one is not.
What this made is yours to look at:
  ${repository}
  ${forged}
  ${folder}/site/index.html

Next, prove the real repository (this needs a network):
  git clone https://git.sr.ht/~wombelix/aws-neuron-driver
  ${DENO} run -A main.ts verify --repo aws-neuron-driver
or read what each command does: docs/commands.md`);
