// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// How a release is found in somebody else's repository, and how much its server
// may send.

import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { openOther } from "../../lib/compare/commit.ts";
import { parsePlace, parseReleasesPlace } from "../../lib/compare/place.ts";
import { readPublication } from "../../lib/compare/publication.ts";
import { AWS_NEURON } from "../../lib/profile.ts";
import { layoutOf } from "../../lib/record/layout.ts";
import { openReleases } from "../../lib/compare/releases.ts";
import { OperationError } from "../../lib/errors.ts";
import type { ObjectFormat } from "../../lib/source/object_id.ts";
import { fakeSsh, packet } from "../fixtures/git_server.ts";
import { long } from "../fixtures/long.ts";
import { TestRepository } from "../git/test_repository.ts";

const isWindows = Deno.build.os === "windows"; // the server is a shell script

/** The name of a release's package. */
const fileOf = (version: string) => `aws-neuronx-dkms-${version}.noarch.rpm`;

/** A repository as the vendor's bot makes it: subjects name the packages. */
async function vendorRepository(
  objectFormat: ObjectFormat = "sha1",
): Promise<TestRepository> {
  const repository = await TestRepository.make({
    files: { a: "0" },
    objectFormat,
  });
  const commit = async (subject: string) => {
    await Deno.writeTextFile(`${repository.path}/a`, subject);
    await repository.git("commit", "--quiet", "--all", "-m", subject);
  };
  await commit(`Extracted contents of ${fileOf("2.24.7.0")}`);
  await repository.git("tag", "2.24.7.0");
  await commit(`Extracted contents of ${fileOf("2.24.8.0")}`);
  await commit(`Extracted contents of ${fileOf("2.25.4.0")}`);
  await commit(`Revert "Extracted contents of x${fileOf("2.25.4.0")}"`);
  await commit(`Extracted contents of ${fileOf("2.25.4.0")} again`);
  await repository.git("tag", "v2.26.0.0");
  await commit("Fix a typo");
  return repository;
}

const layout = layoutOf(AWS_NEURON);

const FOUND = {
  "2.24.7.0": "by its tag 2.24.7.0",
  "2.24.8.0": `by its subject, which names ${fileOf("2.24.8.0")}`,
  "2.25.4.0": `by its subject, which names ${fileOf("2.25.4.0")}`,
  "2.26.0.0": "by its tag v2.26.0.0",
  "2.27.0.0": undefined,
} as const;

/** Nothing here looks at the content of files. */
const NO_PATHS: ReadonlySet<string> = new Set();

Deno.test("openReleases() finds a release by its tag, else by a commit's subject", async (t) => {
  const versions = Object.keys(FOUND);
  const releases = versions.map((version) => (
    { version, file: fileOf(version) }
  ));
  const formats = ["sha1", "sha256"] as const;
  const kinds = formats.flatMap((format) =>
    ["", "file://"].map((before) => [format, before] as const)
  );
  for (const [format, before] of kinds) {
    await t.step(`${format} ${before}`, async () => {
      await using repository = await vendorRepository(format);
      const { env, path } = repository;
      const given = before + path;
      const place = parsePlace(given);
      await using other = await openReleases(place, { env, layout, releases });
      for (const [version, found] of Object.entries(FOUND)) {
        const read = await other.read(version, NO_PATHS);
        assertEquals(read?.found, found, version);
      }
      // The newest of those whose subject names the file as a word.
      assertEquals(
        (await other.read("2.25.4.0", NO_PATHS))?.commit,
        await repository.git("rev-parse", "v2.26.0.0"),
      );
    });
  }
});

Deno.test("openReleases() looks for a ref that is named, and for nothing else", async () => {
  await using repository = await vendorRepository();
  const { env, path } = repository;
  const versions = Object.keys(FOUND);
  const releases = versions.map((version) => (
    { version, file: fileOf(version) }
  ));
  for (const given of [path, `file://${path}`]) {
    const place = parseReleasesPlace(`${given}#v{version}`);
    await using other = await openReleases(place, { env, layout, releases });
    for (const version of versions) {
      const read = await other.read(version, NO_PATHS);
      const found = version === "2.26.0.0" ? FOUND[version] : undefined;
      assertEquals(read?.found, found, version);
    }
  }
});

