// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals, assertRejects } from "@std/assert";
import { type VerificationCode, VerificationError } from "../../lib/errors.ts";
import { parseRepomd } from "../../lib/yum/repomd.ts";
import { utf8 } from "../fixtures/bytes.ts";
import { skipIf } from "../fixtures/programs.ts";
import { noData, readData, SNAPSHOT_DAYS } from "../fixtures/snapshot.ts";
import { type RepomdRecord, repomdXml } from "../fixtures/yum_xml.ts";

const HEX = "0123456789abcdef".repeat(4);

/** A record as createrepo writes it. */
function record(changes: Partial<RepomdRecord> = {}): RepomdRecord {
  return {
    type: "primary",
    checksums: [{ type: "sha256", value: HEX }],
    openChecksums: [{ type: "sha256", value: HEX }],
    href: `repodata/${HEX}-primary.xml.gz`,
    timestamp: 1736914882,
    size: 74288,
    openSize: 999122,
    ...changes,
  };
}

const GOOD = repomdXml([record()], 1736914530);

async function rejects(
  document: string | Uint8Array<ArrayBuffer>,
  code: VerificationCode,
): Promise<void> {
  const bytes = typeof document === "string" ? utf8(document) : document;
  const error = await assertRejects(
    () => parseRepomd(bytes),
    VerificationError,
  );
  assertEquals(error.code, code, error.message);
  assertEquals(error.subject, "repomd.xml");
}

Deno.test("parseRepomd() reads one record", async () => {
  const repomd = await parseRepomd(utf8(GOOD));
  assertEquals(repomd.revision, "1736914530");
  assertEquals(repomd.newestTimestamp, 1736914882);
  const checksum = { type: "sha256", value: HEX } as const;
  assertEquals([...repomd.data], [["primary", {
    type: "primary",
    href: `repodata/${HEX}-primary.xml.gz`,
    checksum,
    openChecksum: checksum,
    timestamp: 1736914882,
    size: 74288,
    openSize: 999122,
  }]]);
});

Deno.test("parseRepomd() accepts what is spelled differently", async (t) => {
  const rows: readonly (readonly [string, string])[] = [
    [
      "a prefix",
      GOOD.replace("xmlns=", "xmlns:r=").replace("xmlns:rpm=", "xmlns:q=")
        .replace(/<(\/?)(?!\?)/g, "<$1r:"),
    ],
    ["single quotes", GOOD.replaceAll('"', "'")],
    ["upper-case digits", GOOD.replaceAll(HEX + "<", `${HEX.toUpperCase()}<`)],
    ["CDATA", GOOD.replace(">1736914530<", "><![CDATA[1736914530]]><")],
    ["entities", GOOD.replace(">1736914530<", ">&#49;736914530<")],
    ["comments", GOOD.replace(">1736914530<", ">17369<!-- <data> -->14530<")],
    [
      "foreign elements",
      GOOD.replace("</data>", '<s:size xmlns:s="urn:s">x</s:size></data>'),
    ],
    [
      "unknown elements",
      GOOD.replace("</data>", "<database_version>x</database_version></data>"),
    ],
    ["a byte order mark", `\uFEFF${GOOD}`],
    ["no declaration", GOOD.replace(/^<\?xml.*\?>/, "")],
    ["spaces", GOOD.replaceAll(">", ">\n").replaceAll("</", "\n</")],
  ];
  const expected = await parseRepomd(utf8(GOOD));
  for (const [name, document] of rows) {
    await t.step(name, async () => {
      const repomd = await parseRepomd(utf8(document));
      assertEquals({ ...repomd, sha256: "" }, { ...expected, sha256: "" });
    });
  }
});

Deno.test("parseRepomd() takes fractional timestamps (G16)", async () => {
  const newer = record({ type: "primary_db", timestamp: "1736914886.25" });
  const repomd = await parseRepomd(utf8(repomdXml([record(), newer], "7")));
  assertEquals(repomd.newestTimestamp, 1736914886.25);
  assertEquals([...repomd.data.keys()], ["primary"]);
});

