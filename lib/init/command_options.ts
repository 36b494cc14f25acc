// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Options that every command needs for a repository that is not as usual. The
 * job, the workflow and the README give them. Pure.
 *
 * @module
 */

import { AWS_NEURON } from "../profile.ts";
import { shellWord } from "../shell_word.ts";
import type { Settings } from "./settings.ts";

/** For directories that are not named as usual. */
export function directoryOptions({ folders }: Settings): string[] {
  const options: readonly (readonly [string, string, string])[] = [
    ["source-folder", folders.source, AWS_NEURON.sourceFolder],
    ["archive-folder", folders.archive, AWS_NEURON.archiveFolder],
    ["archive-rpm-folder", folders.rpm, AWS_NEURON.archiveRpmFolder],
  ];
  return options.filter(([, name, usual]) => name !== usual)
    .map(([option, name]) => `--${option} ${shellWord(name)}`);
}

/** For keys that are not the built-in ones. */
export function keyOptions({ fingerprints }: Settings): string[] {
  return fingerprints.map((pin) => `--fingerprint ${pin}`);
}
