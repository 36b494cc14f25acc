// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Bounds on all objects together: a few kilobytes of a pack can be gigabytes.

import { createHash } from "node:crypto";
import { assertEquals, assertRejects } from "@std/assert";
import type { StoredObject } from "../../lib/git/objects.ts";
import { BadObjectError } from "../../lib/verify/object_errors.ts";
import { Store, type StoreOptions } from "../../lib/verify/objects.ts";
import { long } from "../fixtures/long.ts";

/** Objects of a few megabytes, made when they are asked for. */
class Objects {
  readonly ids: string[] = [];
  readonly #type: string;
  readonly #make: (i: number) => Uint8Array<ArrayBuffer>;
  reads = 0;

  constructor(
    type: string,
    count: number,
    make: (i: number) => Uint8Array<ArrayBuffer>,
  ) {
    this.#type = type;
    this.#make = make;
    for (let i = 0; i < count; i++) {
      const bytes = make(i);
      this.ids.push(
        createHash("sha1").update(`${type} ${bytes.length}\0`).update(bytes)
          .digest("hex"),
      );
    }
  }

  read(id: string): Promise<StoredObject | undefined> {
    this.reads += 1;
    const i = this.ids.indexOf(id);
    return Promise.resolve(
      i < 0 ? undefined : { id, type: this.#type, bytes: this.#make(i) },
    );
  }

  store(totals?: StoreOptions["totals"]): Store {
    return new Store(this, {
      ...(totals && { totals }),
      objectFormat: "sha1",
      large: new Map(),
      remedy: "none",
    });
  }
}

const text = (words: string) => new TextEncoder().encode(words);

/** Bytes of one entry: mode, name, NUL and id. */
const ENTRY = 4096;

/** A tree of so many entries with long names. */
function tree(count: number) {
  return (i: number) => {
    const bytes = new Uint8Array(count * ENTRY).fill(0x78);
    for (let at = 0; at < count; at++) {
      bytes.set(text(`100644 ${i}-${String(at).padStart(6, "0")}`), at * ENTRY);
      bytes[(at + 1) * ENTRY - 21] = 0;
    }
    return bytes;
  };
}

Deno.test("Store refuses more bytes of trees than a data repository has", async () => {
  const objects = new Objects("tree", 12, tree(256));
  const store = objects.store({ commit: 10 * 2 ** 20, tree: 10 * 2 ** 20 });
  let read = 0;
  const error = await assertRejects(async () => {
    for (const id of objects.ids) {
      await store.tree(id, "a tree");
      read += 1;
    }
  }, BadObjectError);
  assertEquals([error.check, error.subject], ["bounds", "all trees"]);
  assertEquals(read, 10);
});

Deno.test("Store refuses more bytes of commits than a data repository has", async () => {
  const message = "x".repeat(3 * 2 ** 20);
  const person = "A <a@example.com> 1735000000 +0000";
  const objects = new Objects(
    "commit",
    4,
    (i) =>
      text(
        `tree ${"1".repeat(40)}\nauthor ${person}\ncommitter ${person}\n\n` +
          `${i}${message}\n`,
      ),
  );
  const store = objects.store({ commit: 10 * 2 ** 20, tree: 10 * 2 ** 20 });
  const error = await assertRejects(async () => {
    for (const id of objects.ids) await store.commit(id);
  }, BadObjectError);
  assertEquals([error.check, error.subject], ["bounds", "all commits"]);
});

Deno.test(
  long("Store keeps the trees that were asked for last, and no others"),
  async () => {
    const objects = new Objects("tree", 6, tree(1024));
    const store = objects.store();
    const [first = "", ...rest] = objects.ids;
    const last = rest.at(-1) ?? "";
    for (const id of objects.ids) {
      await store.tree(id, "a tree");
      await store.tree(id, "a tree");
    }
    assertEquals(objects.reads, 6);
    await store.tree(last, "a tree");
    assertEquals(objects.reads, 6);
    assertEquals(await store.subtrees(first), []);
    assertEquals(objects.reads, 6);
    await store.tree(first, "a tree");
    assertEquals(objects.reads, 7);
  },
);

Deno.test("Store knows which sizes a file of an object can have", () => {
  const store = new Store(new Objects("blob", 0, () => new Uint8Array()), {
    objectFormat: "sha1",
    large: new Map([["large", 5_000_000]]),
    local: new Set(["large", "small"]),
    remedy: "none",
  });
  const rows = [
    ["small", 0, true],
    ["small", 2 ** 20 - 1, true],
    ["small", 2 ** 20, false],
    ["large", 5_000_000, true],
    ["large", 5_000_001, false],
    ["absent from a partial clone", 5_000_000, true],
    ["absent from a partial clone", 2 ** 40, false],
  ] as const;
  for (const [id, size, expected] of rows) {
    assertEquals(store.fits(id, size), expected, `${id} of ${size} bytes`);
  }
});
