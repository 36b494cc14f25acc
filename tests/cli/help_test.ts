// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Help fits a terminal: 80 columns and 30 lines, 60 with --verbose.

import { assert, assertEquals } from "@std/assert";
import { SPECS } from "../../lib/cli/commands.ts";
import { formatHelp } from "../../lib/cli/help.ts";
import { OUTPUT_OPTIONS } from "../../lib/cli/options.ts";

for (const spec of [undefined, ...SPECS]) {
  const name = spec?.name ?? "the program";
  for (const [full, most] of [[false, 30], [true, 60]] as const) {
    Deno.test(`help of ${name} fits a screen${full ? ", in full" : ""}`, () => {
      const lines = formatHelp(spec, { full }).split("\n");
      assert(lines.length <= most, `${lines.length} lines`);
      // An address is alone on its line, so that it can be copied.
      const wide = lines.filter((line) =>
        line.length > 80 && !(full && /^\s*https:\S+$/.test(line))
      );
      assert(wide.length === 0, wide.join("\n"));
    });
  }
  Deno.test(`help of ${name} names every option`, () => {
    const text = formatHelp(spec, { full: false });
    const missing = (spec?.options ?? OUTPUT_OPTIONS)
      .filter((option) => !text.includes(`--${option.name}`));
    assertEquals(missing, []);
  });
}
