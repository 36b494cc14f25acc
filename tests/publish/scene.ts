// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * A data repository, a vendor's server and the command line, for tests that
 * publish.
 *
 * @module
 */

import { type Outcome, runProgram } from "../cli/program.ts";
import {
  type DriverOptions,
  driverPackage,
} from "../fixtures/driver_package.ts";
import { defaultKey } from "../fixtures/keys.ts";
import type { BuiltPackage } from "../fixtures/rpm_builder.ts";
import { serve, type TestServer } from "../fixtures/server.ts";
import {
  buildRepository,
  type RepositorySpec,
} from "../fixtures/yum_repository.ts";
import { TestRepository } from "../git/test_repository.ts";

export { type Outcome, runProgram };

/** Drivers of some versions, in the vendor's likeness. */
export function drivers(
  ...versions: readonly (string | DriverOptions)[]
): Promise<BuiltPackage[]> {
  return Promise.all(
    versions.map((version) =>
      driverPackage(typeof version === "string" ? { version } : version)
    ),
  );
}

/** Newest timestamp of a scene's first metadata: 2025-01-15 00:00 UTC. */
export const FIRST_DAY = 1_736_899_200;

/** A repository and a server that go away with their scope. */
export class Scene implements AsyncDisposable {
  readonly repository: TestRepository;
  readonly server: TestServer;
  readonly #fingerprint: string;
  #day = 1;

  private constructor(
    repository: TestRepository,
    server: TestServer,
    fingerprint: string,
  ) {
    this.repository = repository;
    this.server = server;
    this.#fingerprint = fingerprint;
  }

  /** Serves packages of the default key, or whatever the spec says. */
  static async make(
    packages: readonly BuiltPackage[],
    spec: Partial<RepositorySpec> = {},
  ): Promise<Scene> {
    const repository = await TestRepository.make();
    const server = serve(
      await vendorFiles(packages, { timestamp: FIRST_DAY, ...spec }),
    );
    const { fingerprint } = await defaultKey();
    return new Scene(repository, server, fingerprint);
  }

  /** Serves something else from now on: the vendor's state of a later day. */
  async offer(
    packages: readonly BuiltPackage[],
    spec: Partial<RepositorySpec> = {},
  ): Promise<void> {
    const timestamp = FIRST_DAY + this.#day++ * 86_400;
    this.server.set(await vendorFiles(packages, { timestamp, ...spec }));
  }

  /**
   * Runs a command on this repository and server: without release notes, unless
   * the arguments name some, and whatever the clock says.
   */
  run(command: string, ...args: readonly string[]): Promise<Outcome> {
    return runProgram(this.commandLine(command, ...args), this.repository.env);
  }

  /** The arguments of {@linkcode run}, to run them in another way. */
  commandLine(command: string, ...args: readonly string[]): string[] {
    return [
      command,
      ...(args.some((arg) => arg.startsWith("--repo="))
        ? []
        : [`--repo=${this.repository.path}`]),
      "--repo-url",
      this.server.url,
      ...(command === "check" || args.includes("--fingerprint")
        ? []
        : ["--fingerprint", this.#fingerprint]),
      ...(command !== "publish" || args.some((arg) => arg.includes("notes-"))
        ? []
        : ["--no-notes"]),
      ...(["check", "publish"].includes(command) &&
          !args.some((arg) => arg.startsWith("--max-age"))
        ? ["--max-age=0"]
        : []),
      ...args,
    ];
  }

  /** Everything that a failing run must leave as it was. */
  fingerprint(): Promise<Map<string, string>> {
    return folderState(this.repository.path);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.close();
    await this.repository[Symbol.asyncDispose]();
  }
}

function vendorFiles(
  packages: readonly BuiltPackage[],
  spec: Partial<RepositorySpec>,
) {
  return buildRepository({
    packages: packages.map((built) => ({ built })),
    ...spec,
  });
}

/** Every file below a directory, `.git` included, with its bytes and mode. */
export async function folderState(
  folder: string,
): Promise<Map<string, string>> {
  const state = new Map<string, string>();
  const walk = async (path: string) => {
    for await (const entry of Deno.readDir(path)) {
      const full = `${path}/${entry.name}`;
      const name = full.slice(folder.length + 1);
      if (entry.isDirectory) {
        state.set(`${name}/`, "");
        await walk(full);
      } else if (entry.isSymlink) {
        state.set(name, `-> ${await Deno.readLink(full)}`);
      } else if (!entry.isFile) {
        state.set(name, "no file");
      } else {
        const { mode } = await Deno.lstat(full);
        const bytes = await Deno.readFile(full);
        const digest = await crypto.subtle.digest("SHA-256", bytes);
        state.set(name, `${mode} ${new Uint8Array(digest).toHex()}`);
      }
    }
  };
  await walk(folder);
  return state;
}
