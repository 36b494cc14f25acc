// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The place of another publication, as a user writes it. Pure.
 *
 * @module
 */

import {
  parseAddress,
  printableAddress,
  REPOSITORY_KINDS,
} from "../address.ts";
import { UsageError } from "../errors.ts";
import { requireGitAddress } from "../git/login.ts";

/** A directory or a repository, and perhaps what in it. */
export interface Place {
  /** Whether git has to fetch it. */
  readonly isAddress: boolean;
  /** The directory, or the address without its login. */
  readonly target: string;
  /** The same with its secrets, for git alone. */
  readonly full: string;
  /** The same as it may be printed. */
  readonly shown: string;
  /** What was given behind it: `#ref:directory`, or nothing. */
  readonly suffix: string;
  /** A commit, tag or branch, behind `#`. */
  readonly ref: string | undefined;
  /** A directory in the commit, behind `#ref:`. */
  readonly folder: string | undefined;
}

/** What stands for the version in the ref of {@linkcode parseReleasesPlace}. */
export const VERSION_MARK = "{version}";

/**
 * Reads `directory`, `directory#ref`, `directory#ref:directory`, or the same with an https,
 * ssh or file address.
 *
 * @param given what the user wrote
 * @throws {UsageError} for what is none of that
 */
export function parsePlace(given: string): Place {
  return readPlace(given, /^\w[\w./:@+-]*$/);
}

/**
 * Reads a place that has one ref for each release: `repository`, whose tags are
 * the versions, with or without a `v`, or
 * `repository#release-{version}:directory`.
 *
 * @param given what the user wrote
 * @throws {UsageError} for what is none of that
 */
export function parseReleasesPlace(given: string): Place {
  const place = readPlace(
    given,
    /^(?:\w|\{version\})(?:[\w./:@+-]|\{version\})*$/,
  );
  const { ref } = place;
  if (ref === undefined || ref.includes(VERSION_MARK)) return place;
  throw new UsageError(
    `${JSON.stringify(ref)} is the same commit for every release`,
    `write ${VERSION_MARK} where the version stands, as in #v${VERSION_MARK}`,
  );
}

function readPlace(given: string, names: RegExp): Place {
  const [target, whole] = splitRef(given);
  const { address, bare } = requireGitAddress(target, {
    kinds: REPOSITORY_KINDS,
    problem: "not a repository to read from",
    hint: "name https://host/path, ssh://host/path, file:///path, " +
      "user@host:path, or a directory",
  });
  const [ref, folder] = cut(whole ?? "", ":");
  // git reads `a..b` as a range, and does not leave the commit for `..`.
  const isName = whole === undefined || names.test(whole) &&
      !ref.includes("..") &&
      folder?.split("/").some((part) => /^\.\.?$/.test(part)) !== true;
  if (!isName) {
    throw new UsageError(
      `${JSON.stringify(printableAddress(whole))} is not the name of a commit`,
      "write #tag, #branch, #commit, or #tag:directory",
    );
  }
  return {
    isAddress: address.kind !== "path",
    target: bare,
    full: address.reveal(),
    shown: address.printable,
    suffix: whole === undefined ? "" : `#${whole}`,
    ref: ref === "" ? undefined : ref,
    folder,
  };
}

/**
 * Cuts a place into an address and what follows `#`. In a password `#` is not
 * such a mark: text that is an address only as a whole stays whole.
 */
function splitRef(given: string): [string, string | undefined] {
  const [target, ref] = cut(given, "#");
  const isSlip = parseAddress(target) === undefined &&
    ref?.includes("@") === true;
  return isSlip ? [given, undefined] : [target, ref];
}

function cut(text: string, mark: string): [string, string | undefined] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
