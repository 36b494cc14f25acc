// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// What may be broken in an archive, a source directory or a commit.

import { driverPackage } from "../fixtures/driver_package.ts";
import { makeKey } from "../fixtures/keys.ts";
import type { BuiltPackage } from "../fixtures/rpm_builder.ts";
import {
  buildRepository,
  KEY_FILE,
  type RepositoryFiles,
} from "../fixtures/yum_repository.ts";
import { broken, FIRST, LAST, type Row, RPM, SECOND } from "./rows.ts";
import { blob, flip, type Workbench } from "./workbench.ts";

/** When the vendor signs again: 2025-06-01. */
const NEXT = 1_748_736_000;

/** The archive of a vendor's state: what a publisher would have committed. */
export async function archiveOf(
  packages: readonly BuiltPackage[],
): Promise<Record<string, Uint8Array | string>> {
  const files: RepositoryFiles = await buildRepository({
    packages: packages.map((built) => ({ built })),
  });
  const archive: Record<string, Uint8Array | string> = {};
  for (const [path, bytes] of files) {
    const [, sum, name] =
      /^repodata\/([0-9a-f]{64})-((?:primary|filelists|other)\.xml\.gz)$/
        .exec(path) ?? [];
    if (path === "repodata/repomd.xml") archive["archive/repomd.xml"] = bytes;
    else if (path === KEY_FILE) archive[`archive/${path}`] = bytes;
    else if (name !== undefined && sum !== undefined) {
      archive[`archive/${name}`] = bytes;
      archive[`archive/${name}.sha256`] = sum;
    } else if (path.endsWith(`-${LAST}-dkms.noarch.rpm`)) {
      archive[`archive/rpm/${path}`] = bytes;
      archive[`archive/rpm/${path}.sha256`] = await sha256(bytes);
    }
  }
  return archive;
}

async function sha256(bytes: Uint8Array): Promise<string> {
  const data = new Uint8Array(bytes);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", data)).toHex();
}

/**
 * The last package, signed again with signatures of the same length: another
 * length moves the header, which is another finding. One pair in 128 is a byte
 * shorter, and where the first is one, its equal takes some hundred attempts.
 */
async function signedAgain(
  { repository }: Workbench,
): Promise<Uint8Array<ArrayBuffer>> {
  const old = await blob(repository, `${LAST}:${RPM}`);
  for (let signedAt = NEXT; signedAt < NEXT + 5_000; signedAt++) {
    const { bytes } = await driverPackage({ version: LAST, signedAt });
    if (bytes.length === old.length) return bytes;
  }
  throw new Error("no signature has the length of the first");
}

