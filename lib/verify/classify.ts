// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What each commit of a history is: a release, an update of the archive, a
 * commit that touches neither, or one that nothing proves.
 *
 * @module
 */

import type { CommitObject } from "../git/commit_object.ts";
import { describeCheck } from "./checks.ts";
import { archiveUpdateProblem } from "./archive_update.ts";
import {
  type AttributeFile,
  attributesIn,
  findAttributes,
} from "./attributes.ts";
import type { ReleaseAudit } from "./contract.ts";
import { once } from "./once.ts";
import { auditRelease } from "./release.ts";
import type { Scope } from "./context.ts";

/** What a commit is. */
export type CommitKind =
  /** A tagged release, a proved archive update, or a change of neither. */
  | { readonly kind: "known" }
  /** A release without a tag of its own here, proved all the same. */
  | { readonly kind: "untagged"; readonly release: ReleaseAudit }
  /** Its source or archive is older than the first release. */
  | { readonly kind: "before"; readonly problem: string }
  /** A release without a tag here, of which this clone lacks objects. */
  | {
    readonly kind: "lacking";
    readonly release: ReleaseAudit;
    readonly problem: string;
  }
  /** Nothing proves what it has as source or archive. */
  | { readonly kind: "unproved"; readonly problem: string }
  /** It calls itself a release, and is not one that was proved. */
  | { readonly kind: "forged"; readonly problem: string };

/** What a commit shows as source and archive. */
interface Shown {
  readonly source: string;
  readonly archive: string;
  readonly lookAlikes: readonly string[];
  readonly attributes: readonly AttributeFile[];
}

const NOTHING: Shown = {
  source: "",
  archive: "",
  lookAlikes: [],
  attributes: [],
};

/** Says what commits are, each once. */
export class Classifier {
  readonly #scope: Scope;
  /** Ids of the objects that release tags lead to, which should be commits. */
  readonly #releases: ReadonlySet<string>;
  #before: ReadonlySet<string> | undefined;

  /** @param scope the history and all release tags, proved in this run or not */
  constructor(scope: Scope) {
    this.#scope = scope;
    this.#releases = new Set(
      scope.references.tags.map(({ commit }) => commit),
    );
  }

  /**
   * Says what a commit is that is there.
   *
   * @throws {MissingObjectError} and {@linkcode BadObjectError}
   */
  readonly kindOf: (id: string) => Promise<CommitKind> = once(
    (id) => this.#classify(id),
  );

  async #classify(id: string): Promise<CommitKind> {
    if (this.#releases.has(id)) return { kind: "known" };
    const { store, layout, profile } = this.#scope;
    const commit = await store.commit(id);
    const version = claimedVersion(commit, profile.releaseSubject);
    if (version !== undefined) return await this.#untagged(id, version);
    const own = await this.#shownBy(commit.tree);
    const parents: { tree: string; shown: Shown }[] = [];
    for (const parent of commit.parents) {
      const { tree } = await store.commit(parent);
      parents.push({ tree, shown: await this.#shownBy(tree) });
    }
    const before = parents.length === 0
      ? [NOTHING]
      : parents.map((p) => p.shown);
    const problem = await this.#newHere(own, before);
    if (problem !== undefined) return this.#unproved(id, problem);
    const isKept = before.some((shown) =>
      shown.source === own.source && shown.archive === own.archive
    );
    if (isKept) return { kind: "known" };
    if (parents.length > 1) {
      return this.#unproved(
        id,
        "the merge's source and archive are those of none of its parents",
      );
    }
    if (before[0]?.source !== own.source) {
      return this.#unproved(id, `it changes ${layout.source}`);
    }
    const updateProblem = await archiveUpdateProblem(this.#scope, {
      before: parents[0]?.tree,
      after: commit.tree,
    });
    return updateProblem === undefined
      ? { kind: "known" }
      : this.#unproved(id, updateProblem);
  }

  #unproved(id: string, problem: string): CommitKind {
    this.#before ??= this.#listBefore();
    return { kind: this.#before.has(id) ? "before" : "unproved", problem };
  }

  /**
   * The history of the first releases, which no release comes before. What was
   * merged later is not in it, whatever its dates say.
   */
  #listBefore(): Set<string> {
    const { history } = this.#scope;
    const after = history.from(this.#releases);
    const first = [...this.#releases].filter((id) =>
      !history.commits.get(id)?.parents.some((parent) => after.has(parent))
    );
    return history.upTo(first);
  }

  /** A clone may lack the tag; the commit's own evidence proves it then. */
  async #untagged(id: string, version: string): Promise<CommitKind> {
    if (version === "") {
      return { kind: "forged", problem: "its subject names no version" };
    }
    const release = await auditRelease(
      { name: version, commit: id, target: "commit" },
      { ...this.#scope, onVerified: undefined },
    );
    const { verdict, checks } = release;
    if (verdict === "verified" || verdict === "verified-with-notes") {
      return { kind: "untagged", release };
    }
    const [problem = ""] = checks.filter(({ status }) =>
      status === "failed" || status === "unknown"
    ).map(describeCheck);
    return verdict === "not-proved"
      ? { kind: "lacking", release, problem }
      : { kind: "forged", problem };
  }

  /** What the commit brings that no parent has: look-alikes, attributes. */
  async #newHere(
    own: Shown,
    before: readonly Shown[],
  ): Promise<string | undefined> {
    const lookAlike = own.lookAlikes.find((path) =>
      !before.some(({ lookAlikes }) => lookAlikes.includes(path))
    );
    if (lookAlike !== undefined) {
      return `it adds ${lookAlike}, which some systems take for another path`;
    }
    for (const file of own.attributes) {
      const isKnown = before.some(({ attributes }) =>
        attributes.some(({ path, mode, id }) =>
          path === file.path && mode === file.mode && id === file.id
        )
      );
      const found = isKnown ? [] : await attributesIn(file, this.#scope.store);
      if (found.length > 0) {
        return `it adds attributes that change what git shows: ${
          found.slice(0, 10).join(", ")
        }`;
      }
    }
    return undefined;
  }

  readonly #shownBy = once(async (tree: string): Promise<Shown> => {
    const { store, layout, readLookAlikes } = this.#scope;
    const entry = async (path: string) => {
      const found = await store.at(tree, path);
      return found === undefined ? "" : `${found.mode} ${found.id}`;
    };
    return {
      source: await entry(layout.source),
      archive: await entry(layout.archive),
      lookAlikes: await readLookAlikes(tree),
      attributes: await findAttributes(tree, { store, layout }),
    };
  });
}

