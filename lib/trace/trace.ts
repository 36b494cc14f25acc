// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Finds the signed package that first shipped a line of source, with the proof.
 *
 * All releases up to the one in question are proved as `verify` does, because
 * "first" is a statement about the earlier ones, too. git's own blame then
 * finds the commit that a line came in with. The answer is the first of the
 * proved releases that has that commit in its history and that line in its
 * package. Both rely on git's walk through the history, so that nothing may
 * hide a part of it: the clone is not shallow, and git fsck finds nothing.
 *
 * @module
 */

import { requireOptions } from "../arguments.ts";
import { UsageError, VerificationError } from "../errors.ts";
import { AWS_NEURON } from "../profile.ts";
import type { VerifiedRelease } from "../record/evidence.ts";
import {
  type FileEvidence,
  listFileEvidence,
} from "../record/file_evidence.ts";
import { layoutOf } from "../record/layout.ts";
import { together } from "../together.ts";
import type { ReleaseAudit } from "../verify/contract.ts";
import {
  type ProgressEvent,
  type ProofOptions,
  type ProvenRelease,
  proveReleases,
} from "../verify/proven_release.ts";
import { type Clone, openClone } from "../verify/repository.ts";
import { blame, type LineRange } from "./blame.ts";
import { readReleaseChain } from "./release_chain.ts";
import { checkObjects, refuseShallow } from "./sound_history.ts";

/** What to trace, and by which means. */
export interface TraceOptions extends Omit<ProofOptions, "version"> {
  /** The file: below the source directory, or with that directory's name. */
  readonly path: string;
  /** First and last line, from 1; the whole file where absent. */
  readonly lines?: LineRange | undefined;
  /** The release to start at; the newest of the current branch by default. */
  readonly release?: string | undefined;
  /** Called with the progress. */
  readonly onEvent?: ((event: ProgressEvent) => void) | undefined;
}

/** Lines next to each other that came in with one release. */
export interface TracedLines extends LineRange {
  /** The lines, without their ends. */
  readonly text: readonly string[];
  /** Tag of the release that first shipped them. */
  readonly release: string;
}

/** A release that shipped the file, with the evidence for it. */
export interface TracedRelease {
  /** What was checked of it. */
  readonly audit: ReleaseAudit;
  /** The verified package and its source. */
  readonly evidence: VerifiedRelease;
  /** The file in it; undefined where this release removed it. */
  readonly file: FileEvidence | undefined;
  /** What this release did to the file; undefined where lines were traced. */
  readonly change: "added" | "changed" | "removed" | undefined;
}

/** Where a file or some of its lines come from. */
export interface Trace {
  /** The file, from the repository's root: `src/neuron_dma.c`. */
  readonly path: string;
  /** The release that was asked about. */
  readonly release: string;
  /** Each line's origin; undefined for a whole file. */
  readonly lines: readonly TracedLines[] | undefined;
  /** Releases with their evidence, the oldest first. */
  readonly releases: readonly TracedRelease[];
}

/** Far more lines than a file of source has. */
const MAX_LINE = 9_999_999;

/** git would turn them round, or say in its own words that there are none. */
function requireRange({ first, last }: LineRange): void {
  if (first >= 1 && last >= first && last <= MAX_LINE) return;
  throw new UsageError(
    `Lines ${first}${last === first ? "" : `-${last}`} make no range`,
    `count from 1, the lower number first, to ${MAX_LINE} at most`,
  );
}

/**
 * Traces a file, or lines of it, to the packages that shipped it.
 *
 * @throws {VerificationError} where a release on the way does not verify, an
 * object is not what its id says, or no proved release shipped the file
 * @throws {UsageError} for lines that the file does not have, or an unknown tag
 * @throws {OperationError} for a shallow clone, and where git or the state of
 * the clone prevents it
 */
