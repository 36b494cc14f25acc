// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals, assertMatch } from "@std/assert";
import { parseComponentsRuntime } from "../../lib/notes/components_runtime.ts";
import { skipIf } from "../fixtures/programs.ts";
import { noData, readData } from "../fixtures/snapshot.ts";
import { withoutAbsent } from "./without_absent.ts";

const realData = skipIf(noData());

/** A section of the SDK with a driver, `rest` after its version. */
const sdk = (version: string, rest: string) =>
  `Neuron Runtime (Neuron ${version} Release)\n${"-".repeat(72)}\n\n` +
  `**Date of release**: 08/17/2026\n\nNeuron Driver\n~~~~~~~~~~~~~\n\n${rest}`;

const only = { date: "2026-08-17", sdk: "2.32.0" };

/** What a page may do, and the sections that come out of it. */
const ROWS: readonly (readonly [string, string, unknown])[] = [
  [
    "one version",
    sdk("2.32.0", "**Version:** 2.30.2\n\nBug Fixes\n^^^^^^^^^\n\n* A\n"),
    [{ spelled: "2.30.2", rst: "Bug Fixes\n^^^^^^^^^\n\n* A", ...only }],
  ],
  [
    "two versions, the second after a label and without a heading",
    sdk(
      "2.32.0",
      "**Version:** 2.26.10.0\n\nDate of Release: 09/01/2026\n\n* B\n\n" +
        ".. _neuron-driver-2-26-5-0:\n\n**Version:** 2.26.5.0\n\n* A\n",
    ),
    [
      {
        spelled: "2.26.10.0",
        rst: "Date of Release: 09/01/2026\n\n* B",
        date: "2026-09-01",
        sdk: "2.32.0",
      },
      { spelled: "2.26.5.0", rst: "* A", ...only },
    ],
  ],
  [
    "components in any order, new siblings that end the block",
    sdk(
      "2.32.0",
      "**Version:** 2.30.2\n\n* A\n\nnrtpy [Beta]\n~~~~~~~~~~~~\n\n" +
        "**Version:** 2.34.10\n\n* Not the driver's\n",
    ),
    [{ spelled: "2.30.2", rst: "* A", ...only }],
  ],
  [
    "an underline that is one longer, and trailing spaces",
    sdk("2.32.0", "**Version:** 2.30.2 \n\n* A  \n")
      .replace("~~~~\n", "~~~~~ \n").replace("Driver\n", "Driver \n"),
    [{ spelled: "2.30.2", rst: "* A", ...only }],
  ],
  [
    "underlines shorter than their titles",
    sdk("2.32.0", "**Version:** 2.30.2\n\n* A\n").replace(/~+/, "~~~~")
      .replace(/-{9,}/, "-----"),
    [{ spelled: "2.30.2", rst: "* A", ...only }],
  ],
  [
    "the SDK without components, as in 2.27.0",
    "Neuron Runtime [2.29.40.0] (Neuron 2.27.0 Release)\n------------\n\n" +
    "Date of Release: 12/19/2025\n\nImprovements\n~~~~~~~~~~~~\n\n* A\n",
    [],
  ],
  [
    "the SDK without a driver, then one with",
    "Neuron Runtime (Neuron 2.33.0 Release)\n------\n\n" +
    "Neuron Runtime Library\n~~~~~~~~~~~~~~~~~~~~~~\n\n**Version:** 2.35\n\n" +
    "* Not the driver's\n\n" + sdk("2.32.0", "**Version:** 2.30.2\n\n* A\n"),
    [{ spelled: "2.30.2", rst: "* A", ...only }],
  ],
  [
    "a transition and a label at the end of the block",
    sdk("2.32.0", "**Version:** 2.30.2\n\n* A\n\n\n----\n\n.. _next:\n\n") +
    sdk("2.31.0", "**Version:** 2.29\n\n* B\n"),
    [
      { spelled: "2.30.2", rst: "* A", ...only },
      { spelled: "2.29", rst: "* B", ...only, sdk: "2.31.0" },
    ],
  ],
  [
    "a transition right below a list",
    sdk("2.32.0", "**Version:** 2.30.2\n\n* A\n----\n"),
    [{ spelled: "2.30.2", rst: "* A", ...only }],
  ],
  [
    "the same category twice",
    sdk(
      "2.32.0",
      "**Version:** 2.30.2\n\nFixes\n^^^^^\n* A\n\nFixes\n^^^^^\n* B\n",
    ),
    [{
      spelled: "2.30.2",
      rst: "Fixes\n^^^^^\n* A\n\nFixes\n^^^^^\n* B",
      ...only,
    }],
  ],
  [
    "releases of the SDK that the driver is misfiled under: no date",
    sdk("2.24.0", "**Version:** 2.20.28.0\n\n* A\n"),
    [{ spelled: "2.20.28.0", rst: "* A" }],
  ],
  [
    "a date that is a placeholder",
    sdk("2.32.0", "**Version:** 2.30.2\n\nDate of Release: xx/xx/2026\n"),
    [{
      spelled: "2.30.2",
      rst: "Date of Release: xx/xx/2026",
      sdk: "2.32.0",
    }],
  ],
  [
    "a version that is a placeholder",
    sdk("2.32.0", "**Version:** 2.30.xx.0\n\n* A\n"),
    [],
  ],
  [
    "two versions on a line",
    sdk("2.32.0", "**Version:** 2.30.2 / 2.30.3\n\n* A\n"),
    [
      { spelled: "2.30.2", rst: "* A", ...only },
      { spelled: "2.30.3", rst: "* A", ...only },
    ],
  ],
  [
    "a version that says something the second time only",
    sdk("2.33.0", "**Version:** 2.30.2\n\n") +
    sdk("2.32.0", "**Version:** 2.30.2\n\n* A\n") +
    sdk("2.31.0", "**Version:** 2.30.2\n\n* B\n"),
    [{ spelled: "2.30.2", rst: "* A", ...only }],
  ],
  [
    "what looks like a heading in a code block",
    sdk(
      "2.32.0",
      "**Version:** 2.30.2\n\n.. code-block::\n\n   Neuron X\n   ~~~~~~~~\n" +
        "   **Version:** 1.0\n",
    ),
    [{
      spelled: "2.30.2",
      rst: ".. code-block::\n\n   Neuron X\n   ~~~~~~~~\n   **Version:** 1.0",
      ...only,
    }],
  ],
];

