// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Rows I25 to I38: the archive at the tip, the repository itself, bounds, keys,
// and what is checked out.

import { createHash } from "node:crypto";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { printableName } from "../../../lib/printable.ts";
import { driverPackage } from "../../fixtures/driver_package.ts";
import { makeKey } from "../../fixtures/keys.ts";
import { KEY_FILE } from "../../fixtures/yum_repository.ts";
import {
  A,
  B,
  C,
  type Forgery,
  type HostileRow,
  playAll,
  rpmOf,
  Stage,
} from "./stage.ts";

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
  "what builds or installs": [
    "CMakeLists.txt",
    "GNUmakefile",
    "build.py",
    "configure",
    "configure.ac",
    "dkms.conf",
    "install.sh",
    "makefile.am",
    "neuron.ko.zst",
  ],
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

/** Adds files to the top of the tip's tree. */
async function putFiles(
  forgery: Forgery,
  names: readonly string[],
): Promise<void> {
  const id = await forgery.write("blob", "evil\n");
  let tree = await forgery.treeOf(C);
  for (const name of names) tree = await forgery.put(tree, name, { id });
  await forgery.addToMain(tree);
}

const ARCHIVE: readonly HostileRow[] = [
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
  ...["SRC", "\u017frc", "sr\u200dc", "src\\x", "src:x"].map((
    name,
  ): HostileRow => ({
    id: "I29",
    name: `${JSON.stringify(name)} beside src/`,
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
      name: "a Makefile beside source and archive",
      exit: 0,
      checks: ["note tip-files"],
      says: ["could be taken for source: Makefile"],
    },
    "Makefile",
    { content: "all: evil\n" },
  ),
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
    },
    "driver",
    { mode: "160000", id: "1".repeat(40) },
  ),
];

/** A file of so many bytes. */
async function zerosOf(forgery: Forgery, size: number): Promise<string> {
  const { stdout } = await new Deno.Command("sh", {
    args: [
      "-c",
      'cd "$0" && head -c "$1" /dev/zero | git hash-object -w --stdin',
      forgery.path,
      String(size),
    ],
  }).output();
  return new TextDecoder().decode(stdout).trim();
}

/** The tree of the last release, with 10^12 files of 12 objects in a directory. */
async function treeBomb(forgery: Forgery, place: string): Promise<string> {
  let id = await forgery.write("blob", "x");
  let mode = "100644";
  for (let level = 0; level < 12; level++) {
    const entries = Array.from({ length: 10 }, (_, i) => ({
      mode,
      name: `${i}`,
      id,
    }));
    id = await forgery.tree(entries);
    mode = "40000";
  }
  return await forgery.put(await forgery.treeOf(C), place, { id, mode });
}

