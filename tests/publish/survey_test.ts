// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Metadata that check and publish must not accept. Each row starts from one
// published release and a server that offers the next one, and changes one
// thing of what is offered. Both commands say the same, and where they refuse,
// nothing is touched.

import { assertEquals, assertMatch } from "@std/assert";
import { concat, utf8 } from "../fixtures/bytes.ts";
import { compress, SUFFIX } from "../fixtures/compression.ts";
import { defaultKey } from "../fixtures/keys.ts";
import { long } from "../fixtures/long.ts";
import { checksumOf, factsOf, unrelated } from "../fixtures/primary_facts.ts";
import {
  buildRepository,
  type RepositorySpec,
} from "../fixtures/yum_repository.ts";
import { drivers, FIRST_DAY, folderState, runProgram, Scene } from "./scene.ts";

/** The published version, and the next one. */
const OLD = "2.20.0.0";
const NEW = "2.21.0.0";
const [old, next, last] = await drivers(OLD, NEW, "2.22.0.0");
if (old === undefined || next === undefined || last === undefined) {
  throw new Error("no packages");
}
const NAME = "aws-neuronx-dkms";
/** The published package's file name, and that of the next one. */
const [OLD_FILE, NEW_FILE] = [factsOf(old).href, factsOf(next).href];
const [oldName] = await drivers({ version: NEW, module: "aws-neuron" });
if (oldName === undefined) throw new Error("no package");

type Offer = Partial<RepositorySpec>;

interface Refusal {
  readonly title: string;
  readonly offer: Offer | (() => Promise<Offer>);
  readonly code: 1 | 3;
  readonly error: RegExp;
  readonly hint: RegExp;
}

const both = (facts: object): Offer => ({
  packages: [{ built: old }, { built: next, facts }],
});
const replaced = (facts: object): Offer => ({
  packages: [{ built: old, facts }, { built: next }],
});
const rebuilt = async (spec: object): Promise<Offer> => {
  const [built] = await drivers({ version: OLD, ...spec });
  if (built === undefined) throw new Error("no package");
  return { packages: [{ built }, { built: next }] };
};
const otherContent =
  /upstream lists other content under this published version/;

