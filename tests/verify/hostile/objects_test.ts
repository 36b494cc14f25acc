// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Rows I1 to I11: objects that git would not write.

import type { ForgedEntry } from "../../fixtures/forger.ts";
import { A, B, C, type Forgery, type HostileRow, playAll } from "./stage.ts";

/** How a tree can be bent. */
const BENDS: readonly (readonly [
  id: string,
  name: string,
  bend: (entries: ForgedEntry[], evil: ForgedEntry) => ForgedEntry[],
])[] = [
  ["I1", "a name twice", (entries, evil) => {
    const at = entries.findIndex(({ name }) => name === "src");
    const known = entries[at < 0 ? 0 : at];
    return [
      ...entries.slice(0, at + 1),
      { ...known ?? evil, id: evil.id, mode: known?.mode ?? evil.mode },
      ...entries.slice(at + 1),
    ];
  }],
  ["I2", "unsorted", (entries) => entries.toReversed()],
  [
    "I3",
    "a slash in a name",
    (entries, evil) =>
      sorted([...entries, { ...evil, name: "src/neuron_module.c" }]),
  ],
  ["I4", "an empty name", (entries, evil) => [
    { ...evil, name: "" },
    ...entries,
  ]],
  [
    "I5",
    "the name .",
    (entries, evil) => sorted([...entries, { ...evil, name: "." }]),
  ],
  [
    "I6",
    "the name ..",
    (entries, evil) => sorted([...entries, { ...evil, name: ".." }]),
  ],
  [
    "I7",
    "the name .git",
    (entries, evil) => sorted([...entries, { ...evil, name: ".git" }]),
  ],
  [
    "I7",
    "the name GIT~1",
    (entries, evil) => sorted([...entries, { ...evil, name: "GIT~1" }]),
  ],
  [
    "I7",
    "the name .g\u200cit",
    (entries, evil) => sorted([...entries, { ...evil, name: ".g\u200cit" }]),
  ],
  [
    "I8",
    "an odd mode",
    (entries, evil) =>
      sorted([...entries, { ...evil, name: "zz", mode: "100664" }]),
  ],
  [
    "I8",
    "a mode with a zero before it",
    (entries) =>
      entries.map((entry) =>
        entry.mode === "40000" ? { ...entry, mode: "040000" } : entry
      ),
  ],
];

function sorted(entries: readonly ForgedEntry[]): ForgedEntry[] {
  const key = ({ name, mode }: ForgedEntry) =>
    name + (mode === "40000" ? "/" : "");
  return entries.toSorted((a, b) => key(a) < key(b) ? -1 : 1);
}

/** Where the bent tree stands. */
const PLACES: readonly (readonly [
  name: string,
  put: (
    forgery: Forgery,
    bend: (entries: ForgedEntry[]) => ForgedEntry[],
  ) => Promise<unknown>,
])[] = [
  ["in a release", async (forgery, bend) => {
    const tree = await forgery.edit(await forgery.treeOf(C), "", bend);
    await forgery.replaceLast({ tree });
  }],
  ["after it", async (forgery, bend) => {
    const good = await forgery.treeOf(C);
    const bad = await forgery.addToMain(await forgery.edit(good, "", bend));
    const id = await forgery.commit({
      tree: good,
      parents: [bad],
      message: "chore: back\n",
    });
    await forgery.ref("refs/heads/main", id);
  }],
  ["at the tip", async (forgery, bend) => {
    const good = await forgery.treeOf(C);
    await forgery.addToMain(await forgery.edit(good, "", bend));
  }],
  ["in a directory that is neither", async (forgery, bend) => {
    const good = await forgery.treeOf(C);
    const id = await forgery.at(good, "src");
    const docs = { id, mode: "40000" };
    const tree = await forgery.put(good, "docs", docs);
    await forgery.addToMain(await forgery.edit(tree, "docs", bend));
  }],
  ["in archive/", async (forgery, bend) => {
    const good = await forgery.treeOf(C);
    await forgery.addToMain(await forgery.edit(good, "archive", bend));
  }],
];

const TREES: readonly HostileRow[] = BENDS.flatMap(([id, name, bend]) =>
  PLACES.filter(([place]) =>
    // archive/ holds one directory and no src.
    !(place === "in archive/" && name === "a mode with a zero before it") &&
    // One bend tells whether that tree is read at all.
    !(place === "in a directory that is neither" && id !== "I2")
  ).map(([place, put]): HostileRow => ({
    id,
    name: `a tree with ${name}, ${place}`,
    forge: async (forgery) => {
      const id = await forgery.write("blob", "int evil;\n");
      const evil = { mode: "100644", name: "evil", id };
      await put(forgery, (entries) => bend(entries, evil));
    },
    exit: 3,
    checks: ["failed object-form"],
    says: ["git would not write it so"],
  }))
);

function headers(
  id: string,
  name: string,
  change: (headers: string) => string,
): HostileRow {
  return {
    id,
    name: `a commit with ${name}`,
    forge: async (forgery) => {
      await forgery.replaceLast({ headers: change });
    },
    exit: 3,
    checks: ["failed object-form"],
  };
}

