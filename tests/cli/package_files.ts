// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * A directory with package files and a key, for commands that are given files.
 *
 * @module
 */

import {
  type DriverOptions,
  driverPackage,
} from "../fixtures/driver_package.ts";
import { defaultKey } from "../fixtures/keys.ts";
import type { BuiltPackage } from "../fixtures/rpm_builder.ts";
import { discard } from "../fixtures/run_directory.ts";
import { folderState, type Outcome, runProgram } from "../publish/scene.ts";

/** The version of packages for which a test names none. */
export const VERSION = "2.21.0.0";

/** Directory of the source in such a package. */
export const SOURCE_FOLDER: string = `aws-neuronx-${VERSION}`;

/**
 * A directory that goes away with its scope: `in` holds files, `out` is empty.
 */
export class Desk implements AsyncDisposable {
  readonly root: string;
  readonly out: string;
  readonly fingerprint: string;

  private constructor(root: string, fingerprint: string) {
    this.root = root;
    this.out = `${root}/out`;
    this.fingerprint = fingerprint;
  }

  static async make(): Promise<Desk> {
    const root = await Deno.realPath(await Deno.makeTempDir());
    const key = await defaultKey();
    const desk = new Desk(root, key.fingerprint);
    await Deno.mkdir(`${root}/in`);
    await Deno.mkdir(desk.out);
    await desk.put("key", new TextEncoder().encode(key.armored));
    return desk;
  }

  /** Writes a file into `in`. */
  async put(name: string, bytes: Uint8Array): Promise<string> {
    const path = `${this.root}/in/${name}`;
    await Deno.writeFile(path, bytes);
    return path;
  }

  /** Builds a driver package and writes it into `in`. */
  async package(
    name: string,
    options: Partial<DriverOptions> = {},
  ): Promise<{ path: string; built: BuiltPackage }> {
    const built = await driverPackage({ version: VERSION, ...options });
    return { path: await this.put(name, built.bytes), built };
  }

  /** Runs a command with the key and its pin. */
  run(command: string, ...args: readonly string[]): Promise<Outcome> {
    return runProgram([
      command,
      "--key",
      `${this.root}/in/key`,
      "--fingerprint",
      this.fingerprint,
      ...args,
    ], { PATH: Deno.env.get("PATH") ?? "", HOME: this.root });
  }

  /** Runs `extract` into `out`. */
  extract(...args: readonly string[]): Promise<Outcome> {
    return this.run("extract", "-C", this.out, ...args);
  }

  /** What is in `out`, with digests and modes. */
  written(): Promise<Map<string, string>> {
    return folderState(this.out);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await discard(this.root);
  }
}