const REFUSALS: readonly Refusal[] = [
  {
    title: "the name for another architecture only (J1)",
    offer: {
      packages: [
        { built: old, facts: { arch: "x86_64" } },
        { built: next, facts: { arch: "x86_64" } },
      ],
    },
    code: 1,
    error:
      /aws-neuronx-dkms: version 2\.20\.0\.0, 2\.21\.0\.0 is not listed for noarch, expected noarch, found x86_64$/,
    hint: /--version publishes other releases/,
  },
  {
    title: "a new version for another architecture only (J1)",
    offer: both({ arch: "aarch64" }),
    code: 1,
    error: /aws-neuronx-dkms: version 2\.21\.0\.0 .*found aarch64$/,
    hint: /--version publishes other releases/,
  },
  {
    title: "a published version that moves to another architecture (J1)",
    offer: replaced({ arch: "x86_64" }),
    code: 1,
    error: /aws-neuronx-dkms: version 2\.20\.0\.0 .*found x86_64$/,
    hint: /--version/,
  },
  {
    title: "a known name for another architecture, its version elsewhere (J1)",
    offer: {
      packages: [
        { built: oldName },
        { built: next, facts: { arch: "x86_64" } },
      ],
    },
    code: 1,
    error: /aws-neuronx-dkms: version 2\.21\.0\.0 .*found x86_64$/,
    hint: /--version/,
  },
  {
    title: "none of the names (J1)",
    offer: { packages: [{ built: next, facts: { name: "aws-neuron-next" } }] },
    code: 1,
    error: /lists none of the driver's packages, expected .*aws-neuronx-dkms$/,
    hint: /--package/,
  },
  {
    title: "source packages only (J1)",
    offer: { packages: [{ built: next, facts: { arch: "src" } }] },
    code: 1,
    error: /lists none of the driver's packages/,
    hint: /--package/,
  },
  {
    title: "nothing at all (J1)",
    offer: { packages: [], others: [] },
    code: 1,
    error: /lists none of the driver's packages/,
    hint: /--package/,
  },
  ...[
    ["release", "release dkms", "release 2", { release: "2" }],
    ["epoch", "epoch 0", "epoch 1", { epoch: 1 }],
    [
      "build time",
      "build time \\S+Z",
      "build time 2020-09-13T12:26:40Z",
      { buildTime: 1_600_000_000 },
    ],
    ["header", "header length \\d+", "header length \\d+", {
      summary: "another one",
    }],
    ["payload", "payload length \\d+", "payload length \\d+", {
      sources: { "new.c": "int more;\n".repeat(99) },
    }],
  ].map(([what, expected, found, spec]): Refusal => ({
    title: `a published version with another ${what} (J2)`,
    offer: () => rebuilt(Object(spec)),
    code: 3,
    error: new RegExp(
      `2\\.20\\.0\\.0: ${otherContent.source}, expected.* ${expected}.*, found.* ${found}`,
    ),
    hint: /verify --upstream.*--version/,
  })),
  {
    title: "the published file under another release (J2)",
    offer: replaced({ release: "2" }),
    code: 3,
    error: /expected release dkms, found release 2$/,
    hint: /verify --upstream/,
  },
  {
    title: "a rebuild beside the published package (J2)",
    offer: async () => {
      const [built] = await drivers({ version: OLD, release: "e2" });
      if (built === undefined) throw new Error("no package");
      const facts = { href: "rebuilt.noarch.rpm" };
      return { packages: [{ built: old }, { built, facts }, { built: next }] };
    },
    code: 3,
    error: /expected release dkms, .*, found release e2, /,
    hint: /verify --upstream/,
  },
  {
    title: "a published version under the other name only (J2)",
    offer: async () => {
      const [built] = await drivers({ version: OLD, module: "aws-neuron" });
      if (built === undefined) throw new Error("no package");
      return { packages: [{ built }, { built: next }] };
    },
    code: 3,
    error: /expected name aws-neuronx-dkms, .*found name aws-neuron-dkms,/,
    hint: /verify --upstream/,
  },
  {
    title: "two packages of one file name (J5)",
    offer: {
      packages: [{ built: old }, { built: next }, {
        built: last,
        facts: { href: `new/${NEW_FILE}` },
      }],
    },
    code: 3,
    error:
      /aws-neuronx-dkms-2\.22\.0\.0: also has the file name of version 2\.21\.0\.0, found "aws-neuronx-dkms-2\.21\.0\.0.*\.noarch\.rpm"$/,
    hint: /Report it to the vendor/,
  },
  ...[
    [
      OLD_FILE,
      /has the file name of a package in archive\/rpm/,
    ],
    [
      `new/${OLD_FILE}`,
      /has the file name of a package in archive\/rpm/,
    ],
    [OLD_FILE.replace("aws", "AWS"), /some systems take for/],
    [OLD_FILE.replace("rpm", "RPM"), /does not end in \.rpm/],
    [`${OLD_FILE}.sha256`, /does not end in \.rpm/],
    ["GIT~1", /does not end in \.rpm/],
    ["a/GIT~1", /does not end in \.rpm/],
    ["driver", /does not end in \.rpm/],
    ["con.rpm", /device on Windows/],
    ["LPT1.noarch.rpm", /device on Windows/],
    [`${"a".repeat(250)}.rpm`, /too long a file name/],
    ["a%2fb.rpm", /href of a location is not accepted/],
    ["../b.rpm", /href of a location is not accepted/],
    [".git/b.rpm", /href of a location is not accepted/],
    ["b.rpm/", /href of a location is not accepted/],
    ["b.rpm ", /href of a location is not accepted/],
  ].map(([href, error]): Refusal => ({
    title: `a new package named ${String(href).slice(0, 60)} (J5)`,
    offer: both({ href }),
    code: 3,
    error: error instanceof RegExp ? error : /./,
    hint: /./,
  })),
  ...[
    ["a timestamp of the year 3000", { timestamp: 32_503_680_000 }],
    ["a revision of the year 3000", { revision: 32_503_680_000 }],
    [
      "a timestamp two days ahead",
      { timestamp: Math.floor(Date.now() / 1000) + 2 * 86_400 },
    ],
  ].map(([title, spec]): Refusal => ({
    title: `metadata with ${title} (J7)`,
    offer: { packages: [{ built: old }, { built: next }], ...Object(spec) },
    code: 3,
    error: /repomd\.xml: (a timestamp|the revision) is in the future/,
    hint: /clock/,
  })),
  {
    title: "a build time beyond dates (J8)",
    offer: both({ buildTime: "9007199254740991" }),
    code: 3,
    error: /build of time is not a 32-bit number/,
    hint: /./,
  },
  {
    title: "a file time beyond dates (J8)",
    offer: both({ fileTime: "9007199254740991" }),
    code: 3,
    error: /file of time is not a 32-bit number/,
    hint: /./,
  },
  {
    title: "a size beyond numbers (J8)",
    offer: both({ packageSize: "9007199254740993" }),
    code: 3,
    error: /package of size is not a number/,
    hint: /./,
  },
  {
    title: "a timestamp beyond dates (J8)",
    offer: {
      packages: [{ built: old }, { built: next }],
      timestamp: "999999999999999",
      revision: 1,
    },
    code: 3,
    error: /a timestamp is not a number of seconds/,
    hint: /./,
  },
];

Deno.test("check and publish refuse, and touch nothing:", async (t) => {
  await using scene = await Scene.make([old]);
  assertEquals((await scene.run("publish")).code, 0);
  const before = await scene.fingerprint();
  const home = `${scene.repository.root}/home`;
  const outside = await folderState(home);
  for (const { title, offer, code, error, hint } of REFUSALS) {
    await t.step(title, async () => {
      await scene.offer(
        [],
        typeof offer === "function" ? await offer() : offer,
      );
      for (const args of [["check"], ["check", "--json"], ["publish"]]) {
        const [command = "", ...rest] = args;
        const outcome = await scene.run(command, ...rest);
        assertEquals(outcome.code, code, outcome.stdout + outcome.stderr);
        const [line, advice, ...more] = outcome.stderr.trimEnd().split("\n");
        assertMatch(line ?? "", new RegExp(`^error: Cannot ${command}: `));
        assertMatch(line ?? "", error);
        assertMatch(advice ?? "", /^hint: .*nothing was written$/);
        assertMatch(advice ?? "", hint);
        assertEquals(more, []);
        if (rest.length === 0) assertEquals(outcome.stdout, "");
        else assertEquals(Object.keys(JSON.parse(outcome.stdout)), ["error"]);
        assertEquals(await scene.fingerprint(), before);
        assertEquals(await folderState(home), outside);
      }
    });
  }
});

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

Deno.test("check names what it cannot ask of an address", async () => {
  await using scene = await Scene.make([old]);
  assertEquals((await scene.run("publish")).code, 0);
  const repo = `--repo=file://${scene.repository.path}`;
  await scene.offer([], both({ arch: "x86_64" }));
  assertEquals((await scene.run("check", repo)).code, 1);
  await scene.offer([], both({ href: "GIT~1" }));
  assertEquals((await scene.run("check", repo)).code, 3);
  await scene.offer([], replaced({ release: "2" }));
  assertEquals((await scene.run("check", repo)).code, 10);
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
