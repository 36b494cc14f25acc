// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Builds what the predecessor published, out of the vendor's real packages, with
 * rpm2cpio, cpio and plain git, and nothing of this program's: no executable
 * bits, its messages, lightweight tags, and archives in which older packages
 * have newer checksums.
 *
 * @module
 */

import { readData, type SnapshotDay } from "../fixtures/snapshot.ts";
import type { TestRepository } from "../git/test_repository.ts";

/** What the shared data knows of a release. */
export interface RealRelease {
  readonly tag: string;
  readonly filename: string;
  readonly sha256: string;
  readonly sourceRoot: string;
  readonly srcTree: string;
  readonly srcTreeWithoutExecBits: string;
  readonly executables: number;
  readonly contentSha256?: string;
}

const NOTES = "release-notes-runtime-aws-neuronx-dkms.rst";
const KEY = "GPG-PUB-KEY-AMAZON-AWS-NEURON.PUB";

/** The first release that the second day brought. */
const SECOND_DAY_STARTS = "2.20.28.0";

/** The releases that were new on a day, in the order of their publication. */
export async function releasesOf(day: SnapshotDay): Promise<RealRelease[]> {
  const text = new TextDecoder().decode(
    await readData("expected/releases.json"),
  );
  const all: RealRelease[] = JSON.parse(text);
  const key = ({ tag }: RealRelease) =>
    tag.split(".").map((part) => part.padStart(4, "0")).join(".");
  all.sort((a, b) => key(a) < key(b) ? -1 : 1);
  const border = all.findIndex(({ tag }) => tag === SECOND_DAY_STARTS);
  return day === "2025-02-05" ? all.slice(0, border) : all.slice(border);
}

/** Publishes a day as the predecessor did, or the first releases of it. */
export async function publishAsPredecessor(
  repository: TestRepository,
  day: SnapshotDay,
  limit?: number,
): Promise<void> {
  await repository.git("config", "core.fileMode", "false");
  const releases = (await releasesOf(day)).slice(0, limit);
  const isFirst = day === "2025-02-05";
  if (isFirst) await startAsPredecessor(repository, releases);
  await archiveDay(repository, day);
  for (const release of releases) await publishRelease(repository, release);
  // What a clone has checked out.
  await repository.git("config", "core.fileMode", "true");
  await repository.git("reset", "--quiet", "--hard");
}

async function archiveDay(
  repository: TestRepository,
  day: SnapshotDay,
): Promise<void> {
  const snapshot = `snapshots/${day}`;
  await repository.write(
    "archive/repomd.xml",
    await readData(`${snapshot}/repomd.xml`),
  );
  for (const type of ["primary", "filelists", "other"]) {
    const name = `${type}.xml.gz`;
    const bytes = await readData(`${snapshot}/${name}`);
    await repository.write(`archive/${name}`, bytes);
    await repository.write(`archive/${name}.sha256`, await sha256(bytes));
  }
  await commit(repository, "feat: Update archive - repo files");
  await repository.write(
    `archive/${NOTES}`,
    await readData(`${snapshot}/${NOTES}`),
  );
  await commit(repository, "feat: Update archive - release notes");
  await repository.write(`archive/${KEY}`, await readData(KEY));
  await commit(repository, "feat: Update archive - GPG Public Key");
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

/**
 * The state that the first release's message speaks of: its source, but for
 * what the message calls modified or deleted.
 */
async function startAsPredecessor(
  repository: TestRepository,
  [first]: readonly RealRelease[],
): Promise<void> {
  if (first === undefined) throw new Error("no release");
  await extract(repository, first);
  const message = await messageOf(first);
  for (const [, status, path = ""] of message.matchAll(/^- ([MD]): (.*)$/gm)) {
    await repository.write(path, status === "D" ? "text\n" : "older\n");
  }
  await repository.write("README.md", "# Driver\n");
  await commit(repository, "docs: where it began");
}

async function publishRelease(
  repository: TestRepository,
  release: RealRelease,
): Promise<void> {
  await extract(repository, release);
  const { filename, tag } = release;
  const path = `archive/rpm/${filename}`;
  await repository.write(path, await readData(`rpm/${filename}`));
  await repository.write(`${path}.sha256`, release.sha256);
  await commit(repository, await messageOf(release));
  await repository.git("tag", tag);
}

async function messageOf({ tag }: RealRelease): Promise<string> {
  const bytes = await readData(`expected/messages/${tag}.txt`);
  return new TextDecoder().decode(bytes);
}

/** Puts the package's source in the place of `src/`. */
async function extract(
  repository: TestRepository,
  { filename, sourceRoot }: RealRelease,
): Promise<void> {
  const scratch = `${repository.root}/payload`;
  const file = `${repository.root}/package.rpm`;
  await Deno.writeFile(file, await readData(`rpm/${filename}`));
  await shell(
    `rm -rf "$0" && mkdir "$0" && cd "$0" &&
     rpm2cpio "$1" | cpio -idm --quiet --no-absolute-filenames &&
     rm -rf "$2/src" && mv "$0/usr/src/$3" "$2/src"`,
    [scratch, file, repository.path, sourceRoot.replace("/usr/src/", "")],
  );
}

async function shell(script: string, args: readonly string[]): Promise<void> {
  const { code, stderr } = await new Deno.Command("bash", {
    args: ["-o", "pipefail", "-c", script, ...args],
  }).output();
  if (code !== 0) throw new Error(new TextDecoder().decode(stderr));
}

/** Commits everything as it is, where something changed. */
async function commit(
  repository: TestRepository,
  message: string,
): Promise<void> {
  const file = `${repository.root}/message`;
  await Deno.writeTextFile(file, message);
  await repository.git("add", "--all", "--force");
  const changed = await repository.git("status", "--porcelain");
  if (changed === "") return;
  await repository.git(
    "commit",
    "--quiet",
    "--cleanup=verbatim",
    `--file=${file}`,
  );
}
