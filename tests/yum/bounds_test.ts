// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// A large repository's metadata, generated while it is read: memory stays
// bounded.

import { assert, assertEquals } from "@std/assert";
import { readPrimary } from "../../lib/yum/primary.ts";
import { utf8 } from "../fixtures/bytes.ts";
import { driverPackage } from "../fixtures/driver_package.ts";
import { long } from "../fixtures/long.ts";
import { factsOf, unrelated } from "../fixtures/primary_facts.ts";
import { primaryXml } from "../fixtures/yum_xml.ts";

/** Packages of the metadata; Fedora's largest repository has 60,000. */
const PACKAGES = 100_000;

/** Packages in one chunk of the stream. */
const AT_ONCE = 100;

/** Bytes that memory may grow by. */
const MAX_GROWTH = 64 * 2 ** 20;

/**
 * Bytes of objects and buffers in this thread. What the process has is no
 * measure: other tests run in it.
 */
function heldMemory(): number {
  const { heapTotal, external } = Deno.memoryUsage();
  return heapTotal + external;
}

const PACKAGE = /<package type[^]*<\/package>/;

Deno.test(
  long(`readPrimary() reads ${PACKAGES} packages in bounded memory`),
  async () => {
    const wanted = factsOf(await driverPackage({ version: "2.21.0.0" }), {});
    const document = primaryXml([unrelated()], PACKAGES + 1);
    const [other = ""] = PACKAGE.exec(document) ?? [];
    const [driver = ""] = PACKAGE.exec(primaryXml([wanted], 1)) ?? [];
    const [head = "", tail = ""] = document.split(PACKAGE);
    let bytes = 0;
    let peak = 0;
    async function* stream(): AsyncGenerator<Uint8Array<ArrayBuffer>> {
      yield utf8(head);
      const chunk = utf8(`${other}\n`.repeat(AT_ONCE));
      for (let i = 0; i < PACKAGES; i += AT_ONCE) {
        if (i === PACKAGES / 2) yield utf8(driver);
        bytes += chunk.length;
        peak = Math.max(peak, heldMemory());
        yield new Uint8Array(chunk);
      }
      yield utf8(tail);
    }
    const before = heldMemory();
    const found = await Array.fromAsync(
      readPrimary(stream(), { names: ["aws-neuronx-dkms"] }),
    );
    assertEquals(found.map(({ version }) => version), ["2.21.0.0"]);
    assert(bytes > 100 * 2 ** 20, `the stream has ${bytes} bytes only`);
    const growth = peak - before;
    assert(growth <= MAX_GROWTH, `grew by ${growth} bytes over ${bytes}`);
  },
);
