// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What all jobs share: the program, the vendor, and a directory to work in,
 * without this machine's configuration.
 *
 * @module
 */

import { needs } from "../tests/fixtures/programs.ts";
import { type CommandLine, runChild } from "./child.ts";
import { makeProgram, type Program } from "./program.ts";
import { openVendor, type Vendor } from "./vendor.ts";

/** How large the generated jobs are. */
export interface Sizes {
  /** Packages of primary.xml. */
  readonly packages: number;
  /** Files of the large package, of 10 KB each. */
  readonly files: number;
  /** Releases of the long history, and of the short one beside it. */
  readonly releases: readonly [long: number, short: number];
  /** Tags beside those of releases that are there. */
  readonly tags: number;
}

const FULL: Sizes = {
  packages: 100_000,
  files: 20_000,
  releases: [2_000, 20],
  tags: 2_000,
};

/** Small enough for every commit; effects of size show less. */
const SHORT: Sizes = {
  packages: 10_000,
  files: 2_000,
  releases: [200, 20],
  tags: 200,
};

/** What all jobs share. */
export interface Setting {
  readonly program: Program;
  readonly vendor: Vendor;
  readonly sizes: Sizes;
  /** Rounds of each race. */
  readonly rounds: number;
  /** The environment of all programs. */
  readonly env: Readonly<Record<string, string>>;
  /** An rpm database with the vendor's key; undefined without rpmkeys. */
  readonly rpmDatabase: string | undefined;
  /** Makes a new, empty directory. */
  directory(): Promise<string>;
  /** Runs git in a directory. */
  git(directory: string, ...args: string[]): Promise<string>;
  /** Makes a new, empty repository. */
  repository(): Promise<string>;
}

/** How to open a setting. */
export interface SettingOptions {
  readonly short: boolean;
  readonly rounds: number;
  readonly compile: boolean;
}

/** Makes the program and the vendor, in a directory that the caller removes. */
export async function openSetting(
  root: string,
  { short, rounds, compile }: SettingOptions,
): Promise<Setting> {
  await Deno.mkdir(`${root}/program`);
  const program = await makeProgram(`${root}/program`, { compile });
  const vendor = await openVendor();
  const env = await privateEnvironment(root);
  let count = 0;
  const directory = async () => {
    const path = `${root}/${count++}`;
    await Deno.mkdir(path);
    return path;
  };
  const git = (path: string, ...args: string[]) =>
    runChild(["git", "-C", path, ...args], { env });
  return {
    program,
    vendor,
    sizes: short ? SHORT : FULL,
    rounds,
    env,
    rpmDatabase: needs("rpmkeys").missing === undefined
      ? await importKey(vendor.key, `${root}/rpmdb`)
      : undefined,
    directory,
    git,
    repository: async () => {
      const path = await directory();
      await git(path, "init", "--quiet");
      return path;
    },
  };
}

/** A database of its own: never the system's. */
async function importKey(key: Uint8Array, database: string): Promise<string> {
  await Deno.mkdir(database);
  await Deno.writeFile(`${database}.asc`, key);
  const define = ["--define", `_dbpath ${database}`];
  await runChild(["rpmkeys", ...define, "--import", `${database}.asc`]);
  return database;
}

async function privateEnvironment(
  root: string,
): Promise<Record<string, string>> {
  const home = `${root}/home`;
  await Deno.mkdir(home);
  await Deno.writeTextFile(
    `${home}/.gitconfig`,
    "[user]\n\tname = Bench\n\temail = bench@example.com\n" +
      "[init]\n\tdefaultBranch = main\n[gc]\n\tauto = 0\n",
  );
  const info = await runChild([Deno.execPath(), "info", "--json"]);
  const { denoDir } = JSON.parse(info);
  const registry = Deno.env.get("JSR_URL");
  return {
    PATH: Deno.env.get("PATH") ?? "",
    HOME: home,
    GIT_CONFIG_NOSYSTEM: "1",
    LC_ALL: "C.UTF-8",
    TZ: "UTC",
    DENO_DIR: denoDir,
    ...(registry === undefined ? {} : { JSR_URL: registry }),
  };
}

/** The program's command line for a job on a repository. */
export function ours(
  { program }: Setting,
  command: string,
  ...args: string[]
): CommandLine {
  const [first, ...rest] = program.command;
  return [first, ...rest, command, ...args];
}

/** The arguments that say which vendor to trust, and where its server is. */
export function upstream({ vendor }: Setting, url: string): string[] {
  return ["--repo-url", url, "--fingerprint", vendor.fingerprint];
}
