// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// What makes git show something else than the refs and commits say: I23, I24, I41,
// I43, I44, I49.

import { createHash } from "node:crypto";
import { runIn } from "./in_clone.ts";
import { assert, assertEquals, assertMatch } from "@std/assert";
import { A, B, C, evilTree, type HostileRow } from "./stage.ts";

/** How many commits git log says changed the source. */
async function changes(clone: string): Promise<number> {
  return Number(await runIn(clone, "git log --format=%H -- src | wc -l"));
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

export const REDIRECTIONS: readonly HostileRow[] = [
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
      assertEquals((await runIn(clone, "git log --format=%H")).split("\n"), [
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
    [
      "the commit-graph of an alternate whose path git escapes",
      "write",
      "$PWD/../lén\u2028der",
      "commit-graph",
    ],
    [
      "the commit-graph of an alternate whose path git quotes",
      "write",
      "$PWD/../l\t\x07\x01\\\\nder",
      "commit-graph",
    ],
  ] as const).map(([name, command, place, file]): HostileRow => ({
    id: "I44",
    name: `filters that lie in ${name}`,
    after: async (clone) => {
      await runIn(
        clone,
        `if test "${place}" != "$PWD"; then
           git clone --quiet . "${place}" &&
           printf "%s\\n" "${place}/.git/objects" > .git/objects/info/alternates
         fi
         git -C "${place}" commit-graph ${command} --reachable --changed-paths
         chmod -R u+w "${place}/.git/objects/info"`,
      );
      const info = await runIn(clone, `cd "${place}/.git/objects/info" && pwd`);
      const [path = ""] = (await runIn(
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
