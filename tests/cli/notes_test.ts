// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { AWS_NEURON } from "../../lib/profile.ts";
import { findNotes } from "../../lib/publish/release_notes.ts";
import { assertEquals, assertMatch } from "@std/assert";
import { run } from "../../lib/cli/run.ts";
import { skipIf } from "../fixtures/programs.ts";
import { serve } from "../fixtures/server.ts";
import { noData, readData } from "../fixtures/snapshot.ts";
import { buildRepository } from "../fixtures/yum_repository.ts";
import { TestRepository } from "../git/test_repository.ts";
import { drivers, Scene } from "../publish/scene.ts";

const realData = skipIf(noData());
const FILE = "release-notes-components-runtime.rst";

const PAGE = `Neuron Runtime (Neuron 2.31.0 Release)
--------------------------------------

**Date of release**: 07/07/2026

Neuron Driver
~~~~~~~~~~~~~

**Version:** 2.29

Bug Fixes
^^^^^^^^^

* Fixed \`\`a\`\` that was long enough to be broken into two lines on a terminal
  of eighty columns, see :ref:\`the guide <guide>\`.

.. _neuron-driver-2-28:

**Version:** 2.28.0.0

* Older \x1b[2Jthings
`;

const OLD_PAGE = "Neuron Driver release [2.1]\n----\n\n* First\n";

/** Runs the command line, on a terminal or not. */
async function notes(
  args: readonly string[],
  options: { env?: Record<string, string>; columns?: number } = {},
) {
  let stdout = "";
  let stderr = "";
  const { columns, env } = options;
  const code = await run(["notes", ...args], {
    stdout: (text) => stdout += text,
    stderr: (text) => stderr += text,
    stdoutIsTerminal: columns !== undefined,
    stderrIsTerminal: false,
    noColor: false,
    ...(columns === undefined ? {} : { columns }),
  }, env);
  return { code, stdout, stderr };
}

/** A server with pages and packages, and a file of the first page. */
async function bench() {
  const packages = (await drivers("2.28.0.0", "2.29.0.0"))
    .map((built) => ({ built }));
  const files = await buildRepository({ packages });
  files.set("new.rst", new TextEncoder().encode(PAGE));
  files.set("old.rst", new TextEncoder().encode(OLD_PAGE));
  return serve(files);
}

Deno.test("notes prints text, and says which page and rule on stderr", async () => {
  await using server = await bench();
  const from = ["--notes-url", `${server.url}/new.rst`];
  const upstream = ["--repo-url", server.url];
  assertEquals(await notes(["2.29.0.0", ...from, ...upstream]), {
    code: 0,
    stdout: "Neuron Driver 2.29.0.0 (2026-07-07, Neuron SDK 2.31.0)\n\n" +
      "Bug Fixes\n\n" +
      "- Fixed a that was long enough to be broken into two lines on a " +
      "terminal of eighty columns, see the guide.\n",
    stderr: `From ${FILE}, which calls it 2.29 (by prefix)\n`,
  });
  // An exact match needs to know of no package.
  const before = server.requests.length;
  assertEquals(await notes(["2.28.0.0", ...from, ...upstream]), {
    code: 0,
    stdout: "Neuron Driver 2.28.0.0 (2026-07-07, Neuron SDK 2.31.0)\n\n" +
      "- Older [2Jthings\n",
    stderr: `From ${FILE}, which has exactly this version\n`,
  });
  assertEquals(server.requests.slice(before), ["GET /new.rst"]);
});

Deno.test("findNotes() names versions nearby only where there are no notes", async () => {
  await using server = await bench();
  const profile = {
    ...AWS_NEURON,
    repoUrl: server.url,
    notesUrls: [`${server.url}/new.rst`],
  };
  const found = await findNotes({ version: "2.28.0.0", profile });
  assertEquals([found.notes?.spelled, found.near], ["2.28.0.0", []]);
  const none = await findNotes({ version: "2.28.1.0", profile });
  assertEquals([none.notes, none.near], [undefined, ["2.28.0.0"]]);
});

