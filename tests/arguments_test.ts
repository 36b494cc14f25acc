// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Wrong calls, as programs without a type checker make them.

import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import * as library from "../mod.ts";
import * as rpm from "../rpm.ts";
import * as yum from "../yum.ts";
import { requireOptions } from "../lib/arguments.ts";
import { driverPackage } from "./fixtures/driver_package.ts";
import { defaultKey } from "./fixtures/keys.ts";
import { folderState, Scene } from "./publish/scene.ts";

/** A function as JavaScript sees it. */
type Call = (...given: readonly unknown[]) => unknown;

/** An export by its name; a program without types may call it with anything. */
function exported(
  name: string,
  from: Readonly<Record<string, unknown>> = { ...yum, ...rpm, ...library },
): Call {
  const found = from[name];
  assert(typeof found === "function", name);
  return (...given) => Reflect.apply(found, undefined, given);
}

async function messageOf(call: Call, ...given: unknown[]): Promise<string> {
  const error = await assertRejects(async () => await call(...given));
  assertEquals(error instanceof TypeError, true, `${error}`);
  assert(error instanceof Error);
  return error.message;
}

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
  [{ limit: -1 }, "limit has to be a whole number, 0 or more, found -1"],
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

Deno.test("what is not an option is checked, too", async (t) => {
  const { bytes } = await driverPackage({ version: "2.21.0.0" });
  const { armored: key, fingerprint } = await defaultKey();
  const trusted = { key, fingerprints: [fingerprint] };
  const verified = await rpm.verifyRpm(bytes, trusted);
  const inspection = await rpm.inspectRpm(bytes, trusted);
  const plain = { buffer: new ArrayBuffer(5), length: 5 };
  const listed = { href: "a.rpm", size: { package: "5" } };
  const rows: readonly (readonly [string, readonly unknown[], string])[] = [
    [
      "verifyRpm",
      [],
      "verifyRpm(): file has to be a Uint8Array, found nothing",
    ],
    [
      "verifyRpm",
      ["driver.rpm", trusted],
      'verifyRpm(): file has to be a Uint8Array, found "driver.rpm"',
    ],
    [
      "verifyRpm",
      [bytes.buffer, trusted],
      "verifyRpm(): file has to be a Uint8Array, found an ArrayBuffer",
    ],
    [
      "verifyRpm",
      [new DataView(bytes.buffer), trusted],
      "verifyRpm(): file has to be a Uint8Array, found a DataView",
    ],
    [
      "verifyRpm",
      [plain, trusted],
      "verifyRpm(): file has to be a Uint8Array, found an Object",
    ],
    [
      "verifyRpm",
      [bytes],
      "verifyRpm() takes an object of options, found nothing",
    ],
    [
      "verifyRpm",
      [bytes, "key"],
      'verifyRpm() takes an object of options, found "key"',
    ],
    [
      "verifyRpm",
      [bytes, { key, fingerprint }],
      'verifyRpm() has no option "fingerprint": did you mean fingerprints?',
    ],
    [
      "verifyRpm",
      [bytes, { ...trusted, key: Promise.resolve(key) }],
      "verifyRpm(): key has to be a Uint8Array or a string, found a Promise, which has to be awaited",
    ],
    [
      "verifyRpm",
      [bytes, { ...trusted, sink: {} }],
      "verifyRpm(): sink.begin has to be a function, found nothing",
    ],
    [
      "verifyRpm",
      [bytes, { keyring: {} }],
      "verifyRpm(): keyring.keys has to be an array, found nothing",
    ],
    [
      "verifyRpm",
      [bytes, { ...trusted, now: new Date(NaN) }],
      "verifyRpm(): now has to be a valid Date, found a Date",
    ],
    [
      "inspectRpm",
      [plain],
      "inspectRpm(): file has to be a Uint8Array, found an Object",
    ],
    [
      "inspectRpm",
      [bytes, key.slice(0, 5)],
      'inspectRpm() takes an object of options, found "-----"',
    ],
    [
      "readKeyring",
      [null],
      "readKeyring(): file has to be a Uint8Array or a string, found null",
    ],
    [
      "readKeyring",
      [key, { fingerprints: [5] }],
      "readKeyring(): fingerprints has to be an array of strings, found an Array",
    ],
    [
      "sourceTree",
      [{ ...verified }],
      "sourceTree(): rpm has to be what verifyRpm() returned, found an Object",
    ],
    [
      "sourceTree",
      [inspection],
      "sourceTree(): rpm has to be what verifyRpm() returned, found an Object",
    ],
    [
      "sourceTree",
      [Promise.resolve(verified)],
      "sourceTree(): rpm has to be what verifyRpm() returned, found a Promise, which has to be awaited",
    ],
    [
      "sourceTreeId",
      [verified],
      "sourceTreeId(): tree.root has to be a string, found nothing",
    ],
    [
      "sourceTreeId",
      [rpm.sourceTree(verified), "sha3"],
      'sourceTreeId(): format has to be "sha1" or "sha256", found "sha3"',
    ],
    [
      "compareVersions",
      ["1.1", 1.2],
      "compareVersions(): a version has to be a string, found 1.2",
    ],
    [
      "compareEvr",
      ["1.1", "1.2"],
      'compareEvr(): an EVR has to be an object, found "1.1"',
    ],
    ["formatEvr", ["1.1"], 'formatEvr(): evr has to be an object, found "1.1"'],
    [
      "createDownload",
      [null],
      "createDownload() takes an object of options, found null",
    ],
    [
      "createDownload",
      [{ transport: 5 }],
      "createDownload(): transport has to be a function, found 5",
    ],
    [
      "parseRepomd",
      ["repomd.xml"],
      'parseRepomd(): bytes has to be a Uint8Array, found "repomd.xml"',
    ],
    [
      "verifyMetadata",
      [{ repomd: bytes, files: {} }, { names: [] }],
      "verifyMetadata(): evidence.files has to be a Map of Uint8Arrays, found an Object",
    ],
    [
      "fetchMetadata",
      ["https://host"],
      'fetchMetadata() takes an object of options, found "https://host"',
    ],
    [
      "fetchMetadata",
      [{ names: "driver-dkms" }],
      'fetchMetadata(): names has to be an array of strings, found "driver-dkms"',
    ],
    [
      "fetchKey",
      [{ repoUrl: new URL("https://host") }],
      "fetchKey(): repoUrl has to be a string, found a URL",
    ],
    [
      "fetchPackage",
      ["driver.rpm"],
      'fetchPackage(): listed has to be an object, found "driver.rpm"',
    ],
    [
      "fetchPackage",
      [listed],
      'fetchPackage(): listed.size.package has to be a whole number, 0 or more, found "5"',
    ],
  ];
  for (const [name, given, message] of rows) {
    await t.step(message, async () => {
      assertEquals(await messageOf(exported(name), ...given), message);
    });
  }
  await t.step("readPrimary()", async () => {
    for (const source of [undefined, bytes, "<metadata/>"]) {
      const read = async () =>
        await Array.fromAsync(
          Reflect.apply(yum.readPrimary, undefined, [source, { names: [] }]),
        );
      assertMatch(await messageOf(read), /^readPrimary\(\): source has to be /);
    }
  });
  await t.step("download()", async () => {
    const transport = () => Promise.resolve(new Response("hello"));
    const download: Call = exported("download", {
      download: library.createDownload({ transport }),
    });
    const url = "https://host/file";
    assertEquals(
      await messageOf(download, new URL(url), { maxBytes: 5 }),
      "download(): url has to be a string, found a URL",
    );
    for (const maxBytes of [undefined, NaN, "5", -1]) {
      assertMatch(
        await messageOf(download, url, { maxBytes }),
        /^download\(\): maxBytes has to be a whole number, 0 or more, found /,
      );
    }
  });
});

