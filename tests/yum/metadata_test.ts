// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assert, assertEquals, assertRejects } from "@std/assert";
import { type VerificationCode, VerificationError } from "../../lib/errors.ts";
import {
  type MetadataEvidence,
  type VerifiedMetadata,
  verifyMetadata,
} from "../../lib/yum/metadata.ts";
import { openBudget } from "../../lib/yum/metadata_file.ts";
import { concat, utf8 } from "../fixtures/bytes.ts";
import type { Compression } from "../fixtures/compression.ts";
import { type PrimaryFacts, unrelated } from "../fixtures/primary_facts.ts";
import { needs, skipIf } from "../fixtures/programs.ts";
import { noData, SNAPSHOT_DAYS, snapshotFiles } from "../fixtures/snapshot.ts";
import {
  buildRepository,
  type RepositoryFiles,
  type RepositorySpec,
} from "../fixtures/yum_repository.ts";
import type { RepomdRecord } from "../fixtures/yum_xml.ts";

const NAMES = ["aws-neuron-dkms", "aws-neuronx-dkms"];
const TYPES = ["primary", "filelists", "other"];

/** A driver package that only metadata knows. */
function driver(changes: Partial<PrimaryFacts> = {}): PrimaryFacts {
  return unrelated({ name: "aws-neuronx-dkms", arch: "noarch", ...changes });
}

/** repomd.xml and the files that it lists, as a mirror or an archive has them. */
function evidenceOf(files: RepositoryFiles): MetadataEvidence {
  const repomd = files.get("repodata/repomd.xml") ?? utf8("");
  const found = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const [path, bytes] of files) {
    const type = TYPES.find((name) => path.includes(`-${name}.xml`));
    if (type !== undefined) found.set(type, bytes);
  }
  return { repomd, files: found };
}

async function build(spec: Partial<RepositorySpec> = {}) {
  const others = [unrelated(), driver(), driver({ arch: "src" })];
  const files = await buildRepository({
    packages: [],
    others,
    key: null,
    ...spec,
  });
  return evidenceOf(files);
}

function verify(evidence: MetadataEvidence): Promise<VerifiedMetadata> {
  return verifyMetadata(evidence, { names: NAMES });
}

/** A spec whose repomd.xml says something else of one file. */
function lying(
  type: string,
  lie: (record: RepomdRecord) => Partial<RepomdRecord>,
): Partial<RepositorySpec> {
  const records = (all: RepomdRecord[]) =>
    all.map((one) => one.type === type ? { ...one, ...lie(one) } : one);
  return { bend: { records } };
}

Deno.test("verifyMetadata() returns verified values, frozen", async () => {
  const evidence = await build();
  const found = await verify(evidence);
  assertEquals(found.repomd.bytes, evidence.repomd);
  assertEquals(found.packages.length, 1);
  assertEquals(
    found.files.map(({ type, name }) => [type, name]),
    [
      ["primary", "primary.xml.gz"],
      ["filelists", "filelists.xml.gz"],
      ["other", "other.xml.gz"],
    ],
  );
  for (const { type, bytes, checksum } of found.files) {
    assertEquals(bytes, evidence.files.get(type));
    assertEquals(checksum, found.repomd.parsed.data.get(type)?.checksum);
  }
  const parts = [
    found,
    found.repomd,
    found.files,
    ...found.files,
    found.packages,
    ...found.packages,
  ];
  for (const part of parts) assert(Object.isFrozen(part));
});

Deno.test("verifyMetadata() opens every compression", async (t) => {
  const rows: readonly (readonly [Compression, string])[] = [
    ["none", "primary.xml"],
    ["gzip", "primary.xml.gz"],
    ["bzip2", "primary.xml.bz2"],
    ["xz", "primary.xml.xz"],
    ["zstd", "primary.xml.zst"],
  ];
  for (const [compression, name] of rows) {
    const tools = needs(...(compression === "bzip2" ? ["bzip2"] as const : []));
    await t.step({
      ...tools.for(compression),
      fn: async () => {
        const found = await verify(await build({ compression }));
        assertEquals(found.files[0]?.name, name);
        assertEquals(found.packages.length, 1);
      },
    });
    await t.step({
      ...tools.for(`${compression} without a suffix`),
      fn: async () => {
        const href = () => ({ href: "repodata/primary" });
        const spec = { compression, ...lying("primary", href) };
        assertEquals((await verify(await build(spec))).files[0]?.name, name);
      },
    });
  }
});

Deno.test("verifyMetadata() does without what may be absent", async () => {
  const records = (all: RepomdRecord[]) =>
    all.filter(({ type }) => type === "primary");
  const { repomd, files } = await build({
    bend: {
      records,
      repomd: (xml) =>
        xml.replace(/<(open-)?size>.*\n|<open-checksum.*\n/g, ""),
    },
  });
  const primary = files.get("primary") ?? utf8("");
  const found = await verify({
    repomd,
    files: new Map([["primary", primary]]),
  });
  assertEquals(found.packages.length, 1);
  assertEquals(found.files.length, 1);
});

