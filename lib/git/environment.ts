// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The environment and settings for git, under which neither the caller's shell
 * nor a repository's own configuration can redirect it or make it run a
 * program.
 *
 * Not needed here: aliases cannot replace git's own commands; `diff.external`,
 * textconv and merge drivers are only read by commands that this program does
 * not use; `uploadpack.packObjectsHook` is ignored in a repository's own file.
 *
 * @module
 */

import { settingVariables } from "./network.ts";

/**
 * Settings for every git process; on the command line they win over all files.
 */
const HARDENING: readonly (readonly [key: string, value: string])[] = [
  // Hooks would run at ref transactions and checkouts.
  ["core.hooksPath", "/dev/null"],
  // May name a program that git runs whenever it reads the index.
  ["core.fsmonitor", "false"],
  // Refuse names that HFS+ or NTFS take for `.git`, on every platform.
  ["core.protectHFS", "true"],
  ["core.protectNTFS", "true"],
  // Replace refs show other objects in place of those that were named.
  ["core.useReplaceRefs", "false"],
  // A cache of history that is not checked against the commits.
  ["core.commitGraph", "false"],
  // With several threads, git believes the index about where each one begins.
  ["index.threads", "1"],
  // Attributes from outside the repository.
  ["core.attributesFile", "/dev/null"],
  // A program that git runs to list the refs of alternates.
  ["core.alternateRefsCommand", ""],
  // A URL of this kind is a command line.
  ["protocol.ext.allow", "never"],
  // A guess from user and host name is not an identity.
  ["user.useConfigOnly", "true"],
  // Housekeeping in the background would outlive this process and move packs.
  ["gc.auto", "0"],
  ["maintenance.auto", "false"],
  // A power cut must not leave refs that lead to objects still in memory.
  ["core.fsync", "committed,loose-object,reference"],
  // Milliseconds: the last git of a killed run may still have a ref locked.
  ["core.filesRefLockTimeout", "2000"],
  // Submodules are not part of a data repository.
  ["submodule.recurse", "false"],
];

/** {@linkcode HARDENING} as git's global options. */
export const HARDENING_OPTIONS: readonly string[] = [
  "--no-pager",
  ...HARDENING.flatMap(([key, value]) => ["-c", `${key}=${value}`]),
];

/**
 * The variables of git's own that users may set: identity, configuration, and
 * how the network is reached. Everything else that starts with
 * `GIT_` points git at another repository, index or object store, or changes
 * how it reads paths, and stays out.
 */
const USER_VARIABLES = [
  /^GIT_(AUTHOR|COMMITTER)_(NAME|EMAIL|DATE)$/,
  /^GIT_CONFIG_(GLOBAL|SYSTEM|NOSYSTEM|PARAMETERS|COUNT|KEY_\d+|VALUE_\d+)$/,
  /^GIT_(SSH|SSH_COMMAND|SSH_VARIANT|ASKPASS|ALLOW_PROTOCOL|EXEC_PATH)$/,
  /^GIT_(SSL|HTTP|PROXY)_/,
  /^GIT_(CEILING_DIRECTORIES|DISCOVERY_ACROSS_FILESYSTEM)$/,
];

/** Deno does not let a process that may only run git pass these on. */
const LOADER_VARIABLES = /^(LD|DYLD)_/;

const FIXED_VARIABLES: Readonly<Record<string, string>> = {
  // Messages that errors can be recognised by.
  LC_ALL: "C",
  // No questions: nobody may be there to answer.
  GIT_TERMINAL_PROMPT: "0",
  // Replace refs and grafts show another history than the commits.
  GIT_NO_REPLACE_OBJECTS: "1",
  GIT_GRAFT_FILE: "/dev/null",
  // The machine's attributes, as core.attributesFile above.
  GIT_ATTR_NOSYSTEM: "1",
  // `*` and `:(top)` in a path have no special meaning.
  GIT_LITERAL_PATHSPECS: "1",
  // Reading is not a reason to write the index.
  GIT_OPTIONAL_LOCKS: "0",
  // Hints for people at a prompt.
  GIT_ADVICE: "0",
};

/**
 * A partial clone fetches missing objects on demand, with the programs that its
 * configuration names. No local command may. git has the first variable since
 * 2.44.
 */
const OFFLINE_VARIABLES: Readonly<Record<string, string>> = {
  GIT_NO_LAZY_FETCH: "1",
  GIT_ALLOW_PROTOCOL: "",
};

/**
 * The environment for git.
 *
 * @param env the environment to start from
 * @param network whether git may reach other repositories
 */
export function gitEnvironment(
  env: Readonly<Record<string, string>>,
  network: boolean,
): Record<string, string> {
  const kept = Object.entries(env).filter(([name]) => {
    const upper = name.toUpperCase(); // Windows does not care about case
    if (LOADER_VARIABLES.test(upper)) return false;
    return !upper.startsWith("GIT_") ||
      USER_VARIABLES.some((pattern) => pattern.test(upper));
  });
  return {
    ...Object.fromEntries(kept),
    ...FIXED_VARIABLES,
    ...(network ? {} : OFFLINE_VARIABLES),
  };
}

/**
 * Variables that switch off each filter driver and each hook that
 * configuration defines, in any scope: they are called through attributes of
 * the tree and at events, and no setting switches off all of them at once.
 * (Hooks in configuration are new in git 2.54.)
 *
 * @param keys all configured keys
 * @param env the environment, whose own `GIT_CONFIG_COUNT` is continued
 */
export function withoutPrograms(
  keys: readonly string[],
  env: Readonly<Record<string, string>>,
): Record<string, string> {
  const settings = new Map<string, string>();
  for (const key of keys) {
    // The section's name is case-insensitive, its subsection is not and may
    // hold any character: "filter.a=b.clean".
    const subsection = key.slice(0, key.lastIndexOf("."));
    if (subsection.startsWith("hook.")) {
      settings.set(`${subsection}.enabled`, "false");
    } else if (subsection.startsWith("filter.")) {
      for (const name of ["clean", "smudge", "process"]) {
        settings.set(`${subsection}.${name}`, "");
      }
      settings.set(`${subsection}.required`, "false");
    }
  }
  return settingVariables(settings, env);
}
