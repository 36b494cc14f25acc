// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals, assertThrows } from "@std/assert";
import { VERSION } from "../../lib/version.ts";
import { compareVersions, parseChangelog } from "../../tools/changelog.ts";

Deno.test("parseChangelog() reads versions, dates and what changed", () => {
  const text = "# Changelog\n\n## 0.10.0 - unreleased\n\n- New\n\n" +
    "## 0.9.1 - 2026-12-31\n\n### Fixed\n\n- Old\n";
  assertEquals(parseChangelog(text), [
    { version: "0.10.0", date: undefined, text: "- New" },
    { version: "0.9.1", date: "2026-12-31", text: "### Fixed\n\n- Old" },
  ]);
});

Deno.test("parseChangelog() rejects what release cannot go by", () => {
  const rows = [
    "## Unreleased\n",
    "## 1.0 - 2026-12-31\n",
    "## 1.0.0 - 31.12.2026\n",
    "## 1.0.0\n",
    "## 1.0.0 - 2026-12-31\n## 0.9.0 - unreleased\n",
    "## 0.9.0 - unreleased\n## 0.10.0 - 2026-12-31\n",
    "## 0.9.0 - unreleased\n## 0.9.0 - 2026-12-31\n",
  ];
  for (const row of rows) {
    assertThrows(() => parseChangelog(row), SyntaxError, "CHANGELOG.md: ");
  }
});

Deno.test("CHANGELOG.md begins with this version", async () => {
  const url = new URL("../../CHANGELOG.md", import.meta.url);
  const [newest] = parseChangelog(await Deno.readTextFile(url));
  assertEquals(newest?.version, VERSION);
});

Deno.test("compareVersions() orders by number", () => {
  assertEquals(
    ["1.0.0", "0.10.0", "0.9.12", "0.9.2"].sort(compareVersions),
    ["0.9.2", "0.9.12", "0.10.0", "1.0.0"],
  );
});
