// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Rows I12 to I24, I41, I43 and I44: HEAD, commits in between, branches, refs, redirections.

import { createHash } from "node:crypto";
import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Forger } from "../../fixtures/forger.ts";
import { A, B, C, type Forgery, type HostileRow, playAll } from "./stage.ts";

/** A tree like a release's, with another source. */
async function evilTree(
  forgery: Forger,
  tree: string,
): Promise<string> {
  const id = await forgery.write("blob", "all: evil\n");
  return await forgery.put(tree, "src/Makefile", { id });
}

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

async function gitIn(clone: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command("git", {
    args: ["-C", clone, ...args],
  }).output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout).trim();
}

const HEADS: readonly HostileRow[] = [
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

/** Puts commits between the second and the third release. */
async function between(forgery: Forgery, ...ids: string[]): Promise<void> {
  const last = ids.at(-1) ?? "";
  await forgery.replaceLast({ parents: [last] });
}

const COMMITS: readonly HostileRow[] = [
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
  },
  ...[
    "fe\u034fat: Neu\u200bron Driver 9.9",
    "\u2800Feat: neuron\u2028driver 9.9",
    "feat(src)!:Neuron Driver 9.9",
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
    id: "I18",
    name: "one release asked for, the tip's own forged",
    forge: async (forgery) => {
      await forgery.replaceLast({
        tree: await evilTree(forgery, await forgery.treeOf(C)),
      });
    },
    args: [B],
    exit: 0,
    says: [/^main .* not-proved$/m, `${C} was not part of this run`],
    never: [/^main .* verified/m, /^HEAD .* verified$/m],
  },
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
    name: "a backport on a series that is not its own",
    forge: async (forgery) => {
      await forgery.ref("refs/heads/series/2.9", forgery.releases[C]);
      await forgery.ref("refs/heads/main", forgery.releases[B]);
    },
    exit: 3,
    checks: ["failed branch"],
  },
];

