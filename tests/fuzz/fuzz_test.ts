// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { toHex } from "../fixtures/bytes.ts";
import { long } from "../fixtures/long.ts";
import { fuzzOnce, makeCase, Tally } from "./campaign.ts";
import { packageCorpus } from "./package_corpus.ts";
import {
  cutPackage,
  entriesOf,
  joinPackage,
  mendSignatureHeader,
} from "./package_layout.ts";
import { Random } from "./random.ts";

/** The full campaign is `deno task fuzz`. */
const RUNS = 500;
const SEED = 20_261_121;

Deno.test(long(`${RUNS} runs of the fuzzer find nothing`), async () => {
  const tally = new Tally();
  for (let run = 0; run < RUNS; run++) tally.add(await fuzzOnce(SEED, run));
  const findings = tally.findings.map(({ run, name, reason }) =>
    `deno task fuzz --seed ${SEED} --run ${run}: ${name}: ${reason}`
  );
  assertEquals(findings, []);
  assertEquals(tally.accepted + tally.refused, RUNS);
  // Neither all nor nothing: the changes have to reach every layer.
  assert(tally.accepted > RUNS / 20, `${tally.accepted} accepted`);
  assert(tally.codes.size >= 8, `only ${[...tally.codes.keys()]}`);
});

Deno.test("a seed gives the same inputs again, another one gives others", async () => {
  const inputs = async (seed: number) => {
    const made: string[] = [];
    for (let run = 0; run < 40; run++) {
      const { name, input } = await makeCase(seed, run);
      made.push(`${name} ${toHex(input.subarray(0, 4096))}`);
    }
    return made;
  };
  const first = await inputs(SEED);
  assertEquals(await inputs(SEED), first);
  assertNotEquals(await inputs(SEED + 1), first);
});

Deno.test("Random is the same on every machine", () => {
  const random = new Random(1, 2);
  assertEquals(
    Array.from({ length: 3 }, () => random.next()),
    [945_597_274, 2_726_781_672, 914_624_240],
  );
});

Deno.test("the samples survive being cut apart and put together", async () => {
  const { built, real } = await packageCorpus();
  for (const sample of [...built, ...real]) {
    const { layout, bytes } = sample;
    assertEquals(joinPackage(cutPackage(bytes)), bytes, sample.name);
    assertEquals(
      mendSignatureHeader(entriesOf(layout.signatureHeader), layout),
      layout.signatureHeader,
      sample.name,
    );
  }
});
