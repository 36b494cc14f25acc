// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals, assertMatch } from "@std/assert";
import { freshnessOf } from "../../lib/yum/freshness.ts";

const NOW = new Date("2026-07-01T12:00:00Z");
const before = (days: number) => NOW.getTime() / 1000 - days * 86_400;

Deno.test("freshnessOf() warns of what is too old or not yet", () => {
  const rows = [
    [0, 180, undefined],
    [180, 180, undefined],
    [180.9, 180, undefined],
    [181, 180, /of 2026-01-01, 181 days old \(more than 180\)/],
    [8, 7, /8 days old \(more than 7\)/],
    [9999, 0, undefined],
    [-2, 180, undefined],
    [-9, 180, /of 2026-07-10, 9 days in the future/],
    [-9, 0, undefined],
  ] as const;
  for (const [age, maxAge, expected] of rows) {
    const found = freshnessOf({ newestTimestamp: before(age) }, {
      now: NOW,
      maxAge,
    });
    assertEquals(found.days, Math.floor(age));
    if (expected === undefined) assertEquals(found.warning, undefined);
    else assertMatch(found.warning ?? "", expected);
  }
});

Deno.test("freshnessOf() takes any number for a timestamp", () => {
  for (const newestTimestamp of [0, 1e15, -1, Number.MAX_VALUE, NaN]) {
    assertEquals(freshnessOf({ newestTimestamp }, { now: NOW, maxAge: 1 }), {
      newest: undefined,
      days: 0,
      warning: undefined,
    });
  }
});
