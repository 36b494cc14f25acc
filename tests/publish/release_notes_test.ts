// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Release notes from their sources into commits and the archive.

import { assert, assertEquals, assertMatch } from "@std/assert";
import type { ServedFiles } from "../fixtures/server.ts";
import { serve, type TestServer } from "../fixtures/server.ts";
import { drivers, Scene } from "./scene.ts";

const OLD_FILE = "release-notes-runtime-aws-neuronx-dkms.rst";
const NEW_FILE = "release-notes-components-runtime.rst";
const PREV_FILE = "release-notes-2.26.0-runtime.rst";

const OLD = `Neuron Driver release [2.22.2.0]
----
Date: 06/24/2025

* Old :ref:\`words <x>\`

Neuron Driver release [2.1]
----
* First
`;

const NEW = `Neuron Runtime (Neuron 2.31.0 Release)
--------------------------------------

Neuron Driver
~~~~~~~~~~~~~

**Version:** 2.29

.. Comment

* New :ref:\`words <x>\`

**Version:** 2.22.2.0

* Not this one
`;

const PREV = `AWS Neuron SDK 2.26.0: Neuron Runtime release notes
===================================================

Bug fixes
---------

Neuron Driver 2.24.7.0
^^^^^^^^^^^^^^^^^^^^^^
* Between
`;

/** A server of pages, and the options that name them. */
function pages(files: Readonly<Record<string, string>>): TestServer {
  const served: ServedFiles = new Map(Object.entries(files));
  return serve(served);
}

function urls(server: TestServer, ...names: readonly string[]): string[] {
  return names.flatMap((name) => ["--notes-url", `${server.url}/${name}`]);
}

/** Source and rule of each release, by its trailer. */
async function trailers(scene: Scene): Promise<Record<string, string>> {
  const { repository } = scene;
  const tags = (await repository.git("tag", "--list")).split("\n");
  const found: Record<string, string> = {};
  for (const tag of tags) {
    found[tag] = await repository.git(
      "log",
      "-1",
      "--format=%(trailers:key=Release-Notes-Source,valueonly,separator=%x2C)",
      tag,
    );
  }
  return found;
}

const verify = (scene: Scene) => scene.run("verify", "--json");

Deno.test("publish takes notes from three formats, and archives the pages", async () => {
  await using scene = await Scene.make(
    await drivers("2.1.5.0", "2.22.2.0", "2.24.7.0", "2.29.0.0", "2.30.0.0"),
  );
  await using server = pages({ "new": NEW, "old": OLD, "prev": PREV });
  const named = urls(server, "new", "old", "prev");
  const { code, stderr } = await scene.run("publish", ...named);
  assertEquals(code, 0);
  assert(!stderr.includes("warning"), stderr);
  assertEquals(await trailers(scene), {
    // The old page does not match by prefix in messages.
    "2.1.5.0": "",
    "2.22.2.0": `${OLD_FILE}, exact`,
    "2.24.7.0": `${PREV_FILE}, exact`,
    "2.29.0.0": `${NEW_FILE}, prefix`,
    "2.30.0.0": "",
  });
  const { repository } = scene;
  const message = (tag: string) =>
    repository.git("log", "-1", "--format=%B", tag);
  const section = (text: string) =>
    `\nRelease Notes\n-------------\n${text}\n-------------\n`;
  assert(
    (await message("2.22.2.0")).includes(
      section("Date: 06/24/2025\n\n* Old :ref:`words <x>`"),
    ),
  );
  assert((await message("2.29.0.0")).includes(section("* New words")));
  assert(
    (await message("2.24.7.0")).includes(
      section("Bug fixes\n^^^^^^^^^\n* Between"),
    ),
  );
  for (
    const [file, page] of [[OLD_FILE, OLD], [NEW_FILE, NEW], [PREV_FILE, PREV]]
  ) assertEquals(await repository.read(`archive/${file}`), page);
  assertMatch(
    await repository.git("log", "--format=%s"),
    /^feat: Update archive - release notes$/m,
  );
  const proof = await verify(scene);
  assertEquals(proof.code, 0, proof.stdout);
});

