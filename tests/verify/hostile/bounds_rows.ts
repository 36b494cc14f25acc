// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Objects that are larger, or more, than a data repository has: I32 to I35, I38.

import { KEY_FILE } from "../../fixtures/yum_repository.ts";
import { A, C, type Forgery, type HostileRow } from "./stage.ts";

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

export const BOUNDS: readonly HostileRow[] = [
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
  ...([["docs", 1000], ["src/more", 300]] as const).map(([
    place,
    levels,
  ]): HostileRow => ({
    id: "I33",
    name: `${levels} nested directories in ${place}`,
    forge: async (forgery) => {
      let id = await forgery.write("blob", "x");
      let mode = "100644";
      for (let level = 0; level < levels; level++) {
        id = await forgery.tree([{ mode, name: "d", id }]);
        mode = "40000";
      }
      await forgery.addToMain(
        await forgery.put(await forgery.treeOf(C), place, {
          id,
          mode: "40000",
        }),
      );
    },
    clone: ["--no-checkout"],
    exit: 3,
    checks: ["failed bounds"],
  })),
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
