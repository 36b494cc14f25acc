// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// With --json there is exactly one document on stdout, whatever happens, and it
// has the shape that docs/json.md shows.

import { assert, assertEquals } from "@std/assert";
import { SPECS } from "../../lib/cli/commands.ts";
import { realGit } from "../faults/fake_git.ts";
import { startProgram } from "../faults/program.ts";
import { defaultKey } from "../fixtures/keys.ts";
import { long } from "../fixtures/long.ts";
import { needs, runProgram as run } from "../fixtures/programs.ts";
import { drivers, type Outcome, Scene } from "../publish/scene.ts";
import { runProgram } from "./program.ts";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const page = await Deno.readTextFile(
  new URL("../../docs/json.md", import.meta.url),
);

/** The documents and their parts that the page shows, by heading. */
const SHAPES: ReadonlyMap<string, Json> = new Map(
  page.split(/^##+ /m).slice(1).flatMap((section) => {
    const [, heading = ""] = /^`?([\w -]+)`?\n/.exec(section) ?? [];
    const [, block] = /^```json\n([^]*?)^```/m.exec(section) ?? [];
    return block === undefined ? [] : [[heading, JSON.parse(block)] as const];
  }),
);

/** The shape that is meant by "→ error", or by a member "→". */
function resolve(shape: Json): Json {
  if (typeof shape === "string" && shape.startsWith("→ ")) {
    const part = SHAPES.get(shape.slice(2));
    assert(part !== undefined, `docs/json.md does not show ${shape}`);
    return resolve(part);
  }
  if (shape === null || typeof shape !== "object" || Array.isArray(shape)) {
    return shape;
  }
  const { "→": part, ...own } = shape;
  if (part === undefined) return shape;
  const members = resolve(`→ ${part}`);
  assert(members !== null && typeof members === "object");
  return { ...own, ...members };
}

/** Where a document differs from the shape that the page shows. */
function differences(shown: Json, found: Json, path = "$"): string[] {
  const shape = resolve(shown);
  if (shape === null || found === null) return [];
  if (Array.isArray(shape) || Array.isArray(found)) {
    if (!Array.isArray(shape) || !Array.isArray(found)) return [path];
    const [element] = shape;
    if (element === undefined) return [];
    return found.flatMap((item, i) =>
      differences(element, item, `${path}[${i}]`)
    );
  }
  if (typeof shape === "object" && typeof found === "object") {
    const known = new Map(
      Object.entries(shape).map(([key, value]) => [
        key.replace(/\?$/, ""),
        { value, isOptional: key.endsWith("?") },
      ]),
    );
    const missing = [...known].flatMap(([key, { isOptional }]) =>
      isOptional || key in found ? [] : [`${path}.${key} is missing`]
    );
    const rest = Object.entries(found).flatMap(([key, value]) => {
      const entry = known.get(key);
      return entry === undefined
        ? [`${path}.${key} is not documented`]
        : differences(entry.value, value, `${path}.${key}`);
    });
    return [...missing, ...rest];
  }
  return typeof shape === typeof found ? [] : [`${path} is ${typeof found}`];
}

/** Asserts that output is one document of one of the shapes, and returns it. */
function document(stdout: string, ...headings: string[]): Json {
  const found: Json = JSON.parse(stdout);
  const problems = headings.map((heading) => {
    const shape = SHAPES.get(heading);
    if (shape === undefined) return [`docs/json.md has no ${heading}`];
    return differences(shape, found).map((text) => `${heading}: ${text}`);
  });
  assert(
    problems.some((list) => list.length === 0),
    `${problems.flat().join("\n")}\n${stdout}`,
  );
  return found;
}

const { fingerprint, armored } = await defaultKey();

/** Three ways in which a command ends. */
interface Row {
  /** Ends with 0, or 10. */
  readonly good: readonly string[];
  /** Ends with something else. */
  readonly bad: readonly string[];
  /** Whether its failure is in the document of its success. */
  readonly failsInside?: true;
  /** What it waits for when it is interrupted. */
  readonly waits: "git" | "pipe" | "server" | "nothing";
  /** Runs before the good one. */
  readonly first?: readonly string[];
}

/** What a row's arguments may name. */
interface Place {
  readonly root: string;
  readonly repo: string;
  readonly url: string;
}

const BAD_PIN = "0".repeat(40);

