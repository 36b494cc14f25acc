// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * One run's commits, from the first to the moment they become visible.
 *
 * @module
 */

import { OperationError, VerificationError } from "../errors.ts";
import type { CommitName } from "../git/fast_import.ts";
import type { RefChange } from "../git/refs.ts";
import type { Repository } from "../git/repository.ts";
import { type Ambiguity, matchNotes } from "../notes/match.ts";
import { sourceTreeId } from "../source/tree.ts";
import { together } from "../together.ts";
import { archiveSets } from "../record/archive_sets.ts";
import type { Upstream } from "./consult.ts";
import type {
  ArchiveCommit,
  PublishedRelease,
  PublishOptions,
  PublishResult,
} from "./contract.ts";
import type { Dater } from "./dates.ts";
import type { VerifiedRelease } from "../record/evidence.ts";
import { Landing, type NewTag } from "./landing.ts";
import { fetchReleases } from "./fetch_releases.ts";
import type { Layout } from "../record/layout.ts";
import { Line, type LineStart } from "./line.ts";
import { formatArchiveMessage } from "../record/message.ts";
import type { PlannedRelease } from "./plan.ts";
import { releaseFiles, releaseMessage } from "./release_commit.ts";
import { UpToFailure, verifyReleases } from "./verify_releases.ts";

/** Upstream's state, and how to date commits. */
export interface SessionContext extends Upstream {
  /** Dates commits. */
  readonly date: Dater;
}

/** A branch, and what its ref holds until the commits land. */
interface BranchLine {
  readonly line: Line;
  readonly ref: string;
  readonly old: string | undefined;
}

/** One run's commits, from the first to the moment they become visible. */
export class Session {
  /** Commits to the archive; their ids are final once they have landed. */
  archived: readonly ArchiveCommit[] = [];
  /** Releases; the ids of their commits are final once they have landed. */
  released: readonly PublishedRelease[] = [];
  /** The main branch's tip: where it was, until the commits have landed. */
  mainTip: string | undefined;
  readonly #repository: Repository;
  readonly #layout: Layout;
  readonly #options: PublishOptions;
  readonly #upstream: SessionContext;
  readonly #lines = new Map<string, BranchLine>();
  /** Every commit, parents first. */
  readonly #commits: Promise<string>[] = [];
  /** Releases of this run that a series may start at. */
  #starts: ReadonlySet<string> = new Set();
  /** The line's end behind each of them, once it is there. */
  readonly #ends = new Map<string, LineStart>();
  #entries: Promise<LineStart["entries"]> | undefined;
  #landing: Promise<Landing> | undefined;

  constructor(
    repository: Repository,
    layout: Layout,
    options: PublishOptions,
    upstream: SessionContext,
  ) {
    this.#repository = repository;
    this.mainTip = repository.branch.tip;
    this.#layout = layout;
    this.#options = options;
    this.#upstream = upstream;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const landing = await this.#landing?.catch(() => undefined);
    await landing?.[Symbol.asyncDispose]();
  }

