// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// The archive at the tip: I25 to I29.

import { printableName } from "../../../lib/printable.ts";
import { driverPackage } from "../../fixtures/driver_package.ts";
import { makeKey } from "../../fixtures/keys.ts";
import { KEY_FILE } from "../../fixtures/yum_repository.ts";
import { A, B, C, type Forgery, type HostileRow, rpmOf } from "./stage.ts";

/** Sets a file in the tip's tree, or in the last release's. */
function file(
  row: Pick<HostileRow, "id" | "name" | "exit" | "checks" | "says">,
  path: string,
  change: {
    readonly content?: string | Uint8Array | ((old: Uint8Array) => string);
    readonly mode?: string;
    readonly id?: string;
  },
): HostileRow {
  return {
    ...row,
    forge: async (forgery) => {
      const tree = await forgery.treeOf(C);
      const { content } = change;
      const id = change.id ??
        (content === undefined
          ? await forgery.at(tree, path)
          : await forgery.write(
            "blob",
            typeof content === "function"
              ? content(await forgery.read(await forgery.at(tree, path)))
              : content,
          ));
      await forgery.addToMain(
        await forgery.put(tree, path, {
          id,
          ...(change.mode === undefined ? {} : { mode: change.mode }),
        }),
      );
    },
  };
}

const unsigned = await driverPackage({ version: "9.9.9.9", signatures: [] })
  .catch(() => undefined);
const foreign = await driverPackage({
  version: "9.9.9.9",
  key: await makeKey(),
});

const text = (old: Uint8Array) => new TextDecoder().decode(old);

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

/** Names of evidence that nothing proves, in git's order. */
const EVIDENCE_NAMES = [
  "B2SUMS",
  "a.b2",
  "a.drpm",
  "a.gpg",
  "a.key",
  "a.md5",
  "a.pem",
  "a.sig",
  "a.sign",
  "md5sums",
  "sha1sum",
];

/** Adds files to the tip's tree, below a directory. */
async function putFiles(
  forgery: Forgery,
  names: readonly string[],
  prefix = "",
): Promise<void> {
  const id = await forgery.write("blob", "evil\n");
  let tree = await forgery.treeOf(C);
  for (const name of names) {
    tree = await forgery.put(tree, prefix + name, { id });
  }
  await forgery.addToMain(tree);
}

