// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// What the options of check and publish do, on small repositories.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { defaultKey, makeKey } from "../fixtures/keys.ts";
import { TestRepository } from "../git/test_repository.ts";
import { lockRepository } from "../../lib/git/lock.ts";
import { drivers, FIRST_DAY, runProgram, Scene } from "./scene.ts";

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

Deno.test("publish --date=build gives the same commit ids everywhere", async () => {
  await using scene = await Scene.make(await drivers("2.20.0.0", "2.21.0.0"));
  await using other = await TestRepository.make();
  const history = async (
    repository: TestRepository,
    env: Record<string, string>,
  ) => {
    const { code } = await runProgram([
      "publish",
      "--date=build",
      "--no-notes",
      `--repo=${repository.path}`,
      `--repo-url=${scene.server.url}`,
      `--fingerprint=${(await defaultKey()).fingerprint}`,
    ], { ...repository.env, ...env });
    assertEquals(code, 0);
    return await repository.git("log", "--format=%H %at %ct %s");
  };
  const here = await history(scene.repository, { TZ: "UTC", LC_ALL: "C" });
  const there = await history(other, { TZ: "Asia/Tokyo", LC_ALL: "de_DE" });
  assertEquals(here, there);
  assertMatch(here, /^[0-9a-f]{40} 1734405468 1734405468 feat: Neuron Driver/);
});

Deno.test("SOURCE_DATE_EPOCH dates every commit", async () => {
  await using scene = await Scene.make(await drivers("2.20.0.0"));
  Object.assign(scene.repository.env, { SOURCE_DATE_EPOCH: "1740000000" });
  assertEquals((await scene.run("publish")).code, 0);
  const times = await scene.repository.git("log", "--format=%at %ct");
  assertEquals(new Set(times.split("\n")), new Set(["1740000000 1740000000"]));
});

Deno.test("SOURCE_DATE_EPOCH before a signature is refused", async () => {
  await using scene = await Scene.make(await drivers("2.20.0.0", "2.21.0.0"));
  const before = await scene.fingerprint();
  const publishAt = (epoch: number) => {
    const SOURCE_DATE_EPOCH = String(epoch);
    Object.assign(scene.repository.env, { SOURCE_DATE_EPOCH });
    return scene.run("publish");
  };
  const signed = 1734491868; // 2024-12-18T03:17:48Z
  const { code, stderr } = await publishAt(signed - 1);
  assertEquals(code, 2);
  assertMatch(
    stderr,
    /^error: SOURCE_DATE_EPOCH is 2024-12-18T03:17:47Z, and the signature of aws-neuronx-dkms 2\.20\.0\.0 was made at 2024-12-18T03:17:48Z\nhint: Set it to 1734491868 or later, .*\n$/,
  );
  assertEquals(await scene.fingerprint(), before);
  assertEquals((await publishAt(signed)).code, 0);
});

