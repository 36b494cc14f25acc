// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Sending what was published: to the primary remote, then to its mirrors.
 *
 * Every push offers everything, and git sends what is missing. So each push
 * also sends what an earlier one could not; nothing about the remotes is
 * stored.
 *
 * @module
 */

import { requireOptions } from "../arguments.ts";
import { requireContained } from "../git/containment.ts";
import { resolve } from "@std/path/resolve";
import { printableAddress } from "../address.ts";
import { messageOf, OperationError } from "../errors.ts";
import { type PushedRef, pushRefs, type RefToPush } from "../git/push.ts";
import { type CommitRef, isAncestor, listRefs } from "../git/refs.ts";
import {
  defaultRemote,
  namedRemote,
  type Remote,
  upstreamRef,
} from "../git/remote.ts";
import { openRepository, type Repository } from "../git/repository.ts";
import { HEADS, REMOTES, TAGS } from "../git/revision.ts";
import { isReleaseTag } from "../record/versions.ts";

/** Where to push to, and how. */
export interface PushTargets {
  /**
   * Name or address of the primary remote; by default the one that the branch
   * follows, else `origin`.
   */
  readonly remote?: string | undefined;
  /** Names or addresses of mirrors, in their order. */
  readonly mirrors?: readonly string[] | undefined;
  /** Push options for the primary remote's server: "skip-ci". */
  readonly pushOptions?: readonly string[] | undefined;
  /** File of the one private key to use with ssh. */
  readonly sshKey?: string | undefined;
}

/** What `push()` does, where, and by which means. */
export interface PushOptions extends PushTargets {
  /** A directory of the data repository. */
  readonly repo: string;
  /** Ask the remotes what they hold, but send nothing. */
  readonly dryRun?: boolean | undefined;
  /** Environment for git; the process's by default. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Called when a remote is done. */
  readonly onEvent?: ((event: PushEvent) => void) | undefined;
  /** Stops the run; a remote has everything or nothing then. */
  readonly signal?: AbortSignal | undefined;
}

/** Something that happens during a push. */
export interface PushEvent {
  /** The kind of event. */
  readonly kind: "remote";
  /** The remote that is done. */
  readonly remote: PushedRemote;
}

/** What a push to one remote has done. */
export interface PushedRemote {
  /** The primary remote comes first and decides for the mirrors. */
  readonly role: "primary" | "mirror";
  /** The name in this repository's configuration, if it has one. */
  readonly name: string | undefined;
  /**
   * Where it goes, as `url.<base>.pushInsteadOf` and the like rewrite it, without
   * passwords and tokens.
   */
  readonly url: string;
  /**
   * "skipped": a mirror must not get ahead of a primary remote that refuses.
   */
  readonly status: "pushed" | "up-to-date" | "failed" | "skipped";
  /** Every ref that was offered and judged, in git's order. */
  readonly refs: readonly PushedRef[];
  /** Why nothing has moved there, where it failed. */
  readonly error: OperationError | undefined;
}

/** What a push has done. */
export interface PushResult {
  /** Whether nothing was to be sent. */
  readonly dryRun: boolean;
  /** The primary remote, then the mirrors. */
  readonly remotes: readonly PushedRemote[];
}

/**
 * Finds out, without asking any server, whether a push can be tried.
 *
 * @throws {OperationError} where there is no remote, or the key is no file
 * @throws {UsageError} where an address makes no sense
 */
export async function preparePush(options: PushOptions): Promise<void> {
  await route(await openRepository(options.repo, options), options);
}

/**
 * Pushes the branch, the branches `series/*` and the release tags that these
 * reach: to the primary remote, then to each mirror. Each takes all or nothing,
 * and never by force. A mirror that fails does not stop the others.
 *
 * @param options where and how
 * @returns what became of each remote; look at its `error`
 * @throws {OperationError} where nothing can be tried: no remote, no commit
 * @throws {UsageError} where an address makes no sense
 */
