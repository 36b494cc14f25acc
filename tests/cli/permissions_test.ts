// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// docs/permissions.md is the table: each command runs with the permissions
// listed there and everything else denied, and fails without any one of them.

import {
  assert,
  assertEquals,
  assertMatch,
  assertNotEquals,
} from "@std/assert";
import { currentSource, optionsOf } from "../../tools/source.ts";
import { SPECS } from "../../lib/cli/commands.ts";
import { defaultKey } from "../fixtures/keys.ts";
import { long } from "../fixtures/long.ts";
import { serve } from "../fixtures/server.ts";
import { drivers, Scene } from "../publish/scene.ts";
import { type Outcome, runExecutable } from "./program.ts";

const root = new URL("../../", import.meta.url);
const page = await Deno.readTextFile(new URL("docs/permissions.md", root));
const table = new Map(
  [...page.matchAll(/^\| `([^`]+)` +\| (?:`([^`]+)`|none) +\|$/gm)].map(
    ([, command = "", flags = ""]) => [
      command,
      flags.split(" ").filter((flag) => flag !== ""),
    ],
  ),
);

const RUN = ["run", "--quiet", "--no-prompt", "--cached-only", "--no-check"];
const EVERYTHING = ["read", "write", "env", "net", "run", "sys", "ffi"];

/** What a row runs, where, and how it ends when it may do it. */
interface Row {
  readonly argv: (place: Place) => readonly string[];
  readonly code: number;
  /** Makes what it needs. */
  readonly prepare?: (place: Place) => Promise<unknown>;
}

/** Where a row runs. */
interface Place {
  readonly scene: Scene;
  readonly notes: string;
  readonly files: string;
  readonly out: string;
}

const { fingerprint, armored } = await defaultKey();
const trust = ["--fingerprint", fingerprint];
const from = ({ scene }: Place) => ["--repo-url", scene.server.url];
const repo = ({ scene }: Place) => ["--repo", scene.repository.path];
const key = ({ files }: Place) => ["--key", `${files}/key`, ...trust];
const publish = ({ scene }: Place) => scene.run("publish");

const ROWS: Readonly<Record<string, Row>> = {
  "--help": { argv: () => ["--help"], code: 0 },
  "--version": { argv: () => ["--version"], code: 0 },
  completions: { argv: () => ["completions", "bash"], code: 0 },
  check: { argv: (at) => ["check", ...repo(at), ...from(at)], code: 10 },
  publish: {
    argv: (
      at,
    ) => ["publish", ...repo(at), ...from(at), ...trust, "--no-notes"],
    code: 0,
  },
  push: {
    argv: (at) => [
      "push",
      ...repo(at),
      "--remote",
      `${at.scene.repository.root}/mirror`,
    ],
    code: 0,
    prepare: async (at) => {
      await publish(at);
      await new Deno.Command("git", {
        args: ["init", "--bare", `${at.scene.repository.root}/mirror`],
        stdout: "null",
        stderr: "null",
      }).output();
    },
  },
  verify: {
    argv: (at) => ["verify", ...repo(at), ...trust],
    code: 0,
    prepare: publish,
  },
  "verify --upstream": {
    argv: (at) => ["verify", "--upstream", ...repo(at), ...from(at), ...trust],
    code: 0,
    prepare: publish,
  },
  trace: {
    argv: (at) => ["trace", "neuron_module.c", ...repo(at), ...trust],
    code: 0,
    prepare: publish,
  },
  notes: {
    argv: (at) => [
      "notes",
      "2.21.0.0",
      "--notes-url",
      at.notes,
      ...from(at),
    ],
    code: 0,
  },
  "notes --repo": {
    argv: (at) => ["notes", "2.21.0.0", ...repo(at)],
    code: 0,
    prepare: (at) => at.scene.run("publish", "--notes-url", at.notes),
  },
  "extract --key": {
    argv: (at) => ["extract", ...key(at), "-C", at.out, `${at.files}/a.rpm`],
    code: 0,
  },
  extract: {
    argv: (at) => [
      ...["extract", ...from(at), ...trust],
      ...["-C", at.out, `${at.files}/a.rpm`],
    ],
    code: 0,
  },
  "inspect --key": {
    argv: (at) => ["inspect", ...key(at), `${at.files}/a.rpm`],
    code: 0,
  },
  inspect: {
    argv: (at) => ["inspect", ...from(at), ...trust, `${at.files}/a.rpm`],
    code: 0,
  },
  archive: {
    argv: (at) => [
      "archive",
      "2.21.0.0",
      ...repo(at),
      ...trust,
      "--output",
      `${at.out}/driver.tar.gz`,
    ],
    code: 0,
    prepare: publish,
  },
  compare: {
    argv: (at) => [
      "compare",
      "2.21.0.0",
      ...repo(at),
      ...trust,
      "--with",
      `${at.scene.repository.path}#2.21.0.0:src`,
    ],
    code: 0,
    prepare: publish,
  },
  "compare --with URL": {
    argv: (at) => [
      ...["compare", "2.21.0.0", ...repo(at), ...trust],
      ...["--with", `file://${at.scene.repository.path}#2.21.0.0:src`],
    ],
    code: 0,
    prepare: publish,
  },
  report: {
    argv: (at) => [
      "report",
      ...repo(at),
      ...trust,
      "--archives",
      "--with",
      `${at.scene.repository.path}#{version}:src`,
      "--out",
      `${at.out}/site`,
    ],
    code: 0,
    prepare: publish,
  },
  init: {
    argv: (at) => [
      "init",
      "--remote",
      "git@git.sr.ht:~ada/driver",
      `${at.out}/new`,
    ],
    code: 0,
  },
};

