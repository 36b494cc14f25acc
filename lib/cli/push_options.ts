// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Options of where to push to: for `push`, and for `publish --push`. Pure.
 *
 * @module
 */

import { UsageError } from "../errors.ts";
import type { PushTargets } from "../publish/push.ts";
import { OPTION } from "./options.ts";
import type { OptionSpec } from "./spec.ts";
import type { Values } from "./values.ts";

/** Where to push to, and how. */
export const PUSH_OPTIONS: readonly OptionSpec[] = [
  OPTION.remote,
  OPTION.mirror,
  {
    name: "push-option",
    value: "TEXT",
    rare: true,
    repeatable: true,
    help: "text for the primary's server, as skip-ci",
  },
  {
    name: "ssh-key",
    value: "FILE",
    rare: true,
    help: "private key to use with ssh, and no other",
  },
];

/**
 * Reads the options.
 *
 * @throws {UsageError} for a push option that git does not send
 */
export function pushTargets(values: Values): PushTargets {
  const pushOptions = values.all("push-option");
  if (pushOptions.some((text) => text.includes("\n"))) {
    throw new UsageError(
      "Option --push-option has a line break",
      "give each line with a --push-option of its own",
    );
  }
  return {
    remote: values.one("remote"),
    mirrors: values.all("mirror"),
    pushOptions,
    sshKey: values.one("ssh-key"),
  };
}