export async function push(options: PushOptions): Promise<PushResult> {
  requireOptions("push()", options, {
    repo: "needed",
    remote: "optional",
    mirrors: "optional",
    pushOptions: "optional",
    sshKey: "optional",
    dryRun: "optional",
    onEvent: "optional",
    env: "optional",
    signal: "optional",
  });
  const repository = await openRepository(options.repo, options);
  // git records what a remote has in refs and reflogs.
  await requireContained(repository);
  const { remotes, sshKey } = await route(repository, options);
  const primary = remotes[0]?.name ?? "origin";
  const offered = await refsToPush(repository, primary);
  const dryRun = options.dryRun ?? false;
  const done: PushedRemote[] = [];
  for (const remote of remotes) {
    const role = done.length === 0 ? "primary" : "mirror";
    // A mirror must not have what the primary may never accept.
    const isSkipped = done[0]?.error !== undefined;
    const pushOptions = role === "primary" ? options.pushOptions : undefined;
    const { url, refs, error } = isSkipped
      ? { url: remote.url, refs: [], error: undefined }
      : await pushRefs(repository.git, remote, offered, {
        pushOptions,
        sshKey,
        dryRun,
      });
    const isCurrent = refs.every(({ status }) => status === "unchanged");
    const status = isSkipped
      ? "skipped"
      : error !== undefined
      ? "failed"
      : isCurrent
      ? "up-to-date"
      : "pushed";
    const name = remote.name && printableAddress(remote.name); // it may be one
    const pushed = { role, name, url, status, refs, error } as const;
    done.push(pushed);
    options.onEvent?.({ kind: "remote", remote: pushed });
  }
  return { dryRun, remotes: done };
}

/** The primary remote, then the mirrors; and the key's absolute path. */
async function route(
  repository: Repository,
  { remote, mirrors = [], sshKey }: PushTargets,
): Promise<{ readonly remotes: readonly Remote[]; readonly sshKey?: string }> {
  const primary = remote === undefined
    ? defaultRemote(repository)
    : namedRemote(repository, remote);
  const others = mirrors.map((mirror) => namedRemote(repository, mirror));
  const remotes = [primary, ...others];
  if (sshKey === undefined) return { remotes };
  await refuseUnreadable(sshKey);
  return { remotes, sshKey: resolve(sshKey) };
}

/** ssh itself ignores a key that it cannot read. */
async function refuseUnreadable(path: string): Promise<void> {
  try {
    if ((await Deno.stat(path)).isFile) {
      using _file = await Deno.open(path);
      return;
    }
  } catch (cause) {
    throw new OperationError("disk", {
      subject: path,
      problem: "the ssh key cannot be read",
      found: messageOf(cause),
      cause,
    });
  }
  throw new OperationError("disk", {
    subject: path,
    problem: "the ssh key is not a file",
  });
}

/**
 * The branch, the series and the release tags on them. Other tags and branches
 * are not this program's.
 */
async function refsToPush(
  repository: Repository,
  primary: string,
): Promise<RefToPush[]> {
  const { branch, git } = repository;
  if (branch.tip === undefined) {
    throw new OperationError("repository", {
      subject: git.directory,
      problem: `${branch.name} has no commit yet, so there is nothing to push`,
      hint: "Run neuron-publish publish first",
    });
  }
  const tracking = `${REMOTES}${primary}/`;
  const refs = await listRefs(
    repository,
    TAGS,
    `${HEADS}series/`,
    `${tracking}series/`,
  );
  const branches: RefToPush[] = [
    { ref: upstreamRef(repository), id: branch.tip },
    ...await seriesBranches(repository, refs.values(), tracking),
  ];
  const reachable = new Set(
    (await git.text([
      "rev-list",
      "--end-of-options",
      ...branches.map(({ id }) => id),
    ])).split("\n"),
  );
  const tags = refs.values().filter(({ ref, commit }) =>
    ref.startsWith(TAGS) && isReleaseTag(ref.slice(TAGS.length)) &&
    reachable.has(commit)
  );
  return [...branches, ...tags];
}

/**
 * The series branches, local ones and those that a clone only has as
 * remote-tracking branches: a mirror may lack them.
 */
async function seriesBranches(
  repository: Repository,
  refs: Iterable<CommitRef>,
  tracking: string,
): Promise<RefToPush[]> {
  const tips = new Map<string, string>();
  for (const { ref, commit } of refs) {
    if (ref.startsWith(TAGS)) continue;
    const name = ref.startsWith(tracking)
      ? `${HEADS}${ref.slice(tracking.length)}`
      : ref;
    const other = tips.get(name);
    // Local comes first; what was fetched since counts where it is ahead.
    const isNewer = other === undefined ||
      await isAncestor(repository, other, commit);
    if (isNewer) tips.set(name, commit);
  }
  return [...tips].map(([ref, id]) => ({ ref, id }));
}