const BOUNDS: readonly HostileRow[] = [
  {
    id: "I32",
    name: "600 MB of attributes",
    forge: async (forgery) => {
      const id = await zerosOf(forgery, 600_000_000);
      await forgery.addToMain(
        await forgery.put(await forgery.treeOf(C), ".gitattributes", { id }),
      );
    },
    clone: ["--no-checkout"],
    exit: 3,
    checks: ["failed bounds"],
    says: ["too large for what it is", "600000000 bytes"],
  },
  {
    id: "I32",
    name: "150 MB of pages of release notes",
    forge: async (forgery) => {
      let tree = await forgery.treeOf(C);
      for (let i = 0; i < 10; i++) {
        const id = await zerosOf(forgery, 15_000_000 + i);
        tree = await forgery.put(tree, `archive/notes-${i}.rst`, { id });
      }
      await forgery.replaceLast({ tree });
    },
    clone: ["--no-checkout"],
    exit: 3,
    checks: ["failed bounds"],
    says: ["(all pages of release notes)"],
  },
  {
    id: "I32",
    name: "5 MB of key files, each of another commit",
    forge: async (forgery) => {
      let [tip, tree] = [forgery.releases[C], await forgery.treeOf(C)];
      for (let i = 0; i < 20; i++) {
        const id = await zerosOf(forgery, 250_000 + i);
        tree = await forgery.put(tree, `archive/${KEY_FILE}`, { id });
        const message = "feat: Update archive - GPG Public Key\n";
        tip = await forgery.commit({ tree, parents: [tip], message });
      }
      await forgery.ref("refs/heads/main", tip);
    },
    exit: 3,
    checks: ["failed bounds"],
    says: ["(all key files)"],
  },
  ...["src", "docs"].map((place): HostileRow => ({
    id: "I33",
    name: `a tree bomb in ${place}/`,
    forge: async (forgery) =>
      await forgery.replaceLast({ tree: await treeBomb(forgery, place) }),
    clone: ["--no-checkout"],
    exit: 3,
    checks: [place === "src" ? "failed bounds" : "failed paths"],
  })),
  {
    id: "I33",
    name: "a tree bomb in docs/ of a plain commit, and an index",
    forge: async (forgery) =>
      await forgery.addToMain(await treeBomb(forgery, "docs")),
    clone: ["--no-checkout"],
    after: async (clone, forgery) => {
      await new Deno.Command("git", {
        args: ["-C", clone, "read-tree", forgery.releases[C]],
      }).output();
    },
    exit: 1,
    checks: ["unknown worktree"],
    says: ["git cannot read the index, or not all of HEAD's trees"],
  },
  {
    id: "I33",
    name: "a thousand nested directories",
    forge: async (forgery) => {
      let id = await forgery.write("blob", "x");
      let mode = "100644";
      for (let level = 0; level < 1000; level++) {
        id = await forgery.tree([{ mode, name: "d", id }]);
        mode = "40000";
      }
      await forgery.addToMain(
        await forgery.put(await forgery.treeOf(C), "docs", {
          id,
          mode: "40000",
        }),
      );
    },
    clone: ["--no-checkout"],
    exit: 3,
    checks: ["failed bounds"],
  },
  ...([
    ["a date beyond what can be printed", "99999999999999"],
    ["a date beyond the year 9999", "253402300800"],
    ["a date that is not a number", "soon"],
  ] as const).map(([name, seconds]): HostileRow => ({
    id: "I38",
    name: `${name}, beside a forged release`,
    forge: async (forgery) => {
      const { message } = await forgery.show(forgery.releases[C]);
      await forgery.replaceLast({
        person: `A\u202e Forger <a@example.com> ${seconds} +0000`,
        message: message.replace("GPG check: OK", "GPG check: OK!"),
      });
    },
    exit: 3,
    checks: ["failed object-form"],
    // Every release has its verdict.
    says: [
      new RegExp(`^${A.replaceAll(".", "\\.")} .* failed$`, "m"),
      new RegExp(`^${C.replaceAll(".", "\\.")} .* failed$`, "m"),
    ],
    never: [/\u202e/],
  })),
];