/**
 * The version that a commit claims to be a release of, as people read it.
 *
 * @returns "" where it claims to be one, and of no version that a tag can have;
 * undefined where it does not
 */
export function claimedVersion(
  { message }: CommitObject,
  subject: string,
): string | undefined {
  const first = message.split("\n", 1)[0] ?? "";
  if (first.startsWith(`${subject} `)) {
    const version = first.slice(subject.length + 1);
    return /^[0-9][0-9A-Za-z._+-]*$/.test(version) ? version : "";
  }
  const start = subject.toLowerCase();
  // A terminal writes what follows a control character over what is before it.
  const shown = shownAsSubject(message);
  const isHidden = /\p{Cc}/u.test(shown.replaceAll("\t", " "));
  const called = asRead(isHidden ? shown : message);
  const at = isHidden ? called.indexOf(start) : 0;
  const isCalled = called.startsWith(start, at) &&
    !/^\p{L}/u.test(called.slice(at + start.length));
  return isCalled || /^GPG check: OK\s*$/m.test(message) ? "" : undefined;
}

/** The first paragraph, which git shows as one line (pretty.c, format_subject). */
function shownAsSubject(message: string): string {
  const lines: string[] = [];
  for (const line of message.split("\n")) {
    let end = line.length; // a pattern for what ends a line may take its square
    while (end > 0 && " \t\r".includes(line.charAt(end - 1))) end -= 1;
    if (end > 0) lines.push(line.slice(0, end));
    else if (lines.length > 0) break;
  }
  return lines.join(" ");
}

/** A text as people read it, in lower case: "feat!:" and "feat(x):" are "feat:". */
function asRead(text: string): string {
  return text.normalize("NFKC")
    // Invisible characters are dropped, and every gap is one space.
    .replace(/[\p{Default_Ignorable_Code_Point}\u2800]+/gu, "")
    .replace(/[\p{Cc}\p{Cf}\p{Z}]+/gu, " ").trim().toLowerCase()
    .replace(/^(\w+) ?(?:\([^)]*\))?!? ?: ?/, "$1: ");
}
