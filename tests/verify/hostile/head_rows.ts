// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// What HEAD leads to: I12 to I14, I45 to I47.

import type { Forger } from "../../fixtures/forger.ts";
import { gitIn } from "./in_clone.ts";
import { B, C, evilTree, type Forgery, type HostileRow } from "./stage.ts";

/** A tree like a release's, with another README. */
async function plainTree(forgery: Forger, tree: string): Promise<string> {
  const id = await forgery.write("blob", "hello\n");
  return await forgery.put(tree, "README.md", { id });
}

async function detach(clone: string, id: string): Promise<void> {
  await Deno.writeTextFile(`${clone}/.git/HEAD`, `${id}\n`);
}

/** Writes objects into the origin, so that they are cloned, and detaches. */
function detached(
  id: string,
  name: string,
  make: (forgery: Forgery) => Promise<string>,
  rest: Pick<HostileRow, "exit" | "checks" | "says">,
): HostileRow {
  let head = "";
  return {
    id,
    name,
    forge: async (forgery) => {
      head = await make(forgery);
    },
    after: async (clone, forgery) => {
      // As after a fetch of that commit alone.
      await new Deno.Command("sh", {
        args: [
          "-c",
          'cd "$0" && cp -an "$1/objects/." .git/objects/ && rm -rf src archive .git/index',
          clone,
          forgery.path,
        ],
      }).output();
      await detach(clone, head);
    },
    ...rest,
  };
}

export const HEADS: readonly HostileRow[] = [
  {
    id: "I45",
    name: "HEAD on a branch without commits, over what is checked out",
    after: (clone) =>
      Deno.writeTextFile(`${clone}/.git/HEAD`, "ref: refs/heads/none\n"),
    exit: 1,
    checks: ["unknown head"],
    says: ["nothing proves what is checked out"],
  },
  {
    id: "I45",
    name: "HEAD on a branch without commits, and nothing checked out",
    clone: ["--no-checkout"],
    after: (clone) =>
      Deno.writeTextFile(`${clone}/.git/HEAD`, "ref: refs/heads/none\n"),
    exit: 0,
    checks: ["note head"],
    says: ["HEAD leads to no commit: nothing is checked out"],
  },
  {
    id: "I45",
    name: "HEAD on a branch without commits, and an index with files",
    clone: ["--no-checkout"],
    after: async (clone) => {
      await gitIn(clone, "read-tree", "HEAD");
      await Deno.writeTextFile(`${clone}/.git/HEAD`, "ref: refs/heads/none\n");
    },
    exit: 1,
    checks: ["unknown head"],
  },
  {
    id: "I46",
    name: "an index with a file beside source and archive",
    after: async (clone) => {
      const id = await gitIn(clone, "rev-parse", "HEAD:src/Makefile");
      const info = `100644,${id},GNUmakefile`;
      await gitIn(clone, "update-index", "--add", "--cacheinfo", info);
    },
    exit: 0,
    checks: ["note worktree"],
    says: ["git checkout writes them: GNUmakefile"],
  },
  {
    id: "I47",
    name: "another worktree",
    after: (clone) =>
      gitIn(clone, "worktree", "add", "--quiet", "--detach", "../other", B),
    exit: 0,
    checks: ["note refs"],
    says: [/note: repository: refs \(worktrees\): .*: other$/m],
  },
  detached("I12", "HEAD detached at a forged commit", async (forgery) => {
    const tree = await evilTree(forgery, await forgery.treeOf(C));
    return await forgery.like(forgery.releases[C], { tree });
  }, {
    exit: 3,
    checks: ["failed head"],
    says: ["detached  a line that no branch has  failed", /failed: HEAD: head/],
  }),
  detached("I13", "HEAD detached at a merge of one", async (forgery) => {
    const tree = await evilTree(forgery, await forgery.treeOf(C));
    const evil = await forgery.commit({
      tree,
      parents: [forgery.releases[B]],
      message: "fix: speed\n",
    });
    return await forgery.commit({
      tree,
      parents: [forgery.releases[C], evil],
      message: "Merge\n",
    });
  }, { exit: 3, checks: ["failed head", "failed tip-source"] }),
  detached(
    "I14",
    "HEAD detached at a release",
    (forgery) => Promise.resolve(forgery.releases[B]),
    { exit: 0, says: [`detached  release ${B}  verified`] },
  ),
  detached(
    "I14",
    "HEAD detached at a release, and main with another source",
    async (forgery) => {
      await forgery.addToMain(await evilTree(forgery, await forgery.treeOf(C)));
      return forgery.releases[B];
    },
    {
      exit: 3,
      checks: ["failed tip-source"],
      says: [`detached  release ${B}  verified`, /^main .* failed$/m],
    },
  ),
  detached(
    "I14",
    "HEAD detached at a merge of a plain commit",
    async (forgery) => {
      const tree = await plainTree(forgery, await forgery.treeOf(C));
      const plain = await forgery.commit({
        tree: await plainTree(forgery, await forgery.treeOf(B)),
        parents: [forgery.releases[B]],
        message: "docs: hello\n",
      });
      return await forgery.commit({
        tree,
        parents: [forgery.releases[C], plain],
        message: "Merge\n",
      });
    },
    { exit: 0, says: ["detached  a line that no branch has  verified"] },
  ),
];
