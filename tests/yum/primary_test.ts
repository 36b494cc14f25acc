// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals, assertRejects } from "@std/assert";
import { type VerificationCode, VerificationError } from "../../lib/errors.ts";
import {
  type PackageElsewhere,
  type PrimaryOptions,
  type PrimaryPackage,
  readPrimary,
} from "../../lib/yum/primary.ts";
import { gunzipSync } from "node:zlib";
import { utf8 } from "../fixtures/bytes.ts";
import { skipIf } from "../fixtures/programs.ts";
import { noData, readData, SNAPSHOT_DAYS } from "../fixtures/snapshot.ts";
import { type PrimaryFacts, unrelated } from "../fixtures/primary_facts.ts";
import { primaryXml } from "../fixtures/yum_xml.ts";

const NAME = "aws-neuronx-dkms";
const OPTIONS: PrimaryOptions = {
  names: ["aws-neuron-dkms", NAME],
  repoUrl: "https://yum.example",
};

/** A driver package as primary.xml lists it. */
function driver(changes: Partial<PrimaryFacts> = {}): PrimaryFacts {
  return unrelated({
    name: NAME,
    arch: "noarch",
    version: "2.22.2.0",
    release: "dkms",
    ...changes,
  });
}

/** The document with a driver package of these facts between two others. */
function document(...packages: readonly PrimaryFacts[]): string {
  const all = [unrelated(), ...packages, unrelated({ version: "3" })];
  return primaryXml(all, all.length);
}

const GOOD = document(driver());

function read(
  text: string | Uint8Array<ArrayBuffer>,
  options: PrimaryOptions = OPTIONS,
): Promise<PrimaryPackage[]> {
  const bytes = typeof text === "string" ? utf8(text) : text;
  return Array.fromAsync(readPrimary(ReadableStream.from([bytes]), options));
}

Deno.test("readPrimary() reads a package", async () => {
  const facts = driver({ epoch: "1", vendor: "", summary: "a & <b>" });
  assertEquals(await read(document(facts)), [{
    name: NAME,
    epoch: 1,
    version: "2.22.2.0",
    release: "dkms",
    arch: "noarch",
    checksum: { type: "sha256", value: facts.checksum },
    href: `${NAME}-2.22.2.0-dkms.noarch.rpm`,
    buildTime: new Date(Number(facts.buildTime) * 1000),
    fileTime: new Date(Number(facts.fileTime) * 1000),
    size: { package: 54321, installed: 43210, archive: 44444 },
    headerRange: { start: 872, end: 5956 },
  }]);
});

Deno.test("readPrimary() hands out noarch packages of the names", async () => {
  const found = await read(document(
    driver({ name: "aws-neuron-dkms", version: "1.0" }),
    driver({ arch: "src" }),
    driver({ arch: "x86_64" }),
    driver({ name: `${NAME}2` }),
    driver(),
  ));
  const names = found.map(({ name, version }) => `${name}-${version}`);
  assertEquals(names, ["aws-neuron-dkms-1.0", "aws-neuronx-dkms-2.22.2.0"]);
});

Deno.test("readPrimary() reports the names for other architectures", async () => {
  const found: PackageElsewhere[] = [];
  const onElsewhere = (one: PackageElsewhere) => found.push(one);
  const long = "1".repeat(101);
  await read(
    document(
      driver({ arch: "src" }),
      driver({ arch: "nosrc" }),
      driver({ name: `${NAME}2`, arch: "x86_64" }),
      driver({ arch: "x86_64" }),
      ...Array.from(
        { length: 1_000 },
        () => driver({ arch: long, version: long, href: "x.rpm" }),
      ),
      driver(),
    ),
    { ...OPTIONS, onElsewhere },
  );
  assertEquals(found.length, 1_000);
  const word = long.slice(1);
  assertEquals(found.slice(0, 2), [
    { name: NAME, version: "2.22.2.0", arch: "x86_64" },
    { name: NAME, version: word, arch: word },
  ]);
});

Deno.test("readPrimary() does not mind other packages' values", async () => {
  const odd = { href: "../x", checksumType: "md5", packageSize: "?" };
  assertEquals((await read(document(unrelated(odd), driver()))).length, 1);
});

Deno.test("readPrimary() reads the same from chunks of any size", async () => {
  const description = "S\u00e4mple \u{1f9e0}\r\nline\r\rline\n\r";
  const bytes = utf8(document(driver({ description })));
  const expected = await read(bytes);
  for (const size of [1, 2, 3, 5, 7, 1_000, bytes.length]) {
    const chunks = Array.from(
      { length: Math.ceil(bytes.length / size) },
      (_, i) => bytes.subarray(i * size, (i + 1) * size),
    );
    const source = ReadableStream.from(chunks);
    const found = await Array.fromAsync(readPrimary(source, OPTIONS));
    assertEquals(found, expected);
  }
});

