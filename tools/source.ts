// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Runs deno with the package source that is in reach.
 *
 * ```
 * deno task source SUBCOMMAND ARGUMENT…      deno task source test tests/rpm
 * ```
 *
 * The packages come from JSR: deno.json and deno.lock name them. Some networks
 * reach the npm registry and not JSR. There deno.npm.json and deno.npm.lock
 * resolve the same specifiers to the stand-ins in tools/npm/. One request to
 * `JSR_URL` decides, and one line on stderr says how. Arguments and exit code
 * pass through.
 *
 * This file imports nothing, so that it runs before anything can be resolved.
 *
 * @module
 */

// deno-lint-ignore-file no-console -- a tool for the terminal

/** Milliseconds that JSR gets to answer, body included. */
const PATIENCE = 3_000;

/** Where deno looks for `jsr:` packages when `JSR_URL` is not set. */
const PUBLIC_JSR = "https://jsr.io/";

/** A small document that every registry with the standard library has. */
const PROBE = "@std/assert/meta.json";

/** What to run deno with. */
export interface Source {
  /** The one line for the reader. */
  readonly line: string;
  /** Names the packages. */
  readonly config: string;
  /** The configuration's lock file. */
  readonly lock: string;
  /** Whether the lock file holds for this source. */
  readonly locked: boolean;
}

/** Why `registry` cannot be used, or `undefined` where it can. */
async function obstacle(
  registry: URL,
  patience: number,
): Promise<string | undefined> {
  try {
    const response = await fetch(new URL(PROBE, registry), {
      signal: AbortSignal.timeout(patience),
    });
    const body = await response.text();
    if (!response.ok) return `it answers ${response.status}`;
    // A proxy's own page is not the registry's answer.
    JSON.parse(body);
    return undefined;
  } catch (error) {
    if (error instanceof DOMException && error.name === "TimeoutError") {
      return `no answer within ${patience / 1_000} s`;
    }
    if (error instanceof SyntaxError) return "its answer is not JSON";
    return "it cannot be reached";
  }
}

/**
 * Asks `registry` once.
 *
 * @param registry the root of a JSR registry
 * @param patience milliseconds that it gets to answer, body included
 * @returns what is in reach, and why
 */
export async function chooseSource(
  registry: URL,
  patience: number = PATIENCE,
): Promise<Source> {
  const reason = await obstacle(registry, patience);
  if (reason !== undefined) {
    return npm(`npm, because of ${registry.href}: ${reason}`);
  }
  return registry.href === PUBLIC_JSR
    ? jsr(registry, `JSR, because ${registry.href} answers`)
    : jsr(
      registry,
      `JSR, because JSR_URL=${registry.href} answers; ` +
        "without deno.lock, which holds for jsr.io only",
    );
}

/**
 * The source that this process itself was started with, for what it starts in
 * turn.
 */
export function currentSource(): Source {
  return import.meta.resolve("@std/assert").startsWith("file:")
    ? npm("npm")
    : jsr(jsrRegistry(), `JSR, ${jsrRegistry().href}`);
}

function npm(line: string): Source {
  return {
    line,
    config: "deno.npm.json",
    lock: "deno.npm.lock",
    locked: true,
  };
}

function jsr(registry: URL, line: string): Source {
  return {
    line,
    config: "deno.json",
    lock: "deno.lock",
    // The integrity of a JSR package is a hash over metadata that the public
    // registry wrote. A mirror writes its own: deno.lock cannot hold for it.
    locked: registry.href === PUBLIC_JSR,
  };
}

/** The registry that deno takes `jsr:` packages from. */
export function jsrRegistry(): URL {
  return new URL(Deno.env.get("JSR_URL") || PUBLIC_JSR);
}

/** The options of `subcommand` that make it use `source` and nothing else. */
export function optionsOf(subcommand: string, source: Source): string[] {
  const { config, lock, locked } = source;
  // Lint reads no lock file and refuses the options about it.
  if (subcommand === "lint") return [`--config=${config}`];
  const check = locked ? ["--frozen"] : ["--no-lock"];
  // Doc accepts --config and still reads deno.json (deno 2.9.6).
  if (subcommand === "doc" && config !== "deno.json") {
    return [
      "--no-config",
      `--import-map=${config}`,
      `--lock=${lock}`,
      ...check,
    ];
  }
  return [`--config=${config}`, ...check];
}

if (import.meta.main) {
  const [subcommand, ...rest] = Deno.args;
  if (subcommand === undefined) {
    console.error("usage: deno task source SUBCOMMAND [ARGUMENT…]");
    Deno.exit(2);
  }
  const source = await chooseSource(jsrRegistry());
  console.error(`Packages: ${source.line}`);
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: [subcommand, ...optionsOf(subcommand, source), ...rest],
  }).spawn().status;
  Deno.exit(code);
}
