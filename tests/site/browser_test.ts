// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// The site as a browser has it: every kind of page, in both colour schemes, on
// a wide and on a narrow screen, with hostile text in every field.

import { assertEquals } from "@std/assert";
import axe from "axe-core";
import { makeSite } from "../../lib/site/site.ts";
import { long } from "../fixtures/long.ts";
import { needs } from "../fixtures/programs.ts";
import { Browser } from "./browser.ts";
import { hostileSite } from "./hostile_site.ts";

const tools = needs("chromium");

/** What axe-core finds, in short. */
const AUDIT = `${axe.source};
axe.run().then(({ violations }) => violations.map(({ id, nodes }) =>
  id + ": " + nodes.map(({ html }) => html.slice(0, 200)).join(" | ")))`;

/** Boxes that show a part of their content only. */
const CUT = `[...document.querySelectorAll(".scroll")]
  .filter((box) => box.scrollWidth > box.clientWidth)
  .map((box) => box.getAttribute("aria-label"))`;

function serveSite(files: ReadonlyMap<string, string>): Deno.HttpServer {
  const options = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
  return Deno.serve(options, (request) => {
    const path = decodeURIComponent(new URL(request.url).pathname.slice(1));
    const text = files.get(path);
    return text === undefined
      ? new Response("no such page", { status: 404 })
      : new Response(text, {
        headers: { "content-type": "text/html; charset=utf-8" },
      });
  });
}

/** Shows what is folded up, so that it is looked at, too. */
const OPEN = `for (const each of document.querySelectorAll("details")) {
  each.open = true;
}`;

async function resize(browser: Browser, width: number): Promise<void> {
  await browser.send("Emulation.setDeviceMetricsOverride", {
    width,
    height: 740,
    deviceScaleFactor: 1,
    mobile: width < 500,
  });
}

Deno.test({
  ...long(tools.for("the site in Chromium")),
  fn: async (t) => {
    const files = makeSite(hostileSite());
    await using server = serveSite(files);
    const { addr } = server;
    const base = `http://127.0.0.1:${"port" in addr ? addr.port : 0}/`;
    await using browser = await Browser.start();
    const pages = [...files.keys()].filter((path) => path.endsWith(".html"));
    for (const path of pages) {
      await t.step(path, async () => {
        browser.requests.length = 0;
        await resize(browser, 390);
        await browser.open(base + path);
        await browser.evaluate(OPEN);
        assertEquals(
          await browser.evaluate("document.documentElement.scrollWidth"),
          390,
        );
        // Nothing has to be scrolled to be seen, but the vendor's own tables.
        assertEquals(await browser.evaluate(CUT), []);
        assertEquals(await browser.evaluate("document.scripts.length"), 0);
        assertEquals(await browser.evaluate("document.images.length"), 0);
        // The style sheet passed the policy.
        const margin = "getComputedStyle(document.body).marginTop";
        assertEquals(await browser.evaluate(margin), "0px");
        for (const width of [390, 1280]) {
          await resize(browser, width);
          for (const value of ["light", "dark"]) {
            await browser.send("Emulation.setEmulatedMedia", {
              features: [{ name: "prefers-color-scheme", value }],
            });
            const found = await browser.evaluate(AUDIT);
            assertEquals(found, [], `${width} pixels, ${value}`);
          }
        }
        const asked = browser.requests.filter((url) => url !== "data:,");
        assertEquals(asked, [base + path]);
        assertEquals(browser.complaints, []);
      });
    }
  },
});
