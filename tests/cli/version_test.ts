// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals } from "@std/assert";
import { formatVersion } from "../../lib/cli/version_text.ts";

Deno.test("formatVersion() names version, origin and runtime", () => {
  const id = "0123456789abcdef0123456789abcdef01234567";
  const rows: readonly [string | undefined, string, string][] = [
    [id, "file:///tmp/run.ts", "commit 0123456789ab"],
    [id, "https://jsr.io/@a/b/1.2.3/run.ts", "commit 0123456789ab"],
    [undefined, "https://jsr.io/@a/b/1.2.3/run.ts", "from jsr.io"],
    [undefined, "file:///C:/neuron-publish/run.ts", "from source"],
  ];
  for (const [commit, module, origin] of rows) {
    const build = { version: "1.2.3", commit, module, deno: "2.9.6" };
    assertEquals(
      formatVersion(build),
      `neuron-publish 1.2.3 (${origin}, deno 2.9.6)`,
    );
  }
});
