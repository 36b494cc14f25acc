// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * All tables. G, metadata and network, is tests/yum and tests/publish; H,
 * states of repositories, is tests/git.
 *
 * @module
 */

import { A } from "./a_accepted.ts";
import { B } from "./b_structure.ts";
import { C } from "./c_section.ts";
import type { Section } from "./case.ts";
import { D } from "./d_compressed.ts";
import { E } from "./e_paths.ts";
import { F } from "./f_git.ts";

/** The tables about packages. */
export const SECTIONS: readonly Section[] = [A, B, C, D, E, F];