Deno.test("parseComponentsRuntime() reads what the pages do", async (t) => {
  for (const [title, page, expected] of ROWS) {
    await t.step(title, () => {
      assertEquals(withoutAbsent(parseComponentsRuntime(page)), expected);
    });
    await t.step(`${title}, with CRLF`, () => {
      const page2 = page.replaceAll("\n", "\r\n");
      assertEquals(withoutAbsent(parseComponentsRuntime(page2)), expected);
    });
  }
});

Deno.test({
  ...realData.for("parseComponentsRuntime() reads the vendor's real page"),
  fn: async () => {
    const page = new TextDecoder().decode(
      await readData("notes/components-runtime.rst"),
    );
    const sections = parseComponentsRuntime(page);
    assertEquals(
      sections.map(({ spelled, sdk, date }) => [spelled, sdk, date]),
      [
        ["2.30.2", "2.32.0", "2026-08-17"],
        ["2.29", "2.31.0", "2026-07-07"],
        ["2.28.0.0", "2.30.0", "2026-05-21"],
        ["2.27.4.0", "2.29.0", "2026-04-09"],
        ["2.26.10.0", "2.28.0", "2026-03-12"],
        ["2.26.5.0", "2.28.0", "2026-02-26"],
        ["2.21.37.0", undefined, undefined],
        ["2.20.28.0", undefined, undefined],
        ["2.22.2.0", undefined, undefined],
      ],
    );
    for (const { spelled, rst } of sections) {
      for (const left of [/^\.\. /m, /:ref:/, /Support Table/, /====/, / $/m]) {
        assertEquals(left.test(rst), false, `${spelled}: ${left}`);
      }
      assertMatch(rst, /^\* .*[A-Za-z]/m, spelled);
    }
    assertEquals(
      sections[3]?.rst,
      "New Features\n^^^^^^^^^^^^\n* Added support for new TRN3 Gen2 " +
        "Ultraserver configurations: US3 (2-node), US4 (4-node), US16 " +
        "(4-node), and US18 (4-node).\n\nImprovements\n^^^^^^^^^^^^\n* Added " +
        "top-level DMA reset support during TPB reset on trn3 and later " +
        "platforms, improving reset reliability.",
    );
    // A paragraph of thanks between two lists stays.
    assertMatch(sections[5]?.rst ?? "", /\n\nWe would like .*\n\n\* Fixed/);
  },
});

// As much as a section may have. Where each start looks for its end up to the
// last character, this would not end before the deadline of a step.
Deno.test("parseComponentsRuntime() goes through hostile pages once", async (t) => {
  const start = "Neuron Driver\n~~~~~~~~~~~~~\n\n**Version:** 1.0\n\n";
  const pieces = ["`", "``", ":a", "|a ", "a_", "=== ===\n", ".. \n", "<", " "];
  for (const piece of pieces) {
    await t.step(JSON.stringify(piece), () => {
      const page = start + piece.repeat(250_000 / piece.length);
      const sections = parseComponentsRuntime(page);
      assertEquals(sections.map(({ spelled }) => spelled), ["1.0"]);
    });
  }
});
