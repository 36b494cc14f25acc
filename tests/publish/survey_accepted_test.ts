// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Metadata that check and publish accept, each row with what they say of it.

import { assertEquals, assertMatch } from "@std/assert";
import { concat, utf8 } from "../fixtures/bytes.ts";
import { compress, SUFFIX } from "../fixtures/compression.ts";
import { defaultKey } from "../fixtures/keys.ts";
import { long } from "../fixtures/long.ts";
import { checksumOf, unrelated } from "../fixtures/primary_facts.ts";
import { buildRepository } from "../fixtures/yum_repository.ts";
import { drivers, FIRST_DAY, runProgram, Scene } from "./scene.ts";
import {
  both,
  NAME,
  NEW,
  next,
  type Offer,
  OLD,
  old,
  oldName,
  replaced,
} from "./offers.ts";

interface Acceptance {
  readonly title: string;
  readonly offer: (url: string) => Offer | Promise<Offer>;
  /** What publish makes: tags and their branches. Default: {@linkcode NEW}. */
  readonly made?: readonly string[];
  readonly warning?: RegExp;
}

const fine = (spec: Offer): Offer => ({
  packages: [{ built: old }, { built: next }],
  ...spec,
});

const ACCEPTED: readonly Acceptance[] = [
  {
    title: "another architecture beside noarch",
    offer: () => ({
      packages: [{ built: old }, { built: next }],
      others: [
        unrelated({ name: NAME, version: NEW, arch: "x86_64" }),
        unrelated({ name: NAME, version: "9.9", arch: "src" }),
        unrelated({ name: "aws-neuronx-tools", version: "9", arch: "x86_64" }),
      ],
    }),
  },
  {
    title: "everything signed again (J2)",
    offer: async () => {
      const signedAt = 1_750_000_000;
      const packages = await drivers(
        { version: OLD, signedAt },
        { version: NEW, signedAt },
      );
      return { packages: packages.map((built) => ({ built })) };
    },
  },
  {
    title: "two names of one new version",
    offer: () => ({
      packages: [{ built: old }, { built: oldName }, { built: next }],
    }),
    warning:
      /warning: aws-neuron-dkms-2\.21\.0\.0-dkms\.noarch is left out: release 2\.21\.0\.0 is aws-neuronx-dkms-2\.21\.0\.0-dkms\.noarch$/m,
  },
  {
    title: "two builds of one new version",
    offer: async () => {
      const again = await drivers({ version: NEW, release: "dkms.2" });
      return {
        packages: [...again, old, next].map((built) => ({ built })),
      };
    },
    warning: /warning: aws-neuronx-dkms-2\.21\.0\.0-dkms\.noarch is left out/,
  },
  {
    title: "a package in a subdirectory",
    offer: () => both({ href: `2025/q1/${NAME}-${NEW}.noarch.rpm` }),
  },
  {
    title: "versions that no tag can have (J3)",
    offer: async () => {
      const odd = await drivers("2.22~rc1", "2.22^git1", "x2.22");
      return {
        packages: [old, ...odd, next].map((built) => ({ built })),
      };
    },
    warning:
      /warning: aws-neuronx-dkms 2\.22~rc1 is left out.*\nwarning: .* 2\.22\^git1 is left out.*\nwarning: .* x2\.22 is left out/,
  },
  {
    title: "development builds (J4)",
    offer: async () => {
      const builds = await drivers("2.x.8689.0", "3.x.1.0", "4.1rc1.0");
      return { packages: [...builds, old, next].map((built) => ({ built })) };
    },
    made: [
      `${NEW} on main`,
      "2.x.8689.0 on series/2.x",
      "3.x.1.0 on series/3.x",
      "4.1rc1.0 on series/4.x",
    ],
  },
  {
    title: "records that are not used (J10)",
    offer: () =>
      fine({
        bend: {
          records: (records) =>
            records.flatMap((record) => [record, {
              ...record,
              type: "updateinfo",
              checksums: [{ type: "md5", value: "0" }],
              href: "https://evil.example/x",
              size: "many",
              timestamp: 32_503_680_000,
            }]),
        },
      }),
  },
  ...(["gzip", "xz"] as const).map((compression): Acceptance => ({
    title: `${compression} of several streams (J11)`,
    offer: () => fine({ compression }),
  })),
  {
    title: "xml:base of the repository itself (J12)",
    offer: (xmlBase) => ({
      packages: [old, next].map((built) => ({ built, facts: { xmlBase } })),
      bend: {
        records: (records) => records.map((r) => ({ ...r, xmlBase })),
      },
    }),
  },
];

