// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// The structure of lib/, read from `deno info`: rooms import downwards only, no
// two files import each other, and a command loads what it needs.

import { assert, assertEquals } from "@std/assert";
import { SPECS } from "../lib/cli/commands.ts";
import { currentSource, optionsOf } from "../tools/source.ts";

const root = new URL("../", import.meta.url);

/** Rooms of lib/, the highest first; those in a row are neighbours. */
const FLOORS: readonly (readonly string[])[] = [
  ["cli"],
  ["init"],
  ["site", "compare", "archive", "trace"],
  ["verify", "publish"],
  ["record"],
  ["git", "notes"],
  ["source"],
  ["yum", "rpm"],
  ["openpgp"],
  ["http"],
  [""], // files of lib/ itself
];

/** Files that still import each other, one circle a row. It only shrinks. */
const KNOWN_CIRCLES: readonly (readonly string[])[] = [];

/** Files that still import from a higher room. It only shrinks. */
const KNOWN_CLIMBS: readonly string[] = [];

/** An import of one file of lib/ by another. */
interface Edge {
  readonly from: string;
  readonly to: string;
  /** How: for its types alone, at start-up, or when it is needed. */
  readonly kind: "type" | "static" | "dynamic";
}

interface Dependency {
  readonly code?: { readonly specifier?: string };
  readonly type?: { readonly specifier?: string };
  readonly isDynamic?: boolean;
}

interface Module {
  readonly specifier: string;
  readonly dependencies?: readonly Dependency[];
}

/** The imports within lib/, paths from there. */
async function importsOf(entry: string): Promise<Edge[]> {
  const { stdout, success } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", ...optionsOf("info", currentSource()), entry],
    cwd: root,
    stderr: "null",
  }).output();
  assert(success);
  const lib = new URL("lib/", root).href;
  const modules: readonly Module[] =
    JSON.parse(new TextDecoder().decode(stdout)).modules;
  return modules.flatMap(({ specifier, dependencies = [] }) =>
    dependencies.flatMap(({ code, type, isDynamic }): Edge[] => {
      const to = code?.specifier ?? type?.specifier;
      if (!specifier.startsWith(lib) || !to?.startsWith(lib)) return [];
      return [{
        from: specifier.slice(lib.length),
        to: to.slice(lib.length),
        kind: code === undefined ? "type" : isDynamic ? "dynamic" : "static",
      }];
    })
  );
}

const edges = (await Promise.all(["main.ts", "mod.ts"].map(importsOf))).flat();

/** Room of a file, "" for files of lib/ itself. */
function roomOf(file: string): string {
  if (file === "http.ts") return "http";
  return file.includes("/") ? file.slice(0, file.indexOf("/")) : "";
}

function reachable(
  start: readonly string[],
  next: (file: string) => readonly string[],
): Set<string> {
  const seen = new Set(start);
  for (const file of seen) next(file).forEach((other) => seen.add(other));
  return seen;
}

Deno.test("every file of lib/ is used", async () => {
  const files: string[] = [];
  const walk = async (directory: string) => {
    for await (const entry of Deno.readDir(new URL(`lib/${directory}`, root))) {
      const path = directory + entry.name;
      if (entry.isDirectory) await walk(`${path}/`);
      else if (path.endsWith(".ts")) files.push(path);
    }
  };
  await walk("");
  const used = new Set(edges.flatMap(({ from, to }) => [from, to]));
  assertEquals(files.filter((file) => !used.has(file)).sort(), []);
});

Deno.test("no two files of lib/ import each other", () => {
  const targets = Map.groupBy(edges, ({ from }) => from);
  const next = (file: string) => (targets.get(file) ?? []).map(({ to }) => to);
  const files = [...new Set(edges.map(({ from }) => from))].sort();
  const reach = new Map(
    files.map((file) => [file, reachable(next(file), next)]),
  );
  const circles = files.filter((file) => reach.get(file)?.has(file)).map(
    (file) =>
      files.filter((other) =>
        reach.get(file)?.has(other) && reach.get(other)?.has(file)
      ),
  );
  const distinct = [...new Map(circles.map((c) => [c.join(), c])).values()];
  assertEquals(distinct, KNOWN_CIRCLES);
});

