// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Author and committer, as git has them configured.
 *
 * @module
 */

import { OperationError } from "../errors.ts";
import { LAST_SECOND } from "../time.ts";
import { gitFailure, tellingLine } from "./failure.ts";
import type { Git } from "./git.ts";
import { together } from "../together.ts";

/** A person and a time, as a commit has them. */
export interface Ident {
  /** The name, without `<`, `>` and line breaks. */
  readonly name: string;
  /** The address, without `<`, `>` and line breaks. */
  readonly email: string;
  /** Seconds since 1970-01-01 00:00:00 UTC. */
  readonly seconds: number;
  /** The time zone as `+hhmm` or `-hhmm`. */
  readonly offset: string;
}

/** Author and committer of the commits to come. */
export interface Identity {
  /** Author, from `user.*`, `author.*` and `GIT_AUTHOR_*`. */
  readonly author: Ident;
  /** Committer, from `user.*`, `committer.*` and `GIT_COMMITTER_*`. */
  readonly committer: Ident;
}

/**
 * Writes an ident as a commit has it.
 *
 * @throws {TypeError} if a part would break the line
 */
export function formatIdent(ident: Ident): string {
  const { name, email, seconds, offset } = ident;
  // deno-lint-ignore no-control-regex -- control characters are what is refused
  const clean = !/[<>\x00-\x1f]/.test(name + email);
  const dated = Number.isSafeInteger(seconds) && seconds >= 0 &&
    /^[+-]\d{4}$/.test(offset);
  if (!clean || !dated) {
    throw new TypeError(`Not an ident: ${JSON.stringify(ident)}`);
  }
  return `${name} <${email}> ${seconds} ${offset}`;
}

/**
 * Reads an ident as `git var` and commits write it.
 *
 * @returns undefined if it is none
 */
export function parseIdent(text: string): Ident | undefined {
  const match = /^(.*?) ?<([^<>]*)> (\d+) ([+-]\d{4})$/.exec(text);
  const [, name, email, seconds, offset] = match ?? [];
  return name === undefined || email === undefined || offset === undefined
    ? undefined
    : { name, email, seconds: Number(seconds), offset };
}

/**
 * What is wrong with a date that stands in a commit.
 *
 * @param seconds digits
 * @param zone hours and minutes: "0130"
 * @returns undefined where a person can have lived then and there
 */
export function dateProblem(seconds: string, zone: string): string | undefined {
  if (Number(seconds) > LAST_SECOND) {
    return `time, ${
      seconds.slice(0, 40)
    } seconds since 1970, is beyond the year 9999`;
  }
  return Number(zone.slice(0, 2)) > 14 || Number(zone.slice(2)) > 59
    ? `time zone ${zone} does not exist`
    : undefined;
}

/**
 * The configured identity with the date of now and the user's time zone, or
 * with `GIT_AUTHOR_DATE` and `GIT_COMMITTER_DATE` where they are set.
 *
 * For another date: `{ ...identity.author, seconds, offset: "+0000" }`.
 *
 * @throws {OperationError} "repository" if none is configured; git's guess from
 * user and host name does not count
 */
export async function readIdentity(git: Git): Promise<Identity> {
  const [author, committer] = await together(
    readIdent(git, "GIT_AUTHOR_IDENT"),
    readIdent(git, "GIT_COMMITTER_IDENT"),
  );
  return { author, committer };
}

async function readIdent(git: Git, variable: string): Promise<Ident> {
  const { code, stdout, stderr } = await git.run(["var", variable], {
    okCodes: [0, 128],
  });
  if (code === 0) {
    const text = new TextDecoder().decode(stdout).trim();
    const ident = parseIdent(text);
    const problem = ident === undefined
      ? "value cannot stand in a commit"
      : dateProblem(String(ident.seconds), ident.offset.slice(1));
    if (ident !== undefined && problem === undefined) return ident;
    throw new OperationError("repository", {
      subject: variable.replace("IDENT", "DATE"),
      problem: `its ${problem}`,
      found: ident === undefined ? text : undefined,
      hint: "Set it to a date that a commit can have, or not at all",
    });
  }
  if (/invalid date/.test(stderr)) {
    throw gitFailure({
      isRemote: false,
      subject: git.directory,
      command: `var ${variable}`,
      stderr,
      end: code,
    });
  }
  throw new OperationError("repository", {
    subject: git.directory,
    problem: "git does not know who commits",
    found: tellingLine(stderr),
    hint: 'Run: git config --global user.name "Your Name", and: ' +
      'git config --global user.email "you@example.com"',
  });
}
