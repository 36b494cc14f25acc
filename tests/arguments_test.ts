// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Wrong calls, as programs without a type checker make them.

import { assert, assertEquals, assertMatch } from "@std/assert";
import * as library from "../mod.ts";
import { driverPackage } from "./fixtures/driver_package.ts";
import { defaultKey } from "./fixtures/keys.ts";
import { folderState, Scene } from "./publish/scene.ts";
import { exported, messageOf } from "./calls.ts";

/** The commands, and options with which each of them is content. */
const COMMANDS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  check: { repo: "." },
  publish: { repo: "." },
  push: { repo: "." },
  audit: { repo: "." },
  trace: { repo: ".", path: "src/Makefile" },
  archive: { repo: ".", version: "1.1" },
  compare: { repo: ".", version: "1.1", with: "other" },
  report: { repo: "." },
  findNotes: { version: "1.1" },
};

const WRONG_OPTIONS: readonly (readonly [
  options: Readonly<Record<string, unknown>>,
  message: string,
])[] = [
  [
    { repo: new URL("file:///driver") },
    "repo has to be a string that is not empty, found a URL",
  ],
  [{ repo: "" }, 'repo has to be a string that is not empty, found ""'],
  [{ repo: null }, "repo has to be a string that is not empty, found null"],
  [
    { repo: Promise.resolve("driver") },
    "repo has to be a string that is not empty, found a Promise, which has to be awaited",
  ],
  [{ profile: {} }, "profile.repoUrl has to be a string, found nothing"],
  [
    { profile: { ...library.AWS_NEURON, fingerprints: "00FA" } },
    'profile.fingerprints has to be an array of strings, found "00FA"',
  ],
  [
    { signal: new AbortController() },
    "signal has to be an AbortSignal, found an AbortController",
  ],
  [{ env: { A: 5 } }, "env has to be an object of strings, found an Object"],
  [
    { download: "https://host" },
    'download has to be a function, found "https://host"',
  ],
  [{ now: 1 }, "now has to be a valid Date, found 1"],
  [{ now: new Date(NaN) }, "now has to be a valid Date, found a Date"],
  [{ versions: "1.1" }, 'versions has to be an array of strings, found "1.1"'],
  [{ limit: -1 }, "limit has to be a whole number, 1 or more, found -1"],
  [{ limit: 0 }, "limit has to be a whole number, 1 or more, found 0"],
  [
    { profile: { ...library.AWS_NEURON, fingerprint: ["00FA"] } },
    'profile has no member "fingerprint": did you mean fingerprints?',
  ],
  [
    { lines: { first: 1, last: 2, end: 3 } },
    'lines has no member "end"',
  ],
  [{ maxAge: NaN }, "maxAge has to be a number, 0 or more, found NaN"],
  [{ lines: "10-20" }, 'lines has to be an object, found "10-20"'],
  [
    { lines: { first: 1, last: "2" } },
    'lines.last has to be a whole number, 0 or more, found "2"',
  ],
  [{ date: "today" }, 'date has to be "now" or "build", found "today"'],
  [{ dryRun: "yes" }, 'dryRun has to be true or false, found "yes"'],
];

const UNKNOWN_OPTIONS = [
  [{ constructor: 1 }, '"constructor"'],
  [{ "\u202e": 1 }, '"\\u{202e}"'],
] as const;

function hasNo(call: string, option: string): RegExp {
  return new RegExp(
    `^${call}\\(\\) has no option "${option}"(: did you mean \\w+\\?)?$`,
  );
}

Deno.test("a command refuses wrong options before it does anything", async (t) => {
  const took = new Set<string>();
  for (const [name, good] of Object.entries(COMMANDS)) {
    const call = exported(name);
    await t.step(name, async () => {
      for (
        const [given, found] of [
          [undefined, "nothing"],
          [null, "null"],
          ["driver", '"driver"'],
          [[], "an Array"],
          [new Uint8Array(1), "a Uint8Array"],
        ] as const
      ) {
        assertEquals(
          await messageOf(call, given),
          `${name}() takes an object of options, found ${found}`,
        );
      }
      for (const [options, message] of WRONG_OPTIONS) {
        const [option = ""] = Object.keys(options);
        const said = await messageOf(call, { ...good, ...options });
        if (said === `${name}(): ${message}`) took.add(option);
        else assertMatch(said, hasNo(name, option));
      }
      for (const [options, message] of UNKNOWN_OPTIONS) {
        assertEquals(
          await messageOf(call, { ...good, ...options }),
          `${name}() has no option ${message}`,
        );
      }
      for (const member of Object.keys(good)) {
        const lacking = { ...good, [member]: undefined };
        assertMatch(
          await messageOf(call, lacking),
          new RegExp(`^${name}\\(\\): ${member} has to be .*, found nothing$`),
        );
      }
    });
  }
  for (const [options] of WRONG_OPTIONS) {
    const [option = ""] = Object.keys(options);
    assert(took.has(option), `no command looks at ${option}`);
  }
});

