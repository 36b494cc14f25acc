// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals } from "@std/assert";
import { findOverriding } from "../../lib/compare/overriding.ts";

const SOURCE: Readonly<Record<string, string>> = {
  "Makefile": "all:\n-include local.config\n",
  "dkms.conf": "PACKAGE_NAME=aws-neuronx\n",
  "neuron_arch.h": "enum neuron_arch;\n",
  "udma/udma_main.c": [
    '#include "neuron_arch.h"',
    "  #  include <linux/slab.h>",
    '#include "../v2/sdma.h"',
    "#define include not_this.h",
    "",
  ].join("\n"),
  "v2/sdma.h": "",
};

const ROWS: readonly (readonly [string, boolean, content?: string])[] = [
  // make and kbuild look for these before a Makefile beside them.
  ["GNUmakefile", true],
  ["makefile", true],
  ["Kbuild", true],
  ["docs/GNUmakefile", false],
  // Included in place of a file of the same name elsewhere.
  ["udma/neuron_arch.h", true],
  ["more/directories/neuron_arch.h", true],
  ["sdma.h", true],
  ["more/v2/sdma.h", true],
  ["more/udma_main.c", true],
  // In place of the kernel's, or of none.
  ["linux/slab.h", true],
  ["udma/linux/slab.h", true],
  ["local.config", true],
  // Copied over it.
  ["neuron_arch.h_shipped", true],
  // git writes `a +- b` for `a + b`.
  [".gitattributes", true, "*.c working-tree-encoding=UTF-7\n"],
  ["../.gitattributes", true, "*.c ident\n"],
  ["udma/.GitAttributes", true, "*.c eol=crlf\n"],
  ["v2/.gitattributes", false, "*.c -text linguist-vendored\n"],
  ["GITATT~1", true, "*.c ident\n"],
  ["docs/gi7d29~4", true, '"a b" ident\n'],
  ["docs/.gitattributes", false, "  # *.c ident\n"],
  ["attributes", false, "*.c ident\n"],
  ["xgitatt~1", false, "*.c ident\n"],
  // Nothing reads these.
  ["README.md", false],
  ["neuron_arch.h.orig", false],
  ["other.h", false],
  ["slab.h", false],
  ["not_this.h", false],
  ["debian/dkms.conf", false],
  ["docs/Makefile", false],
];

Deno.test("findOverriding() finds what a build reads in place of another", () => {
  const files = Object.entries(SOURCE).map(([path, text]) => ({
    path,
    mode: "100644" as const,
    content: new TextEncoder().encode(text),
  }));
  const encoder = new TextEncoder();
  const added = ROWS.map(([path, , text = ""]) =>
    [path, { content: encoder.encode(text) }] as const
  );
  assertEquals(
    findOverriding({ files }, new Map(added)),
    ROWS.filter(([, overrides]) => overrides).map(([path]) => path),
  );
  assertEquals(findOverriding({ files }, new Map()), []);
});
