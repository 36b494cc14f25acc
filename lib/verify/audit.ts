// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * A clone, proved again from itself alone: an inventory of the repository, its
 * refs, HEAD, every commit and the files at each tip, in which each item is
 * proved by something or is named as not proved.
 *
 * Nothing is written, anywhere, and no program but git is run.
 *
 * @module
 */

import { requireOptions } from "../arguments.ts";
import { UsageError } from "../errors.ts";
import { ObjectReader } from "../git/objects.ts";
import { createDownload } from "../http.ts";
import { AWS_NEURON } from "../profile.ts";
import { compareVersions } from "../rpm/version.ts";
import { type Check, Checklist, gravest, type Verdict } from "./checks.ts";
import type { Scope } from "./context.ts";
import type { AuditOptions, AuditResult, BranchAudit } from "./contract.ts";
import { checkWithGit } from "./fsck.ts";
import { auditHead, noteOtherWorktrees } from "./head.ts";
import { readTrees } from "./history.ts";
import { takeInventory } from "./inventory.ts";
import { auditLine } from "./line.ts";
import { type Line, openLines } from "./line_context.ts";
import { checkCompleteness, checkRedirections } from "./redirections.ts";
import { accountForRefs } from "./ref_audit.ts";
import { checkNames } from "./ref_names.ts";
import type { References, ReleaseTag } from "./refs.ts";
import { openClone } from "./repository.ts";
import { BadObjectError } from "./object_errors.ts";
import { refuseOtherKind } from "./other_kind.ts";
import { auditReleases, openScope, requireTags } from "./scope.ts";
import { auditUpstream } from "./upstream.ts";

/** Most commits of branches but the main one, counted for each of them. */
const MAX_VISITS = 5_000_000;

/**
 * Proves a clone.
 *
 * @param options which and how
 * @returns what was checked; look at `verdict`, and where upstream was asked
 * also at `upstream` and `upstreamError`
 * @throws {OperationError} where git or the repository's state stand in the way
 * @throws {VerificationError} where the key file that was given has no pinned
 * key, and where this is not a data repository
 * @throws {UsageError} where a tag is named that is not there, or is below
 * `since`
 */
export async function audit(options: AuditOptions): Promise<AuditResult> {
  requireOptions("audit()", options, {
    repo: "needed",
    versions: "optional",
    since: "optional",
    upstream: "optional",
    download: "optional",
    maxAge: "optional",
    now: "optional",
    onVerified: "optional",
    onEvent: "optional",
    profile: "optional",
    keyFile: "optional",
    env: "optional",
    signal: "optional",
  });
  const { repo, profile = AWS_NEURON, onEvent, signal } = options;
  const clone = await openClone(repo, options);
  const checklist = new Checklist();
  const inventory = await takeInventory(clone);
  // It takes about as long as our own work.
  const second: Promise<readonly Check[]> = inventory.excess === undefined
    ? checkWithGit(clone)
    : Promise.resolve([]);
  second.catch(() => {}); // awaited below
  await using reader = new ObjectReader(clone);
  const scope = await openScope(
    { clone, inventory, reader },
    { ...options, profile },
    checklist,
  );
  const { references, history, store } = scope;
  const tags = selectTags(scope, options);
  await refuseOtherKind(repo, scope, tags);
  onEvent?.({ kind: "plan", tags: tags.map(({ name }) => name) });
  const releases = await auditReleases(tags, scope, {
    signal,
    onRelease: (release) => onEvent?.({ kind: "release", release }),
  });
  await checkNames(scope, checklist);
  await checkRedirections(scope, checklist);
  const trees = [...history.commits.values()].map(({ tree }) => tree);
  await readTrees(store, trees, checklist);
  const lines = openLines(scope, releases);
  const main = mainLine(references);
  const branch = await auditLine(main, lines);
  const branches: BranchAudit[] = [];
  let visits = 0;
  for (const line of otherLines(references, main)) {
    const own = await auditLine(line, lines);
    branches.push(own);
    visits += own.commits;
    if (visits <= MAX_VISITS) continue;
    checklist.addObjectError(tooManyBranches());
    break;
  }
  const audits = [branch, ...branches];
  const head = await auditHead(lines, audits);
  await noteOtherWorktrees(clone, checklist);
  const known = { releases, branches: audits, checklist };
  const refs = accountForRefs(references, known);
  const answer = options.upstream === true
    ? await auditUpstream({
      download: options.download ?? createDownload(),
      options,
      scope,
      releases,
      tip: branch.tip,
    })
    : { upstream: undefined, upstreamError: undefined };
  checkCompleteness(scope, checklist);
  checklist.add(await second);
  const parts = {
    repository: {
      gitDirectory: clone.gitDirectory,
      worktree: clone.worktree,
      objectFormat: clone.objectFormat,
      commits: history.commits.size,
      objects: inventory.count,
      remedy: clone.remedy,
      ...checklist.outcome,
    },
    head,
    refs,
    releases,
    branch,
    branches,
  };
  return { verdict: overallVerdict(parts, options), ...parts, ...answer };
}

