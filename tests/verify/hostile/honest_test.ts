// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Honest repositories, which verify must not refuse; and I34, metadata that
// opens to far more than it has bytes.

import { gzipSync } from "node:zlib";
import { createHash } from "node:crypto";
import { assert, assertEquals } from "@std/assert";
import { DENO_VARIABLES, denoRun } from "../../fixtures/deno_run.ts";
import { long } from "../../fixtures/long.ts";
import { gitIn, runIn } from "./in_clone.ts";
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

const CHILD =
  new URL("../../fixtures/memory_child.ts", import.meta.url).pathname;

async function withFile(
  forgery: Forgery,
  path: string,
  version: typeof A | typeof B | typeof C = C,
): Promise<string> {
  const id = await forgery.write("blob", "text\n");
  return await forgery.put(await forgery.treeOf(version), path, { id });
}

const HONEST: readonly HostileRow[] = [
  { id: "honest", name: "as it was published", exit: 0 },
  { id: "honest", name: "a bare clone", clone: ["--bare"], exit: 0 },
  { id: "honest", name: "a mirror", clone: ["--mirror"], exit: 0 },
  {
    id: "honest",
    name: "info/refs, as git gc left it, names a branch that is deleted",
    after: async (clone) => {
      const id = await gitIn(
        clone,
        ...["-c", "user.name=x", "-c", "user.email=x@host.example"],
        ...["commit-tree", "-m", "x", "HEAD^{tree}"],
      );
      await gitIn(clone, "branch", "a", id);
      await gitIn(clone, "update-server-info");
      await gitIn(clone, "branch", "-D", "a");
      assertEquals(await gitIn(clone, "rev-parse", "info/refs"), id);
    },
    exit: 0,
    says: [/^3 releases: 3 verified$/m],
  },
  {
    id: "honest",
    name: "info/grafts with nothing but a comment",
    after: async (clone) => {
      await Deno.mkdir(`${clone}/.git/info`, { recursive: true });
      await Deno.writeTextFile(`${clone}/.git/info/grafts`, "# none\n\n");
    },
    exit: 0,
    says: [/^3 releases: 3 verified$/m],
  },
  {
    id: "honest",
    name: "the newest releases without their tags",
    after: (clone) => gitIn(clone, "tag", "--delete", B, C),
    exit: 0,
    checks: ["note releases"],
    says: [new RegExp(`^main .* newest ${C} {2}verified-with-notes$`, "m")],
  },
  {
    id: "honest",
    name: "a rebase that has stopped",
    after: async (clone) => {
      await runIn(
        clone,
        `git config user.name x && git config user.email x@host.example
         git checkout -q -b topic && for n in 1 2; do
           echo $n > $n && git add $n && git commit -q -m $n; done
         git rebase -q --force-rebase --exec false ${B} 2> ../stopped
         git update-ref -d refs/heads/topic && git rev-parse rebase-merge/orig-head`,
      );
    },
    exit: 0,
    never: [/beside HEAD/, /^failed/m],
  },
  {
    id: "honest",
    name: "what other commands of git leave beside HEAD",
    after: async (clone) => {
      await runIn(
        clone,
        `id=$(git -c user.name=x -c user.email=x@host.example \
           commit-tree -m x HEAD^{tree})
         cd .git && mkdir -p rebase-apply rebase-merge sequencer && for name in \
           ORIG_HEAD FETCH_HEAD MERGE_HEAD CHERRY_PICK_HEAD REVERT_HEAD \
           REBASE_HEAD BISECT_HEAD \
           MERGE_AUTOSTASH BISECT_EXPECTED_REV AUTO_MERGE \
           NOTES_MERGE_PARTIAL NOTES_MERGE_REF \
           rebase-apply/orig-head rebase-merge/onto sequencer/head; do
             echo $id > $name; done
         echo "$id $id x <x@host.example> 1735000000 +0000" > logs/HEAD
         test $(git rev-parse sequencer/head) = $(git rev-parse logs/HEAD)`,
      );
    },
    exit: 0,
    says: [/^3 releases: 3 verified$/m],
    never: [/nothing proves them/],
  },
  ...["main", "master"].map((main): HostileRow => ({
    id: "honest",
    name: `a bare clone whose HEAD is a series, beside ${main}`,
    forge: (forgery) =>
      forgery.ref("refs/heads/series/2.2", forgery.releases[B]),
    clone: ["--bare"],
    after: async (clone) => {
      await gitIn(clone, "branch", "-m", "main", main);
      await gitIn(clone, "symbolic-ref", "HEAD", "refs/heads/series/2.2");
    },
    exit: 0,
    says: [new RegExp(`^${main} .* newest ${C} {2}verified$`, "m")],
  })),
  {
    id: "honest",
    name: "a clone that lacks the commit of a release",
    after: async (clone) => {
      const id = await gitIn(clone, "rev-parse", B);
      const path = `${id.slice(0, 2)}/${id.slice(2)}`;
      await Deno.remove(`${clone}/.git/objects/${path}`);
    },
    exit: 1,
    checks: ["unknown objects"],
    says: [
      new RegExp(`^${A} .* not-proved$`, "m"),
      new RegExp(`^${B} .* not-proved$`, "m"),
      new RegExp(`^${C} .* not-proved$`, "m"),
      /^main .* not-proved$/m,
      "this clone lacks commits of the line",
    ],
    never: [/^failed/m],
  },
  {
    id: "honest",
    name: "a clone that lacks the package of the newest release",
    after: async (clone) => {
      const id = await gitIn(clone, "rev-parse", `${C}:${rpmOf(C)}`);
      const path = `${id.slice(0, 2)}/${id.slice(2)}`;
      await Deno.remove(`${clone}/.git/objects/${path}`);
    },
    exit: 1,
    checks: ["unknown objects", "unknown tip-release", "unknown head"],
    says: [/^HEAD .* not-proved$/m, /^main .* not-proved$/m],
    never: [/^failed/m],
  },
  {
    id: "honest",
    name: "a shallow clone, whose archive has packages of older releases",
    clone: ["--depth=1"],
    exit: 1,
    checks: ["unknown tip-archive", "unknown objects"],
    never: [/^failed/m],
  },
  {
    id: "honest",
    name: "a shallow clone, in which no release is on a branch",
    forge: async (forgery) => {
      const tree = await withFile(forgery, "README.md");
      const before = await forgery.addToMain(tree, "docs: x\n");
      const parents = [before];
      const tip = await forgery.commit({ tree, parents, message: "docs: y\n" });
      await forgery.ref("refs/heads/main", tip);
    },
    clone: ["--depth=1"],
    after: (clone) => gitIn(clone, "fetch", "-q", "--depth=1", "--tags"),
    exit: 1,
    checks: ["unknown tip-release", "unknown objects"],
    says: [new RegExp(`^${C} .* not-proved$`, "m")],
    never: [/^failed/m],
  },
  {
    id: "honest",
    name: "plain commits after the newest release",
    forge: async (forgery) => {
      await forgery.addToMain(
        await withFile(forgery, "README.md"),
        "docs: x\n",
      );
    },
    exit: 0,
    says: [/^main .* verified$/m],
  },
  {
    id: "honest",
    name: "subjects that only resemble a release's",
    forge: async (forgery) => {
      const tree = await forgery.treeOf(C);
      const id = await forgery.addToMain(
        tree,
        'Revert "feat: Neuron Driver 1"\n',
      );
      const next = await forgery.commit({
        tree,
        parents: [id],
        message: "feat: Neuron Drivers, a list\n",
      });
      await forgery.ref("refs/heads/main", next);
    },
    exit: 0,
  },
  {
    id: "honest",
    name: "a merge of plain commits, with a signed tag in it",
    forge: async (forgery) => {
      const side = await forgery.commit({
        tree: await withFile(forgery, "README.md", B),
        parents: [forgery.releases[B]],
        message: "docs: x\n",
      });
      const merge = await forgery.commit({
        tree: await withFile(forgery, "README.md"),
        parents: [forgery.releases[C], side],
        message: "Merge tag 'x'\n",
        headers: (text) =>
          `${text}\nmergetag object ${side}\n type commit\n tag x\n` +
          " tagger A <a@example.com> 1735000000 +0000\n \n x\n" +
          " -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----",
      });
      await forgery.ref("refs/heads/main", merge);
    },
    exit: 0,
    says: [/^main .* verified$/m],
  },
  {
    id: "honest",
    name: "a signed commit",
    forge: async (forgery) => {
      await forgery.replaceLast({
        headers: (text) =>
          `${text}\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n` +
          " -----END PGP SIGNATURE-----",
      });
    },
    exit: 0,
    says: [/^main .* verified$/m],
  },
  {
    id: "honest",
    name: "a branch without any release, as for pages",
    forge: async (forgery) => {
      const id = await forgery.write("blob", "<p>\n");
      const tree = await forgery.tree([
        { mode: "100644", name: "index.html", id },
      ]);
      const commit = await forgery.commit({
        tree,
        parents: [],
        message: "docs: pages\n",
      });
      await forgery.ref("refs/heads/pages", commit);
    },
    exit: 0,
    says: [/^origin\/pages .* not-proved$/m],
  },
  {
    id: "honest",
    name: "an old branch",
    forge: (forgery) => forgery.ref("refs/heads/old", forgery.releases[A]),
    exit: 0,
    says: [/^origin\/old .* verified$/m],
  },
];

