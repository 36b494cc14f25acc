// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals } from "@std/assert";
import { drivers, Scene } from "../publish/scene.ts";

Deno.test("publish removes metadata of another compression and checksum", async () => {
  const packages = await drivers("2.20.0.0", "2.21.0.0");
  const first = packages.slice(0, 1);
  for (const checksumType of ["sha224", "sha512"] as const) {
    await using scene = await Scene.make([], { checksumType });
    const files = async () =>
      (await scene.repository.git("ls-tree", "--name-only", "HEAD:archive"))
        .split("\n").filter((name) => name.includes(".xml"));
    await scene.offer(first, { checksumType });
    assertEquals((await scene.run("publish")).code, 0);
    assertEquals(
      (await files()).filter((name) => name.endsWith(checksumType)).length,
      3,
    );
    await scene.offer(packages, { compression: "zstd" });
    assertEquals((await scene.run("publish")).code, 0);
    assertEquals(await files(), [
      "filelists.xml.zst",
      "filelists.xml.zst.sha256",
      "other.xml.zst",
      "other.xml.zst.sha256",
      "primary.xml.zst",
      "primary.xml.zst.sha256",
      "repomd.xml",
    ]);
    assertEquals((await scene.run("verify")).code, 0);
  }
});

Deno.test("publish removes metadata that upstream no longer has", async () => {
  const packages = await drivers("2.20.0.0", "2.21.0.0");
  await using scene = await Scene.make(packages.slice(0, 1));
  assertEquals((await scene.run("publish")).code, 0);
  await scene.offer(packages, {
    bend: {
      records: (records) => records.filter(({ type }) => type === "primary"),
    },
  });
  assertEquals((await scene.run("publish")).code, 0);
  const names = await scene.repository.git("ls-tree", "HEAD:archive");
  assertEquals(
    names.split("\n").flatMap((line) => /\S+\.xml\S*$/.exec(line) ?? []),
    ["primary.xml.gz", "primary.xml.gz.sha256", "repomd.xml"],
  );
  const { code, stdout, stderr } = await scene.run("verify");
  assertEquals(code, 0, stdout + stderr);
});
