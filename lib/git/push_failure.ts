// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Why a push failed, and what to do about it. What a server says is repeated
 * and decides nothing: diagnoses follow from what git has judged itself, from
 * the protocol and from the transport.
 *
 * @module
 */

import { OperationError } from "../errors.ts";
import { singleLine } from "../printable.ts";
import type { PushAnswer, PushedRef } from "./push_answer.ts";
import type { Remote } from "./remote.ts";
import type { Diagnosis } from "./failure.ts";
import { lastWords, notReached } from "./unreachable.ts";
import type { Peer } from "./watch.ts";

/** What is known of a push that failed. */
export interface PushFailure {
  readonly remote: Remote;
  /** Where it went: the remote's addresses as configuration rewrites them. */
  readonly addresses: readonly string[];
  /** The refs as the other side judged them, if it was reached. */
  readonly answer: PushAnswer;
  /** The first branch that holds commits there that are missing here. */
  readonly overtaken: string | undefined;
  /** What git wrote to standard error. */
  readonly stderr: string;
  readonly peer: Peer;
  /** How objects are named here: "sha1". */
  readonly objectFormat: string;
  /** Whether push options were sent. */
  readonly hasPushOptions: boolean;
}

/** Most characters of a server's text that an error repeats. */
const MAX_FOUND = 400;

/** The error for a push that failed. */
export function pushFailure(failure: PushFailure): OperationError {
  const { kind = "git", found, ...details } = diagnose(failure);
  const said = singleLine(found ?? lastWords(failure.stderr));
  return new OperationError(kind, {
    ...details,
    subject: failure.remote.url,
    found: said.slice(0, MAX_FOUND) || undefined,
  });
}

/** The error for a transport that is not accepted, before any attempt. */
export function refusedTransport(remote: Remote): OperationError {
  return new OperationError("git", {
    subject: remote.url,
    problem: "this kind of address is not accepted",
    hint: "Only https and ssh are; a directory of this machine has to be " +
      "named on the command line, with --remote or --mirror",
  });
}

function diagnose(failure: PushFailure): Diagnosis {
  const { answer, overtaken, stderr, peer, hasPushOptions } = failure;
  const { refs, misfit } = answer;
  if (refs.length === 0 && !peer.isReached) {
    return notReached({ ...failure, isPush: true });
  }
  const format = objectFormatOf(peer) ?? failure.objectFormat;
  if (refs.length === 0 && format !== failure.objectFormat) {
    return {
      problem: "it has a different object format",
      expected: `${failure.objectFormat}, as this repository has`,
      found: format,
      hint: "Push to a repository that was made with " +
        `git init --bare --object-format=${failure.objectFormat}`,
    };
  }
  const lacks = (capability: string) =>
    peer.capabilities !== "" &&
    !peer.capabilities.split(" ").includes(capability);
  if (refs.length === 0 && hasPushOptions && lacks("push-options")) {
    return {
      problem: "it does not support push options",
      hint: "Leave --push-option out for this server",
    };
  }
  if (refs.length === 0 && lacks("atomic")) {
    return {
      problem: "it does not support atomic pushes",
      hint: "Use a server that supports atomic pushes",
    };
  }
  if (refs.length === 0) {
    return {
      problem: "it ended the push without a result for any ref",
      hint: "See what it says, then run neuron-publish push",
    };
  }
  if (misfit !== undefined) {
    return {
      problem: "its answer does not match what was sent",
      found: misfit,
      hint: "Look at what it has with git ls-remote, then run " +
        "neuron-publish push",
    };
  }
  // The others are rejected because that one is.
  const rejected = refs.filter(({ status }) => status === "rejected");
  const first =
    rejected.find((ref) =>
      ref.rejectedBy === "git" && ref.reason !== "atomic push failed"
    ) ?? rejected.find(({ rejectedBy }) => rejectedBy === "server") ??
      rejected[0];
  if (first === undefined) {
    return {
      problem: "git push failed after the server had answered",
      hint: "See what git says, then run neuron-publish push",
    };
  }
  const found = judgement(first, stderr);
  if (overtaken !== undefined) return { ...missingHere(overtaken), found };
  return { ...rejection(first), found };
}

/**
 * How a server names objects: sha1, where it does not know that there is a
 * choice.
 *
 * @returns undefined where it has not said what it can do
 */
function objectFormatOf({ capabilities }: Peer): string | undefined {
  if (capabilities === "") return undefined;
  return /(?:^| )object-format=(\S+)/.exec(capabilities)?.[1] ?? "sha1";
}

function missingHere(name: string): Diagnosis {
  return {
    problem: `${name} has commits there that are missing here`,
    hint: "Look at them, then take them in with git pull --ff-only, or " +
      "publish from a fresh clone; nothing is ever forced",
  };
}

function rejection(
  { ref, reason, rejectedBy }: PushedRef,
): Diagnosis {
  const name = ref.replace(/^refs\/(heads|tags)\//, "");
  if (rejectedBy === "git") {
    if (reason === "non-fast-forward" || reason === "fetch first") {
      return missingHere(name);
    }
    if (reason === "already exists" || reason === "needs force") {
      return {
        problem: `tag ${name} is at another commit there`,
        hint: "Find out which is right before anything else: somebody has " +
          "moved or published that tag as well",
      };
    }
  }
  return {
    problem: `it rejects ${name}`,
    hint:
      "See what its hook says; when it accepts the push, run neuron-publish push",
  };
}

/** Why a ref was rejected, and what the server said to that. */
function judgement({ reason }: PushedRef, stderr: string): string {
  const words = stderr.split(/[\r\n]+/)
    .flatMap((line) => /^remote: (.*)$/.exec(line)?.[1]?.trim() || [])
    .join(" ");
  return [reason, words].filter((part) => part).join(": ");
}
