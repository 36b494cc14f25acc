// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Rows of what to break in a good repository, and what an audit has to find.
 *
 * @module
 */

import { assert } from "@std/assert";
import type { Amendment, Workbench } from "./workbench.ts";

/** The versions of the good repository. */
export const [FIRST, SECOND, LAST] = ["2.1.0.0", "2.2.0.0", "2.3.0.0"] as const;
/** The last one's package. */
export const RPM = `archive/rpm/aws-neuronx-dkms-${LAST}-dkms.noarch.rpm`;

/** One thing to break. */
export interface Row {
  readonly name: string;
  /** Breaks it. */
  readonly act: (bench: Workbench) => Promise<void>;
  /** Everything that is to be found, and nothing else. */
  readonly expect: readonly string[];
}

/** Puts another commit in the place of the last release's. */
export function broken(
  name: string,
  amendment: Amendment,
  expect: readonly string[],
): Row {
  return { name, act: (bench) => bench.replace(LAST, amendment), expect };
}

/** A line of the message changes. */
export function message(
  name: string,
  from: string | RegExp,
  to: string,
  ...expect: readonly string[]
): Row {
  const change = (old: string) => {
    const changed = old.replace(from, to);
    assert(changed !== old, `${name}: no such line`);
    return changed;
  };
  return broken(name, { message: change }, expect);
}
