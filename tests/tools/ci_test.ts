// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// The build manifests: that they are YAML of the right form, that their shell
// is sound, and that all of them mean the same version of deno.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { parse } from "yaml";
import manifest from "../../deno.json" with { type: "json" };
import { hostKeys } from "../../lib/init/known_hosts.ts";
import { RELEASE_DENO } from "../../tools/compile_runtime.ts";
import { needs, PROGRAMS, runProgram } from "../fixtures/programs.ts";

const root = new URL("../../", import.meta.url);
const read = (path: string) => Deno.readTextFile(new URL(path, root));

/** A sourcehut manifest, as far as it is used. */
interface BuildManifest {
  readonly image: string;
  readonly packages: readonly string[];
  readonly sources: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
  readonly oauth: string;
  readonly submitter: Readonly<
    Record<string, { readonly "allow-refs": readonly string[] }>
  >;
  readonly tasks: readonly Readonly<Record<string, string>>[];
  readonly triggers: readonly Readonly<Record<string, string>>[];
}

const build: BuildManifest = parse(await read(".build.yaml"));
const tasks = new Map(build.tasks.flatMap((task) => Object.entries(task)));

/** A GitHub workflow, as far as it is used. */
interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly concurrency: unknown;
  readonly jobs: Readonly<
    Record<string, {
      readonly "timeout-minutes": number;
      readonly permissions: Readonly<Record<string, string>>;
      readonly steps: readonly {
        readonly uses?: string;
        readonly run?: string;
        readonly with?: Readonly<Record<string, unknown>>;
      }[];
    }>
  >;
}

const workflowFolder = new URL(".github/workflows/", root);
const workflows = new Map<string, Workflow>();
for await (const { name } of Deno.readDir(workflowFolder)) {
  workflows.set(name, parse(await read(`.github/workflows/${name}`)));
}

Deno.test(".build.yaml has the keys that sourcehut knows", () => {
  const known = [
    "arch",
    "artifacts",
    "environment",
    "image",
    "oauth",
    "packages",
    "secrets",
    "sources",
    "submitter",
    "tasks",
    "triggers",
  ];
  assertEquals(Object.keys(build).filter((key) => !known.includes(key)), []);
  for (const task of build.tasks) {
    assertEquals(Object.keys(task).length, 1);
    assertMatch(Object.keys(task)[0] ?? "", /^[a-z0-9_-]{1,128}$/);
  }
  assertEquals(tasks.size, build.tasks.length, "a task's name twice");
});

Deno.test(".build.yaml publishes after everything has been checked", () => {
  assertEquals([...tasks.keys()], [
    "deno",
    "ok",
    "reuse",
    "executable",
    "branch",
    "compile",
    "hut",
    "upload",
    "mirror",
    "jsr",
  ]);
  assertMatch(tasks.get("branch") ?? "", /complete-build/);
  assertEquals(build.submitter["git.sr.ht"]?.["allow-refs"], [
    "refs/heads/main",
    "refs/tags/v*",
  ]);
});

Deno.test(".build.yaml puts no secret on a command line", () => {
  for (const [name, script] of tasks) {
    assert(!/TOKEN|--token|OAUTH/.test(script), name);
    // The key's name may stand there, its content may not.
    assert(!/cat [^\n]*\.ssh/.test(script), name);
  }
});

Deno.test("the tasks that are run are there", async () => {
  const scripts = [
    ...tasks.values(),
    ...[...workflows.values()].flatMap(({ jobs }) =>
      Object.values(jobs).flatMap((job) =>
        job.steps.map((step) => step.run ?? "")
      )
    ),
  ];
  for (const script of scripts) {
    for (const [, task = ""] of script.matchAll(/deno task ([\w:]+)/g)) {
      assert(task in manifest.tasks, task);
    }
    for (const [, path = ""] of script.matchAll(/bash (\.ci\/\S+)/g)) {
      assert((await Deno.stat(new URL(path, root))).isFile, path);
    }
  }
});