Deno.test("notes breaks lines and paints headings on a terminal", async () => {
  await using server = await bench();
  const { stdout } = await notes(
    ["2.29", "--notes-url", `${server.url}/new.rst`],
    { columns: 200 },
  );
  assertEquals(
    stdout,
    "\x1b[1mNeuron Driver 2.29\x1b[22m" +
      "\x1b[2m (2026-07-07, Neuron SDK 2.31.0)\x1b[22m\n\n" +
      "\x1b[1mBug Fixes\x1b[22m\n\n" +
      "- Fixed a that was long enough to be broken into two lines on a " +
      "terminal of\n  eighty columns, see the guide.\n",
  );
});

Deno.test("notes --rst prints what a commit message has", async () => {
  await using server = await bench();
  const page = ["--notes-url", `${server.url}/new.rst`];
  const { stdout } = await notes(["2.29", "--rst", ...page]);
  assertEquals(
    stdout,
    "Bug Fixes\n^^^^^^^^^\n\n" +
      "* Fixed ``a`` that was long enough to be broken into two lines on a " +
      "terminal\n  of eighty columns, see the guide.\n",
  );
});

Deno.test("notes --json prints everything that is known", async () => {
  await using server = await bench();
  const urls = ["new.rst", "old.rst"]
    .flatMap((name) => ["--notes-url", `${server.url}/${name}`]);
  const { stdout, code } = await notes([
    "2.29.0.0",
    "--json",
    "--quiet",
    "--repo-url",
    server.url,
    ...urls,
  ]);
  assertEquals(code, 0);
  const { rst, text, ...facts } = JSON.parse(stdout);
  assertEquals(facts, {
    version: "2.29.0.0",
    source: FILE,
    rule: "prefix",
    spelled: "2.29",
    sdk: "2.31.0",
    date: "2026-07-07",
  });
  assertMatch(rst, /^Bug Fixes\n\^+\n/);
  assertMatch(text, /^Bug Fixes\n\n- Fixed a that/);
});

Deno.test("notes exits with 1 for a version without notes", async (t) => {
  await using server = await bench();
  const options = [
    "--repo-url",
    server.url,
    "--notes-url",
    `${server.url}/new.rst`,
  ];
  const rows = [
    ["2.28.1.0", ", found 2.28.0.0 nearby, not used"],
    ["2.29.0.1", ", found 2.29 nearby, not used"],
    ["9.9.9.9", ""],
  ] as const;
  for (const [version, near] of rows) {
    await t.step(version, async () => {
      const { code, stdout, stderr } = await notes([version, ...options]);
      assertEquals(code, 1);
      assertEquals(stdout, "");
      assertEquals(
        stderr,
        `error: Cannot find release notes: ${version}: no page of release ` +
          `notes has this version${near}\nhint: Not every release has notes; ` +
          `look in: ${FILE}\n`,
      );
    });
  }
  await t.step("as JSON", async () => {
    const { stdout } = await notes(["2.28.1.0", "--json", ...options]);
    const { error, ...rest } = JSON.parse(stdout);
    assertEquals(rest, {
      version: "2.28.1.0",
      near: ["2.28.0.0"],
      pages: [FILE],
    });
    assertEquals(error.subject, "2.28.1.0");
  });
  await t.step("without a page", async () => {
    const { code, stderr } = await notes([
      "2.29",
      "--notes-url",
      `${server.url}/gone.rst`,
    ]);
    assertEquals(code, 1);
    assertMatch(stderr, /^warning: Release notes .*gone\.rst left out: .*404/);
    assertMatch(stderr, /^error: .*: no page of release notes could be read$/m);
  });
});

Deno.test("notes says that packages are not known, and matches exactly", async () => {
  await using server = await bench();
  const { code, stderr } = await notes([
    "2.29.0.0",
    "--notes-url",
    `${server.url}/new.rst`,
    "--repo-url",
    `${server.url}/nowhere`,
  ]);
  assertEquals(code, 1);
  assertMatch(stderr, /^warning: Which packages there are is not known, so/m);
});

