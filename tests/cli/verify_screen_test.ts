// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// `verify` and `publish` on terminals of different widths.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { long } from "../fixtures/long.ts";
import { drivers, Scene } from "../publish/scene.ts";
import { flip, Workbench } from "../verify/workbench.ts";
import { plain, runOnTerminal, tooWide } from "./on_terminal.ts";

const VERSIONS = ["2.1.0.0", "2.2.0.0", "2.10.0.0", "2.11.0.0"] as const;
const [A, B, , D] = VERSIONS;

Deno.test(long("verify on a terminal"), async (t) => {
  await using bench = await Workbench.make(await drivers(...VERSIONS));
  const { scene, repository } = bench;
  const { env, path } = repository;
  const show = (columns: number, ...args: readonly string[]) =>
    runOnTerminal(scene.commandLine("verify", ...args), { env, columns });

  await t.step("the answer, what was looked at, what was proved", async () => {
    const { code, stdout, stderr } = await show(200);
    assertEquals(code, 0);
    const lines = plain(stdout).split("\n");
    assertEquals(lines[0], `verified: ${path}`);
    assertEquals(lines[1], "");
    assertEquals(lines[2], `path      ${path}`);
    assertMatch(lines[3] ?? "", /^HEAD {6}verified: release 2\.11\.0\.0, /);
    const rest = lines.slice(lines.findIndex((l) => l.startsWith("releases")));
    assertEquals(rest.filter((line) => !line.startsWith("commits")), [
      `releases  4: ${A} … ${D}`,
      "refs      5",
      "",
      "Proved",
      `  verified  4 releases ${A} … ${D}`,
      `  verified  main, newest ${D}, ${
        (await bench.commit("main")).slice(0, 12)
      }`,
      "  verified  HEAD",
      "  verified  repository",
      "",
    ]);
    assert(stdout.includes("\x1b[32mverified\x1b[39m: "));
    assert(stderr.includes("of 4 releases"), stderr); // the bar
    assert(!stderr.includes("\n"), stderr);
  });

  await t.step("a named release claims nothing of the rest", async () => {
    const { code, stdout } = await show(200, A);
    assertEquals(code, 0);
    const lines = plain(stdout).split("\n");
    assertEquals(
      lines[0],
      `verified: release ${A}; the rest of ${path} was not part of this run`,
    );
    const proved = lines.slice(lines.indexOf("Proved"), lines.indexOf(""));
    assert(!proved.some((line) => line.includes("main")));
    assert(lines.indexOf("Not proved") > lines.indexOf("Proved"));
    const pipe = await scene.run("verify", A, B);
    assertEquals(
      pipe.stdout.split("\n")[0],
      `verified  releases ${A}, ${B}; the rest of ${path} was not part of ` +
        "this run",
    );
    const since = await scene.run("verify", "--since", D);
    assert(since.stdout.startsWith(`verified  release ${D}; the rest of `));
  });

  await t.step(
    "--verbose has a row for each, and no line runs into the bar",
    async () => {
      const { stdout, stderr } = await show(200, "--verbose");
      for (const version of VERSIONS) {
        assertMatch(
          plain(stdout),
          new RegExp(`^  verified  ${version}, signed 2024-12-18, `, "m"),
        );
      }
      const printed = plain(stderr).split("\n")
        .filter((line) => line.includes(`${A}: verified`));
      assertEquals(printed.length, 1);
      // The line is cleared before the text.
      // deno-lint-ignore no-control-regex -- what erases a line of a terminal
      assertMatch(printed[0] ?? "", /(^|\r\x1b\[K)2\.1\.0\.0: verified$/);
      assert(stderr.includes(`: ok package-checksum (`), stderr);
    },
  );

  await t.step("NO_COLOR, --no-color and --quiet", async () => {
    const argv = scene.commandLine("verify");
    const rows = [
      await runOnTerminal(argv, { env, columns: 80, noColor: true }),
      await show(80, "--no-color"),
    ];
    for (const { stdout } of rows) assert(!stdout.includes("\x1b"), stdout);
    const { stdout, stderr } = await show(200, "--quiet");
    assertEquals(stderr, "");
    assert(plain(stdout).startsWith(`verified: ${path}\n`));
  });

  await repository.git("tag", "latest", A);
  await t.step("a note is a failure with --strict alone", async () => {
    const lenient = await show(200);
    assertEquals(lenient.code, 0);
    assert(plain(lenient.stdout).startsWith(`verified, with notes: ${path}\n`));
    const { code, stdout } = await show(200, "--strict");
    assertEquals(code, 3);
    const [first] = stdout.split(/\r?\n/);
    assertEquals(
      first,
      `\x1b[31mfailed\x1b[39m: ${path}; with --strict these notes count as ` +
        "failures: refs",
    );
  });

  await bench.replace(B, { files: { "src/Makefile": flip(0) } });
  for (const columns of [60, 80, 200]) {
    await t.step(`what failed, at ${columns} columns`, async () => {
      const { code, stdout } = await show(columns);
      assertEquals(code, 3);
      // The directory for temporary files may have a long path.
      assertEquals(tooWide(stdout.replaceAll(path, "PATH"), columns), []);
      const text = plain(stdout);
      // Where the path is long, it is on a line by itself.
      const folded = text.replaceAll(/\s+/g, " ");
      assert(folded.startsWith(`failed: ${path} `), text);
      // A verdict begins its line.
      assertMatch(text, new RegExp(`^  failed  release ${B}$`, "m"));
      assertMatch(text, /^ {4}failed: source \(src\): the tree is not the/m);
      assertMatch(text, /^ {4}note: refs \(other refs\): nothing proves/m);
      assert(folded.includes("refs/tags/latest"), text);
      const titles = text.split("\n").filter((line) =>
        /^[A-Z][a-z]/.test(line)
      );
      assertEquals(titles, ["Proved", "Failed"]);
    });
  }
  await t.step("what failed beside a named release that did not", async () => {
    await repository.git("branch", B, "main"); // makes the tag's name ambiguous
    const { code, stdout } = await show(200, A);
    assertEquals(code, 3);
    assertEquals(
      plain(stdout).split("\n")[0],
      `failed: ${path}, outside release ${A}`,
    );
  });
});

Deno.test("publish on a terminal", async (t) => {
  await using scene = await Scene.make(await drivers("2.1.0.0"));
  const { env } = scene.repository;
  const argv = scene.commandLine("publish", "--dry-run");
  const FILE = "aws-neuronx-dkms-2.1.0.0-dkms.noarch.rpm";
  const rows = [
    [40, /^2\.1\.0\.0 {2}would publish {2}6 files$/],
    [60, /^2\.1\.0\.0 {2}would publish {2}signed 2024-12-18 {2}6 files$/],
    [80, /^2\.1\.0\.0 {2}would publish {2}signed 2024-12-18 {2}6 files$/],
    [
      200,
      new RegExp(`^2\\.1\\.0\\.0  would publish  [0-9a-f]{12}  .*${FILE}$`),
    ],
  ] as const;
  for (const [columns, expected] of rows) {
    await t.step(`${columns} columns`, async () => {
      const { code, stdout, stderr } = await runOnTerminal(argv, {
        env,
        columns,
      });
      assertEquals(code, 0, stderr);
      const [line = ""] = plain(stdout).split("\n");
      assert(line.length <= columns, line);
      assertMatch(line, expected);
    });
  }
  await t.step("a pipe gets everything", async () => {
    const { stdout } = await scene.run("publish", "--dry-run");
    assertMatch(stdout.split("\n")[0] ?? "", rows[3][1]);
  });
});
