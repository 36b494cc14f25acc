// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals } from "@std/assert";
import { parsePerRelease } from "../../lib/notes/per_release.ts";
import { skipIf } from "../fixtures/programs.ts";
import { noData, readData } from "../fixtures/snapshot.ts";
import { withoutAbsent } from "./without_absent.ts";

const realData = skipIf(noData());

const PAGE = `.. _neuron-2-27-0-runtime:

AWS Neuron SDK 2.27.0: Neuron Runtime release notes
===================================================

**Date of release**:  December 19, 2025

Released versions
-----------------

- Neuron Collectives: \`\`2.29.1.0\`\`
- Neuron Driver: \`\`2.25.4.0\`\`

Improvements
------------

*Improvements are new.*

Neuron Collectives 2.29.1.0
^^^^^^^^^^^^^^^^^^^^^^^^^^^
* Not the driver's

Neuron Driver 2.25.4.0
^^^^^^^^^^
* See :ref:\`this <that>\`

Bug fixes
---------

Neuron Driver 2.25.4.0
^^^^^^^^^^^^^^^^^^^^^^

* Fixed

Neuron Driver 2.25.9.0
^^^^^^^^^^^^^^^^^^^^^^
* Patched

Neuron Driver 2.25.xx.0
^^^^^^^^^^^^^^^^^^^^^^^
* Placeholder

Neuron Driver 2.25.1.0
^^^^^^^^^^^^^^^^^^^^^^

Previous release notes
----------------------
* :ref:\`runtime_rn\`
`;

Deno.test("parsePerRelease() puts a version's categories together", () => {
  assertEquals(withoutAbsent(parsePerRelease(PAGE)), {
    sdk: "2.27.0",
    sections: [
      {
        spelled: "2.25.4.0",
        rst: "Improvements\n^^^^^^^^^^^^\n* See this\n\n" +
          "Bug fixes\n^^^^^^^^^\n* Fixed",
        sdk: "2.27.0",
        date: "2025-12-19",
      },
      // A patch: the page's date is not its own.
      {
        spelled: "2.25.9.0",
        rst: "Bug fixes\n^^^^^^^^^\n* Patched",
        sdk: "2.27.0",
      },
    ],
  });
});

Deno.test("parsePerRelease() finds nothing in other pages", () => {
  for (const page of ["", "text\n", "Neuron Driver\n^^^^^\n* A\n"]) {
    assertEquals(withoutAbsent(parsePerRelease(page)), { sections: [] });
  }
});

Deno.test({
  ...realData.for("parsePerRelease() reads the vendor's real page"),
  fn: async () => {
    const page = new TextDecoder().decode(
      await readData("notes/prev-2.26.0-runtime.rst"),
    );
    assertEquals(withoutAbsent(parsePerRelease(page)), {
      sdk: "2.26.0",
      sections: [
        {
          spelled: "2.24.13.0",
          rst: "* Compatibility fixes for Linux kernel 6.18.\n\n" +
            ".. note::\n\n   This is a patch release for ``Inf1`` users. " +
            "Neuron driver version 2.24 is the last driver version to " +
            "support ``Inf1`` instances.",
          sdk: "2.26.0",
        },
        {
          spelled: "2.24.7.0",
          rst: "* Fixed installation issue causing builds to fail for Linux " +
            "Kernels 6.13+.",
          sdk: "2.26.0",
          date: "2025-09-18",
        },
      ],
    });
  },
});
