// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals } from "@std/assert";
import { formatVersion, thisBuild } from "../../lib/cli/version_text.ts";

Deno.test("formatVersion() names version, origin and runtime", () => {
  const id = "0123456789abcdef0123456789abcdef01234567";
  const rows: readonly [string | null, string | null, string][] = [
    [id, null, "commit 0123456789ab"],
    [id, "jsr.io", "commit 0123456789ab"],
    [null, "jsr.io", "from jsr.io"],
    [null, null, "from source"],
  ];
  for (const [commit, host, origin] of rows) {
    assertEquals(
      formatVersion({ version: "1.2.3", commit, host, deno: "2.9.6" }),
      `neuron-publish 1.2.3 (${origin}, deno 2.9.6)`,
    );
  }
});

Deno.test("thisBuild() names the host of a module from the network", () => {
  const hostOf = (module: string) => thisBuild(module).host;
  assertEquals(hostOf("https://jsr.io/@a/b/1.2.3/run.ts"), "jsr.io");
  assertEquals(hostOf("file:///C:/neuron-publish/run.ts"), null);
});