const NOTES = `Neuron Driver release [2.21.0.0]
--------------------------------
Date: 01/15/2025

Bug Fixes
^^^^^^^^^
* The sample does what its makers say
`;

const { npmCache, denoDir } = JSON.parse(
  new TextDecoder().decode(
    (await new Deno.Command(Deno.execPath(), {
      args: ["info", "--no-config", "--json"],
    }).output()).stdout,
  ),
);

/** What deno itself needs in its environment. */
const DENO_ENV: Readonly<Record<string, string>> = {
  DENO_DIR: denoDir,
  NO_COLOR: "1",
  JSR_URL: Deno.env.get("JSR_URL") ?? "",
};

/** Runs a row's command with some of its flags, and everything else denied. */
type Attempt = (flags: readonly string[]) => Promise<Outcome>;

/** Makes what a row needs, for as long as `body` runs. */
async function prepared(
  row: Row,
  body: (attempt: Attempt) => Promise<void>,
): Promise<void> {
  const built = await drivers("2.21.0.0");
  await using scene = await Scene.make(built);
  await using documentation = serve(new Map([["notes.rst", NOTES]]));
  const place: Place = {
    scene,
    notes: `${documentation.url}/notes.rst`,
    files: `${scene.repository.root}/files`,
    out: `${scene.repository.root}/out`,
  };
  await Deno.mkdir(place.files);
  await Deno.mkdir(place.out);
  const temp = `${scene.repository.root}/temp`;
  await Deno.mkdir(temp);
  await Deno.writeTextFile(`${place.files}/key`, armored);
  for (const { bytes } of built) {
    await Deno.writeFile(`${place.files}/a.rpm`, bytes);
  }
  await row.prepare?.(place);
  const hosts = [scene.server.url, documentation.url]
    .map((url) => new URL(url).host);
  const names = new Map([
    ["REPO", scene.repository.path],
    ["HOST", hosts.join(",")],
    ["FILES", place.files],
    ["OUT", place.out],
    ["TEMP", temp],
    ["NEW", "new"],
    ["CACHE", npmCache],
  ]);
  await body((flags) => {
    const allowed = flags.map((flag) =>
      flag.replaceAll(/\b[A-Z]{3,}\b/g, (name) => names.get(name) ?? name)
    );
    const denied = EVERYTHING.filter((name) =>
      !flags.some((flag) => flag.startsWith(`--allow-${name}`))
    );
    return runExecutable(Deno.execPath(), [
      ...RUN,
      ...optionsOf("run", currentSource()),
      ...allowed,
      ...denied.map((name) => `--deny-${name}`),
      "main.ts",
      ...row.argv(place),
    ], { ...scene.repository.env, ...DENO_ENV, TMPDIR: temp });
  });
}

Deno.test("docs/permissions.md has every command", () => {
  assertEquals([...table.keys()].sort(), Object.keys(ROWS).sort());
  for (const { name } of SPECS) {
    assert([...table.keys()].some((row) => row.split(" ")[0] === name), name);
  }
});

for (const [command, flags] of table) {
  const row = ROWS[command];
  if (row === undefined) continue; // told by the test above
  const name = `${command} needs ${flags.join(" ") || "no permission"}`;
  Deno.test(long(name), (t) =>
    prepared(row, async (attempt) => {
      // A run that fails writes nothing, so the last one finds everything
      // unchanged.
      for (const flag of flags) {
        await t.step(`not without ${flag}`, async () => {
          const rest = flags.filter((other) => other !== flag);
          const { code, stderr } = await attempt(rest);
          assertNotEquals(code, row.code, stderr);
        });
      }
      const { code, stderr } = await attempt(flags);
      assertEquals(code, row.code, stderr);
    }));
}

Deno.test("the library is imported without a permission or a word", async () => {
  const outcome = await runExecutable(Deno.execPath(), [
    ...RUN,
    ...optionsOf("run", currentSource()),
    ...EVERYTHING.map((name) => `--deny-${name}`),
    "tests/cli/import_library.ts",
  ], { ...DENO_ENV, PATH: Deno.env.get("PATH") ?? "" });
  assertEquals(outcome, { code: 0, stdout: "", stderr: "" });
});

Deno.test("a missing permission is named as such", async () => {
  const row = ROWS["check"];
  assert(row !== undefined);
  await prepared(row, async (attempt) => {
    const { code, stderr } = await attempt(["--allow-read=REPO"]);
    assertEquals(code, 1);
    assertMatch(
      stderr,
      /^error: Not allowed: Requires .* access.*\nhint: All that is ever needed is --allow-read/,
    );
  });
});

Deno.test("WebAssembly that may not be read is named as such", async (t) => {
  const rows = [
    ["inspect --key", "--allow-read=FILES"],
    ["extract --key", "--allow-read=FILES,OUT", "--allow-write=OUT"],
  ] as const;
  for (const [command, ...flags] of rows) {
    await t.step(command, async () => {
      const row = ROWS[command];
      assert(row !== undefined);
      await prepared(row, async (attempt) => {
        const { code, stderr } = await attempt(flags);
        assertEquals(code, 1, stderr);
        assertMatch(
          stderr,
          /^error: Not allowed: Requires read access to .*\.wasm.*\nhint: .*; nothing was written\n$/,
        );
      });
    });
  }
});

Deno.test("a repository that may not be read is not called missing", async () => {
  const row = ROWS["verify"];
  assert(row !== undefined);
  await prepared(row, async (attempt) => {
    const flags = ["--allow-read=OUT", "--allow-env", "--allow-run=git"];
    const { code, stderr } = await attempt(flags);
    assertEquals(code, 1, stderr);
    assertMatch(stderr, /^error: Not allowed: Requires read access to /);
  });
});