Deno.test({
  name: "openReleases() runs no program that the other repository names",
  ignore: isWindows,
  fn: async () => {
    await using repository = await vendorRepository();
    const { env, path, root } = repository;
    const run = `${root}/run`;
    await Deno.writeTextFile(run, `#!/bin/sh\ntouch ${root}/ran\n`, {
      mode: 0o755,
    });
    const commit = await repository.git("cat-file", "commit", "HEAD");
    const signature = "-----BEGIN PGP SIGNATURE-----\n \n x\n " +
      "-----END PGP SIGNATURE-----";
    await Deno.writeTextFile(
      `${root}/commit`,
      `${commit.replace("\n\n", `\ngpgsig ${signature}\n\n`)}\n`,
    );
    const id = await repository.git(
      ...["hash-object", "-t", "commit", "-w", `${root}/commit`] as const,
    );
    await repository.git("update-ref", "refs/heads/main", id);
    await repository.git("config", "log.showSignature", "true");
    await repository.git("config", "gpg.program", run);
    const isRun = async () => {
      const info = await Deno.lstat(`${root}/ran`).catch(() => undefined);
      return info !== undefined;
    };
    const releases = [{ version: "2.25.4.0", file: fileOf("2.25.4.0") }];
    await using other = await openReleases(parsePlace(path), {
      env,
      layout,
      releases,
    });
    assertEquals(
      (await other.read("2.25.4.0", NO_PATHS))?.found,
      FOUND["2.25.4.0"],
    );
    assertEquals(await isRun(), false);
    await repository.git("log", "-1"); // the row is alive
    assertEquals(await isRun(), true);
  },
});

Deno.test({
  name: "readPublication() waits for no pipe in the other repository",
  ignore: isWindows,
  fn: async () => {
    await using repository = await vendorRepository();
    const { env, path } = repository;
    const pipe = `${path}/.git/packed-refs`;
    await new Deno.Command("mkfifo", { args: [pipe] }).output();
    const error = await assertRejects(
      () =>
        readPublication(parsePlace(`${path}#main`), {
          env,
          layout,
          release: { version: "2.25.4.0" },
          paths: NO_PATHS,
        }),
      OperationError,
    );
    assertEquals([error.subject, error.found], [
      await Deno.realPath(path) + "/.git/packed-refs",
      "a pipe or a device",
    ]);
  },
});

Deno.test("readPublication() reads the other's own release, as report does", async () => {
  await using repository = await vendorRepository();
  const { env, path } = repository;
  const read = (given: string, version: string) =>
    readPublication(parsePlace(given), {
      env,
      layout,
      release: { version, file: fileOf(version) },
      paths: NO_PATHS,
    });
  for (const given of [path, `file://${path}`]) {
    const { found, commit } = await read(given, "2.24.7.0");
    assertEquals(found, FOUND["2.24.7.0"]);
    assertEquals(commit, await repository.git("rev-parse", "2.24.7.0"));
  }
  const none = await read(`file://${path}`, "2.27.0.0");
  assertEquals(none.found, "as its HEAD: nothing there names 2.27.0.0");
  // A clone on this machine: its files as they are there.
  assertEquals((await read(path, "2.27.0.0")).commit, undefined);
  const named = await read(`${path}#main`, "2.24.7.0");
  assertEquals(named.found, undefined);
});

Deno.test({
  ...long({
    name:
      "readPublication() and openReleases() bound the time and the answer of every server",
    ignore: isWindows,
  }),
  fn: async (t) => {
    await using repository = await TestRepository.make();
    const line = packet(`${"1".repeat(40)} refs/heads/${"x".repeat(900)}\n`);
    const rows = {
      "silence": ["exec sleep 60", /gone silent/],
      "refs without end": [
        `p='${line.trimEnd()}\n'; p="$p$p$p$p$p$p$p$p"; ` +
        'while :; do printf %s "$p" || exit; done',
        /answer does not end/,
      ],
    } as const;
    for (const [title, [command, problem]] of Object.entries(rows)) {
      const list = { command };
      const ssh = await fakeSsh(repository.root, { list });
      const env = { ...repository.env, GIT_SSH_COMMAND: ssh };
      const options = {
        env,
        layout,
        silenceMs: title === "silence" ? 500 : 20_000,
      };
      const place = parsePlace("git@host.example:x");
      for (
        const [name, read] of [
          [
            "fetch",
            () =>
              readPublication(place, {
                ...options,
                release: { version: "2.25.4.0" },
                paths: NO_PATHS,
              }),
          ],
          ["list", () => openReleases(place, { ...options, releases: [] })],
        ] as const
      ) {
        await t.step(`${title}: ${name}`, async () => {
          const error = await assertRejects(
            async () => {
              await read();
            },
            OperationError,
          );
          assertEquals(error.kind, "network");
          assertMatch(error.problem, problem);
        });
      }
    }
  },
});

Deno.test("openOther() stops what fills the disk", async () => {
  await using repository = await TestRepository.make({ files: { a: "0" } });
  const noise = new Uint8Array(8 * 1024 * 1024);
  for (let at = 0; at < noise.length; at += 65_536) {
    crypto.getRandomValues(noise.subarray(at, at + 65_536));
  }
  await Deno.writeFile(`${repository.path}/noise`, noise);
  await repository.git("add", ".");
  await repository.git("commit", "--quiet", "-m", "noise");
  const { env, path } = repository;
  const place = parsePlace(`file://${path}`);
  await using other = await openOther(place, {
    env,
    layout,
    maxFetched: 1024 * 1024,
  });
  const error = await assertRejects(
    () => other.fetch(["HEAD"]),
    OperationError,
  );
  assertMatch(error.problem, /sends too much/);
});