function selectTags(
  scope: Scope,
  { versions = [], since }: AuditOptions,
): readonly ReleaseTag[] {
  requireTags([...versions, ...(since === undefined ? [] : [since])], scope);
  const below = since === undefined
    ? undefined
    : versions.find((version) => compareVersions(version, since) < 0);
  if (below !== undefined) {
    throw new UsageError(
      `Release ${below} is below ${since}, where --since begins`,
      "leave out one of the two",
    );
  }
  return scope.references.tags.filter(({ name }) =>
    (versions.length === 0 || versions.includes(name)) &&
    (since === undefined || compareVersions(name, since) >= 0)
  );
}

/**
 * The main branch, local if it can be. A clone without it gets HEAD's commit in
 * its place, which the checks then say.
 */
function mainLine({ branches, main, head, tags }: References): Line {
  const found = branches.find(({ own }) => own === main);
  const tip = found?.tip ?? head.commit ?? tags.at(-1)?.commit ?? "";
  return {
    name: found?.name ?? (head.commit === undefined ? main : "HEAD"),
    tip,
    needsRelease: true,
  };
}

function tooManyBranches(): BadObjectError {
  return new BadObjectError("bounds", "the branches of the clone", {
    problem: "there are more, with longer histories, than can be looked at",
    expected: `at most ${MAX_VISITS} commits, counted for each branch`,
  });
}

/** The other branches, each tip once. */
function otherLines({ branches }: References, main: Line): Line[] {
  const known = new Set([main.tip]);
  const lines: Line[] = [];
  for (const { name, tip } of branches) {
    if (known.has(tip)) continue;
    known.add(tip);
    lines.push({ name, tip, needsRelease: false });
  }
  return lines;
}

/**
 * The most serious verdict on what was asked for. Where some releases were
 * named, everything else counts only where it failed.
 */
function overallVerdict(
  { repository, head, releases, branch, branches }: Pick<
    AuditResult,
    "repository" | "head" | "releases" | "branch" | "branches"
  >,
  { versions = [], since }: Pick<AuditOptions, "versions" | "since">,
): Verdict {
  const asked = releases.map(({ verdict }) => verdict);
  // A branch without any release is listed as not proved, and no more: nobody
  // took it for the driver's.
  const lines = branches.map(({ verdict, newest }) =>
    verdict === "not-proved" && newest === undefined
      ? "verified-with-notes"
      : verdict
  );
  const rest = [repository.verdict, head.verdict, branch.verdict, ...lines];
  const isSelection = versions.length > 0 || since !== undefined;
  return gravest([
    ...asked,
    ...rest.filter((verdict) => !isSelection || verdict === "failed"),
  ]);
}