Deno.test("parseRepomd() ignores records that are not used (J10)", async (t) => {
  const weak = [{ type: "md5", value: "x" }];
  const rows: readonly (readonly [string, Partial<RepomdRecord>])[] = [
    ["a database with a weak checksum", { type: "other_db", checksums: weak }],
    ["a path that leaves the root", { type: "primary_zck", href: "../x" }],
    ["no checksum", { type: "updateinfo", checksums: [] }],
    ["a weak open-checksum", { type: "group", openChecksums: weak }],
    ["another origin", { type: "modules", xmlBase: "https://evil.example" }],
    ["a size in words", { type: "productid", size: "many", openSize: -1 }],
    ["a timestamp in words", { type: "prestodelta", timestamp: "today" }],
    ["a timestamp far ahead", { type: "x", timestamp: "32503680000" }],
    ["a timestamp beyond dates", { type: "x", timestamp: "9".repeat(300) }],
    ["a timestamp long ago", { type: "x", timestamp: 0 }],
    ["no name", { type: "" }],
    ["a long name", { type: "x".repeat(1000) }],
    ["another case", { type: "Primary", checksums: weak }],
  ];
  for (const [name, changes] of rows) {
    await t.step(name, async () => {
      for (const records of [[record(), changes], [changes, record()]]) {
        // Twice: nobody reads either of them.
        const document = repomdXml(
          [...records, changes].map((r) => record(r)),
          7,
        );
        const repomd = await parseRepomd(utf8(document));
        assertEquals([...repomd.data.keys()], ["primary"]);
        assertEquals(repomd.newestTimestamp, 1736914882);
      }
    });
  }
  await t.step("repeated and nested elements", async () => {
    const odd = "<size>1</size><size>2</size><checksum><b/></checksum>" +
      "<timestamp><b/></timestamp><location/><location/>";
    const document = GOOD.replace(
      "<data ",
      `<data>${odd}</data><data type="y">${odd}</data><data `,
    );
    const { data } = await parseRepomd(utf8(document));
    assertEquals([...data.keys()], ["primary"]);
  });
});

Deno.test("parseRepomd() accepts strong checksums only (G5, G6)", async (t) => {
  const rows: readonly (readonly [string, number, boolean])[] = [
    ["sha224", 56, true],
    ["sha256", 64, true],
    ["sha384", 96, true],
    ["sha512", 128, true],
    ["md5", 32, false],
    ["sha", 40, false],
    ["sha1", 40, false],
    ["SHA256", 64, false],
    ["sha3-256", 64, false],
    ["constructor", 64, false],
    ["", 64, false],
  ];
  for (const [type, digits, accepted] of rows) {
    await t.step(type, async () => {
      const value = "a".repeat(digits);
      const document = repomdXml([record({ checksums: [{ type, value }] })], 7);
      if (!accepted) return await rejects(document, "E_WEAK");
      const { data } = await parseRepomd(utf8(document));
      assertEquals(data.get("primary")?.checksum.value, value);
    });
  }
});

Deno.test("parseRepomd() rejects hrefs that leave the root (G7, G8)", async (t) => {
  const hrefs = [
    "../primary.xml.gz",
    "repodata/../../primary.xml.gz",
    "repodata/..",
    "./primary.xml.gz",
    ".hidden",
    "/repodata/primary.xml.gz",
    "//example.com/primary.xml.gz",
    "https://example.com/primary.xml.gz",
    "javascript:alert(1)",
    "repodata\\primary.xml.gz",
    "repodata//primary.xml.gz",
    "repodata/",
    "repodata/%2e%2e/primary.xml.gz",
    "repodata%2fprimary.xml.gz",
    "repodata/primary.xml.gz?x=1",
    "repodata/primary.xml.gz#x",
    "repodata/primary xml.gz",
    "repodata/primary\u0085.xml.gz",
    "repodata/prim\u00e4ry.xml.gz",
    "",
    "a".repeat(2_000),
  ];
  for (const href of hrefs) {
    await t.step(
      href.slice(0, 50),
      () => rejects(repomdXml([record({ href })], 7), "E_META"),
    );
  }
});

