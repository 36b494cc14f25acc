// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Every row of the tables in tests/rpm/cases, through the public functions: a
 * key file and pins, `verifyRpm()`, `sourceTree()`.
 *
 * @module
 */

import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { VerificationError } from "../../lib/errors.ts";
import { long } from "../fixtures/long.ts";
import { needs } from "../fixtures/programs.ts";
import {
  assertSource,
  assertSubject,
  type Row,
  type Section,
  verify,
} from "./cases/case.ts";
import { SECTIONS } from "./cases/sections.ts";

async function run(row: Row): Promise<void> {
  const given = await row.build();
  if (row.expect === "accepted") {
    const found = await verify(given);
    assertSource(found, given.files);
    await row.check?.(found);
    return;
  }
  const error = await assertRejects(() => verify(given), VerificationError);
  const codes: readonly string[] = [row.expect].flat();
  assert(
    codes.includes(error.code),
    `expected ${codes.join(" or ")}, found ${error.code}: ${error.message}`,
  );
  assertSubject(error.subject);
  if (row.says !== undefined) assertMatch(error.message, row.says);
}

function testSection({ letter, title, rows }: Section): void {
  Deno.test(`verifyRpm() ${letter}: ${title}`, async (t) => {
    for (const row of rows) {
      const tools = needs(...(row.needs ?? []));
      await t.step({
        ...long(
          tools.for(`${row.id} ${row.title}: ${row.expect}`),
          row.long === true,
        ),
        fn: () => run(row),
      });
    }
  });
}

SECTIONS.forEach(testSection);

Deno.test("the ids of the rows are unique", () => {
  const ids = SECTIONS.flatMap(({ letter, rows }) =>
    rows.map(({ id }) => {
      assertEquals(id.slice(0, 1), letter);
      return id;
    })
  );
  assertEquals(new Set(ids).size, ids.length);
});
