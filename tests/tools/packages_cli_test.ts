// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { parseArgs } from "@std/cli/parse-args";
import { ProgressBar } from "@std/cli/unstable-progress-bar";
import { decodeBase64, encodeBase64 } from "@std/encoding/base64";
import { decodeHex, encodeHex } from "@std/encoding/hex";
import { format as formatBytes } from "@std/fmt/bytes";
import { format as formatDuration } from "@std/fmt/duration";
import { bold, getColorEnabled, red, stripAnsiCode } from "@std/fmt/colors";
import { basename, dirname, fromFileUrl, join, toFileUrl } from "@std/path";
import { join as joinPosix } from "@std/path/posix";

Deno.test("parseArgs() has types that follow the options", () => {
  const parsed = parseArgs(
    ["check", "--repo=x", "--key", "a", "--key", "b", "--json", "--", "-z"],
    {
      boolean: ["json", "quiet"],
      string: ["repo", "key", "date"],
      collect: ["key"],
      alias: { quiet: "q" },
      default: { date: "now" },
      "--": true,
    },
  );
  const json: boolean = parsed.json;
  const repo: string | undefined = parsed.repo;
  const keys: string[] = parsed.key;
  const rest: string[] = parsed["--"];
  assertEquals({ json, repo, keys, rest, positional: parsed._ }, {
    json: true,
    repo: "x",
    keys: ["a", "b"],
    rest: ["-z"],
    positional: ["check"],
  });
  assertEquals([parsed.quiet, parsed.q, parsed.date], [false, false, "now"]);
});

Deno.test("parseArgs() reports unknown options and stops early", () => {
  const unknown: string[] = [];
  const parsed = parseArgs(["--what=1", "publish", "--json"], {
    stopEarly: true,
    unknown: (arg, key) => {
      if (key !== undefined) unknown.push(arg);
      return key === undefined;
    },
  });
  assertEquals(unknown, ["--what=1"]);
  assertEquals(parsed._, ["publish", "--json"]);
});

Deno.test("ProgressBar writes a line and ends", async () => {
  const written: Uint8Array[] = [];
  const bar = new ProgressBar({
    max: 4,
    barLength: 4,
    interval: 60_000,
    formatter: ({ progressBar, value, max }) =>
      `${progressBar} ${value}/${max}`,
    writable: new WritableStream({
      write: (chunk) => void written.push(chunk),
    }),
  });
  bar.value = 3;
  await bar.stop();
  const text = await new Blob(written.map((chunk) => new Uint8Array(chunk)))
    .text();
  assertEquals(text, "\r\x1b[K---- 0/4\r\x1b[K###- 3/4\n");
});

Deno.test("@std/encoding encodes and decodes", () => {
  const bytes = new Uint8Array([0, 127, 128, 255]);
  assertEquals(encodeHex(bytes), "007f80ff");
  assertEquals(decodeHex("007F80ff"), bytes);
  assertThrows(() => decodeHex("0g"), TypeError);
  assertEquals(encodeBase64(bytes), "AH+A/w==");
  assertEquals(decodeBase64("AH+A/w=="), bytes);
});

Deno.test("@std/fmt formats sizes, times and colours", () => {
  assertEquals(formatBytes(1_500_000), "1.5 MB");
  assertEquals(formatBytes(2_048, { binary: true }), "2 kiB");
  assertEquals(formatDuration(61_000, { ignoreZero: true }), "1m 1s");
  assertEquals(stripAnsiCode(bold(red("x"))), "x");
  assertEquals(red("x") !== "x", getColorEnabled());
});

Deno.test("@std/path joins and splits", () => {
  assertEquals(joinPosix("archive", "..", "src", "./a"), "src/a");
  assertEquals(basename(join("a", "b.rpm"), ".rpm"), "b");
  assertEquals(dirname(join("a", "b")), "a");
  const path = join(Deno.cwd(), "ä b");
  assertEquals(fromFileUrl(toFileUrl(path)), path);
});

Deno.test("@std/assert returns what was thrown", async () => {
  const error = await assertRejects(
    () => Promise.reject(new RangeError("too far")),
    RangeError,
    "far",
  );
  assertEquals(error.message, "too far");
});