Deno.test("parseRepomd() accepts xml:base for the root itself only (G8)", async () => {
  const based = (xmlBase: string) => utf8(repomdXml([record({ xmlBase })], 7));
  const repoUrl = "https://example.com/repo";
  await parseRepomd(based("https://example.com/repo/"), { repoUrl });
  for (
    const base of ["https://example.com/", "https://evil.example/repo", ""]
  ) {
    const error = await assertRejects(
      () => parseRepomd(based(base), { repoUrl }),
      VerificationError,
    );
    assertEquals(error.code, "E_META");
  }
  // Spellings of one URL.
  for (
    const base of ["HTTPS://EXAMPLE.com:443/repo", "https://example.com/repo//"]
  ) {
    await parseRepomd(based(base), { repoUrl });
  }
  // Nothing is downloaded: what the vendor's address was is no evidence (J12).
  for (const base of ["https://old.example/repo", "", "not a URL"]) {
    assertEquals((await parseRepomd(based(base))).data.size, 1);
  }
});

Deno.test("parseRepomd() follows default namespaces", async () => {
  const repo = "http://linux.duke.edu/metadata/repo";
  const foreign = GOOD.replace("<data ", '<data xmlns="urn:x" ')
    .replace("<checksum ", `<checksum xmlns="${repo}" `);
  assertEquals((await parseRepomd(utf8(foreign))).data.size, 0);
  const home = GOOD.replace(`xmlns="${repo}"`, 'xmlns="urn:x"')
    .replace("<repomd", `<r:repomd xmlns:r="${repo}"`)
    .replace("</repomd", "</r:repomd")
    .replace("<data ", `<data xmlns="${repo}" `);
  assertEquals((await parseRepomd(utf8(home))).data.size, 1);
});

