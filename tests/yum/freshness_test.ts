// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { VerificationError } from "../../lib/errors.ts";
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
    [-1, 180, undefined],
  ] as const;
  for (const [age, maxAge, expected] of rows) {
    const found = freshnessOf({ newestTimestamp: before(age), revision: "" }, {
      now: NOW,
      maxAge,
    });
    assertEquals(found.days, Math.floor(age));
    if (expected === undefined) assertEquals(found.warning, undefined);
    else assertMatch(found.warning ?? "", expected);
  }
});

Deno.test("freshnessOf() knows no age without a timestamp", () => {
  for (const newestTimestamp of [0, -1, NaN]) {
    const repomd = { newestTimestamp, revision: "1" };
    assertEquals(freshnessOf(repomd, { now: NOW, maxAge: 1 }), {
      newest: undefined,
      days: 0,
      warning: undefined,
    });
  }
});

Deno.test("freshnessOf() refuses metadata of the future (J7)", () => {
  const now = before(0);
  const rows = [
    [
      before(-1.01),
      "",
      /timestamp.*at most 2026-07-02T12:00:00Z, found 2026-07-02T12:14:24Z/,
    ],
    [before(-400), "", /timestamp.*found 2027-08-05/],
    [8.64e12, "", /timestamp.*found no time \(8640000000000\)/],
    [Number.MAX_VALUE, "", /timestamp.*found no time \(1\.79/],
    [now, `${before(-2)}`, /revision.*found 2026-07-03/],
    [now, "32503680000", /revision.*found 3000-01-01/],
    [now, "99999999999", /revision.*found 5138-/],
  ] as const;
  for (const [newestTimestamp, revision, expected] of rows) {
    for (const maxAge of [0, 180]) {
      const error = assertThrows(
        () => freshnessOf({ newestTimestamp, revision }, { now: NOW, maxAge }),
        VerificationError,
        "in the future",
      );
      assertEquals(error.code, "E_META");
      assertMatch(error.message, expected);
      assertMatch(error.hint ?? "", /clock/);
    }
  }
  // A value that is not a time gives no age.
  for (const revision of ["", "7", "20260701120000", "9".repeat(30), "x"]) {
    freshnessOf({ newestTimestamp: now, revision }, { now: NOW, maxAge: 0 });
  }
});
