// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// The pages for people name files, commands, rows and errors that exist.

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { parseCommandLine } from "../lib/cli/args.ts";
import { AWS_NEURON } from "../lib/profile.ts";
import { driverPackage } from "./fixtures/driver_package.ts";
import { defaultKey, makeKey, type TestKey } from "./fixtures/keys.ts";
import { Scene } from "./publish/scene.ts";
import { SECTIONS } from "./rpm/cases/sections.ts";

const DOCS = new URL("../docs/", import.meta.url);

async function readDocument(name: string): Promise<string> {
  return await Deno.readTextFile(new URL(name, DOCS));
}

/** The pages for people, by path. */
const PAGES = new Map<string, string>();
for (const name of ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md"]) {
  PAGES.set(name, await readDocument(`../${name}`));
}
for await (const { name } of Deno.readDir(DOCS)) {
  if (name.endsWith(".md")) PAGES.set(`docs/${name}`, await readDocument(name));
}

/** What headings of a page are linked as. */
function anchorsOf(page: string): string[] {
  return [...page.matchAll(/^#+ (.*)$/gm)].map(([, title = ""]) =>
    title.toLowerCase().replaceAll(/[^a-z0-9 -]/g, "").replaceAll(" ", "-")
  );
}

Deno.test("pages link to what is there", async (t) => {
  for (const [name, page] of PAGES) {
    await t.step(name, async () => {
      const base = new URL(name, new URL("..", DOCS));
      const links = [...page.matchAll(/\]\(([^)\s]+)\)|^\[\w+\]: (\S+)$/gm)]
        .map(([, inline, reference]) => inline ?? reference ?? "");
      for (const link of links) {
        if (link.startsWith("https://")) continue;
        const [path = "", anchor] = link.split("#");
        const target = path === "" ? base : new URL(path, base);
        await Deno.stat(target);
        if (anchor === undefined) continue;
        assert(
          anchorsOf(await Deno.readTextFile(target)).includes(anchor),
          link,
        );
      }
    });
  }
});

/** A command in a block for a shell, up to a pipe, a redirection, && or a comment. */
const COMMAND = /^[ $]*neuron-publish (.*?)(?: +(?:[|#>]|2>|&&).*)?$/gm;

Deno.test("pages give commands that the program understands", async (t) => {
  const commands = [...PAGES].flatMap(([name, page]) =>
    [...page.matchAll(/```(?:sh|console)\n([^]*?)```/g)]
      .map(([, block = ""]) => block.replaceAll(/\\\n\s*/g, ""))
      .flatMap((block) => [...block.matchAll(COMMAND)])
      .map(([line, args = ""]) => ({ title: `${name}: ${line}`, args }))
  );
  assert(commands.length > 30);
  for (const { title, args } of commands) {
    await t.step(title, () => {
      parseCommandLine(args.replaceAll(/['"]/g, "").split(/\s+/));
    });
  }
});

Deno.test("trust.md names rows of the tables", async () => {
  const ids = new Set(
    SECTIONS.flatMap(({ rows }) => rows.map(({ id }) => id.replace(/-.*/, ""))),
  );
  const named = [...(await readDocument("trust.md")).matchAll(
    /\b[A-F]\d+[a-z]*\b/g,
  )].map(([id]) => id);
  assert(named.length > 20);
  assertEquals(named.filter((id) => !ids.has(id)), []);
});

Deno.test("trust.md, key-rotation.md and audit.md name the pinned key", async () => {
  for (const name of ["trust.md", "key-rotation.md", "audit.md"]) {
    const text = (await readDocument(name)).replace(/\s/g, "");
    for (const pin of AWS_NEURON.fingerprints) {
      assertStringIncludes(text, pin, name);
    }
  }
});

/** The made-up key of key-rotation.md, and the package that it speaks of. */
const NEW_KEY = "5D2EEB120471DA9C8475F28C93AF8AA3E09E3E1C";
const VERSION = "2.27.4.0";

Deno.test("key-rotation.md quotes errors as they are", async (t) => {
  const text = await readDocument("key-rotation.md");
  const [pin = ""] = AWS_NEURON.fingerprints;
  const vendor = await defaultKey();
  const next = await makeKey();
  const revoked = await makeKey({ revoked: 1_700_000_000 });
  const rows: readonly (readonly [string, TestKey, TestKey, string])[] = [
    ["the file replaced", vendor, next, next.armored],
    ["both keys in the file", vendor, next, vendor.armored + next.armored],
    ["the old key revoked", revoked, revoked, revoked.armored],
  ];
  for (const [name, pinned, signer, key] of rows) {
    await t.step(name, async () => {
      const built = await driverPackage({ version: VERSION, key: signer });
      await using scene = await Scene.make([built], { key });
      const { code, stderr } = await scene.run(
        "publish",
        "--notes-url",
        `${scene.server.url}/notes.rst`,
        "--fingerprint",
        pinned.fingerprint,
      );
      assertEquals(code, 3);
      const lines = stderr.split("\n").filter((line) =>
        !line.startsWith("warning: ")
      );
      const shown = lines.join("\n")
        .replaceAll(pinned.fingerprint, pin)
        .replaceAll(next.fingerprint, NEW_KEY)
        .replaceAll(next.fingerprint.slice(-16), NEW_KEY.slice(-16))
        .replaceAll("-dkms.noarch.rpm", ".noarch.rpm");
      assertStringIncludes(text, shown);
    });
  }
});
