// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The commits of one run, from the first to the move of the refs.
 *
 * @module
 */

import { OperationError } from "../errors.ts";
import { moveRefs } from "../git/move.ts";
import type { RefChange } from "../git/refs.ts";
import type { Repository } from "../git/repository.ts";
import { matchNotes } from "../notes/match.ts";
import { sourceTreeId } from "../source/tree.ts";
import { archiveSets, releaseFiles } from "../record/archive_sets.ts";
import type { Upstream } from "./consult.ts";
import type {
  ArchiveCommit,
  PublishedRelease,
  PublishSettings,
} from "./contract.ts";
import type { Dater } from "./dates.ts";
import type { VerifiedRelease } from "../record/evidence.ts";
import type { Layout } from "../record/layout.ts";
import { BranchDraft, type DraftStart } from "./branch_draft.ts";
import {
  formatArchiveMessage,
  formatReleaseMessage,
  formatTagMessage,
} from "../record/message.ts";
import type { PlannedRelease } from "./plan.ts";
import { payloadSignature } from "../record/signature_choice.ts";
import { type NewTag, QuarantinedImport } from "./quarantined_import.ts";

/** Upstream's state, and what is known of the commits to make. */
export interface RunContext extends Upstream {
  /** Versions at which a series of this run may start. */
  readonly forks: ReadonlySet<string>;
  /** Dates commits. */
  readonly date: Dater;
}

/** The commits of one run. Disposing of it removes what no ref leads to. */
export class PublishRun implements AsyncDisposable {
  /** Commits to the archive; their ids are final once the refs have moved. */
  archived: readonly ArchiveCommit[] = [];
  /** Releases that git has; their ids are final once the refs have moved. */
  released: readonly PublishedRelease[] = [];
  /** The main branch's tip, the old one until the refs have moved. */
  mainTip: string | undefined;
  readonly #repository: Repository;
  readonly #layout: Layout;
  readonly #options: PublishSettings;
  readonly #upstream: RunContext;
  readonly #drafts = new Map<string, BranchDraft>();
  /** The state of a draft behind each fork. */
  readonly #ends = new Map<string, DraftStart>();
  #import: Promise<QuarantinedImport> | undefined;

  constructor(
    repository: Repository,
    layout: Layout,
    options: PublishSettings,
    upstream: RunContext,
  ) {
    this.#repository = repository;
    this.mainTip = repository.branch.tip;
    this.#layout = layout;
    this.#options = options;
    this.#upstream = upstream;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const opened = await this.#import?.catch(() => undefined);
    await opened?.[Symbol.asyncDispose]();
  }

