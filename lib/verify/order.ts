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

import {
  compareReleases,
  isDevelopment,
  newestOfEachVersion,
  seriesBranch,
} from "../record/versions.ts";
import { listNames } from "../wording.ts";
import { Checklist } from "./checks.ts";
import { claimedVersion } from "./classify.ts";
import type { Scope } from "./context.ts";
import type { ReleaseTag } from "./refs.ts";

/** A release, with a tag or without. */
type ReleaseCommit = Pick<ReleaseTag, "name" | "commit" | "target">;

/** Makes the check of a release's place. */
export function placeCheck(
  scope: Scope,
): (release: ReleaseCommit, checklist: Checklist) => Promise<void> {
  const { references, history, store, profile, clone: { remedy } } = scope;
  const { main, branches, tags } = references;
  /** The main branch, here and at remotes. */
  const mains = branches.filter(({ own }) => own === main);
  // Not for every branch: there may be thousands of each.
  const commitsOf = new Map(
    [...new Set(mains.map(({ tip }) => tip))]
      .map((tip) => [tip, history.upTo([tip])]),
  );
  // A development build has no place between the others.
  const tagsOnMain = tags.filter(({ name, commit }) =>
    !isDevelopment(name) &&
    [...commitsOf.values()].some((commits) => commits.has(commit))
  );
  const tagged = new Set(tags.map(({ commit }) => commit));
  let untagged: readonly ReleaseCommit[] | undefined;
  /** Commits of main that call themselves releases and have no tag here. */
  const untaggedOnMain = () =>
    untagged ??= [
      ...new Set([...commitsOf.values()].flatMap((all) => [...all])),
    ]
      .filter((id) => !tagged.has(id))
      .flatMap((id): ReleaseCommit | [] => {
        const commit = history.commits.get(id);
        const name = commit && claimedVersion(commit, profile.releaseSubject);
        return name && !isDevelopment(name)
          ? { name, commit: id, target: "commit" }
          : [];
      });
  /** Of each version, as its own release's metadata lists it. */
  const epochs = new Map<string, number>();
  const learn = async (releases: readonly ReleaseCommit[]) => {
    for (const release of releases) {
      const { name } = release;
      if (!epochs.has(name)) epochs.set(name, await epochOf(release, scope));
    }
  };
  const hasLocal = mains.some(({ isRemote }) => !isRemote);

  return async (tag, checklist) => {
    const { name, commit } = tag;
    const onMain = mains.filter(({ tip }) => commitsOf.get(tip)?.has(commit));
    if (onMain.some(({ isRemote }) => !isRemote || !hasLocal)) {
      checklist.ok("branch", commit, `on ${main}`);
      return;
    }
    if (onMain[0] !== undefined) {
      checklist.note("branch", commit, {
        problem: `only ${onMain[0].name} has the commit; ${main} is behind`,
      });
      return;
    }
    const after = history.from([commit]);
    const on = branches.filter(({ tip }) => after.has(tip));
    const series = seriesBranch(name);
    const own = on.find((line) => line.own === series);
    await learn([tag, ...tagsOnMain]);
    const compare = (a: string, b: string) =>
      compareReleases(
        { epoch: epochs.get(a) ?? 0, version: a },
        { epoch: epochs.get(b) ?? 0, version: b },
      );
    const newest = tagsOnMain.map(({ name }) => name).toSorted(compare).at(-1);
    const isBackport = newest !== undefined && compare(name, newest) < 0;
    if (own !== undefined && (isBackport || series.endsWith(".x"))) {
      checklist.ok("branch", commit, `on ${own.name}`);
      return;
    }
    const isCut =
      remedy !== undefined && (mains.length === 0 || on.length === 0) ||
      history.isCut(history.upTo(branches.map(({ tip }) => tip)));
    if (isCut) {
      checklist.unknown("objects", commit, {
        problem: `no branch of this clone has the commit; ${store.remedy}`,
      });
    } else if (own !== undefined) {
      await learn(untaggedOnMain());
      const above = untaggedOnMain()
        .find((other) => compare(name, other.name) < 0);
      if (above === undefined) {
        checklist.fail("branch", commit, {
          problem:
            `the release is newer than all on ${main}, which does not have ` +
            `it: ${main} was set back, or this is not a backport`,
          expected: `below ${newest ?? "a release"} on ${main}`,
          found: `${name} on ${own.name}`,
        });
      } else {
        checklist.unknown("branch", commit, {
          problem:
            `no tag here leads to ${above.name} on ${main}, below which ` +
            "this would be a backport; get the tags with: git fetch --tags",
        });
      }
    } else {
      checklist.fail("branch", commit, {
        problem: `neither ${main} nor the release's series has the commit`,
        expected: `on ${main} or ${series}`,
        found: listNames(on.map(({ name }) => name)) || "on no branch",
      });
    }
  };
}

/**
 * The epoch of a release, as its own metadata lists it, which is compared with
 * the signed package; what metadata says of other releases nothing proves.
 *
 * @returns 0 where it is not listed
 */
async function epochOf(
  { name, commit, target }: ReleaseCommit,
  { store, layout, profile, readMetadata }: Scope,
): Promise<number> {
  if (target !== "commit") return 0;
  const known = await new Checklist().whereThere(async () =>
    await readMetadata(await store.directoryOf(commit, layout.archive))
  );
  const packages = known?.verified?.packages ?? [];
  return newestOfEachVersion({ packages, names: profile.packages })
    .get(name)?.epoch ?? 0;
}