/** Serves primary.xml in two streams. */
async function splitPrimary(scene: Scene, spec: Offer): Promise<void> {
  const { compression = "gzip" } = spec;
  const timestamp = FIRST_DAY + 86_400;
  const base = { packages: [], timestamp, ...spec };
  let xml = "";
  await buildRepository({ ...base, bend: { primary: (text) => xml = text } });
  const half = xml.length >> 1;
  const streams = await Promise.all(
    [xml.slice(0, half), xml.slice(half)].map((part) =>
      compress(utf8(part), compression)
    ),
  );
  const split = concat(...streams);
  const href = `repodata/split-primary.xml${SUFFIX[compression]}`;
  const checksums = [{ type: "sha256", value: checksumOf("sha256", split) }];
  const files = await buildRepository({
    ...base,
    bend: {
      records: (records) =>
        records.map((record) =>
          record.type === "primary"
            ? { ...record, href, size: split.length, checksums }
            : record
        ),
    },
  });
  scene.server.set(files.set(href, split));
}

Deno.test(long("check and publish accept:"), async (t) => {
  for (const { title, offer, made, warning = /^/ } of ACCEPTED) {
    await t.step(title, async () => {
      await using scene = await Scene.make([old]);
      assertEquals((await scene.run("publish")).code, 0);
      const spec = await offer(scene.server.url);
      if (title.includes("streams")) await splitPrimary(scene, spec);
      else await scene.offer([], spec);
      const checked = await scene.run("check");
      assertEquals(checked.code, 10, checked.stderr);
      assertMatch(checked.stderr, warning);
      const published = await scene.run("publish");
      assertEquals(published.code, 0, published.stderr);
      assertMatch(published.stderr, warning);
      const { repository } = scene;
      for (const line of made ?? [`${NEW} on main`]) {
        const [tag = "", , branch = ""] = line.split(" ");
        assertEquals(
          await repository.git("rev-parse", `${branch}^{commit}`),
          await repository.git("rev-parse", `${tag}^{commit}`),
        );
      }
      const tags = (await repository.git("tag", "--list")).split("\n");
      assertEquals(tags.length, 1 + (made?.length ?? 1));
      await repository.assertSound();
      assertEquals((await scene.run("check")).code, 0);
      // Without --repo-url: the vendor's address at that time.
      const { fingerprint } = await defaultKey();
      const verified = await runProgram([
        "verify",
        `--repo=${repository.path}`,
        `--fingerprint=${fingerprint}`,
      ], repository.env);
      assertEquals(verified.code, 0, verified.stdout + verified.stderr);
    });
  }
});

Deno.test("a published version is compared with the package of its own name", async () => {
  const packages = await drivers(
    { version: OLD, module: "aws-neuron" },
    { version: OLD },
  );
  await using scene = await Scene.make(packages.slice(0, 1));
  assertEquals((await scene.run("publish")).code, 0);
  await scene.offer(packages);
  for (const command of ["check", "publish"]) {
    const { code, stderr } = await scene.run(command);
    assertEquals(code, 0, stderr);
  }
});

Deno.test("publish --version goes past what concerns others", async () => {
  await using scene = await Scene.make([old]);
  assertEquals((await scene.run("publish")).code, 0);
  await scene.offer([], replaced({ release: "2" }));
  assertEquals((await scene.run("publish")).code, 3);
  const { code, stderr } = await scene.run("publish", `--version=${NEW}`);
  assertEquals(code, 0, stderr);
  assertMatch(stderr, /warning: 2\.20\.0\.0: upstream lists other content/);
  // The alarm stays: what was published is in the release's own commit.
  assertEquals((await scene.run("check")).code, 3);
  const asked = await scene.run("publish", `--version=${OLD}`);
  assertEquals(asked.code, 3);
  const wrong = await scene.run("publish", "--version=9");
  assertEquals(wrong.code, 2);
});

Deno.test(
  long("publish makes one history, week by week or at once (J13)"),
  async () => {
    const packages = await drivers(
      "2.20.0.0",
      "2.21.0.0",
      { version: "1.0.0.0", epoch: 1 },
      { version: "1.1.0.0", epoch: 1 },
      "1.9.0.0",
      "2.x.8689.0",
      { version: "1.x.1.0", epoch: 1 },
    );
    const order = [4, 5, 0, 1, 6, 2, 3];
    const history = async (weeks: readonly (readonly number[])[]) => {
      await using scene = await Scene.make([]);
      const all: number[] = [];
      for (const week of weeks) {
        all.push(...week);
        await scene.offer(packages.filter((_, index) => all.includes(index)), {
          timestamp: 1_740_000_000,
          revision: 1,
        });
        const { code, stderr } = await scene.run("publish", "--date=build");
        assertEquals(code, 0, stderr);
      }
      const verified = await scene.run("verify");
      assertEquals(verified.code, 0, verified.stdout + verified.stderr);
      const { repository } = scene;
      const subjects = new Map<string, string>();
      for (const branch of ["main", "series/1.x", "series/2.x"]) {
        const log = await repository.git("log", "--format=%s", branch);
        subjects.set(
          branch,
          log.split("\n").filter((line) => line.includes("Driver")).join("\n"),
        );
      }
      return subjects;
    };
    assertEquals(
      await history(order.map((index) => [index])),
      await history([order]),
    );
  },
);
