// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Printing a result cannot fail, whatever a repository, a server or a package
// says: each text, number and date of a real result is replaced by the oddest
// ones, one at a time.

import { assert, assertEquals } from "@std/assert";
import { printCheck } from "../../lib/cli/check_table.ts";
import { formatOutput, formatSummary } from "../../lib/cli/github.ts";
import { formatInspection } from "../../lib/cli/inspection_text.ts";
import {
  printPublished,
  publishedToJson,
} from "../../lib/cli/publish_output.ts";
import { PushReport } from "../../lib/cli/push_report.ts";
import { Terminal } from "../../lib/cli/terminal.ts";
import { auditToJson } from "../../lib/cli/verify_json.ts";
import { printAudit } from "../../lib/cli/verify_table.ts";
import { createDownload } from "../../lib/http.ts";
import { check } from "../../lib/publish/check.ts";
import { publish } from "../../lib/publish/publish.ts";
import { push } from "../../lib/publish/push.ts";
import { inspectRpm } from "../../lib/rpm/inspect.ts";
import { audit } from "../../lib/verify/audit.ts";
import { defaultKey } from "../fixtures/keys.ts";
import { long } from "../fixtures/long.ts";
import { drivers } from "../publish/scene.ts";
import { flip, Workbench } from "../verify/workbench.ts";

const ODD_TEXTS = [
  "",
  "\x1b[2J\x07\r\n\u2028\u202e\0",
  "\ud800 a lone half of a pair",
  "9".repeat(400),
  "x ".repeat(100_000),
];
const ODD_NUMBERS = [NaN, Infinity, -Infinity, -1, 1e300, 0.5];
const ODD_DATES = [new Date(NaN), new Date(8.64e15), new Date(-8.64e15)];

/** Values that this program chooses, not the world outside. */
const OURS = new Set([
  "kind",
  "status",
  "role",
  "verdict",
  "code",
  "compared",
  "trust",
]);

/** A way to a value: names and positions. */
type Path = readonly (string | number)[];

/** All texts, numbers and dates in a value, and what to put there. */
function* leaves(
  value: unknown,
  path: Path = [],
  depth = 0,
): Generator<readonly [Path, readonly unknown[]]> {
  if (typeof value === "string") yield [path, ODD_TEXTS];
  else if (typeof value === "number") yield [path, ODD_NUMBERS];
  else if (value instanceof Date) yield [path, ODD_DATES];
  else if (
    typeof value === "object" && value !== null && depth < 8 &&
    !ArrayBuffer.isView(value) && !(value instanceof Map) &&
    !(value instanceof Error)
  ) {
    // The first of many are like the others.
    const entries = Object.entries(value).slice(0, 60);
    for (const [key, inner] of entries) {
      if (OURS.has(key)) continue;
      if (Array.isArray(value) && Number(key) > 2) break;
      yield* leaves(inner, [...path, key], depth + 1);
    }
  }
}

/** The same with another value in one place; classes stay what they are. */
function replaced<T>(value: T, path: Path, odd: unknown): T {
  const [key, ...rest] = path;
  if (key === undefined) return odd as T;
  if (Array.isArray(value)) {
    return value.map((inner, i) =>
      i === Number(key) ? replaced(inner, rest, odd) : inner
    ) as T;
  }
  const from = value as object;
  const inner = replaced(Reflect.get(from, key), rest, odd);
  if (Object.getPrototypeOf(from) === Object.prototype) {
    return { ...from, [key]: inner } as T;
  }
  const get = (name: string | symbol) => {
    if (name === key) return inner;
    const found = Reflect.get(from, name);
    return typeof found === "function" ? found.bind(from) : found;
  };
  return new Proxy({}, {
    get: (_, name) => get(name),
    ownKeys: () => Reflect.ownKeys(from),
    getOwnPropertyDescriptor: (_, name) => ({
      ...{ configurable: true, enumerable: true, value: get(name) },
    }),
  }) as T;
}