const REFS: readonly HostileRow[] = [
  ...[["a plain clone"], ["a mirror", "--mirror"], ["a bare clone", "--bare"]]
    .flatMap(([kind, ...clone]): HostileRow[] => [
      {
        id: "I20",
        name: `a branch named as a release, in ${kind}`,
        forge: async (forgery) => {
          await forgery.ref(`refs/heads/${B}`, forgery.releases[A]);
        },
        clone,
        exit: 3,
        checks: ["failed refs"],
        says: [`refs/tags/${B}`, B],
      },
      {
        id: "I21",
        name: `a tag named as the branch, in ${kind}`,
        forge: async (forgery) => {
          await forgery.ref("refs/tags/main", forgery.releases[A]);
        },
        clone,
        exit: 3,
        checks: ["failed refs"],
      },
    ]).map((row) =>
      row.id === "I20" && row.clone?.length === 0
        ? { ...row, says: ["the branch has the name of a release"] }
        : row
    ),
  {
    id: "I21",
    name: "a tag named as a series that is only at the remote",
    forge: async (forgery) => {
      await forgery.ref("refs/heads/series/2.1", forgery.releases[A]);
      await forgery.ref("refs/tags/series/2.1", forgery.releases[B]);
    },
    exit: 3,
    checks: ["failed refs"],
  },
  // git reads each of these as a ref, and lists none.
  ...[
    ["an id", (id: string) => `${id}\n`],
    ["an id in capitals", (id: string) => `${id.toUpperCase()}\n`],
    ["a symbolic ref", () => "ref: refs/other/x\n"],
    ["a symbolic ref without a space", () => "ref:refs/other/x"],
    ["a link to a packed ref", undefined],
  ].map(([kind, content]): HostileRow => ({
    id: "I21",
    name: `a ref beside HEAD, in a copied directory: ${kind}`,
    after: async (clone, forgery) => {
      const evil = forgery.releases[A];
      const path = `${clone}/.git/${B}`;
      await gitIn(clone, "update-ref", "refs/other/x", evil);
      await gitIn(clone, "pack-refs", "--all");
      await (typeof content === "function"
        ? Deno.writeTextFile(path, content(evil))
        : Deno.symlink("refs/other/x", path));
    },
    exit: 3,
    checks: ["failed refs"],
    says: [
      `git takes this name for another object than that of refs/tags/${B}`,
    ],
  })),
  ...[`v${C}`, "LATEST", "driver/latest"].map((name): HostileRow => ({
    id: "I22",
    name: `${name} beside HEAD, in a copied directory`,
    after: async (clone) => {
      const evil = await gitIn(
        clone,
        ...["-c", "user.name=x", "-c", "user.email=x@host.example"],
        ...["commit-tree", "-m", "x", "HEAD^{tree}"],
      );
      await Deno.mkdir(`${clone}/.git/driver`);
      await Deno.writeTextFile(`${clone}/.git/${name}`, `${evil}\n`);
      assertEquals(await gitIn(clone, "rev-parse", name), evil);
    },
    exit: 0,
    checks: ["note refs"],
    says: [`git takes these files for refs, and nothing proves them: ${name}`],
  })),
  {
    id: "I22",
    name: "a file that git takes for a ref, beside a listed ref",
    after: async (clone) => {
      const evil = (message: string) =>
        gitIn(
          clone,
          ...["-c", "user.name=x", "-c", "user.email=x@host.example"],
          ...["commit-tree", "-m", message, "HEAD^{tree}"],
        );
      await Deno.writeTextFile(
        `${clone}/.git/latest`,
        `${await evil("x")}\n`,
      );
      await gitIn(clone, "update-ref", "refs/other/x", await evil("y"));
    },
    exit: 0,
    says: [/lead to: refs\/other\/x$/m, /nothing proves them: latest$/m],
  },
  {
    id: "I22",
    name: "a name that is not UTF-8 beside HEAD, and directories too deep",
    after: async (clone) => {
      const { code } = await new Deno.Command("sh", {
        args: [
          "-c",
          `git rev-parse HEAD^ > "$(printf 'lat\\351st')" &&
           d=$(printf %0200d 0) && for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 \
             16 17 18 19 20 21 22 23 24 25; do mkdir $d && cd -P $d; done`,
        ],
        cwd: `${clone}/.git`,
      }).output();
      assertEquals(code, 0);
    },
    exit: 0,
    checks: ["note refs"],
    says: ["nothing proves them: lat\ufffdst"],
  },
  ...[
    (name: string) => `refs/tags/${name}`,
    (name: string) => `refs/remotes/${name}/HEAD`,
    (name: string) => name,
  ].map((place): HostileRow => ({
    id: "I21",
    name: `a ref named as an abbreviated commit: ${place("ID")}`,
    after: async (clone, forgery) => {
      const { [A]: evil, [C]: good } = forgery.releases;
      const name = good.slice(0, 12);
      assertEquals(await gitIn(clone, "rev-parse", name), good);
      const path = `${clone}/.git/${place(name)}`;
      await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), {
        recursive: true,
      });
      await Deno.writeTextFile(path, `${evil}\n`);
      assertEquals(await gitIn(clone, "rev-parse", name), evil);
    },
    exit: 3,
    checks: ["failed refs"],
    says: ["git takes the abbreviated id of a commit for this ref"],
  })),
  {
    id: "I22",
    name: "a thousand refs to a chain of a thousand tags",
    forge: async (forgery) => {
      let [id, type] = [forgery.releases[C], "commit"];
      for (let i = 0; i < 1000; i++) {
        id = await forgery.write(
          "tag",
          `object ${id}\ntype ${type}\ntag t${i}\n` +
            "tagger A <a@example.com> 1735000000 +0000\n\nx\n",
        );
        type = "tag";
      }
      for (let i = 0; i < 1000; i++) await forgery.ref(`refs/tags/t${i}`, id);
    },
    exit: 0,
    checks: ["note refs"],
    says: ["nothing proves what these lead to: refs/tags/t0"],
  },
  {
    id: "I21",
    name: "a branch named HEAD",
    forge: async (forgery) => {
      await forgery.ref("refs/heads/HEAD", forgery.releases[A]);
    },
    clone: ["--mirror"],
    exit: 3,
    checks: ["failed refs"],
  },
  {
    id: "I22",
    name: "other tags and a branch",
    forge: async (forgery) => {
      await forgery.ref(`refs/tags/v${C}`, forgery.releases[C]);
      await forgery.ref("refs/tags/latest", forgery.releases[A]);
      await forgery.ref("refs/heads/topic", forgery.releases[A]);
    },
    exit: 0,
    checks: ["note refs"],
    says: [
      `nothing proves what these lead to: refs/tags/latest, refs/tags/v${C}`,
    ],
  },
  {
    id: "I22",
    name: "a ref whose name cannot be seen is printed so that it can",
    forge: async (forgery) => {
      await forgery.ref("refs/tags/a\u200d\u202eb", forgery.releases[A]);
    },
    exit: 0,
    says: ["refs/tags/a\\u{200d}\\u{202e}b"],
    never: [/\u200d|\u202e/],
  },
  ...[["--verbose"], []].map((args): HostileRow => ({
    id: "I38",
    name: `control characters in names, ${args[0] ?? "in lines"}`,
    forge: async (forgery) => {
      const bell = "\u001b]0;\u0007\u009b31m\u202e";
      const id = await forgery.write("blob", "x\n");
      const file = `archive/${bell}.txt`;
      const tree = await forgery.put(await forgery.treeOf(C), file, { id });
      const evil = await forgery.put(tree, `${bell}.c`, { id });
      await forgery.addToMain(evil, `${bell} chore: x\n`);
      await forgery.ref(`refs/tags/x\u202e\u009by`, forgery.releases[A]);
    },
    clone: ["--no-checkout"],
    args,
    exit: 0,
    checks: ["note history", "note refs", "note tip-archive", "note tip-files"],
    // deno-lint-ignore no-control-regex -- that is what it looks for
    never: [/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/],
  })),
  {
    id: "I22",
    name: "pull requests, stash and notes in a mirror",
    forge: async (forgery) => {
      await forgery.ref("refs/pull/1/head", forgery.releases[A]);
      await forgery.ref("refs/stash", forgery.releases[A]);
      await forgery.ref("refs/notes/commits", forgery.releases[A]);
    },
    clone: ["--mirror"],
    exit: 0,
    checks: ["note refs"],
    says: ["refs/notes/commits, refs/pull/1/head, refs/stash"],
  },
  ...["heads/other/HEAD", "remotes/origin/HEAD"].map((name): HostileRow => ({
    id: "I20",
    name: `refs/${name} leads to a pull request with another source`,
    after: async (clone, forgery) => {
      const id = await forgery.commit({
        tree: await evilTree(forgery, await forgery.treeOf(C)),
        parents: [forgery.releases[C]],
        message: "fix: faster\n",
      });
      await forgery.ref("refs/pull/1/head", id);
      await new Deno.Command("git", {
        args: [
          "-C",
          clone,
          "fetch",
          "-q",
          "origin",
          "+refs/pull/*:refs/pull/*",
        ],
      }).output();
      await new Deno.Command("git", {
        args: ["-C", clone, "symbolic-ref", `refs/${name}`, "refs/pull/1/head"],
      }).output();
    },
    exit: 3,
    checks: ["failed tip-source"],
  })),
  {
    id: "bounds",
    name: "more branches, with longer histories, than can be looked at",
    forge: async (forgery) => {
      const tree = await forgery.treeOf(C);
      let tip = forgery.releases[C];
      const add = (parent: string, message: string) =>
        forgery.commit({ tree, parents: [parent], message });
      for (let i = 0; i < 5_000; i++) tip = await add(tip, `chore: ${i}\n`);
      await forgery.ref("refs/heads/main", tip);
      for (let i = 0; i < 1_001; i++) {
        await forgery.ref(`refs/heads/b${i}`, await add(tip, `docs: ${i}\n`));
      }
    },
    exit: 3,
    checks: ["failed bounds"],
    says: ["at most 5000000 commits, counted for each branch"],
  },
  {
    id: "bounds",
    name: "twenty thousand branches with one tip",
    after: async (clone, forgery) => {
      const path = `${clone}/.git/packed-refs`;
      const old = await Deno.readTextFile(path).catch(() => "");
      const more = Array.from(
        { length: 20_000 },
        (_, i) => `${forgery.releases[C]} refs/heads/topic/${i}\n`,
      );
      await Deno.writeTextFile(
        path,
        old.replace(/^#.*\n/, "") + more.join(""),
      );
    },
    exit: 0,
  },
  {
    id: "bounds",
    name: "twenty thousand refs",
    after: async (clone, forgery) => {
      const path = `${clone}/.git/packed-refs`;
      const old = await Deno.readTextFile(path).catch(() => "");
      const more = Array.from(
        { length: 20_000 },
        (_, i) => `${forgery.releases[C]} refs/pull/${i}/head\n`,
      );
      await Deno.writeTextFile(
        path,
        old.replace(/^#.*\n/, "") + more.join(""),
      );
    },
    exit: 0,
    checks: ["note refs"],
  },
  {
    id: "I20",
    name: "a branch with another source",
    forge: async (forgery) => {
      const id = await forgery.commit({
        tree: await evilTree(forgery, await forgery.treeOf(C)),
        parents: [forgery.releases[C]],
        message: "fix: faster\n",
      });
      await forgery.ref("refs/heads/patched", id);
    },
    exit: 3,
    checks: ["failed tip-source"],
    says: [/^origin\/patched .* failed$/m, /^main .* verified$/m],
  },
  ...([["an annotated tag", true], ["a plain tag", false]] as const).map((
    [name, isAnnotated],
  ): HostileRow => ({
    id: "I41",
    name: `packed-refs that has ${name} lead elsewhere`,
    forge: async (forgery) => {
      const { [B]: good, [C]: evil } = forgery.releases;
      const id = !isAnnotated ? good : await forgery.write(
        "tag",
        `object ${good}\ntype commit\ntag ${B}\n` +
          "tagger A <a@example.com> 1735000000 +0000\n\nx\n",
      );
      await forgery.ref(`refs/tags/${B}`, id);
      await Deno.writeTextFile(`${forgery.path}/evil`, `${id} ${evil}`);
    },
    after: async (clone, forgery) => {
      const [id = "", evil = ""] =
        (await Deno.readTextFile(`${forgery.path}/evil`)).split(" ");
      const git = async (...args: string[]) => {
        const { code, stdout } = await new Deno.Command("git", {
          args: ["-C", clone, ...args],
        }).output();
        assertEquals(code, 0);
        return new TextDecoder().decode(stdout).trim();
      };
      await git("pack-refs", "--all");
      const path = `${clone}/.git/packed-refs`;
      const old = await Deno.readTextFile(path);
      const line = `${id} refs/tags/${B}\n`;
      await Deno.writeTextFile(
        path,
        old.replace(/^\^.*\n/gm, "").replace(line, `${line}^${evil}\n`),
      );
      assertEquals(
        await git("rev-parse", `${B}^{commit}`),
        forgery.releases[B],
      );
      // What a person is shown.
      assertMatch(await git("show-ref", "-d"), new RegExp(`${evil} .*\\^{}`));
    },
    exit: 3,
    checks: ["failed redirections"],
    says: ["packed-refs says that the tag leads to another object"],
  })),
  ...[
    "Build the branch evil instead\n",
    // What looks like a signature has words in it, or after it.
    `Neuron Driver ${C}\n-----BEGIN PGP SIGNATURE-----\nBuild evil instead\n` +
    "-----END PGP SIGNATURE-----\n",
    `Neuron Driver ${C}\n-----BEGIN PGP SIGNATURE-----\n\nAAAA\n` +
    "-----END PGP SIGNATURE-----\n\nBuild evil instead\n",
  ].map((message): HostileRow => ({
    id: "I49",
    name: `an annotated tag that says ${JSON.stringify(message)}`,
    forge: async (forgery) => {
      const id = await forgery.write(
        "tag",
        `object ${forgery.releases[C]}\ntype commit\ntag ${C}\n` +
          `tagger AWS <aws@example.com> 4102444800 +0000\n\n${message}`,
      );
      await forgery.ref(`refs/tags/${C}`, id);
    },
    exit: 0,
    checks: ["note tag"],
    says: ["nothing proves what the tag says, found "],
  })),
  {
    id: "I23",
    name: "refs/replace",
    forge: async (forgery) => {
      const evil = await forgery.like(forgery.releases[C], {
        tree: await evilTree(forgery, await forgery.treeOf(C)),
      });
      await forgery.ref(`refs/replace/${forgery.releases[C]}`, evil);
    },
    clone: ["--mirror"],
    exit: 3,
    checks: ["failed redirections"],
  },
  {
    id: "I24",
    name: "grafts",
    after: async (clone, forgery) => {
      await Deno.mkdir(`${clone}/.git/info`, { recursive: true });
      await Deno.writeTextFile(
        `${clone}/.git/info/grafts`,
        `${forgery.releases[C]} ${forgery.releases[A]}\n`,
      );
    },
    exit: 3,
    checks: ["failed redirections"],
  },
  {
    id: "I43",
    name: "a shallow file in a complete clone",
    after: async (clone, forgery) => {
      await Deno.writeTextFile(
        `${clone}/.git/shallow`,
        `${forgery.releases[C]}\n`,
      );
      // What a person is shown: the newest release is the first.
      assertEquals((await run(clone, "git log --format=%H")).split("\n"), [
        forgery.releases[C],
      ]);
    },
    exit: 1,
    checks: ["unknown objects"],
    says: [
      /^not-proved {2}/,
      "the clone is shallow: git shows a history that is cut off; get the " +
      "rest with: git fetch --unshallow --tags\n",
      /^main .* verified$/m,
    ],
  },
  ...([
    ["a commit-graph", "write", "$PWD", "commit-graph"],
    ["a chain of commit-graphs", "write --split", "$PWD", "commit-graphs"],
    [
      "the commit-graph of an alternate",
      "write",
      "$PWD/../lender",
      "commit-graph",
    ],
  ] as const).map(([name, command, place, file]): HostileRow => ({
    id: "I44",
    name: `filters that lie in ${name}`,
    after: async (clone) => {
      await run(
        clone,
        `if test "${place}" != "$PWD"; then
           git clone --quiet . "${place}" &&
           echo "${place}/.git/objects" > .git/objects/info/alternates
         fi
         git -C "${place}" commit-graph ${command} --reachable --changed-paths
         chmod -R u+w "${place}/.git/objects/info"`,
      );
      const info = await run(clone, `cd "${place}/.git/objects/info" && pwd`);
      const [path = ""] = (await run(
        info,
        'find "$PWD" -name "*.graph" -o -name commit-graph',
      )).split("\n");
      assert(await changes(clone) > 0);
      await Deno.writeFile(path, emptyFilters(await Deno.readFile(path)));
      // What a person is shown: nothing ever changed the source.
      assertEquals(await changes(clone), 0);
    },
    exit: 1,
    checks: ["unknown redirections"],
    says: [
      /^not-proved {2}/,
      "git log leaves out commits that this commit-graph says did not change",
      new RegExp(
        `git works without it: rm -rf '/.*/objects/info/${file}'$`,
        "m",
      ),
    ],
    never: [/^failed: /m],
  })),
];

/** Runs a script in a directory, and returns what it prints. */
async function run(directory: string, script: string): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command("sh", {
    args: ["-c", script],
    cwd: directory,
  }).output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout).trim();
}

/** How many commits git log says changed the source. */
async function changes(clone: string): Promise<number> {
  return Number(await run(clone, "git log --format=%H -- src | wc -l"));
}

/**
 * Clears the bits of all filters of a commit-graph: each then says that its
 * commit changed no path.
 */
function emptyFilters(graph: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(graph.subarray(0, -20));
  const view = new DataView(bytes.buffer);
  const at = (name: string, next: number) => {
    for (let row = 8; row < 8 + 12 * (bytes[6] ?? 0); row += 12) {
      const found = new TextDecoder().decode(bytes.subarray(row, row + 4));
      if (found === name) return Number(view.getBigUint64(row + 12 * next + 4));
    }
    throw new Error(`no chunk ${name}`);
  };
  bytes.fill(0, at("BDAT", 0) + 12, at("BDAT", 1)); // after three numbers
  const sum = createHash("sha1").update(bytes).digest();
  return new Uint8Array([...bytes, ...sum]);
}

Deno.test("verify says what HEAD is", (t) => playAll(t, HEADS));
Deno.test("verify accounts for every commit", (t) => playAll(t, COMMITS));
Deno.test("verify accounts for every ref", (t) => playAll(t, REFS));