Deno.test("parseRepomd() rejects what is wrong", async (t) => {
  const records = (...changes: Partial<RepomdRecord>[]) =>
    repomdXml(changes.map(record), 7);
  const checksum = { type: "sha256", value: HEX };
  const rows: readonly (readonly [string, string, VerificationCode])[] = [
    ["two records of a type (G11)", records({}, { size: 1 }), "E_META"],
    [
      "a record in a record",
      GOOD.replace("<data ", '<data type="x"><data '),
      "E_META",
    ],
    ["no checksum", records({ checksums: [] }), "E_META"],
    ["two checksums", records({ checksums: [checksum, checksum] }), "E_META"],
    [
      "two open-checksums",
      records({ openChecksums: [checksum, checksum] }),
      "E_META",
    ],
    [
      "a short checksum",
      records({ checksums: [{ ...checksum, value: "ab" }] }),
      "E_META",
    ],
    [
      "a checksum not of digits",
      records({ checksums: [{ ...checksum, value: "g".repeat(64) }] }),
      "E_META",
    ],
    [
      "a weak open-checksum",
      records({ openChecksums: [{ type: "sha1", value: HEX }] }),
      "E_WEAK",
    ],
    ["no location", GOOD.replace(/<location.*>/, ""), "E_META"],
    ["a location without href", GOOD.replace("href=", "url="), "E_META"],
    [
      "an href of another namespace",
      GOOD.replace("href=", "rpm:href="),
      "E_META",
    ],
    ["two locations", GOOD.replace(/(<location.*>)/, "$1$1"), "E_META"],
    ["two revisions", GOOD.replace(/(<revision>.*>)/, "$1$1"), "E_META"],
    ["a negative size", records({ size: -1 }), "E_META"],
    ["a fractional size", records({ size: "1.5" }), "E_META"],
    ["a hexadecimal size", records({ size: "0x10" }), "E_META"],
    ["an empty size", records({ size: "" }), "E_META"],
    [
      "a size beyond exact numbers",
      records({ size: "9007199254740993" }),
      "E_META",
    ],
    ["an open-size in words", records({ openSize: "many" }), "E_META"],
    ["a timestamp in words", records({ timestamp: "today" }), "E_META"],
    ["a timestamp with exponent", records({ timestamp: "1e9" }), "E_META"],
    [
      "elements in a checksum",
      GOOD.replace(`>${HEX}<`, `>${HEX}<b/><`),
      "E_META",
    ],
    [
      "elements in the revision",
      GOOD.replace("<revision>", "<revision><b/>"),
      "E_META",
    ],
    [
      "a timestamp beyond dates (J8)",
      records({ timestamp: "8640000000001" }),
      "E_META",
    ],
    [
      "a timestamp of 15 digits",
      records({ timestamp: "9".repeat(15) }),
      "E_META",
    ],
    ["a long revision", repomdXml([record()], "7".repeat(257)), "E_LIMIT"],
    [
      "a text of 1 MiB",
      GOOD.replace(">1736914882<", `>${"1".repeat(2 ** 20 + 2 ** 17)}<`),
      "E_LIMIT",
    ],
    [
      "too many records",
      records(...Array.from({ length: 300 }, (_, i) => ({ type: `t${i}` }))),
      "E_LIMIT",
    ],
    ["a web page", "<!doctype html>\n<title>Login</title>", "E_META"],
    ["another root", GOOD.replaceAll("repomd", "metadata"), "E_META"],
    ["no namespace", GOOD.replace(/xmlns="[^"]*"/, ""), "E_META"],
    [
      "another namespace",
      GOOD.replace("metadata/repo", "metadata/common"),
      "E_META",
    ],
    [
      "a DOCTYPE (G9)",
      GOOD.replace("<repomd", "<!DOCTYPE repomd><repomd"),
      "E_META",
    ],
    [
      "an entity of its own (G9)",
      GOOD.replace(">1736914530<", ">&lol;<"),
      "E_META",
    ],
    [
      "100,000 elements deep (G10)",
      GOOD.replace("<data ", "<a>".repeat(100_000) + "<data "),
      "E_META",
    ],
    [
      "many attributes",
      GOOD.replace(
        "<data ",
        `<data ${Array.from({ length: 99 }, (_, i) => `a${i}="" `).join("")}`,
      ),
      "E_META",
    ],
    ["an element that does not end", GOOD.replace("</repomd>", ""), "E_META"],
    ["something after the end", `${GOOD}<x/>`, "E_META"],
    ["nothing", "", "E_META"],
    ["not XML", "not found\n", "E_META"],
    ["another encoding", GOOD.replace("UTF-8", "ISO-8859-1"), "E_META"],
  ];
  for (const [name, document, code] of rows) {
    await t.step(name, () => rejects(document, code));
  }
  await t.step("bytes that are not UTF-8", async () => {
    for (const bad of [[0xff], [0xc3], [0xed, 0xa0, 0x80]]) {
      const [head = "", tail = ""] = GOOD.split("</repomd>");
      const ends = [utf8(head), new Uint8Array(bad), utf8("</repomd>" + tail)];
      await rejects(
        new Uint8Array(ends.flatMap((part) => [...part])),
        "E_META",
      );
    }
    await rejects(new Uint8Array([...utf8(GOOD), 0xc3]), "E_META");
  });
  await t.step(
    "more than 1 MiB",
    () => rejects(GOOD + " ".repeat(2 ** 20), "E_LIMIT"),
  );
});

Deno.test({
  ...skipIf(noData()).for("parseRepomd() reads the vendor's own"),
  fn: async () => {
    const found = await Promise.all(SNAPSHOT_DAYS.map(async (day) => {
      const bytes = await readData(`snapshots/${day}/repomd.xml`);
      const { revision, newestTimestamp, data } = await parseRepomd(bytes);
      return [revision, newestTimestamp, [...data.keys()].sort()];
    }));
    const types = ["filelists", "other", "primary"];
    assertEquals(found, [
      ["1736914530", 1736914886.25, types],
      ["1751326712", 1751326832.19, types],
    ]);
  },
});

Deno.test("parseRepomd() says which namespace another document has", async () => {
  const rows = [
    [GOOD.replace(/xmlns="[^"]*"/, ""), '"repomd" in no namespace'],
    [
      GOOD.replace(/xmlns="[^"]*"/, 'xmlns="urn:x"'),
      '"repomd" in namespace "urn:x"',
    ],
  ] as const;
  for (const [xml, found] of rows) {
    const error = await assertRejects(
      () => parseRepomd(utf8(xml)),
      VerificationError,
    );
    assertEquals(error.found, found);
  }
});
