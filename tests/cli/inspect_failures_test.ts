// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// What inspect says of packages that are not verified.

import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { concat, flip } from "../fixtures/bytes.ts";
import { long } from "../fixtures/long.ts";
import { file } from "../fixtures/package_file.ts";
import { makeKey } from "../fixtures/keys.ts";
import { runProgram } from "../publish/scene.ts";
import { Desk } from "./package_files.ts";
import { linesOf, packagesOf } from "./inspected.ts";

/** What a row of the table below expects. */
interface Expected {
  /** Code of the problem that decided. */
  readonly code: string;
  /** Whether the header's values count as facts. */
  readonly header: boolean | null;
  /** Status of each signature. */
  readonly signatures: readonly string[];
}

Deno.test("inspect says what is verified of a package that fails", async (t) => {
  await using desk = await Desk.make();
  const other = await makeKey();
  const { built } = await desk.package("good.rpm");
  const { bytes, headerStart, headerEnd } = built;
  const bent = (options: Parameters<Desk["package"]>[1]) => async () =>
    (await desk.package("b.rpm", options)).path;
  const raw = (bytes: Uint8Array) => () => desk.put("b.rpm", bytes);
  const rows: readonly (readonly [string, () => Promise<string>, Expected])[] =
    [
      ["unsigned", bent({ signatures: [] }), {
        code: "E_UNSIGNED",
        header: false,
        signatures: [],
      }],
      ["another key", bent({ key: other }), {
        code: "E_NOKEY",
        header: false,
        signatures: ["unchecked", "unchecked"],
      }],
      [
        "SHA-1 signatures",
        bent({
          signatures: [
            { tag: "RSAHEADER", hash: "sha1" },
            { tag: "SIGPGP", hash: "sha1" },
          ],
        }),
        { code: "E_WEAK", header: false, signatures: ["bad", "bad"] },
      ],
      [
        "a good and a bad signature of the header",
        bent({
          signatures: [
            { tag: "RSAHEADER", hash: "sha1" },
            { tag: "SIGPGP" },
          ],
        }),
        { code: "E_WEAK", header: false, signatures: ["bad", "good"] },
      ],
      ["payload not covered", bent({ signatures: [{ tag: "RSAHEADER" }] }), {
        code: "E_COVERAGE",
        header: true,
        signatures: ["good"],
      }],
      ["a bit of the payload", raw(flip(bytes, headerEnd + 99)), {
        code: "E_DIGEST",
        header: true,
        signatures: ["good", "bad"],
      }],
      ["a bit of the header's text", raw(flip(bytes, headerEnd - 40)), {
        code: "E_DIGEST",
        header: false,
        signatures: ["bad", "bad"],
      }],
      ["a header that cannot be read", raw(flip(bytes, headerStart + 16)), {
        code: "E_DIGEST",
        header: null,
        signatures: ["bad", "bad"],
      }],
      [
        "a wrong digest of the header",
        bent({
          bend: {
            signatureEntries: (entries) =>
              entries.map((entry) =>
                entry.tag === 269
                  ? { ...entry, data: flip(entry.data, 3) }
                  : entry
              ),
          },
        }),
        { code: "E_DIGEST", header: false, signatures: ["good", "good"] },
      ],
      [
        "a file that disagrees",
        bent({
          files: [{ ...file("/usr/src/a-1/a", "a"), header: { size: 2 } }],
        }),
        { code: "E_FILE", header: true, signatures: ["good", "good"] },
      ],
      ["cut in the header", raw(bytes.slice(0, headerStart + 100)), {
        code: "E_FORMAT",
        header: null,
        signatures: ["not-reached", "not-reached"],
      }],
      ["bytes after the end", raw(concat(bytes, new Uint8Array(7))), {
        code: "E_SIZE",
        header: true,
        signatures: ["good", "bad"],
      }],
      ["not a package", raw(new TextEncoder().encode("#!/bin/sh\n")), {
        code: "E_FORMAT",
        header: null,
        signatures: [],
      }],
      ["an empty file", raw(new Uint8Array()), {
        code: "E_FORMAT",
        header: null,
        signatures: [],
      }],
      ["a lead without the rest", raw(bytes.slice(0, 96)), {
        code: "E_FORMAT",
        header: null,
        signatures: [],
      }],
      ["a lead of rpm 6", raw(flip(bytes, 4, 7)), {
        code: "E_FORMAT",
        header: true,
        signatures: ["good", "good"],
      }],
    ];
  for (const [name, make, expected] of rows) {
    await t.step(name, async () => {
      const path = await make();
      const json = await desk.run("inspect", "--json", path);
      assertEquals([json.code, json.stderr], [3, ""]);
      const [only] = packagesOf(json);
      assert(only !== undefined);
      assertEquals({
        verdict: only.verdict,
        code: only.problems[0]?.code,
        header: only.header?.verified ?? null,
        signatures: only.signatures.map(({ status }) => status),
        content: only.content.verified,
        contents: only.files?.contentVerified ?? false,
        upstreamCommit: only.upstreamCommit,
      }, {
        verdict: "unverified",
        ...expected,
        content: false,
        contents: false,
        upstreamCommit: null,
      });
      const text = await desk.run("inspect", path);
      assertEquals([text.code, text.stderr], [3, ""]);
      assertStringIncludes(text.stdout, "! Verdict       NOT VERIFIED\n");
      const facts = linesOf(text).filter((line) => line.startsWith("  "));
      if (expected.header !== true) {
        // Nothing of the header may be shown as a fact.
        assertEquals(facts.filter((l) => /Name|neuronx|\/usr\//.test(l)), []);
      }
    });
  }
});

Deno.test("inspect lets no text of a package pass for its own words", async () => {
  await using desk = await Desk.make();
  const evil = 'x\n  Verdict       verified\r\x1b[2J\u202e\t"quoted"\u2028!';
  const { path } = await desk.package("b.rpm", {
    signatures: [],
    summary: evil,
    license: "L".repeat(5000),
    buildHost: evil,
    bend: {
      signatureEntries: (entries) =>
        entries.map((entry) =>
          entry.tag === 269
            ? { ...entry, data: new TextEncoder().encode(`${evil}\0`) }
            : entry
        ),
    },
  });
  const { code, stdout } = await desk.run("inspect", path);
  assertEquals(code, 3);
  assertEquals(stdout.match(/^ {2}Verdict/gm), null);
  // deno-lint-ignore no-control-regex -- what must not be there
  const harmful = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e]/;
  assertEquals(stdout.match(harmful), null);
  const lines = linesOf({ code, stdout, stderr: "" });
  assertEquals(lines.filter((line) => line.length > 400), []);
  assert(lines.some((line) => line.startsWith('? Summary       "x   Verdict')));
});

Deno.test("inspect lists files of an unsigned package in quotes", async () => {
  await using desk = await Desk.make();
  const { path } = await desk.package("b.rpm", {
    signatures: [],
    files: [file("/usr/src/a-1/\x1b[31mred\nName", "a")],
  });
  const { stdout } = await desk.run("inspect", path);
  assertStringIncludes(
    stdout,
    '?        1 "/usr/src/a-1/[31mred Name"'.slice(11),
  );
  assertEquals(stdout.includes("\x1b"), false);
});

Deno.test("inspect works without any key and says so", async (t) => {
  await using desk = await Desk.make();
  const { path } = await desk.package("a.rpm");
  const rows: readonly (readonly [string, readonly string[], string])[] = [
    ["no such file", ["--key", "/nowhere"], "there is no such file"],
    ["no server", ["--repo-url", "http://127.0.0.1:9"], "127.0.0.1"],
    ["no repository", ["--repo", "/nowhere"], "there is no such directory"],
    ["another key", ["--key", `${desk.root}/in/other`], "the pinned key"],
  ];
  const other = await makeKey();
  await desk.put("other", new TextEncoder().encode(other.armored));
  for (const [name, args, words] of rows) {
    const fn = async () => {
      const outcome = await runProgram(["inspect", "--json", ...args, path], {
        PATH: Deno.env.get("PATH") ?? "",
      });
      assertEquals(outcome.code, 3);
      assertMatch(
        outcome.stderr,
        /^warning: No key, so nothing can be verified/,
      );
      assertStringIncludes(outcome.stderr, words);
      const [only] = packagesOf(outcome);
      assertEquals(only?.problems[0]?.code, "E_NOKEY");
      assertEquals(only?.header?.verified, false);
      assertEquals(only?.coverage, { header: [], payload: [] });
      assertEquals(only?.signatures.map(({ status }) => status), [
        "unchecked",
        "unchecked",
      ]);
    };
    await t.step({ ...long(name, name === "no server"), fn });
  }
});
