// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Where releases are: on the main branch, or as backports on their series. A
 * release above the newest one on main, which main does not have, means that
 * main was set back.
 *
 * @module
 */

import { compareReleases, seriesBranch } from "../record/versions.ts";
import { type Check, Checklist } from "./checks.ts";
import { listPaths } from "./diff.ts";
import type { History } from "./history.ts";
import type { Branch, References, ReleaseTag } from "./refs.ts";

/** Where releases are among the branches of a clone. */
export class Order {
  readonly #references: References;
  readonly #remedy: string | undefined;
  readonly #history: History;
  /** The main branch, here and at remotes, by tip. */
  readonly #mains: ReadonlyMap<string, ReadonlySet<string>>;
  /** Versions of the releases on main, here or at a remote. */
  readonly #onMain: readonly string[];

  /**
   * @param references tags and branches
   * @param history their commits
   * @param remedy how to get what this clone was made without; undefined for
   * a full clone
   */
  constructor(
    references: References,
    history: History,
    remedy: string | undefined,
  ) {
    this.#references = references;
    this.#history = history;
    this.#remedy = remedy;
    // Not for every branch: there may be thousands of each.
    const tips = references.branches.filter((branch) => this.#isMain(branch))
      .map(({ tip }) => tip);
    this.#mains = new Map(
      [...new Set(tips)].map((tip) => [tip, history.upTo([tip])]),
    );
    this.#onMain = references.tags.filter(({ commit }) =>
      [...this.#mains.values()].some((commits) => commits.has(commit))
    ).map(({ name }) => name);
  }

  #isMain({ own }: Branch): boolean {
    return own === this.#references.main;
  }

  /**
   * The check of one release's place.
   *
   * @param tag the release
   * @param epochs epochs by version, as the release's own metadata lists them;
   * a version that is not there has epoch 0
   */
  check(
    tag: ReleaseTag,
    epochs: ReadonlyMap<string, number>,
  ): readonly Check[] {
    const checklist = new Checklist();
    const { main } = this.#references;
    const { name, commit } = tag;
    const { branches } = this.#references;
    const mains = branches.filter((branch) => this.#isMain(branch));
    const onMain = mains.filter(({ tip }) =>
      this.#mains.get(tip)?.has(commit) === true
    );
    const local = onMain.find(({ isRemote }) => !isRemote);
    const hasLocal = mains.some(({ isRemote }) => !isRemote);
    if (local !== undefined || onMain.length > 0 && !hasLocal) {
      checklist.ok("branch", commit, `on ${main}`);
      return checklist.checks;
    }
    if (onMain[0] !== undefined) {
      checklist.note("branch", commit, {
        problem: `only ${onMain[0].name} has the commit; ${main} is behind`,
      });
      return checklist.checks;
    }
    const after = this.#history.from([commit]);
    const on = branches.filter(({ tip }) => after.has(tip));
    const series = seriesBranch(name);
    const own = on.find((line) => line.own === series);
    const compare = (a: string, b: string) =>
      compareReleases(
        { epoch: epochs.get(a) ?? 0, version: a },
        { epoch: epochs.get(b) ?? 0, version: b },
      );
    const newest = this.#onMain.toSorted(compare).at(-1);
    const isBackport = newest !== undefined && compare(name, newest) < 0;
    if (own !== undefined && (isBackport || series.endsWith(".x"))) {
      checklist.ok("branch", commit, `on ${own.name}`);
      return checklist.checks;
    }
    const isCut = this.#remedy !== undefined &&
      (mains.length === 0 || on.length === 0 || this.#history.isCut(
        this.#history.upTo(branches.map(({ tip }) => tip)),
      ));
    if (isCut) {
      checklist.unknown("objects", commit, {
        problem: `no branch of this clone has the commit; get the rest with: ` +
          this.#remedy,
      });
    } else if (own !== undefined) {
      checklist.fail("branch", commit, {
        problem:
          `the release is newer than all on ${main}, which does not have ` +
          `it: ${main} was set back, or this is not a backport`,
        expected: `below ${newest ?? "a release"} on ${main}`,
        found: `${name} on ${own.name}`,
      });
    } else {
      checklist.fail("branch", commit, {
        problem: `neither ${main} nor the release's series has the commit`,
        expected: `on ${main} or ${series}`,
        found: listPaths(on.map(({ name }) => name)) || "on no branch",
      });
    }
    return checklist.checks;
  }
}
