// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Where links lead. What people read of them is in message_text_test.ts.

import { assertEquals } from "@std/assert";
import { parseInline, readDefinitions } from "../../lib/notes/inline.ts";
import { MAX_DEFINITION } from "../../lib/notes/rst.ts";

const LONG = `https://${"y".repeat(MAX_DEFINITION)}`;

/** What a page defines, a paragraph, and the text and address of its link. */
const ROWS: Readonly<
  Record<
    string,
    [page: string, text: string, shown: string, address: string | undefined]
  >
> = {
  "a word": [".. _here: https://a", "Look here_.", "here", "https://a"],
  "a name": [".. _a b: https://a", "See `a b`_.", "a b", "https://a"],
  "a name in another spelling": [
    ".. _The  Guide: https://a",
    "See `the\nguide`_.",
    "the\nguide",
    "https://a",
  ],
  "a name that is not defined": ["", "See `a`_.", "a", undefined],
  "a name without an address": [".. _a: b c", "See `a`_.", "a", undefined],
  "a name with too long an address": [`.. _a: ${LONG}`, "a_", "a", undefined],
  "a name with as long a one": [
    `.. _a: ${LONG.slice(0, MAX_DEFINITION)}`,
    "See a_",
    "a",
    LONG.slice(0, MAX_DEFINITION),
  ],
  "its own address": [".. _z: b", "`z <https://a>`_", "z", "https://a"],
  "its own over two lines": ["", "`z <https://\na>`_", "z", "https://a"],
  "an address alone": ["", "`<https://a>`__", "https://a", "https://a"],
  "a name with a bracket": ["", "`a <b`_", "a <b", undefined],
  "an address as it is": [
    "",
    "(https://a/b_).",
    "https://a/b_",
    "https://a/b_",
  ],
};

Deno.test("parseInline() knows where links lead", async (t) => {
  for (const [name, [page, text, shown, address]] of Object.entries(ROWS)) {
    await t.step(name, () => {
      const spans = parseInline(text, readDefinitions(page.split("\n")));
      const links = spans.filter(({ kind }) => kind === "link");
      assertEquals(links.map((link) => [link.text, link.address]), [
        [shown, address],
      ]);
    });
  }
});
