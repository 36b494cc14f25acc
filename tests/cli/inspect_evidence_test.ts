// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assert, assertEquals } from "@std/assert";
import type { RpmInspection } from "../../lib/rpm/inspection.ts";
import type { DriverOptions } from "../fixtures/driver_package.ts";
import { changeEntry, string, strings } from "../fixtures/header_builder.ts";
import { file, folder } from "../fixtures/package_file.ts";
import type { Bends } from "../fixtures/package_spec.ts";
import { TAG } from "../fixtures/tags.ts";
import { runProgram } from "../publish/scene.ts";
import { Desk } from "./package_files.ts";

/** What `inspect` must say about a package, in text and in JSON. */
interface Evidence {
  readonly name: string;
  readonly build: Partial<DriverOptions>;
  /** Without any key. */
  readonly noKey?: true;
  /** Whole lines of the text, in this order. */
  readonly text: readonly RegExp[];
  /** Members of the JSON. */
  readonly json: (inspection: RpmInspection) => unknown;
  readonly expected: unknown;
}

const ML_DSA = {
  tag: "OPENPGP",
  version: 6,
  pin: { publicKeyAlgorithm: 30, signature: () => new Uint8Array(3373) },
} as const;

/** Writes another value into a digest's tag. */
function wrongDigest(tag: number): Bends {
  return {
    mainEntries: (entries) =>
      changeEntry(entries, tag, () => strings(tag, "0".repeat(64))),
  };
}

const digestStates = ({ digests }: RpmInspection) =>
  digests.map(({ tag, matches }) => [tag, matches]);
const signatureStates = ({ signatures }: RpmInspection) =>
  signatures.map(({ tag, status, problem }) => [tag, status, problem?.code]);
const problemCodes = ({ problems }: RpmInspection) =>
  problems.map(({ code }) => code);

const SOURCE_PACKAGE: Partial<DriverOptions> = {
  source: true,
  files: [file("driver.spec", "Name: driver\n")],
};

