// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Signed commits and tags, made by git with the key and program that it is
 * configured to use. No ref of the repository moves.
 *
 * @module
 */

import { OperationError } from "../errors.ts";
import { type CommitObject, parseCommit } from "./commit_object.ts";
import type { Git } from "./git.ts";
import { parseIdent } from "./ident.ts";
import { type Override, type Setting, USER_SCOPES } from "./network.ts";
import { TAGS } from "./revision.ts";

/** An annotated tag to make. */
export interface TagSpec {
  /** The short name: "2.25.4.0". */
  readonly name: string;
  /** Id of the commit that it names. */
  readonly commit: string;
  /** The whole message. */
  readonly message: string;
}

/** Makes signed objects. */
export interface Signer {
  /**
   * Makes a signed commit of the same tree, message, people and times as an
   * unsigned one. Parents that were signed before take the place of theirs.
   *
   * @param id the unsigned commit
   * @returns the signed commit's id
   */
  commit(id: string): Promise<string>;
  /**
   * Makes a signed, annotated tag, at the time of its commit.
   *
   * @returns the tag object's id
   */
  tag(spec: TagSpec): Promise<string>;
}

/**
 * Prepares to sign.
 *
 * @param git git in the repository, whose configuration counts
 * @param quarantine git that makes the objects. `git tag` makes a tag and its
 * ref in one, so this must be in a repository whose tags nobody sees
 */
export function openSigner(git: Git, quarantine: Git): Signer {
  const config = signingSettings(git);
  const replaced = new Map<string, string>();
  return {
    commit: async (id) => {
      const unsigned = await readCommit(quarantine, id);
      const parents = unsigned.parents.map((p) => replaced.get(p) ?? p);
      const made = await quarantine.with(people(unsigned)).text(
        [
          "commit-tree",
          "--gpg-sign",
          ...parents.flatMap((parent) => ["-p", parent]),
          "-F",
          "-",
          unsigned.tree,
        ],
        {
          input: new TextEncoder().encode(unsigned.message),
          config,
          terminal: true,
        },
      );
      const signed = await readCommit(quarantine, made);
      requireSame({ ...unsigned, parents }, signed, made);
      replaced.set(id, made);
      return made;
    },
    tag: async ({ name, commit, message }) => {
      const target = await readCommit(quarantine, commit);
      await quarantine.with(people(target)).run(
        [
          "tag",
          "--annotate",
          "--sign",
          "--cleanup=verbatim",
          "--file=-",
          "--end-of-options",
          name,
          commit,
        ],
        { input: new TextEncoder().encode(message), config, terminal: true },
      );
      return await quarantine.text(
        ["rev-parse", "--verify", "--end-of-options", `${TAGS}${name}`],
      );
    },
  };
}

async function readCommit(git: Git, id: string): Promise<CommitObject> {
  const { stdout } = await git.run(["cat-file", "commit", id]);
  return parseCommit(stdout);
}

/** Author and committer for git. */
function people(commit: CommitObject): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const role of ["author", "committer"] as const) {
    const ident = parseIdent(commit[role]);
    if (ident === undefined) throw new TypeError("A commit without people");
    const prefix = `GIT_${role.toUpperCase()}`;
    variables[`${prefix}_NAME`] = ident.name;
    variables[`${prefix}_EMAIL`] = ident.email;
    variables[`${prefix}_DATE`] = `@${ident.seconds} ${ident.offset}`;
  }
  return variables;
}

/** Checks that git signed the given commit and nothing else. */
function requireSame(
  wanted: CommitObject,
  made: CommitObject,
  id: string,
): void {
  const fields = ["tree", "author", "committer", "message"] as const;
  const other = fields.find((field) => wanted[field] !== made[field]) ??
    (wanted.parents.join() === made.parents.join() ? undefined : "parents");
  if (other === undefined && made.signed) return;
  throw new OperationError("git", {
    subject: id,
    problem: other === undefined
      ? "git has not signed the commit"
      : `git has signed a commit with a different ${other}`,
  });
}

/** Settings that name programs, and git's own choice. */
const PROGRAMS: Readonly<Record<string, string>> = {
  "gpg.program": "gpg",
  "gpg.openpgp.program": "gpg",
  "gpg.x509.program": "gpgsm",
  "gpg.ssh.program": "ssh-keygen",
  "gpg.ssh.defaultkeycommand": "",
};

/**
 * The settings to sign with: the user's configuration. A repository's own may
 * choose among the user's keys, but names no program.
 */
function signingSettings(git: Git): Override[] {
  const found = git.settings.filter(({ key }) =>
    /^(gpg\.|user\.signingkey$)/.test(key)
  );
  const isForeign = ({ scope, key }: Setting) =>
    Object.hasOwn(PROGRAMS, key) && !USER_SCOPES.includes(scope);
  const settings = new Map(
    found.filter((setting) => !isForeign(setting))
      .map(({ key, value }) => [key, value]),
  );
  if (found.some(isForeign)) {
    // "gpg.program" is the older name of "gpg.openpgp.program".
    const gpg = settings.get("gpg.openpgp.program") ??
      settings.get("gpg.program") ?? "gpg";
    settings.delete("gpg.program");
    settings.set("gpg.openpgp.program", gpg);
    for (const [key, own] of Object.entries(PROGRAMS)) {
      if (key !== "gpg.program" && !settings.has(key)) settings.set(key, own);
    }
  }
  // A commit made in another encoding would say so.
  return [...settings, ["i18n.commitEncoding", "UTF-8"]];
}
