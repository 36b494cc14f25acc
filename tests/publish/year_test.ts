// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// A year of the weekly job, on loopback. Every run starts as on a build host: a
// fresh clone of the primary repository, HEAD detached. Nobody looks at it but
// for one day, when the vendor has changed its key.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { defaultKey, makeKey } from "../fixtures/keys.ts";
import { long } from "../fixtures/long.ts";
import {
  NEW_PAGE,
  newPage,
  OLD_PAGE,
  oldPage,
  type State,
  Year,
} from "./year.ts";

Deno.test(long("the weekly job lives through a year"), async (t) => {
  await using year = await Year.begin();
  const key = await defaultKey();
  const newKey = await makeKey({
    userId: "Sample Vendor <new@vendor.example>",
  });
  const first: State = {
    day: 0,
    versions: ["2.20.0.0", "2.21.0.0"],
    key,
    notes: { [OLD_PAGE]: oldPage("2.21.0.0", "2.20.0.0") },
  };
  /** A step that ends with repositories and mirrors alike. */
  const step = (title: string, fn: () => Promise<void>) =>
    t.step(title, async () => {
      await fn();
      await year.assertMirrored();
    });

  await step("January: the first releases", async () => {
    await year.offer(first);
    assertEquals(await year.check(), 10);
    const { code, stderr } = await year.week(key);
    assertEquals(code, 0, stderr);
    await year.assertReleases("2.20.0.0", "2.21.0.0");
    assertEquals(await year.log("main"), [
      "feat: Neuron Driver 2.21.0.0",
      "feat: Neuron Driver 2.20.0.0",
      "feat: Update archive - GPG Public Key",
      "feat: Update archive - release notes",
      "feat: Update archive - repo files",
      "chore: Start the data repository",
    ]);
    assertMatch(await year.message("2.21.0.0"), /\* Mended in 2\.21\.0\.0/);
  });

  await step(
    "January: nothing new, nothing written, nothing sent",
    async () => {
      const before = await year.refs();
      assertEquals(await year.check(), 0);
      const { code, stdout, stderr } = await year.week(key);
      assertEquals(code, 0, stderr);
      assertMatch(stdout, /^up to date .*\nup to date .*\nup to date .*\n$/);
      assertEquals(await year.refs(), before);
    },
  );

  const second: State = {
    day: 60,
    versions: ["2.20.0.0", "2.21.0.0", "2.22.0.0"],
    key,
    notes: { [NEW_PAGE]: newPage("2.22.0.0") },
  };
  await step(
    "March: signed again, a release, and the notes have moved",
    async () => {
      await year.offer(second);
      assertEquals(await year.check(), 10);
      const { code, stderr } = await year.week(key);
      assertEquals(code, 0, stderr);
      assertMatch(stderr, /^warning: .*aws-neuronx-dkms\.rst/m);
      await year.assertReleases("2.20.0.0", "2.21.0.0", "2.22.0.0");
      assertMatch(await year.message("2.22.0.0"), /\* Mended in 2\.22\.0\.0/);
      const files = await year.primary.git(
        "ls-tree",
        "--name-only",
        "main:archive",
      );
      for (
        const page of ["runtime-aws-neuronx-dkms", "components-runtime"]
      ) assert(files.includes(`release-notes-${page}.rst`), files);
    },
  );

  await step("April: the vendor's server is away", async () => {
    const before = await year.refs();
    year.server.fault("repodata/repomd.xml", { kind: "status", status: 503 });
    const { code, stderr } = await year.week(key);
    assertEquals(code, 1);
    assertMatch(stderr, /^error: Cannot publish: .*repomd\.xml: .*503/m);
    assertEquals(await year.refs(), before);
    year.server.fault("repodata/repomd.xml", undefined);
  });

  const third: State = {
    day: 150,
    versions: [...second.versions, "2.23.0.0"],
    key,
    notes: { [NEW_PAGE]: newPage("2.23.0.0", "2.22.0.0") },
  };
  await step(
    "June: a release, and a push that the server rejects",
    async () => {
      await year.offer(third);
      const before = await year.refs();
      await year.primary.hook("echo 'read-only today' >&2\nexit 1");
      const { code, stdout, stderr } = await year.week(key);
      assertEquals(code, 1);
      assertMatch(stdout, /^2\.23\.0\.0 {2}published/);
      assertMatch(stdout, /\nfailed .*\nskipped .*\nskipped /);
      assertMatch(stderr, /hook declined: read-only today/);
      assertEquals(await year.refs(), before);
      await year.primary.hook(undefined);
    },
  );

  await step("June: a week later it is made up for", async () => {
    assertEquals(await year.check(), 10);
    const { code, stderr } = await year.week(key);
    assertEquals(code, 0, stderr);
    await year.assertReleases(
      "2.20.0.0",
      "2.21.0.0",
      "2.22.0.0",
      "2.23.0.0",
    );
  });

  const fourth: State = {
    day: 210,
    versions: ["2.20.0.0", "2.21.0.0", "2.21.1.0", "2.22.0.0", "2.23.0.0"],
    key,
    notes: { [NEW_PAGE]: newPage("2.21.1.0", "2.23.0.0", "2.22.0.0") },
  };
  await t.step("August: a backport, and a mirror that is away", async () => {
    await year.offer(fourth);
    assertEquals(await year.check(), 10);
    const main = await year.primary.git("rev-parse", "main");
    const [github, codeberg] = year.mirrors;
    assert(github !== undefined && codeberg !== undefined);
    await Deno.rename(github.path, `${github.path}.away`);
    const { code, stdout, stderr } = await year.week(key);
    assertEquals(code, 1, stderr);
    assertMatch(stdout, /^2\.21\.1\.0 {2}published {2}on series\/2\.21/);
    assertMatch(stdout, /\npushed .*\nfailed .*github.*\npushed .*codeberg/);
    await Deno.rename(`${github.path}.away`, github.path);
    // Neither the record nor the other mirrors wait for one that fails.
    await year.assertReleases(
      "2.20.0.0",
      "2.21.0.0",
      "2.21.1.0",
      "2.22.0.0",
      "2.23.0.0",
    );
    assertEquals(await codeberg.refs(), await year.refs());
    // The main branch does not have it.
    assertEquals(await year.primary.git("rev-parse", "main"), main);
    assertEquals(await year.log("2.21.0.0..series/2.21"), [
      "feat: Neuron Driver 2.21.1.0",
      "feat: Update archive - release notes",
      "feat: Update archive - repo files",
    ]);
  });

  await step("August: the mirror gets what it lacks", async () => {
    const before = await year.refs();
    assertEquals(await year.check(), 0);
    const { code, stdout, stderr } = await year.week(key);
    assertEquals(code, 0, stderr);
    assertMatch(
      stdout,
      /^up to date .*\npushed .*github.*series\/2\.21, 2\.21\.1\.0\nup to date/,
    );
    assertEquals(await year.refs(), before);
  });

  await step("September: somebody offers the state of March", async () => {
    const before = await year.refs();
    await year.offer({ ...second, day: 61 });
    assertEquals(await year.check(), 3);
    const { code, stdout, stderr } = await year.week(key);
    assertEquals(code, 3);
    assertEquals(stdout, "");
    assertMatch(stderr, /older than the archived one/);
    assertEquals(await year.refs(), before);
  });

  const fifth: State = {
    day: 270,
    versions: [
      "2.20.0.0",
      "2.21.0.0",
      "2.21.1.0",
      "2.21.2.0",
      "2.22.0.0",
      "2.23.0.0",
      "2.24.0.0",
    ],
    key: newKey,
    notes: { [NEW_PAGE]: newPage("2.24.0.0", "2.21.2.0", "2.21.1.0") },
  };
  await step("October: another key, which nobody has accepted", async () => {
    const before = await year.refs();
    await year.offer(fifth);
    const { code, stdout, stderr } = await year.week(key);
    assertEquals(code, 3);
    assertEquals(stdout, "");
    assertMatch(stderr, /does not contain the pinned key/);
    assertEquals(await year.refs(), before);
  });

  await step("October: the maintainer has accepted the key", async () => {
    const { code, stdout, stderr } = await year.week(key, newKey);
    assertEquals(code, 0, stderr);
    // The second backport goes on where the first one ended, in a clone that
    // has never had that branch.
    assertMatch(stdout, /^2\.21\.2\.0 {2}published {2}on series\/2\.21/);
    await year.assertReleases(...fifth.versions);
    assertEquals(
      (await year.log("2.21.1.0..series/2.21"))[0],
      [
        "feat: Neuron Driver 2.21.2.0",
      ][0],
    );
    assert(
      (await year.log("2.23.0.0..main")).includes(
        "feat: Update archive - GPG Public Key",
      ),
    );
  });

  await step("December: nothing new, and everything holds", async () => {
    assertEquals(await year.check(), 0);
    assertEquals((await year.week(key, newKey)).code, 0);
    const { code, stdout, stderr } = await year.verify(key, newKey);
    assertEquals(code, 0, stdout + stderr);
    for (const repository of [year.primary, ...year.mirrors]) {
      await repository.assertSound();
    }
  });
});

