// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// The documents about trust name files, rows and errors that exist.

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { AWS_NEURON } from "../lib/profile.ts";
import { driverPackage } from "./fixtures/driver_package.ts";
import { defaultKey, makeKey, type TestKey } from "./fixtures/keys.ts";
import { Scene } from "./publish/scene.ts";
import { SECTIONS } from "./rpm/cases/sections.ts";

const DOCS = new URL("../docs/", import.meta.url);

async function readDocument(name: string): Promise<string> {
  return await Deno.readTextFile(new URL(name, DOCS));
}

Deno.test("docs link to files that are there", async (t) => {
  for await (const { name } of Deno.readDir(DOCS)) {
    if (!name.endsWith(".md")) continue;
    await t.step(name, async () => {
      const text = await readDocument(name);
      const links = [...text.matchAll(/\]\(([^)#:]+)(#[^)]*)?\)/g)];
      for (const [, path = ""] of links) {
        const info = await Deno.stat(new URL(path, DOCS)).catch(() => null);
        assert(info !== null, `${path} is not there`);
      }
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