export const ARCHIVE: readonly HostileRow[] = [
  file(
    {
      id: "I27",
      name: "a checksum file of another algorithm beside a package",
      exit: 3,
      checks: ["failed tip-archive"],
    },
    `${rpmOf(C)}.sha512`,
    { content: "0".repeat(128) },
  ),
  file(
    {
      id: "I25",
      name: "an archived package as a link",
      exit: 3,
      checks: ["failed tip-archive"],
      says: ["mode 120000"],
    },
    rpmOf(A),
    { mode: "120000" },
  ),
  file(
    {
      id: "I25",
      name: "an archived package as a submodule",
      exit: 3,
      checks: ["failed tip-archive"],
    },
    rpmOf(A),
    { mode: "160000", id: "1".repeat(40) },
  ),
  file(
    {
      id: "I25",
      name: "an executable checksum file",
      exit: 3,
      checks: ["failed tip-archive"],
    },
    `${rpmOf(C)}.sha256`,
    { mode: "100755" },
  ),
  file(
    {
      id: "I25",
      name: "repomd.xml as a link",
      exit: 3,
      checks: ["failed object-form"],
    },
    "archive/repomd.xml",
    { mode: "120000" },
  ),
  {
    id: "I25",
    name: "a directory named as metadata in another compression",
    forge: async (forgery) => {
      const file = await forgery.write("blob", "x");
      const id = await forgery.tree([{ mode: "100644", name: "x", id: file }]);
      const tree = await forgery.treeOf(C);
      const entry = { mode: "40000", id };
      await forgery.addToMain(
        await forgery.put(tree, "archive/primary.xml", entry),
      );
    },
    exit: 3,
    checks: ["failed metadata"],
    says: ["primary.xml is there in two compressions"],
  },
  {
    id: "I25",
    name: "a release's own package as a link",
    forge: async (forgery) => {
      const tree = await forgery.treeOf(C);
      const id = await forgery.at(tree, rpmOf(C));
      await forgery.replaceLast({
        tree: await forgery.put(tree, rpmOf(C), { id, mode: "120000" }),
      });
    },
    exit: 3,
    checks: ["failed object-form", "failed tip-release"],
  },
  ...[["a mark", "\ufeff", ""], ["a line feed", "", "\n"]].flatMap(
    ([name, before = "", after = ""]): HostileRow[] => [
      file(
        {
          id: "I26",
          name: `a package's checksum file with ${name}, at the tip`,
          exit: 3,
          checks: ["failed tip-archive"],
        },
        `${rpmOf(B)}.sha256`,
        { content: (old) => before + text(old) + after },
      ),
      file(
        {
          id: "I26",
          name: `a metadata checksum file with ${name}, at the tip`,
          exit: 3,
          checks: ["failed metadata-sums"],
        },
        "archive/other.xml.gz.sha256",
        { content: (old) => before + text(old) + after },
      ),
      {
        id: "I26",
        name: `a release's checksum file with ${name}`,
        forge: async (forgery) => {
          const tree = await forgery.treeOf(C);
          const path = `${rpmOf(C)}.sha256`;
          const old = await forgery.read(await forgery.at(tree, path));
          const id = await forgery.write("blob", before + text(old) + after);
          await forgery.replaceLast({
            tree: await forgery.put(tree, path, { id }),
          });
        },
        exit: 3,
        checks: ["failed package-sum"],
      },
    ],
  ),
  ...(unsigned === undefined ? [] : [file(
    {
      id: "I27",
      name: "an unsigned package at the tip",
      exit: 3,
      checks: ["failed tip-archive"],
    },
    rpmOf("9.9.9.9"),
    { content: unsigned.bytes },
  )]),
  file(
    {
      id: "I27",
      name: "a package by a stranger's key at the tip",
      exit: 3,
      checks: ["failed tip-archive"],
      says: ["nothing proves this package, checksum or key"],
    },
    rpmOf("9.9.9.9"),
    { content: foreign.bytes },
  ),
  file(
    {
      id: "I27",
      name: "a stranger's key instead of the archived one",
      exit: 3,
      checks: ["failed key"],
    },
    `archive/${KEY_FILE}`,
    { content: (await makeKey()).armored },
  ),
  file(
    {
      id: "I27",
      name: "a stranger's key beside the archived one",
      exit: 3,
      checks: ["failed tip-archive"],
    },
    "archive/RPM-GPG-KEY.asc",
    { content: (await makeKey()).armored },
  ),
  {
    id: "I27",
    name: "an archived package that is gone at the tip",
    forge: async (forgery) => {
      const tree = await forgery.edit(
        await forgery.treeOf(C),
        "archive/rpm",
        (entries) =>
          entries.filter(({ name }) => !rpmOf(A).endsWith(`/${name}`)),
      );
      await forgery.addToMain(tree);
    },
    exit: 3,
    checks: ["failed tip-archive"],
  },
  ...[
    "archive/rpm/SHA256SUMS",
    "archive/rpm/evil.rpm ",
  ].map((path) =>
    file(
      {
        id: "I28",
        name: `${JSON.stringify(path)}, which nothing proves`,
        exit: 3,
        checks: ["failed tip-archive"],
        says: ["nothing proves this package, checksum or key"],
      },
      path,
      { content: "evil\n" },
    )
  ),
  {
    id: "I28",
    name: "names of signatures, keys and checksums, one more than are listed",
    forge: (forgery) => putFiles(forgery, EVIDENCE_NAMES, "archive/"),
    exit: 3,
    says: [
      ...EVIDENCE_NAMES.slice(0, -1).map((name) => `archive/${name}`),
      "nothing proves 1 more packages, checksums or keys",
    ],
    never: [/nothing proves these files/],
  },
  {
    id: "I28",
    name: "names that only resemble those, and licences of what is there",
    forge: (forgery) =>
      putFiles(forgery, [
        "KEY.asc.txt",
        "key",
        "repomd.xml.license",
        "x.license",
      ], "archive/"),
    exit: 0,
    says: [
      /nothing proves these files: archive\/KEY\.asc\.txt, archive\/key, archive\/x\.license$/m,
    ],
  },
  ...["archive/Repomd.xml", rpmOf(A).replace("aws", "AWS")].map((path) =>
    file(
      {
        id: "I29",
        name: `${path}, which some systems take for another file`,
        exit: 3,
        checks: ["failed look-alikes"],
      },
      path,
      { content: "evil\n" },
    )
  ),
  file(
    {
      id: "I28",
      name: "an unknown file in the archive",
      exit: 0,
      checks: ["note tip-archive", "note history"],
      says: ["nothing proves these files: archive/notice.txt"],
    },
    "archive/notice.txt",
    { content: "trust us\n" },
  ),
  ...[
    ["archive/rpm/more", "evil-9.9.noarch.rpm"],
    ["archive/keys", "other.PUB"],
  ].map(([directory = "", name = ""]): HostileRow => ({
    id: "I28",
    name: `${directory}/${name}, in a directory that nothing proves`,
    forge: async (forgery) => {
      const id = await forgery.write("blob", "evil\n");
      const inner = await forgery.tree([{ mode: "100644", name, id }]);
      await forgery.addToMain(
        await forgery.put(await forgery.treeOf(C), directory, {
          id: inner,
          mode: "40000",
        }),
      );
    },
    exit: 3,
    checks: ["failed tip-archive"],
    says: ["nothing proves this package, checksum or key"],
  })),
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
  // A build would have a file, or nothing, where the package has a directory.
  ...["120000", "160000"].flatMap((mode): HostileRow[] => [
    file(
      {
        id: "I25",
        name: `the source with mode ${mode}, at the tip`,
        exit: 3,
        checks: ["failed tip-source"],
      },
      "src",
      { mode },
    ),
    {
      id: "I25",
      name: `a release's source with mode ${mode}`,
      forge: async (forgery) => {
        const tree = await forgery.treeOf(C);
        const id = await forgery.at(tree, "src");
        await forgery.replaceLast({
          tree: await forgery.put(tree, "src", { id, mode }),
        });
      },
      exit: 3,
      checks: ["failed source"],
    },
  ]),
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
