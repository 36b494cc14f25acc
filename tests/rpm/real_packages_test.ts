// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * A25: the vendor's own packages, against what rpm2cpio, cpio, rpm and git made
 * of them once (expected/releases.json), and against the same programs now.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { readKeyring } from "../../lib/openpgp/keyring.ts";
import { type VerifiedRpm, verifyRpm } from "../../lib/rpm/rpm.ts";
import { sourceTree, sourceTreeId } from "../../lib/source/tree.ts";
import { AWS_NEURON } from "../../lib/profile.ts";
import { digest, toHex } from "../fixtures/bytes.ts";
import { long } from "../fixtures/long.ts";
import { FILE_TYPE } from "../fixtures/package_file.ts";
import { needs, runProgram, skipIf } from "../fixtures/programs.ts";
import {
  checkAllSignatures,
  extractPayload,
  openKeyring,
} from "../fixtures/rpmkeys.ts";
import { DATA, noData, readData } from "../fixtures/snapshot.ts";
import { KEY_FILE } from "../fixtures/yum_repository.ts";

/** A row of releases.json. */
interface Release {
  readonly tag: string;
  readonly filename: string;
  readonly sha256: string;
  readonly size: number;
  readonly headerRange: readonly [start: number, end: number];
  readonly headerSha256: string;
  readonly payloadSha256: string;
  readonly sourceRoot: string;
  readonly srcTree: string;
  readonly srcTreeWithoutExecBits: string;
  readonly files: number;
  readonly executables: number;
  readonly name: string;
  readonly version: string;
  readonly release: string;
  readonly arch: string;
  readonly buildTime: number;
  readonly buildHost: string;
  readonly license: string;
  readonly summary: string;
  readonly payloadCompressor: string;
  readonly upstreamCommit: string | null;
}

async function readReleases(): Promise<Release[]> {
  const text = new TextDecoder().decode(
    await readData("expected/releases.json"),
  );
  return JSON.parse(text);
}

async function verifyReal(filename: string): Promise<VerifiedRpm> {
  const keyring = await readKeyring(await readData(KEY_FILE), {
    fingerprints: AWS_NEURON.fingerprints,
    subject: KEY_FILE,
  });
  const bytes = await readData(`rpm/${filename}`);
  return await verifyRpm(bytes, { keyring, subject: filename });
}

Deno.test({
  ...skipIf(noData()).for("verifyRpm() A25: the vendor's packages"),
  async fn(t) {
    const releases = await readReleases();
    assertEquals(releases.length, 41);
    for (const expected of releases) {
      await t.step(expected.filename, async () => {
        const rpm = await verifyReal(expected.filename);
        const tree = sourceTree(rpm, expected.filename);
        const bytes = await readData(`rpm/${expected.filename}`);
        const { start, end } = rpm.headerRange;
        const plain = tree.files.map((file) => ({
          ...file,
          mode: file.mode === "100755" ? "100644" as const : file.mode,
        }));
        const { info } = rpm;
        const found: Omit<Release, "tag"> = {
          filename: expected.filename,
          sha256: rpm.sha256,
          size: rpm.size,
          headerRange: [start, end],
          headerSha256: toHex(digest("sha256", bytes.subarray(start, end))),
          payloadSha256: toHex(digest("sha256", bytes.subarray(end))),
          sourceRoot: tree.root,
          srcTree: sourceTreeId(tree),
          srcTreeWithoutExecBits: sourceTreeId({ ...tree, files: plain }),
          files: tree.files.length,
          executables: tree.files.filter(({ mode }) => mode === "100755")
            .length,
          name: info.name,
          version: info.version,
          release: info.release,
          arch: info.arch,
          buildTime: info.buildTime.getTime() / 1000,
          buildHost: info.buildHost,
          license: info.license,
          summary: info.summary,
          payloadCompressor: info.payloadCompressor ?? "",
          upstreamCommit: tree.upstreamCommit ?? null,
        };
        const { tag: _, ...wanted } = expected;
        assertEquals(found, wanted);
        assertEquals(
          rpm.contentSha256,
          toHex(digest("sha256", bytes.subarray(start))),
        );
        assertEquals(
          rpm.signatures.map((s) => [s.tag, s.version, s.hashAlgorithm]),
          [["RSAHEADER", 3, "SHA-256"], ["SIGPGP", 3, "SHA-256"]],
        );
      });
    }
  },
});

const tools = skipIf(
  noData() ?? needs("rpmkeys", "rpm2cpio", "cpio", "git").missing,
);