Deno.test("publish falls back to what it has archived, and says so", async () => {
  await using scene = await Scene.make(await drivers("2.22.2.0"));
  await using server = pages({ "new": NEW, "old": OLD });
  const named = urls(server, "new", "old");
  assertEquals((await scene.run("publish", ...named)).code, 0);

  // The day that the vendor moves everything.
  server.set(new Map([["new", "<!DOCTYPE html><title>Sign in</title>"]]));
  await scene.offer(await drivers("2.22.2.0", "2.29.0.0"));
  const { code, stderr } = await scene.run("publish", ...named);
  assertEquals(code, 0);
  assertEquals(
    stderr.split("\n").filter((line) => line.startsWith("warning")),
    [
      `warning: Release notes ${server.url}/new left out: it is HTML, not ` +
      "reStructuredText",
      `warning: Release notes ${server.url}/old left out: the server does ` +
      "not send the file, expected status 200, found status 404",
    ],
  );
  const { "2.29.0.0": source } = await trailers(scene);
  assertEquals(source, `${NEW_FILE}, prefix`);
  assertEquals(await scene.repository.read(`archive/${NEW_FILE}`), NEW);
  assertEquals((await verify(scene)).code, 0);
});

Deno.test("publish keeps the text of the day when a page changes later", async () => {
  await using scene = await Scene.make(await drivers("2.29.0.0"));
  await using server = pages({ "new": NEW });
  const named = urls(server, "new");
  await scene.run("publish", ...named);
  const changed = NEW.replace("* New", "* Newer");
  server.set(new Map([["new", changed]]));
  await scene.offer(await drivers("2.29.0.0", "2.30.0.0"));
  assertEquals((await scene.run("publish", ...named)).code, 0);
  assertEquals(await scene.repository.read(`archive/${NEW_FILE}`), changed);
  assertMatch(
    await scene.repository.git("log", "-1", "--format=%B", "2.29.0.0"),
    /^\* New words$/m,
  );
  assertEquals((await verify(scene)).code, 0);
});

Deno.test("publish gives notes that match two releases to neither", async () => {
  await using scene = await Scene.make(await drivers("2.29.0.0", "2.29.1.0"));
  await using server = pages({ "new": NEW });
  const { code, stderr } = await scene.run("publish", ...urls(server, "new"));
  assertEquals(code, 0);
  const warning = `warning: Release notes ${NEW_FILE}: 2.29 may be any of ` +
    "2.29.0.0, 2.29.1.0, so none gets its notes";
  assertEquals(stderr.split("\n").filter((line) => line === warning).length, 2);
  assertEquals(await trailers(scene), { "2.29.0.0": "", "2.29.1.0": "" });
  assertEquals((await verify(scene)).code, 0);
});

Deno.test("publish counts what is published, though upstream has it no more", async () => {
  await using scene = await Scene.make(await drivers("2.29.0.0"));
  await using server = pages({ "new": NEW });
  await scene.run("publish", ...urls(server, "new"));
  await scene.offer(await drivers("2.29.1.0"));
  const { repository } = scene;
  const published = await repository.git("rev-parse", "2.29.0.0");
  // In a clone without tags, too.
  for (const options of [["--delete", "2.29.0.0"], ["--list"]]) {
    await repository.git("reset", "--quiet", "--hard", published);
    await repository.git("tag", ...options);
    assertEquals((await scene.run("publish", ...urls(server, "new"))).code, 0);
    await repository.git("tag", "--force", "2.29.0.0", published);
    assertEquals(await trailers(scene), {
      "2.29.0.0": `${NEW_FILE}, prefix`,
      "2.29.1.0": "",
    });
    await repository.git("tag", "--delete", "2.29.1.0");
  }
});

Deno.test("publish archives the pages on a series branch as well", async () => {
  await using scene = await Scene.make(await drivers("2.20.0.0", "2.30.0.0"));
  await using server = pages({ "new": NEW, "prev": PREV });
  // The first run archives one page on main, the backport needs both.
  await scene.run("publish", ...urls(server, "prev"));
  await scene.offer(await drivers("2.20.0.0", "2.24.7.0", "2.30.0.0"));
  const { code } = await scene.run("publish", ...urls(server, "new"));
  assertEquals(code, 0);
  const { "2.24.7.0": source } = await trailers(scene);
  assertEquals(source, `${PREV_FILE}, exact`);
  const { repository } = scene;
  const files = await repository.git(
    "ls-tree",
    "--name-only",
    "2.24.7.0",
    "archive/",
  );
  for (const file of [NEW_FILE, PREV_FILE]) {
    assert(files.split("\n").includes(`archive/${file}`), files);
  }
  assertEquals((await verify(scene)).code, 0);
});

Deno.test("publish --json shows source and rule", async () => {
  await using scene = await Scene.make(await drivers("2.29.0.0"));
  await using server = pages({ "new": NEW });
  const { stdout } = await scene.run(
    "publish",
    "--json",
    ...urls(server, "new"),
  );
  const [release] = JSON.parse(stdout).releases;
  assertEquals(release.notes, { source: NEW_FILE, rule: "prefix" });
});
