// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals } from "@std/assert";
import { readDefinitions } from "../../lib/notes/inline.ts";
import { messageText } from "../../lib/notes/message_text.ts";

/** A text, and what is left of it. */
const ROWS: readonly (readonly [string, string, string])[] = [
  ["a role with text", "See :ref:`the guide <guide>`.", "See the guide."],
  ["a role without text", "See :ref:`guide`.", "See guide."],
  ["a role of a path", "See :doc:`APIs </a/b>`.", "See APIs."],
  ["a role in brackets", "(:ref:`reference <x>`)", "(reference)"],
  [
    "a role over two lines",
    "See :ref:`the\nguide <guide>`.",
    "See the\nguide.",
  ],
  ["a domain's role", "A :py:func:`f`.", "A f."],
  ["no role within a word", "a:b:`c`", "a:b:`c`"],
  ["a link", "By `Ann <https://example.com/>`_ and", "By Ann and"],
  ["an anonymous link", "By `Ann <https://example.com/>`__.", "By Ann."],
  ["a link by name", "By `Ann B`_.", "By Ann B."],
  [
    "a link that is its own text",
    "At `<https://a.example>`_",
    "At https://a.example",
  ],
  ["a word that is a link", ".. _here: https://a\n\nLook here_.", "Look here."],
  [
    "a word that is none",
    "A trailing_ and __init__.",
    "A trailing_ and __init__.",
  ],
  [
    "literals",
    "``:ref:`a <b>` `` and ``a_`` stay",
    "``:ref:`a <b>` `` and ``a_`` stay",
  ],
  [
    "other interpreted text",
    "A `State-Buffer` stays",
    "A `State-Buffer` stays",
  ],
  ["emphasis", "**TRN2** and *a*", "**TRN2** and *a*"],
  ["URLs", "https://a.example/b_c_", "https://a.example/b_c_"],
  ["a stray backtick in an item", "* a ` b\n* :ref:`c <d>`", "* a ` b\n* c"],
  ["a label", ".. _a-label:\n\n* A", "* A"],
  ["a comment", "T\n^^^\n\n.. A comment!\n\n* A", "T\n^^^\n\n* A"],
  ["a comment of lines", "A\n\n.. One\n   two\n\n   three\n\nB", "A\n\nB"],
  ["an empty comment", "A\n\n..\n\n   B", "A\n\n   B"],
  [
    "a comment in a list",
    "* A\n\n  .. no\n\n  more\n* B",
    "* A\n\n  more\n* B",
  ],
  [
    "a directive stays",
    ".. note::\n\n   See :ref:`x <y>`.",
    ".. note::\n\n   See x.",
  ],
  [
    "a code block stays as it is",
    ".. code-block:: bash\n\n   :ref:`x <y>`  \n\n   .. no comment\n\n:ref:`z`",
    ".. code-block:: bash\n\n   :ref:`x <y>`\n\n   .. no comment\n\nz",
  ],
  [
    "a literal block stays as it is",
    "So::\n\n   :ref:`x <y>`\n\n:ref:`z`",
    "So::\n\n   :ref:`x <y>`\n\nz",
  ],
  [
    "a table stays as it is",
    "== ==========\na  :ref:`b`\n== ==========\n\nA",
    "== ==========\na  :ref:`b`\n== ==========\n\nA",
  ],
  [
    "the compatibility table goes",
    "Fixes\n^^^^^\n* A\n\nCompatibility Support Table\n^^^^^^^^^^^^^^^^^^^^^^^^^\n" +
    "Tested:\n\n=== ===\na   b\n=== ===\nc   d\n=== ===\n\nMore\n^^^^\n* B",
    "Fixes\n^^^^^\n* A\n\nMore\n^^^^\n* B",
  ],
  [
    "a substitution",
    "New |a b|_ and |c|.\n\n.. |a b| replace:: ``a``\n.. _a b: https://a\n",
    "New ``a`` and |c|.",
  ],
  ["a quote", "A\n\n   See :ref:`x <y>`.", "A\n\n   See x."],
  [
    "a role in a title, and a title at the end",
    "* A\n\nSee :ref:`x <y>`\n---------------",
    "* A\n\nSee x\n---------------",
  ],
  [
    "a title of another kind that names the table stays",
    "Compatibility Table\n-------------------\n* A",
    "Compatibility Table\n-------------------\n* A",
  ],
  ["nested lists", "* A\n\n  * :ref:`b`\n    c", "* A\n\n  * b\n    c"],
  ["blanks at ends of lines", "* A \n* B\t", "* A\n* B"],
  [
    "transitions at both ends",
    "----\n\n* A\n\n----\n\nB\n\n----\n",
    "* A\n\n----\n\nB",
  ],
  ["nothing but comments", ".. a\n\n.. b\n", ""],
  ["a footnote", ".. [1] A :ref:`b`", ".. [1] A b"],
];

Deno.test("messageText() takes any number of lines, and no long substitution", () => {
  const lines = [
    `.. |x| replace:: ${"y".repeat(100_000)}`,
    "",
    ...Array<string>(200_000).fill("|x|"),
  ];
  const text = messageText(lines, readDefinitions(lines));
  assertEquals(text.length, 4 * 200_000 - 1);
});

Deno.test("messageText()", async (t) => {
  for (const [title, text, expected] of ROWS) {
    await t.step(title, () => {
      const lines = text.split("\n");
      const once = messageText(lines, readDefinitions(lines));
      assertEquals(once, expected);
    });
  }
});