function rows({ root, repo, url }: Place): Record<string, Row> {
  const pinned = ["--fingerprint", fingerprint];
  const proof = ["--repo", repo, ...pinned];
  const upstream = ["--repo", repo, "--repo-url", url, "--max-age=0"];
  const key = ["--key", `${root}/key`, ...pinned];
  const other = `${repo}#2.21.0.0:src`;
  const each = `${repo}#{version}:src`;
  return {
    check: {
      good: ["check", ...upstream],
      bad: ["check", "--repo", `${root}/none`],
      waits: "server",
    },
    publish: {
      good: ["publish", ...upstream, ...pinned, "--no-notes"],
      bad: ["publish", ...upstream, "--fingerprint", BAD_PIN, "--no-notes"],
      waits: "server",
    },
    push: {
      good: ["push", "--repo", repo, "--remote", `${root}/mirror`],
      bad: ["push", "--repo", repo, "--remote", `${root}/none`],
      failsInside: true,
      waits: "git",
    },
    verify: {
      good: ["verify", ...proof],
      bad: ["verify", "--repo", repo, "--fingerprint", BAD_PIN],
      failsInside: true,
      waits: "git",
    },
    notes: {
      good: ["notes", "2.21.0.0", "--notes-file", `${root}/notes.rst`],
      bad: ["notes", "9.9", "--notes-file", `${root}/notes.rst`],
      waits: "pipe",
    },
    extract: {
      good: ["extract", ...key, "-C", root, `${root}/a.rpm`],
      bad: ["extract", ...key, "-C", root, `${root}/key`],
      failsInside: true,
      waits: "pipe",
    },
    inspect: {
      good: ["inspect", ...key, `${root}/a.rpm`],
      bad: ["inspect", ...key, `${root}/none.rpm`],
      failsInside: true,
      waits: "pipe",
    },
    archive: {
      good: ["archive", "2.21.0.0", ...proof, "--out", `${root}/a.tar.gz`],
      bad: ["archive", "9.9", ...proof],
      waits: "git",
    },
    compare: {
      good: ["compare", "2.21.0.0", ...proof, "--with", other],
      bad: ["compare", "2.21.0.0", ...proof, "--with", `${root}/none`],
      waits: "git",
    },
    trace: {
      good: ["trace", "Makefile", ...proof],
      bad: ["trace", "none", ...proof],
      waits: "git",
    },
    report: {
      good: ["report", ...proof, "--with", each, "--out", `${root}/site`],
      bad: ["report", ...proof, "--out", `${root}/none/site`],
      waits: "git",
    },
    init: {
      good: ["init", "--remote", "git@git.sr.ht:~ada/driver", `${root}/new`],
      bad: ["init", "--remote", "git@git.sr.ht:~ada/driver", root],
      waits: "git",
    },
    completions: {
      good: ["completions", "bash"],
      bad: ["completions", "tcsh"],
      waits: "nothing",
    },
    help: { good: ["help"], bad: ["help", "nothing"], waits: "nothing" },
    "help COMMAND": {
      good: ["check", "--help"],
      bad: ["nothing", "--help"],
      waits: "nothing",
    },
    version: { good: ["--version"], bad: [], waits: "nothing" },
  };
}

const NOTES = `Neuron Driver release [2.21.0.0]
--------------------------------
Date: 01/15/2025

Bug Fixes
^^^^^^^^^
* The sample does what it should
`;

const shell = needs("sh");

Deno.test({
  ...long(shell.for("--json prints one document of the documented shape")),
  fn: async (t) => {
    const built = await drivers("2.21.0.0");
    await using scene = await Scene.make(built);
    const { root, env, path: repo } = scene.repository;
    await Deno.writeTextFile(`${root}/key`, armored);
    await Deno.writeTextFile(`${root}/notes.rst`, NOTES);
    for (const { bytes } of built) {
      await Deno.writeFile(`${root}/a.rpm`, bytes);
    }
    await scene.repository.git("init", "--quiet", "--bare", `${root}/mirror`);
    const table = rows({ root, repo, url: scene.server.url });
    assertEquals(
      SPECS.map(({ name }) => name).filter((name) => !(name in table)),
      [],
    );
    for (const [name, { good, bad, failsInside }] of Object.entries(table)) {
      await t.step(`${name}: success`, async () => {
        const { code, stdout, stderr } = await runProgram(
          [...good, "--json"],
          env,
        );
        assert(code === 0 || name === "check" && code === 10, stderr);
        document(stdout, name);
      });
      await t.step(`${name}: failure`, async () => {
        const { code, stdout } = await runProgram([...bad, "--json"], env);
        assert(code !== 0 && code !== 10);
        if (failsInside) document(stdout, name);
        else document(stdout, "errors", `${name} failure`);
      });
      if (bad.length > 0 && Deno.build.os === "linux") {
        await t.step(`${name}: failure, and nobody to read of it`, async () => {
          const { code } = await runProgram([...bad, "--json"], env);
          const pipe = `${root}/${crypto.randomUUID()}`;
          const into = (first: string) =>
            startProgram([...bad, "--json"], { env, first }).ended;
          const full = await into("exec > /dev/full");
          const gone = await into(
            `mkfifo '${pipe}'; : < '${pipe}' & exec > '${pipe}'; wait`,
          );
          assertEquals([full.code, gone.code], [code, code], full.stderr);
          assert(full.stderr.includes("Cannot print: standard output"));
          assert(!gone.stderr.includes("Cannot print"), gone.stderr);
        });
      }
      await t.step(`${name}: wrong usage`, async () => {
        const argv = [...good, "--wat", "--json"];
        const { code, stdout } = await runProgram(argv, env);
        if (good.includes("--help") || good.includes("--version")) return;
        if (name === "help") return;
        assertEquals(code, 2);
        document(stdout, "errors");
      });
    }
  },
});

