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

const USUAL = [
  ["source-folder", AWS_NEURON.sourceFolder],
  ["archive-folder", AWS_NEURON.archiveFolder],
  ["archive-rpm-folder", AWS_NEURON.archiveRpmFolder],
] as const;

/** For directories that are not named as usual. */
export function directoryOptions(settings: Settings): string[] {
  return USUAL.filter(([option, usual]) => settings[option] !== usual)
    .map(([option]) => `--${option} ${shellWord(settings[option])}`);
}

/** For keys that are not the built-in ones. */
export function keyOptions({ fingerprint }: Settings): string[] {
  return fingerprint.map((pin) => `--fingerprint ${pin}`);
}
