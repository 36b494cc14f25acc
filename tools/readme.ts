// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Writes the tables of commands and options in README.md, between their marks,
// from the table that the command line itself is made from.
//
// deno task readme

import { COMMANDS, type CommandSpec } from "../lib/cli/command_specs.ts";
import {
  type OptionName,
  OPTIONS,
  type OptionSpec,
  OUTPUT_OPTIONS,
} from "../lib/cli/options.ts";

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
  const rows = Object.entries(COMMANDS).map(([name, { summary }]) =>
    [`\`${name}\``, summary] as const
  );
  return table(["command", "what it does"], rows);
}

/** The commands that have an option; all of them in two words. */
function ownersOf(option: OptionName): string {
  if (OUTPUT_OPTIONS.includes(option)) return "every command";
  return Object.entries(COMMANDS)
    .filter(([, spec]: [string, CommandSpec]) => spec.options.includes(option))
    .map(([name]) => name).join(", ");
}

function optionTable(): string {
  const names = Object.keys(OPTIONS).filter((name): name is OptionName =>
    Object.hasOwn(OPTIONS, name)
  );
  const rows = names.filter((name) => ownersOf(name) !== "").map((name) => {
    const spec: OptionSpec = OPTIONS[name];
    const value = spec.value === undefined ? "" : ` ${spec.value}`;
    const short = spec.short === undefined ? "" : `, \`-${spec.short}\``;
    const again = spec.repeatable === true ? "; may be repeated" : "";
    return [
      `\`--${spec.name}${value}\`${short}`,
      ownersOf(name),
      `${spec.help}${again}`,
    ] as const;
  });
  return table(["option", "of", "meaning"], rows);
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