const WORKTREES: readonly HostileRow[] = [
  {
    id: "W5",
    name: "a name that is not UTF-8, and a pipe instead of a file",
    after: async (clone) => {
      await new Deno.Command("sh", {
        args: [
          "-c",
          'cd "$0/src" && : > "$(printf \'x\\377.c\')" && rm Makefile && ' +
          "mkfifo Makefile",
          clone,
        ],
      }).output();
    },
    exit: 1,
    checks: ["unknown worktree"],
    says: ["what is checked out is not what HEAD has: Makefile"],
  },
  {
    id: "W6",
    name: "directories too deep to be read",
    after: async (clone) => {
      await new Deno.Command("sh", {
        args: [
          "-c",
          'cd "$0/src" && name=$(printf "d%.0s" $(seq 200)) && ' +
          "for i in $(seq 30); do mkdir $name && cd -P $name || exit; done",
          clone,
        ],
      }).output();
    },
    exit: 1,
    checks: ["unknown worktree"],
    says: ["what is checked out cannot be read to the end"],
  },
  {
    id: "W1",
    name: "an edited file that the index hides",
    after: async (clone) => {
      await Deno.writeTextFile(`${clone}/src/Makefile`, "all: evil\n");
      await new Deno.Command("git", {
        args: ["-C", clone, "update-index", "--skip-worktree", "src/Makefile"],
      }).output();
    },
    exit: 1,
    checks: ["unknown worktree"],
    says: ["what is checked out is not what HEAD has: Makefile"],
  },
  ...([
    ["true", 1, "unknown", "what is checked out has other modes than HEAD's"],
    ["false", 0, "note", "core.fileMode has git ignore other modes"],
  ] as const).map(([value, exit, status, says]): HostileRow => ({
    id: "W1",
    name: `a file that became executable, with core.fileMode=${value}`,
    after: async (clone) => {
      await Deno.chmod(`${clone}/src/Makefile`, 0o755);
      await new Deno.Command("git", {
        args: ["-C", clone, "config", "core.fileMode", value],
      }).output();
    },
    exit,
    checks: [`${status} worktree`],
    says: [says, "Makefile"],
  })),
  {
    id: "W1",
    name: "source beside HEAD of a bare repository",
    clone: ["--bare"],
    after: async (clone) => {
      await Deno.mkdir(`${clone}/src`);
      await Deno.writeTextFile(`${clone}/src/Makefile`, "all: evil\n");
    },
    exit: 1,
    checks: ["unknown worktree"],
    says: ["(src): it is among the files of a bare repository"],
  },
  {
    id: "W2",
    name: "a file that make prefers",
    after: (clone) =>
      Deno.writeTextFile(`${clone}/src/GNUmakefile`, "all: evil\n"),
    exit: 1,
    checks: ["unknown worktree"],
    says: ["so that nothing proves them: GNUmakefile"],
  },
  {
    id: "W3",
    name: "what a build leaves behind",
    after: (clone) => Deno.writeTextFile(`${clone}/src/neuron.ko`, "x"),
    exit: 0,
    checks: ["note worktree"],
  },
  {
    id: "W3",
    name: "what the next build would run, or write elsewhere",
    after: async (clone) => {
      await Deno.writeTextFile(`${clone}/src/neuron.o`, "x");
      await Deno.writeTextFile(
        `${clone}/src/.neuron.o.cmd`,
        "$(shell touch evil)\n",
      );
      await Deno.symlink("../README.md", `${clone}/src/other.o`);
    },
    exit: 1,
    checks: ["unknown worktree", "note worktree"],
    says: [".neuron.o.cmd", "other.o", /leaves them: neuron\.o$/m],
  },
  {
    id: "W4",
    name: "a link instead of src/",
    after: async (clone) => {
      await Deno.rename(`${clone}/src`, `${clone}/other`);
      await Deno.symlink("other", `${clone}/src`);
    },
    exit: 1,
    checks: ["unknown worktree"],
  },
  ...([
    ["an archived package is another file", rpmOf(A), "evil"],
    ["a checksum file is another file", `${rpmOf(A)}.sha256`, "evil"],
    ["the archived key is another file", `archive/${KEY_FILE}`, "evil"],
    ["the archived metadata is another file", "archive/repomd.xml", "evil"],
    ["a package more", "archive/rpm/evil.rpm", "evil"],
    ["a file more in the archive", "archive/key.asc", "evil"],
  ] as const).map(([name, path, content]): HostileRow => ({
    id: "W7",
    name: `${name} where it is checked out`,
    after: async (clone) => {
      await Deno.writeTextFile(`${clone}/${path}`, content);
      await new Deno.Command("git", {
        args: ["-C", clone, "update-index", "--assume-unchanged", path],
      }).output();
    },
    exit: 1,
    checks: ["unknown worktree"],
    says: [
      path.includes("evil") || path.endsWith(".asc")
        ? "so that nothing proves them"
        : "what is checked out is not what HEAD has",
      path.slice("archive/".length),
    ],
  })),
  {
    id: "W7",
    name: "an archived package of a tebibyte where it is checked out",
    after: (clone) => Deno.truncate(`${clone}/${rpmOf(A)}`, 2 ** 40),
    exit: 1,
    checks: ["unknown worktree"],
  },
  {
    id: "W7",
    name: "a link in the place of archive/",
    after: async (clone) => {
      await Deno.rename(`${clone}/archive`, `${clone}/other`);
      await Deno.symlink("other", `${clone}/archive`);
    },
    exit: 1,
    checks: ["unknown worktree"],
  },
  {
    id: "W7",
    name: "a sparse checkout of the source alone",
    after: async (clone) => {
      await new Deno.Command("git", {
        args: ["-C", clone, "sparse-checkout", "set", "src"],
      }).output();
      assertEquals(
        await Deno.stat(`${clone}/archive`).catch(() => "gone"),
        "gone",
      );
    },
    exit: 0,
  },
  {
    id: "W8",
    name: "an index that has another file, which git checkout would write",
    after: async (clone) => {
      await new Deno.Command("sh", {
        args: [
          "-c",
          'cd "$0" && id=$(echo "all: evil" | git hash-object -w --stdin) && ' +
          "git update-index --cacheinfo 100644,$id,src/Makefile && " +
          "git update-index --add --cacheinfo 100644,$id,archive/rpm/evil.rpm",
          clone,
        ],
      }).output();
    },
    exit: 1,
    checks: ["unknown worktree"],
    says: [
      "the index has other files than HEAD",
      "archive/rpm/evil.rpm, src/Makefile",
    ],
  },
  {
    id: "W8",
    name: "an index that is damaged",
    after: (clone) => Deno.writeTextFile(`${clone}/.git/index`, "no index"),
    exit: 3,
    checks: ["unknown worktree", "failed fsck"],
    says: ["git cannot read the index"],
  },
  {
    id: "W8",
    name: "an index that lacks files",
    after: async (clone) => {
      await new Deno.Command("git", {
        args: ["-C", clone, "rm", "-rq", "--cached", "src"],
      }).output();
    },
    exit: 0,
  },
  ...["core.attributesFile", "attr.tree"].map((key): HostileRow => ({
    id: "W5",
    name: `attributes that this clone's settings name: ${key}`,
    after: async (clone) => {
      await new Deno.Command("git", {
        args: ["-C", clone, "config", key, "refs/other"],
      }).output();
    },
    exit: 0,
    checks: ["note attributes"],
    says: [key],
  })),
  {
    id: "W5",
    name: "attributes beside the source that no commit has",
    after: async (clone) => {
      await Deno.writeTextFile(`${clone}/.gitattributes`, "src/** -diff\n");
      await Deno.writeTextFile(`${clone}/src/Makefile`, "all: evil\n");
      const shown = await new Deno.Command("git", {
        args: ["-C", clone, "diff"],
      }).output();
      // What a person is shown: that something differs, and not what.
      assertStringIncludes(
        new TextDecoder().decode(shown.stdout),
        "Binary files",
      );
      await new Deno.Command("git", {
        args: ["-C", clone, "checkout", "src"],
      }).output();
    },
    exit: 0,
    checks: ["note attributes"],
    says: ["attributes (.gitattributes)"],
  },
  {
    id: "I42",
    name: "a commit-graph in which a commit has another tree",
    after: async (clone, forgery) => {
      const evil = await forgery.treeOf(A);
      const good = await forgery.treeOf(C);
      await new Deno.Command("git", {
        args: ["-C", clone, "commit-graph", "write", "--reachable"],
      }).output();
      const path = `${clone}/.git/objects/info/commit-graph`;
      await Deno.chmod(path, 0o644);
      const hex = (await Deno.readFile(path)).toHex().slice(0, -40);
      assert(hex.includes(good));
      const bytes = Uint8Array.fromHex(hex.replace(good, evil));
      const sum = createHash("sha1").update(bytes).digest();
      await Deno.writeFile(path, new Uint8Array([...bytes, ...sum]));
      const shown = await new Deno.Command("git", {
        args: ["-C", clone, "log", "-1", "--stat", "--format=", "main"],
      }).output();
      // What a person is shown: the newest release takes a package away.
      assertStringIncludes(
        new TextDecoder().decode(shown.stdout),
        "aws-neuronx-dkms-2.2.0.0",
      );
    },
    exit: 3,
    checks: ["failed fsck"],
    says: ["commit-graph"],
  },
  {
    id: "W5",
    name: "this clone's own attributes",
    after: async (clone) => {
      await Deno.mkdir(`${clone}/.git/info`, { recursive: true });
      await Deno.writeTextFile(
        `${clone}/.git/info/attributes`,
        "* working-tree-encoding=UTF-7\n",
      );
    },
    exit: 0,
    checks: ["note attributes"],
  },
  {
    id: "W6",
    name: "settings that soften git fsck",
    forge: async (forgery) => {
      await forgery.write("commit", "tree nothing\n\nx\n");
    },
    after: async (clone, forgery) => {
      const script = `cd "$0" && cp -an "$1/objects/." .git/objects/ &&
        git config fsck.badTreeSha1 ignore && git config fsck.missingTree ignore &&
        git config fsck.missingAuthor ignore`;
      await new Deno.Command("sh", {
        args: ["-c", script, clone, forgery.path],
      })
        .output();
    },
    exit: 3,
    checks: ["failed fsck"],
  },
  ...["fsck.nonsense=error", "fsck.missingEmail=nonsense"].map((
    setting,
  ): HostileRow => ({
    id: "W6",
    name: `the setting ${setting}, with which git fsck does not run`,
    after: async (clone) => {
      const [key = "", value = ""] = setting.split("=");
      await new Deno.Command("git", {
        args: ["-C", clone, "config", key, value],
      }).output();
    },
    exit: 1,
    checks: ["unknown fsck"],
    says: ["git fsck does not run with this setting of the repository"],
  })),
  {
    id: "W6",
    name: "a list of objects that git fsck is to skip",
    after: async (clone) => {
      await Deno.writeTextFile(`${clone}/.git/skip`, "");
      await new Deno.Command("git", {
        args: ["-C", clone, "config", "fsck.skipList", `${clone}/.git/skip`],
      }).output();
    },
    exit: 3,
    checks: ["failed fsck"],
    says: ["hides objects from git fsck"],
  },
];

