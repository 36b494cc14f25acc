// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// The site's files: hostile text, links, and that they never change by
// themselves. tests/site/browser_test.ts looks at them in a browser.

import { assert, assertEquals } from "@std/assert";
import { markup } from "../../lib/site/html.ts";
import { timeline } from "../../lib/site/plots.ts";
import { makeSite } from "../../lib/site/site.ts";
import { long } from "../fixtures/long.ts";
import { flip, Workbench } from "../verify/workbench.ts";
import { digest, toHex } from "../fixtures/bytes.ts";
import { needs, runProgram } from "../fixtures/programs.ts";
import { drivers, folderState } from "../publish/scene.ts";
import { hostileSite } from "./hostile_site.ts";

/** Elements and attributes that the site has; nothing else may come in. */
const ELEMENTS = new Set(
  ("html head meta title link style body header a nav ul li main h1 h2 h3 p " +
    "footer code dl dt dd div span br strong em mark blockquote table caption thead tbody tr th td pre " +
    "details summary ol figure figcaption svg g line rect circle polyline text " +
    "feed id updated published author name entry summary").split(" "),
);

Deno.test("markup`` escapes all but its own markup, and shows what is unseen", () => {
  const rows = [
    [`<a href="x">&'`, "&lt;a href=&quot;x&quot;&gt;&amp;&#39;"],
    ["a\u202eb\u0000c\u2028d\ufeff", "a[U+202E]b[U+0000]c[U+2028]d[U+FEFF]"],
    ["\ud800", "[U+D800]"],
    ["tab\tand\nline, grün", "tab\tand\nline, grün"],
  ] as const;
  for (const [text, expected] of rows) {
    assertEquals(String(markup`${text}`), expected);
  }
  assertEquals(String(markup`${[markup`<b>`, "<", undefined, 7]}`), "<b>&lt;7");
});