Deno.test("a wrong SOURCE_DATE_EPOCH is refused before any request", async () => {
  await using scene = await Scene.make(await drivers("2.20.0.0"));
  Object.assign(scene.repository.env, { SOURCE_DATE_EPOCH: "yesterday" });
  const before = await scene.fingerprint();
  const { code, stderr } = await scene.run("publish");
  assertEquals(code, 2);
  assertMatch(stderr, /^error: SOURCE_DATE_EPOCH is "yesterday"\nhint: Set it/);
  assertEquals(scene.server.requests, []);
  assertEquals(await scene.fingerprint(), before);
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

Deno.test("publish puts a backport on a series branch and leaves main alone", async () => {
  await using scene = await Scene.make(
    await drivers("2.20.0.0", "2.21.0.0", "2.23.0.0"),
  );
  const { repository } = scene;
  await scene.run("publish");
  const main = await repository.git("rev-parse", "main");
  await scene.offer(
    await drivers("2.20.0.0", "2.21.0.0", "2.21.5.0", "2.23.0.0"),
  );
  assertMatch(
    (await scene.run("check")).stdout,
    /^2\.21\.5\.0 {2}aws-neuronx-dkms {2}backport to series\/2\.21\n$/,
  );
  const { code, stderr } = await scene.run("publish");
  assertEquals(code, 0);
  assertMatch(stderr, /^series\/2\.21 moved, main did not, 1 new tag\n$/m);
  assertEquals(await repository.git("rev-parse", "main"), main);
  assertEquals(
    await repository.git("log", "--format=%s", "2.21.0.0..series/2.21"),
    "feat: Neuron Driver 2.21.5.0\nfeat: Update archive - repo files",
  );
  assertEquals(
    await repository.git("rev-parse", "2.21.5.0"),
    await repository.git("rev-parse", "series/2.21"),
  );

  // Nothing new now, though main has not archived that metadata.
  const before = await scene.fingerprint();
  assertEquals((await scene.run("publish")).code, 0);
  assertEquals(await scene.fingerprint(), before);

  // The next release on main brings main's archive up to date.
  await scene.offer(
    await drivers("2.21.5.0", "2.21.6.0", "2.23.0.0", "2.24.0.0"),
  );
  assertEquals((await scene.run("publish")).code, 0);
  assertEquals(
    await repository.git("log", "--format=%s", `${main}..main`),
    "feat: Neuron Driver 2.24.0.0\nfeat: Update archive - repo files",
  );
  assertEquals(
    await repository.git("log", "--format=%s", "2.21.5.0..2.21.6.0"),
    "feat: Neuron Driver 2.21.6.0\nfeat: Update archive - repo files",
  );
  await repository.assertSound();
});

Deno.test("publish starts a series at a release of the same run", async () => {
  await using scene = await Scene.make(await drivers("2.20.0.0", "2.23.0.0"));
  const { repository } = scene;
  await scene.run("publish");
  await scene.offer(
    await drivers("2.20.0.0", "2.21.0.0", "2.22.0.0", "2.23.0.0"),
  );
  const plan = await scene.run("publish", "--dry-run", "--json");
  const { code, stderr } = await scene.run("publish");
  assertEquals(code, 0, stderr);
  for (const version of ["2.21.0.0", "2.22.0.0"]) {
    const series = `refs/heads/series/${version.slice(0, 4)}`;
    assertEquals(
      await repository.git("rev-parse", series),
      await repository.git("rev-parse", version),
    );
    // A dry run lists the changes too.
    const message = await repository.git("log", "-1", "--format=%B", version);
    const { releases } = JSON.parse(plan.stdout);
    assertEquals(
      releases.find(({ tag }: { tag: string }) => tag === version).message
        .match(/^- [?MD]: .*$/gm),
      message.match(/^- [?MD]: .*$/gm),
    );
  }
  assertEquals(
    await repository.git("log", "--format=%s", "2.20.0.0..2.22.0.0"),
    "feat: Neuron Driver 2.22.0.0\nfeat: Neuron Driver 2.21.0.0\n" +
      "feat: Update archive - repo files",
  );
  assertEquals((await scene.run("verify")).code, 0);
  await repository.assertSound();
});

Deno.test("publish --backports=main and =skip do as they say", async () => {
  await using scene = await Scene.make(await drivers("2.20.0.0", "2.22.0.0"));
  const { repository } = scene;
  await scene.run("publish");
  await scene.offer(await drivers("2.20.0.0", "2.21.0.0", "2.22.0.0"));
  const skipped = await scene.run("publish", "--backports=skip");
  assertMatch(skipped.stderr, /Backports left out: 2\.21\.0\.0/);
  assertEquals(await repository.git("tag", "--list"), "2.20.0.0\n2.22.0.0");
  await scene.run("publish", "--backports", "main");
  assertEquals(
    await repository.git("describe", "--tags", "--exact-match", "main"),
    "2.21.0.0",
  );
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

Deno.test("publish --allow-rollback accepts older metadata, and says so", async () => {
  await using scene = await Scene.make(await drivers("2.20.0.0"));
  await scene.run("publish");
  await scene.offer(await drivers("2.20.0.0"), { timestamp: 1_600_000_000 });
  assertEquals((await scene.run("check")).code, 3);
  const { code, stderr } = await scene.run("publish", "--allow-rollback");
  assertEquals(code, 0);
  assertMatch(stderr, /^warning: .*older than the archived one/m);
});

Deno.test("metadata is compared with what every branch has archived", async () => {
  const versions = ["2.20.0.0", "2.21.0.0"];
  await using scene = await Scene.make(await drivers(...versions));
  for (const next of ["2.20.1.0", "2.22.0.0"]) {
    await scene.run("publish");
    versions.push(next);
    await scene.offer(await drivers(...versions));
  }
  await scene.run("publish");
  // Newer than the series, older than main.
  const timestamp = FIRST_DAY + 1.5 * 86_400;
  await scene.offer(await drivers(...versions), { timestamp });
  assertEquals((await scene.run("publish")).code, 3);
  const { code, stderr } = await scene.run("publish", "--allow-rollback");
  assertEquals(code, 0);
  assertMatch(stderr, /^warning: .*older than the archived one/m);
});

Deno.test("metadata that changed under its revision is a warning", async () => {
  const revision = 7;
  await using scene = await Scene.make(await drivers("2.20.0.0"), { revision });
  await scene.run("publish");
  await scene.offer(await drivers("2.20.0.0", "2.21.0.0"), { revision });
  for (const [command, expected] of [["check", 10], ["publish", 0]] as const) {
    const { code, stderr } = await scene.run(command);
    assertEquals(code, expected, stderr);
    assertMatch(
      stderr,
      /^warning: Upstream's metadata has changed, but not its revision 7$/m,
    );
  }
});

Deno.test("check and publish report metadata that is too old, and go on", async () => {
  await using scene = await Scene.make(await drivers("2.20.0.0"));
  const warning =
    /^warning: Upstream's metadata is of 2025-01-15, \d+ days old/;
  const check = await scene.run("check", "--max-age=180", "--json");
  assertEquals(check.code, 10);
  assertMatch(check.stderr, warning);
  const { metadata } = JSON.parse(check.stdout);
  assertEquals(metadata.newest, "2025-01-15T00:00:00Z");
  assertEquals(metadata.stale, true);
  assert(metadata.ageDays > 180);
  const publish = await scene.run("publish", "--max-age", "1", "--json");
  assertEquals(publish.code, 0);
  assertMatch(publish.stderr, warning);
  assertEquals(JSON.parse(publish.stdout).metadata, metadata);

  await scene.offer(await drivers("2.20.0.0"), {
    timestamp: Math.floor(Date.now() / 1000) - 86_400,
  });
  const fresh = await scene.run("check", "--max-age=180", "--json");
  assertEquals(fresh.stderr, "");
  assertEquals(JSON.parse(fresh.stdout).metadata.stale, false);
});

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
