// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The commits of one run, from the first to the move of the refs.
 *
 * @module
 */

import { OperationError } from "../errors.ts";
import { FastImport } from "../git/fast_import.ts";
import { moveRefs } from "../git/move.ts";
import { openQuarantine, type Quarantine } from "../git/quarantine.ts";
import type { RefChange } from "../git/refs.ts";
import { TAGS } from "../git/revision.ts";
import { openSigner, type Signer } from "../git/sign.ts";
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
import { BranchDraft, type DraftStart } from "./branch_draft.ts";
import {
  formatArchiveMessage,
  formatReleaseMessage,
  formatTagMessage,
} from "../record/message.ts";
import type { PlannedRelease } from "./plan.ts";
import { payloadSignature } from "../record/signature_choice.ts";

/**
 * What takes commits. They reach the repository all together, once they are
 * complete and signed.
 */
interface OpenImport extends AsyncDisposable {
  readonly quarantine: Quarantine;
  readonly into: FastImport;
  /** Undefined where nothing is to be signed. */
  readonly signer: Signer | undefined;
}

/** Upstream's state, and what is known of the commits to make. */
export interface RunContext extends Upstream {
  /** Versions of packages that upstream lists, or that were published. */
  readonly versions: ReadonlySet<string>;
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
  readonly #options: PublishSettings;
  readonly #upstream: RunContext;
  readonly #drafts = new Map<string, BranchDraft>();
  /** Where a series that starts at a release of this run begins, by version. */
  readonly #starts = new Map<string, DraftStart>();
  #import: Promise<OpenImport> | undefined;

  constructor(options: PublishSettings, upstream: RunContext) {
    this.#options = options;
    this.#upstream = upstream;
    this.mainTip = upstream.existing.repository.branch.tip;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const opened = await this.#import?.catch(() => undefined);
    await opened?.[Symbol.asyncDispose]();
  }

  /** Starts git while the first release is fetched. */
  warmUp(): void {
    // The rejection surfaces where the import is awaited.
    this.#openImport()?.catch(() => {});
  }

  /** Archives new metadata, notes and key on the main branch. */
  async addArchive(): Promise<void> {
    await this.#draftOf(this.#upstream.existing.repository.branch.name);
  }

