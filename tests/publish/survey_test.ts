// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Metadata that check and publish must not accept. Each row starts from one
// published release and a server that offers the next one, and changes one
// thing of what is offered. Both commands say the same, and where they refuse,
// nothing is touched.

import { assertEquals, assertMatch } from "@std/assert";
import { drivers, folderState, Scene } from "./scene.ts";
import {
  both,
  last,
  NEW_FILE,
  next,
  type Offer,
  OLD,
  old,
  OLD_FILE,
  oldName,
  rebuilt,
  replaced,
} from "./offers.ts";

interface Refusal {
  readonly title: string;
  readonly offer: Offer | (() => Promise<Offer>);
  readonly code: 1 | 3;
  readonly error: RegExp;
  readonly hint: RegExp;
}

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
