// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals, assertMatch, assertNotMatch } from "@std/assert";
import { SPECS } from "../../lib/cli/commands.ts";
import { describeError } from "../../lib/cli/error_report.ts";
import { run } from "../../lib/cli/run.ts";
import { Terminal } from "../../lib/cli/terminal.ts";
import {
  OperationError,
  UsageError,
  VERIFICATION_CODES,
  type VerificationCode,
  VerificationError,
} from "../../lib/errors.ts";
import { VERSION } from "../../lib/version.ts";

function streams(terminal = false, noColor = false) {
  const texts = { stdout: "", stderr: "" };
  return {
    texts,
    stdout: (text: string) => texts.stdout += text,
    stderr: (text: string) => texts.stderr += text,
    stdoutIsTerminal: terminal,
    stderrIsTerminal: terminal,
    noColor,
  };
}

Deno.test("VERSION is that of deno.json", async () => {
  for (const name of ["deno.json", "deno.npm.json"]) {
    const url = new URL(`../../${name}`, import.meta.url);
    assertEquals(JSON.parse(await Deno.readTextFile(url)).version, VERSION);
  }
});

Deno.test("run() prints version and help on stdout", async () => {
  const version = streams();
  assertEquals(await run(["--version"], version), 0);
  assertMatch(version.texts.stdout, /^neuron-publish \d+\.\d+\.\d+ \(.+\)\n$/);
  for (const spec of [undefined, ...SPECS]) {
    const help = streams();
    const argv = spec === undefined ? ["help"] : ["help", spec.name];
    assertEquals(await run(argv, help), 0);
    assertEquals(help.texts.stderr, "");
    for (const line of help.texts.stdout.split("\n")) {
      const isAddress = /^ +https:\S+$/.test(line);
      assertEquals(line.length <= 80 || isAddress, true, line);
      assertEquals(line, line.trimEnd());
    }
    for (const { name } of spec?.options ?? []) {
      assertMatch(help.texts.stdout, new RegExp(`--${name}\\b`));
    }
  }
});

Deno.test("run() answers wrong usage with two lines and 2", async () => {
  const wrong = streams();
  assertEquals(await run(["publish", "--lmit"], wrong), 2);
  assertEquals(
    wrong.texts.stderr,
    "error: Unknown option --lmit\nhint: Did you mean --limit?\n",
  );
  assertEquals(wrong.texts.stdout, "");

  const asked = streams();
  assertEquals(await run(["publish", "--lmit", "--json"], asked), 2);
  assertEquals(JSON.parse(asked.texts.stdout), {
    error: { problem: "Unknown option --lmit", hint: "Did you mean --limit?" },
  });
  assertEquals(asked.texts.stderr, wrong.texts.stderr);
});

Deno.test("Terminal.error() is two printable lines, with colour on terminals only", () => {
  const error = new VerificationError("E_DIGEST", {
    subject: "a\x1b[2J.rpm",
    problem: "sha256 differs",
    expected: "1\n2",
    found: "3",
  });
  const options = { json: false, quiet: false, verbose: false, color: true };
  const told = (terminal: boolean, noColor = false, color = true) => {
    const where = streams(terminal, noColor);
    new Terminal(where, { ...options, color })
      .error(error, "publish 1.0", "nothing was written");
    return where.texts.stderr;
  };
  const plain = "error: Cannot publish 1.0: a[2J.rpm: sha256 differs, " +
    "expected 1 2, found 3\nhint: Do not use this file. Download it again " +
    "later; if it still fails, report it to the vendor; nothing was written\n";
  assertEquals(told(false), plain);
  assertEquals(told(true, true), plain);
  assertEquals(told(true, false, false), plain);
  assertEquals(told(true).startsWith("\x1b[31merror:\x1b[39m Cannot"), true);
});

Deno.test("describeError() gives JSON the hints that people read", () => {
  const details = { subject: "a", problem: "b", hint: "check the path" };
  for (
    const [error, hint] of [
      [new OperationError("disk", details), "Check the path"],
      [new UsageError("b", "see --help"), "See --help"],
      [new OperationError("git", { subject: "a", problem: "b" }), "See what"],
    ] as const
  ) assertEquals(describeError(error).hint.startsWith(hint), true, hint);
});

/** Words that the advice has to have, and words that would mislead. */
const ADVICE: Readonly<Record<VerificationCode, readonly [RegExp, RegExp?]>> = {
  E_FORMAT: [/again later.*report/],
  E_LIMIT: [/report/, /later/],
  E_SIZE: [/again later.*report/],
  E_DIGEST: [/again later.*report/],
  E_SIG: [/again later.*report/],
  E_UNSIGNED: [/report/, /later/],
  E_COVERAGE: [/report/, /later/],
  E_NOKEY: [/key-rotation\.md.*report/, /later/],
  E_UNTRUSTED: [/key-rotation\.md.*report/, /later/],
  E_WEAK: [/report.*waiting does not help/, /later/],
  E_UNKNOWN: [/newer version of this program/, /later/],
  E_SIG_TIME: [/clock.*report/],
  E_FILE: [/report/, /later/],
  E_BOMB: [/report/, /later/],
  E_PATH: [/report/, /later/],
  E_TYPE: [/report/, /later/],
  E_LAYOUT: [/needs a newer neuron-publish/, /later/],
  E_META: [/again later.*report/],
  E_ROLLBACK: [/later.*--allow-rollback/],
  E_CONTENT: [/ask the vendor.*tell the public/, /later/],
};

Deno.test("describeError() gives advice that fits the code", async (t) => {
  const codes = Object.keys(VERIFICATION_CODES);
  assertEquals(Object.keys(ADVICE), codes);
  for (const code of Object.keys(ADVICE) as VerificationCode[]) {
    await t.step(code, () => {
      const [fits, misleads] = ADVICE[code];
      const { hint } = describeError(
        new VerificationError(code, { subject: "a", problem: "b" }),
      );
      assertMatch(hint, fits);
      if (misleads !== undefined) assertNotMatch(hint, misleads);
      assertNotMatch(hint, /tomorrow|anew|\.$/);
    });
  }
});

Deno.test("start-up loads only what the command needs", async () => {
  const url = new URL("../../lib/cli/run.ts", import.meta.url);
  const { modules } = await moduleGraph(url);
  for (const heavy of ["openpgp", "libarchive", "fzstd", "@std/xml"]) {
    assertEquals(modules.filter((module) => module.includes(heavy)), []);
  }
});

/** The modules that an import of `url` loads at once, by reading the files. */
async function moduleGraph(url: URL): Promise<{ modules: string[] }> {
  const seen = new Set<string>();
  const visit = async (module: URL) => {
    if (seen.has(module.href)) return;
    seen.add(module.href);
    const text = await Deno.readTextFile(module);
    const imports = text.matchAll(
      /^(?:import|export)(?! type)[^;]*? from "([^"]+)";/gms,
    );
    for (const [, specifier = ""] of imports) {
      if (specifier.startsWith(".")) await visit(new URL(specifier, module));
      else seen.add(specifier);
    }
  };
  await visit(url);
  return { modules: [...seen] };
}
