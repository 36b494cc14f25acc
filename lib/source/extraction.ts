// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The files of verified packages, written to the disk.
 *
 * @module
 */

import type { Keyring } from "../openpgp/keyring.ts";
import { type VerifiedRpm, verifyRpm } from "../rpm/rpm.ts";
import {
  type PackagePlan,
  planPackageDirectory,
  planSourceDirectory,
} from "./package_tree.ts";
import { type StagedDirectory, Staging } from "./staging.ts";
import { MODULE_FILE, readUpstreamCommit } from "./tree.ts";

/** Where to write, and what. */
export interface ExtractionOptions {
  /** Existing directory to write into. */
  readonly directory: string;
  /** Every file of a package instead of the driver's source. */
  readonly all: boolean;
  /** Stops it. */
  readonly signal?: AbortSignal | undefined;
}

/** A verified package, and what was staged of it. */
export interface ExtractedPackage {
  /** The package file, as it was given. */
  readonly file: string;
  /** What was verified. */
  readonly rpm: VerifiedRpm;
  /** Number of files and links. */
  readonly files: number;
  /** 40 hexadecimal digits; undefined where the source names none. */
  readonly upstreamCommit: string | undefined;
}

/**
 * Writes packages to the disk: each content is staged as soon as it is
 * verified, so that memory holds the package file and no more. The directories
 * appear when every package is verified.
 */
export class Extraction implements AsyncDisposable {
  readonly #options: ExtractionOptions;
  #staging: Staging | undefined;

  /** @param options where to write, and what */
  constructor(options: ExtractionOptions) {
    this.#options = options;
  }

  /**
   * Verifies and stages one package.
   *
   * @param bytes the file; it is consumed
   * @param file its name, for errors
   * @param keyring the trusted keys
   * @throws {VerificationError} for a package that fails verification
   * @throws {OperationError} "disk" where it cannot be written
   */
  async add(
    bytes: Uint8Array<ArrayBuffer>,
    file: string,
    keyring: Keyring,
  ): Promise<ExtractedPackage> {
    let plan: PackagePlan | undefined;
    let staged: StagedDirectory | undefined;
    let upstreamCommit: string | undefined;
    const rpm = await verifyRpm(bytes, {
      keyring,
      subject: file,
      sink: {
        begin: async (info, files) => {
          plan = this.#options.all
            ? planPackageDirectory(info, files, file)
            : planSourceDirectory(files, file);
          const { directory, signal } = this.#options;
          this.#staging ??= await Staging.open(directory, { signal });
          staged = await this.#staging.add(plan.directory);
        },
        take: async ({ path }, content) => {
          const file = plan?.files.get(path);
          if (file === undefined || staged === undefined) return;
          if (!this.#options.all && file.path === MODULE_FILE) {
            upstreamCommit = readUpstreamCommit(content);
          }
          await this.#staging?.write(staged, { ...file, content });
        },
        consume: true,
      },
    });
    const files = plan?.directory.files.length ?? 0;
    return { file, rpm, files, upstreamCommit };
  }

  /**
   * Makes all directories appear.
   *
   * @returns their paths
   */
  async finish(): Promise<string[]> {
    return await this.#staging?.finish() ?? [];
  }

  /** Removes what was staged and did not appear. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#staging?.[Symbol.asyncDispose]();
  }
}