const EVIDENCE: readonly Evidence[] = [
  {
    name: "a wrong PAYLOADDIGEST",
    build: {
      digests: { payloadSha256: true },
      bend: wrongDigest(TAG.PAYLOADDIGEST),
    },
    text: [
      /^! Problem {7}E_DIGEST .* from the one in PAYLOADDIGEST/,
      /^! Checked {7}sections passed, signatures passed, header failed, payload not reached$/,
      /^! PAYLOADDIGEST {2}WRONG, SHA-256 of payload: 0{64}$/,
      /^Files: 11, the list is signed, the payload was not opened$/,
    ],
    json: digestStates,
    expected: [["SHA1HEADER", true], ["MD5", true], ["PAYLOADDIGEST", false]],
  },
  {
    name: "a good PAYLOADDIGESTALT",
    build: { digests: { payloadSha256: true, payloadSha256Alt: true } },
    text: [/^ {2}PAYLOADDIGESTALT {2}matches, SHA-256 of payload: /],
    json: (found) => [...digestStates(found), found.coverage.payload],
    expected: [
      ["SHA1HEADER", true],
      ["MD5", true],
      ["PAYLOADDIGEST", true],
      ["PAYLOADDIGESTALT", true],
      ["SIGPGP", "PAYLOADDIGEST"],
    ],
  },
  {
    name: "a wrong PAYLOADDIGESTALT",
    build: {
      digests: { payloadSha256Alt: true },
      bend: wrongDigest(TAG.PAYLOADDIGESTALT),
    },
    text: [
      /^! Problem {7}E_DIGEST .* from the one in PAYLOADDIGESTALT/,
      /^! Checked .*header passed, payload failed$/,
      /^! PAYLOADDIGESTALT {2}WRONG, /,
      /^Files: 11, the list is signed, the payload is wrong$/,
    ],
    json: digestStates,
    expected: [
      ["SHA1HEADER", true],
      ["MD5", true],
      ["PAYLOADDIGESTALT", false],
    ],
  },
  {
    name: "PAYLOADDIGESTALT of a payload that is not opened",
    build: {
      digests: { payloadSha256Alt: true },
      signatures: [{ tag: "RSAHEADER" }],
    },
    text: [/^\? PAYLOADDIGESTALT {2}not computed, /],
    json: digestStates,
    expected: [["SHA1HEADER", true], ["MD5", true], ["PAYLOADDIGESTALT", null]],
  },
  {
    name: "a tag as long as the column",
    build: { digests: { sha3: true } },
    text: [/^ {2}SHA3_256HEADER {2}matches, SHA3-256 of header: /],
    json: problemCodes,
    expected: [],
  },
  {
    name: "a refused signature header",
    build: {
      bend: {
        signatureEntries: (entries) => [
          ...entries,
          { ...string(269, "x"), offset: -1 },
        ],
      },
    },
    text: [
      /^! Problem {7}E_FORMAT .*the signature header/,
      /^! Checked {7}sections passed, signatures failed, /,
      /^\? RSAHEADER {5}not reached, v3 RSA\/SHA-256 2024-.* over header$/,
      /^\? SIGPGP {8}not reached, v3 RSA\/SHA-256 .* over header and payload$/,
      /^\? SHA1HEADER {4}not computed, /,
    ],
    json: signatureStates,
    expected: [
      ["RSAHEADER", "not-reached", undefined],
      ["SIGPGP", "not-reached", undefined],
    ],
  },
  {
    name: "an unknown algorithm beside good signatures",
    build: {
      signatures: [{ tag: "RSAHEADER" }, { tag: "SIGPGP" }, ML_DSA],
    },
    text: [
      /^ {2}Verdict {7}verified$/,
      /^\? OPENPGP {7}unknown, v6 ML-DSA-65\+Ed25519\/SHA-256 2024-/,
      /^\? {15}E_UNKNOWN the OPENPGP signature has an unknown algorithm, /,
    ],
    json: signatureStates,
    expected: [
      ["RSAHEADER", "good", undefined],
      ["SIGPGP", "good", undefined],
      ["OPENPGP", "unknown", "E_UNKNOWN"],
    ],
  },
  {
    name: "an unknown algorithm alone",
    build: { signatures: [ML_DSA] },
    text: [/^! Problem {7}E_UNKNOWN /, /^\? OPENPGP {7}unknown, v6 /],
    json: signatureStates,
    expected: [["OPENPGP", "unknown", "E_UNKNOWN"]],
  },
  {
    name: "a DSA signature of version 3",
    build: {
      signatures: [
        { tag: "DSAHEADER", pin: { publicKeyAlgorithm: 17 } },
        { tag: "SIGPGP" },
      ],
    },
    text: [
      /^! DSAHEADER {5}BAD, v3 DSA\/SHA-256 2024-/,
      /^! {15}E_WEAK the DSAHEADER signature of version 3 is not by RSA/,
    ],
    json: signatureStates,
    expected: [
      ["DSAHEADER", "bad", "E_WEAK"],
      ["SIGPGP", "good", undefined],
    ],
  },
  {
    name: "a signed source package",
    build: SOURCE_PACKAGE,
    text: [
      /^! Problem {7}E_LAYOUT .* is a source package, /,
      /^ {2}Architecture {2}src$/,
      /^ {2}100644 {7}13 driver\.spec$/,
    ],
    json: problemCodes,
    expected: ["E_LAYOUT"],
  },
  {
    name: "a source package without its key",
    build: SOURCE_PACKAGE,
    noKey: true,
    text: [
      /^! Problem {7}E_NOKEY /,
      /^! Problem {7}E_LAYOUT .* is a source package, /,
      /^\? Architecture {2}"src"$/,
    ],
    json: problemCodes,
    expected: ["E_NOKEY", "E_LAYOUT"],
  },
  {
    name: "a package that owns the root directory",
    build: { files: [folder("/"), file("/usr/src/a-1/a", "a")] },
    text: [
      /^! Problem {7}E_PATH .*: owns the root directory of the system, /,
      /^ {2}040755 {5}4096 \/$/,
    ],
    json: problemCodes,
    expected: ["E_PATH"],
  },
  {
    name: "a name that is not UTF-8",
    build: {
      files: [file("/usr/src/a-1/x", "a")],
      bend: {
        mainEntries: (entries) =>
          changeEntry(entries, TAG.BASENAMES, (entry) => ({
            ...entry,
            data: entry.data.map((byte) => byte === 0x78 ? 0xff : byte),
          })),
      },
    },
    text: [
      /^! Problem {7}E_PATH .* is not UTF-8, /,
      /^ {2}100644 {8}1 \/usr\/src\/a-1\/\ufffd$/,
    ],
    json: problemCodes,
    expected: ["E_PATH"],
  },
];

Deno.test("inspect leaves no evidence out, in text and in JSON", async (t) => {
  await using desk = await Desk.make();
  for (const row of EVIDENCE) {
    await t.step(row.name, async () => {
      const { path } = await desk.package("e.rpm", row.build);
      const run = (...args: readonly string[]) =>
        row.noKey === true
          ? runProgram(["inspect", "--key", "/nowhere", ...args, path], {
            PATH: Deno.env.get("PATH") ?? "",
          })
          : desk.run("inspect", ...args, path);
      const text = await run();
      const json = await run("--json");
      const only: RpmInspection = JSON.parse(json.stdout).packages[0];
      assertEquals(row.json(only), row.expected);
      const verified = only.verdict === "verified";
      assertEquals([text.code, json.code], verified ? [0, 0] : [3, 3]);
      const lines = text.stdout.split("\n");
      let at = -1;
      for (const pattern of row.text) {
        const next = lines.findIndex((line, i) => i > at && pattern.test(line));
        assert(next > at, `${pattern} is not in\n${lines.join("\n")}`);
        at = next;
      }
    });
  }
});