Deno.test("notes --repo reads the archive and uses no network", async () => {
  await using scene = await Scene.make(await drivers("2.1.5.0", "2.29.0.0"));
  const pages = { "new.rst": PAGE, "old.rst": OLD_PAGE };
  const files = [];
  for (const [name, text] of Object.entries(pages)) {
    await Deno.writeTextFile(`${scene.repository.root}/${name}`, text);
    files.push("--notes-file", `${scene.repository.root}/${name}`);
  }
  assertEquals((await scene.run("publish", ...files)).code, 0);
  const { env, path } = scene.repository;
  const asked = scene.server.requests.length;
  const read = (version: string) =>
    notes([version, "--repo", path, "--repo-url", scene.server.url], { env });
  assertMatch((await read("2.29.0.0")).stderr, /calls it 2\.29 \(by prefix\)/);
  // The old page, by prefix: for readers, not for messages.
  assertMatch((await read("2.1.5.0")).stdout, /\n- First\n$/);
  const message = await scene.repository.git(
    "log",
    "-1",
    "--format=%B",
    "2.1.5.0",
  );
  assertEquals(message.includes("Release Notes"), false);
  assertEquals(scene.server.requests.length, asked);

  await scene.repository.git("checkout", "--quiet", "--detach", "2.1.5.0");
  assertEquals((await read("2.29.0.0")).code, 0);
});

Deno.test("notes --repo says what is wrong with the repository", async () => {
  await using repository = await TestRepository.make();
  const { env, root, path } = repository;
  const none = await notes(["1.0", "--repo", `${root}/none`], { env });
  assertEquals(none.code, 1);
  assertMatch(
    none.stderr,
    /^error: Cannot find release notes: .*: there is no such directory\n/,
  );
  const empty = await notes(["1.0", "--repo", path], { env });
  assertEquals(empty.code, 1);
  assertMatch(
    empty.stderr,
    /no page of release notes could be read\nhint: Leave --repo out/,
  );
});

Deno.test("notes takes one version", async () => {
  assertEquals((await notes([])).code, 2);
  const two = await notes(["1.0", "2.0"]);
  assertEquals(two.code, 2);
  assertMatch(two.stderr, /^error: Expected one VERSION, found 1\.0, 2\.0\n/);
});

Deno.test({
  ...realData.for("notes finds those of the vendor's real packages"),
  fn: async () => {
    // As the pages say: 26 by the old one exactly, 2.1.5.0 by prefix.
    const releases: { tag: string }[] = JSON.parse(
      new TextDecoder().decode(await readData("expected/releases.json")),
    );
    const { matchNotes } = await import("../../lib/notes/match.ts");
    const { parsePage } = await import("../../lib/notes/parse_page.ts");
    const paths = [
      "snapshots/2025-07-06/release-notes-runtime-aws-neuronx-dkms.rst",
      "notes/components-runtime.rst",
      "notes/prev-2.26.0-runtime.rst",
    ];
    const pages = await Promise.all(paths.map(async (source) => ({
      source,
      ...parsePage(await readData(source)),
    })));
    const tags = releases.map(({ tag }) => tag);
    const newer = ["2.23.9.0", "2.24.7.0", "2.25.4.0", "2.24.13.0", "2.26.5.0"]
      .concat("2.26.10.0", "2.27.4.0", "2.28.0.0", "2.29.0.0", "2.30.2.0");
    const known = [...tags, ...newer];
    const rules = (purpose: "message" | "reading", versions: string[]) =>
      versions.map((version) => {
        const found = matchNotes(version, pages, { known, purpose });
        return found && `${found.format} ${found.rule}`;
      });
    const count = (found: readonly (string | undefined)[]) =>
      Object.fromEntries(
        [...new Set(found)].map((rule) => [
          rule ?? "none",
          found.filter((other) => other === rule).length,
        ]),
      );
    assertEquals(count(rules("message", tags)), {
      "none": 15,
      "dkms-index exact": 26,
    });
    assertEquals(count(rules("reading", tags)), {
      "none": 14,
      "dkms-index prefix": 1,
      "dkms-index exact": 26,
    });
    assertEquals(rules("message", newer), [
      undefined, // on a page that is not in the data
      "per-release exact",
      undefined, // as well
      "per-release exact",
      "components exact",
      "components exact",
      "components exact",
      "components exact",
      "components prefix",
      "components prefix",
    ]);
  },
});
