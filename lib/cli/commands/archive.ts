// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * `neuron-publish archive`. With `--json` it prints
 *
 * ```json
 * {
 *   "version": "2.22.2.0",
 *   "verdict": "verified",           of the release, or "verified-with-notes"
 *   "file": "aws-neuron-driver-2.22.2.0.tar.gz",
 *   "sha256": "…",                   of the file
 *   "tarSha256": "…",                of what is in the gzip stream
 *   "entries": 84,                   folders included
 *   "written": ["…"],                with --check: nothing
 *   "sameFile": true                 with --check: whether the compressed file
 *                                    is the same too
 * }
 * ```
 *
 * @module
 */

import { basename } from "@std/path/basename";
import { dirname } from "@std/path/dirname";
import { resolve } from "@std/path/resolve";
import {
  archiveName,
  packRelease,
  sourceArchive,
} from "../../archive/source_archive.ts";
import {
  type ProvenRelease,
  proveRelease,
} from "../../verify/proven_release.ts";
import { digestHex } from "../../digest.ts";
import { OperationError, UsageError, VerificationError } from "../../errors.ts";
import { readLocalFile } from "../../local_file.ts";
import { singleLine } from "../../printable.ts";
import { gzip, type Tar } from "../../source/tarball.ts";
import {
  checkTarball,
  claimedVersion,
  MAX_TARBALL,
  unpackTarball,
} from "../../source/tarball_check.ts";
import { writeNewFiles } from "../../source/write_files.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit.ts";
import type { CommandContext } from "../run.ts";
import type { Terminal } from "../terminal.ts";

type ArchiveCommand = Command & { kind: "archive" };

/** Runs the command. */
export function runArchive(
  command: ArchiveCommand,
  terminal: Terminal,
  context: CommandContext,
): Promise<number> {
  return command.check === undefined
    ? make(command, terminal, context)
    : check(command.check, { command, terminal, context });
}

async function make(
  command: ArchiveCommand,
  terminal: Terminal,
  context: CommandContext,
): Promise<number> {
  const { version, profile } = command;
  const path = command.output ?? archiveName(version);
  const release = await prove(version, command, context);
  const name = basename(resolve(path));
  const { tar, sha256, files } = await sourceArchive(release, {
    profile,
    name,
  });
  const written = await writeNewFiles(dirname(path), files);
  const result = { version, release, tar, file: path, sha256 };
  if (terminal.wantsJson) terminal.json(await toJson(result, { written }));
  else {
    terminal.result(`${sha256}  ${singleLine(path)}`);
    terminal.note(
      `${version} was ${verdictText(release)}; beside it: .sha256, .spdx.json`,
    );
  }
  return EXIT.done;
}

async function check(
  path: string,
  { command, terminal, context }: {
    readonly command: ArchiveCommand;
    readonly terminal: Terminal;
    readonly context: CommandContext;
  },
): Promise<number> {
  const file = await readLocalFile(path, MAX_TARBALL);
  const found = await unpackTarball(file, path);
  const version = claimedVersion(found, path);
  if (command.version !== "" && command.version !== version) {
    throw new VerificationError("E_CONTENT", {
      subject: path,
      problem: "is the tarball of another release",
      expected: command.version,
      found: version,
      hint: "leave VERSION out, and it is held against the one that it claims",
    });
  }
  const release = await prove(version, command, context).catch((cause) => {
    // Who named no version is not wrong: the tarball is, or the clone is old.
    if (!(cause instanceof UsageError) || command.version !== "") throw cause;
    throw new OperationError("repository", {
      subject: path,
      problem: "claims to be a release that the repository does not have",
      found: version,
      hint: "fetch the repository's tags, in case it is older than the tarball",
      cause,
    });
  });
  const tar = packRelease(release);
  checkTarball(found, tar, path);
  const sha256 = await digestHex("SHA-256", file);
  const sameFile = sha256 === await digestHex("SHA-256", gzip(tar.bytes));
  const result = { version, release, tar, file: path, sha256 };
  if (terminal.wantsJson) {
    terminal.json(await toJson(result, { written: [], sameFile }));
  } else {
    terminal.result([
      terminal.painted("bold", singleLine(path)),
      version,
      `${tar.entries.length} entries`,
      terminal.painted("green", "verified"),
    ].join("  "));
    if (!sameFile) {
      terminal.note("The same tarball, compressed by something else");
    }
  }
  return EXIT.done;
}

async function prove(
  version: string,
  { repo, profile, keyFile }: ArchiveCommand,
  context: CommandContext,
): Promise<ProvenRelease> {
  return await proveRelease({
    repo,
    profile,
    version,
    ...context,
    ...(keyFile === undefined ? {} : { keyFile }),
  });
}

function verdictText({ audit: { verdict } }: ProvenRelease): string {
  return verdict === "verified" ? "verified" : "verified, with notes";
}

async function toJson(
  { version, release, tar, file, sha256 }: {
    readonly version: string;
    readonly release: ProvenRelease;
    readonly tar: Tar;
    readonly file: string;
    readonly sha256: string;
  },
  rest: { readonly written: readonly string[]; readonly sameFile?: boolean },
): Promise<unknown> {
  return {
    version,
    verdict: release.audit.verdict,
    file,
    sha256,
    tarSha256: await digestHex("SHA-256", tar.bytes),
    entries: tar.entries.length,
    ...rest,
  };
}