  /** The draft of a branch; a new one begins with the archive's commits. */
  async #draftOf(name: string, startsAt?: string): Promise<BranchDraft> {
    const known = this.#drafts.get(name);
    if (known !== undefined) return known;
    const { existing } = this.#upstream;
    const { branch, objectFormat } = existing.repository;
    const start = name === branch.name
      ? { ref: branch.ref, old: branch.value, tip: branch.tip }
      : await existing.startOfSeries(name, startsAt);
    const fork = start.tip === undefined
      ? this.#starts.get(startsAt ?? "")
      : undefined;
    if (startsAt !== undefined && start.tip === undefined && !fork) {
      throw new OperationError("repository", {
        subject: name,
        problem: `the branch starts at release ${startsAt}, which has no tag ` +
          "here",
        hint: "Get the tags with: git fetch --tags",
      });
    }
    const entries = await existing.entries(start.tip);
    const files = new Map(entries.map((entry) => [entry.path, entry]));
    const draft = new BranchDraft(
      start,
      fork ?? { tip: start.tip, files },
      objectFormat,
    );
    this.#drafts.set(name, draft);
    await this.#archive(name, draft);
    return draft;
  }

  /** @returns undefined in a dry run */
  #openImport(): Promise<OpenImport> | undefined {
    const { dryRun, sign } = this.#options;
    if (dryRun === true) return undefined;
    const { repository } = this.#upstream.existing;
    const open = async () => {
      await using resources = new AsyncDisposableStack();
      const quarantine = resources.use(await openQuarantine(repository));
      const { git } = quarantine;
      const signer = sign ? openSigner(repository.git, git) : undefined;
      const into = resources.use(new FastImport(git, repository.objectFormat));
      const kept = resources.move();
      const dispose = () => kept.disposeAsync();
      return { quarantine, into, signer, [Symbol.asyncDispose]: dispose };
    };
    this.#import ??= open();
    return this.#import;
  }

  async #archive(branch: string, draft: BranchDraft): Promise<void> {
    const { metadata, existing: { layout } } = this.#upstream;
    const time = metadata.repomd.parsed.newestTimestamp;
    for (const set of archiveSets(this.#upstream, layout)) {
      const change = draft.compare(set.files, set.replaced);
      if (change.files.length === 0) continue;
      const message = formatArchiveMessage(set.subject, change.files);
      const commit = await draft.commit(
        change,
        message,
        this.#upstream.date(time),
        (await this.#openImport())?.into,
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
    const { series, tag } = planned;
    const { repository, layout } = this.#upstream.existing;
    const branch = series?.branch ?? repository.branch.name;
    const draft = await this.#draftOf(branch, series?.startsAt);
    const { rpm, tree } = release;
    const change = draft.compare(
      releaseFiles(release, layout),
      [`${layout.source}/`],
    );
    const { pages, versions } = this.#upstream;
    const notes = matchNotes(tag, pages, {
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
    const into = (await this.#openImport())?.into;
    const commit = await draft.commit(
      change,
      message,
      this.#upstream.date(rpm.info.buildTime.getTime() / 1000, {
        subject: `the signature of ${rpm.info.name} ${tag}`,
        time: payloadSignature(rpm).created,
      }),
      into,
    );
    if (this.#upstream.forks.has(tag)) {
      this.#starts.set(tag, draft.end);
    }
    const treeId = sourceTreeId(tree, repository.objectFormat);
    if (into !== undefined && commit !== undefined) {
      requireTree(
        await into.entry(commit, layout.source),
        treeId,
        layout.source,
      );
    }
    const published: PublishedRelease = {
      tag,
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

  /**
   * Moves all branches and tags together; the worktree is updated after that.
   *
   * @returns why the worktree could not be updated, if so
   * @throws {VerificationError} where `verify` would refuse what was made
   */
  async moveRefs(): Promise<OperationError | undefined> {
    const opened = await this.#import;
    if (opened === undefined) return undefined;
    const { quarantine, into, signer } = opened;
    await into.finish();
    const signed = new Map<string, string>();
    if (signer !== undefined) {
      for (const id of into.commits) signed.set(id, await signer.commit(id));
    }
    const final = (id: string) => signed.get(id) ?? id;
    const moved = this.#drafts.values().flatMap(({ change }) =>
      change === undefined ? [] : [{ ...change, new: final(change.new) }]
    ).toArray();
    const { releaseSubject } = this.#options.profile;
    const tags: RefChange[] = [];
    for (const { tag: name, commit } of this.released) {
      if (commit === undefined) continue;
      const message = formatTagMessage(releaseSubject, name);
      const spec = { name, message, commit: final(commit) };
      const id = await signer?.tag(spec) ?? spec.commit;
      tags.push({ ref: `${TAGS}${name}`, old: undefined, new: id });
    }
    const changes = [...moved, ...tags];
    const { repository } = this.#upstream.existing;
    if (this.#options.prove === true) {
      const { proveChanges } = await import("./prove.ts");
      const { objects } = quarantine;
      await proveChanges(repository, changes, objects, this.#options);
    }
    await quarantine.release();
    const what = this.released.map(({ tag }) => tag).join(", ") || "archive";
    const unfollowed = await moveRefs(
      repository,
      changes,
      { message: `neuron-publish: ${what}` },
    );
    const main = moved.find(({ ref }) => ref === repository.branch.ref);
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

/** Checks that git made the tree that was computed from the package. */
function requireTree(
  made: { readonly id: string } | undefined,
  expected: string,
  subject: string,
): void {
  if (made?.id === expected) return;
  throw new OperationError("git", {
    subject,
    problem: "git has made a different tree from the package's",
    expected,
    found: made?.id,
  });
}
