// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * `neuron-publish extract`. With `--json` it prints
 *
 * ```json
 * {
 *   "packages": [{
 *     "file": "driver.rpm",          as it was given
 *     "folder": "aws-neuronx-2.22.2.0",  absent where nothing was written
 *     "package": "aws-neuronx-dkms", "version": "2.22.2.0",
 *     "release": "dkms", "arch": "noarch",
 *     "sha256": "…", "contentSha256": "…", "fingerprint": "…",
 *     "signedAt": "2025-05-20T00:00:00Z", "upstreamCommit": null,
 *     "files": 101
 *   }],
 *   "failures": [{ "file": "…", "code": "E_SIG", "subject": "…", … }]
 * }
 * ```
 *
 * @module
 */

import { OperationError, VerificationError } from "../../errors.ts";
import { createDownload } from "../../http.ts";
import { readLocalFile } from "../../local_file.ts";
import type { Keyring } from "../../openpgp/keyring.ts";
import { singleLine } from "../../printable.ts";
import { obtainKeyring } from "../../publish/key_source.ts";
import { payloadSignature } from "../../publish/signature_choice.ts";
import { type VerifiedRpm, verifyRpm } from "../../rpm/rpm.ts";
import { packageFolder, sourceFolder } from "../../source/package_tree.ts";
import { sourceTree } from "../../source/tree.ts";
import { type NewFolder, writeTrees } from "../../source/write_tree.ts";
import { MAX_PACKAGE_BYTES } from "../../yum/upstream.ts";
import type { Command } from "../args.ts";
import { exitCodeOf } from "../exit.ts";
import { EXIT } from "../options.ts";
import type { CommandContext } from "../run.ts";
import { describeError, type Terminal } from "../terminal.ts";

/** A package that holds, and what will be written of it. */
interface Verified {
  readonly file: string;
  readonly rpm: VerifiedRpm;
  readonly folder: NewFolder;
  readonly upstreamCommit: string | undefined;
}

/** A package that does not hold, or cannot be read. */
interface Failure {
  readonly file: string;
  readonly error: VerificationError | OperationError;
}

/** Runs the command. */
export async function runExtract(
  command: Command & { kind: "extract" },
  terminal: Terminal,
  context: CommandContext,
): Promise<number> {
  const keyring = await obtainKeyring(command.keySource, {
    profile: command.profile,
    download: createDownload(),
    ...context,
  });
  const verified: Verified[] = [];
  const failures: Failure[] = [];
  for (const file of command.files) {
    context.signal.throwIfAborted();
    try {
      verified.push(await verify(file, keyring, command.all));
      terminal.step(`Verified ${file}`);
    } catch (error) {
      const isKnown = error instanceof VerificationError ||
        error instanceof OperationError;
      if (!isKnown) throw error;
      failures.push({ file, error });
    }
  }
  if (failures.length > 0) {
    if (terminal.wantsJson) terminal.json(toJson(verified, [], failures));
    for (const { error } of failures) {
      terminal.error(error, "extract", "nothing was written");
    }
    return Math.max(...failures.map(({ error }) => exitCodeOf(error)));
  }
  const folders = await writeTrees(
    command.directory,
    verified.map(({ folder }) => folder),
    { signal: context.signal },
  );
  if (terminal.wantsJson) terminal.json(toJson(verified, folders, []));
  else print(verified, folders, terminal);
  return EXIT.done;
}

async function verify(
  file: string,
  keyring: Keyring,
  all: boolean,
): Promise<Verified> {
  const bytes = await readLocalFile(file, MAX_PACKAGE_BYTES);
  const rpm = await verifyRpm(bytes, { keyring, subject: file });
  if (all) {
    const folder = packageFolder(rpm, file);
    return { file, rpm, folder, upstreamCommit: undefined };
  }
  const tree = sourceTree(rpm, file);
  const folder = sourceFolder(tree, file);
  return { file, rpm, folder, upstreamCommit: tree.upstreamCommit };
}

function signedAt(rpm: VerifiedRpm): string {
  return payloadSignature(rpm).created.toISOString().replace(".000Z", "Z");
}

function print(
  verified: readonly Verified[],
  folders: readonly string[],
  terminal: Terminal,
): void {
  const shown = folders.map(singleLine);
  const width = Math.max(0, ...shown.map((folder) => folder.length));
  for (const [i, { rpm, folder }] of verified.entries()) {
    const count = folder.files.length;
    terminal.result([
      terminal.painted("bold", (shown[i] ?? "").padEnd(width)),
      terminal.painted("green", "verified"),
      `signed ${signedAt(rpm).slice(0, 10)}`,
      `${count} file${count === 1 ? "" : "s"}`,
      `key ${payloadSignature(rpm).fingerprint}`,
    ].join("  "));
  }
}

function toJson(
  verified: readonly Verified[],
  folders: readonly string[],
  failures: readonly Failure[],
): unknown {
  return {
    packages: verified.map(({ file, rpm, folder, upstreamCommit }, i) => ({
      file,
      ...(folders[i] === undefined ? {} : { folder: folders[i] }),
      package: rpm.info.name,
      version: rpm.info.version,
      release: rpm.info.release,
      arch: rpm.info.arch,
      sha256: rpm.sha256,
      contentSha256: rpm.contentSha256,
      fingerprint: payloadSignature(rpm).fingerprint,
      signedAt: signedAt(rpm),
      upstreamCommit: upstreamCommit ?? null,
      files: folder.files.length,
    })),
    failures: failures.map(({ file, error }) => ({
      file,
      ...describeError(error),
    })),
  };
}
