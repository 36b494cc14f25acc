// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * One run's commits, from the first to the moment they become visible.
 *
 * @module
 */

import { OperationError, VerificationError } from "../errors.ts";
import { type FastImport, startFastImport } from "../git/fast_import.ts";
import { moveRefs } from "../git/move.ts";
import type { RefChange } from "../git/refs.ts";
import type { Repository } from "../git/repository.ts";
import { type Ambiguity, matchNotes } from "../notes/match.ts";
import { sourceTreeId } from "../source/tree.ts";
import { VERSION } from "../version.ts";
import { fetchPackage } from "../yum/upstream.ts";
import { archiveSets } from "./archive.ts";
import type { Upstream } from "./consult.ts";
import type {
  ArchiveCommit,
  PublishedRelease,
  PublishOptions,
  PublishResult,
} from "./contract.ts";
import { type VerifiedRelease, verifyRelease } from "./evidence.ts";
import type { Layout } from "./layout.ts";
import { type Authorship, Line } from "./line.ts";
import { formatArchiveMessage, formatReleaseMessage } from "./message.ts";
import type { PlannedRelease } from "./plan.ts";
import { prefetch } from "./prefetch.ts";

/** Downloads that may be under way at once. */
const CONCURRENCY = 4;
/** Bytes of packages that may wait for verification. */
const MAX_WAITING = 128 * 1024 * 1024;

/** Upstream's state, and how to date commits. */
export interface SessionContext extends Upstream {
  /** Takes the time of a commit's content, in seconds since 1970. */
  readonly date: (time: number) => Authorship;
}

/** A branch, and what its ref holds until the commits land. */
interface BranchLine {
  readonly line: Line;
  readonly ref: string;
  readonly old: string | undefined;
}

/** One run's commits, from the first to the moment they become visible. */
export class Session {
  readonly archived: ArchiveCommit[] = [];
  readonly released: PublishedRelease[] = [];
  readonly #repository: Repository;
  readonly #layout: Layout;
  readonly #options: PublishOptions;
  readonly #upstream: SessionContext;
  readonly #lines = new Map<
    string,
    { line: Line; ref: string; old: string | undefined }
  >();
  #import: FastImport | undefined;

  constructor(
    repository: Repository,
    layout: Layout,
    options: PublishOptions,
    upstream: SessionContext,
  ) {
    this.#repository = repository;
    this.#layout = layout;
    this.#options = options;
    this.#upstream = upstream;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#import?.abort();
  }

  /** The main branch's tip, once its commits have landed. */
  get mainTip(): string | undefined {
    const { branch } = this.#repository;
    return this.#lines.get(branch.name)?.line.tip ?? branch.tip;
  }

  /**
   * Verifies and commits the releases in order, and stops at the first that
   * does not hold.
   *
   * @throws the error, where nothing was committed before it
   */
  async publishAll(
    releases: readonly PlannedRelease[],
  ): Promise<PublishResult["failure"]> {
    const { branch } = this.#repository;
    const { metadata, history } = this.#upstream;
    if (releases.length === 0) {
      const isKnown = history.repomds.has(metadata.repomd.parsed.sha256);
      if (!isKnown) await this.#line(branch.name);
      return undefined;
    }
    let current = releases[0];
    try {
      const fetched = prefetch(
        releases,
        (r, signal) => this.#fetch(r, signal),
        {
          concurrency: CONCURRENCY,
          maxBytes: MAX_WAITING,
          sizeOf: (release) => release.listed.size.package,
        },
      );
      for await (const { item, result } of fetched) {
        current = item;
        const release = await verifyRelease(result, item.listed, {
          keyring: this.#upstream.keyring,
        });
        await this.#release(item, release);
        current = releases[releases.indexOf(item) + 1];
      }
      return undefined;
    } catch (error) {
      const isExpected = error instanceof VerificationError ||
        error instanceof OperationError;
      if (this.released.length === 0 || !isExpected) throw error;
      return { version: current?.version ?? "", error };
    }
  }