Deno.test("makeSite() lets no markup through, whatever field it stands in", () => {
  for (const [path, text] of makeSite(hostileSite())) {
    assert(!/<img|<script|<!--|<!\[CDATA/i.test(text), path);
    for (const unseen of ["\u202e", "\u0000", "\ud800"]) {
      assert(!text.includes(unseen), path);
    }
    const body = text.replace(/<style>[^<]*<\/style>/, "");
    assert(!body.includes("</style>"), path);
    // Every tag is one of ours, with quoted attributes and nothing between.
    for (const [tag, name = ""] of body.matchAll(/<\/?([^\s<>/]*)[^>]*>/g)) {
      if (tag.startsWith("<!DOCTYPE") || tag.startsWith("<?xml")) continue;
      assert(ELEMENTS.has(name), `${path}: ${tag}`);
      assert(
        /^<\/?\w+(\s+[\w:-]+(="[^"<>]*")?)*\s*\/?>$/.test(tag),
        `${path}: ${tag}`,
      );
      assert(!/ on\w+=|javascript:|src=/.test(tag.replace(/"[^"]*"/g, '""')));
    }
    const links = [...body.matchAll(/ href="([^"]*)"/g)];
    for (const [, href = ""] of links) {
      assert(/^(https:|data:,|\.\.\/|#|[\w])/.test(href), `${path}: ${href}`);
      assert(!/^javascript/i.test(href));
    }
  }
});

Deno.test("timeline() plots what has a time, with few years beside it", () => {
  const { releases } = hostileSite();
  const [first] = releases;
  assert(first?.audit.committedAt !== undefined);
  for (const ms of [NaN, 8.64e15, -1, 253_402_300_799_000, 0]) {
    const odd = { ...first.audit, committedAt: new Date(ms) };
    const plot = String(timeline([...releases, { ...first, audit: odd }]));
    assert(!/NaN|Infinity/.test(plot), `${ms}`);
    const years = [...plot.matchAll(/>(\d{4})<\/text>/g)];
    assert(years.length <= 13, `${years.length} years for ${ms}`);
  }
});

Deno.test("makeSite() gives the same files for the same audit", () => {
  assertEquals(makeSite(hostileSite()), makeSite(hostileSite()));
});

const tools = needs("python3");

Deno.test({
  ...tools.for("the feed is well-formed XML"),
  fn: async () => {
    const feed = makeSite(hostileSite()).get("feed.atom") ?? "";
    const { text } = await runProgram("python3", [
      "-c",
      "import sys, xml.dom.minidom as m\n" +
      "d = m.parseString(sys.stdin.buffer.read())\n" +
      "print(len(d.getElementsByTagName('entry')))",
    ], { stdin: new TextEncoder().encode(feed) });
    assertEquals(text.trim(), "2");
  },
});

/** What a link names, from the page that has it. */
function target(page: string, href: string): [path: string, id: string] {
  const url = new URL(href, `https://site.example/${page}`);
  return [decodeURIComponent(url.pathname.slice(1)), url.hash.slice(1)];
}

Deno.test(
  long("report writes a site whose links all lead somewhere"),
  async (t) => {
    await using bench = await Workbench.make(
      await drivers("2.1.0.0", "2.2.0.0", "2.10.0.0"),
    );
    const { repository, scene } = bench;
    const environment = { ...repository.env, SOURCE_DATE_EPOCH: "1800000000" };
    Object.assign(repository.env, environment);
    const out = `${repository.root}/site`;
    const { code, stdout, stderr } = await scene.run("report", "--out", out);
    assertEquals(code, 0, stderr);
    assertEquals(stdout, `${out}/index.html\n`);
    const names = [...(await folderState(out)).keys()]
      .filter((name) => !name.endsWith("/")).sort();
    assertEquals(names, [
      "compare/2.1.0.0...2.2.0.0.html",
      "compare/2.2.0.0...2.10.0.0.html",
      "comparisons.html",
      "feed.atom",
      "index.html",
      "method.html",
      "releases/2.1.0.0.html",
      "releases/2.10.0.0.html",
      "releases/2.2.0.0.html",
    ]);

    await t.step("links", async () => {
      const pages = new Map<string, string>();
      for (const name of names) {
        pages.set(name, await Deno.readTextFile(`${out}/${name}`));
      }
      let count = 0;
      for (const [name, text] of pages) {
        for (const [, href = ""] of text.matchAll(/ href="([^"]*)"/g)) {
          if (href === "data:,") continue;
          assert(!/^[a-z]+:/.test(href), `${name}: ${href}`);
          const [path, id] = target(name, href);
          const page = pages.get(path);
          assert(page !== undefined, `${name}: ${href}`);
          if (id !== "") {
            assert(page.includes(` id="${id}"`), `${name}: ${href}`);
          }
          count += 1;
        }
      }
      assert(count > 50);
    });

    await t.step("the pages show everything", async () => {
      const start = await Deno.readTextFile(`${out}/index.html`);
      assert(start.includes("2027-01-15 08:00:00 UTC")); // SOURCE_DATE_EPOCH
      const page = await Deno.readTextFile(`${out}/releases/2.2.0.0.html`);
      for (
        const text of ["✓ verified", "neuron_module.c", "rpmkeys", "2.10.0.0"]
      ) {
        assert(page.includes(text), text);
      }
      const repomd = await Deno.readFile(
        `${repository.path}/archive/repomd.xml`,
      );
      assert(page.includes(toHex(digest("sha256", repomd))), "repomd.xml's");
      const { path } = repository;
      const sum = await Deno.readTextFile(
        `${path}/archive/primary.xml.gz.sha256`,
      );
      assert(
        page.includes(`archive/primary.xml.gz.sha256: <code>${sum}</code>`),
      );
      assert(!page.includes("as expected"), "each check shows its value");
      const [pin = ""] = bench.profile.fingerprints;
      const grouped = pin.replace(/(.{4})(?=.)/g, "$1 ");
      for (const text of [start, page]) {
        assert(text.includes(grouped) && !text.includes(pin), "groups of four");
      }
      for (
        const text of [
          '<a href="#releases">3</a>: <a href="#releases">3 verified</a>',
          "Nothing failed.",
          "Each of the 4 refs is a release or a",
          '<a href="compare/2.1.0.0...2.2.0.0.html">+',
        ]
      ) assert(start.includes(text), text);
      const blob = await repository.git("rev-parse", "2.2.0.0:src/Makefile");
      assert(page.includes(`<code>${blob}</code>`), blob);
      const content = await Deno.readFile(`${repository.path}/src/Makefile`);
      assert(
        page.includes(`SHA-256 <code>${toHex(digest("sha256", content))}`),
      );
      assert(page.includes("covers header and payload"));
      assert(
        start.includes('aria-label="2.2.0.0 built '),
        "the plot has links",
      );
      const diff = await Deno.readTextFile(
        `${out}/compare/2.1.0.0...2.2.0.0.html`,
      );
      assert(diff.includes(
        '<span class="a">+#define DRIVER_VERSION &quot;2.2.0.0&quot;</span>',
      ));
    });

    await t.step("the same again, and as a tarball", async () => {
      const again = `${repository.root}/again`;
      const tar = `${repository.root}/site.tar.gz`;
      const both = await scene.run("report", "--out", again, "--tar", tar);
      assertEquals(both.code, 0, both.stderr);
      assertEquals(await folderState(again), await folderState(out));
      const list = await runProgram("tar", ["--list", "--gzip", "--file", tar]);
      assertEquals(
        list.text.trimEnd().split("\n").sort(),
        names.toSorted(),
      );
    });

    await t.step("a directory that exists stays as it is", async () => {
      const before = await folderState(out);
      const { code, stderr } = await scene.run("report", "--out", out);
      assertEquals(code, 1);
      assert(stderr.includes("exists"), stderr);
      assertEquals(await folderState(out), before);
    });

    await t.step("the site and the exit code say what failed", async () => {
      await bench.replace("2.10.0.0", { files: { "src/Makefile": flip(0) } });
      await repository.git("tag", "latest", "2.2.0.0");
      const failed = `${repository.root}/failed`;
      const { code } = await scene.run("report", "--out", failed);
      assertEquals(code, 3);
      const start = await Deno.readTextFile(`${failed}/index.html`);
      for (
        const text of [
          '<a href="#failures">1 failed</a>',
          '<a href="releases/2.10.0.0.html#checks">2.10.0.0</a>',
          "1 of 5 refs are not",
          "<code>refs/tags/latest</code>",
          "no release and no branch; leads to the commit of 2.2.0.0",
        ]
      ) assert(start.includes(text), text);
      assert(!start.includes(repository.root), "a path of this machine");
      const page = await Deno.readTextFile(`${failed}/releases/2.10.0.0.html`);
      assert(page.includes("✗ failed"));
      assert(page.includes("the tree is not the package&#39;s"));
      // The chain says what its broken link compared.
      const [row = ""] = /<th scope="row">Tree<[^]*?<\/tr>/.exec(page) ?? [];
      const found = await repository.git("rev-parse", "2.10.0.0:src");
      assert(row.includes(`found <code>tree ${found}</code>`), row);
      assert(/expected <code>tree [0-9a-f]{40}<\/code>/.test(row), row);
    });

    await t.step("a difference leads to the file's row", async () => {
      const path = "compare/2.1.0.0...2.2.0.0.html";
      const page = await Deno.readTextFile(`${out}/${path}`);
      const [, id] = /href="\.\.\/releases\/2\.2\.0\.0\.html#(s\d+)"/
        .exec(page) ?? [];
      const [, name] =
        /neuron-publish trace &#39;src\/([^&]+)&#39;/.exec(page) ??
          [];
      const release = await Deno.readTextFile(`${out}/releases/2.2.0.0.html`);
      const [row = ""] = new RegExp(`<tr id="${id}">[^]*?</tr>`)
        .exec(release) ?? [];
      const blob = await repository.git("rev-parse", `2.2.0.0:src/${name}`);
      assert(row.includes(`<code>${name}</code>`), row);
      assert(row.includes(blob), row);
    });

    await t.step("command lines that make no sense", async () => {
      await Deno.symlink(repository.root, `${repository.root}/linked`);
      for (
        const args of [
          [],
          ["--out", `${out}2`, "--web", "javascript:alert(1)"],
          ["--out", `${out}2`, "2.1.0.0"],
          ["--tar", `${out}2/`],
          ["--tar", "-"],
          ["--out=-"],
          // Each in the other's place; through a link, too.
          ["--out", `${out}2`, "--tar", `${out}2`],
          ["--out", `${out}2/`, "--tar", `${repository.root}/linked/site2`],
          ["--out", `${out}2`, "--tar", `${out}2/site.tar.gz`],
          ["--out", `${out}2/site`, "--tar", `${out}2`],
        ]
      ) {
        const { code, stderr } = await scene.run("report", ...args);
        assertEquals(code, 2, args.join(" ") + stderr);
      }
      assert(!await Deno.lstat(`${out}2`).then(() => true, () => false));
      const { code, stderr } = await scene.run("report", "--out", "/");
      assertEquals(code, 1);
      assert(stderr.includes("/: exists already"), stderr);
    });
  },
);
