// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The machines that there are executables for, and what the executables may do.
 *
 * @module
 */

/** Everything that `deno compile` knows. Linux needs glibc 2.27 or newer. */
export const TARGETS = [
  "x86_64-unknown-linux-gnu",
  "aarch64-unknown-linux-gnu",
  "x86_64-apple-darwin",
  "aarch64-apple-darwin",
  "x86_64-pc-windows-msvc",
  "aarch64-pc-windows-msvc",
] as const;

/** A machine, as compilers name it. */
export type Target = typeof TARGETS[number];

/** Whether a word names a target. */
export function isTarget(word: string): word is Target {
  return TARGETS.some((target) => target === word);
}

/** The executable's name on a machine. */
export function executableName(target: string): string {
  return target.includes("windows") ? "neuron-publish.exe" : "neuron-publish";
}

/**
 * What the program may do, as deno's options. Which files, hosts and variables
 * the user decides with `--repo`, `--repo-url`, git's configuration and so on;
 * which program nobody does. What is not named is refused: system information,
 * other programs, native libraries.
 */
export const PERMISSIONS: readonly string[] = [
  "--no-prompt",
  "--allow-read",
  "--allow-write",
  "--allow-env",
  "--allow-net",
  "--allow-run=git",
];