Deno.test("one version of deno is meant everywhere", async () => {
  assertMatch(
    await read(".ci/deno"),
    new RegExp(`^version=${RELEASE_DENO.replaceAll(".", "\\.")}$`, "m"),
  );
  const files = [".ci/run", "README.md"];
  for (const file of files) {
    for (const [, version] of (await read(file)).matchAll(/deno@([\d.]+\d)/g)) {
      assertEquals(version, RELEASE_DENO, file);
    }
  }
  for (const [name, { jobs }] of workflows) {
    for (const { steps } of Object.values(jobs)) {
      for (const step of steps) {
        const version = step.with?.["deno-version"];
        assertEquals(version ?? RELEASE_DENO, RELEASE_DENO, name);
      }
    }
  }
});

Deno.test(".build.yaml and .ci/run install what tests run", async () => {
  const [, block = ""] = /packages=\(([^)]*)\)/.exec(await read(".ci/run")) ??
    [];
  const ci = block.split(/\s+/).filter((word) => word !== "");
  // Every Debian has the first ones; gnupg brings the last two.
  const included = ["bash", "dash", "gzip", "gpg", "gpgconf"];
  const needed = new Set<string>(Object.values(PROGRAMS));
  for (const name of needed) {
    if (included.includes(name)) continue;
    assert(ci.includes(name), `.ci/run lacks ${name}`);
    assert(build.packages.includes(name), `.build.yaml lacks ${name}`);
  }
});

Deno.test("mirrors are known by the keys that init writes down too", async () => {
  const lines = (await read(".ci/known_hosts")).trimEnd().split("\n");
  const hosts = lines.map((line) => line.split(" ")[0] ?? "");
  assertEquals(hosts.flatMap((host) => hostKeys(host, "")), lines);
  for (const mirror of build.environment["MIRRORS"]?.split(" ") ?? []) {
    assert(hosts.includes(/@([^:]+):/.exec(mirror)?.[1] ?? ""), mirror);
  }
});

Deno.test("workflows may do little and run what is pinned", async (t) => {
  for (const [name, workflow] of workflows) {
    await t.step(name, () => {
      assertEquals(workflow.permissions, {});
      assert("workflow_dispatch" in workflow.on);
      assert(workflow.concurrency !== undefined);
      for (const job of Object.values(workflow.jobs)) {
        assert(job["timeout-minutes"] <= 60);
        assertEquals(job.permissions["contents"], "read");
        for (const { uses, run, with: inputs } of job.steps) {
          // What others wrote goes through the environment, never into shell.
          assert(!run?.includes("${{"), run);
          if (uses === undefined) continue;
          assertMatch(uses, /^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
          if (uses.startsWith("actions/checkout@")) {
            assertEquals(inputs?.["persist-credentials"], false);
          }
        }
      }
    });
  }
});

const tools = needs("shellcheck", "bash");
Deno.test({
  ...tools.for("all shell satisfies shellcheck"),
  fn: async (t) => {
    const check = (script: string) =>
      runProgram("shellcheck", ["--shell=bash", "-"], {
        stdin: new TextEncoder().encode(script),
      });
    for await (const { name } of Deno.readDir(new URL(".ci/", root))) {
      const script = await read(`.ci/${name}`);
      if (!script.startsWith("#!")) continue;
      await t.step(`.ci/${name}`, async () => void await check(script));
    }
    for (const [name, script] of tasks) {
      // sourcehut runs each task with these.
      await t.step(`.build.yaml: ${name}`, async () => {
        await check(`set -xe\ncd "$HOME"\n${script}`);
      });
    }
    for (const [name, { jobs }] of workflows) {
      for (const [job, { steps }] of Object.entries(jobs)) {
        for (const { run } of steps) {
          if (run === undefined) continue;
          await t.step(`${name}: ${job}: ${run.slice(0, 30)}`, async () => {
            await check(`set -e\n${run}`);
          });
        }
      }
    }
  },
});
