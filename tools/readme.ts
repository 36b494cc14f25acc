// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Writes the tables of commands and options in README.md, between their marks,
// from the table that the command line itself is made from.
//
// deno task readme

import { SPECS } from "../lib/cli/commands.ts";
import { OUTPUT_OPTIONS } from "../lib/cli/options.ts";
import type { OptionSpec } from "../lib/cli/spec.ts";

const MARKS = ["commands", "options"] as const;

function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const cells = [head, ...rows].map((row) =>
    row.map((cell) => cell.replaceAll("|", "\\|"))
  );
  const widths = head.map((_, i) =>
    Math.max(...cells.map((row) => (row[i] ?? "").length))
  );
  const lines = cells.map((row) =>
    `| ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(" | ")} |`
  );
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [lines[0], rule, ...lines.slice(1)].join("\n");
}

function commandTable(): string {
  const rows = SPECS.map(({ name, summary }) =>
    [`\`${name}\``, summary] as const
  );
  return table(["command", "what it does"], rows);
}

/** The commands that have an option, each with how it explains it. */
interface OptionUses {
  readonly spec: OptionSpec;
  /** Names of commands by explanation. */
  readonly meanings: Map<string, string[]>;
}

/** Every option once, in the order in which help shows them. */
function usesOfOptions(): OptionUses[] {
  const uses = new Map<string, OptionUses>();
  for (const { name: command, options } of SPECS) {
    for (const spec of options) {
      const use = uses.get(spec.name) ?? { spec, meanings: new Map() };
      const again = spec.repeatable === true ? "; may be repeated" : "";
      const meaning = `${spec.help}${again}`;
      const commands = use.meanings.get(meaning) ?? [];
      use.meanings.set(meaning, [...commands, command]);
      uses.set(spec.name, use);
    }
  }
  return [...uses.values()];
}

/** As on the command line: "`--repo PATH`, `-r`". */
function spelling({ name, value, short }: OptionSpec): string {
  return `\`--${name}${value === undefined ? "" : ` ${value}`}\`` +
    (short === undefined ? "" : `, \`-${short}\``);
}

function optionTable(): string {
  const own = usesOfOptions().map(({ spec, meanings }) => {
    const isOne = meanings.size === 1;
    return [
      spelling(spec),
      [...meanings.values()].flat().join(", "),
      [...meanings].map(([meaning, commands]) =>
        isOne ? meaning : `${commands.join(", ")}: ${meaning}`
      ).join("<br>"),
    ];
  });
  const output = OUTPUT_OPTIONS.map((spec) => [
    spelling(spec),
    "every command",
    spec.help,
  ]);
  return table(["option", "of", "meaning"], [...own, ...output]);
}

/** README with its tables made anew. */
export function withTables(readme: string): string {
  const tables = { commands: commandTable(), options: optionTable() };
  return MARKS.reduce((text, mark) => {
    const pattern = new RegExp(
      `(<!-- ${mark}, by deno task readme -->\n)[^]*?(\n<!-- end -->)`,
    );
    if (!pattern.test(text)) throw new Error(`README.md has no mark ${mark}`);
    return text.replace(
      pattern,
      (_, start: string, end: string) => `${start}\n${tables[mark]}\n${end}`,
    );
  }, readme);
}

if (import.meta.main) {
  const file = new URL("../README.md", import.meta.url);
  await Deno.writeTextFile(file, withTables(await Deno.readTextFile(file)));
}
