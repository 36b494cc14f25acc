// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals } from "@std/assert";
import { parsePage } from "../../lib/notes/parse_page.ts";
import { quotedNotes } from "../../lib/record/quoted_notes.ts";
import { skipIf } from "../fixtures/programs.ts";
import { noData, readData } from "../fixtures/snapshot.ts";

/** Notes, and what a message has in their place. */
const ROWS:
  readonly (readonly [title: string, notes: string, shown: string])[] = [
    ["git's end of a message", "* A\n\n---\n\nB", "* A\n\n> ---\n\nB"],
    ["with a blank after it", "--- \t", "> --- \t"],
    ["a file's diff", "--- a/x\n+++ b/x", "> --- a/x\n+++ b/x"],
    ["a diff", "diff --git a/x b/x", "> diff --git a/x b/x"],
    ["CVS's index", "Index: x", "> Index: x"],
    [
      "a mailbox",
      "From 1234 Mon Sep 17 00:00:00 2001",
      "> From 1234 Mon Sep 17 00:00:00 2001",
    ],
    ["a control character in it", "-\x01--", "> ---"],
    ["a break of Unicode's before it", "A\u2028---", "> A\n> ---"],
    ["our block", "Metadata\n--------\nA", "> Metadata\n> --------\nA"],
    ["moved to the right", "  Files\n  -----", ">   Files\n> -----"],
    ["as the shouting", "METADATA\n--------", "> METADATA\n> --------"],
    ["a rule of another length", "Data\n-------", "> Data\n> -------"],
    [
      "a zero-width space",
      "Meta\u200bdata\n---\u200b-----",
      "> Metadata\n> --------",
    ],
    ["a no-break space", "Release\u00a0Notes", "> Release\u00a0Notes"],
    [
      "full-width letters",
      "Ｆｉｌｅｓ\n－－－－－",
      "> Ｆｉｌｅｓ\n> －－－－－",
    ],
    ["Cyrillic letters", "Меtаdаtа", "> Меtаdаtа"],
    ["box drawings", "A\n────────", "> A\n> ────────"],
    ["minus signs", "−−−−−", "> −−−−−"],
    ...[5, 8, 13].map((length) => {
      const rule = "-".repeat(length);
      return [
        `a rule of ${length} below an item`,
        `* A\n${rule}\nB`,
        `* A\n> ${rule}\nB`,
      ] as const;
    }),
    ["a title with a dash", "Data - more\n----", "> Data - more\n> ----"],
    ["a field", "GPG key fingerprint: 1234", "> GPG key fingerprint: 1234"],
    ["a field's check", "SHA256 check: OK", "> SHA256 check: OK"],
    ["a file", "- M: src/Makefile", "> - M: src/Makefile"],
    ["a trailer", "Rpm-Sha256: 12", "> Rpm-Sha256: 12"],
    ["a spaced trailer", "rpm-sha256\u00a0：12", "> rpm-sha256\u00a0：12"],
    [
      "combining marks",
      "R\u0332pm-Sha\u0332256: 12",
      "> R\u0332pm-Sha\u0332256: 12",
    ],
    [
      "blanks of other kinds",
      "RPM\u00a0downloaded\u2003from  repository: x",
      "> RPM\u00a0downloaded\u2003from  repository: x",
    ],
    ["a signature", "Signed-off-by: A <a@b>", "> Signed-off-by: A <a@b>"],
    ["an author", "co-authored-by: A", "> co-authored-by: A"],
    ["skip ci", "A [skip ci] B", "A [ skip ci] B"],
    ["ci skip", "[CI SKIP]", "[ CI SKIP]"],
    ["in brackets", "[[skip ci]]", "[[ skip ci]]"],
    ["with hyphens", "[ci-skip][skip-ci]", "[ ci-skip][ skip-ci]"],
    ["no ci", "[no ci]", "[ no ci]"],
    [
      "a forge's name",
      "[skip travis-ci] [azp skip]",
      "[ skip travis-ci] [ azp skip]",
    ],
    ["a hidden one", "[sk\u00adip ci]", "[ skip ci]"],
    ["a hidden one of bidi", "[skip\u202e ci]", "[ skip ci]"],
    ["Azure's", "a***NO_CI***", "a*** NO_CI***"],
    [
      "skip-checks",
      "skip-checks: true\nskip-checks:true",
      "skip-checks : true\nskip-checks :true",
    ],
    ["an issue", "Fixes #1, closes: #2", "Fixes # 1, closes: # 2"],
    ...[
      ..."close closes closed closing fix fixes fixed fixing".split(" "),
      ..."resolve resolves resolved resolving reopen reopens".split(" "),
      ..."reopened reopening implement implements implemented".split(" "),
      "implementing",
    ].map((word) => [word, `${word} #1`, `${word} # 1`] as const),
    ["again", "Reopens #1, reopened a/b!2", "Reopens # 1, reopened a/b! 2"],
    [
      "a tag of GitLab's",
      "/tag v9 Evil\n  /TAG 1\n/tag",
      "> /tag v9 Evil\n>   /TAG 1\n> /tag",
    ],
    ["elsewhere", "resolves a/b#3, fix GH-4", "resolves a/b# 3, fix GH- 4"],
    ...["issues", "pull", "pulls", "work_items", "merge_requests"].map((kind) =>
      [
        `by address of ${kind}`,
        `Closes https://a.example/b/${kind}/5`,
        `Closes https://a.example/b/${kind}/ 5`,
      ] as const
    ),
    [
      "a mention",
      "by @name, a@b.example, (@c)",
      "by @ name, a@b.example, (@ c)",
    ],
    [
      "scissors",
      "# ------------------------ >8 ------------------------",
      "# ------------------------ > 8 ------------------------",
    ],
    ["other scissors", "-- 8< -- cut", "-- 8 < -- cut"],
  ];

