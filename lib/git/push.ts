// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Sending refs to another repository: all of them or none, and never by force.
 *
 * @module
 */

import { printableAddress } from "../address.ts";
import { OperationError } from "../errors.ts";
import type { Git } from "./git.ts";
import { remoteRefs } from "./ls_remote.ts";
import { sshCommandWithKey } from "./network.ts";
import { parsePushAnswer, type PushedRef } from "./push_answer.ts";
import { pushFailure, refusedTransport } from "./push_failure.ts";
import { protocolOf, pushAddresses, type Remote, rewritten } from "./remote.ts";
import { HEADS } from "./revision.ts";
import type { NetworkUse } from "./watch.ts";

export type { PushedRef } from "./push_answer.ts";

/** A ref to send. */
export interface RefToPush {
  /** Full name of the ref over there: "refs/heads/main". */
  readonly ref: string;
  /** The object that it is to hold. */
  readonly id: string;
}

/** How a push goes. */
export interface PushRefsOptions {
  /** Push options for the server: "skip-ci". */
  readonly pushOptions?: readonly string[] | undefined;
  /** Absolute path of the one private key to use with ssh. */
  readonly sshKey?: string | undefined;
  /** Ask the server what it holds, but send nothing. */
  readonly dryRun?: boolean;
  /** Milliseconds without progress after which the server counts as dead. */
  readonly silenceMs?: number | undefined;
}

/** What a push did. */
export interface PushOutcome {
  /** Where it went, as configuration rewrites it, without secrets. */
  readonly url: string;
  /** The refs in git's order; empty where the server was not reached. */
  readonly refs: readonly PushedRef[];
  /** Why the remote does not have all of them, or may not. */
  readonly error: OperationError | undefined;
}

/**
 * Pushes refs. git finds out what the other side has already. An error of this
 * remote is returned, not thrown, so that other remotes get their turn.
 *
 * @param git git in the repository
 * @param remote where to
 * @param refs every ref once; some thousands are fine, they go on the command
 * line
 * @throws the signal's reason, and {@linkcode UsageError} for an odd key path
 */
export async function pushRefs(
  git: Git,
  remote: Remote,
  refs: readonly RefToPush[],
  options: PushRefsOptions = {},
): Promise<PushOutcome> {
  const { sshKey } = options;
  let { url } = remote;
  const withKey = sshKey === undefined
    ? git
    : git.with({ GIT_SSH_COMMAND: sshCommandWithKey(sshKey) });
  try {
    const addresses = await pushAddresses(git, remote);
    url = addresses.map(printableAddress).join(", ");
    const to = { ...remote, url };
    return { url, ...await send(withKey, to, addresses, refs, options) };
  } catch (error) {
    git.throwIfStopped();
    if (!(error instanceof OperationError)) throw error;
    return { url, refs: [], error };
  }
}