  /**
   * Verifies and commits the releases in order, and stops at the first that
   * does not hold. While git takes one in, the next two are verified.
   *
   * @returns the release that does not hold, where others before it do
   * @throws what is wrong with the first one; or with the repository or the
   * import: nothing can land then
   */
  async publishAll(
    releases: readonly PlannedRelease[],
  ): Promise<PublishResult["failure"]> {
    const { branch } = this.#repository;
    const { metadata, history } = this.#upstream;
    this.#starts = new Set(
      releases.flatMap(({ series }) => series?.startsAt ?? []),
    );
    if (releases.length === 0) {
      const isKnown = history.repomds.has(metadata.repomd.parsed.sha256);
      if (!isKnown) await this.#line(branch.name);
      return undefined;
    }
    // Asked now, and told when they are needed.
    this.#mainEntries().catch(() => {});
    if (this.#options.dryRun !== true) this.#openLanding().catch(() => {});
    const verified = new UpToFailure(
      verifyReleases(
        fetchReleases(releases, this.#options),
        { keyring: this.#upstream.keyring },
      ),
    );
    let committing = Promise.resolve();
    for await (const { planned, release } of verified) {
      const { made } = await this.#release(planned, release);
      made.catch(() => {}); // told where it is awaited
      await committing;
      committing = made;
    }
    await committing;
    if (!verified.hasFailed) return undefined;
    this.#options.signal?.throwIfAborted(); // nothing is to land then
    const { error } = verified;
    const isExpected = error instanceof VerificationError ||
      error instanceof OperationError;
    if (this.released.length === 0 || !isExpected) throw error;
    const failed = releases[this.released.length];
    return { version: failed?.version ?? "", error };
  }

  /** The line of a branch; a new one begins with the archive's commits. */
  async #line(
    name: string,
    startsAt?: string,
  ): Promise<Line> {
    const known = this.#lines.get(name);
    if (known !== undefined) return known.line;
    const { branch, objectFormat } = this.#repository;
    const { history } = this.#upstream;
    const start = name === branch.name
      ? { ref: branch.ref, old: branch.value, tip: branch.tip }
      : await history.startOfSeries(name, startsAt);
    const made = start.tip === undefined
      ? this.#ends.get(startsAt ?? "")
      : undefined;
    const line = new Line(
      made ?? {
        tip: start.tip,
        entries: await (name === branch.name
          ? this.#mainEntries()
          : history.entries(start.tip)),
      },
      {
        objectFormat,
        startImport: this.#options.dryRun === true
          ? undefined
          : async () => (await this.#openLanding()).import,
      },
    );
    this.#lines.set(name, { line, ref: start.ref, old: start.old });
    await this.#archive(name, line);
    return line;
  }

  /** What the main branch's tip holds of the folders that change. */
  #mainEntries(): Promise<LineStart["entries"]> {
    const { tip } = this.#repository.branch;
    this.#entries ??= this.#upstream.history.entries(tip);
    return this.#entries;
  }

  #openLanding(): Promise<Landing> {
    this.#landing ??= Landing.open(this.#repository, {
      sign: this.#options.sign ?? false,
    });
    return this.#landing;
  }

  async #archive(branch: string, line: Line): Promise<void> {
    const { metadata } = this.#upstream;
    const time = metadata.repomd.parsed.newestTimestamp;
    for (const set of archiveSets(this.#upstream, this.#layout)) {
      const change = line.compare(set.files, set.replaced);
      if (change.files.length === 0) continue;
      const message = formatArchiveMessage(set.subject, change.files);
      const made = await line.commit(
        change,
        message,
        this.#upstream.date(time),
      );
      if (made !== undefined) this.#commits.push(made.id);
      const commit = await made?.id;
      this.archived = [
        ...this.archived,
        { subject: set.subject, branch, commit, files: change.files },
      ];
    }
  }

  /** Tells git of a release; it is `made` once git has answered. */
  async #release(
    planned: PlannedRelease,
    release: VerifiedRelease,
  ): Promise<{ readonly made: Promise<void> }> {
    const { series, version } = planned;
    const branch = series?.branch ?? this.#repository.branch.name;
    const line = await this.#line(branch, series?.startsAt);
    const { rpm, tree } = release;
    const change = line.compare(
      releaseFiles(release, this.#layout),
      [`${this.#layout.source}/`],
    );
    const { pages, versions } = this.#upstream;
    const notes = matchNotes(version, pages, {
      known: versions,
      purpose: "message",
      onAmbiguous: (ambiguity) => this.#warnOf(ambiguity),
    });
    const message = releaseMessage(release, {
      profile: this.#options.profile,
      notes,
      files: change.files,
    });
    const made = await line.commit(
      change,
      message,
      this.#upstream.date(rpm.info.buildTime),
    );
    if (made !== undefined) this.#commits.push(made.id);
    if (this.#starts.has(version)) this.#ends.set(version, line.end);
    const treeId = sourceTreeId(tree, this.#repository.objectFormat);
    const finish = async () => {
      const [commit] = made === undefined
        ? []
        : await together(made.id, this.#checkTree(made.id, treeId));
      const published: PublishedRelease = {
        tag: version,
        branch,
        commit,
        tree: treeId,
        evidence: release,
        notes: notes && { source: notes.source, rule: notes.rule },
        files: change.files,
        message,
      };
      this.released = [...this.released, published];
      this.#options.onEvent?.({ kind: "verified", release: published });
    };
    return { made: finish() };
  }

  #warnOf({ source, spelled, versions }: Ambiguity): void {
    this.#options.onEvent?.({
      kind: "warning",
      text: `Release notes ${source}: ${spelled} may be any of ` +
        `${versions.join(", ")}, so none gets its notes`,
    });
  }

  /** git has to have made the tree that was computed from the package. */
  async #checkTree(commit: CommitName, expected: string): Promise<void> {
    const { source } = this.#layout;
    const landing = await this.#openLanding();
    const entry = await landing.import.entry(commit, source);
    if (entry?.id === expected) return;
    throw new OperationError("git", {
      subject: source,
      problem: "git has made another tree than the package holds",
      expected,
      ...(entry === undefined ? {} : { found: entry.id }),
    });
  }

  /**
   * Makes everything visible at once.
   *
   * @returns why the worktree could not follow its branch, where it could not
   */
  async land(): Promise<OperationError | undefined> {
    if (this.#landing === undefined) return undefined;
    const branches: RefChange[] = [];
    for (const { line, ref, old } of this.#lines.values()) {
      const tip = await line.tip;
      if (line.commits > 0 && tip !== undefined) {
        branches.push({ ref, old, new: tip });
      }
    }
    const tags = this.released.flatMap(({ tag, commit }): NewTag[] =>
      commit === undefined
        ? []
        : [{ name: tag, commit, message: this.#tagMessage(tag) }]
    );
    const what = this.released.map(({ tag }) => tag).join(", ") || "archive";
    const landing = await this.#landing;
    const landed = await landing.land({
      commits: await Promise.all(this.#commits),
      branches,
      tags,
      message: `neuron-publish: ${what}`,
    });
    const main = branches.find(({ ref }) =>
      ref === this.#repository.branch.ref
    );
    if (main !== undefined) this.mainTip = landed.final(main.new);
    const withFinal = <T extends { commit: string | undefined }>(made: T) =>
      made.commit === undefined
        ? made
        : { ...made, commit: landed.final(made.commit) };
    this.archived = this.archived.map(withFinal);
    this.released = this.released.map(withFinal);
    return landed.unfollowed;
  }

  /** "Neuron Driver 2.25.4.0", as the commit's subject without its kind. */
  #tagMessage(version: string): string {
    const subject = this.#options.profile.releaseSubject;
    return `${subject.replace(/^\w+: /, "")} ${version}\n`;
  }
}
