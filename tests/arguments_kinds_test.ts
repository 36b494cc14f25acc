// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Arguments that are not options, and the kinds of every option there is.

import { assertEquals, assertMatch } from "@std/assert";
import * as library from "../mod.ts";
import * as rpm from "../rpm.ts";
import * as yum from "../yum.ts";
import { requireOptions } from "../lib/arguments.ts";
import { driverPackage } from "./fixtures/driver_package.ts";
import { defaultKey } from "./fixtures/keys.ts";
import { type Call, exported, messageOf } from "./calls.ts";

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
      "fetchKey(): repoUrl has to be a string that is not empty, found a URL",
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
