// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals } from "@std/assert";
import {
  plainLines,
  printableJson,
  printableName,
  singleLine,
} from "../lib/printable.ts";

Deno.test("printableJson() escapes what a terminal would act on", () => {
  const document = { "a\u009bb": ["\u001b[31m", "x\u202ey\u007f", "é\n\t"] };
  const text = printableJson(document);
  assertEquals(
    text,
    String.raw`{
  "a\u009bb": [
    "\u001b[31m",
    "x\u202ey\u007f",
    "é\n\t"
  ]
}`,
  );
  assertEquals(JSON.parse(text), document);
});

Deno.test("printableJson() prints times in whole seconds, and such as are none", () => {
  const times = [new Date(1_700_000_000_999), new Date(8.64e15), new Date(NaN)];
  assertEquals(JSON.parse(printableJson({ at: times[0], times })), {
    at: "2023-11-14T22:13:20Z",
    times: [
      "2023-11-14T22:13:20Z",
      "no time (8640000000000)",
      "no time (NaN)",
    ],
  });
});

Deno.test("nothing that reorders text or cannot be seen is printed", () => {
  for (
    const harmful of [
      "\u001b",
      "\u009b",
      "\u061c", // Arabic letter mark
      "\u200e",
      "\u202e",
      "\u2068",
      "\u00ad",
      "\u034f",
      "\u180e",
      "\u200b",
      "\u2060",
      "\u206e",
      "\ufeff",
      "\ufe0f",
      "\ufff9", // an annotation begins
      "\u{e0041}", // a tag: text in text
    ]
  ) {
    const text = `a${harmful}b`;
    assertEquals(singleLine(text), "ab");
    assertEquals(plainLines(text), "ab");
    const point = harmful.codePointAt(0)?.toString(16);
    assertEquals(printableName(text), `a\\u{${point}}b`);
    const json = printableJson({ text });
    assertEquals(/^[\n\x20-\x7e]*$/.test(json), true, json);
    assertEquals(JSON.parse(json), { text });
  }
  assertEquals(plainLines("é 漢\t1\n2"), "é 漢\t1\n2");
});

Deno.test("a break of a line is a break, wherever and however often it stands", () => {
  const text = " a\r\nb\rc\u2028d\u2029e\tf\tg\n";
  assertEquals(plainLines(text), " a\nb\nc\nd\ne\tf\tg\n");
  assertEquals(singleLine(text), "a b c d e f g");
  const [name, shown] = [
    "a b\u202ec\n\n\u00a0",
    "a b\\u{202e}c\\u{a}\\u{a}\\u{a0}",
  ];
  assertEquals(printableName(name), shown);
});
