// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Help fits a terminal: 80 columns, and one screen of 60 lines.

import { assert } from "@std/assert";
import { SPECS } from "../../lib/cli/commands.ts";
import { formatHelp } from "../../lib/cli/help.ts";

for (const spec of [undefined, ...SPECS]) {
  Deno.test(`help of ${spec?.name ?? "the program"} fits a screen`, () => {
    const lines = formatHelp(spec).split("\n");
    assert(lines.length <= 60, `${lines.length} lines`);
    // An address stands alone on its line, so that it can be copied.
    const wide = lines.filter((line) =>
      line.length > 80 && !/^\s*https:\S+$/.test(line)
    );
    assert(wide.length === 0, wide.join("\n"));
  });
}
