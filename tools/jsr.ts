// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Waits until JSR has this version, and compares what it serves with this
 * checkout: `deno task jsr`.
 *
 * The workflow on the GitHub mirror publishes when a tag arrives there, because
 * JSR records provenance for what GitHub attests. JSR lists a SHA-256 of
 * every file. Files that import packages by their bare names are rewritten on
 * publication; of those only the names can be compared.
 *
 * @module
 */

// deno-lint-ignore-file no-console -- a tool for the terminal

import { encodeHex } from "@std/encoding/hex";
import { VERSION } from "../lib/version.ts";
import { filesBelow } from "./folder.ts";
import { jsrRegistry } from "./source.ts";

/** The package's name on JSR. */
const PACKAGE = "@wombelix/neuron-publish";

/**
 * Times that JSR is asked, and seconds between: the mirror's job takes minutes.
 */
const ATTEMPTS = 60;
const PAUSE = 20;

/** What JSR says of a version, as far as it is read here. */
export interface Published {
  readonly manifest: Readonly<Record<string, { readonly checksum: string }>>;
}

/** What was compared. */
export interface Comparison {
  /** Files whose bytes are equal. */
  readonly equal: readonly string[];
  /** Files that publication rewrites: of those the names are equal. */
  readonly rewritten: readonly string[];
  /** What is wrong, one line each. */
  readonly problems: readonly string[];
}

/**
 * Compares what JSR serves with the files that are to be published. Pure.
 *
 * @param published what JSR says
 * @param files contents by path, with a leading slash
 * @param packages bare names of packages that files may import
 */
export async function compareWithJsr(
  { manifest }: Published,
  files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>,
  packages: readonly string[],
): Promise<Comparison> {
  const equal: string[] = [];
  const rewritten: string[] = [];
  const problems: string[] = [];
  const bare = new RegExp(
    `\\b(from|import)\\b\\s*\\(?\\s*"(${packages.join("|")})["/]`,
  );
  for (const [path, bytes] of files) {
    const found = manifest[path]?.checksum;
    const digest = await crypto.subtle.digest("SHA-256", bytes);
    const expected = `sha256-${encodeHex(digest)}`;
    if (found === undefined) problems.push(`${path} is missing`);
    else if (found === expected) equal.push(path);
    else if (bare.test(new TextDecoder().decode(bytes))) rewritten.push(path);
    else problems.push(`${path}: expected ${expected}, found ${found}`);
  }
  for (const path of Object.keys(manifest)) {
    if (!files.has(path)) problems.push(`${path} is not in this checkout`);
  }
  return { equal, rewritten, problems };
}

/** The files that `publish.include` of deno.json names. */
async function filesToPublish(
  include: readonly string[],
): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const path of include) {
    const { isDirectory } = await Deno.stat(path);
    const paths = isDirectory
      ? await Array.fromAsync(filesBelow(path))
      : [path];
    for (const file of paths) files.set(`/${file}`, await Deno.readFile(file));
  }
  return files;
}

async function awaitVersion(registry: URL): Promise<Published> {
  const url = new URL(`${PACKAGE}/${VERSION}_meta.json`, registry);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const response = await fetch(url, { headers: { accept: "*/*" } });
    if (response.ok) return await response.json();
    await response.body?.cancel();
    console.error(`${url}: ${response.status}, attempt ${attempt}`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE * 1000));
  }
  throw new Error(`${url} did not appear; see the mirror's job "JSR"`);
}

if (import.meta.main) {
  const manifest = JSON.parse(await Deno.readTextFile("deno.json"));
  const comparison = await compareWithJsr(
    await awaitVersion(jsrRegistry()),
    await filesToPublish(manifest.publish.include),
    Object.keys(manifest.imports),
  );
  for (const problem of comparison.problems) console.error(problem);
  console.error(
    `${PACKAGE}@${VERSION} on JSR: ${comparison.equal.length} files equal, ` +
      `${comparison.rewritten.length} rewritten on publication, ` +
      `${comparison.problems.length} problems`,
  );
  Deno.exit(comparison.problems.length === 0 ? 0 : 1);
}