const COMMITS: readonly HostileRow[] = [
  headers("I9", "a stray header", (text) => `${text}\nevil yes`),
  headers(
    "I9",
    "a second tree",
    (text) => text.replace(/^(tree .*\n)/, `$1tree ${"0".repeat(40)}\n`),
  ),
  headers(
    "I9",
    "a second author",
    (text) => text.replace(/^(author .*\n)/m, "$1$1"),
  ),
  headers(
    "I9",
    "its parent last",
    (text) => text.replace(/^(parent .*\n)([^]*)$/m, "$2\n$1").trimEnd(),
  ),
  headers("I9", "another encoding", (text) => `${text}\nencoding UTF-7`),
  headers("I9", "a header that goes on", (text) => `${text}\n evil`),
  {
    id: "I10",
    name: "a NUL in the message",
    forge: async (forgery) => {
      const { message } = await forgery.show(forgery.releases[C]);
      await forgery.replaceLast({ message: `${message}\0evil\n` });
    },
    exit: 3,
    checks: ["failed object-form"],
  },
  {
    id: "I9",
    name: "a plain commit with a stray header, behind the tip",
    forge: async (forgery) => {
      const tree = await forgery.treeOf(C);
      const bad = await forgery.commit({
        tree,
        parents: [forgery.releases[C]],
        message: "docs: one\n",
        headers: (text) => `${text}\nevil yes`,
      });
      const message = "docs: two\n";
      const tip = await forgery.commit({ tree, parents: [bad], message });
      await forgery.ref("refs/heads/main", tip);
    },
    exit: 3,
    checks: ["failed object-form"],
    says: [/^failed: main: object-form \(commit /m],
  },
  {
    id: "I9",
    name: "a plain commit with a stray header, beneath releases not looked at",
    forge: async (forgery) => {
      let tip = await forgery.commit({
        tree: await forgery.treeOf(A),
        parents: [forgery.releases[A]],
        message: "docs: one\n",
        headers: (text) => `${text}\nevil yes`,
      });
      for (const version of [B, C] as const) {
        const old = forgery.releases[version];
        tip = await forgery.like(old, { parents: [tip] });
        await forgery.ref(`refs/tags/${version}`, tip);
      }
      await forgery.ref("refs/heads/main", tip);
    },
    args: [C],
    exit: 3,
    checks: ["failed object-form"],
    says: [/^failed: main: object-form \(commit /m],
  },
  {
    id: "I9",
    name: "a plain commit with a stray header, on another branch",
    forge: async (forgery) => {
      const bad = await forgery.commit({
        tree: await forgery.treeOf(C),
        parents: [forgery.releases[C]],
        message: "docs: one\n",
        headers: (text) => `${text}\nevil yes`,
      });
      await forgery.ref("refs/heads/topic", bad);
    },
    exit: 3,
    checks: ["failed object-form"],
    says: [/^main .* verified$/m, /^origin\/topic .* failed$/m],
  },
  {
    id: "I9",
    name: "a commit whose tree is a file",
    forge: async (forgery) => {
      const tree = await forgery.at(await forgery.treeOf(C), "src/Makefile");
      const bad = await forgery.commit({
        tree,
        parents: [forgery.releases[C]],
        message: "docs: one\n",
      });
      const tip = await forgery.commit({
        tree: await forgery.treeOf(C),
        parents: [bad],
        message: "docs: two\n",
      });
      await forgery.ref("refs/heads/main", tip);
    },
    exit: 3,
    checks: ["failed object-form"],
    says: ["it is a blob"],
  },
  {
    id: "I10",
    name: "an annotated tag with a stray header",
    forge: async (forgery) => {
      const tag = await forgery.write(
        "tag",
        `object ${forgery.releases[B]}\ntype commit\ntag ${B}\nevil yes\n` +
          "tagger A <a@example.com> 1735000000 +0000\n\nx\n",
      );
      await forgery.ref(`refs/tags/${B}`, tag);
    },
    exit: 3,
    checks: ["failed object-form"],
  },
  {
    id: "I10",
    name: "a good annotated tag",
    forge: async (forgery) => {
      const tag = await forgery.write(
        "tag",
        `object ${forgery.releases[B]}\ntype commit\ntag ${B}\n` +
          "tagger A <a@example.com> 1735000000 +0000\n\nx\n",
      );
      await forgery.ref(`refs/tags/${B}`, tag);
    },
    exit: 0,
  },
];

/** I11: an object that does not hash to its id. */
const CONTENTS: readonly HostileRow[] = [
  ["a file of the source", `${C} src/Makefile`, "blob"],
  ["a file of an older release's source", `${A} src/Makefile`, "blob"],
  ["the source directory", `${C} src`, "tree"],
  ["the archived metadata", `${C} archive/repomd.xml`, "blob"],
].map(([name = "", where = "", type = ""]): HostileRow => ({
  id: "I11",
  name: `${name} is not what its id says`,
  forge: async (forgery) => {
    const [version = C, path = ""] = where.split(" ");
    const known = version === A ? A : C;
    const id = await forgery.at(await forgery.treeOf(known), path);
    const content = type === "tree"
      ? await forgery.read(
        await forgery.tree(
          (await forgery.entries(id)).map((entry) =>
            entry.name === "Makefile" ? { ...entry, id: "1".repeat(40) } : entry
          ),
        ),
      )
      : "all: evil\n";
    await forgery.write(type, content, id);
  },
  exit: 3,
  checks: ["failed object-ids", "failed fsck"],
  says: ["the object does not hash to its id", /^main .* failed$/m],
}));

Deno.test("verify fails for trees that git would not write", (t) =>
  playAll(t, TREES));

Deno.test("verify fails for commits and contents that git would not write", (t) =>
  playAll(t, [...COMMITS, ...CONTENTS]));