  #fetch(
    release: PlannedRelease,
    signal: AbortSignal,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const { download, onEvent, profile } = this.#options;
    const outer = this.#options.signal;
    const { version, listed } = release;
    return fetchPackage(download, listed, {
      repoUrl: profile.repoUrl,
      signal: outer === undefined ? signal : AbortSignal.any([outer, signal]),
      onProgress: (received) =>
        onEvent?.({
          kind: "download",
          version,
          received,
          total: listed.size.package,
        }),
    });
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
      : await history.startOfSeries(name, startsAt, this.released);
    const line = new Line(
      { tip: start.tip, entries: await history.entries(start.tip) },
      {
        objectFormat,
        startImport: this.#options.dryRun === true
          ? undefined
          : () => this.#startImport(),
      },
    );
    this.#lines.set(name, { line, ref: start.ref, old: start.old });
    await this.#archive(name, line);
    return line;
  }

  #startImport(): FastImport {
    this.#import ??= startFastImport(this.#repository.git, {
      objectFormat: this.#repository.objectFormat,
      gitFolder: this.#repository.gitFolder,
    });
    return this.#import;
  }

  async #archive(branch: string, line: Line): Promise<void> {
    const { metadata } = this.#upstream;
    const time = metadata.repomd.parsed.newestTimestamp;
    for (const set of archiveSets(this.#upstream, this.#layout)) {
      const change = line.compare(set.files, set.replaced);
      if (change.files.length === 0) continue;
      const message = formatArchiveMessage(set.subject, change.files);
      const commit = await line.commit(
        change,
        message,
        this.#upstream.date(time),
      );
      const { subject } = set;
      this.archived.push({ subject, branch, commit, files: change.files });
    }
  }

  async #release(
    planned: PlannedRelease,
    release: VerifiedRelease,
  ): Promise<void> {
    const { series, version } = planned;
    const branch = series?.branch ?? this.#repository.branch.name;
    const line = await this.#line(branch, series?.startsAt);
    const { source, rpms } = this.#layout;
    const { filename, file, rpm, tree, listed } = release;
    const rpmPath = `${rpms}/${filename}`;
    const change = line.compare([
      ...tree.files.map((f) => ({ ...f, path: `${source}/${f.path}` })),
      { path: rpmPath, mode: "100644", content: file },
      {
        path: `${rpmPath}.${listed.checksum.type}`,
        mode: "100644",
        content: new TextEncoder().encode(listed.checksum.value),
      },
    ], [`${source}/`]);
    const { pages, versions } = this.#upstream;
    const notes = matchNotes(version, pages, {
      known: versions,
      purpose: "message",
      onAmbiguous: (ambiguity) => this.#warnOf(ambiguity),
    });
    const signature = rpm.signatures.find((s) => s.coversPayload) ??
      rpm.signatures[0];
    if (signature === undefined) throw new TypeError("verified, but unsigned");
    const message = formatReleaseMessage({
      subject: this.#options.profile.releaseSubject,
      info: rpm.info,
      filename,
      repoUrl: this.#options.profile.repoUrl,
      sha256: rpm.sha256,
      checksum: listed.checksum,
      contentSha256: rpm.contentSha256,
      signature,
      upstreamCommit: tree.upstreamCommit,
      notes,
      files: change.files,
      version: VERSION,
    });
    const commit = await line.commit(
      change,
      message,
      this.#upstream.date(rpm.info.buildTime),
    );
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
    this.released.push(published);
    this.#options.onEvent?.({ kind: "verified", release: published });
  }

  #warnOf({ source, spelled, versions }: Ambiguity): void {
    this.#options.onEvent?.({
      kind: "warning",
      text: `Release notes ${source}: ${spelled} may be any of ` +
        `${versions.join(", ")}, so none gets its notes`,
    });
  }

  /** git has to have made the tree that was computed from the package. */
  async #checkTree(commit: string, expected: string): Promise<void> {
    const { source } = this.#layout;
    const entry = await this.#startImport().entry(commit, source);
    if (entry?.id === expected) return;
    throw new OperationError("git", {
      subject: source,
      problem: "git has made another tree than the package holds",
      expected,
      ...(entry === undefined ? {} : { found: entry.id }),
    });
  }

  /** Makes everything visible at once. */
  async land(): Promise<void> {
    if (this.#import === undefined) return;
    await this.#import.finish();
    const branches = [...this.#lines.values()].flatMap(
      ({ line, ref, old }): RefChange[] =>
        line.commits === 0 || line.tip === undefined
          ? []
          : [{ ref, old, new: line.tip }],
    );
    const tags = this.released.flatMap(({ tag, commit }): RefChange[] =>
      commit === undefined
        ? []
        : [{ ref: `refs/tags/${tag}`, old: undefined, new: commit }]
    );
    const what = this.released.map(({ tag }) => tag).join(", ") || "archive";
    this.#options.signal?.throwIfAborted();
    await moveRefs(this.#repository, [...branches, ...tags], {
      message: `neuron-publish: ${what}`,
    });
  }
}
