// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Keeps paths of the machine that makes the site out of the site: strangers
 * have no use for them, and they name people and their directories. Pure.
 *
 * @module
 */

import type { Place } from "../compare/place.ts";
import type { CheckCode } from "../verify/check_codes.ts";
import type { Check } from "../verify/checks.ts";
import type { AuditResult } from "../verify/contract.ts";

/** Replaces paths in a text. */
export type Hide = (text: string) => string;

/**
 * Makes a function that replaces paths by what the site calls them.
 *
 * @param names what to write for each path; "" and "/" are left alone
 */
function hiding(names: ReadonlyMap<string, string>): Hide {
  // The longest first: a directory's name is the beginning of those below it.
  const paths = [...names].filter(([path]) => path.length > 1)
    .toSorted(([a], [b]) => b.length - a.length);
  return (text) =>
    paths.reduce((all, [path, name]) => all.replaceAll(path, name), text);
}

/** Checks that may name files outside the clone. */
const BORROWED: readonly CheckCode[] = ["fsck", "redirections"];

/**
 * An audit without the places of the clone and of the key file.
 *
 * @param keyFile the file that was given instead of the archived ones
 */
export function withoutLocalPaths(
  audit: AuditResult,
  keyFile: string | undefined,
): AuditResult {
  const { gitDirectory, worktree = "" } = audit.repository;
  const hide = hiding(
    new Map([
      [worktree, "the clone"],
      [gitDirectory, "its git directory"],
      // Of a linked worktree.
      [gitDirectory.replace(/\/worktrees\/[^/]+$/, ""), "its git directory"],
    ]),
  );
  const named: Hide = (text) =>
    text === keyFile ? "a key file that was given" : text;
  const hideChecks = (checks: readonly Check[]) =>
    checks.map((check): Check => {
      // git names files by absolute paths, and not only in this clone: it may
      // borrow objects.
      const hideText: Hide = BORROWED.includes(check.code)
        ? (text) => hide(text).replaceAll(/(?<![^\s:'"])\/[^\s:'"]+/g, "a file")
        : hide;
      const { subject, value, problem, expected, found } = check;
      return {
        ...check,
        subject: hideText(named(subject)),
        value: value && hideText(value),
        problem: problem && hideText(problem),
        expected: expected && hideText(expected),
        found: found && hideText(found),
      };
    });
  const hidePart = <Part extends { readonly checks: readonly Check[] }>(
    part: Part,
  ): Part => ({ ...part, checks: hideChecks(part.checks) });
  return {
    ...audit,
    repository: {
      ...hidePart(audit.repository),
      gitDirectory: "",
      worktree: undefined,
    },
    head: hidePart(audit.head),
    releases: audit.releases.map(({ package: facts, ...release }) => ({
      ...hidePart(release),
      ...(facts === undefined
        ? {}
        : { package: { ...facts, keyFile: hide(named(facts.keyFile)) } }),
    })),
    branch: hidePart(audit.branch),
    branches: audit.branches.map(hidePart),
  };
}

/**
 * What the site calls another publication.
 *
 * @param place where it is
 * @param number its position among those given, from 1
 * @returns its name without ref and directory, what to write in a command in
 * its place, and what hides its path in errors
 */
export function publicName(
  place: Place,
  number: number,
): { readonly name: string; readonly command: string; readonly hide: Hide } {
  const { target, shown } = place;
  const isFile = /^file:/i.test(target);
  if (place.isAddress && !isFile) {
    return { name: shown, command: shown, hide: (text) => text };
  }
  const name = `a local copy (${number})`;
  const paths = [target, shown, ...(isFile ? pathIn(target) : [])];
  const hide = hiding(new Map(paths.map((path) => [path, name])));
  return { name, command: "PATH", hide };
}

function pathIn(url: string): string[] {
  try {
    return [decodeURIComponent(new URL(url).pathname)];
  } catch {
    return []; // no address that git could read either
  }
}
