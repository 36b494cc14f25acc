// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// The scripts are asked in the shells themselves: a line goes in, what the shell
// offers comes out.

import { assert, assertEquals } from "@std/assert";
import { parseCommandLine } from "../../lib/cli/args.ts";
import { SPECS } from "../../lib/cli/commands.ts";
import { publishCommand } from "../../lib/cli/commands/publish.ts";
import { type Shell, SHELLS } from "../../lib/cli/completable.ts";
import { formatCompletions } from "../../lib/cli/completions.ts";
import { OUTPUT_OPTIONS } from "../../lib/cli/options.ts";
import { UsageError } from "../../lib/errors.ts";
import { long } from "../fixtures/long.ts";
import { needs, runProgram } from "../fixtures/programs.ts";

/** Calls the function as bash does, with the words as bash splits them. */
const ASK_BASH = `source "$1"
shift
COMP_WORDS=("$@")
COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
_neuron_publish
printf '%s\\n' "\${COMPREPLY[@]}"
`;

const ASK_FISH = `source $argv[1]
complete -C $argv[2]
`;

/**
 * zsh completes at a terminal only. In one, `compadd` is replaced by a function
 * that writes down what would have been offered, between two lines of dashes.
 */
const ASK_ZSH = `zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "PROMPT= RPROMPT= PS2="
zpty -w shell "autoload -Uz compinit && compinit -u -D; source $1"
zpty -w shell 'compadd() {
  if [[ $@[1,(i)(-|--)] == *-(O|A|D)\\ * ]]; then
    builtin compadd "$@"
  else
    local -a offered
    builtin compadd -O offered "$@"
    print -rl -- $offered >> '"$3"'
    builtin compadd "$@"
  fi
}
report() { print -- ---- >> '"$3"'; exit }
first() { zle complete-word; zle kill-buffer; report }
zle -N first
bindkey "^I" first'
zpty -w shell ": ready"
zpty -w -n shell "$2"$'\\t'
while zpty -r shell line; do :; done
`;

type Ask = (script: string, line: string) => Promise<string[]>;

const ASK: Readonly<Record<Shell, Ask>> = {
  bash: async (script, line) => {
    // As COMP_WORDBREAKS has it.
    const words = line.split(/ |(=)/).filter((word) => word !== undefined);
    const args = ["--norc", "-c", ASK_BASH, "ask", script, ...words];
    return linesOf((await runProgram("bash", args)).text);
  },
  fish: async (script, line) => {
    const args = ["--no-config", "-c", ASK_FISH, script, line];
    const { text } = await runProgram("fish", args, {
      env: { XDG_DATA_HOME: `${script}.data`, XDG_CONFIG_HOME: script },
    });
    // "--date=build<tab>its description"
    return linesOf(text.replaceAll(/^--\w+=|\t.*$/gm, ""));
  },
  zsh: async (script, line) => {
    const offered = `${script}.offered`;
    const args = ["-f", "-c", ASK_ZSH, "ask", script, line, offered];
    await runProgram("zsh", args, { env: { TERM: "dumb" } });
    const text = await Deno.readTextFile(offered);
    await Deno.remove(offered);
    assert(text.endsWith("----\n"), text);
    return linesOf(text.slice(0, -"----\n".length));
  },
};

const AUTHOR = ["-c", "user.name=A", "-c", "user.email=a@b.example"];
const EMPTY = ["--allow-empty", "--no-gpg-sign"];

async function git(...args: string[]): Promise<void> {
  await runProgram("git", args);
}

function linesOf(text: string): string[] {
  return [...new Set(text.split("\n").filter((line) => line !== ""))].sort();
}

/** What has to be offered for a line, and what must not be. */
interface Row {
  readonly line: string;
  /** All of it, for every shell. */
  readonly offers: readonly string[];
}

const commands = [...SPECS.map(({ name }) => name), "help"].sort();

