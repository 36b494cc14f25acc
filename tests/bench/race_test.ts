// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertAlmostEquals, assertEquals } from "@std/assert";
import { difference, median, race, ratio } from "../../bench/race.ts";

const LABELS = { key: "a/b", job: "a", against: "b" };

Deno.test("race() runs all in each round, back and forth, after a warm-up", async () => {
  const seen: string[] = [];
  const contender = (name: string) => ({
    prepare: () => Promise.resolve(seen.push(`ready ${name}`)),
    run: () => Promise.resolve(seen.push(name)),
  });
  const times = await race(2, [contender("a"), contender("b")]);
  assertEquals(seen.filter((word) => !word.startsWith("ready")), [
    ...["a", "b"],
    ...["b", "a"],
    ...["a", "b"],
  ]);
  assertEquals(seen.slice(0, 2), ["ready a", "a"]);
  assertEquals(times.map((rounds) => rounds.length), [2, 2]);
});

Deno.test("median() is the middle one, or the mean of two", () => {
  assertEquals(median([3]), 3);
  assertEquals(median([9, 1, 2]), 2);
  assertEquals(median([4, 1, 2, 9]), 3);
});

Deno.test("ratio() and difference() compare within each round", () => {
  // The machine was busy in the last round, for both.
  const [ours, theirs] = [[10, 12, 100], [20, 20, 200]];
  assertAlmostEquals(ratio(LABELS, ours, theirs).value, 0.5);
  assertEquals(difference(LABELS, ours, theirs).value, -10);
  assertEquals(ratio(LABELS, ours, theirs).ours, 12);
});
