// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Commits between releases: I15 to I19, I48.

import { gitIn } from "./in_clone.ts";
import { A, B, C, evilTree, type Forgery, type HostileRow } from "./stage.ts";

/** Puts commits between the second and the third release. */
async function between(forgery: Forgery, ...ids: string[]): Promise<void> {
  const last = ids.at(-1) ?? "";
  await forgery.replaceLast({ parents: [last] });
}

export const COMMITS: readonly HostileRow[] = [
  {
    id: "I48",
    name: "commits without a release before them, merged after the newest",
    forge: async (forgery) => {
      const tree = await forgery.treeOf(C);
      const evil = await forgery.commit({
        tree: await evilTree(forgery, tree),
        parents: [],
        message: "fix: build this one\n",
      });
      const merge = await forgery.commit({
        tree,
        parents: [forgery.releases[C], evil],
        message: "Merge\n",
      });
      await forgery.ref("refs/heads/main", merge);
    },
    exit: 0,
    checks: ["note history"],
    says: [/history \([0-9a-f]{40}\): nothing proves .*"fix: build this one"/],
    never: [/older than the first release/],
  },
  {
    id: "I48",
    name: "a source that is older than the first release",
    forge: async (forgery) => {
      const chain: string[] = [];
      for (
        let id: string | undefined = forgery.releases[C];
        id !== undefined;
      ) {
        chain.unshift(id);
        [id] = (await forgery.show(id)).parents;
      }
      const message = "feat: start\n";
      const tree = await forgery.treeOf(A);
      const src = await forgery.tree([
        { mode: "40000", name: "src", id: await forgery.at(tree, "src") },
      ]);
      const empty = await forgery.tree([]);
      let tip = await forgery.commit({ tree: src, parents: [], message });
      tip = await forgery.commit({ tree: empty, parents: [tip], message });
      for (const id of chain) {
        tip = await forgery.like(id, { parents: [tip] });
        for (const [version, release] of Object.entries(forgery.releases)) {
          if (release === id) await forgery.ref(`refs/tags/${version}`, tip);
        }
      }
      await forgery.ref("refs/heads/main", tip);
    },
    exit: 0,
    checks: ["note before-first"],
    says: ["2 commits are older than the first release"],
    never: [/ history \(/],
  },
  {
    id: "I15",
    name: "a forged release without a tag, in between",
    forge: async (forgery) => {
      const { message } = await forgery.show(forgery.releases[B]);
      const forged = await forgery.commit({
        tree: await evilTree(forgery, await forgery.treeOf(B)),
        parents: [forgery.releases[B]],
        message: message.replaceAll(B, "2.2.9.0"),
      });
      const back = await forgery.commit({
        tree: await forgery.treeOf(B),
        parents: [forged],
        message: "chore: back\n",
      });
      await between(forgery, forged, back);
    },
    exit: 3,
    checks: ["failed releases"],
    says: ["the commit calls itself a release", "feat: Neuron Driver 2.2.9.0"],
    never: [/^main .* verified/m],
  },
  {
    id: "I15",
    name: "a forged release whose subject only looks like one",
    forge: async (forgery) => {
      await forgery.addToMain(
        await forgery.treeOf(C),
        "feat:\u00a0Neuron\u200b Driver 9.9\n",
      );
    },
    exit: 3,
    checks: ["failed releases"],
    says: ["its subject names no version"],
  },
  ...[
    "fe\u034fat: Neu\u200bron Driver 9.9",
    "\u2800Feat: neuron\u2028driver 9.9",
    "feat(src)!:Neuron Driver 9.9",
    "\uff46eat: Neuron Driver 9.9",
    "feat: neuron driver 9.9 for kernel 6.12",
    "feat: Neuron\nDriver 9.9", // git shows both lines as one
    "docs: x\n\nGPG check: OK", // what a release's message says
    "docs: x\rfeat: Neuron Driver 9.9",
    "\x1b[2K\x1b[1Gfeat: Neuron Driver 9.9",
  ].map((subject): HostileRow => ({
    id: "I15",
    name: `a forged release with the subject ${JSON.stringify(subject)}`,
    forge: async (forgery) => {
      await forgery.addToMain(await forgery.treeOf(C), `${subject}\n`);
    },
    exit: 3,
    checks: ["failed releases"],
  })),
  {
    id: "I16",
    name: "an edit of src/ that is taken back in between",
    forge: async (forgery) => {
      const edit = await forgery.commit({
        tree: await evilTree(forgery, await forgery.treeOf(B)),
        parents: [forgery.releases[B]],
        message: "fix: faster\n",
      });
      const back = await forgery.commit({
        tree: await forgery.treeOf(B),
        parents: [edit],
        message: "fix: back\n",
      });
      await between(forgery, edit, back);
    },
    exit: 0,
    checks: ["note history"],
    says: [/note: main: history \([0-9a-f]{40}, [0-9a-f]{40}\)/],
  },
  {
    id: "I16",
    name: "an edit of src/ after the newest release, reverted later",
    forge: async (forgery) => {
      const edit = await forgery.addToMain(
        await evilTree(forgery, await forgery.treeOf(C)),
        "fix: faster\n",
      );
      const back = await forgery.commit({
        tree: await forgery.treeOf(C),
        parents: [edit],
        message: "fix: back\n",
      });
      await forgery.ref("refs/heads/main", back);
    },
    exit: 0,
    checks: ["note history"],
  },
  {
    id: "I16",
    name: "attributes that a commit changes, taken back later",
    forge: async (forgery) => {
      const good = await forgery.treeOf(C);
      let tip = forgery.releases[C];
      for (const text of ["* -text\n", "* -diff\n", "* -text\n"]) {
        const id = await forgery.write("blob", text);
        tip = await forgery.commit({
          tree: await forgery.put(good, ".gitattributes", { id }),
          parents: [tip],
          message: `docs: ${text}`,
        });
      }
      await forgery.ref("refs/heads/main", tip);
    },
    exit: 0,
    checks: ["note history"],
    says: [/history \([0-9a-f]{40}\): .*"docs: \* -diff"/],
  },
  ...([
    ["SRC", "40000", "", "it adds SRC, which some systems take"],
    [".gitattributes", "100644", "* -diff\n", "it adds attributes that"],
    ["archive/n.rst", "100755", "Notes\n", "it changes archive/n.rst"],
    ["archive/n.rst", "100644", "\xff", "archive/n.rst is not text"],
    ["archive/other.xml.gz.sha256", "100644", "0", "its metadata is not what"],
  ] as const).map(([name, mode, content, says]): HostileRow => ({
    id: "I16",
    name: `a commit that changes ${name}, taken back later: ${says}`,
    forge: async (forgery) => {
      const good = await forgery.treeOf(C);
      const bytes = Uint8Array.from(content, (char) => char.charCodeAt(0));
      const id = mode === "40000"
        ? await forgery.at(good, "src")
        : await forgery.write("blob", bytes);
      const tree = await forgery.put(good, name, { id, mode });
      // The commit between them adds nothing that the one before it lacks.
      let tip = await forgery.addToMain(tree, "docs: one\n");
      for (const [message, next] of [["two", tree], ["three", good]] as const) {
        tip = await forgery.commit({
          tree: next,
          parents: [tip],
          message: `docs: ${message}\n`,
        });
      }
      await forgery.ref("refs/heads/main", tip);
    },
    exit: 0,
    checks: ["note history"],
    says: [says, /history \([0-9a-f]{40}\): .*"docs: one"/],
  })),
  {
    id: "I16",
    name: "an edit of src/ that stays",
    forge: async (forgery) => {
      await forgery.addToMain(await evilTree(forgery, await forgery.treeOf(C)));
    },
    exit: 3,
    checks: ["failed tip-source", "failed head"],
    says: [`the tip's source is not that of ${C}: Makefile`],
  },
  {
    id: "I17",
    name: "a merge of a commit that edits src/",
    forge: async (forgery) => {
      const edit = await forgery.commit({
        tree: await evilTree(forgery, await forgery.treeOf(B)),
        parents: [forgery.releases[B]],
        message: "fix: faster\n",
      });
      const merge = await forgery.commit({
        tree: await forgery.treeOf(C),
        parents: [forgery.releases[C], edit],
        message: "Merge\n",
      });
      await forgery.ref("refs/heads/main", merge);
    },
    exit: 0,
    checks: ["note history"],
  },
  {
    id: "I17",
    name: "a merge whose source is that of none of its parents",
    forge: async (forgery) => {
      const merge = await forgery.commit({
        tree: await evilTree(forgery, await forgery.treeOf(C)),
        parents: [forgery.releases[C], forgery.releases[A]],
        message: "Merge\n",
      });
      const back = await forgery.commit({
        tree: await forgery.treeOf(C),
        parents: [merge],
        message: "chore: back\n",
      });
      await forgery.ref("refs/heads/main", back);
    },
    exit: 0,
    checks: ["note history"],
    says: ["nothing proves what this commit changes"],
  },
  {
    id: "I17",
    name: "a merge that brings a page of release notes of its own",
    forge: async (forgery) => {
      const id = await forgery.write("blob", "Notes\n=====\n");
      const page = { id };
      const merge = await forgery.commit({
        tree: await forgery.put(await forgery.treeOf(C), "archive/n.rst", page),
        parents: [forgery.releases[C], forgery.releases[A]],
        message: "Merge\n",
      });
      await forgery.ref("refs/heads/main", merge);
    },
    exit: 0,
    checks: ["note history"],
    says: ["the merge's source and archive are those of none of its parents"],
  },
  {
    id: "I18",
    name: "one release asked for, the tip's own forged",
    forge: async (forgery) => {
      await forgery.replaceLast({
        tree: await evilTree(forgery, await forgery.treeOf(C)),
      });
    },
    args: [B],
    exit: 0,
    checks: ["unknown head", "unknown tip-release", "unknown tip-archive"],
    says: [
      /^HEAD .* not-proved$/m,
      /^main .* not-proved$/m,
      `${C} was not part of this run`,
    ],
  },
  ...([
    ["nothing of a release's", [], "it has neither src/ nor archive/"],
    ["source alone", ["src"], "it has no archive/: source without evidence"],
    [
      "evidence alone",
      ["archive"],
      "there is no release on it; it has archive",
    ],
  ] as const).map(([what, names, says]): HostileRow => ({
    id: "I19",
    name: `main without a release, with ${what}`,
    forge: async (forgery) => {
      const tree = await forgery.edit(
        await forgery.treeOf(C),
        "",
        (entries) =>
          entries.filter(({ name }) => names.some((n) => n === name)),
      );
      const message = "docs: x\n";
      const tip = await forgery.commit({ tree, parents: [], message });
      await forgery.ref("refs/heads/main", tip);
    },
    exit: 3,
    checks: ["failed tip-release", "failed branch"],
    says: [says],
  })),
  {
    id: "I19",
    name: "main set back, newer releases on a series",
    forge: async (forgery) => {
      await forgery.ref("refs/heads/main", forgery.releases[A]);
      await forgery.ref("refs/heads/series/2.3", forgery.releases[C]);
    },
    exit: 3,
    checks: ["failed branch"],
    says: ["main was set back"],
  },
  {
    id: "I19",
    name: "main set back, and each newer release on its series",
    forge: async (forgery) => {
      await forgery.ref("refs/heads/main", forgery.releases[A]);
      await forgery.ref("refs/heads/series/2.2", forgery.releases[B]);
      await forgery.ref("refs/heads/series/2.3", forgery.releases[C]);
    },
    exit: 3,
    says: [B, C].map((version) => new RegExp(`^${version} .* failed$`, "m")),
  },
  {
    id: "I19",
    name: "an old release that is published again at the tip, without a tag",
    forge: async (forgery) => {
      const [old, newest] = [await forgery.treeOf(A), await forgery.treeOf(C)];
      const id = await forgery.at(old, "src");
      const tree = await forgery.put(newest, "src", { id, mode: "40000" });
      const changes = await gitIn(
        forgery.path,
        ...["diff-tree", "-r", "--name-status", newest, tree],
      );
      const files = changes.replace(/^M\t/gm, "- M: ");
      const { message } = await forgery.show(forgery.releases[A]);
      await forgery.addToMain(
        tree,
        message.replace(/(\nFiles\n-----\n)[^]*?(\n-----)/, `$1${files}$2`),
      );
    },
    exit: 3,
    checks: ["failed tip-source", "note releases"],
    says: [`the tip's source is not that of ${C}`],
  },
  {
    id: "I19",
    name: "an older release that its series does not have",
    forge: async (forgery) => {
      const copy = await forgery.like(forgery.releases[B], {
        parents: [forgery.releases[A]],
        person: "A Forger <forger@example.com> 1735000001 +0000",
      });
      await forgery.ref(`refs/tags/${B}`, copy);
      await forgery.ref("refs/heads/series/2.2", forgery.releases[A]);
    },
    exit: 3,
    checks: ["failed branch"],
    says: ["neither main nor the release's series has the commit"],
  },
  {
    id: "I19",
    name: "a backport on a series that is not its own",
    forge: async (forgery) => {
      await forgery.ref("refs/heads/series/2.9", forgery.releases[C]);
      await forgery.ref("refs/heads/main", forgery.releases[B]);
    },
    exit: 3,
    checks: ["failed branch"],
  },
];
