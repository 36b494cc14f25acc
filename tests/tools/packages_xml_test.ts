// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assert, assertEquals, assertRejects } from "@std/assert";
import { parseXmlRecordsFromBytes } from "@std/xml/parse-records";
import { XmlSyntaxError } from "@std/xml/types";

type Options = NonNullable<Parameters<typeof parseXmlRecordsFromBytes>[2]>;

/** Feeds `xml` in chunks of `size` bytes and lists every event in words. */
async function events(
  xml: string | Uint8Array,
  options: Options = {},
  size = 7,
): Promise<string[]> {
  const bytes = typeof xml === "string" ? new TextEncoder().encode(xml) : xml;
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += size) {
      yield bytes.subarray(at, at + size);
    }
  }
  const listed: string[] = [];
  let text = "";
  const flush = () => {
    if (text !== "") listed.push(`"${text}"`);
    text = "";
  };
  const records = parseXmlRecordsFromBytes<string>(chunks(), (emit) => ({
    onStartElement(name, colon, uri, attributes, selfClosing) {
      flush();
      const list = Array.from({ length: attributes.count }, (_, i) => {
        const prefix = attributes.getUri(i);
        return ` ${attributes.getName(i)}=${attributes.getValue(i)}` +
          (prefix === undefined
            ? ""
            : `{${prefix}|${attributes.getColonIndex(i)}}`);
      });
      const space = uri === undefined ? "" : `{${uri}|${colon}}`;
      listed.push(`<${name}${space}${list.join("")}${selfClosing ? "/" : ""}`);
    },
    onEndElement(name, _colon, uri) {
      flush();
      listed.push(`/${name}${uri === undefined ? "" : `{${uri}}`}`);
      emit(name);
    },
    onText(content) {
      text += content;
    },
    onCData(content) {
      flush();
      listed.push(`[${content}]`);
    },
  }), options);
  const emitted = await Array.fromAsync(records);
  flush();
  assertEquals(
    emitted.length,
    listed.filter((event) => event.startsWith("/")).length,
  );
  return listed;
}

Deno.test("parseXmlRecordsFromBytes() lists the events of a document", async (t) => {
  const rows: [string, string, string[]][] = [
    ["elements and text", "<a><b>x</b>y</a>", [
      "<a",
      "<b",
      '"x"',
      "/b",
      '"y"',
      "/a",
    ]],
    ["attributes in order", `<a b="1" c='2 &lt; 3'/>`, [
      "<a b=1 c=2 < 3/",
      "/a",
    ]],
    [
      "namespaces",
      `<a xmlns="urn:d" xmlns:r="urn:r"><r:b r:c="1" d="2"/></a>`,
      [
        "<a xmlns=urn:d xmlns:r=urn:r",
        "<r:b{urn:r|1} r:c=1{urn:r|1} d=2/",
        "/r:b{urn:r}",
        "/a",
      ],
    ],
    ["entities", "<a>&amp;&lt;&gt;&apos;&quot;&#65;&#x1F600;</a>", [
      "<a",
      `"&<>'"A😀"`,
      "/a",
    ]],
    ["CDATA", "<a>x<![CDATA[<&]]>y</a>", ["<a", '"x"', "[<&]", '"y"', "/a"]],
    ["line ends", "<a>1\r2\n3</a>", ["<a", '"1\n2\n3"', "/a"]],
    ["white space in attributes", `<a b="1\n2"/>`, ["<a b=1 2/", "/a"]],
    [
      "declaration, comment, instruction",
      `<?xml version="1.0"?><!--c--><?p i?><a/>`,
      [
        "<a/",
        "/a",
      ],
    ],
    ["names like Object's", `<a __proto__="1" constructor="2"/>`, [
      "<a __proto__=1 constructor=2/",
      "/a",
    ]],
  ];
  for (const [name, xml, expected] of rows) {
    for (const size of [1, 2, 3, 1_000]) {
      await t.step(`${name}, ${size} bytes at a time`, async () => {
        assertEquals(
          await events(xml, { ignoreWhitespace: true }, size),
          expected,
        );
      });
    }
  }
});

Deno.test("parseXmlRecordsFromBytes() turns invalid UTF-8 into U+FFFD", async () => {
  const xml = Uint8Array.of(0x3c, 0x61, 0x3e, 0xff, 0x3c, 0x2f, 0x61, 0x3e);
  assertEquals(await events(xml, {}, 1), ["<a", '"\ufffd"', "/a"]);
});

Deno.test("parseXmlRecordsFromBytes() skips a byte order mark", async () => {
  assertEquals(await events("\ufeff<a/>"), ["<a/", "/a"]);
});

Deno.test("parseXmlRecordsFromBytes() rejects what is not well-formed", async (t) => {
  const rows: [string, string][] = [
    ["DOCTYPE", "<!DOCTYPE a><a/>"],
    ["DOCTYPE with entities", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'],
    ["unknown entity", "<a>&nbsp;</a>"],
    ["character reference to NUL", "<a>&#0;</a>"],
    ["character reference to a surrogate", "<a>&#xD800;</a>"],
    ["control character", "<a>\x01</a>"],
    ["bare ampersand", "<a>x & y</a>"],
    ["mismatched end", "<a><b></a></b>"],
    ["unclosed element", "<a><b/>"],
    ["two roots", "<a/><b/>"],
    ["text after the root", "<a/>x"],
    ["no root", "<!-- nothing -->"],
    ["empty document", ""],
    ["duplicate attribute", `<a b="1" b="2"/>`],
    ["unquoted attribute", "<a b=1/>"],
    ["unbound prefix", "<r:a/>"],
    ["unbound prefix of an attribute", `<a r:b="1"/>`],
    ["]]> in text", "<a>]]></a>"],
    ["truncated inside a tag", "<a><b"],
  ];
  for (const [name, xml] of rows) {
    await t.step(name, async () => {
      await assertRejects(() => events(xml), Error);
    });
  }
});

Deno.test("parseXmlRecordsFromBytes() bounds depth and attributes", async () => {
  assertEquals((await events("<a><b/></a>", { maxDepth: 1 })).length, 4);
  const deep = await assertRejects(() =>
    events("<a><b><c/></b></a>", { maxDepth: 1 })
  );
  assert(deep instanceof XmlSyntaxError);
  await events(`<a b="1" c="2"/>`, { maxAttributes: 2 });
  const wide = await assertRejects(() =>
    events(`<a b="1" c="2" d="3"/>`, { maxAttributes: 2 })
  );
  assert(wide instanceof XmlSyntaxError);
});

Deno.test("parseXmlRecordsFromBytes() passes on an error of a callback", async () => {
  const records = parseXmlRecordsFromBytes(
    ReadableStream.from([new TextEncoder().encode("<a/>")]),
    () => ({
      onStartElement() {
        throw new RangeError("mine");
      },
    }),
  );
  await assertRejects(() => Array.fromAsync(records), RangeError, "mine");
});
