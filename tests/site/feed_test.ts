// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// The feed against RFC 4287: what has to be there, and ids that stay.

import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { feed } from "../../lib/site/feed.ts";
import type { Site } from "../../lib/site/model.ts";
import { hostileSite } from "./hostile_site.ts";
import { readTree, type XmlElement } from "./xml_tree.ts";

const ATOM = "http://www.w3.org/2005/Atom";

/** RFC 3339 with seconds and the letters in upper case (section 3.3). */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

function children(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

function textOf(element: XmlElement, name: string): string {
  const found = children(element, name);
  assertEquals(found.length, 1, name);
  return found[0]?.text ?? "";
}

async function read(site: Site): Promise<XmlElement> {
  const root = await readTree(feed(site));
  assertEquals(root.name, "feed");
  assertEquals(root.attributes["xmlns"], ATOM);
  return root;
}

async function ids(site: Site): Promise<string[]> {
  const root = await read(site);
  return [root, ...children(root, "entry")].map((part) => textOf(part, "id"));
}

/** A site with a valid address, and different commits for each release. */
function plainSite(url?: string): Site {
  const site = hostileSite();
  const releases = site.releases.map((release, i) => ({
    ...release,
    audit: { ...release.audit, commit: String(i).repeat(40) },
  }));
  const { url: _, ...rest } = site;
  return { ...rest, releases, ...(url === undefined ? {} : { url }) };
}

Deno.test("feed() has what RFC 4287 requires", async (t) => {
  const site = plainSite("https://example.com/audit");
  const root = await read(site);
  const entries = children(root, "entry");
  await t.step("a feed: author, id, title, updated (section 4.1.1)", () => {
    assertNotEquals(textOf(root, "title"), "");
    assert(INSTANT.test(textOf(root, "updated")));
    const [author] = children(root, "author");
    assert(author !== undefined && textOf(author, "name") !== "");
  });
  await t.step("an entry: id, title, updated (section 4.1.2)", () => {
    assertEquals(entries.length, site.releases.length);
    for (const entry of entries) {
      assertNotEquals(textOf(entry, "title"), "");
      assert(INSTANT.test(textOf(entry, "updated")));
      assert(INSTANT.test(textOf(entry, "published")));
      assertNotEquals(textOf(entry, "summary"), "");
    }
  });
  await t.step("the feed is as new as its newest entry", () => {
    const times = entries.map((entry) => textOf(entry, "updated")).sort();
    assertEquals(textOf(root, "updated"), times.at(-1));
  });
  await t.step("ids are absolute, each its own (section 4.2.6)", async () => {
    const all = await ids(site);
    assertEquals(new Set(all).size, all.length);
    const uuid =
      /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/;
    for (const id of all) assert(uuid.test(id), id);
  });
  await t.step("links are absolute, one of a kind (section 4.2.7)", () => {
    const links = [root, ...entries].map((part) =>
      children(part, "link").map(({ attributes: { rel, type, href } }) =>
        `${rel} ${type} ${href}`
      )
    );
    const page = "alternate text/html https://example.com/audit";
    assertEquals(links, [
      [
        "self application/atom+xml https://example.com/audit/feed.atom",
        `${page}/index.html`,
      ],
      [`${page}/releases/2.0.0.0.html`],
      [`${page}/releases/1.0.0.0.html`],
    ]);
  });
});

Deno.test("feed() has links from where it is, where the address is unknown", () => {
  const text = feed(plainSite());
  assert(text.includes('href="index.html"'));
  assert(!text.includes('rel="self"'));
});

Deno.test("feed() keeps its ids, whatever else changes", async () => {
  const site = plainSite();
  const before = await ids(site);
  assertEquals(await ids(plainSite("https://example.com")), before);
  assertEquals(
    await ids({
      ...site,
      tool: "neuron-publish 9.9.9",
      checkedAt: new Date(1000),
      profile: { ...site.profile, fingerprints: ["0".repeat(40)] },
    }),
    before,
  );
  const [first, ...others] = site.releases;
  assert(first !== undefined);
  const later = { ...first.audit, tag: "0.9", commit: "f".repeat(40) };
  const backport = {
    ...first,
    audit: { ...later, committedAt: new Date(1_800_000_000_000) },
  };
  // A backport, published later, is an entry more and nothing else.
  const [feedId, ...entries] = await ids({
    ...site,
    releases: [backport, first, ...others],
  });
  assertEquals([feedId, ...entries.slice(0, -1)], before);
});