async function send(
  git: Git,
  remote: Remote,
  addresses: readonly string[],
  refs: readonly RefToPush[],
  { pushOptions = [], dryRun = false, silenceMs }: PushRefsOptions,
): Promise<Omit<PushOutcome, "url">> {
  const { protocols } = remote;
  const isTaken = addresses.every((address) =>
    protocols.split(":").includes(protocolOf(address))
  );
  if (!isTaken) return { refs: [], error: refusedTransport(remote) };
  const network = {
    addresses: [...remote.addresses, ...addresses],
    rewritten: rewritten(remote, addresses),
    protocols,
    silenceMs,
  };
  const askAgain = () => statesOf(git, addresses, refs, network);
  const ran = await git.run([
    "push",
    "--porcelain",
    "--progress",
    "--atomic",
    // What configuration could add to a push.
    "--no-force",
    "--no-follow-tags",
    "--no-signed",
    "--no-verify",
    "--recurse-submodules=no",
    "--receive-pack=git-receive-pack",
    ...(dryRun ? ["--dry-run"] : []),
    ...pushOptions.map((option) => `--push-option=${option}`),
    "--",
    remote.target,
    ...refs.map(({ id, ref }) => `${id}:${ref}`),
  ], {
    network,
    okCodes: "any",
    subject: remote.url,
    stdoutLimit: MAX_ANSWER,
  }).catch(async (error) => {
    // Where nothing is to be sent, git sends a last packet to a server that may
    // have ended already, and then dies of SIGPIPE. What the remote has decides
    // then.
    const isBrokenPipe = error instanceof OperationError &&
      error.problem.endsWith("SIGPIPE");
    if (!isBrokenPipe) throw error;
    const found = await askAgain();
    const isComplete = found.length === refs.length * addresses.length;
    if (!isComplete || found.some(isElsewhere)) throw error;
    return undefined;
  });
  if (ran === undefined) {
    const answer = {
      status: "unchanged",
      reason: undefined,
      rejectedBy: undefined,
    } as const;
    return {
      refs: refs.map(({ ref }) => ({ ref, ...answer })),
      error: undefined,
    };
  }
  const { code, stdout, stderr, peer } = ran;
  const answer = parsePushAnswer(
    new TextDecoder().decode(stdout),
    refs.map(({ ref }) => ref),
    addresses.length,
  );
  const isTakenByAll = code === 0 && answer.misfit === undefined &&
    answer.refs.every(({ status }) => status !== "rejected");
  if (isTakenByAll) {
    const hasMoved = answer.refs.some(({ status }) => status !== "unchanged");
    const states = hasMoved && !dryRun ? await askAgain() : [];
    const differing = states.find(isElsewhere);
    return {
      refs: answer.refs,
      error: differing && disagreement(remote, differing),
    };
  }
  const isRefused = answer.misfit === undefined &&
    answer.refs.some(({ rejectedBy }) => rejectedBy === "server");
  return {
    refs: answer.refs,
    error: pushFailure({
      remote,
      addresses,
      answer,
      overtaken: isRefused
        ? await findOvertaken(git, await askAgain())
        : undefined,
      stderr,
      peer: peer ?? { isReached: false, capabilities: "" },
      objectFormat: await git.text(["rev-parse", "--show-object-format"]),
      hasPushOptions: pushOptions.length > 0,
    }),
  };
}

/** Most bytes of the answer, far more than lines for 10,000 releases take. */
const MAX_ANSWER = 16 * 1024 * 1024;

/** What was sent, and what a remote has there. */
interface RemoteState extends RefToPush {
  readonly there: string | undefined;
}

function isElsewhere({ id, there }: RemoteState): boolean {
  return id !== there;
}

/**
 * What the places that a push goes to have for each ref now. Servers that
 * cannot be asked, since they only take, give nothing.
 */
async function statesOf(
  git: Git,
  addresses: readonly string[],
  refs: readonly RefToPush[],
  network: NetworkUse,
): Promise<RemoteState[]> {
  const states: RemoteState[] = [];
  for (const address of addresses) {
    const there = await remoteRefs(git, address, network).catch((error) => {
      git.throwIfStopped();
      if (error instanceof OperationError) return undefined;
      throw error;
    });
    if (there === undefined) continue;
    for (const sent of refs) {
      states.push({ ...sent, there: there.get(sent.ref) });
    }
  }
  return states;
}

function disagreement(
  remote: Remote,
  { ref, id, there }: RemoteState,
): OperationError {
  return new OperationError("git", {
    subject: remote.url,
    problem: `it accepted ${ref}, but does not have it as sent`,
    expected: id,
    found: there ?? "no such ref",
    hint:
      "Somebody else pushes there, or the server reverts what it accepts: " +
      "look at it, then run neuron-publish push",
  });
}

/**
 * The first branch whose commit over there is not part of what was sent: a
 * second publisher was faster.
 */
async function findOvertaken(
  git: Git,
  states: readonly RemoteState[],
): Promise<string | undefined> {
  for (const { ref, id, there } of states) {
    if (there === undefined || there === id) continue;
    if (!ref.startsWith(HEADS)) continue;
    const { code } = await git.run(
      ["merge-base", "--is-ancestor", there, id],
      { okCodes: "any" }, // 1: no, 128: not known here
    );
    if (code !== 0) return ref.slice(HEADS.length);
  }
  return undefined;
}
