// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// What git says of the objects of a clone. The large ones are forged: a file
// whose header says a size, and nothing behind it.

import { deflateSync } from "node:zlib";
import { assertEquals } from "@std/assert";
import { takeInventory } from "../../lib/verify/inventory.ts";
import { LARGE, LIMITS } from "../../lib/verify/limits.ts";
import { openClone } from "../../lib/verify/repository.ts";
import { TestRepository } from "../git/test_repository.ts";

/** The id of the forged object of a number. */
function idOf(i: number): string {
  return i.toString(16).padStart(4, "0").padEnd(40, "f");
}

async function forge(path: string, sizes: readonly number[]): Promise<void> {
  for (const [i, size] of sizes.entries()) {
    const id = idOf(i);
    const directory = `${path}/.git/objects/${id.slice(0, 2)}`;
    await Deno.mkdir(directory, { recursive: true });
    const header = deflateSync(new TextEncoder().encode(`blob ${size}\0`));
    await Deno.writeFile(`${directory}/${id.slice(2)}`, header);
  }
}

const MOST = LIMITS.package;

/** Objects beside a commit, a tree and a blob, and what is too much of them. */
const ROWS: Readonly<
  Record<string, [sizes: readonly number[], excess: string | undefined]>
> = {
  "none": [[], undefined],
  "small and large": [[0, LARGE - 1, LARGE, LARGE + 1], undefined],
  "as large as one may be": [[MOST], undefined],
  "larger": [[1, MOST + 1, 1], `at most ${MOST} bytes in one object`],
  "many": [Array.from({ length: 255 }, () => MOST), undefined],
  "too many": [
    Array.from({ length: 256 }, () => MOST),
    `at most ${64 * 2 ** 30} bytes in all objects together`,
  ],
};

Deno.test("takeInventory() knows the sizes of all objects", async (t) => {
  for (const [name, [sizes, excess]] of Object.entries(ROWS)) {
    await t.step(name, async () => {
      await using repository = await TestRepository.make({ files: { a: "0" } });
      const { env, path } = repository;
      await forge(path, sizes);
      const found = await takeInventory(await openClone(path, { env }));
      assertEquals(found.count, sizes.length + 3);
      assertEquals(found.local, undefined);
      const large = sizes.flatMap((size, i) =>
        size < LARGE ? [] : [[idOf(i), size] as const]
      );
      assertEquals(new Map(found.large), new Map(large));
      assertEquals(found.excess?.expected, excess);
    });
  }

  await t.step("of a partial clone, those that are there", async () => {
    await using repository = await TestRepository.make({ files: { a: "0" } });
    const { env, root, path } = repository;
    await repository.git("config", "uploadpack.allowFilter", "true");
    const clone = `${root}/clone`;
    const options = ["--quiet", "--no-checkout", "--filter=blob:none"];
    await repository.git("clone", ...options, `file://${path}`, clone);
    const { count, local } = await takeInventory(
      await openClone(clone, { env }),
    );
    const ids = ["HEAD", "HEAD^{tree}"].map((name) =>
      repository.git("rev-parse", name)
    );
    assertEquals([count, local], [2, new Set(await Promise.all(ids))]);
  });

  await t.step("but of one that is damaged", async () => {
    await using repository = await TestRepository.make({ files: { a: "0" } });
    const { env, path } = repository;
    await forge(path, [1, LARGE]);
    const id = idOf(0);
    const file = `${path}/.git/objects/${id.slice(0, 2)}/${id.slice(2)}`;
    await Deno.writeTextFile(file, "damaged");
    const found = await takeInventory(await openClone(path, { env }));
    assertEquals([found.count, [...found.large.keys()]], [4, [idOf(1)]]);
  });
});
