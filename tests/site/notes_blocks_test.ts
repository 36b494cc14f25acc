// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Notes as markup: what the vendor's pages use, what hostile ones try, and the
// same words as docutils reads, where that is installed.

import { assert, assertEquals } from "@std/assert";
import { notesMarkup } from "../../lib/site/notes_blocks.ts";
import { needs, runProgram } from "../fixtures/programs.ts";

function rendered(rst: string): string {
  return notesMarkup(rst).map(String).join("").replaceAll(/\n\s*/g, "").trim();
}

const LINK = 'rel="external nofollow noreferrer"';

const ROWS: readonly [rst: string, expected: string][] = [
  [
    "Bug Fixes\n^^^^^^^^^\n\nText of\none line.",
    "<h3>Bug Fixes</h3><p>Text of one line.</p>",
  ],
  [
    "* a\n* b\n\n* c",
    "<ul><li><p>a</p></li><li><p>b</p></li><li><p>c</p></li></ul>",
  ],
  [
    "* a\n\n  - b\n\n    1. c\n\n* d",
    "<ul><li><p>a</p><ul><li><p>b</p><ol><li><p>c</p></li></ol></li></ul></li><li><p>d</p></li></ul>",
  ],
  ["* a\n  b\n\n  c", "<ul><li><p>a b</p><p>c</p></li></ul>"],
  ["1. a\n2. b", "<ol><li><p>a</p></li><li><p>b</p></li></ol>"],
  [
    "Text::\n\n    x < y\n      z\n\nMore",
    '<p>Text:</p><pre class="wrap">x &lt; yz</pre><p>More</p>',
  ],
  [
    ".. code-block:: bash\n   :linenos:\n\n   sudo *x*",
    '<pre class="wrap">sudo *x*</pre>',
  ],
  [
    ".. note:: Be *careful*.",
    "<blockquote><p><strong>Note</strong></p><p>Be <em>careful</em>.</p></blockquote>",
  ],
  [
    "A\n\n   quoted\n\nB",
    "<p>A</p><blockquote><p>quoted</p></blockquote><p>B</p>",
  ],
  [
    "``a*b*`` **c** *d*",
    "<p><code>a*b*</code> <strong>c</strong> <em>d</em></p>",
  ],
  [
    "`the page <https://example.com/a?b&c>`_.",
    `<p><a href="https://example.com/a?b&amp;c" ${LINK}>the page</a>.</p>`,
  ],
  [
    "See `it`_ and It_.\n\n.. _it: https://example.com/",
    `<p>See <a href="https://example.com/" ${LINK}>it</a> and <a href="https://example.com/" ${LINK}>It</a>.</p>`,
  ],
  [
    "At https://example.com/a, there.",
    `<p>At <a href="https://example.com/a" ${LINK}>https://example.com/a</a>, there.</p>`,
  ],
  [":ref:`a guide <label>` and :doc:`b`", "<p>a guide and b</p>"],
  ["|x|\n\n.. |x| replace:: **y**", "<p>**y**</p>"],
  ["a_b and snake_case_ 2_", "<p>a_b and snake_case_ 2_</p>"],
  [".. a comment\n   of two lines\n\n.. _label:\n\nText", "<p>Text</p>"],
];

Deno.test("notesMarkup() writes what the vendor's pages use", () => {
  for (const [rst, expected] of ROWS) {
    assertEquals(rendered(rst), expected, rst);
  }
});

Deno.test("notesMarkup() leaves a table as it is", () => {
  const table = "=====  ======\nType   System\n=====  ======\n``a``  <b> c\n" +
    "=====  ======";
  assertEquals(
    notesMarkup(`Tested:\n\n${table}\n`).map(String).join(""),
    "<p>Tested:</p>\n" +
      `<pre class="wrap">${table.replace("<b>", "&lt;b&gt;")}</pre>\n`,
  );
});

Deno.test("notesMarkup() links to the web alone", () => {
  const addresses = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "//example.com/",
    "https:",
    "https://ada:secret@example.com/",
    "../a",
  ];
  for (const address of addresses) {
    for (
      const rst of [
        `\`text <${address}>\`_`,
        `\`text\`_\n\n.. _text: ${address}`,
        `text_\n\n.. _text: ${address}`,
      ]
    ) {
      const shown = rendered(rst);
      assert(!shown.includes("<a"), `${rst}\n${shown}`);
      assert(!shown.includes("<script"), shown);
    }
  }
  const [quoted = ""] = [rendered('`a <https://example.com/"onclick="x>`_')];
  assertEquals(
    quoted,
    `<p><a href="https://example.com/%22onclick=%22x" ${LINK}>a</a></p>`,
  );
});

Deno.test("notesMarkup() is done in no time, whatever is in it", () => {
  const parts = ["``", "`", "* ", "*", "**", "|a", ":a:`", "  - ", "\\", "a_"];
  for (const part of parts) {
    for (const joint of ["", "\n", " "]) {
      assert(notesMarkup(Array(3_000).fill(part).join(joint)).length >= 0);
    }
  }
  const nested = Array.from({ length: 500 }, (_, i) => `${"  ".repeat(i)}* a`);
  assert(rendered(nested.join("\n")).length < 1_000_000);
});

Deno.test("notesMarkup() lets no definition grow a page to gigabytes", () => {
  const long = "y".repeat(100_000);
  const texts = [
    `.. |x| replace:: ${long}\n\n${"|x|".repeat(40_000)}`,
    `.. _x: https://a.example/${long}\n\n${"x_ ".repeat(40_000)}`,
    `${"= ".repeat(50_000)}=\n${"a\n".repeat(150)}${"= ".repeat(50_000)}=`,
  ];
  for (const text of texts) {
    const { length } = notesMarkup(text).map(String).join("");
    assert(length < 2_000_000, `${length} characters`);
  }
});

const DOCUTILS = `
import sys, json
from docutils.core import publish_doctree
texts = [publish_doctree(text, settings_overrides={
  "report_level": 5, "file_insertion_enabled": False, "raw_enabled": False,
}).astext() for text in json.load(sys.stdin)]
json.dump(texts, sys.stdout)`;

const tools = needs("python3", "docutils");

Deno.test({
  ...tools.for("notesMarkup() has the words that docutils has"),
  fn: async () => {
    // Without what only Sphinx knows, names that nobody defines, and comments,
    // which docutils counts as text.
    const texts = ROWS.map(([rst]) => rst)
      .filter((rst) =>
        !/:ref:|snake_case_|\|x\||note::|:linenos:|a comment/.test(rst)
      );
    const { text } = await runProgram("python3", ["-c", DOCUTILS], {
      stdin: new TextEncoder().encode(JSON.stringify(texts)),
    });
    const words = (line: string) => line.split(/\s+/).filter((w) => w !== "");
    for (const [i, theirs] of JSON.parse(text).entries()) {
      const ours = notesMarkup(texts[i] ?? "").map(String).join(" ")
        .replaceAll(/<[^>]*>/g, "").replaceAll("&lt;", "<")
        .replaceAll("&amp;", "&");
      assertEquals(words(ours), words(theirs), texts[i]);
    }
  },
});
