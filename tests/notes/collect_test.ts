// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { OperationError } from "../../lib/errors.ts";
import { collectNotes, type NotesSources } from "../../lib/notes/collect.ts";
import { AWS_NEURON } from "../../lib/profile.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const OLD = bytes(
  "Neuron Driver release [2.1]\n----\n\nDate: 1/2/2021\n\n* A\n",
);
const NEW = bytes("Neuron Driver\n~~~~~~~~~~~~~\n\n**Version:** 2.29\n\n* B\n");
const PREV = bytes(
  "AWS Neuron SDK 2.26.0: notes\n====\n\nNeuron Driver 2.24.7.0\n^^^^\n* C\n",
);
const UNTOLD = bytes("Neuron Driver 2.24.7.0\n^^^^\n* C\n");

const OLD_FILE = "release-notes-runtime-aws-neuronx-dkms.rst";
const NEW_FILE = "release-notes-components-runtime.rst";
const PREV_FILE = "release-notes-2.26.0-runtime.rst";

/** Collects from answers by URL or path; what is not there is a 404. */
function collect(
  answers: Readonly<Record<string, Uint8Array<ArrayBuffer>>>,
  sources: Partial<NotesSources>,
) {
  const read = (name: string) => {
    const answer = answers[name];
    return answer === undefined
      ? Promise.reject(
        new OperationError("network", {
          subject: name,
          problem: "the server does not send the file",
          expected: "status 200",
          found: "status 404",
        }),
      )
      : Promise.resolve(answer);
  };
  return collectNotes({ download: read, readFile: read }, {
    files: [],
    urls: [],
    archived: new Map(),
    names: AWS_NEURON.notesNames,
    ...sources,
  });
}

Deno.test("collectNotes() names pages by what they are", async () => {
  const urls = ["https://a/1", "https://a/2", "https://a/3", "https://a/4"];
  const answers = {
    "https://a/1": NEW,
    "https://a/2": PREV,
    "https://a/3": OLD,
    "https://a/4": UNTOLD,
  };
  const { pages, files, warnings } = await collect(answers, { urls });
  assertEquals(pages.map(({ source, format }) => [source, format]), [
    [NEW_FILE, "components"],
    [PREV_FILE, "per-release"],
    [OLD_FILE, "dkms-index"],
    ["https://a/4", "per-release"],
  ]);
  assertEquals([...files.keys()], [NEW_FILE, PREV_FILE, OLD_FILE]);
  assertEquals(files.get(OLD_FILE), OLD);
  assertEquals(warnings, []);
});

Deno.test("collectNotes() puts what is new before its archived copy", async () => {
  const archived = new Map([[OLD_FILE, OLD], [NEW_FILE, NEW]]);
  const fresh = bytes(new TextDecoder().decode(NEW).replace("* B", "* Fresh"));
  const collected = await collect({ "https://a/1": fresh }, {
    urls: ["https://a/1"],
    archived,
  });
  assertEquals(collected.pages.map(({ source }) => source), [
    NEW_FILE,
    OLD_FILE,
  ]);
  assertEquals(collected.pages[0]?.sections[0]?.rst, "* Fresh");
  assertEquals(collected.files.get(NEW_FILE), fresh);
  assertEquals(collected.files.get(OLD_FILE), OLD);
});

Deno.test("collectNotes() downloads while the archive is read", async () => {
  const archive = Promise.withResolvers<Map<string, Uint8Array>>();
  const { pages } = await collectNotes({
    download: () => {
      archive.resolve(new Map([[OLD_FILE, OLD]])); // not before
      return Promise.resolve(NEW);
    },
    readFile: () => Promise.reject(new Error("no files")),
  }, {
    files: [],
    urls: ["https://a/1"],
    archived: archive.promise,
    names: AWS_NEURON.notesNames,
  });
  assertEquals(pages.map(({ source }) => source), [NEW_FILE, OLD_FILE]);
});

Deno.test("collectNotes() fails where the archive cannot be read", async () => {
  await assertRejects(
    () => collect({}, { archived: Promise.reject(new Error("no archive")) }),
    Error,
    "no archive",
  );
});

Deno.test("collectNotes() reads files before URLs", async () => {
  const other = bytes(new TextDecoder().decode(OLD).replace("* A", "* File"));
  const { pages, files } = await collect(
    { "https://a/1": OLD, "f.rst": other },
    { files: ["f.rst"], urls: ["https://a/1"] },
  );
  // Both are old pages, and only one can have the name.
  assertEquals(pages.map(({ source }) => source), [OLD_FILE, "https://a/1"]);
  assertEquals(files.get(OLD_FILE), other);
});

