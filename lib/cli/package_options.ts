// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Options of the commands that take package files: `extract` and `inspect`.
 * Pure.
 *
 * @module
 */

import { UsageError } from "../errors.ts";
import type { KeySource } from "../publish/key_source.ts";
import type { OptionSpec } from "./spec.ts";
import { OPTION, profileOf } from "./options.ts";
import type { Values } from "./values.ts";

/** Where the key for package files comes from. */
export const KEY_OPTIONS: readonly OptionSpec[] = [
  OPTION.key,
  {
    ...OPTION.repo,
    help: "data repository whose archived key file to use instead of the " +
      "vendor's; must contain a pinned key",
  },
  OPTION.repoUrl,
  OPTION.fingerprint,
  OPTION.archiveFolder,
];

/**
 * Reads the options and the operands.
 *
 * @throws {UsageError} where two places are named
 */
export function packageFileOptions(values: Values) {
  const [file, repository] = [values.one("key"), values.one("repo")];
  if (file !== undefined && repository !== undefined) {
    throw new UsageError(
      "Options --key and --repo both name a key file",
      "give one of them",
    );
  }
  const keySource: KeySource = file !== undefined
    ? { kind: "file", path: file }
    : repository !== undefined
    ? { kind: "repository", path: repository }
    : { kind: "upstream" };
  return {
    /** The package files, at least one. */
    files: values.operands,
    keySource,
    profile: profileOf(values),
  };
}
