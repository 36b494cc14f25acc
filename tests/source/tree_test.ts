// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What goes into `src/`. Refusals: tests/rpm/cases, sections E and F.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { sourceTreeId } from "../../lib/source/tree.ts";
import { upstreamCommitOf } from "../fixtures/driver_package.ts";
import { file } from "../fixtures/package_file.ts";
import { build, ROOT, verify, withFiles } from "../rpm/cases/case.ts";

Deno.test("sourceTree() sorts files and names the root", async () => {
  const { tree } = await verify(await build());
  assertEquals(tree.root, ROOT);
  assertEquals(tree.files.map(({ path }) => path), [
    "Makefile",
    "dkms.conf",
    "neuron_module.c",
    "postinstall",
    "preinstall",
    "share/neuron_driver_shared.h",
  ]);
});

Deno.test("sourceTree() finds the upstream commit", async (t) => {
  const id = upstreamCommitOf("2.21.0.0");
  const rows = [
    ["in a comment", `/* built from SHA: ${id} */\n`, id],
    ["in a string", `"built from SHA: ${id}";\n`, id],
    ["first of two", `built from SHA: ${id}\nbuilt from SHA: 00\n`, id],
    ["too short", `built from SHA: ${id.slice(1)}\n`, undefined],
    ["too long", `built from SHA: ${id}0\n`, undefined],
    ["upper case", `built from SHA: ${"A".repeat(40)}\n`, undefined],
    ["nowhere", "int x;\n", undefined],
  ] as const;
  for (const [title, content, expected] of rows) {
    await t.step(title, async () => {
      const { tree } = await verify(
        await build({
          files: [
            file(`${ROOT}/neuron_module.c`, content),
            // Only the module of the source itself counts.
            file(`${ROOT}/x/neuron_module.c`, "built from SHA: 00\n"),
          ],
        }),
      );
      assertEquals(tree.upstreamCommit, expected);
    });
  }
});

Deno.test("sourceTree() has no commit without the module", async () => {
  const { tree } = await verify(
    await build({ files: [file(`${ROOT}/a.c`, "built from SHA: 00\n")] }),
  );
  assertEquals(tree.upstreamCommit, undefined);
});

Deno.test("sourceTreeId() distinguishes contents, names and modes", async () => {
  const idOf = async (...files: Parameters<typeof withFiles>) =>
    sourceTreeId(
      (await verify(await build({ files: withFiles(...files) }))).tree,
    );
  const ids = [
    await idOf(),
    await idOf(file(`${ROOT}/a`, "1")),
    await idOf(file(`${ROOT}/a`, "2")),
    await idOf(file(`${ROOT}/b`, "1")),
    await idOf(file(`${ROOT}/a`, "1", 0o755)),
    await idOf(file(`${ROOT}/a/a`, "1")),
  ];
  assertEquals(new Set(ids).size, ids.length);
  const { tree } = await verify(await build());
  assertEquals(sourceTreeId(tree, "sha256").length, 64);
});