type Names<Type> = Type extends unknown ? keyof Type : never;

/** A good value for every option there is: the compiler misses none. */
const GOOD: Readonly<
  Record<
    | Names<library.PublishOptions | library.CheckOptions>
    | Names<library.PushOptions | library.AuditOptions | library.TraceOptions>
    | Names<library.ArchiveOptions | library.FindNotesOptions>
    | Names<library.CompareOptions | library.ReportOptions>
    | Names<library.VerifyRpmOptions | rpm.KeyringOptions>
    | Names<rpm.InspectRpmOptions | yum.FetchPackageOptions>
    | Names<yum.FetchMetadataOptions | yum.MetadataOptions>
    | Names<yum.PrimaryOptions | yum.DownloadOptions>
    | Names<NonNullable<Parameters<typeof yum.fetchKey>[0]>>,
    unknown
  >
> = {
  allowRollback: false,
  archives: true,
  backports: "skip",
  begin: false,
  budget: { take: () => {} },
  date: "build",
  download: library.createDownload(),
  dryRun: true,
  env: { HOME: "/" },
  fingerprints: ["00FA"],
  key: "key",
  keyFile: "key",
  keyName: "key",
  keyring: { keys: [] },
  limit: 3,
  lines: { first: 1, last: 2 },
  maxAge: 0.5,
  maxBytes: Infinity,
  mirrors: [],
  name: "a.tar.gz",
  names: ["driver-dkms"],
  notesFiles: [],
  now: new Date(0),
  onElsewhere: () => {},
  onEvent: () => {},
  onProgress: () => {},
  onVerified: async () => {},
  path: "src/Makefile",
  profile: library.AWS_NEURON,
  prove: true,
  pushOptions: ["skip-ci"],
  release: "1.1",
  remote: "origin",
  repo: ".",
  repoUrl: "https://host",
  sign: true,
  signal: AbortSignal.abort(),
  since: "1.1",
  sink: { begin: () => {}, take: () => {} },
  size: 0,
  sshKey: "key",
  subject: "a.rpm",
  upstream: true,
  url: "https://host",
  version: "1.1",
  versions: ["1.1"],
  web: "https://host",
  with: "other",
};

Deno.test("every option of the library is known", () => {
  const none = Object.keys(GOOD).map((name) => [name, undefined]);
  const taken = Object.fromEntries(
    Object.keys(GOOD).map((name) => [name, "optional"]),
  );
  for (const options of [GOOD, Object.fromEntries(none), {}]) {
    Reflect.apply(requireOptions, undefined, ["call()", options, taken]);
  }
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
