// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Why a push failed, and what to do about it.
 *
 * @module
 */

import { OperationError, type OperationKind } from "../errors.ts";
import { singleLine } from "../printable.ts";
import { tellingLine } from "./failure.ts";
import type { PushedRef } from "./push.ts";
import type { Remote } from "./remote.ts";

/** What is known of a push that failed. */
export interface PushFailure {
  readonly remote: Remote;
  /** The refs as the other side judged them, if it was reached. */
  readonly refs: readonly PushedRef[];
  /** What git wrote to standard error. */
  readonly stderr: string;
}

interface Diagnosis {
  readonly kind: OperationKind;
  readonly problem: string;
  readonly hint: string;
}

/** Complaints of git, ssh and servers, the first that fits counts. */
const COMPLAINTS: readonly (readonly [RegExp, Diagnosis])[] = [
  [/Host key verification failed|host key is known for/, {
    kind: "network",
    problem: "its host key is not the known one",
    hint: "Compare the host's key with the one that its owner publishes, " +
      "then put that into ~/.ssh/known_hosts",
  }],
  [
    /Permission denied|Authentication failed|could not read (Username|Password)|error: 40[13]|denied to /,
    {
      kind: "git",
      problem: "it does not let us in",
      hint: "Check the key (--ssh-key FILE) or the credential helper, and " +
        "that it may write there",
    },
  ],
  [/transport '[^']*' not allowed/, {
    kind: "git",
    problem: "that way to another repository is not taken",
    hint: "Only https and ssh are; a folder of this machine has to be named " +
      "on the command line, with --remote or --mirror",
  }],
  [/does not support push options/, {
    kind: "git",
    problem: "it takes no push options",
    hint: "Leave --push-option out for this server",
  }],
  [/does not support --atomic/, {
    kind: "git",
    problem: "it cannot move refs together",
    hint: "Use a server that supports atomic pushes",
  }],
  [
    /does not appear to be a git repository|[Rr]epository .*not found|error: 404/,
    {
      kind: "git",
      problem: "there is no repository there",
      hint: "Check the address, or create the repository there first",
    },
  ],
];

const UNREACHABLE: Diagnosis = {
  kind: "network",
  problem: "it cannot be reached",
  hint: "Check the connection and the address, then run neuron-publish push",
};

/** The error for a push that failed; passwords and tokens stay out of it. */
export function pushFailure(failure: PushFailure): OperationError {
  const { remote, refs, stderr } = failure;
  // The others are rejected because that one is.
  const rejected = refs.find(({ status, reason }) =>
    status === "rejected" && !/^atomic/.test(reason ?? "")
  );
  const lines = stderr.split(/[\r\n]+/).map((line) => line.trim());
  const [pattern, known] =
    COMPLAINTS.find(([pattern]) => pattern.test(stderr)) ?? [];
  const { kind, problem, hint } = rejected === undefined
    ? known ?? UNREACHABLE
    : rejection(rejected);
  const said = rejected === undefined
    ? lines.find((line) => pattern?.test(line)) ?? lastWords(lines)
    : judgement(rejected, lines);
  const found = remote.redact(singleLine(said));
  return new OperationError(kind, {
    subject: remote.url,
    problem,
    ...(found === "" ? {} : { found: found.slice(0, 400) }),
    hint,
  });
}

function rejection({ ref, reason = "" }: PushedRef): Diagnosis {
  const name = ref.replace(/^refs\/(heads|tags)\//, "");
  if (/non-fast-forward|fetch first/.test(reason)) {
    return {
      kind: "git",
      problem: `${name} has commits there that are missing here`,
      hint: "Look at them, then take them in with git pull --ff-only, or " +
        "publish from a fresh clone; nothing is ever forced",
    };
  }
  if (/already exists|clobber/.test(reason)) {
    return {
      kind: "git",
      problem: `tag ${name} is at another commit there`,
      hint: "Find out which is right before anything else: somebody has " +
        "moved or published that tag as well",
    };
  }
  if (/hook declined/.test(reason)) {
    return {
      kind: "git",
      problem: `it rejects ${name}`,
      hint: "See what its hook says; once it accepts, run neuron-publish push",
    };
  }
  return {
    kind: "git",
    problem: `it rejects ${name}`,
    hint: "See what git says, then run neuron-publish push",
  };
}

/** Why a ref was rejected, and what the server's hook said to that. */
function judgement(
  { reason }: PushedRef,
  lines: readonly string[],
): string {
  const hook = lines.map((line) => /^remote: (.*)$/.exec(line)?.[1]?.trim())
    .find((line) => line !== undefined && line !== "");
  return [reason, hook].filter((part) => part !== undefined).join(": ");
}

/** ssh's own, where it has some: git's are the same for all that it can say. */
function lastWords(lines: readonly string[]): string {
  return lines.findLast((line) => /^(ssh: |Connection )/.test(line)) ??
    tellingLine(lines.join("\n"));
}