const ROWS: readonly Row[] = [
  { line: "neuron-publish ", offers: commands },
  { line: "neuron-publish pub", offers: ["publish"] },
  { line: "neuron-publish help ins", offers: ["inspect"] },
  { line: "neuron-publish publish --dr", offers: ["--dry-run"] },
  { line: "neuron-publish check --dry", offers: [] },
  { line: "neuron-publish publish --date ", offers: ["build", "now"] },
  { line: "neuron-publish publish --date=b", offers: ["build"] },
  { line: "neuron-publish completions ", offers: ["bash", "fish", "zsh"] },
];

for (const shell of SHELLS) {
  const tools = needs(shell);
  Deno.test({
    ...long(tools.for(`formatCompletions() works in ${shell}`)),
    fn: async (t) => {
      const folder = await Deno.makeTempDir();
      try {
        const script = `${folder}/script`;
        await Deno.writeTextFile(
          script,
          `${formatCompletions(shell, SPECS)}\n`,
        );
        const ask = ASK[shell];
        for (const { line, offers } of ROWS) {
          await t.step(line, async () => {
            assertEquals(await ask(script, line), offers);
          });
        }
        await t.step("every option of every command", async () => {
          const offered = await ask(script, "neuron-publish publish --");
          const { options } = publishCommand;
          const expected = [...options, ...OUTPUT_OPTIONS]
            .map(({ name }) => `--${name}`);
          assertEquals(
            offered.filter((word) => word.startsWith("--")),
            [
              ...expected,
            ].sort(),
          );
        });
        await t.step("release tags", async () => {
          const repo = `${folder}/repo`;
          await git("init", "--quiet", repo);
          await git("-C", repo, ...AUTHOR, "commit", "-qm", "x", ...EMPTY);
          const hostile = [`a$(touch\${IFS}${folder}/touched)`, "1;id", "v1"];
          for (const tag of ["2.20.0.0", "2.21.0.0", ...hostile]) {
            await git("-C", repo, "tag", tag);
          }
          const tags = ["2.20.0.0", "2.21.0.0"];
          const rows: [string, string[]][] = [
            [`verify --repo ${repo} 2`, tags],
            [`archive --repo=${repo} 2.21`, ["2.21.0.0"]],
            [`compare --repo ${repo} 2`, tags],
            [`trace --repo ${repo} --release 2.20`, ["2.20.0.0"]],
            [`verify --repo ${folder}/none 2`, []],
          ];
          for (const [line, offers] of rows) {
            const offered = await ask(script, `neuron-publish ${line}`);
            assertEquals(offered, offers, line);
          }
          const touched = await Deno.stat(`${folder}/touched`)
            .then(() => true, () => false);
          assertEquals(touched, false);
        });
        await t.step("files and directories", async () => {
          await Deno.mkdir(`${folder}/data/folder`, { recursive: true });
          await Deno.writeTextFile(`${folder}/data/file.rpm`, "");
          const at = `${folder}/data/f`;
          const plain = (words: string[]) =>
            words.map((word) => word.replace(/\/$/, "").replace(/.*\//, ""))
              .sort();
          const extract = `neuron-publish extract ${at}`;
          const check = `neuron-publish check --repo ${at}`;
          assertEquals(plain(await ask(script, extract)), [
            "file.rpm",
            "folder",
          ]);
          assertEquals(plain(await ask(script, check)), ["folder"]);
        });
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}

const tools = needs("shellcheck");
Deno.test({
  ...tools.for("formatCompletions() satisfies shellcheck"),
  fn: async () => {
    const stdin = new TextEncoder().encode(
      `${formatCompletions("bash", SPECS)}\n`,
    );
    await runProgram("shellcheck", ["--shell=bash", "-"], { stdin });
  },
});

Deno.test("formatCompletions() knows every command and option", () => {
  for (const shell of SHELLS) {
    const script = formatCompletions(shell, SPECS);
    for (const { name, options } of SPECS) {
      for (const option of options) {
        assert(script.includes(option.name), `${name} ${option.name}`);
      }
    }
  }
});

Deno.test("completions takes one of the shells", () => {
  for (const argv of [["tcsh"], ["bash", "zsh"], []]) {
    let error: unknown;
    try {
      parseCommandLine(["completions", ...argv]);
    } catch (caught) {
      error = caught;
    }
    assert(error instanceof UsageError);
  }
  assertEquals(parseCommandLine(["completions", "fish"]).kind, "command");
});
