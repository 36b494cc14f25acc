// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Where tags and branches may lead.

import { FIRST, LAST, type Row, RPM, SECOND } from "./rows.ts";
import { amend, flip, type Workbench } from "./workbench.ts";

/** Takes an object out of the repository, or brings it back. */
export async function loose(
  bench: Workbench,
  name: string,
  what: "lose" | "find",
): Promise<void> {
  const { repository } = bench;
  const id = await repository.git("rev-parse", name);
  const path = `${repository.path}/.git/objects/${id.slice(0, 2)}/${
    id.slice(2)
  }`;
  const aside = `${repository.root}/aside`;
  await (what === "lose" ? Deno.rename(path, aside) : Deno.rename(aside, path));
}

/** Objects as files of their own, so that one can be lost. */
export async function unpack(bench: Workbench): Promise<void> {
  const { repository } = bench;
  const folder = `${repository.path}/.git/objects/pack`;
  const aside = `${repository.root}/packs`;
  await Deno.mkdir(aside);
  for await (const { name } of Deno.readDir(folder)) {
    await Deno.rename(`${folder}/${name}`, `${aside}/${name}`);
    if (!name.endsWith(".pack")) continue;
    await new Deno.Command("sh", {
      args: ["-c", `git unpack-objects -q < "$0"`, `${aside}/${name}`],
      cwd: repository.path,
      env: { ...repository.env },
    }).output();
  }
}

/** H20: a tag; and the branch. */
export const REFERENCE_ROWS: readonly Row[] = [
  {
    name: "a tag moved to the release before",
    act: async (bench) => {
      const commit = await bench.commit(FIRST);
      await bench.repository.git("update-ref", `refs/tags/${SECOND}`, commit);
    },
    expect: [
      `${SECOND} failed tag subject`,
      `${SECOND} failed package-file archive/rpm/aws-neuronx-dkms-${SECOND}-dkms.noarch.rpm`,
      "main note releases 2.2.0.0",
    ],
  },
  {
    name: "a tag moved to the release after",
    act: async (bench) => {
      const commit = await bench.commit(LAST);
      await bench.repository.git("update-ref", `refs/tags/${SECOND}`, commit);
    },
    expect: [
      `${SECOND} failed tag subject`,
      `${SECOND} failed source src`,
      ...["Version", "Summary", "Description", "Filename", "Checksum"].map(
        (field) => `${SECOND} failed message-fields ${field}`,
      ),
      `${SECOND} failed message-fields Source code extracted from file`,
      `${SECOND} failed message-trailers Rpm-Sha256`,
      `${SECOND} failed message-trailers Rpm-Content-Sha256`,
      `${SECOND} failed message-trailers Upstream-Commit`,
      "main note releases 2.2.0.0",
    ],
  },
  {
    name: "a tag moved to a copy that no branch has",
    act: async (bench) => {
      const old = await bench.commit(SECOND);
      const parent = await amend(
        bench.repository,
        await bench.commit(FIRST),
        { message: (text) => `${text}\n` },
      );
      const copy = await amend(bench.repository, old, { parents: [parent] });
      await bench.repository.git("update-ref", `refs/tags/${SECOND}`, copy);
    },
    expect: [
      `${SECOND} failed branch COPY`,
      "main note releases 2.2.0.0",
    ],
  },
  {
    name: "a tag moved to a tree",
    act: async (bench) => {
      const tree = await bench.repository.git("rev-parse", `${SECOND}^{tree}`);
      await bench.repository.git("update-ref", `refs/tags/${SECOND}`, tree);
    },
    expect: [
      `${SECOND} failed branch TREE`,
      `${SECOND} failed tag ${SECOND}`,
      "main note releases 2.2.0.0",
    ],
  },
  {
    name: "an annotated tag under another name",
    act: async (bench) => {
      const { repository } = bench;
      await repository.git("tag", "-a", "-m", "x", "other", FIRST);
      const id = await repository.git("rev-parse", "refs/tags/other");
      await repository.git("update-ref", `refs/tags/${FIRST}`, id);
    },
    expect: [
      `${FIRST} failed tag annotated tag`,
      `${FIRST} note tag annotated tag`,
      "repository note refs other refs",
    ],
  },
  {
    name: "a tag for a version that does not exist",
    act: async (bench) => {
      await bench.repository.git("tag", "9.9.9.9", LAST);
    },
    expect: [
      "9.9.9.9 failed tag subject",
      "9.9.9.9 failed listed 9.9.9.9",
    ],
  },
  {
    name: "a message that git would show in other characters",
    act: async ({ repository }) => {
      const scratch = `${repository.root}/scratch`;
      const commit = await repository.git("cat-file", "commit", LAST);
      const [head, message] = commit.split("\n\nfeat", 2);
      const text = `${head}\nencoding UTF-7\n\nfeat${message}\n`;
      await Deno.writeTextFile(scratch, text);
      const id = await repository.git(
        ...["hash-object", "-t", "commit", "-w", "--literally", scratch],
      );
      await repository.git("update-ref", "refs/heads/main", id);
      await repository.git("update-ref", `refs/tags/${LAST}`, id);
    },
    expect: [
      `${LAST} failed object-form commit TIP`,
      `${FIRST} failed branch FIRST`,
      `${SECOND} failed branch SECOND`,
      "main failed object-form commit TIP",
    ],
  },
  // The branch.
  {
    name: "the source is edited after the newest release",
    act: (bench) => bench.add({ files: { "src/Makefile": flip(0) } }),
    expect: ["main failed tip-source src", "main note history TIP"],
  },
  {
    name: "the source is edited after the newest release, and put back",
    act: async (bench) => {
      await bench.add({ files: { "src/Makefile": flip(0) } });
      await bench.add({ files: { "src/Makefile": flip(0) } });
    },
    expect: ["main note history TIP^", "main note history TIP"],
  },
  {
    name: "other files are edited after the newest release, as they may",
    act: (bench) => bench.add({ files: { "README.md": "hello\n" } }),
    expect: [],
  },
  {
    name: "attributes beside the source change what is checked out",
    act: (bench) =>
      bench.add({
        files: {
          ".gitattributes":
            "src/** -text\nsrc/*.c working-tree-encoding=UTF-7\n",
        },
      }),
    expect: ["main note history TIP", "main note attributes .gitattributes"],
  },
  {
    name: "attributes that change nothing, as init writes them",
    act: (bench) =>
      bench.add({ files: { ".gitattributes": "# text\nsrc/** -text\n" } }),
    expect: [],
  },
  {
    name: "an archived package is replaced later",
    act: async (bench) => {
      await bench.add({
        files: {
          [`archive/rpm/aws-neuronx-dkms-${FIRST}-dkms.noarch.rpm`]: flip(-1),
        },
      });
    },
    expect: [
      `main failed tip-archive archive/rpm/aws-neuronx-dkms-${FIRST}-dkms.noarch.rpm`,
      "main note history TIP",
    ],
  },
  {
    name: "an object is lost",
    act: (bench) => loose(bench, `${LAST}:${RPM}`, "lose"),
    expect: [
      `${LAST} unknown objects ${RPM}`,
      "repository unknown fsck git fsck --strict",
    ],
  },
];
