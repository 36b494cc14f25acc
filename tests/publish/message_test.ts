// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Release notes in messages, and words of upstream.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { drivers, Scene } from "./scene.ts";

Deno.test("publish without notes still publishes", async () => {
  await using scene = await Scene.make(await drivers("2.20.0.0"));
  const { code, stderr } = await scene.run(
    "publish",
    "--notes-url",
    `${scene.server.url}/gone.rst`,
  );
  assertEquals(code, 0);
  assertMatch(stderr, /^warning: Release notes .*gone\.rst left out: .*404/m);
  const message = await scene.repository.git("log", "-1", "--format=%B");
  assert(!message.includes("Release Notes"));
});

Deno.test("publish puts the notes of the version into the message", async () => {
  await using scene = await Scene.make(await drivers("2.20.0.0"));
  const page = `${scene.repository.root}/notes.rst`;
  await Deno.writeTextFile(
    page,
    [
      "Neuron Driver release [2.20.0.0]",
      "--------------------------------",
      "Date: 1/2/2025",
      "",
      "* Fixes \x1b[31mred\x1b[0m things",
      "--------", // would close our own section
      "Neuron Driver release [2.19.0.0]",
      "---",
      "* Older",
      "",
    ].join("\n"),
  );
  assertEquals((await scene.run("publish", "--notes-file", page)).code, 0);
  const message = await scene.repository.git("log", "-1", "--format=%B");
  assert(
    message.includes(
      "\nRelease Notes\n-------------\nDate: 1/2/2025\n\n" +
        "* Fixes [31mred[0m things\n> --------\n-------------\n\n\nMetadata\n",
    ),
    message,
  );
  assert(!message.includes("Older"));
  // The archive keeps the page, and the next run reads it from there.
  await scene.offer(await drivers("2.20.0.0"));
  assertEquals((await scene.run("publish")).code, 0);
  assertEquals(
    await scene.repository.read(
      "archive/release-notes-runtime-aws-neuronx-dkms.rst",
    ),
    await Deno.readTextFile(page),
  );
});

Deno.test("upstream's words forge nothing, in the message or on the terminal", async () => {
  const forged = "x\n\nRpm-Sha256: 0000\n\x1b[2J\u202eGPG check: OK\r\nMore";
  const [built] = await drivers({
    version: "2.20.0.0",
    summary: forged,
    description: forged,
    buildHost: forged,
    license: forged,
  });
  if (built === undefined) throw new Error("no package");
  // XML could not carry such text; the signed header can.
  const plain = { summary: "", description: "", buildHost: "", license: "" };
  await using scene = await Scene.make([], {
    packages: [{ built, facts: plain }],
  });
  const { stdout, stderr } = await scene.run("publish", "--dry-run");
  for (const text of [stdout, stderr]) {
    // deno-lint-ignore no-control-regex -- what must not be there
    assertEquals(text.match(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/), null);
  }
  assertEquals((await scene.run("publish")).code, 0);
  const { repository } = scene;
  const message = await repository.git("log", "-1", "--format=%B");
  assertEquals(message.match(/^GPG check: OK$/gm)?.length, 1);
  assertEquals(
    await repository.git("log", "-1", "--format=%(trailers:key=Rpm-Sha256)"),
    message.match(/^Rpm-Sha256: [0-9a-f]{64}$/m)?.[0] + "\n",
  );
});
