// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Calls of the library, as programs without a type checker make them.
 *
 * @module
 */

import { assert, assertEquals, assertRejects } from "@std/assert";
import * as library from "../mod.ts";
import * as rpm from "../rpm.ts";
import * as yum from "../yum.ts";

/** A function as JavaScript sees it. */
export type Call = (...given: readonly unknown[]) => unknown;

/** An export by its name; a program without types may call it with anything. */
export function exported(
  name: string,
  from: Readonly<Record<string, unknown>> = { ...yum, ...rpm, ...library },
): Call {
  const found = from[name];
  assert(typeof found === "function", name);
  return (...given) => Reflect.apply(found, undefined, given);
}

export async function messageOf(
  call: Call,
  ...given: unknown[]
): Promise<string> {
  const error = await assertRejects(async () => await call(...given));
  assertEquals(error instanceof TypeError, true, `${error}`);
  assert(error instanceof Error);
  return error.message;
}
