// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals } from "@std/assert";
import { printableJson } from "../lib/printable.ts";

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