Deno.test("readPrimary() accepts what is spelled differently", async (t) => {
  const common = "http://linux.duke.edu/metadata/common";
  const rows: readonly (readonly [string, string])[] = [
    ["CDATA", GOOD.replace(`<name>${NAME}<`, `<name><![CDATA[${NAME}]]><`)],
    [
      "another prefix",
      GOOD.replaceAll("rpm:", "r:").replace("xmlns:r:", "xmlns:r=").replace(
        "xmlns:rpm=",
        "xmlns:r=",
      ),
    ],
    [
      "another prefix as long",
      GOOD.replaceAll("rpm:", "abc:").replaceAll("xmlns:rpm=", "xmlns:abc="),
    ],
    [
      "fields that are too deep",
      GOOD.replaceAll(
        "<format>",
        "<x><format><rpm:header-range start='1' end='2'/></format></x><format>",
      ),
    ],
    [
      "foreign elements",
      GOOD.replaceAll(
        "<version ",
        '<v:name xmlns:v="urn:v">x</v:name><version ',
      ),
    ],
    [
      "a name among the provided",
      GOOD.replaceAll("<rpm:requires>", "<rpm:requires><rpm:license/>"),
    ],
    [
      "a file named name",
      GOOD.replaceAll("</format>", `<name xmlns="${common}">x</name></format>`),
    ],
    ["no epoch", GOOD.replaceAll('epoch="0" ', "")],
  ];
  const expected = await read(GOOD);
  for (const [name, text] of rows) {
    await t.step(name, async () => assertEquals(await read(text), expected));
  }
});

Deno.test("readPrimary() rejects a long version in few words", async () => {
  for (const version of ["2".repeat(5_000), "2".repeat(900_000)]) {
    const error = await assertRejects(
      () => read(document(driver({ version, href: "x.rpm" }))),
      VerificationError,
      "primary.xml: aws-neuronx-dkms-222",
    );
    assertEquals([error.code, error.message.length < 300], ["E_META", true]);
  }
});

