// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals, assertRejects } from "@std/assert";
import { oneAhead, prefetch } from "../../lib/publish/prefetch.ts";
import { onAbort } from "../fixtures/on_abort.ts";

const SMALL = { concurrency: 4, maxBytes: 100, sizeOf: () => 1 };

Deno.test("prefetch() hands results out in order, four under way at most", async () => {
  const items = Array.from({ length: 20 }, (_, i) => i);
  let underWay = 0;
  let most = 0;
  const gates = items.map(() => Promise.withResolvers<void>());
  const results: number[] = [];
  const work = (async () => {
    const fetched = prefetch(items, async (item) => {
      most = Math.max(most, ++underWay);
      await gates[item]?.promise;
      underWay -= 1;
      return item * 2;
    }, SMALL);
    for await (const { item, result } of fetched) {
      assertEquals(result, item * 2);
      results.push(item);
    }
  })();
  for (const i of [3, 1, 2, 0]) gates[i]?.resolve(); // out of order
  for (const gate of gates) gate.resolve();
  await work;
  assertEquals(results, items);
  assertEquals(most, 4);
});

Deno.test("prefetch() keeps to the bytes that may wait, but always fetches one", async () => {
  const started: number[] = [];
  const fetched = prefetch([60, 30, 60, 500, 1], (item) => {
    started.push(item);
    return Promise.resolve(item);
  }, { ...SMALL, sizeOf: (item) => item });
  assertEquals((await fetched.next()).value?.item, 60);
  assertEquals(started, [60, 30, 60]); // once 60 was handed out
  const rest: number[] = [];
  for await (const { item } of fetched) rest.push(item);
  assertEquals(rest, [30, 60, 500, 1]);
});

Deno.test("prefetch() throws when its turn comes, and stops the others", async () => {
  const handed: number[] = [];
  const aborted: number[] = [];
  await assertRejects(
    async () => {
      const fetched = prefetch([0, 1, 2, 3], (item, signal) => {
        if (item === 0) return Promise.resolve(item);
        if (item === 1) return Promise.reject(new Error("no such file"));
        return new Promise<number>((_, reject) =>
          onAbort(signal, () => {
            aborted.push(item);
            reject(signal.reason);
          })
        );
      }, SMALL);
      for await (const { item } of fetched) handed.push(item);
    },
    Error,
    "no such file",
  );
  assertEquals(handed, [0]);
  assertEquals(aborted, [2, 3]);
});

/** Numbers; a negative one is a failure in its place. */
async function* source(...items: readonly number[]): AsyncGenerator<number> {
  for (const item of items) {
    if (item < 0) throw new Error(`source ${item}`);
    yield await Promise.resolve(item);
  }
}

Deno.test("oneAhead() works on the next item while one is used", async () => {
  const started: number[] = [];
  const results = oneAhead(source(1, 2, 3), (item) => {
    started.push(item);
    return Promise.resolve(item * 2);
  });
  const seen: [result: number, started: number][] = [];
  for await (const result of results) seen.push([result, started.length]);
  assertEquals(seen, [[2, 2], [4, 3], [6, 3]]);
});

Deno.test("oneAhead() throws in its turn", async (t) => {
  const run = async (items: readonly number[], bad: number) => {
    const seen: number[] = [];
    const results = oneAhead(source(...items), (item) => {
      if (item === bad) return Promise.reject(new Error(`work ${item}`));
      return Promise.resolve(item);
    });
    const error = await assertRejects(async () => {
      for await (const result of results) seen.push(result);
    }, Error);
    return [seen, error.message];
  };
  await t.step("the work's first", async () => {
    assertEquals(await run([1, 2, 3], 1), [[], "work 1"]);
  });
  await t.step("the work's later", async () => {
    assertEquals(await run([1, 2, 3, 4], 3), [[1, 2], "work 3"]);
  });
  await t.step("the work's before the source's", async () => {
    assertEquals(await run([1, 2, -1], 2), [[1], "work 2"]);
  });
  await t.step("the source's", async () => {
    assertEquals(await run([1, 2, -1], 9), [[1, 2], "source -1"]);
    assertEquals(await run([-1], 9), [[], "source -1"]);
  });
});

Deno.test("oneAhead() leaves nothing at work when it ends", async () => {
  const gate = Promise.withResolvers<void>();
  let working = 0;
  const results = oneAhead(source(1, 2, 3), async (item) => {
    if (item === 1) throw new Error("work 1");
    working += 1;
    await gate.promise;
    working -= 1;
    return item;
  });
  const ended = assertRejects(() => results.next(), Error, "work 1");
  setTimeout(() => gate.resolve(), 10);
  await ended;
  assertEquals(working, 0);
});

Deno.test("oneAhead() lets its source go when nobody wants more", async () => {
  let open = true;
  const items = (async function* () {
    try {
      for (let item = 1;; item++) yield await Promise.resolve(item);
    } finally {
      open = false;
    }
  })();
  for await (const _ of oneAhead(items, (item) => Promise.resolve(item))) break;
  assertEquals(open, false);
});
