// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// What is beside source and archive at the tip: I29.

import { printableName } from "../../../lib/printable.ts";
import { C, type HostileRow } from "./stage.ts";
import { file, putFiles } from "./tip_file.ts";

/** Names that a person, or a build, takes for source; at most ten are printed. */
const LIKE_SOURCE: Readonly<Record<string, readonly string[]>> = {
  "names with what cannot be seen": [
    "a\nb.c",
    "x\nmain  verified\n\x1b[31m.c",
    "a.c ",
    "\u00a0a.c",
    "neuron\r.c",
    "neuron.\u200bc",
    "neuron.c\ufe0f",
    "neuron.\uff43",
    "Makefile ",
  ],
  "copies of source": [
    "neuron.c~",
    "neuron_dma.c.orig",
    "neuron_dma.c.txt",
    "neuron_dma (1).c",
    "neuron_dma.c (1)",
    "neuron_dma.c.1",
    ".#neuron.c",
    "#Makefile#",
    "Kbuild.old",
  ],
  "source": ["a.C", "a.S", "a.dts", "a.h", "a.hpp", "a.inc", "a.rs"],
  "scripts, patches and what is built": [
    "a.asm",
    "a.bin",
    "a.diff",
    "a.mk",
    "a.o",
    "a.patch",
    "a.pl",
    "a.run",
    "a.so",
    "build.py",
  ],
  "what builds or installs": [
    "BSDmakefile",
    "CMakeLists.txt",
    "GNUmakefile",
    "Kconfig",
    "configure",
    "configure.ac",
    "dkms.conf",
    "install.sh",
    "makefile.am",
    "neuron.ko.zst",
  ],
  "settings of git": [".lfsconfig", "GI7EBA~1", "gitmod~2"],
  "archives": [
    "aws-neuron-driver-2.26.0.0.tar.gz",
    "driver.bundle",
    "driver.deb",
    "driver.rpm",
    "source.TAR",
    "source.tar.xz",
    "source.tgz",
    "source.zip",
  ],
};

/** Names that nobody takes for source. */
const UNLIKE_SOURCE = [
  ".gitkeep",
  "NEWS.md",
  "a.class",
  "c",
  "h.html",
  "makefiles",
  "notes.txt",
];

export const BESIDE: readonly HostileRow[] = [
  ...[
    "SRC",
    "\u017frc",
    "sr\u200dc",
    "src\\x",
    "src:x",
    "ARCHIVE",
    "archive/RPM",
  ].map((name): HostileRow => ({
    id: "I29",
    name: `a directory ${JSON.stringify(name)}`,
    forge: async (forgery) => {
      const id = await forgery.write("blob", "all: evil\n");
      const evil = await forgery.tree([
        { mode: "100644", name: "GNUmakefile", id },
      ]);
      await forgery.addToMain(
        await forgery.put(await forgery.treeOf(C), name, {
          id: evil,
          mode: "40000",
        }),
      );
    },
    exit: 3,
    checks: ["failed look-alikes"],
  })),
  ...([
    ["archive/.gitattributes", "*.rpm filter=lfs\n"],
    [".gitattributes", "src/** -diff\n"],
    [".gitattributes", "* export-subst\n"],
    [".GitAttributes", "* working-tree-encoding=UTF-7\n"],
    ["archive/rpm/.gitattributes", "*.rpm -diff\n"],
    // What NTFS calls the file for programs of old.
    ["GITATT~1", "* -diff\n"],
    ["archive/gi7d29~2", "* -diff\n"],
  ] as const).map(([path, content]) =>
    file(
      {
        id: "I29",
        name: `attributes in ${path}: ${content.trim()}`,
        exit: 0,
        checks: ["note attributes", "note history"],
      },
      path,
      { content },
    )
  ),
  file(
    {
      id: "I29",
      name: "attributes in a link",
      exit: 0,
      checks: ["note attributes", "note history"],
      says: ["found a file of mode 120000"],
    },
    ".gitattributes",
    { content: "attributes\n", mode: "120000" },
  ),
  file(
    {
      id: "I29",
      name: "a Makefile beside source and archive",
      exit: 0,
      checks: ["note tip-files"],
      says: ["could be taken for source: Makefile"],
    },
    "Makefile",
    { content: "all: evil\n" },
  ),
  {
    id: "I29",
    name: "a Makefile in a directory beside source and archive",
    forge: async (forgery) => {
      const id = await forgery.write("blob", "all: evil\n");
      const inner = await forgery.tree([
        { mode: "100644", name: "Makefile", id },
      ]);
      const outer = await forgery.tree([
        { mode: "40000", name: "more", id: inner },
      ]);
      const docs = { id: outer, mode: "40000" };
      await forgery.addToMain(
        await forgery.put(await forgery.treeOf(C), "docs", docs),
      );
    },
    exit: 0,
    checks: ["note tip-files"],
    says: ["could be taken for source: docs/more/Makefile"],
  },
  ...Object.entries(LIKE_SOURCE).map(([title, names]): HostileRow => ({
    id: "I29",
    name: `beside source and archive, ${title}`,
    forge: (forgery) => putFiles(forgery, names),
    exit: 0,
    checks: ["note tip-files"],
    says: [`for source: ${names.toSorted().map(printableName).join(", ")}`],
  })),
  {
    id: "I29",
    name: "beside source and archive, what does not look like source",
    forge: (forgery) => putFiles(forgery, UNLIKE_SOURCE),
    exit: 0,
    never: [/tip-files/],
  },
  file(
    {
      id: "I29",
      name: "an executable beside source and archive",
      exit: 0,
      checks: ["note tip-files"],
      says: ["could be taken for source: setup (executable)"],
    },
    "setup",
    { content: "#!/bin/sh\n", mode: "100755" },
  ),
  file(
    {
      id: "I29",
      name: "a submodule beside source and archive",
      exit: 0,
      checks: ["note tip-files"],
      says: ["could be taken for source: driver (submodule)"],
    },
    "driver",
    { mode: "160000", id: "1".repeat(40) },
  ),
];