Deno.test("readPrimary() rejects what is wrong", async (t) => {
  const bent = (changes: Partial<PrimaryFacts>) => document(driver(changes));
  /** Changes the text of the driver's element only. */
  const edit = (from: string | RegExp, to: string) => {
    const start = GOOD.indexOf("<package ", GOOD.indexOf("<package ") + 1);
    const end = GOOD.indexOf("</package>", start);
    const changed = GOOD.slice(start, end).replace(from, to);
    return GOOD.slice(0, start) + changed + GOOD.slice(end);
  };
  const rows: readonly (readonly [string, string, VerificationCode])[] = [
    ["two packages of one NEVRA (G12)", document(driver(), driver()), "E_META"],
    ["packages= too high (G13)", primaryXml([driver()], 2), "E_META"],
    [
      "packages= too low (G13)",
      primaryXml([driver(), unrelated()], 1),
      "E_META",
    ],
    ["packages= not a number", primaryXml([driver()], "one"), "E_META"],
    ["packages= in hexadecimal", primaryXml([driver()], "0x1"), "E_META"],
    ["packages= with an exponent", primaryXml([driver()], "1e0"), "E_META"],
    [
      "packages= missing, and no package",
      primaryXml([], 0).replace(/ packages="0"/, ""),
      "E_META",
    ],
    ["packages= missing", GOOD.replace(/ packages="3"/, ""), "E_META"],
    [
      "another root",
      GOOD.replaceAll("metadata>", "filelists>").replace(
        "<metadata",
        "<filelists",
      ),
      "E_META",
    ],
    [
      "another namespace",
      GOOD.replace("metadata/common", "metadata/repo"),
      "E_META",
    ],
    [
      "a package in a package",
      edit("<format>", '<package type="rpm"/><format>'),
      "E_META",
    ],
    [
      "a package in a format",
      edit("<format>", '<format><package type="rpm"/>'),
      "E_META",
    ],
    ["another type", edit('type="rpm"', 'type="deb"'), "E_META"],
    ["two names", edit("<name>", "<name>x</name><name>"), "E_META"],
    ["two locations", edit(/(<location.*>)/, "$1$1"), "E_META"],
    ["two checksums", edit(/(<checksum.*>)/, "$1$1"), "E_META"],
    ["two licences", edit(/(<rpm:license.*>)/, "$1$1"), "E_META"],
    ["two formats", edit("<format>", "<format/><format>"), "E_META"],
    ["elements in a name", edit("<name>", "<name><b/>"), "E_META"],
    ["no version", edit(/<version.*>/, ""), "E_META"],
    ["no release", edit(/rel="[^"]*"/, ""), "E_META"],
    ["no checksum", edit(/<checksum.*>/, ""), "E_META"],
    ["no location", edit(/<location.*>/, ""), "E_META"],
    ["no time", edit(/<time.*>/, ""), "E_META"],
    ["no size", edit(/<size.*>/, ""), "E_META"],
    ["no header-range", edit(/<rpm:header-range.*>/, ""), "E_META"],
    [
      "a header-range beside the format",
      edit("<format>", "<rpm:header-range start='1' end='2'/><format>").replace(
        /<rpm:header-range start="872".*>/g,
        "",
      ),
      "E_META",
    ],
    ["an empty header-range", bent({ headerEnd: 872 }), "E_META"],
    ["a header behind the package", bent({ packageSize: 5955 }), "E_META"],
    ["an empty version", bent({ version: "" }), "E_META"],
    ["a version with a slash", bent({ version: "1/2", href: "x" }), "E_META"],
    ["a version with a dash", bent({ version: "1-2" }), "E_META"],
    ["a version with a space", bent({ version: "1 2", href: "x" }), "E_META"],
    ["a negative epoch", bent({ epoch: "-1" }), "E_META"],
    ["an epoch of 33 bits", bent({ epoch: "4294967296" }), "E_META"],
    ["a build time in words", bent({ buildTime: "today" }), "E_META"],
    ["a fractional size", bent({ packageSize: "1.5" }), "E_META"],
    [
      "a build time of 33 bits (J8)",
      bent({ buildTime: "4294967296" }),
      "E_META",
    ],
    [
      "a build time beyond dates (J8)",
      bent({ buildTime: "9007199254740991" }),
      "E_META",
    ],
    ["a file time of 33 bits (J8)", bent({ fileTime: "4294967296" }), "E_META"],
    [
      "a size beyond exact numbers (J8)",
      bent({ packageSize: "9007199254740993" }),
      "E_META",
    ],
    ["md5 (G5)", bent({ checksumType: "md5" }), "E_WEAK"],
    ["sha1 (G5)", bent({ checksumType: "sha1" }), "E_WEAK"],
    ["an unknown checksum (G6)", bent({ checksumType: "crc32" }), "E_WEAK"],
    ["a short checksum", bent({ checksum: "abcd" }), "E_META"],
    ["href with .. (G7)", bent({ href: "../x.rpm" }), "E_META"],
    ["href absolute (G7)", bent({ href: "/x.rpm" }), "E_META"],
    [
      "href to another origin (G8)",
      bent({ href: "https://evil.example/x" }),
      "E_META",
    ],
    [
      "xml:base to another origin (G8)",
      bent({ xmlBase: "https://evil.example" }),
      "E_META",
    ],
    [
      "a text of 1 MiB",
      document(unrelated({ url: "x".repeat(2 ** 20 + 2 ** 17) })),
      "E_LIMIT",
    ],
    [
      "an attribute of 1 MiB",
      document(unrelated({ href: "x".repeat(2 ** 20 + 2 ** 17) })),
      "E_LIMIT",
    ],
    [
      "a comment of 1 MiB",
      GOOD.replace("<name>", `<!--${"<".repeat(2 ** 20 + 2 ** 17)}--><name>`),
      "E_LIMIT",
    ],
    [
      "a text of many parts",
      GOOD.replace("<name>", `<name>${"x<!-- -->".repeat(2 ** 20 + 2 ** 17)}`),
      "E_LIMIT",
    ],
    [
      "a DOCTYPE (G9)",
      GOOD.replace("<metadata", "<!DOCTYPE m []><metadata"),
      "E_META",
    ],
    [
      "an entity of its own (G9)",
      GOOD.replace("<name>", "<name>&x;"),
      "E_META",
    ],
    [
      "100,000 elements deep (G10)",
      GOOD.replace("<name>", `${"<a>".repeat(100_000)}<name>`),
      "E_META",
    ],
    ["a document that is cut", GOOD.slice(0, -20), "E_META"],
  ];
  for (const [name, text, code] of rows) {
    await t.step(name, async () => {
      const error = await assertRejects(() => read(text), VerificationError);
      assertEquals(error.code, code, error.message);
    });
  }
});

Deno.test("readPrimary() streams, and ends with what its source throws", async () => {
  const count = 2_000;
  const failure = new Error("the source broke");
  let sent = 0;
  async function* source() {
    yield utf8(primaryXml([], count).replace("</metadata>", ""));
    for (sent = 0; sent < count; sent++) {
      const { href } = driver({ version: `${sent}` });
      const one = primaryXml([driver({ version: `${sent}`, href })], 1);
      const start = one.indexOf("<package ");
      yield utf8(one.slice(start, one.indexOf("</metadata>")));
      await Promise.resolve();
    }
    throw failure;
  }
  let received = 0;
  let most = 0;
  const error = await assertRejects(async () => {
    for await (const _ of readPrimary(source(), OPTIONS)) {
      most = Math.max(most, sent - received++);
    }
  });
  assertEquals([error, received, most], [failure, count, 0]);
});

Deno.test({
  ...skipIf(noData()).for("readPrimary() reads the vendor's own"),
  fn: async () => {
    const counts = await Promise.all(SNAPSHOT_DAYS.map(async (day) => {
      const stored = await readData(`snapshots/${day}/primary.xml.gz`);
      return (await read(new Uint8Array(gunzipSync(stored)))).length;
    }));
    assertEquals(counts, [37, 41]);
  },
});
