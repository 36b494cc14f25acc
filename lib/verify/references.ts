// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Tags, branches, and how history connects them.
 *
 * @module
 */

import { OperationError } from "../errors.ts";
import { listRefs } from "../git/refs.ts";
import type { Repository } from "../git/repository.ts";
import { isReleaseTag } from "../record/versions.ts";
import { compareVersions } from "../rpm/version.ts";

/** A tag whose name is that of a release. */
export interface ReleaseTag {
  readonly name: string;
  /** The id that the ref holds. */
  readonly id: string;
  /** The type of that object: `commit`, or `tag` for an annotated one. */
  readonly type: string;
  /** What an annotated tag leads to, else what the ref holds. */
  readonly commit: string;
  /** The type of what it leads to. */
  readonly target: string;
}

/** A branch and where it ends. */
export interface Line {
  /** Short name; of a remote's branch with the remote's name before it. */
  readonly name: string;
  readonly tip: string;
}

/** What a repository's refs say. */
export interface References {
  /** Lowest version first. */
  readonly tags: readonly ReleaseTag[];
  /** The branch that releases go to. */
  readonly branch: Line;
  /** The same branch as remotes had it when they were last asked. */
  readonly remotes: readonly Line[];
  /** Branches of backports, here or at a remote. */
  readonly series: readonly Line[];
}

/**
 * Reads all refs that matter to an audit.
 *
 * @throws {OperationError} "repository" where the branch has no commit
 */
export async function readReferences(
  repository: Repository,
): Promise<References> {
  const { branch } = repository;
  if (branch.tip === undefined) {
    throw new OperationError("repository", {
      subject: branch.name,
      problem: "the branch has no commit",
      hint: "check the releases' branch out, or name another repository with " +
        "--repo",
    });
  }
  const refs = await listRefs(repository, [
    "refs/tags",
    "refs/heads/series",
    "refs/remotes",
  ]);
  const tags: ReleaseTag[] = [];
  const remotes: Line[] = [];
  const series = new Map<string, Line>();
  for (const { ref, id, type, target } of refs) {
    const [, kind, name = ""] =
      /^refs\/(tags|heads|remotes)\/(.+)$/.exec(ref) ??
        [];
    if (kind === "tags") {
      if (!isReleaseTag(name)) continue;
      tags.push({ name, id, type, commit: target.id, target: target.type });
      continue;
    }
    if (type !== "commit") continue;
    const own = kind === "heads" ? name : name.replace(/^[^/]+\//, "");
    if (own === branch.name) remotes.push({ name, tip: id });
    // Local branches come first, and count more than a remote's.
    else if (own.startsWith("series/") && !series.has(own)) {
      series.set(own, { name, tip: id });
    }
  }
  return {
    tags: tags.sort((a, b) => compareVersions(a.name, b.name)),
    branch: { name: branch.name, tip: branch.tip },
    remotes,
    series: [...series.values()],
  };
}

/** Commits and their parents, as far as this clone's history goes. */
export class History {
  readonly #parents: ReadonlyMap<string, readonly string[]>;

  constructor(parents: ReadonlyMap<string, readonly string[]>) {
    this.#parents = parents;
  }

  /** The commits of some tips and all before them, in one question to git. */
  static async read(
    repository: Repository,
    tips: readonly string[],
  ): Promise<History> {
    if (tips.length === 0) return new History(new Map());
    const text = await repository.git.text(
      ["rev-list", "--parents", "--end-of-options", ...new Set(tips)],
    );
    return new History(
      new Map(
        text.split("\n").map((line) => {
          const [commit = "", ...parents] = line.split(" ");
          return [commit, parents];
        }),
      ),
    );
  }

  /** Whether a commit is among them. */
  has(commit: string): boolean {
    return this.#parents.has(commit);
  }

  /**
   * A tip and all before it.
   *
   * @param stops commits behind which not to look; they are part of the result
   */
  upTo(tip: string, stops: ReadonlySet<string> = new Set()): Set<string> {
    const found = new Set<string>([tip]);
    for (const commit of found) { // grows while it is walked
      if (stops.has(commit)) continue;
      for (const parent of this.#parents.get(commit) ?? []) found.add(parent);
    }
    return found;
  }
}
