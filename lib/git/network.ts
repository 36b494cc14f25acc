// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Settings for git when it talks to other repositories. The user's own
 * configuration decides how: ssh, credential helpers. What the repository's
 * configuration says about that is overridden: it came with the repository, and
 * names programs.
 *
 * `remote.<name>.receivepack` and `uploadpack` cannot be overridden by
 * settings: `push --receive-pack` and `ls-remote --upload-pack` override them.
 *
 * @module
 */

import { UsageError } from "../errors.ts";
import { shellWord } from "../shell_word.ts";

/** One line of `git config --show-scope --list`. */
export interface Setting {
  /** Where it stands: "system", "global", "local", "worktree", "command". */
  readonly scope: string;
  /** Section and name in lower case, the subsection as written. */
  readonly key: string;
  /** The value; "" for a key without one, which means true. */
  readonly value: string;
}

/** A setting for `GIT_CONFIG_KEY_<n>` and `GIT_CONFIG_VALUE_<n>`. */
export type Override = readonly [key: string, value: string];

/** Scopes that are the user's or the machine's, not the repository's. */
export const USER_SCOPES: readonly string[] = ["system", "global", "command"];

/** Seconds of silence after which a connection counts as dead. */
const SILENCE = 60;

/** Seconds until a server has to answer. */
const CONNECT_TIMEOUT = 30;

/** ssh's options for a job that nobody watches: host keys are checked. */
const SSH_OPTIONS = [
  "-o StrictHostKeyChecking=yes",
  `-o ConnectTimeout=${CONNECT_TIMEOUT}`,
  `-o ServerAliveInterval=${SILENCE / 4}`,
  "-o ServerAliveCountMax=4",
].join(" ");

/**
 * The settings that make git forget the repository's own programs, and give up
 * on a server that has gone silent.
 *
 * @param settings all of them, in git's order
 */
export function networkOverrides(settings: readonly Setting[]): Override[] {
  const isForeign = (setting: Setting) => !USER_SCOPES.includes(setting.scope);
  const own = settings.filter((setting) => !isForeign(setting));
  const overrides: Override[] = [
    // Would ask the other side first, through remote.<name>.uploadpack.
    ["push.negotiate", "false"],
    ["http.lowSpeedLimit", "1"], // bytes a second
    ["http.lowSpeedTime", String(SILENCE)],
  ];
  const ownValue = (key: string) =>
    own.findLast((setting) => setting.key === key)?.value;
  const isHelper = ({ key }: Setting) =>
    key.startsWith("credential.") && key.endsWith(".helper");
  if (settings.some((setting) => isForeign(setting) && isHelper(setting))) {
    // An empty value forgets all helpers before it.
    overrides.push(["credential.helper", ""]);
    for (const { key, value } of own.filter(isHelper)) {
      overrides.push([key, value]);
    }
  }
  for (const { key } of settings.filter(isForeign)) {
    if (key === "core.askpass") {
      overrides.push([key, ownValue(key) ?? ""]);
    } else if (/^http\..*sslverify$/.test(key)) {
      overrides.push([key, ownValue(key) ?? "true"]);
    } else if (/^http\..*savecookies$/.test(key)) {
      overrides.push([key, ownValue(key) ?? "false"]); // writes to any path
    }
  }
  return overrides;
}

/**
 * Addresses that configuration and environment hold, with their secrets: what
 * git says may repeat any of them.
 *
 * @param settings all of them
 * @param env the environment, for its proxies
 */
export function configuredAddresses(
  settings: readonly Setting[],
  env: Readonly<Record<string, string>>,
): string[] {
  return [
    ...settings.flatMap(({ key, value }) => {
      const base = /^url\.(.*)\.[a-z]+$/s.exec(key)?.[1];
      if (base !== undefined) return [base];
      if (/^(http|remote|branch)\..*(url|proxy|remote)$/.test(key)) {
        return [value];
      }
      // "Authorization: Bearer TOKEN", as an address that is a token alone.
      const header = /^[^:]*:\s*(?:\w+\s+)?(\S+)$/.exec(value)?.[1];
      return key.endsWith(".extraheader") && header !== undefined
        ? [`https://${encodeURIComponent(header)}@header`]
        : [];
    }),
    ...Object.entries(env).flatMap(([name, value]) =>
      /_proxy$/i.test(name) ? [value] : []
    ),
  ];
}

/**
 * The user's ssh: that of the environment, that of the configuration, else ssh
 * with host keys checked and time bounds. As `GIT_SSH_COMMAND` it wins over the
 * repository's core.sshCommand.
 *
 * @param settings all of them, in git's order
 * @param env the environment to start from
 */
export function sshCommand(
  settings: readonly Setting[],
  env: Readonly<Record<string, string>>,
): string {
  const configured = settings.findLast(({ scope, key }) =>
    key === "core.sshcommand" && USER_SCOPES.includes(scope)
  )?.value;
  const program = env["GIT_SSH"];
  return env["GIT_SSH_COMMAND"] || configured ||
    (program ? shellWord(program) : `ssh ${SSH_OPTIONS}`);
}

/**
 * ssh with one key and no other, asking nothing.
 *
 * @param path absolute path of the private key's file
 * @throws {UsageError} for a path that ssh would read as something else
 */
export function sshCommandWithKey(path: string): string {
  // ssh expands %d, ${HOME} and the like in names of key files.
  if (/%|\$\{/.test(path)) {
    throw new UsageError(
      `${JSON.stringify(path)} is not a path that ssh takes as it is`,
      "use a path without % and ${",
    );
  }
  return `ssh -i ${shellWord(path)} -o IdentitiesOnly=yes ` +
    `-o BatchMode=yes ${SSH_OPTIONS}`;
}

/**
 * Settings as variables.
 *
 * @param overrides the settings; a later one wins
 * @param env the environment, whose own `GIT_CONFIG_COUNT` is continued
 */
export function settingVariables(
  overrides: Iterable<Override>,
  env: Readonly<Record<string, string>>,
): Record<string, string> {
  const first = Number.parseInt(env["GIT_CONFIG_COUNT"] ?? "0", 10) || 0;
  const added: Record<string, string> = {};
  let next = first;
  for (const [key, value] of overrides) {
    added[`GIT_CONFIG_KEY_${next}`] = key;
    added[`GIT_CONFIG_VALUE_${next}`] = value;
    next++;
  }
  if (next > first) added["GIT_CONFIG_COUNT"] = String(next);
  return added;
}

/**
 * Reads the answer of `git config --list --show-scope -z`.
 *
 * @param records scope, then key LF value, in turns
 */
export function parseSettings(records: readonly string[]): Setting[] {
  const settings: Setting[] = [];
  for (let i = 0; i + 1 < records.length; i += 2) {
    const [scope = "", entry = ""] = records.slice(i, i + 2);
    const end = entry.indexOf("\n");
    settings.push({
      scope,
      key: end < 0 ? entry : entry.slice(0, end),
      value: end < 0 ? "" : entry.slice(end + 1),
    });
  }
  return settings;
}
