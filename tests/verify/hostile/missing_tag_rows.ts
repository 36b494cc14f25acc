// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// What somebody may hide by deleting release tags: I19.

import { gitIn } from "./in_clone.ts";
import { A, B, C, evilTree, type Forgery, type HostileRow } from "./stage.ts";

type Version = keyof Forgery["releases"];

async function deleteTags(forgery: Forgery, ...tags: string[]): Promise<void> {
  for (const tag of tags) {
    await gitIn(forgery.path, "update-ref", "-d", `refs/tags/${tag}`);
  }
}

/** A release's commit once more, after another, with the files that it changes. */
async function again(
  forgery: Forgery,
  version: Version,
  { parent, tree }: { readonly parent: string; readonly tree: string },
): Promise<string> {
  const before = (await forgery.show(parent)).tree;
  const changes = await gitIn(
    forgery.path,
    ...["diff-tree", "-r", "--name-status", before, tree],
  );
  const files = changes.trim().replace(/^A\t/gm, "- ?: ")
    .replace(/^([MD])\t/gm, "- $1: ");
  const { message } = await forgery.show(forgery.releases[version]);
  return await forgery.commit({
    tree,
    parents: [parent],
    message: message.replace(
      /(\nFiles\n-----\n)[^]*?(\n-----)/,
      `$1${files}$2`,
    ),
  });
}

/** The tree of the newest release with the source of an older one. */
async function oldSource(forgery: Forgery): Promise<string> {
  const id = await forgery.at(await forgery.treeOf(B), "src");
  const newest = await forgery.treeOf(C);
  return await forgery.put(newest, "src", { id, mode: "40000" });
}

/** A commit that is no release, on the series of the first one. */
async function onSeries(forgery: Forgery, tree: string): Promise<void> {
  const parents = [forgery.releases[A]];
  const evil = await forgery.commit({ tree, parents, message: "chore: x\n" });
  await forgery.ref("refs/heads/series/2.1", evil);
  await deleteTags(forgery, A);
}

const CONTROLS = {
  "a carriage return": "chore: x\n\rfeat: Neuron Driver 2.99.0.0\n",
  "an escape sequence": "x\n\x1b[2K\x1b[1Gfeat: Neuron Driver 2.99.0.0\n",
  "a carriage return, after empty lines,":
    "\n \nchore: x\n\rfeat: Neuron Driver 2.99.0.0\n",
  "a vertical tab": "x\x0b\nfeat: Neuron Driver 2.99.0.0\n",
  "backspaces": "c\n\b\bfeat: Neuron Driver 2.99.0.0\n",
};

export const MISSING_TAGS: readonly HostileRow[] = [
  {
    id: "I19",
    name: "an old release again at the tip, and no tag on it or the newest",
    forge: async (forgery) => {
      const newest = await again(forgery, C, {
        parent: forgery.releases[A],
        tree: await forgery.treeOf(C),
      });
      const tree = await oldSource(forgery);
      const tip = await again(forgery, B, { parent: newest, tree });
      await forgery.ref("refs/heads/main", tip);
      await deleteTags(forgery, B, C);
    },
    exit: 1,
    checks: ["unknown tip-release", "unknown head"],
    says: [`to which no tag here leads, and the branch has ${C}`],
  },
  {
    id: "I19",
    name: "an old release's tag moved to the tip, and no tag on the newest",
    forge: async (forgery) => {
      const tip = await again(forgery, B, {
        parent: forgery.releases[C],
        tree: await oldSource(forgery),
      });
      await forgery.ref(`refs/tags/${B}`, tip);
      await forgery.ref("refs/heads/main", tip);
      await deleteTags(forgery, C);
    },
    exit: 0,
    checks: ["note tip-release", "note releases"],
    says: [`the branch has higher versions: ${C}`],
  },
  ...["series/2.3", "old"].map((branch): HostileRow => ({
    id: "I19",
    name: `main set back, the newest release without a tag on ${branch}`,
    forge: async (forgery) => {
      await forgery.ref("refs/heads/main", forgery.releases[B]);
      await forgery.ref(`refs/heads/${branch}`, forgery.releases[C]);
      await deleteTags(forgery, C);
    },
    exit: 3,
    checks: ["failed branch"],
  })),
  {
    id: "I19",
    name: "another source after a release without a tag, on its series",
    forge: async (forgery) => {
      const tree = await evilTree(forgery, await forgery.treeOf(A));
      await onSeries(forgery, tree);
    },
    exit: 3,
    checks: ["failed tip-source", "unknown tip-release"],
  },
  {
    id: "I19",
    name: "another package after a release without a tag, on its series",
    forge: async (forgery) => {
      const id = await forgery.write("blob", "no package\n");
      const path = "archive/rpm/aws-neuronx-dkms-2.1.9.0-dkms.noarch.rpm";
      const tree = await forgery.put(await forgery.treeOf(A), path, { id });
      await onSeries(forgery, tree);
    },
    exit: 3,
    checks: ["failed tip-archive"],
  },
  {
    id: "I19",
    name: "HEAD on a commit of a branch that never has a release",
    forge: async (forgery) => {
      const tree = await evilTree(forgery, await forgery.treeOf(C));
      const first = await forgery.commit({ tree, parents: [], message: "x\n" });
      const tip = { tree, parents: [first], message: "y\n" };
      await forgery.ref("refs/heads/x", await forgery.commit(tip));
    },
    after: (clone) => gitIn(clone, "checkout", "-q", "--detach", "origin/x~1"),
    exit: 3,
    checks: ["failed head"],
  },
  {
    id: "I19",
    name: "honest: a merge of what began before the newest, without that tag",
    forge: async (forgery) => {
      const id = await forgery.write("blob", "Hello\n");
      const hello = async (version: Version) =>
        await forgery.put(await forgery.treeOf(version), "HELLO.md", { id });
      const request = await forgery.commit({
        tree: await hello(B),
        parents: [forgery.releases[B]],
        message: "docs: hello\n",
      });
      const merge = await forgery.commit({
        tree: await hello(C),
        parents: [forgery.releases[C], request],
        message: "Merge\n",
      });
      await forgery.ref("refs/heads/main", merge);
      await deleteTags(forgery, B);
    },
    exit: 0,
    checks: ["note releases"],
    says: [`newest ${C}`],
  },
  ...Object.entries(CONTROLS).map(([name, message]): HostileRow => ({
    id: "I18",
    name: `${name} in the second line, after which a terminal shows a release`,
    forge: async (forgery) => {
      await forgery.addToMain(await forgery.treeOf(C), message);
    },
    exit: 3,
    checks: ["failed releases"],
  })),
  {
    id: "I34",
    name: "a subject with a million spaces in it is read in one pass",
    forge: async (forgery) => {
      const message = `chore: x${" ".repeat(1_000_000)}y\n`;
      await forgery.addToMain(await forgery.treeOf(C), message);
    },
    exit: 0,
  },
];
