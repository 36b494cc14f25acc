// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals, assertThrows } from "@std/assert";
import { VerificationError } from "../../lib/errors.ts";
import { parseReleaseMessage } from "../../lib/record/message_parser.ts";
import { skipIf } from "../fixtures/programs.ts";
import { DATA, noData } from "../fixtures/snapshot.ts";

const MESSAGE = `feat: Neuron Driver 2.1.0.0

Source code extracted from file: driver.rpm
RPM Downloaded from repository: https://vendor.example


Release Notes
-------------
* Faster

Bugs
-------------
* Fewer
-------------


Metadata
--------
Package: driver-dkms
Summary:
Description: a: b
GPG key primary uid: Vendor <v@vendor.example>
--------


Files
-----
- ?: src/new.c
- M: src/a b.c
- D: src/- ?: x
-----

Rpm-Sha256: 00
Published-By: neuron-publish/1.0.0
`;

Deno.test("parseReleaseMessage() takes a message apart", () => {
  assertEquals(parseReleaseMessage(MESSAGE), {
    subject: "feat: Neuron Driver 2.1.0.0",
    file: "driver.rpm",
    repoUrl: "https://vendor.example",
    notes: "* Faster\n\nBugs\n-------------\n* Fewer",
    fields: new Map([
      ["Package", "driver-dkms"],
      ["Summary", ""],
      ["Description", "a: b"],
      ["GPG key primary uid", "Vendor <v@vendor.example>"],
    ]),
    files: ["?: src/new.c", "M: src/a b.c", "D: src/- ?: x"],
    trailers: new Map([
      ["Rpm-Sha256", "00"],
      ["Published-By", "neuron-publish/1.0.0"],
    ]),
  });
});

Deno.test("parseReleaseMessage() does without notes and trailers", () => {
  const text = MESSAGE
    .replace(/Release Notes[^]*(?=Metadata)/, "")
    .replace(/\n\nRpm-Sha256[^]*/, "\n");
  const { notes, trailers } = parseReleaseMessage(text);
  assertEquals([notes, trailers.size], [undefined, 0]);
  for (const end of ["", "\n", "\n\n\n"]) {
    assertEquals(parseReleaseMessage(text.trimEnd() + end).files.length, 3);
  }
});

Deno.test("parseReleaseMessage() reads notes that are odd", () => {
  const rule = "-------------";
  for (
    const notes of ["", rule, `${rule}\n\n\nMetadata\n--------`]
  ) {
    const text = MESSAGE.replace(/(?<=^-+\n)\* Faster[^]*?Fewer/m, notes);
    assertEquals(parseReleaseMessage(text).notes, notes);
  }
  const none = MESSAGE.replace(/(?<=^-+\n)\* Faster[^]*?Fewer\n/m, "");
  assertEquals(parseReleaseMessage(none).notes, "");
});

Deno.test("parseReleaseMessage() refuses what has no place in the form", async (t) => {
  const rows: readonly (readonly [string, string | RegExp, string, number])[] =
    [
      ["an empty message", /[^]+/, "", 2],
      ["the first line alone", /\n[^]+/, "", 2],
      ["text after the subject", "\n\nSource", "\nMore\nSource", 2],
      ["a line between file and repository", "RPM Down", "x\nRPM Down", 4],
      ["text before the sections", "\n\n\nRelease", "\n\nx\nRelease", 6],
      ["notes without an end", /-------------\n\n\nMetadata/, "Metadata", 9],
      ["no metadata", /Metadata\n[^]*/, "", 9],
      ["metadata without an end", /--------\n\n\nFiles[^]*/, "", 23],
      ["text before a field", "Package: d", "# Package: d", 19],
      ["a field without colon", "Package: driver", "Package driver", 19],
      ["a field without blank", "Package: d", "Package:d", 19],
      ["a field twice", /^(Package: .*\n)/m, "$1$1", 20],
      ["a continuation line", "Package: driver-dkms", "Package: a\n b", 20],
      ["files of another kind", "- ?: src/new.c", "- A: src/new.c", 28],
      ["text before a file", "- ?: src/new.c", "x- ?: src/new.c", 28],
      ["files without an end", /-----\n\nRpm[^]*/, "", 31],
      ["text after the files", "-----\n\nRpm", "-----\nx\n\nRpm", 32],
      ["a paragraph more", "Published-By", "\nPublished-By", 34],
      ["a trailer twice", /^(Rpm-Sha256.*\n)/m, "$1$1", 34],
      ["text among the trailers", "Published-By: ", "as you know ", 34],
    ];
  for (const [name, from, to, line] of rows) {
    await t.step(name, () => {
      const text = MESSAGE.replace(from, to);
      const error = assertThrows(
        () => parseReleaseMessage(text),
        VerificationError,
      );
      assertEquals(error.code, "E_FORMAT");
      assertEquals(
        error.problem,
        `line ${line} is not that of a release's message`,
      );
      const found = text.trimEnd().split("\n")[line - 1];
      assertEquals(
        error.found,
        found === undefined ? "the end" : JSON.stringify(found),
      );
    });
  }
});

Deno.test({
  ...skipIf(noData()).for(
    "parseReleaseMessage() reads all of the predecessor's messages",
  ),
  fn: async () => {
    const folder = new URL("expected/messages/", DATA);
    for await (const { name } of Deno.readDir(folder)) {
      const text = await Deno.readTextFile(new URL(name, folder));
      const message = parseReleaseMessage(text);
      const version = name.replace(/\.txt$/, "");
      assertEquals(message.subject, `feat: Neuron Driver ${version}`);
      assertEquals(message.fields.get("Version"), version);
      assertEquals(message.fields.size, 14);
      assertEquals(message.trailers.size, 0);
      assertEquals(message.notes !== undefined, text.includes("Release Notes"));
    }
  },
});