Deno.test(
  long("the weekly job sees what a vendor must not do in a year"),
  async (t) => {
    await using year = await Year.begin();
    const key = await defaultKey();
    const state: State = {
      day: 0,
      versions: ["2.20.0.0", "2.21.0.0"],
      key,
      notes: { [OLD_PAGE]: oldPage("2.21.0.0", "2.20.0.0") },
    };
    await year.offer(state);
    assertEquals((await year.week(key)).code, 0);

    const surprises: readonly {
      readonly name: string;
      readonly state: Partial<State>;
      /** Exit codes of `check` and of the job. */
      readonly codes: readonly [check: number, publish: number];
      readonly says: RegExp;
    }[] = [{
      name: "a rebuild of a published version",
      state: { unusual: { "2.21.0.0": { buildTime: 1_737_000_000 } } },
      codes: [3, 3],
      says: /2\.21\.0\.0/,
    }, {
      name: "a release for another architecture only",
      state: {
        versions: [...state.versions, "2.22.0.0"],
        unusual: { "2.22.0.0": { arch: "x86_64" } },
      },
      codes: [1, 1],
      says: /x86_64/,
    }, {
      name: "every package under another name",
      state: {
        unusual: Object.fromEntries(
          state.versions.map((version) => [version, { module: "aws-neuronz" }]),
        ),
      },
      codes: [1, 1],
      says: /aws-neuronx-dkms/,
    }, {
      name: "a second key in the key file",
      state: {
        versions: [...state.versions, "2.22.0.0"],
        otherKey: await makeKey({ userId: "Stranger <s@stranger.example>" }),
      },
      codes: [10, 3], // check does not download the key
      says: /key/,
    }];
    for (const [i, surprise] of surprises.entries()) {
      await t.step(
        `${surprise.name}: seen, and nothing is written`,
        async () => {
          const before = await year.refs();
          await year.offer({ ...state, ...surprise.state, day: 30 * (i + 1) });
          const check = await year.check();
          const { code, stderr } = await year.week(key);
          assertEquals([check, code], surprise.codes, stderr);
          assertMatch(stderr, surprise.says);
          assertEquals(await year.refs(), before);
        },
      );
    }

    await t.step(
      "a development build leaves the main branch alone",
      async () => {
        await year.offer({
          ...state,
          day: 200,
          versions: [...state.versions, "2.x.8689.0"],
        });
        const main = (await year.log("main")).filter((subject) =>
          subject.startsWith("feat: Neuron Driver")
        );
        assertEquals(await year.check(), 10);
        const { code, stderr } = await year.week(key);
        assertEquals(code, 0, stderr);
        assertEquals(
          (await year.log("main")).filter((subject) =>
            subject.startsWith("feat: Neuron Driver")
          ),
          main,
        );
        assertEquals(
          (await year.log("series/2.x"))[0],
          "feat: Neuron Driver 2.x.8689.0",
        );
        const verified = await year.verify(key);
        assertEquals(verified.code, 0, verified.stdout + verified.stderr);
      },
    );

    await t.step("the next good release is published", async () => {
      await year.offer({
        ...state,
        day: 230,
        versions: [...state.versions, "2.22.0.0", "2.x.8689.0"],
      });
      assertEquals(await year.check(), 10);
      const { code, stderr } = await year.week(key);
      assertEquals(code, 0, stderr);
      await year.assertMirrored();
      const verified = await year.verify(key);
      assertEquals(verified.code, 0, verified.stdout + verified.stderr);
    });
  },
);
