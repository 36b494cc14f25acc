// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Options of the commands that compare a data repository with the vendor's
 * server: `check` and `publish`. Pure.
 *
 * @module
 */

import { DEFAULT_MAX_AGE } from "../profile.ts";
import type { OptionSpec } from "./spec.ts";
import { OPTION, profileOf } from "./options.ts";
import type { Values } from "./values.ts";

/** What counts as new, and which metadata is accepted. */
export const FRESHNESS_OPTIONS: readonly OptionSpec[] = [
  {
    name: "backports",
    value: "branch|main|skip",
    help: "where a version below the newest one goes (default: branch, " +
      "series/<major>.<minor>)",
  },
  {
    name: "allow-rollback",
    rare: true,
    help: "accept metadata older than the archived one",
  },
  OPTION.maxAge,
];

/**
 * Reads the options.
 *
 * @throws {UsageError} for values that make no sense
 */
export function upstreamOptions(values: Values) {
  return {
    /** Directory of the data repository, for `check` also its address. */
    repo: values.one("repo") ?? ".",
    profile: profileOf(values),
    backports: values.choice("backports", ["branch", "main", "skip"]),
    allowRollback: values.has("allow-rollback"),
    /** Days from which on metadata is reported as old; 0 for never. */
    maxAge: values.count("max-age", 0) ?? DEFAULT_MAX_AGE,
  };
}