/** Metadata whose files open to a gibibyte each. */
const BOMB: HostileRow = {
  id: "I34",
  name: "metadata that opens to 1 GiB, in each release",
  forge: async (forgery) => {
    const open = 2 ** 30;
    const zeros = new Uint8Array(2 ** 24);
    const members = Array.from(
      { length: open / zeros.length },
      () => gzipSync(zeros, { level: 9 }),
    );
    const bomb = new Uint8Array(
      await new Blob(members.map((part) => new Uint8Array(part))).arrayBuffer(),
    );
    const sum = createHash("sha256").update(bomb).digest("hex");
    const tree = await forgery.treeOf(C);
    const old = new TextDecoder().decode(
      await forgery.read(await forgery.at(tree, "archive/repomd.xml")),
    );
    const repomd = old.replace(
      /<data type="other">[^]*?<\/data>/,
      (record) =>
        record.replace(/(<checksum [^>]*>)[0-9a-f]+/, `$1${sum}`)
          .replace(/<size>\d+/, `<size>${bomb.length}`)
          .replace(/<open-size>\d+/, `<open-size>${open}`),
    );
    let changed = tree;
    for (
      const [path, content] of [
        ["archive/other.xml.gz", bomb],
        ["archive/other.xml.gz.sha256", sum],
        ["archive/repomd.xml", repomd],
      ] as const
    ) {
      const id = await forgery.write("blob", content);
      changed = await forgery.put(changed, path, { id });
    }
    await forgery.replaceLast({ tree: changed });
  },
  exit: 3,
  checks: ["failed metadata"],
};

/** KiB that verify may use, whatever a repository has. */
const MOST_MEMORY = 600 * 1024;

Deno.test("verify passes honest repositories", (t) => playAll(t, HONEST));
Deno.test(
  long("verify opens metadata within bounds"),
  (t) => playAll(t, [BOMB]),
);

Deno.test(long("verify opens metadata in bounded memory (I34)"), async () => {
  await using stage = await Stage.make();
  const forgery = await stage.forgery();
  await BOMB.forge?.(forgery);
  const clone = await stage.clone(forgery);
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: denoRun(CHILD, ...stage.arguments(clone)),
    clearEnv: true,
    env: { ...stage.bench.repository.env, ...DENO_VARIABLES },
  }).output();
  const said = new TextDecoder().decode(stderr);
  assertEquals(code, 3, said);
  const [, most] = /^most memory: (\d+) KiB$/m.exec(said) ?? [];
  assert(Number(most) > 10_000, said);
  assert(Number(most) < MOST_MEMORY, said);
});
