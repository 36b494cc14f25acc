// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// A copied directory can hold pipes where git expects files.

import { assertEquals, assertStringIncludes } from "@std/assert";
import { drivers } from "../publish/scene.ts";
import { Workbench } from "./workbench.ts";

Deno.test({
  name: "verify waits for no pipe in a git directory",
  ignore: Deno.build.os === "windows",
  fn: async (t) => {
    await using bench = await Workbench.make(await drivers("2.1.0.0"));
    const { repository, scene } = bench;
    const git = `${repository.path}/.git`;
    const places = [
      "HEAD",
      "config",
      "packed-refs",
      "refs/heads/side",
      "refs/tags/2.2.0.0",
      "info/attributes",
      "objects/aa/00000000000000000000000000000000000000",
      "objects/info/alternates",
    ];
    for (const place of places) {
      await t.step(place, async () => {
        const path = `${git}/${place}`;
        const old = await Deno.readFile(path).catch(() => undefined);
        await Deno.remove(path).catch(() => {});
        await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), {
          recursive: true,
        });
        const made = await new Deno.Command("mkfifo", { args: [path] })
          .output();
        assertEquals(made.code, 0);
        const { code, stdout, stderr } = await scene.run("verify");
        assertEquals([code, stdout], [1, ""], stderr);
        assertStringIncludes(stderr, `/.git/${place}: git would wait`);
        await Deno.remove(path);
        if (old !== undefined) await Deno.writeFile(path, old);
      });
    }
    await t.step("without them it is verified again", async () => {
      const { code, stderr } = await scene.run("verify");
      assertEquals(code, 0, stderr);
    });
  },
});
