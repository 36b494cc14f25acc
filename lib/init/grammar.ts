// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What a value has to look like before it is written into a job file. Whether
 * it comes from an option, from git's configuration or from a job file that
 * another person may have edited: nothing in it may end its quotes, begin an
 * expression such as `${{ secrets.X }}`, or start a new line. Pure.
 *
 * @module
 */

import { parseAddress, printableAddress } from "../address.ts";
import { OperationError, UsageError } from "../errors.ts";
import { ADDRESSES, parseHostPath } from "./address.ts";
import { MANIFEST_PATH, type SettingName } from "./settings.ts";

/** Where a value comes from; for git, with what to do about it. */
export type Origin =
  | "option"
  | "job file"
  | { readonly subject: string; readonly hint: string };

interface Rule {
  readonly test: (value: string) => boolean;
  /** What is accepted, for messages. */
  readonly expected: string;
}

const rule = (pattern: RegExp, expected: string): Rule => ({
  test: (value) => pattern.test(value),
  expected,
});

const ADDRESS: Rule = {
  test: (value) => parseHostPath(value) !== undefined,
  expected: ADDRESSES,
};

/** The rules by setting; names of directories have one in layoutOf(). */
const RULES: Readonly<Partial<Record<SettingName | "branch", Rule>>> = {
  remote: ADDRESS,
  mirror: ADDRESS,
  branch: rule(
    /^[A-Za-z0-9_][A-Za-z0-9_./+-]{0,200}$/,
    "a name of letters, digits and _ . / + -",
  ),
  secret: rule(
    /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
    "the id that sourcehut shows for the secret, a UUID",
  ),
  "program-url": {
    test: (value) =>
      /^https:\/\/[A-Za-z0-9][A-Za-z0-9.:-]*\/[A-Za-z0-9._~/%+=&,-]{1,1000}$/
        .test(value) && parseAddress(value)?.hasSecret === false,
    expected: "a plain https:// URL, without a password, a query and without " +
      "$ { } and quotes",
  },
  "program-sha256": rule(
    /^[0-9a-f]{64}$/,
    "the checksum of the release's archive, 64 hexadecimal digits",
  ),
  fingerprint: rule(
    /^(?:(?:\s*[0-9A-Fa-f]){40}|(?:\s*[0-9A-Fa-f]){64})\s*$/,
    "a full fingerprint, 40 or 64 hexadecimal digits",
  ),
  name: rule(
    /^[^\p{C}\p{Zl}\p{Zp}<>{}`\\]{1,200}$/u,
    "a name without < > { } ` \\ and control characters",
  ),
  email: rule(
    /^[A-Za-z0-9.!#%&*+/=?^_|~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,253}[A-Za-z0-9])?$/,
    "an address such as you@example.com",
  ),
};

/**
 * Passes a value on if it may stand in a job file.
 *
 * @param kind what it is
 * @param value the value
 * @param origin where it comes from
 * @throws {UsageError} for an option, {OperationError} for what was found
 */
export function checkValue(
  kind: SettingName | "branch",
  value: string,
  origin: Origin,
): string {
  const rule = RULES[kind];
  if (rule === undefined || rule.test(value)) return value;
  const { expected } = rule;
  const found = shown(value);
  if (origin === "option") {
    throw new UsageError(
      found === undefined
        ? `Option --${kind} has a value that the job files cannot contain`
        : `Option --${kind} is ${found}, which the job files cannot contain`,
      `use ${expected}`,
    );
  }
  const isOwner = kind === "name" || kind === "email"; // no option gives it
  const details = origin === "job file"
    ? {
      subject: MANIFEST_PATH,
      problem: `its value for ${isOwner ? "" : "--"}${kind} cannot be used`,
      hint: isOwner
        ? "Correct it in the file, commit that, and run this again"
        : `Give another with --${kind}`,
    }
    : { ...origin, problem: "the job files cannot contain this value" };
  throw new OperationError("repository", { ...details, expected, found });
}

/** A value to quote; not one that may have a password in it. */
function shown(value: string): string | undefined {
  return printableAddress(value) === value ? JSON.stringify(value) : undefined;
}
