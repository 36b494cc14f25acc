// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Compares upstream's verified metadata with the repository: what to publish,
 * and what a person must look at first. `check` and `publish` share it.
 *
 * @module
 */

import { OperationError, VerificationError } from "../errors.ts";
import type { Profile } from "../profile.ts";
import {
  compareReleases,
  isReleaseTag,
  newestOfEachVersion,
  seriesBranch,
} from "../record/versions.ts";
import type { PackageElsewhere, PrimaryPackage } from "../yum/primary.ts";
import type { VerifiedMetadata } from "../yum/metadata.ts";
import { formatNevra } from "../yum/primary_package.ts";
import { listNames } from "../wording.ts";
import { checkArchiveNames } from "./archive_names.ts";
import type { ExistingState } from "./existing_state.ts";
import { type Plan, type PlanInput, planReleases } from "./plan.ts";
import {
  comparePublished,
  type PublishedComparison,
  type Replaced,
} from "./published.ts";

/** What {@linkcode surveyUpstream} looks at. */
export interface SurveyInput
  extends Pick<PlanInput, "backports" | "versions" | "limit"> {
  readonly metadata: VerifiedMetadata;
  readonly profile: Profile;
  /** Names of the repository's tags. */
  readonly tags: Iterable<string>;
  /** The repository itself; undefined where there is only its address. */
  readonly clone: ExistingState | undefined;
  /** Called with each warning, one sentence. */
  readonly warn: (text: string) => void;
}

/** What there is to do, and how published releases compare. */
export interface Survey extends Plan {
  /** Undefined without a clone. */
  readonly comparison: PublishedComparison | undefined;
}

/**
 * Plans a publication, and refuses what somebody has to look at first. Where
 * versions are asked for, what is wrong with others is a warning.
 *
 * @throws {VerificationError} `E_CONTENT` where upstream lists other content
 * under a published version, `E_PATH` where a package cannot be archived under
 * its name
 * @throws {OperationError} where the packages are not where they used to be:
 * another architecture, other names; where a clone does not show whether a
 * backport is published
 */
export async function surveyUpstream(input: SurveyInput): Promise<Survey> {
  const { metadata, profile, tags, clone, versions, warn } = input;
  const { packages } = metadata;
  const names = profile.packages;
  /** Throws the error of a wanted version, and warns of the others. */
  const judge = <T extends { readonly version: string }>(
    found: readonly T[],
    describe: (items: readonly T[]) => Error,
  ) => {
    const wanted = versions.length === 0
      ? found
      : found.filter(({ version }) => versions.includes(version));
    if (wanted.length > 0) throw describe(wanted);
    if (found.length > 0) warn(describe(found).message);
  };
  const comparison = clone &&
    await comparePublished(clone, packages, names);
  judge(comparison?.replaced ?? [], replacedError);
  refuseNone(metadata, profile);
  judge(missedPackages(metadata), elsewhereError);
  const offered = newestOfEachVersion({ packages, names });
  const { untagged = [], taken = [] } = comparison ?? {};
  const inTheWay = taken.find((version) => versions.includes(version));
  if (inTheWay !== undefined) {
    throw new OperationError("repository", {
      subject: inTheWay,
      problem: "not published, since the tag is on something else",
      hint: `Rename that tag: git tag NAME ${inTheWay} && ` +
        `git tag --delete ${inTheWay}`,
    });
  }
  if (taken.length > 0) {
    warn(
      `Not published, since the tag is on something else: ${listNames(taken)}`,
    );
  }
  if (untagged.length > 0) {
    warn(
      `Not published again, though no tag here leads to it: ${
        listNames(untagged)
      }. The package is archived; get the tags with: git fetch --tags`,
    );
  }
  const plan = planReleases({
    ...input,
    packages: packages.filter(({ version }) => !taken.includes(version)),
    names,
    published: comparison?.releases ??
      [...tags].filter(isReleaseTag).map((version) => ({
        version,
        epoch: offered.get(version)?.epoch ?? 0,
      })),
  });
  const series = new Set<string>();
  for (
    const { branch, startsAt } of plan.releases.flatMap((r) => r.series ?? [])
  ) {
    if (series.has(branch)) continue;
    series.add(branch);
    await clone?.startOfSeries(branch, startsAt); // refuses what it cannot know
  }
  // What would go to main may be published on a series of the remote.
  const highest = comparison?.releases
    .find(({ version }) => version === plan.highest);
  for (const { tag, listed, series: own } of plan.releases) {
    const isBackport = highest !== undefined && own === undefined &&
      compareReleases(listed, highest) < 0;
    if (isBackport) await clone?.startOfSeries(seriesBranch(tag), undefined);
  }
  for (const { name, version } of plan.untaggable) {
    warn(
      `${name} ${version} is left out: the version cannot be the name of a tag`,
    );
  }
  const ofVersion = Map.groupBy(packages, ({ version }) => version);
  for (const { tag, listed } of plan.releases) {
    for (const other of ofVersion.get(tag) ?? []) {
      if (other === listed) continue;
      warn(
        `${formatNevra(other)} is left out: release ${tag} is ${
          formatNevra(listed)
        }`,
      );
    }
  }
  checkArchiveNames(plan.releases.map(({ listed }) => listed), {
    directory: clone?.layout.rpms ?? profile.archiveRpmFolder,
    files: await clone?.packages() ?? new Map(),
  });
  return { ...plan, comparison };
}

function replacedError(replaced: readonly Replaced[]): VerificationError {
  const [first, ...others] = replaced;
  const also = others.length === 0
    ? ""
    : ` (and under ${listNames(others.map(({ version }) => version))})`;
  return new VerificationError("E_CONTENT", {
    subject: first?.version ?? "",
    problem: `upstream lists other content under this published version${also}`,
    expected: first?.expected ?? "",
    found: first?.found ?? "",
    hint: "a published version never changes here. See what verify " +
      "--upstream says, ask the vendor, and tell the public; publish " +
      "--version publishes other releases meanwhile",
  });
}

function refuseNone(
  { packages, elsewhere }: VerifiedMetadata,
  profile: Profile,
): void {
  if (packages.length > 0 || elsewhere.length > 0) return;
  throw new OperationError("upstream", {
    subject: "primary.xml",
    problem: "upstream lists none of the driver's packages",
    expected: `a noarch package ${profile.packages.join(" or ")}`,
    hint: "look at the vendor's repository: if the package has a new name, " +
      "give it with --package, beside the old ones",
  });
}

/**
 * Packages for another architecture without a noarch package of the same name
 * or version.
 */
function missedPackages(
  { packages, elsewhere }: VerifiedMetadata,
): PackageElsewhere[] {
  const has = <K extends keyof PrimaryPackage>(key: K) =>
    new Set(packages.map((listed) => listed[key]));
  const [names, versions] = [has("name"), has("version")];
  return elsewhere.filter(({ name, version }) =>
    !names.has(name) || !versions.has(version)
  );
}

function elsewhereError(missed: readonly PackageElsewhere[]): OperationError {
  const unique = (key: keyof PackageElsewhere) => [
    ...new Set(missed.map((listed) => listed[key])),
  ];
  return new OperationError("upstream", {
    subject: `primary.xml: ${unique("name").join(", ")}`,
    problem: `version ${listNames(unique("version"))} is not listed for noarch`,
    expected: "noarch",
    found: listNames(unique("arch")),
    hint: "the vendor has changed how it packs, and that needs a newer " +
      "neuron-publish. publish --version publishes other releases meanwhile",
  });
}
