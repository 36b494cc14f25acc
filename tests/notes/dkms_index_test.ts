// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals } from "@std/assert";
import { parseDkmsIndex } from "../../lib/notes/dkms_index.ts";
import { skipIf } from "../fixtures/programs.ts";
import { noData, readData, SNAPSHOT_DAYS } from "../fixtures/snapshot.ts";
import { withoutAbsent } from "./without_absent.ts";

const realData = skipIf(noData());

const PAGE = `.. _label:

Neuron Driver Release Notes
===========================

Known issues
------------
- None.

Neuron Driver release [2.22.2.0]
-----
Date: 06/24/2025

Bug Fixes
^^^^
* :ref:\`A <a>\` 


Neuron Driver release [2.19.xx.0]
---------------------------------
Date: xx/xx/2025

* Placeholder

Neuron Driver release [2.1]
---------------------------

* First
Neuron Driver release [2.1]
---------------------------
* Again
`;

Deno.test("parseDkmsIndex() takes what is between headings, as it is", () => {
  assertEquals(withoutAbsent(parseDkmsIndex(PAGE)), [
    {
      spelled: "2.22.2.0",
      rst: "Date: 06/24/2025\n\nBug Fixes\n^^^^\n* :ref:`A <a>` ",
      date: "2025-06-24",
    },
    { spelled: "2.1", rst: "* First" },
  ]);
  assertEquals(withoutAbsent(parseDkmsIndex("nothing here\n")), []);
  assertEquals(withoutAbsent(parseDkmsIndex("Neuron Driver release [1.0]")), [
    { spelled: "1.0", rst: "" },
  ]);
});

Deno.test("parseDkmsIndex() reads lines of any end, and drops controls", () => {
  const page = "Neuron Driver release [1.0]\r\n----\r\n\r\n* A\x1b[2J\r\n";
  assertEquals(withoutAbsent(parseDkmsIndex(page)), [{
    spelled: "1.0",
    rst: "* A[2J",
  }]);
});

Deno.test({
  ...realData.for("parseDkmsIndex() reads the vendor's real pages"),
  fn: async () => {
    const counts: Record<string, number> = {};
    for (const day of SNAPSHOT_DAYS) {
      const page = await readData(
        `snapshots/${day}/release-notes-runtime-aws-neuronx-dkms.rst`,
      );
      const sections = parseDkmsIndex(new TextDecoder().decode(page));
      counts[day] = sections.length;
      assertEquals(sections.at(-1)?.spelled, "2.1");
      const undated = sections.filter(({ date }) => date === undefined);
      assertEquals(undated.map(({ spelled }) => spelled), ["2.1"]);
    }
    assertEquals(counts, { "2025-02-05": 25, "2025-07-06": 29 });
  },
});