Deno.test({
  ...long(shell.for("--json prints one document when a signal comes")),
  fn: async (t) => {
    const built = await drivers("2.21.0.0");
    await using scene = await Scene.make(built);
    const { root, env, path: repo } = scene.repository;
    await Deno.writeTextFile(`${root}/key`, armored);
    assertEquals((await scene.run("publish")).code, 0);
    // At its first call, git interrupts the program and does not end by itself.
    await Deno.mkdir(`${root}/bin`);
    await Deno.writeTextFile(
      `${root}/bin/git`,
      `#!/bin/sh\nmkdir "$ONCE" && kill -INT $PPID; exec sleep 50\n`,
      { mode: 0o755 },
    );
    assert(await realGit() !== `${root}/bin/git`);
    const table = rows({ root, repo, url: scene.server.url });
    for (const [name, { good, waits }] of Object.entries(table)) {
      if (waits === "nothing") continue;
      await t.step(name, async () => {
        const outcome = await interrupted(good, waits);
        assertEquals(outcome.code, 130, outcome.stderr);
        const { error, ...done } = Object(JSON.parse(outcome.stdout));
        document(JSON.stringify({ error }), "errors");
        assertEquals(error.problem, "Interrupted by SIGINT");
        // What was done before is in the same document.
        if (Object.keys(done).length > 0) {
          document(JSON.stringify(done), name);
        }
      });
    }

    async function interrupted(
      argv: readonly string[],
      waits: "git" | "pipe" | "server",
    ): Promise<Outcome> {
      if (waits === "git") {
        const PATH = `${root}/bin:${env["PATH"]}`;
        return await startProgram([...argv, "--json"], {
          env: { ...env, PATH, ONCE: `${root}/${crypto.randomUUID()}` },
        }).ended;
      }
      if (waits === "server") {
        scene.server.fault("repodata/repomd.xml", { kind: "stall" });
        const { length } = scene.server.requests;
        const program = startProgram([...argv, "--json"], { env });
        await program.until(() =>
          scene.server.requests.slice(length)
            .some((request) => request.includes("repomd.xml"))
        );
        program.kill("SIGINT");
        return await program.ended;
      }
      const pipe = `${root}/pipe-${crypto.randomUUID()}`;
      await new Deno.Command("mkfifo", { args: [pipe] }).output();
      const program = startProgram([
        ...argv.map((arg) => /\.(rpm|rst)$/.test(arg) ? pipe : arg),
        "--json",
      ], { env });
      // The pipe opens once the program reads it.
      using _writer = await Deno.open(pipe, { write: true });
      program.kill("SIGINT");
      return await program.ended;
    }
  },
});

Deno.test("a result that cannot be written elsewhere is in the same document", async (t) => {
  await using scene = await Scene.make(await drivers("2.21.0.0"));
  const { env, root } = scene.repository;
  const pipe = `${root}/pipe`;
  if (Deno.build.os !== "windows") await run("sh", ["-c", `mkfifo "$0"`, pipe]);
  const rows = {
    "a directory that is not there": `${root}/none/output`,
    "a directory": root,
    ...(Deno.build.os === "windows"
      ? {}
      : { "a pipe that nobody reads": pipe }),
    ...(Deno.build.os === "linux" ? { "a full disk": "/dev/full" } : {}),
  };
  for (const [title, path] of Object.entries(rows)) {
    for (const name of ["GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"]) {
      await t.step(`${name}: ${title}`, async () => {
        const before = await scene.fingerprint();
        const { code, stdout, stderr } = await runProgram(
          scene.commandLine("check", "--json"),
          { ...env, [name]: path },
        );
        assertEquals(code, 1, stderr);
        const { error, ...rest } = Object(JSON.parse(stdout));
        assertEquals(error.subject, path);
        document(JSON.stringify(rest), "check");
        assertEquals(await scene.fingerprint(), before);
      });
    }
  }
});

Deno.test("--json after -- is an operand", async () => {
  const { code, stdout } = await runProgram([
    "extract",
    "--wat",
    "--",
    "--json",
  ], {
    PATH: Deno.env.get("PATH") ?? "",
  });
  assertEquals([code, stdout], [2, ""]);
});
