// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// What the options of check and publish do, on small repositories.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { defaultKey, makeKey } from "../fixtures/keys.ts";
import { lockRepository } from "../../lib/git/lock.ts";
import { drivers, Scene } from "./scene.ts";

Deno.test("check says what is new, and exits with 10 or 0", async () => {
  await using scene = await Scene.make(await drivers("2.20.0.0", "2.21.0.0"));
  const before = await scene.fingerprint();
  const news = await scene.run("check");
  assertEquals(news.code, 10);
  assertEquals(
    news.stdout,
    "2.20.0.0  aws-neuronx-dkms\n2.21.0.0  aws-neuronx-dkms\n",
  );
  assertEquals(news.stderr, "2 new, 0 published\n");
  assertEquals(await scene.fingerprint(), before);

  assertEquals((await scene.run("publish")).code, 0);
  const nothing = await scene.run("check", "--json");
  assertEquals(nothing.code, 0);
  const document = JSON.parse(nothing.stdout);
  assertEquals(document.releases, []);
  assertEquals(document.published, 2);
});

Deno.test("publish --dry-run prints plan and messages and writes nothing", async () => {
  await using scene = await Scene.make(await drivers("2.20.0.0"));
  // What writes nothing needs no lock.
  const store = await scene.repository.open();
  await using _lock = await lockRepository(store, "publish");
  const before = await scene.fingerprint();
  const { code, stdout, stderr } = await scene.run("publish", "--dry-run");
  assertEquals(code, 0);
  assertMatch(stdout, /^2\.20\.0\.0 {2}would publish {2}[0-9a-f]{12}/);
  assertMatch(stdout, /^ {4}feat: Neuron Driver 2\.20\.0\.0$/m);
  assertMatch(stdout, /^ {4}Rpm-Content-Sha256: [0-9a-f]{64}$/m);
  assertMatch(stderr, /Dry run: nothing was written\n$/);
  assertEquals(await scene.fingerprint(), before);
});

Deno.test("publish --version takes the named versions only", async () => {
  const versions = ["2.20.0.0", "2.21.0.0", "2.22.0.0"];
  await using scene = await Scene.make(await drivers(...versions));
  const tags = () => scene.repository.git("tag", "--list");
  const { code } = await scene.run("publish", "--version", "2.21.0.0");
  assertEquals(code, 0);
  assertEquals(await tags(), "2.21.0.0");

  const unknown = await scene.run("publish", "--version", "9.9");
  assertEquals(unknown.code, 2);
  assertMatch(unknown.stderr, /^error: Upstream has no version 9\.9\nhint: /);
  assertEquals(await tags(), "2.21.0.0");
});

Deno.test("publish --limit takes the oldest first, and goes on next time", async () => {
  const versions = ["2.20.0.0", "2.21.0.0", "2.22.0.0"];
  await using scene = await Scene.make(await drivers(...versions));
  const tags = () => scene.repository.git("tag", "--list");
  await scene.run("publish", "--limit", "2");
  assertEquals(await tags(), "2.20.0.0\n2.21.0.0");
  await scene.run("publish", "--limit", "2");
  assertEquals(await tags(), versions.join("\n"));
});

Deno.test("publish --json prints one document with the evidence", async () => {
  await using scene = await Scene.make(await drivers("2.20.0.0"));
  const { stdout, stderr } = await scene.run("publish", "--json", "--quiet");
  assertEquals(stderr, "");
  const document = JSON.parse(stdout);
  const [release] = document.releases;
  const { repository } = scene;
  assertEquals(release.tag, "2.20.0.0");
  assertEquals(release.verdict, "verified");
  assertEquals(release.commit, await repository.git("rev-parse", "2.20.0.0"));
  assertEquals(release.tree, await repository.git("rev-parse", "HEAD:src"));
  assertEquals(
    document.branch.after,
    await repository.git("rev-parse", "HEAD"),
  );
  assertEquals(document.failure, null);
  assertEquals(document.archive.length, 2);

  await scene.offer(
    await drivers("2.20.0.0", {
      version: "2.21.0.0",
      signatures: [],
    }),
  );
  const failed = await scene.run("publish", "--json");
  assertEquals(failed.code, 3);
  const { error } = JSON.parse(failed.stdout);
  assertEquals(error.code, "E_UNSIGNED");
});

Deno.test("publish keeps to other directory names, also in the predecessor's spelling", async () => {
  await using scene = await Scene.make(await drivers("2.20.0.0"));
  const { code } = await scene.run(
    "publish",
    "-archive-folder",
    "evidence",
    "-archive-rpm-folder=packages",
    "-source-folder",
    "driver",
    "-loglevel",
    "DEBUG",
  );
  assertEquals(code, 0);
  const files = await scene.repository.git("ls-files");
  assert(files.includes("driver/neuron_module.c"));
  assert(files.includes("evidence/repomd.xml"));
  assert(files.includes("evidence/packages/aws-neuronx-dkms-2.20.0.0-dkms"));
});

Deno.test("publish --key takes the key from a file, and archives that", async () => {
  const [pinned, stranger] = [await defaultKey(), await makeKey({})];
  await using scene = await Scene.make(await drivers("2.20.0.0"), {
    key: stranger.armored,
  });
  const key = `${scene.repository.root}/key`;
  await Deno.writeTextFile(key, stranger.armored);
  const refused = await scene.run("publish", "--key", key);
  assertEquals(refused.code, 3);
  assert(refused.stderr.includes(`: ${key}: does not contain the pinned key`));
  await Deno.writeTextFile(key, pinned.armored);
  const { code, stderr } = await scene.run("publish", "--key", key);
  assertEquals(code, 0, stderr);
  assertEquals(
    await scene.repository.read("archive/GPG-PUB-KEY-AMAZON-AWS-NEURON.PUB"),
    pinned.armored,
  );
});

Deno.test("publish works on a detached HEAD at the branch's tip", async () => {
  await using scene = await Scene.make(await drivers("2.20.0.0"));
  await scene.run("publish");
  await scene.repository.git("checkout", "--quiet", "--detach");
  await scene.offer(await drivers("2.20.0.0", "2.21.0.0"));
  assertEquals((await scene.run("publish")).code, 0);
  assertEquals(
    await scene.repository.git("rev-parse", "main"),
    await scene.repository.git("rev-parse", "2.21.0.0"),
  );
  assertEquals(await scene.repository.git("status", "--porcelain"), "");
});
