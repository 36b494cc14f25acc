// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals } from "@std/assert";
import { dateOf, formatDay, formatTime } from "../lib/time.ts";

Deno.test("formatTime() and formatDay() take any number", () => {
  const rows: readonly [number, string, string][] = [
    [0, "1970-01-01T00:00:00Z", "1970-01-01"],
    [1766191617, "2025-12-20T00:46:57Z", "2025-12-20"],
    [1766191617.9, "2025-12-20T00:46:57Z", "2025-12-20"],
    [253402300799, "9999-12-31T23:59:59Z", "9999-12-31"],
    [253402300800, "no time (253402300800)", "no time (253402300800)"],
    [8640000000001, "no time (8640000000001)", "no time (8640000000001)"],
    [-1, "no time (-1)", "no time (-1)"],
    [NaN, "no time (NaN)", "no time (NaN)"],
    [Infinity, "no time (Infinity)", "no time (Infinity)"],
  ];
  for (const [seconds, time, day] of rows) {
    assertEquals(formatTime(seconds), time);
    assertEquals(formatDay(seconds), day);
    assertEquals(
      formatTime(new Date(seconds * 1000)).slice(0, 7),
      time.slice(0, 7),
    );
  }
});

Deno.test("dateOf() takes any number of seconds", () => {
  const rows: readonly [number, number][] = [
    [1766191617, 1766191617000],
    [8640000000001, 8.64e15],
    [-Number.MAX_SAFE_INTEGER, -8.64e15],
  ];
  for (const [seconds, ms] of rows) assertEquals(dateOf(seconds).getTime(), ms);
});

Deno.test("no other file formats a time", async () => {
  const lib = new URL("../lib/", import.meta.url);
  const found: string[] = [];
  const walk = async (directory: URL) => {
    for await (const { name, isDirectory } of Deno.readDir(directory)) {
      const url = new URL(name + (isDirectory ? "/" : ""), directory);
      if (isDirectory) await walk(url);
      else if (
        /\.toISOString\(|\.toLocale\w+\(|\bIntl\./.test(
          await Deno.readTextFile(url),
        )
      ) found.push(url.href.slice(lib.href.length));
    }
  };
  await walk(lib);
  // The notes' pages have days, each checked before it is formatted.
  assertEquals(found.sort(), ["notes/page.ts", "time.ts"]);
});
