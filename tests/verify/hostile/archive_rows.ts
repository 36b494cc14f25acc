// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// The archive at the tip: I25 to I28.

import { driverPackage } from "../../fixtures/driver_package.ts";
import { makeKey } from "../../fixtures/keys.ts";
import { KEY_FILE } from "../../fixtures/yum_repository.ts";
import { A, B, C, type HostileRow, rpmOf } from "./stage.ts";
import { file, putFiles } from "./tip_file.ts";

const unsigned = await driverPackage({ version: "9.9.9.9", signatures: [] })
  .catch(() => undefined);
const foreign = await driverPackage({
  version: "9.9.9.9",
  key: await makeKey(),
});

const text = (old: Uint8Array) => new TextDecoder().decode(old);

/** Names of evidence that nothing proves, in git's order. */
const EVIDENCE_NAMES = [
  "B2SUMS",
  "a.b2",
  "a.drpm",
  "a.gpg",
  "a.key",
  "a.md5",
  "a.pem",
  "a.sig",
  "a.sign",
  "md5sums",
  "sha1sum",
];

export const ARCHIVE: readonly HostileRow[] = [
  file(
    {
      id: "I27",
      name: "a checksum file of another algorithm beside a package",
      exit: 3,
      checks: ["failed tip-archive"],
    },
    `${rpmOf(C)}.sha512`,
    { content: "0".repeat(128) },
  ),
  file(
    {
      id: "I25",
      name: "an archived package as a link",
      exit: 3,
      checks: ["failed tip-archive"],
      says: ["mode 120000"],
    },
    rpmOf(A),
    { mode: "120000" },
  ),
  file(
    {
      id: "I25",
      name: "an archived package as a submodule",
      exit: 3,
      checks: ["failed tip-archive"],
    },
    rpmOf(A),
    { mode: "160000", id: "1".repeat(40) },
  ),
  file(
    {
      id: "I25",
      name: "an executable checksum file",
      exit: 3,
      checks: ["failed tip-archive"],
    },
    `${rpmOf(C)}.sha256`,
    { mode: "100755" },
  ),
  file(
    {
      id: "I25",
      name: "repomd.xml as a link",
      exit: 3,
      checks: ["failed object-form"],
    },
    "archive/repomd.xml",
    { mode: "120000" },
  ),
  {
    id: "I25",
    name: "a directory named as metadata in another compression",
    forge: async (forgery) => {
      const file = await forgery.write("blob", "x");
      const id = await forgery.tree([{ mode: "100644", name: "x", id: file }]);
      const tree = await forgery.treeOf(C);
      const entry = { mode: "40000", id };
      await forgery.addToMain(
        await forgery.put(tree, "archive/primary.xml", entry),
      );
    },
    exit: 3,
    checks: ["failed metadata"],
    says: ["primary.xml is there in two compressions"],
  },
  {
    id: "I25",
    name: "a release's own package as a link",
    forge: async (forgery) => {
      const tree = await forgery.treeOf(C);
      const id = await forgery.at(tree, rpmOf(C));
      await forgery.replaceLast({
        tree: await forgery.put(tree, rpmOf(C), { id, mode: "120000" }),
      });
    },
    exit: 3,
    checks: ["failed object-form", "failed tip-release"],
  },
  ...[["a mark", "\ufeff", ""], ["a line feed", "", "\n"]].flatMap(
    ([name, before = "", after = ""]): HostileRow[] => [
      file(
        {
          id: "I26",
          name: `a package's checksum file with ${name}, at the tip`,
          exit: 3,
          checks: ["failed tip-archive"],
        },
        `${rpmOf(B)}.sha256`,
        { content: (old) => before + text(old) + after },
      ),
      file(
        {
          id: "I26",
          name: `a metadata checksum file with ${name}, at the tip`,
          exit: 3,
          checks: ["failed metadata-sums"],
        },
        "archive/other.xml.gz.sha256",
        { content: (old) => before + text(old) + after },
      ),
      {
        id: "I26",
        name: `a release's checksum file with ${name}`,
        forge: async (forgery) => {
          const tree = await forgery.treeOf(C);
          const path = `${rpmOf(C)}.sha256`;
          const old = await forgery.read(await forgery.at(tree, path));
          const id = await forgery.write("blob", before + text(old) + after);
          await forgery.replaceLast({
            tree: await forgery.put(tree, path, { id }),
          });
        },
        exit: 3,
        checks: ["failed package-sum"],
      },
    ],
  ),
  ...(unsigned === undefined ? [] : [file(
    {
      id: "I27",
      name: "an unsigned package at the tip",
      exit: 3,
      checks: ["failed tip-archive"],
    },
    rpmOf("9.9.9.9"),
    { content: unsigned.bytes },
  )]),
  file(
    {
      id: "I27",
      name: "a package by a stranger's key at the tip",
      exit: 3,
      checks: ["failed tip-archive"],
      says: ["nothing proves this package, checksum or key"],
    },
    rpmOf("9.9.9.9"),
    { content: foreign.bytes },
  ),
  file(
    {
      id: "I27",
      name: "a stranger's key instead of the archived one",
      exit: 3,
      checks: ["failed key"],
    },
    `archive/${KEY_FILE}`,
    { content: (await makeKey()).armored },
  ),
  file(
    {
      id: "I27",
      name: "a stranger's key beside the archived one",
      exit: 3,
      checks: ["failed tip-archive"],
    },
    "archive/RPM-GPG-KEY.asc",
    { content: (await makeKey()).armored },
  ),
  {
    id: "I27",
    name: "an archived package that is gone at the tip",
    forge: async (forgery) => {
      const tree = await forgery.edit(
        await forgery.treeOf(C),
        "archive/rpm",
        (entries) =>
          entries.filter(({ name }) => !rpmOf(A).endsWith(`/${name}`)),
      );
      await forgery.addToMain(tree);
    },
    exit: 3,
    checks: ["failed tip-archive"],
  },
  ...([
    ["the key", (name: string) => name !== KEY_FILE],
    ["everything", () => false],
  ] as const).map(([what, stays]): HostileRow => ({
    id: "I27",
    name: `${what} is gone from the archive at the tip`,
    forge: async (forgery) => {
      const tree = await forgery.edit(
        await forgery.treeOf(C),
        "archive",
        (entries) => entries.filter(({ name }) => stays(name)),
      );
      await forgery.addToMain(tree);
    },
    exit: 3,
    checks: ["failed key"],
  })),
  ...[
    "archive/rpm/SHA256SUMS",
    "archive/rpm/evil.rpm ",
  ].map((path) =>
    file(
      {
        id: "I28",
        name: `${JSON.stringify(path)}, which nothing proves`,
        exit: 3,
        checks: ["failed tip-archive"],
        says: ["nothing proves this package, checksum or key"],
      },
      path,
      { content: "evil\n" },
    )
  ),
  {
    id: "I28",
    name: "names of signatures, keys and checksums, one more than are listed",
    forge: (forgery) => putFiles(forgery, EVIDENCE_NAMES, "archive/"),
    exit: 3,
    says: [
      ...EVIDENCE_NAMES.slice(0, -1).map((name) => `archive/${name}`),
      "nothing proves 1 more packages, checksums or keys",
    ],
    never: [/nothing proves these files/],
  },
  {
    id: "I28",
    name: "names that only resemble those, and licences of what is there",
    forge: (forgery) =>
      putFiles(forgery, [
        "KEY.asc.txt",
        "key",
        "repomd.xml.license",
        "x.license",
      ], "archive/"),
    exit: 0,
    says: [
      /nothing proves these files: archive\/KEY\.asc\.txt, archive\/key, archive\/x\.license$/m,
    ],
  },
  ...["archive/Repomd.xml", rpmOf(A).replace("aws", "AWS")].map((path) =>
    file(
      {
        id: "I29",
        name: `${path}, which some systems take for another file`,
        exit: 3,
        checks: ["failed look-alikes"],
      },
      path,
      { content: "evil\n" },
    )
  ),
  file(
    {
      id: "I28",
      name: "an unknown file in the archive",
      exit: 0,
      checks: ["note tip-archive", "note history"],
      says: ["nothing proves these files: archive/notice.txt"],
    },
    "archive/notice.txt",
    { content: "trust us\n" },
  ),
  ...[
    ["archive/rpm/more", "evil-9.9.noarch.rpm"],
    ["archive/keys", "other.PUB"],
  ].map(([directory = "", name = ""]): HostileRow => ({
    id: "I28",
    name: `${directory}/${name}, in a directory that nothing proves`,
    forge: async (forgery) => {
      const id = await forgery.write("blob", "evil\n");
      const inner = await forgery.tree([{ mode: "100644", name, id }]);
      await forgery.addToMain(
        await forgery.put(await forgery.treeOf(C), directory, {
          id: inner,
          mode: "40000",
        }),
      );
    },
    exit: 3,
    checks: ["failed tip-archive"],
    says: ["nothing proves this package, checksum or key"],
  })),
  // A build would have a file, or nothing, where the package has a directory.
  ...["120000", "160000"].flatMap((mode): HostileRow[] => [
    file(
      {
        id: "I25",
        name: `the source with mode ${mode}, at the tip`,
        exit: 3,
        checks: ["failed tip-source"],
      },
      "src",
      { mode },
    ),
    {
      id: "I25",
      name: `a release's source with mode ${mode}`,
      forge: async (forgery) => {
        const tree = await forgery.treeOf(C);
        const id = await forgery.at(tree, "src");
        await forgery.replaceLast({
          tree: await forgery.put(tree, "src", { id, mode }),
        });
      },
      exit: 3,
      checks: ["failed source"],
    },
  ]),
];
