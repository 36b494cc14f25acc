// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Rows I39 and I40: repomd.xml is not signed, so that the metadata at a tip can
// agree with itself and say what no signed package proves; and what is gone
// from the archive at the tip.

import { driverPackage } from "../../fixtures/driver_package.ts";
import {
  buildRepository,
  KEY_FILE,
  type RepositorySpec,
} from "../../fixtures/yum_repository.ts";
import { drivers, FIRST_DAY } from "../../publish/scene.ts";
import { A, B, C, type Forgery, type HostileRow, playAll } from "./stage.ts";

const LATER = FIRST_DAY + 86_400;

/** A tree with other metadata, which agrees with itself. */
async function withMetadata(
  forgery: Forgery,
  tree: string,
  spec: RepositorySpec,
): Promise<string> {
  const files = new Map<string, Uint8Array | string>();
  for (const [path, bytes] of await buildRepository(spec)) {
    const [, sum, name] =
      /^repodata\/(?:([0-9a-f]{64})-)?([a-z]+\.xml(?:\.gz)?)$/.exec(path) ?? [];
    if (name === undefined) continue;
    files.set(name, bytes);
    if (sum !== undefined) files.set(`${name}.sha256`, sum);
  }
  let changed = tree;
  for (const [name, content] of files) {
    const id = await forgery.write("blob", content);
    changed = await forgery.put(changed, `archive/${name}`, { id });
  }
  return changed;
}

/** Puts metadata behind the newest release. */
function metadata(
  row: Omit<HostileRow, "forge" | "id">,
  spec: () => Promise<RepositorySpec>,
): HostileRow {
  return {
    ...row,
    id: "I39",
    forge: async (forgery) => {
      // A commit may change something else beside it.
      const id = await forgery.write("blob", "text\n");
      const tree = await forgery.put(await forgery.treeOf(C), "README.md", {
        id,
      });
      await forgery.addToMain(await withMetadata(forgery, tree, await spec()));
    },
  };
}

const built = async (...versions: string[]) =>
  (await drivers(...versions)).map((one) => ({ built: one }));

const METADATA: readonly HostileRow[] = [
  metadata(
    {
      name: "newer metadata of the same packages",
      exit: 0,
      says: [/^main .* verified$/m],
      never: [/tip-metadata/],
    },
    async () => ({ packages: await built(A, B, C), timestamp: LATER }),
  ),
  metadata(
    {
      name: "newer metadata that lists a version of nobody",
      exit: 0,
      checks: ["note tip-metadata"],
      says: [/lists versions that are not published here: 9\.9\.9\.9$/m],
    },
    async () => ({
      packages: await built(A, B, C, "9.9.9.9"),
      timestamp: LATER,
    }),
  ),
  metadata(
    {
      name: "newer metadata with the checksum of another file",
      exit: 0,
      checks: ["note tip-metadata"],
      says: [/checksums that no package here has.*: 2\.2\.0\.0$/m],
    },
    async () => ({
      packages: [
        ...await built(A, C),
        { built: await driverPackage({ version: B, signedAt: LATER }) },
      ],
      timestamp: LATER,
    }),
  ),
  metadata(
    {
      name: "newer metadata without the newest release",
      exit: 0,
      checks: ["note tip-metadata"],
      says: [/does not list these releases: 2\.3\.0\.0$/m],
    },
    async () => ({ packages: await built(A, B), timestamp: LATER }),
  ),
  metadata(
    {
      name: "newer metadata without any driver",
      exit: 0,
      checks: ["note tip-metadata"],
      says: [
        /does not list these releases: 2\.1\.0\.0, 2\.2\.0\.0, 2\.3\.0\.0$/m,
      ],
    },
    () => Promise.resolve({ packages: [], timestamp: LATER }),
  ),
  metadata(
    {
      name: "newer metadata that lists twenty thousand versions",
      long: true,
      exit: 3,
      checks: ["failed metadata"],
      says: ["lists too many packages of the driver"],
    },
    async () => ({
      packages: await built(C),
      timestamp: LATER,
      bend: {
        facts: (all) =>
          all.flatMap((one) =>
            one.version !== C ? one : Array.from(
              { length: 20_001 },
              (_, i) => ({ ...one, version: `9.9.${i}` }),
            )
          ),
      },
    }),
  ),
  metadata(
    {
      name: "metadata that is older than a release's",
      exit: 0,
      checks: ["note tip-metadata", "note history"],
      says: [
        "it sets the metadata back from revision",
        `the metadata is older than that of release ${C}`,
      ],
    },
    async () => ({
      packages: await built(A, B, C),
      timestamp: FIRST_DAY - 86_400,
    }),
  ),
  {
    id: "I39",
    name: "metadata that is set back behind a newer state",
    forge: async (forgery) => {
      const tree = await forgery.treeOf(C);
      const next = await forgery.addToMain(
        await withMetadata(forgery, tree, {
          packages: await built(A, B, C),
          timestamp: LATER,
        }),
      );
      const id = await forgery.commit({
        tree,
        parents: [next],
        message: "feat: Update archive - repo files\n",
      });
      await forgery.ref("refs/heads/main", id);
    },
    exit: 0,
    checks: ["note history"],
    says: ["it sets the metadata back from revision"],
  },
];

/** Takes files away behind the newest release. */
function gone(...names: readonly string[]): HostileRow {
  const isKey = names.includes(KEY_FILE);
  return {
    id: "I40",
    name: `${names.join(", ")} gone at the tip`,
    forge: async (forgery) => {
      const tree = await forgery.edit(
        await forgery.treeOf(C),
        "archive",
        (entries) => entries.filter(({ name }) => !names.includes(name)),
      );
      await forgery.addToMain(tree);
    },
    exit: 3,
    checks: [
      isKey
        ? "failed key"
        : names.some((name) => name.endsWith("sha256"))
        ? "failed metadata-sums"
        : "failed metadata",
    ],
  };
}

const GONE: readonly HostileRow[] = [
  gone(KEY_FILE),
  gone("repomd.xml"),
  gone("primary.xml.gz"),
  gone("other.xml.gz"),
  gone("filelists.xml.gz.sha256"),
];

/** Nothing signs what metadata says of releases but its own. */
const EPOCHS: readonly HostileRow[] = [{
  id: "I19",
  name: "main set back to a release that other metadata gives an epoch",
  forge: async (forgery) => {
    const built = await drivers(A, { version: B, epoch: 9 }, C);
    const spec = {
      packages: built.map((one) => ({ built: one })),
      timestamp: LATER,
    };
    const update = await forgery.commit({
      tree: await withMetadata(forgery, await forgery.treeOf(B), spec),
      parents: [forgery.releases[B]],
      message: "feat: Update archive - repo files\n",
    });
    const newest = await forgery.replaceLast({
      tree: await withMetadata(forgery, await forgery.treeOf(C), spec),
      parents: [update],
    });
    await forgery.ref("refs/heads/main", forgery.releases[B]);
    await forgery.ref("refs/heads/series/2.3", newest);
  },
  exit: 3,
  checks: ["failed branch"],
  says: ["main was set back"],
}];

Deno.test("verify believes no epoch that other metadata gives a release", (t) =>
  playAll(t, EPOCHS));
Deno.test("verify names what the metadata at the tip says and nothing proves", (t) =>
  playAll(t, METADATA));
Deno.test("verify misses what is gone from the archive at the tip", (t) =>
  playAll(t, GONE));