  /** Starts git while the first release is fetched. */
  warmUp(): void {
    // The rejection surfaces where the import is awaited.
    if (this.#options.dryRun !== true) this.#openImport().catch(() => {});
  }

  /** Archives new metadata, notes and key on the main branch. */
  async addArchive(): Promise<void> {
    await this.#draftOf(this.#repository.branch.name);
  }

  /** The draft of a branch; a new one begins with the archive's commits. */
  async #draftOf(name: string, startsAt?: string): Promise<BranchDraft> {
    const known = this.#drafts.get(name);
    if (known !== undefined) return known;
    const { branch, objectFormat } = this.#repository;
    const { existing } = this.#upstream;
    const start = name === branch.name
      ? { ref: branch.ref, old: branch.value, tip: branch.tip }
      : existing.startOfSeries(name, startsAt);
    const made = start.tip === undefined
      ? this.#ends.get(startsAt ?? "")
      : undefined;
    const draft = new BranchDraft(
      start,
      made ?? {
        tip: start.tip,
        entries: await existing.entries(start.tip),
      },
      {
        objectFormat,
        startImport: this.#options.dryRun === true
          ? undefined
          : async () => (await this.#openImport()).import,
      },
    );
    this.#drafts.set(name, draft);
    await this.#archive(name, draft);
    return draft;
  }

  #openImport(): Promise<QuarantinedImport> {
    this.#import ??= QuarantinedImport.open(this.#repository, {
      sign: this.#options.sign ?? false,
    });
    return this.#import;
  }

  async #archive(branch: string, draft: BranchDraft): Promise<void> {
    const { metadata } = this.#upstream;
    const time = metadata.repomd.parsed.newestTimestamp;
    for (const set of archiveSets(this.#upstream, this.#layout)) {
      const change = draft.compare(set.files, set.replaced);
      if (change.files.length === 0) continue;
      const message = formatArchiveMessage(set.subject, change.files);
      const commit = await draft.commit(
        change,
        message,
        this.#upstream.date(time),
      );
      this.archived = [
        ...this.archived,
        { subject: set.subject, branch, commit, files: change.files },
      ];
    }
  }

  /** Writes a release to git, and checks what git has made of it. */
  async addRelease(
    planned: PlannedRelease,
    release: VerifiedRelease,
  ): Promise<void> {
    const { series, version } = planned;
    const branch = series?.branch ?? this.#repository.branch.name;
    const draft = await this.#draftOf(branch, series?.startsAt);
    const { rpm, tree } = release;
    const change = draft.compare(
      releaseFiles(release, this.#layout),
      [`${this.#layout.source}/`],
    );
    const { pages, versions } = this.#upstream;
    const notes = matchNotes(version, pages, {
      known: versions,
      purpose: "message",
      onAmbiguous: ({ source, spelled, versions }) =>
        this.#options.onEvent?.({
          kind: "warning",
          text: `Release notes ${source}: ${spelled} may be any of ` +
            `${versions.join(", ")}, so none gets its notes`,
        }),
    });
    const message = formatReleaseMessage(release, {
      profile: this.#options.profile,
      notes,
      files: change.files,
    });
    const commit = await draft.commit(
      change,
      message,
      this.#upstream.date(rpm.info.buildTime.getTime() / 1000, {
        subject: `the signature of ${rpm.info.name} ${version}`,
        time: payloadSignature(rpm).created,
      }),
    );
    if (this.#upstream.forks.has(version)) this.#ends.set(version, draft.end);
    const treeId = sourceTreeId(tree, this.#repository.objectFormat);
    if (commit !== undefined) await this.#checkTree(commit, treeId);
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
    this.#options.onEvent?.({ kind: "release", release: published });
  }

  /** Checks that git made the tree that was computed from the package. */
  async #checkTree(commit: string, expected: string): Promise<void> {
    const { source } = this.#layout;
    const { import: target } = await this.#openImport();
    const entry = await target.entry(commit, source);
    if (entry?.id === expected) return;
    throw new OperationError("git", {
      subject: source,
      problem: "git has made a different tree from the package's",
      expected,
      found: entry?.id,
    });
  }

  /**
   * Moves all branches and tags together; the worktree is updated after that.
   *
   * @returns why the worktree could not be updated, if so
   * @throws {VerificationError} where `verify` would refuse what was made
   */
  async moveRefs(): Promise<OperationError | undefined> {
    if (this.#import === undefined) return undefined;
    const branches: RefChange[] = [];
    for (const draft of this.#drafts.values()) {
      const { tip } = draft;
      if (draft.commits > 0 && tip !== undefined) {
        branches.push({ ...draft.branch, new: tip });
      }
    }
    const { releaseSubject } = this.#options.profile;
    const tags = this.released.flatMap(({ tag, commit }): NewTag[] =>
      commit === undefined ? [] : [{
        name: tag,
        commit,
        message: formatTagMessage(releaseSubject, tag),
      }]
    );
    const what = this.released.map(({ tag }) => tag).join(", ") || "archive";
    const opened = await this.#import;
    const imported = await opened.finish(tags);
    const { final } = imported;
    const moved = branches.map((change) => ({
      ...change,
      new: final(change.new),
    }));
    const changes = [...moved, ...imported.tags];
    if (this.#options.prove === true) {
      const { objects } = imported;
      const { proveChanges } = await import("./prove.ts");
      await proveChanges(
        this.#repository,
        { changes, objects },
        this.#options,
      );
    }
    await opened.release();
    const unfollowed = await moveRefs(
      this.#repository,
      changes,
      { message: `neuron-publish: ${what}` },
    );
    const main = moved.find(({ ref }) => ref === this.#repository.branch.ref);
    if (main !== undefined) this.mainTip = main.new;
    const withFinal = <T extends { commit: string | undefined }>(made: T) =>
      made.commit === undefined
        ? made
        : { ...made, commit: final(made.commit) };
    this.archived = this.archived.map(withFinal);
    this.released = this.released.map(withFinal);
    return unfollowed;
  }
}
