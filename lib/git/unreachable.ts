// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Why git did not reach another repository. Errors repeat what a server says, but
 * only git's own messages decide which diagnosis it is.
 *
 * @module
 */

import { parseAddress } from "../address.ts";
import { type Diagnosis, tellingLine } from "./failure.ts";

/**
 * The diagnosis where nothing has answered in git's protocol: what the
 * transport reports.
 */
export function notReached({ addresses, stderr, isPush }: {
  /** Where it went: the addresses as configuration rewrites them. */
  readonly addresses: readonly string[];
  /** What git wrote to standard error. */
  readonly stderr: string;
  /** Whether it was a push, which can be repeated by itself. */
  readonly isPush: boolean;
}): Diagnosis {
  // By http no server writes to standard error, and in a directory no hook has
  // run yet: these lines are git's own. By ssh a server can write any line.
  const isOf = (...kinds: readonly string[]) =>
    addresses.every((address) =>
      kinds.includes(parseAddress(address)?.kind ?? "")
    );
  const isHttp = isOf("https", "loopback");
  const status = isHttp
    ? /^fatal: unable to access '.*': The requested URL returned error: (\d{3})/m
      .exec(stderr)?.[1]
    : undefined;
  const isLocked = status === "401" || status === "403" || isHttp &&
      /^fatal: (Authentication failed for|could not read (Username|Password))/m
        .test(stderr);
  if (isLocked) {
    return {
      problem: "authentication failed",
      hint: "Check the credential helper, and what it may do there",
    };
  }
  if (isHttp && /^fatal: git-http-push failed$/m.test(stderr)) {
    return {
      problem: "it serves files alone, and takes no push",
      hint: "Use the address for pushes that its hoster names, by ssh or https",
    };
  }
  const isMissing = status === "404" ||
    isHttp && /^fatal: repository '.*' not found/m.test(stderr) ||
    isOf("file", "path") &&
      /^fatal: '.*' does not appear to be a git repository$/m.test(stderr);
  if (isMissing) {
    return {
      problem: "there is no repository there",
      hint: "Check the address, or create the repository there first",
    };
  }
  if (isOf("file", "path")) {
    return {
      problem: "git can use no repository there",
      hint: "Check the path and its permissions",
    };
  }
  return {
    kind: "network",
    problem: "no git server answers there",
    hint: isHttp
      ? `Check the connection and the address, then run ${
        isPush ? "neuron-publish push" : "it again"
      }`
      : "Check the address and the connection; where ssh denies permission, " +
        `check the key${
          isPush ? " (--ssh-key FILE)" : ""
        }; where it does not know the host's key, ` +
        "compare that with the one its owner publishes and put it into " +
        "~/.ssh/known_hosts",
  };
}

/** What git says after the line with the reason. */
const AFTERWARDS =
  /^(fatal: )?(Could not read from remote repository\.|the remote end hung up unexpectedly|Please make sure you have the correct access rights|and the repository exists\.|error: failed to push some refs to .*)$/;

/** The most specific line; ssh's own, if it has one. */
export function lastWords(stderr: string): string {
  const lines = stderr.split(/[\r\n]+/).map((line) => line.trim())
    .filter((line) => !AFTERWARDS.test(line));
  return lines.findLast((line) =>
    /^(ssh: |Connection |Host key |\S+: Permission denied)/.test(line)
  ) ?? tellingLine(lines.join("\n"));
}
