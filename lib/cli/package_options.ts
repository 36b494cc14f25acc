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
import type { Profile } from "../profile.ts";
import type { KeySource } from "../publish/key_source.ts";
import type { OptionSpec } from "./spec.ts";
import {
  ARCHIVE_FOLDER,
  FINGERPRINT,
  KEY,
  profileOf,
  REPO,
  REPO_URL,
} from "./options.ts";
import type { Values } from "./values.ts";

/** Where the key for package files comes from. */
export const KEY_OPTIONS: readonly OptionSpec[] = [
  KEY,
  {
    ...REPO,
    help: "data repository whose archived key file to use instead of the " +
      "vendor's; must contain a pinned key",
  },
  REPO_URL,
  FINGERPRINT,
  ARCHIVE_FOLDER,
];

/** What the options say. */
export interface PackageFileOptions {
  /** The package files, at least one. */
  readonly files: readonly string[];
  /** Where the key file comes from. */
  readonly keySource: KeySource;
  /** The built-in profile with what the options replace. */
  readonly profile: Profile;
}

/**
 * Reads the options and the operands.
 *
 * @throws {UsageError} where two places are named
 */
export function packageFileOptions(values: Values): PackageFileOptions {
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
  return { files: values.operands, keySource, profile: profileOf(values) };
}