Deno.test("rooms of lib/ import downwards only", () => {
  const floorOf = (file: string) =>
    FLOORS.findIndex((floor) => floor.includes(roomOf(file)));
  for (const { from } of edges) assert(floorOf(from) >= 0, from);
  const climbs = edges.filter(({ from, to }) => floorOf(from) > floorOf(to))
    .map(({ from, to }) => `${from} → ${to}`);
  assertEquals([...new Set(climbs)].sort(), KNOWN_CLIMBS);
});

Deno.test("verify imports nothing from publish", () => {
  const targets = Map.groupBy(edges, ({ from }) => from);
  const seen = reachable(
    edges.map(({ from }) => from).filter((file) => roomOf(file) === "verify"),
    (file) => (targets.get(file) ?? []).map(({ to }) => to),
  );
  assertEquals([...seen].filter((file) => roomOf(file) === "publish"), []);
});

/** Files that are loaded with a file, types and later imports left out. */
function loadedWith(start: readonly string[]): Set<string> {
  const loaded = Map.groupBy(
    edges.filter(({ kind }) => kind === "static"),
    ({ from }) => from,
  );
  return reachable(
    start,
    (file) => (loaded.get(file) ?? []).map(({ to }) => to),
  );
}

Deno.test("start-up loads the command line and no other room", () => {
  const light = ["verify/check_codes.ts"]; // words that --accept takes
  const files = [...loadedWith(["cli/run.ts"])].filter((file) =>
    !["cli", ""].includes(roomOf(file))
  );
  assertEquals(files, light);
});

Deno.test("a command loads no room that only others need", async (t) => {
  for (const { name } of SPECS) {
    await t.step(name, () => {
      const command = `cli/commands/${name}.ts`;
      const later = edges.filter(({ from, kind }) =>
        from === command && kind === "dynamic"
      ).map(({ to }) => to);
      const rooms = new Set([...loadedWith(later)].map(roomOf));
      assertEquals(rooms.has("site"), name === "report");
      assertEquals(rooms.has("init"), name === "init");
    });
  }
});

Deno.test("a command is one file", async () => {
  const files: string[] = [];
  for await (
    const { name } of Deno.readDir(new URL("lib/cli/commands", root))
  ) files.push(name);
  assertEquals(
    files.sort(),
    SPECS.map(({ name }) => `${name}.ts`).sort(),
  );
  for (const name of files) {
    const users = edges.filter(({ to }) => to === `cli/commands/${name}`)
      .map(({ from }) => from);
    assertEquals([...new Set(users)], ["cli/commands.ts"], name);
  }
});

/** Names that a file imports or hands on, later imports included. */
function namesTakenBy(text: string): string[] {
  const lists = [
    ...text.matchAll(/^(?:import|export)\s+(?:type\s+)?\{([^}]*)\}\s+from/gm),
    ...text.matchAll(/const\s+\{([^}]*)\}\s*=\s*await import/g),
  ];
  return lists.flatMap(([, list = ""]) => list.split(","))
    .map((name) => name.trim().replace(/^type /, "").replace(/( as |:).*/s, ""))
    .filter((name) => name !== "");
}

/** Exports that only tests take: their own file is their only other user. */
const ONLY_TESTS: readonly string[] = [
  "cli/args.ts commandValues",
  "cli/commands/verify.ts printVerdicts",
  "cli/help.ts COMMON_EXIT_CODES",
];

Deno.test("every value that lib/ exports is imported by the program", async () => {
  const files = [
    ...new Set(edges.flatMap(({ from, to }) => [`lib/${from}`, `lib/${to}`])),
    ...["main.ts", "mod.ts", "rpm.ts", "yum.ts", "verify.ts"],
  ];
  const texts = new Map<string, string>();
  for (const file of files) {
    texts.set(file, await Deno.readTextFile(new URL(file, root)));
  }
  const taken = new Set([...texts.values()].flatMap(namesTakenBy));
  const all = [...texts.values()].join("\n");
  const unused = [...texts].flatMap(([file, text]) =>
    [...text.matchAll(
      /^export (?:async )?(?:const|function\*?|class) (\w+)/gm,
    )].flatMap(([, name = ""]) =>
      // As in `const output = await import("../publish_output.ts")`.
      taken.has(name) || new RegExp(`\\boutput\\.${name}\\b`).test(all)
        ? []
        : `${file.replace("lib/", "")} ${name}`
    )
  );
  assertEquals(unused.sort(), ONLY_TESTS);
});
