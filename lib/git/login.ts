// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Keeps user names, passwords and tokens of addresses off command lines, which
 * every user of the machine can list. git would put the address that it is
 * given, or finds in configuration, on the command line of its own
 * `git-remote-https`. So git gets the address without a login, and the login
 * through a credential helper that prints two variables: others cannot read the
 * environment of a process.
 *
 * @module
 */

import {
  type AddressUse,
  decoded,
  parseAddress,
  printableAddress,
  requireAddress,
} from "../address.ts";
import { OperationError, UsageError } from "../errors.ts";
import { type Override, settingVariables } from "./network.ts";

/** An address as git may have it on a command line. */
interface Split {
  /** The address without user name and password. */
  readonly bare: string;
  /** Percent-decoded; undefined where the address has none. */
  readonly login: { user: string; password: string | undefined } | undefined;
}

/** An address in configuration, and the one that git makes of it. */
export type Rewritten = readonly [from: string, to: string];

const WITH_LOGIN = /^(https?:\/\/)([^/?#]*)@(.*)$/i;

/**
 * An address that a person gives to git, in the form for a command line.
 *
 * @param given what was typed
 * @param use which kinds are accepted, and what to say otherwise
 * @returns the address, and the text for git: without a login
 * @throws {UsageError} for what is no such address, and for secrets that cannot
 * be kept off a command line
 */
export function requireGitAddress(
  given: string,
  use: AddressUse,
): { address: ReturnType<typeof requireAddress>; bare: string } {
  const address = requireAddress(given, use);
  const full = address.reveal();
  const problem = unusable(full);
  if (problem !== undefined) {
    throw new UsageError(
      `${JSON.stringify(address.printable)} is given with ${problem.found}`,
      problem.hint,
    );
  }
  return { address, bare: split(full).bare };
}

/**
 * The form of a configured address for a command line.
 *
 * @param full the address with its secrets
 * @throws {OperationError} for secrets that cannot be kept off a command line
 */
export function withoutLogin(full: string): string {
  const problem = unusable(full);
  if (problem === undefined) return split(full).bare;
  throw new OperationError("git", {
    subject: printableAddress(full),
    problem: `the configured address has ${problem.found}`,
    hint: problem.hint,
  });
}

/**
 * Variables under which git reaches addresses without having their logins on a
 * command line.
 *
 * @param addresses the addresses with their secrets
 * @param rewritten addresses in configuration that lead to one with a login
 * @param env the environment, whose own `GIT_CONFIG_COUNT` is continued
 */
export function loginVariables(
  addresses: readonly string[],
  rewritten: readonly Rewritten[],
  env: Readonly<Record<string, string>>,
): Record<string, string> {
  const settings: Override[] = [];
  const variables: Record<string, string> = {};
  const all = new Set([...addresses, ...rewritten.map(([, to]) => to)]);
  for (const address of all) {
    const { bare, login } = split(address);
    if (login === undefined) continue;
    const { user, password } = login;
    if (password === undefined) {
      settings.push([`credential.${bare}.username`, user]);
      continue;
    }
    const n = Object.keys(variables).length / 2;
    const names = [`NEURON_PUBLISH_USER_${n}`, `NEURON_PUBLISH_PASSWORD_${n}`];
    variables[`NEURON_PUBLISH_USER_${n}`] = user;
    variables[`NEURON_PUBLISH_PASSWORD_${n}`] = password;
    settings.push(
      // An empty value forgets all helpers before it: they know other logins.
      [`credential.${bare}.helper`, ""],
      [`credential.${bare}.helper`, helper(names)],
    );
  }
  for (const [from, to] of rewritten) {
    const { bare } = split(to);
    if (bare === to) continue;
    // The longest match wins, and nothing is longer than the whole address.
    settings.push(
      [`url.${bare}.insteadOf`, from],
      [`url.${bare}.pushInsteadOf`, from],
    );
  }
  return { ...variables, ...settingVariables(settings, env) };
}

/** A shell function that answers git's question and ignores its advice. */
function helper([user, password]: readonly string[]): string {
  const format = String.raw`'username=%s\npassword=%s\n'`;
  return `!f() { test "$1" = get && printf ${format} "$${user}" "$${password}"; }; f`;
}

function split(full: string): Split {
  const [, scheme, userinfo = "", rest] = WITH_LOGIN.exec(full) ?? [];
  if (scheme === undefined) return { bare: full, login: undefined };
  const colon = userinfo.indexOf(":");
  const user = decoded(colon < 0 ? userinfo : userinfo.slice(0, colon));
  const password = colon < 0 ? undefined : decoded(userinfo.slice(colon + 1));
  return {
    bare: `${scheme}${rest}`,
    login: userinfo === "" ? undefined : { user, password },
  };
}

/** Why the secrets of an address cannot be kept off a command line. */
function unusable(
  full: string,
): { readonly found: string; readonly hint: string } | undefined {
  const address = parseAddress(full);
  if (address === undefined || !address.hasSecret) return undefined;
  if (address.kind === "ssh") {
    return {
      found: "a password",
      hint: "ssh takes none from an address: use a key, and leave it out",
    };
  }
  if (!["https", "loopback"].includes(address.kind)) return undefined;
  const { bare, login } = split(full);
  if (/[?#]/.test(bare)) {
    return {
      found: "a query or a fragment",
      hint: "git cannot send it: leave it out, and put a token where the " +
        "password belongs, as in https://user:token@host/path",
    };
  }
  if (/\p{Cc}/u.test(`${login?.user}${login?.password}`)) {
    return {
      found: "a control character in its login",
      hint: "git cannot send it: write the login as it is, in percent codes",
    };
  }
  return undefined;
}
