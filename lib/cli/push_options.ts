// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Options of where to push to: for `push`, and for `publish --push`. Pure.
 *
 * @module
 */

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

/** Reads the options. */
export function pushTargets(values: Values): PushTargets {
  return {
    remote: values.one("remote"),
    mirrors: values.all("mirror"),
    pushOptions: values.all("push-option"),
    sshKey: values.one("ssh-key"),
  };
}