Deno.test("verifyMetadata() rejects what repomd.xml does not say", async (t) => {
  const zero = (digits: number) => "0".repeat(digits);
  const rows: (readonly [string, Partial<RepositorySpec>, VerificationCode])[] =
    TYPES.flatMap((type) => [
      [
        `checksum of ${type} (G1)`,
        lying(
          type,
          () => ({ checksums: [{ type: "sha256", value: zero(64) }] }),
        ),
        "E_DIGEST",
      ],
      [
        `size of ${type} (G2)`,
        lying(type, ({ size }) => ({ size: Number(size) + 1 })),
        "E_SIZE",
      ],
      [
        `open-checksum of ${type} (G3)`,
        lying(
          type,
          () => ({ openChecksums: [{ type: "sha512", value: zero(128) }] }),
        ),
        "E_DIGEST",
      ],
      [
        `open-size of ${type}, more (G4)`,
        lying(type, ({ openSize }) => ({ openSize: Number(openSize) + 1 })),
        "E_SIZE",
      ],
      [
        `open-size of ${type}, less (G4)`,
        lying(type, ({ openSize }) => ({ openSize: Number(openSize) - 1 })),
        "E_SIZE",
      ],
      [
        `open-size of ${type} 0 (G4)`,
        lying(type, () => ({ openSize: 0 })),
        "E_SIZE",
      ],
      [
        `size of ${type} over the bound`,
        lying(type, () => ({ size: 2 ** 40 })),
        "E_LIMIT",
      ],
      [
        `open-size of ${type} over the bound`,
        lying(type, () => ({ openSize: 2 ** 40 })),
        "E_LIMIT",
      ],
      [
        `suffix of ${type}`,
        lying(type, () => ({ href: `repodata/${type}.xml.xz` })),
        "E_FORMAT",
      ],
    ]);
  rows.push(
    ["md5 and nothing else (G5)", { checksumType: "md5" }, "E_WEAK"],
    ["sha1 and nothing else (G5)", { checksumType: "sha" }, "E_WEAK"],
    ["an unknown algorithm (G6)", { checksumType: "sha3" }, "E_WEAK"],
    ["a wrong count (G13)", { bend: { packageCount: 99 } }, "E_META"],
    ["a primary that is none", { bend: { primary: () => "<x/>" } }, "E_META"],
    [
      "a file that is not listed",
      { bend: { records: (all) => all.slice(1) } },
      "E_META",
    ],
  );
  for (const [name, spec, code] of rows) {
    await t.step(name, async () => {
      const evidence = await build(spec);
      const error = await assertRejects(
        () => verify(evidence),
        VerificationError,
      );
      assertEquals(error.code, code, error.message);
    });
  }
});

Deno.test("verifyMetadata() rejects metadata without a list of packages", async () => {
  const { repomd, files } = await build({
    bend: { records: (all) => all.filter(({ type }) => type === "other") },
  });
  const other = files.get("other") ?? utf8("");
  const error = await assertRejects(
    () => verify({ repomd, files: new Map([["other", other]]) }),
    VerificationError,
    "no record for primary",
  );
  assertEquals(error.code, "E_META");
});

Deno.test("verifyMetadata() accepts strong checksums of any kind", async () => {
  for (const checksumType of ["sha224", "sha384", "sha512"]) {
    assertEquals((await verify(await build({ checksumType }))).files.length, 3);
  }
});

Deno.test("verifyMetadata() rejects files that were changed", async (t) => {
  const good = await build();
  const without = (type: string) =>
    new Map([...good.files].filter(([name]) => name !== type));
  for (const type of TYPES) {
    const bytes = good.files.get(type) ?? utf8("");
    const flipped = bytes.slice();
    flipped[40] = (flipped[40] ?? 0) ^ 1;
    const rows: readonly (readonly [
      string,
      Uint8Array<ArrayBuffer>,
      VerificationCode,
    ])[] = [
      ["one bit", flipped, "E_DIGEST"],
      ["one byte less", bytes.slice(0, -1), "E_SIZE"],
      ["one byte more", concat(bytes, utf8("\n")), "E_SIZE"],
      ["nothing", utf8(""), "E_SIZE"],
    ];
    for (const [name, changed, code] of rows) {
      await t.step(`${type}: ${name}`, async () => {
        const files = new Map(good.files).set(type, changed);
        const error = await assertRejects(
          () => verify({ ...good, files }),
          VerificationError,
        );
        assertEquals(error.code, code);
        assertEquals(error.subject, `${type}.xml.gz`);
      });
    }
    await t.step(`${type}: gone`, async () => {
      const error = await assertRejects(
        () => verify({ ...good, files: without(type) }),
        VerificationError,
      );
      assertEquals(error.code, "E_META");
    });
  }
});

Deno.test("verifyMetadata() parses nothing that was not verified", async () => {
  const primary = () => "not XML at all";
  const lie = lying("primary", () => ({
    openChecksums: [{ type: "sha256", value: "0".repeat(64) }],
  }));
  const evidence = await build({ bend: { ...lie.bend, primary } });
  const error = await assertRejects(() => verify(evidence), VerificationError);
  assertEquals(error.code, "E_DIGEST");
});

Deno.test({
  ...skipIf(noData()).for("verifyMetadata() accepts the vendor's own"),
  fn: async () => {
    const counts = await Promise.all(SNAPSHOT_DAYS.map(async (day) => {
      const found = await verify(evidenceOf(await snapshotFiles(day)));
      return [found.files.length, found.packages.length];
    }));
    assertEquals(counts, [[3, 37], [3, 41]]);
  },
});

Deno.test("verifyMetadata() opens no more than all calls together may", async () => {
  const evidence = evidenceOf(await buildRepository({ packages: [] }));
  const { repomd: { parsed } } = await verifyMetadata(evidence, {
    names: NAMES,
  });
  const open = [...parsed.data.values()]
    .reduce((sum, { openSize = 0 }) => sum + openSize, 0);
  assert(open > 0);
  const budget = openBudget(2 * open);
  const verify = () => verifyMetadata(evidence, { names: NAMES, budget });
  await verify();
  await verify();
  const error = await assertRejects(verify, VerificationError);
  assertEquals(error.code, "E_LIMIT");
  assertEquals(error.expected, `at most ${2 * open} bytes`);
});