Deno.test("collectNotes() warns of a source that fails and goes on (G33)", async (t) => {
  const url = "https://me:secret@notes.example/page.rst";
  const large = new Uint8Array(50_000_000).fill(0x41);
  const rows: readonly [string, Uint8Array<ArrayBuffer> | undefined, string][] =
    [
      [
        "404",
        undefined,
        "the server does not send the file, expected status 200, found " +
        "status 404",
      ],
      ["not UTF-8", new Uint8Array([0xff, 0xfe, 0]), "it is not UTF-8"],
      [
        "no version in it",
        bytes("Notes\n=====\n\nMoved.\n"),
        "it names no version of the driver",
      ],
      [
        "HTML",
        bytes("\n<!DOCTYPE html><html>Neuron Driver release [2.1]</html>"),
        "it is HTML, not reStructuredText",
      ],
      ["50 MB", large, "more than 8388608 bytes"],
      ["empty", bytes(""), "it names no version of the driver"],
      [
        "one section, of 300 kB",
        bytes(new TextDecoder().decode(OLD) + "* A long line\n".repeat(22_000)),
        "its sections have more than 262144 characters",
      ],
    ];
  for (const [title, answer, reason] of rows) {
    await t.step(title, async () => {
      const collected = await collect(
        answer === undefined ? {} : { [url]: answer },
        { urls: [url], archived: new Map([[NEW_FILE, NEW]]) },
      );
      assertEquals(collected.pages.map(({ source }) => source), [NEW_FILE]);
      assertEquals(collected.warnings, [
        `Release notes https://notes.example/page.rst left out: ${reason}`,
      ]);
    });
  }
  const long = "* A long line\n".repeat(22_000);
  const read = (page: Uint8Array) => new TextDecoder().decode(page);
  const pages: readonly (readonly [string, string, string])[] = [
    ["dkms index", read(OLD) + long + read(OLD).replace("2.1", "2.2"), "2.1"],
    [
      "components",
      read(NEW) + long + "\n**Version:** 2.28\n\n* D\n",
      "2.29",
    ],
    [
      "per release",
      `${read(PREV)}${long}\nNeuron Driver 2.24.6.0\n^^^^\n* D\n`,
      "2.24.7.0",
    ],
  ];
  for (const [format, page, version] of pages) {
    await t.step(`one section of several, of 300 kB: ${format}`, async () => {
      const { pages, warnings } = await collect({ [url]: bytes(page) }, {
        urls: [url],
      });
      const read = pages.flatMap(({ sections }) => sections);
      assertEquals(read.map((section) => section.spelled !== version), [true]);
      assertEquals(warnings, [
        `Release notes https://notes.example/page.rst: the section of ` +
        `${version} left out: more than 262144 characters`,
      ]);
    });
  }
  await t.step("an archived page that is damaged", async () => {
    const archived = new Map([[NEW_FILE, bytes("<html>")], [OLD_FILE, OLD]]);
    const { pages, files, warnings } = await collect({}, { archived });
    assertEquals(pages.map(({ source }) => source), [OLD_FILE]);
    assertEquals([...files.keys()], [OLD_FILE]);
    assertMatch(warnings.join(), new RegExp(`${NEW_FILE} \\(archived\\) left`));
  });
});

Deno.test("collectNotes() cannot be made to name a file elsewhere", async () => {
  const title = (sdk: string) =>
    bytes(`AWS Neuron SDK ${sdk}: x\n====\n\nNeuron Driver 1.0\n^^^^\n* C\n`);
  for (const sdk of ["../2.1", "2.1/../../x", "2", "2.1.1.1.1", ".."]) {
    const { files } = await collect({ a: title(sdk) }, { files: ["a"] });
    for (const name of files.keys()) {
      assertMatch(name, /^release-notes-[0-9.]+-runtime\.rst$/);
    }
  }
});

Deno.test("collectNotes() stops when its signal aborts", async () => {
  const stop = new AbortController();
  const download = () => {
    stop.abort(new Error("enough"));
    return Promise.reject(new Error("enough"));
  };
  await assertRejects(
    () =>
      collectNotes({ download, readFile: download, signal: stop.signal }, {
        files: [],
        urls: ["https://a/1"],
        archived: new Map(),
        names: AWS_NEURON.notesNames,
      }),
    Error,
    "enough",
  );
});

Deno.test("the built-in sources are those that there still are", () => {
  assertEquals(
    AWS_NEURON.notesUrls.map((url) => url.split("/master/")[1]),
    [
      "release-notes/components/runtime.rst",
      "release-notes/prev/2.27.0/runtime.rst",
      "release-notes/prev/2.26.0/runtime.rst",
      "release-notes/prev/2.25.0/runtime.rst",
    ],
  );
});
