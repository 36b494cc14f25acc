// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Branches, tags and other refs: I20 to I22.

import { gitIn } from "./in_clone.ts";
import { assertEquals } from "@std/assert";
import { A, B, C, evilTree, type HostileRow } from "./stage.ts";

export const REFS: readonly HostileRow[] = [
  ...["9.9.9.9", "9.9.9-local", "1", "20240501"].map((tag): HostileRow => ({
    id: "I20",
    name: `a tag of one's own, ${tag}, at a release's commit`,
    after: (clone) => gitIn(clone, "tag", tag),
    exit: 3,
    checks: ["failed tag", "failed listed"],
    says: [
      /^main .* verified$/m, // it is not blamed for the tag
      new RegExp(`^HEAD .* release ${C} {2}verified$`, "m"),
      "the metadata has no such release; if the tag is your own, give it a " +
      "name that is not a version",
    ],
  })),
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
  {
    id: "I21",
    name: "a ref beside HEAD that git reads 16 GiB of",
    after: async (clone, forgery) => {
      const path = `${clone}/.git/${B}`;
      await Deno.writeTextFile(path, `${forgery.releases[A]}\n`);
      await Deno.truncate(path, 2 ** 34);
    },
    exit: 3,
    checks: ["failed refs"],
    says: [
      `git takes this name for another object than that of refs/tags/${B}`,
      "found a file of more than 65536 bytes",
    ],
  },
  {
    id: "I22",
    name: "large files beside HEAD, one of them a ref",
    after: async (clone, forgery) => {
      const names = {
        latest: `${forgery.releases[A]}\n`,
        other: "x\n",
        [C]: "",
      };
      for (const [name, text] of Object.entries(names)) {
        await Deno.writeTextFile(`${clone}/.git/${name}`, text);
        await Deno.truncate(`${clone}/.git/${name}`, 2 ** 34);
      }
    },
    exit: 0,
    checks: ["note refs"],
    says: [/nothing proves them: latest$/m],
  },
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
  // A linked worktree has a git directory, and shares another.
  ...["LATEST", "latest"].map((name): HostileRow => ({
    id: "I22",
    name: `${name} beside the HEAD of a linked worktree, or of the main one`,
    after: async (clone, forgery) => {
      const main = `${forgery.root}/lender`;
      await Deno.rename(clone, main);
      await gitIn(main, "worktree", "add", "-q", "--detach", clone, C);
      const evil = await gitIn(
        clone,
        ...["-c", "user.name=x", "-c", "user.email=x@host.example"],
        ...["commit-tree", "-m", "x", "HEAD^{tree}"],
      );
      // git takes a name in capitals for the worktree's own.
      const own = name === "LATEST" ? "/worktrees/clone" : "";
      await Deno.writeTextFile(`${main}/.git${own}/${name}`, `${evil}\n`);
      assertEquals(await gitIn(clone, "rev-parse", name), evil);
    },
    exit: 0,
    checks: ["note refs"],
    says: [`git takes these files for refs, and nothing proves them: ${name}`],
  })),
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
  // Each place in which git looks for the short name.
  ...[
    [`refs/${B}`, `refs/tags/${B}`],
    [`refs/remotes/${B}`, `refs/tags/${B}`],
    [`refs/remotes/${B}/HEAD`, `refs/tags/${B}`],
    [`refs/tags/tags/${B}`, `refs/tags/${B}`],
    ["refs/main", "refs/heads/main"],
    ["refs/remotes/main", "refs/heads/main"],
    ["refs/HEAD", "HEAD"],
    ["refs/tags/HEAD", "HEAD"],
  ].map(([other = "", ref = ""]): HostileRow => ({
    id: "I21",
    name: `${other}, which git may take for ${ref}`,
    after: (clone, forgery) =>
      gitIn(clone, "update-ref", other, forgery.releases[A]),
    exit: 3,
    checks: ["failed refs"],
    says: [`refs (${other}): git may take this ref for ${ref}`],
  })),
  {
    id: "I22",
    name: "a thousand refs to a chain of a thousand tags",
    long: true,
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
    long: true,
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
    long: true,
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
    name: "a release that fails, whose package the tip has",
    forge: async (forgery) => {
      const tag = await forgery.write(
        "tag",
        `object ${forgery.releases[A]}\ntype commit\ntag ${B}\n` +
          "tagger A <a@example.com> 1735000000 +0000\n\nx\n",
      );
      await forgery.ref(`refs/tags/${A}`, tag);
    },
    exit: 3,
    checks: ["failed tag", "failed tip-archive"],
    says: [
      new RegExp(`^${A} .* failed$`, "m"),
      new RegExp(`^${C} .* verified$`, "m"),
      /^main .* failed$/m,
      `HEAD is release ${C}, and its branch failed`,
    ],
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
];