Deno.test("verify accounts for every file of the archive", (t) =>
  playAll(t, ARCHIVE));
Deno.test("verify reads within bounds, and prints every verdict", (t) =>
  playAll(t, BOUNDS));
Deno.test("verify looks at what is checked out", (t) => playAll(t, WORKTREES));

Deno.test("verify looks at one repository (I30, I31, I35, I36, I37)", async (t) => {
  await using stage = await Stage.make();
  const forgery = await stage.forgery();
  const clone = await stage.clone(forgery);

  await t.step("I30: core.worktree leads to another repository", async () => {
    const copied = `${clone}/vendor`;
    await stage.shell(
      'git clone -q "$0" "$1" && git -C "$1" config core.worktree ../..',
      clone,
      copied,
    );
    const { code, stderr, stdout } = await stage.verify(copied);
    assertEquals([code, stdout], [1, ""]);
    assert(stderr.includes("core.worktree"), stderr);
    assert(stderr.includes(`found ${clone}`), stderr);
    await Deno.remove(copied, { recursive: true });
  });

  await t.step("I31: a plain directory inside another one", async () => {
    const { code, stderr, stdout } = await stage.verify(`${clone}/archive`);
    assertEquals([code, stdout], [1, ""]);
    assert(stderr.includes(`found ${clone}\n`), stderr);
  });

  await t.step(
    "I35: --key while the archived key file holds none",
    async () => {
      const other = await stage.forgery();
      const tree = await other.treeOf(C);
      const path = `archive/${KEY_FILE}`;
      const key = await other.read(await other.at(tree, path));
      await Deno.writeFile(`${other.root}/key`, key);
      const id = await other.write("blob", "no key\n");
      await other.addToMain(await other.put(tree, path, { id }));
      const copy = await stage.clone(other);
      const { code, stdout } = await stage.verify(
        copy,
        "--json",
        "--key",
        `${other.root}/key`,
      );
      assertEquals(code, 3);
      const document = JSON.parse(stdout);
      assertEquals(document.releases[0].verdict, "verified");
      assertEquals(document.releases[0].package.keyFile, `${other.root}/key`);
      const keys = [
        ...document.branch.checks,
        ...document.releases.flatMap((r: { checks: unknown[] }) => r.checks),
      ].filter(({ code }: { code: string }) => code === "key");
      const archived = keys.filter(({ subject }: { subject: string }) =>
        subject === path
      );
      assertEquals(
        archived.map(({ status }: { status: string }) => status),
        ["failed"],
      );
    },
  );

  await t.step("I36: no source and no archive", async () => {
    const other = await stage.forgery();
    const id = await other.write("blob", "int x;\n");
    const tree = await other.tree([{ mode: "100644", name: "x.c", id }]);
    const commit = await other.commit({
      tree,
      parents: [],
      message: `Extracted contents of ${rpmOf(C).slice(12)}\n`,
    });
    for (const ref of ["heads/main", `tags/${C}`, `tags/${B}`, `tags/${A}`]) {
      await other.ref(`refs/${ref}`, commit);
    }
    const copy = await stage.clone(other);
    const { code, stdout, stderr } = await stage.verify(copy);
    assertEquals([code, stdout], [3, ""]);
    const [first = ""] = stderr.split("\n");
    assertStringIncludes(first, "this repository has source from packages");
    assertStringIncludes(first, "found release tags alone, and no archive/");
  });

  await t.step("I36: neither source nor archive, and tags", async () => {
    const other = await stage.forgery();
    const id = await other.write("blob", "int x;\n");
    const tree = await other.tree([{ mode: "100644", name: "x.c", id }]);
    const commit = await other.commit({
      tree,
      parents: [],
      message: "Something else\n",
    });
    for (const ref of ["heads/main", `tags/${C}`, `tags/${B}`, `tags/${A}`]) {
      await other.ref(`refs/${ref}`, commit);
    }
    const copy = await stage.clone(other);
    const { code, stdout, stderr } = await stage.verify(copy);
    assertEquals([code, stdout], [3, ""]);
    const [first = ""] = stderr.split("\n");
    assertStringIncludes(
      first,
      "this is not a data repository of neuron-publish: it has no archive/",
    );
  });

  await t.step("I36: no release at all", async () => {
    const other = await stage.forgery();
    await Deno.remove(`${other.path}/packed-refs`).catch(() => {});
    await Deno.remove(`${other.path}/refs/tags`, { recursive: true })
      .catch(() => {});
    await other.ref("refs/heads/main", other.releases[A]);
    const copy = await stage.clone(other);
    const { code, stderr } = await stage.verify(copy);
    assertEquals(code, 1);
    assert(stderr.includes("there is no release to verify"), stderr);
  });

  await t.step("I37: a single-branch clone is not proved, once", async () => {
    const other = await stage.forgery();
    const copy = await stage.clone(other, ["--single-branch"]);
    const { code, stdout } = await stage.verify(copy);
    assertEquals(code, 1, stdout);
    assertEquals(stdout.match(/git remote set-branches/g)?.length, 1, stdout);
    assertEquals(stdout.match(/not proved: /g)?.length, 1, stdout);
  });

  await t.step(
    "I37: a remote whose name is code is in no command",
    async () => {
      const other = await stage.forgery();
      for (const name of ["$(touch x)", "a'b", "--upload-pack=x"]) {
        const copy = await stage.clone(other);
        const fetch = "+refs/heads/main:refs/remotes/x/main";
        await stage.shell(
          'git -C "$0" config "$1" "$2"',
          ...[copy, `remote.${name}.fetch`, fetch] as const,
        );
        const { code, stdout, stderr } = await stage.verify(copy);
        assertEquals(code, 1, stdout);
        assertStringIncludes(stdout, "get the rest with: git clone URL");
        const command = `${stdout}${stderr}`.split("\n")
          .filter((line) => line.includes("git fetch"));
        assertEquals(command, []);
      }
    },
  );
});