export async function trace(options: TraceOptions): Promise<Trace> {
  requireOptions("trace()", options, {
    repo: "needed",
    path: "needed",
    lines: "optional",
    release: "optional",
    onEvent: "optional",
    profile: "optional",
    keyFile: "optional",
    env: "optional",
    signal: "optional",
  });
  const { profile = AWS_NEURON } = options;
  const { source } = layoutOf(profile);
  const path = pathBelow(source, options.path);
  if (options.lines !== undefined) requireRange(options.lines);
  const clone = await openClone(options.repo, options);
  refuseShallow(clone, options.repo);
  const chain = await readReleaseChain(clone, options.release);
  const [releases] = await together(
    proveReleases(clone, chain.tags, options),
    checkObjects(clone, options.repo),
  );
  const proved = releases.map((release) => new ProvedRelease(clone, release));
  const newest = proved.at(-1);
  if (newest === undefined) throw new TypeError("a chain without releases");
  const found = { path, source, proved, newest };
  if (newest.files.get(path) === undefined) throw notShipped(found);
  const { lines } = options;
  const about = { path: `${source}/${path}`, release: newest.tag };
  if (lines === undefined) {
    return { ...about, lines, releases: wholeFile(found) };
  }
  const ours = newest.lines(path);
  if (lines.last > ours.length) {
    throw new UsageError(
      `${path} has ${ours.length} lines in ${newest.tag}, not ${lines.last}`,
      `name lines from 1 to ${ours.length}`,
    );
  }
  const origins = await blame(clone, {
    commit: newest.evidence.audit.commit,
    path: `${source}/${path}`,
    lines,
  });
  const traced: TracedLines[] = [];
  const bringing = new Map<ProvedRelease, TracedRelease>();
  for (const { line, commit, path: former } of origins) {
    const text = ours[line - 1] ?? "";
    const pathWith = (release: ProvedRelease) =>
      [path, pathIn(source, former)]
        .find((one) => release.lines(one).includes(text));
    const first = proved.slice(chain.firstWith(commit))
      .find((release) => pathWith(release) !== undefined) ?? newest;
    bringing.set(first, first.traced(pathWith(first) ?? path, undefined));
    const last = traced.at(-1);
    if (last?.release === first.tag) {
      traced.pop();
      traced.push({ ...last, last: line, text: [...last.text, text] });
    } else {
      const { tag } = first;
      traced.push({ first: line, last: line, text: [text], release: tag });
    }
  }
  return {
    ...about,
    lines: traced,
    releases: proved.flatMap((release) => bringing.get(release) ?? []),
  };
}

/** A release of the chain that was proved, with its files at hand. */
class ProvedRelease {
  readonly tag: string;
  readonly evidence: ProvenRelease;
  readonly files: ReadonlyMap<string, FileEvidence>;
  readonly #lines = new Map<string, readonly string[]>();

  constructor(clone: Clone, evidence: ProvenRelease) {
    this.tag = evidence.audit.tag;
    this.evidence = evidence;
    this.files = new Map(
      listFileEvidence(evidence.rpm, evidence.tree, clone.objectFormat)
        .map((file) => [file.path, file]),
    );
  }

  /** Lines without their ends; none where the release lacks the file. */
  lines(path: string): readonly string[] {
    const known = this.#lines.get(path);
    if (known !== undefined) return known;
    const file = this.evidence.tree.files.find((one) => one.path === path);
    const lines = new TextDecoder().decode(file?.content).split("\n");
    if (lines.at(-1) === "") lines.pop();
    this.#lines.set(path, lines);
    return lines;
  }

  traced(path: string, change: TracedRelease["change"]): TracedRelease {
    const { evidence, files } = this;
    return { audit: evidence.audit, evidence, file: files.get(path), change };
  }
}

interface Found {
  readonly path: string;
  readonly source: string;
  readonly proved: readonly ProvedRelease[];
  readonly newest: ProvedRelease;
}

/** Every release that changed the file's content or mode, the oldest first. */
function wholeFile({ proved, path }: Found): TracedRelease[] {
  const releases: TracedRelease[] = [];
  let before: FileEvidence | undefined;
  for (const release of proved) {
    const file = release.files.get(path);
    if (file?.blob === before?.blob && file?.mode === before?.mode) continue;
    const change = before === undefined
      ? "added"
      : file === undefined
      ? "removed"
      : "changed";
    releases.push(release.traced(path, change));
    before = file;
  }
  return releases;
}

/** Says which releases have the file, if any has. */
function notShipped({ path, source, proved, newest }: Found): Error {
  const colon = path.indexOf(":");
  if (colon >= 0) {
    return new UsageError(
      `${JSON.stringify(path.slice(colon + 1))} names no lines`,
      "write PATH:LINE or PATH:FIRST-LAST, with lines counted from 1",
    );
  }
  const below = [...newest.files.keys()].sort()
    .filter((name) => name.startsWith(`${path}/`));
  if (below.length > 0) {
    return new UsageError(
      `${source}/${path} is a directory`,
      `name one of its ${below.length} files, such as ${source}/${below[0]}`,
    );
  }
  const last = proved.findLast(({ files }) => files.has(path));
  if (last !== undefined) {
    return new UsageError(
      `${source}/${path} is not in ${newest.tag}; ${last.tag} was the last ` +
        "release with it",
      `add --release ${last.tag}`,
    );
  }
  return new VerificationError("E_CONTENT", {
    subject: `${source}/${path}`,
    problem: `no proved release up to ${newest.tag} shipped this file`,
    hint:
      "Check the spelling; a file of the publisher's own has no signed package",
  });
}

/**
 * @returns the path below the source directory
 * @throws {UsageError} for what leads out of it, or to it
 */
function pathBelow(source: string, path: string): string {
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  const below = pathIn(source, parts.join("/"));
  const isOutside = path.startsWith("/") || parts.includes("..");
  if (!isOutside && below !== "" && below !== source) return below;
  throw new UsageError(
    `${JSON.stringify(path)} is not a file below ${source}/`,
    `write it as in ${source}/Makefile, from the repository's top`,
  );
}

function pathIn(source: string, path: string): string {
  return path.startsWith(`${source}/`) ? path.slice(source.length + 1) : path;
}