/** Every kind of output. */
function terminals(): Terminal[] {
  return [false, true].flatMap((isTerminal) =>
    [false, true].map((json) =>
      new Terminal({
        stdout: () => {},
        stderr: () => {},
        stdoutIsTerminal: isTerminal,
        stderrIsTerminal: isTerminal,
        noColor: false,
        ...(isTerminal ? { columns: 60 } : {}),
      }, { json, quiet: false, verbose: true, color: true })
    )
  );
}

/** Prints a result with each odd value in each place. */
function printAll<T>(
  result: T,
  print: (result: T, to: Terminal) => void,
): void {
  let places = 0;
  for (const [path, odd] of leaves(result)) {
    places++;
    for (const value of odd) {
      const bent = replaced(result, path, value);
      for (const terminal of terminals()) {
        try {
          print(bent, terminal);
          terminal.end();
        } catch (cause) {
          const text = String(value).slice(0, 40);
          throw new Error(`${path.join(".")} is ${text}`, { cause });
        }
      }
    }
  }
  assert(places > 4, `${places} places`);
}

const [A, B] = ["2.1.0.0", "2.2.0.0"] as const;

Deno.test(long("printing what was found cannot fail"), async (t) => {
  const built = await drivers(A, B);
  await using bench = await Workbench.make(built);
  const { repository, profile, scene } = bench;
  const { path: repo, env, root } = repository;
  const download = createDownload({});
  const common = { repo, profile, env, download };

  await t.step("check", async () => {
    await scene.offer([...built, ...await drivers("2.3.0.0", "1.9.0.0")]);
    const result = await check({ ...common, maxAge: 1 });
    printAll(result, (bent, terminal) => {
      printCheck(bent, terminal);
      formatSummary(bent);
      formatOutput(bent, "x");
    });
    const many = Array.from({ length: 150_000 }, () => result.releases[0]);
    const releases = many.flatMap((release) => release ?? []);
    assertEquals(releases.length, 150_000);
    for (const terminal of terminals()) {
      printCheck({ ...result, releases }, terminal);
    }
  });

  await t.step("publish", async () => {
    const withoutNotes = { ...profile, notesUrls: [] };
    const result = await publish({
      ...common,
      profile: withoutNotes,
    });
    assertEquals(result.releases.length, 2);
    printAll(result, (bent, terminal) => {
      if (terminal.wantsJson) terminal.json(publishedToJson(bent));
      else printPublished(bent, terminal);
    });
  });

  await t.step("push", async () => {
    await repository.git("init", "--quiet", "--bare", `${root}/mirror`);
    const { remotes } = await push({
      repo,
      env,
      remote: `${root}/mirror`,
      mirrors: [`${root}/none`],
    });
    printAll(remotes, (bent, terminal) => {
      const report = new PushReport(terminal, { dryRun: false });
      for (const remote of [bent[0], bent[1]]) {
        if (remote !== undefined) report.print(remote);
      }
      terminal.json(report.toJson());
    });
  });

  await t.step("inspect", async () => {
    const { keys } = await defaultKey().then(({ armored, fingerprint }) => ({
      keys: { key: armored, fingerprints: [fingerprint] },
    }));
    for (const bytes of built.map((each) => each.bytes)) {
      const inspection = await inspectRpm(bytes, keys);
      printAll(inspection, (bent, terminal) => {
        const extras = { file: "a\x1b.rpm", upstreamCommit: undefined };
        formatInspection(bent, extras);
        terminal.json({ packages: [bent] });
      });
    }
  });

  await t.step("verify", async () => {
    await bench.replace(B, { files: { "src/Makefile": flip(0) } });
    const result = await audit({ repo, profile, env });
    const asked = { versions: [], since: undefined, strictNotes: [] };
    printAll(result, (bent, terminal) => {
      if (terminal.wantsJson) terminal.json(auditToJson(bent, profile));
      else printAudit(bent, asked, terminal);
    });
  });
});
