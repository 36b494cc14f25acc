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
import { payloadSignature } from "../../record/signature_choice.ts";
import { type VerifiedRpm, verifyRpm } from "../../rpm/rpm.ts";
import {
  type PackagePlan,
  planPackageFolder,
  planSourceFolder,
} from "../../source/package_tree.ts";
import type { StagedFolder } from "../../source/staged_folder.ts";
import { Staging } from "../../source/staging.ts";
import { MODULE_FILE, readUpstreamCommit } from "../../source/tree.ts";
import { MAX_PACKAGE_BYTES } from "../../yum/upstream.ts";
import type { Command } from "../command.ts";
import { EXIT, exitCodeOf } from "../exit.ts";
import type { CommandContext } from "../run.ts";
import { describeError, type Terminal } from "../terminal.ts";

/** A package that holds, and what was staged of it. */
interface Verified {
  readonly file: string;
  readonly rpm: VerifiedRpm;
  /** Number of files and links. */
  readonly count: number;
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
  let keyring: Keyring | undefined;
  await using extraction = new Extraction(command, context);
  const verified: Verified[] = [];
  const failures: Failure[] = [];
  for (const file of command.files) {
    context.signal.throwIfAborted();
    const bytes = await readPackage(file);
    if (bytes instanceof Error) {
      failures.push({ file, error: bytes });
      continue;
    }
    // Only now: where there is no file, nobody waits for a server's key.
    keyring ??= await obtainKeyring(command.keySource, {
      profile: command.profile,
      download: createDownload(),
      ...context,
    });
    try {
      verified.push(await extraction.add(bytes, file, keyring));
      terminal.step(`Verified ${file}`);
    } catch (error) {
      if (!isFailure(error) || extraction.failed) throw error;
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
  const folders = await extraction.finish();
  if (terminal.wantsJson) terminal.json(toJson(verified, folders, []));
  else print(verified, folders, terminal);
  return EXIT.done;
}

/** The bytes of a package file, or why they cannot be had. */
async function readPackage(
  file: string,
): Promise<Uint8Array<ArrayBuffer> | Failure["error"]> {
  try {
    return await readLocalFile(file, MAX_PACKAGE_BYTES, { resizable: true });
  } catch (error) {
    if (isFailure(error)) return error;
    throw error;
  }
}

function isFailure(error: unknown): error is Failure["error"] {
  return error instanceof VerificationError || error instanceof OperationError;
}

/**
 * Packages on their way to the disk: each content is staged as soon as it is
 * verified, so that memory holds the package file and no more. The folders
 * appear when every package holds.
 */
class Extraction implements AsyncDisposable {
  readonly #command: Command & { kind: "extract" };
  readonly #context: CommandContext;
  #staging: Staging | undefined;
  /** Whether the disk, and not a package, is what failed. */
  failed = false;

  constructor(
    command: Command & { kind: "extract" },
    context: CommandContext,
  ) {
    this.#command = command;
    this.#context = context;
  }

  /** Verifies and stages one package. */
  async add(
    bytes: Uint8Array<ArrayBuffer>,
    file: string,
    keyring: Keyring,
  ): Promise<Verified> {
    let plan: PackagePlan | undefined;
    let folder: StagedFolder | undefined;
    let upstreamCommit: string | undefined;
    const rpm = await verifyRpm(bytes, {
      keyring,
      subject: file,
      sink: {
        begin: async (info, files) => {
          plan = this.#command.all
            ? planPackageFolder(info, files, file)
            : planSourceFolder(files, file);
          folder = await this.#stage(plan);
        },
        take: async ({ path }, content) => {
          const place = plan?.paths.get(path);
          if (place === undefined) return;
          if (!this.#command.all && place === MODULE_FILE) {
            upstreamCommit = readUpstreamCommit(content);
          }
          await this.#onDisk(() => folder?.write(place, content));
        },
        consume: true,
      },
    });
    const count = plan?.folder.files.length ?? 0;
    return { file, rpm, count, upstreamCommit };
  }

  #stage({ folder }: PackagePlan): Promise<StagedFolder> {
    const { directory } = this.#command;
    return this.#onDisk(async () => {
      this.#staging ??= await Staging.open(directory, this.#context);
      return await this.#staging.add(folder);
    });
  }

  async #onDisk<T>(work: () => T | Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      this.failed = true;
      throw error;
    }
  }

  /** Lets all folders appear. */
  async finish(): Promise<string[]> {
    return await this.#staging?.finish() ?? [];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#staging?.[Symbol.asyncDispose]();
  }
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
  for (const [i, { rpm, count }] of verified.entries()) {
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
    packages: verified.map(({ file, rpm, count, upstreamCommit }, i) => ({
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
      files: count,
    })),
    failures: failures.map(({ file, error }) => ({
      file,
      ...describeError(error),
    })),
  };
}
