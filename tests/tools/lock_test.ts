// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assert, assertEquals } from "@std/assert";
import { PUBLISHED } from "../../tools/lock.ts";
import real from "../../deno.json" with { type: "json" };
import standIn from "../../deno.npm.json" with { type: "json" };

const lock: {
  readonly specifiers: Readonly<Record<string, string>>;
  readonly jsr: Readonly<Record<string, { readonly integrity: string }>>;
} = JSON.parse(
  Deno.readTextFileSync(new URL("../../deno.lock", import.meta.url)),
);

const imports: Readonly<Record<string, string>> = real.imports;

Deno.test("deno.lock has the public registry's values", async (t) => {
  for (const [name, { integrity }] of Object.entries(lock.jsr)) {
    await t.step(
      name,
      () => assertEquals(integrity, PUBLISHED[name]?.integrity),
    );
  }
});

Deno.test("deno.json pins every package exactly", async (t) => {
  for (const [name, specifier] of Object.entries(imports)) {
    await t.step(name, () => {
      assert(/^(jsr|npm):.+@\d+\.\d+\.\d+$/.test(specifier), specifier);
      assert(specifier in lock.specifiers, `${specifier} is not locked`);
    });
  }
});

Deno.test("deno.npm.json says the same as deno.json", async (t) => {
  for (
    const key of [
      "name",
      "version",
      "license",
      "exports",
      "nodeModulesDir",
      "compilerOptions",
      "lint",
    ] as const
  ) {
    await t.step(key, () => assertEquals(standIn[key], real[key]));
  }
  await t.step("packages from npm", () => {
    const fromNpm = (entries: Record<string, string>) =>
      Object.entries(entries).filter(([, to]) => to.startsWith("npm:")).sort();
    assertEquals(fromNpm(standIn.imports), fromNpm(imports));
  });
  await t.step("stand-ins for every package from JSR", () => {
    const names = Object.keys(imports).filter((name) => name.startsWith("@"));
    for (const name of names) {
      assert(
        Object.keys(standIn.imports).some((specifier) =>
          specifier === name || specifier.startsWith(`${name}/`)
        ),
        name,
      );
    }
  });
});
