// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// `verify` and `publish` on real terminals: no verdict is cut, and the bar is
// gone when something else stands in its place.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { long } from "../fixtures/long.ts";
import { skipIf } from "../fixtures/programs.ts";
import { drivers, Scene } from "../publish/scene.ts";
import { tooWide } from "./on_terminal.ts";
import {
  needsPseudoTerminal,
  runOnPseudoTerminal,
  screen,
} from "./pseudo_terminal.ts";

const terminal = needsPseudoTerminal();
const linux = Deno.build.os === "linux" ? terminal : skipIf("needs Linux");
const VERSIONS = ["2.1.0.0", "2.2.0.0", "2.10.0.0"] as const;
const BAR = / of 3 releases /;

Deno.test("screen() shows what a terminal would", () => {
  assertEquals(screen("50%\r\x1b[K\x1b[31mred\x1b[39m\r\nnext"), [
    "red",
    "next",
  ]);
  assertEquals(screen("a long bar\x1b[0G\x1b[2K\x1b[Jshort"), ["short"]);
  assertEquals(screen("a long bar\rshort"), ["shortg bar"]);
});

Deno.test({
  ...long(terminal.for("verify on a real terminal")),
  fn: async (t) => {
    await using scene = await Scene.make(await drivers(...VERSIONS));
    const { env, path } = scene.repository;
    const published = await scene.run("publish", "--date=build");
    assertEquals(published.code, 0, published.stderr);
    const show = (
      columns: number,
      args: readonly string[] = [],
      options: {
        readonly more?: Readonly<Record<string, string>>;
        readonly redirection?: string;
      } = {},
    ) =>
      runOnPseudoTerminal(scene.commandLine("verify", ...args), {
        env: { ...env, ...options.more },
        columns,
        ...(options.redirection === undefined
          ? {}
          : { redirection: options.redirection }),
      });
    // The directory for temporary files may have a long path, which nothing
    // cuts: it is on a line by itself then.
    const withoutPath = (lines: readonly string[]) =>
      lines.join("\n").replaceAll(path, "PATH");
    const folded = (lines: readonly string[]) =>
      `${lines.join(" ").replaceAll(/\s+/g, " ")} `;
    const hasAnswer = (lines: readonly string[]) => {
      assert(folded(lines).startsWith(`verified: ${path} `), lines.join("\n"));
      assert(lines.includes("  verified  3 releases 2.1.0.0 … 2.10.0.0"));
      assert(!lines.some((line) => BAR.test(line)), lines.join("\n"));
    };

    for (const columns of [60, 80, 200]) {
      await t.step(`${columns} columns`, async () => {
        const { code, sent, lines } = await show(columns);
        assertEquals(code, 0, sent);
        hasAnswer(lines);
        assertEquals(tooWide(withoutPath(lines), columns), []);
        assertMatch(sent, BAR);
        assert(sent.includes("\x1b[32mverified\x1b[39m"));
      });
      await t.step(`${columns} columns, --verbose`, async () => {
        const { code, sent, lines } = await show(columns, ["--verbose"]);
        assertEquals(code, 0, sent);
        // Each has a line of its own, which the bar has left.
        for (const version of VERSIONS) {
          assert(lines.includes(`${version}: verified`), lines.join("\n"));
        }
        assert(!lines.some((line) => BAR.test(line)), lines.join("\n"));
        assert(folded(lines).includes(`verified: ${path} `));
      });
    }
    await t.step("a failure", async () => {
      const wrong = ["--fingerprint", "0".repeat(40)];
      const { code, lines } = await show(60, wrong);
      assertEquals(code, 3);
      assert(folded(lines).startsWith(`failed: ${path} `));
    });
    await t.step("--quiet", async () => {
      const { code, sent, lines } = await show(80, ["--quiet"]);
      assertEquals(code, 0);
      hasAnswer(lines);
      assert(!BAR.test(sent), sent);
    });
    await t.step("--json", async () => {
      const { code, sent } = await show(80, ["--json"]);
      assertEquals(code, 0);
      assertEquals(JSON.parse(sent).verdict, "verified");
    });
    await t.step("a terminal that does not say how wide it is", async () => {
      const { code, lines } = await show(0);
      assertEquals(code, 0);
      hasAnswer(lines);
      assertEquals(tooWide(withoutPath(lines), 80), []);
    });
    for (
      const more of [{ COLUMNS: "20" }, { COLUMNS: "x" }, { COLUMNS: "-1" }]
    ) {
      await t.step(`COLUMNS=${more.COLUMNS}: the terminal knows`, async () => {
        const { code, lines } = await show(80, [], { more });
        assertEquals(code, 0);
        hasAnswer(lines);
      });
    }
    await t.step("NO_COLOR", async () => {
      const { code, sent, lines } = await show(80, [], {
        more: { NO_COLOR: "1" },
      });
      assertEquals(code, 0);
      hasAnswer(lines);
      assert(!sent.includes("\x1b[3"), sent); // colours
    });
    await t.step("TERM=dumb prints lines and nothing else", async () => {
      const { code, sent, lines } = await show(80, [], {
        more: { TERM: "dumb" },
      });
      assertEquals(code, 0);
      hasAnswer(lines);
      assert(!sent.includes("\x1b"), sent);
      assert(!BAR.test(sent), sent);
    });
  },
});

Deno.test({
  ...long(linux.for("verify whose result goes to a full disk, at a terminal")),
  fn: async () => {
    await using scene = await Scene.make(await drivers("2.1.0.0"));
    const { env } = scene.repository;
    assertEquals((await scene.run("publish")).code, 0);
    const { code, lines } = await runOnPseudoTerminal(
      scene.commandLine("verify"),
      { env, columns: 80, redirection: "> /dev/full" },
    );
    assertEquals(code, 1);
    const text = lines.join("\n");
    assertMatch(text, /^error: Cannot print: standard output: cannot be/m);
    assert(!/ of 1 releases /.test(text), text);
  },
});

Deno.test({
  ...long(terminal.for("publish on a real terminal")),
  fn: async (t) => {
    for (const columns of [60, 80, 200]) {
      await t.step(`${columns} columns`, async () => {
        await using scene = await Scene.make(await drivers(...VERSIONS));
        const { env } = scene.repository;
        const { code, sent, lines } = await runOnPseudoTerminal(
          scene.commandLine("publish"),
          { env, columns },
        );
        assertEquals(code, 0, sent);
        for (const version of VERSIONS) {
          const line = lines.find((each) => each.startsWith(`${version} `));
          assertMatch(line ?? "", /^\S+ +published\b/);
          assert((line ?? "").length <= columns, line);
        }
        assert(!lines.some((line) => /%|[#-]{5}/.test(line)), sent);
      });
    }
  },
});