Deno.test("a misspelt option, or one of another function, is not ignored", async (t) => {
  const { bytes } = await driverPackage({ version: "2.21.0.0" });
  const { armored: key } = await defaultKey();
  const rows: readonly (readonly [string, readonly unknown[], RegExp])[] = [
    // It would publish, verify or show more than was meant.
    [
      "publish",
      [{ repo: ".", version: "1.1" }],
      /^publish\(\) has no option "version": did you mean versions\?$/,
    ],
    [
      "audit",
      [{ repo: ".", version: "1.1" }],
      /^audit\(\) has no option "version": did you mean versions\?$/,
    ],
    [
      "trace",
      [{ repo: ".", path: "Makefile", version: "1.1" }],
      hasNo("trace", "version"),
    ],
    [
      "publish",
      [{ repo: ".", dryrun: true }],
      /^publish\(\) has no option "dryrun": did you mean dryRun\?$/,
    ],
    [
      "audit",
      [{ repo: ".", keyfile: "key" }],
      /^audit\(\) has no option "keyfile": did you mean keyFile\?$/,
    ],
    [
      "push",
      [{ repo: ".", mirror: "x" }],
      /^push\(\) has no option "mirror": did you mean mirrors\?$/,
    ],
    ["check", [{ repo: ".", versions: ["1.1"] }], hasNo("check", "versions")],
    [
      "push",
      [{ repo: ".", profile: library.AWS_NEURON }],
      hasNo("push", "profile"),
    ],
    ["report", [{ repo: ".", path: "Makefile" }], hasNo("report", "path")],
    [
      "verifyRpm",
      [bytes, { key, keyFile: "key" }],
      hasNo("verifyRpm", "keyFile"),
    ],
    ["inspectRpm", [bytes, { sink: {} }], hasNo("inspectRpm", "sink")],
    ["readKeyring", [key, { key }], hasNo("readKeyring", "key")],
    ["fetchKey", [{ names: [] }], hasNo("fetchKey", "names")],
    ["fetchMetadata", [{ keyName: "key" }], hasNo("fetchMetadata", "keyName")],
    [
      "parseRepomd",
      [new Uint8Array(), { names: [] }],
      hasNo("parseRepomd", "names"),
    ],
    ["createDownload", [{ maxBytes: 5 }], hasNo("createDownload", "maxBytes")],
  ];
  for (const [name, given, message] of rows) {
    await t.step(name, async () => {
      assertMatch(await messageOf(exported(name), ...given), message);
    });
  }
});

Deno.test("options that a copy would lose are refused", async (t) => {
  class Rehearsal {
    repo = ".";
    get dryRun() {
      return true;
    }
  }
  const rows = {
    "a getter of a class": new Rehearsal(),
    "a prototype": Object.create({ repo: ".", dryRun: true }),
    "own ones before a prototype": Object.assign(
      Object.create({ dryRun: true }),
      { repo: "." },
    ),
  };
  for (const [name, options] of Object.entries(rows)) {
    await t.step(name, async () => {
      assertEquals(
        await messageOf(exported("publish"), options),
        "publish() takes a plain object of options, found one that inherits some",
      );
    });
  }
  await t.step("an object without a prototype is plain", async () => {
    const options = Object.assign(Object.create(null), { repo: ".", x: 1 });
    assertEquals(
      await messageOf(exported("publish"), options),
      'publish() has no option "x"',
    );
  });
});

Deno.test("a misspelt option publishes nothing", async () => {
  await using scene = await Scene.make([
    await driverPackage({ version: "2.20.0.0" }),
  ]);
  const { path: repo, env } = scene.repository;
  const { fingerprint } = await defaultKey();
  const profile = {
    ...library.AWS_NEURON,
    repoUrl: scene.server.url,
    fingerprints: [fingerprint],
    notesUrls: [],
  };
  const before = await folderState(repo);
  const asked = scene.server.requests.length;
  for (const wrong of [{ dryrun: true }, { dryRun: "true" }]) {
    await messageOf(exported("publish"), { repo, profile, env, ...wrong });
    assertEquals(await folderState(repo), before);
    assertEquals(scene.server.requests.length, asked);
  }
});
