// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Where extract writes, and where it does not.

import { assertEquals, assertStringIncludes } from "@std/assert";
import { Desk, SOURCE_FOLDER } from "./package_files.ts";

Deno.test("extract leaves a target that exists alone", async (t) => {
  const rows: readonly (readonly [string, (path: string) => Promise<void>])[] =
    [
      ["a folder", (path) => Deno.mkdir(path)],
      ["a file", (path) => Deno.writeTextFile(path, "mine")],
      ["a link", (path) => Deno.symlink("/tmp", path)],
    ];
  for (const [name, make] of rows) {
    await t.step(name, async () => {
      await using desk = await Desk.make();
      const { path } = await desk.package("a.rpm");
      await make(`${desk.out}/${SOURCE_FOLDER}`);
      const before = await desk.written();
      const { code, stderr } = await desk.extract(path);
      assertEquals(code, 1);
      assertStringIncludes(stderr, "exists already");
      assertEquals(await desk.written(), before);
    });
  }
});

Deno.test("extract refuses the same package twice", async () => {
  await using desk = await Desk.make();
  const { path } = await desk.package("a.rpm");
  const { code, stderr } = await desk.extract(path, path);
  assertEquals(code, 1);
  assertStringIncludes(stderr, "would be written twice");
  assertEquals([...await desk.written()], []);
});

Deno.test("extract -C refuses a directory that it cannot write to", async (t) => {
  await t.step("missing", async () => {
    await using desk = await Desk.make();
    const { path } = await desk.package("a.rpm");
    const target = `${desk.out}/missing`;
    const { code, stderr } = await desk.run("extract", "-C", target, path);
    assertEquals(code, 1);
    assertStringIncludes(stderr, `${target}: there is no such directory`);
    assertEquals([...await desk.written()], []);
  });
  await t.step({
    name: "read-only (skipped for root, who may write anywhere)",
    ignore: Deno.build.os === "windows" || Deno.uid() === 0,
    fn: async () => {
      await using desk = await Desk.make();
      const { path } = await desk.package("a.rpm");
      await Deno.chmod(desk.out, 0o500);
      const { code, stderr } = await desk.extract(path);
      await Deno.chmod(desk.out, 0o700);
      assertEquals(code, 1);
      assertStringIncludes(stderr, "cannot be written");
      assertEquals([...await desk.written()], []);
    },
  });
});