Deno.test({
  ...tools.for("verifyRpm() agrees with rpmkeys on them"),
  async fn() {
    const key = new TextDecoder().decode(await readData(KEY_FILE));
    await using keyring = await openKeyring([key]);
    const releases = await readReleases();
    const paths = releases.map(({ filename }) =>
      decodeURIComponent(new URL(`rpm/${filename}`, DATA).pathname)
    );
    const verdicts = await checkAllSignatures(paths, keyring);
    assertEquals(verdicts.length, releases.length);
    for (const [i, { filename }] of releases.entries()) {
      const rpm = await verifyReal(filename); // accepts it
      const id = rpm.signatures[0]?.signerFingerprint.slice(-8).toLowerCase();
      assertEquals(
        verdicts[i]?.lines.map(({ subject, result }) => [subject, result]),
        [
          [`Header V3 RSA/SHA256 Signature, key ID ${id}`, "OK"],
          ["Header SHA1 digest", "OK"],
          [`V3 RSA/SHA256 Signature, key ID ${id}`, "OK"],
          ["MD5 digest", "OK"],
        ],
        filename,
      );
    }
  },
});

/** A file on disk or in a package. */
type Entry = readonly [path: string, mode: number, content: string];

/** Everything below a directory. */
async function readFolder(root: string, below = ""): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const { name } of Deno.readDir(root + below)) {
    const path = `${below}/${name}`;
    const { mode, isDirectory, isSymlink } = await Deno.lstat(root + path);
    if (isSymlink) {
      entries.push([path, mode ?? 0, await Deno.readLink(root + path)]);
    } else if (isDirectory) {
      entries.push([path, mode ?? 0, ""], ...await readFolder(root, path));
    } else {
      const content = toHex(
        digest("sha256", await Deno.readFile(root + path)),
      );
      entries.push([path, mode ?? 0, content]);
    }
  }
  return entries;
}

function byPath(one: Entry, two: Entry): number {
  return one[0] < two[0] ? -1 : 1;
}

/**
 * The id that git gives a directory as a tree, without any filter of its own.
 */
async function gitTreeId(
  repository: string,
  root: string,
): Promise<string> {
  const git = async (args: readonly string[], text?: string) => {
    const options = text === undefined
      ? {}
      : { stdin: new TextEncoder().encode(text) };
    const dir = ["--git-dir", repository];
    return (await runProgram("git", [...dir, ...args], options)).text.trim();
  };
  const files = (await readFolder(root)).filter(([, mode]) =>
    (mode & FILE_TYPE.MASK) !== FILE_TYPE.FOLDER
  );
  for (const [, mode] of files) {
    assertEquals(mode & FILE_TYPE.MASK, FILE_TYPE.REGULAR);
  }
  const paths = files.map(([path]) => root + path).join("\n");
  const ids = (await git(
    ["hash-object", "-w", "--no-filters", "--stdin-paths"],
    `${paths}\n`,
  )).split("\n");
  const lines = files.map(([path, mode], i) =>
    `${mode & 0o100 ? "100755" : "100644"} ${ids[i]}\t${path.slice(1)}\n`
  );
  await git(["read-tree", "--empty"]);
  await git(["update-index", "--index-info"], lines.join(""));
  return await git(["write-tree"]);
}

Deno.test({
  ...long(tools.for("verifyRpm() agrees with rpm2cpio, cpio and git on them")),
  async fn(t) {
    const repository = await Deno.makeTempDir();
    await runProgram("git", ["init", "--quiet", "--bare", repository]);
    for (const { filename, srcTree, sourceRoot } of await readReleases()) {
      await t.step(filename, async () => {
        const rpm = await verifyReal(filename);
        const folder = await Deno.makeTempDir();
        try {
          await extractPayload(new URL(`rpm/${filename}`, DATA), folder);
          const listed = new Set(rpm.files.map(({ path }) => path));
          // Directories that the package does not list are cpio's own.
          const extracted = (await readFolder(folder))
            .filter(([path]) => listed.has(path)).sort(byPath);
          const verified = rpm.files.map((file): Entry => [
            file.path,
            file.mode,
            file.content === undefined
              ? file.linkTo
              : toHex(digest("sha256", file.content)),
          ]).sort(byPath);
          assertEquals(verified, extracted);
          assert(verified.length > 40);
          assertEquals(
            await gitTreeId(repository, folder + sourceRoot),
            srcTree,
          );
        } finally {
          await Deno.remove(folder, { recursive: true });
        }
      });
    }
    await Deno.remove(repository, { recursive: true });
  },
});