/** What stands before the colon in a line of ours. */
const NAMES: readonly string[] = [
  ...["Package", "Version", "License", "Summary", "Description", "Filename"],
  ...["Checksum", "Buildhost", "Buildtime", "GPG key primary uid"],
  ...["GPG key creation time", "GPG check", "SHA512 check"],
  ...["Source code extracted from file", "RPM Downloaded from repository"],
  ...["Rpm-Content-Sha256", "Rpm-Signed-At", "Upstream-Commit"],
  ...["Release-Notes-Source", "Published-By", "Co-authored-by"],
];

Deno.test("quotedNotes() quotes each of our fields, also in letters that look alike", () => {
  const letters =
    "aаɑα cсϲϹ dԁ eеεҽ hһ iіιıɩ lӏ mмμ nпո oоοօ pрρ rг sѕ tтτ uυս yу";
  for (const name of NAMES) {
    assertEquals(quotedNotes(`${name}: x`), [`> ${name}: x`]);
    for (const [ours = "", ...others] of letters.split(" ")) {
      for (const other of others) {
        const alike = `${name.toLowerCase().replaceAll(ours, other)}: x`;
        assertEquals(quotedNotes(alike), [`> ${alike}`]);
      }
    }
    for (const colon of "∶꞉ː") {
      assertEquals(quotedNotes(`${name}${colon} x`), [`> ${name}${colon} x`]);
    }
  }
});

/** Notes that stay byte for byte. */
const KEPT: readonly string[] = [
  "Date: 06/24/2025\n\nBug Fixes\n^^^^^^^^^\n* One: two\n\n----\n\n* Three\n",
  "* A ``--flag``, b -- c, x > 8, 5 <8\n",
  // Scissors in a line of which a third, and no more, looks cut.
  "->8abcdef",
  "#. A\n----\n1. B\n----\n> C\n----",
  "== ====\na  b\n== ====\n",
  "# A comment for an editor, and @ alone, `a@b.c`, https://a.example/@b",
  "* Fixed the issue 12 of [note] and [1]_, skip the rest",
  "* Note: metadata of files, release notes\n- D\n",
  "--\n-----x\n---x\nx----",
  "from the driver, index: 1, diff -u\n/sys/class/neuron_device\n* /tag is not at the beginning",
  "é ü 日本語 — “quoted”",
];

Deno.test("quotedNotes()", async (t) => {
  for (const [title, notes, shown] of ROWS) {
    await t.step(title, () => {
      assertEquals(quotedNotes(notes).join("\n"), shown);
      assertEquals(quotedNotes(shown).join("\n"), shown, "done twice");
    });
  }
});

Deno.test("quotedNotes() leaves everything else", () => {
  for (const notes of KEPT) assertEquals(quotedNotes(notes).join("\n"), notes);
});

const realData = skipIf(noData());

Deno.test({
  ...realData.for("quotedNotes() leaves the vendor's notes"),
  fn: async () => {
    const pages = [
      "notes/components-runtime.rst",
      "notes/prev-2.26.0-runtime.rst",
      "snapshots/2025-07-06/release-notes-runtime-aws-neuronx-dkms.rst",
    ];
    for (const name of pages) {
      const { sections } = parsePage(await readData(name));
      for (const { rst, spelled } of sections) {
        assertEquals(quotedNotes(rst).join("\n"), rst, `${name} ${spelled}`);
      }
    }
  },
});

Deno.test("quotedNotes() stays fast on hostile text", () => {
  const pieces = ["[", "[skip", "fix ", "fixes #", "@", "-", "8<", "- \n", "а"];
  for (const piece of pieces) {
    const text = piece.repeat(256 * 1024 / piece.length);
    assertEquals(quotedNotes(text).length > 0, true);
  }
});
