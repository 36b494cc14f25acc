// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals, assertRejects } from "@std/assert";
import { mapAhead } from "../../lib/publish/map_ahead.ts";
import { onAbort } from "../fixtures/on_abort.ts";

const SMALL = { maxItems: 4, maxBytes: 100, sizeOf: () => 1 };

Deno.test("mapAhead() yields results in order, four under way at most", async () => {
  const items = Array.from({ length: 20 }, (_, i) => i);
  let underWay = 0;
  let most = 0;
  const gates = items.map(() => Promise.withResolvers<void>());
  const results: number[] = [];
  const work = (async () => {
    const fetched = mapAhead(items, async (item) => {
      most = Math.max(most, ++underWay);
      await gates[item]?.promise;
      underWay -= 1;
      return item;
    }, SMALL);
    for await (const item of fetched) results.push(item);
  })();
  for (const i of [3, 1, 2, 0]) gates[i]?.resolve(); // out of order
  for (const gate of gates) gate.resolve();
  await work;
  assertEquals(results, items);
  assertEquals(most, 4);
});

Deno.test("mapAhead() keeps to its bytes, but always works on one item", async () => {
  const started: number[] = [];
  const fetched = mapAhead([60, 30, 60, 50, 500, 1], (item) => {
    started.push(item);
    return Promise.resolve(item);
  }, { ...SMALL, sizeOf: (item) => item });
  assertEquals((await fetched.next()).value, 60);
  assertEquals(started, [60, 30, 60]); // once 60 was handed out
  const rest: number[] = [];
  for await (const item of fetched) rest.push(item);
  assertEquals(rest, [30, 60, 50, 500, 1]);
});

Deno.test("mapAhead() throws when its turn comes, and stops the others", async () => {
  const handed: number[] = [];
  const aborted: number[] = [];
  await assertRejects(
    async () => {
      const fetched = mapAhead([0, 1, 2, 3], (item, signal) => {
        if (item === 0) return Promise.resolve(item);
        if (item === 1) return Promise.reject(new Error("no such file"));
        return new Promise<number>((_, reject) =>
          onAbort(signal, () => {
            aborted.push(item);
            reject(signal.reason);
          })
        );
      }, SMALL);
      for await (const item of fetched) handed.push(item);
    },
    Error,
    "no such file",
  );
  assertEquals(handed, [0]);
  assertEquals(aborted, [2, 3]);
});

Deno.test("mapAhead() stops the remaining work when its caller stops", async () => {
  const aborted: number[] = [];
  const work = (item: number, signal: AbortSignal) =>
    item === 0 ? Promise.resolve(item) : new Promise<number>((_, reject) => {
      signal.addEventListener("abort", () => {
        aborted.push(item);
        reject(signal.reason);
      });
    });
  for await (const _ of mapAhead([0, 1, 2], work, SMALL)) break;
  assertEquals(aborted, [1, 2]);
});