/** H18: a byte of the source, of an archived package, of a checksum file. */
export const EVIDENCE_ROWS: readonly Row[] = [
  { name: "nothing", act: () => Promise.resolve(), expect: [] },
  // H18: a byte of src/, of an archived package, of a checksum file.
  broken("a byte of the source", { files: { "src/Makefile": flip(0) } }, [
    `${LAST} failed source src`,
    `${LAST} failed message-files src/Makefile`,
  ]),
  broken(
    "a file more in the source",
    { files: { "src/extra.c": "int x;\n" } },
    [
      `${LAST} failed source src`,
      `${LAST} failed message-files src/extra.c`,
    ],
  ),
  broken("an executable bit more", { executable: ["src/Makefile"] }, [
    `${LAST} failed source src`,
    `${LAST} failed message-files src/Makefile`,
  ]),
  broken("a byte of an archived package's content", {
    files: { [RPM]: flip(-100) },
  }, [
    `${LAST} failed package-checksum ${RPM}`,
    `${LAST} failed package ${RPM}`,
  ]),
  broken("a digit of a checksum file", {
    files: { [`${RPM}.sha256`]: flip(5) },
  }, [
    `${LAST} failed package-sum ${RPM}.sha256`,
  ]),
  broken("a checksum file is gone", { files: { [`${RPM}.sha256`]: null } }, [
    `${LAST} failed package-sum ${RPM}.sha256`,
    `${LAST} failed message-files ${RPM}.sha256`,
  ]),
  broken("an archived package is gone", { files: { [RPM]: null } }, [
    `${LAST} failed package-file ${RPM}`,
  ]),
  {
    name: "a package and its checksum file, but not the metadata",
    act: async (bench) => {
      const bytes = await signedAgain(bench);
      await bench.replace(LAST, {
        files: { [RPM]: bytes, [`${RPM}.sha256`]: await sha256(bytes) },
      });
    },
    expect: [
      `${LAST} failed package-checksum ${RPM}`,
      `${LAST} failed package-sum ${RPM}.sha256`,
      `${LAST} failed message-trailers Rpm-Sha256`,
      `${LAST} failed message-trailers Rpm-Signed-At`,
    ],
  },
  {
    name: "metadata and package, signed by somebody else",
    act: async (bench) => {
      const key = await makeKey();
      const forged = await driverPackage({ version: LAST, key });
      const { [`archive/${KEY_FILE}`]: _, ...files } = await archiveOf([
        forged,
      ]);
      await bench.replace(LAST, { files });
    },
    expect: [
      `${LAST} failed package ${RPM}`,
      "main note tip-metadata archive/repomd.xml",
    ],
  },
  {
    name: "metadata, package and key",
    act: async (bench) => {
      const key = await makeKey();
      const forged = await driverPackage({ version: LAST, key });
      const files = await archiveOf([forged]);
      files[`archive/${KEY_FILE}`] = key.armored;
      await bench.replace(LAST, { files });
    },
    expect: [
      `${LAST} failed key archive/${KEY_FILE}`,
      "main note tip-metadata archive/repomd.xml",
    ],
  },
  {
    name: "metadata and package, legitimately signed again: the message lags",
    act: async (bench) => {
      const signed = await driverPackage({ version: LAST, signedAt: NEXT });
      await bench.replace(LAST, { files: await archiveOf([signed]) });
    },
    expect: [
      `${LAST} failed message-fields Checksum`,
      `${LAST} failed message-trailers Rpm-Sha256`,
      `${LAST} failed message-trailers Rpm-Signed-At`,
      `${LAST} failed message-files archive/filelists.xml.gz`,
      `${LAST} failed message-files archive/filelists.xml.gz.sha256`,
      `${LAST} failed message-files archive/other.xml.gz`,
      `${LAST} failed message-files archive/other.xml.gz.sha256`,
      `${LAST} failed message-files archive/primary.xml.gz`,
      `${LAST} failed message-files archive/primary.xml.gz.sha256`,
      `${LAST} failed message-files archive/repomd.xml`,
      "main note tip-metadata archive/repomd.xml",
    ],
  },
  broken(
    "a byte of primary",
    { files: { "archive/primary.xml.gz": flip(-9) } },
    [
      `${LAST} failed metadata archive/repomd.xml`,
    ],
  ),
  broken("repomd.xml is gone", { files: { "archive/repomd.xml": null } }, [
    `${LAST} failed metadata archive/repomd.xml`,
  ]),
  broken("primary in two compressions", {
    files: { "archive/primary.xml": "x" }, // before the right one, by name
  }, [`${LAST} failed metadata archive/repomd.xml`]),
  broken("a digit of a metadata checksum file", {
    files: { "archive/other.xml.gz.sha256": flip(0) },
  }, [
    `${LAST} failed metadata-sums archive/other.xml.gz.sha256`,
    `${LAST} failed message-files archive/other.xml.gz.sha256`,
  ]),
  broken("the archived key is gone", {
    files: { [`archive/${KEY_FILE}`]: null },
  }, [`${LAST} failed key archive/${KEY_FILE}`]),
  broken("the package of another release is gone", {
    files: { [RPM.replace(LAST, FIRST)]: null },
  }, [
    `${LAST} failed message-files ${RPM.replace(LAST, FIRST)}`,
    `main failed tip-archive ${RPM.replace(LAST, FIRST)}`,
  ]),
  {
    name: "another parent",
    act: async (bench) => {
      const parents = await Promise.all(
        [SECOND, FIRST].map((tag) => bench.commit(tag)),
      );
      await bench.replace(LAST, { parents });
    },
    expect: [`${LAST} failed paths parents`],
  },
  broken("another path", { files: { "README.md": "hello\n" } }, [
    `${LAST} failed paths README.md`,
    `${LAST} failed message-files README.md`,
  ]),
];
