// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// What `deno task test` says of skipped tests, and that it ends tests that hang.

import { assertEquals, assertMatch } from "@std/assert";
import { closingLines, skippedIn } from "../../tools/test.ts";
import { skipIf } from "../fixtures/programs.ts";

const ROOT = new URL("../../", import.meta.url);

/** A report with one test of each name, all skipped. */
function report(...names: readonly string[]): string {
  const cases = names.map((name) =>
    `<testcase name="${name}" classname="a" line="1" col="1">
            <skipped/>
        </testcase>`
  );
  return `<testsuite>${
    cases.join("\n")
  }<testcase name="b"></testcase></testsuite>`;
}

const lacking = (list: string) =>
  skipIf(`${list} not installed`).for("a test").name;

Deno.test("skippedIn() counts long tests, and those that lack programs", () => {
  const text = report(
    lacking("rpmkeys, cpio"),
    `a test &gt; ${lacking("rpm")}`,
    skipIf("no ../shared/data").for("a test").name,
    "ignored for another reason",
    skipIf("long").for("a test").name,
  );
  const packages = ["cpio", "rpm"];
  assertEquals(skippedIn(text), { lacking: 2, packages, long: 1 }, "deno");
  assertEquals(skippedIn(""), { lacking: 0, packages: [], long: 0 }, "deno");
});

Deno.test("closingLines() says how to run what was skipped", () => {
  assertEquals(closingLines({ lacking: 0, packages: [], long: 0 }, "deno"), []);
  assertEquals(
    closingLines({ lacking: 2, packages: ["bzip2", "rpm"], long: 1 }, "deno"),
    [
      "Skipped 1 test because this is a quick run. To run all: deno task test .",
      "Skipped 2 tests because programs are missing. To run all: apt-get install bzip2 rpm",
    ],
  );
});

Deno.test("a quick run leaves out long tests, and says so", async () => {
  const long = new URL("../fixtures/long.ts", import.meta.url);
  const source = `
    import { long } from "${long}";
    Deno.test(long("rests"), () => console.log("it ran"));
    Deno.test("has rows", async (t) => {
      for (const seconds of [1, 9]) {
        const fn = () => console.log(\`row \${seconds}\`);
        await t.step({ ...long(\`row \${seconds}\`, seconds > 2), fn });
      }
    });
  `;
  const quick = await testTask(source, { NEURON_PUBLISH_TESTS: "quick" });
  assertEquals(quick.code, 0, quick.text);
  assertMatch(quick.text, /^row 1$/m);
  assertEquals(/^(it ran|row 9)$/m.test(quick.text), false, quick.text);
  assertMatch(quick.text, /^Skipped 2 tests because this is a quick run\./m);
  const env = { NEURON_PUBLISH_TESTS: "quick", CI: "1" };
  assertEquals((await testTask(source, env)).code, 1);
  const whole = await testTask(source);
  assertEquals(whole.code, 0, whole.text);
  assertMatch(whole.text, /^it ran$[^]*^row 9$/m);
  assertEquals(whole.text.includes("Skipped"), false, whole.text);
});

/** Runs a file of tests as `deno task test` does. */
async function testTask(
  source: string,
  env: Readonly<Record<string, string>> = {},
): Promise<{ code: number; text: string }> {
  const file = await Deno.makeTempFile({ suffix: "_test.ts" });
  await Deno.writeTextFile(file, source);
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "test", file],
    cwd: ROOT,
    env: { NO_COLOR: "1", CI: "", NEURON_PUBLISH_TESTS: "", ...env },
    stdin: "null",
  }).output();
  await Deno.remove(file);
  const decoder = new TextDecoder();
  return { code, text: decoder.decode(stdout) + decoder.decode(stderr) };
}

Deno.test("the test task ends what hangs, by its name", async () => {
  const { code, text } = await testTask(`
    const silence = () => new Promise(() => setTimeout(() => {}, 1e9));
    Deno.test({ name: "waits", timeout: 100, fn: silence });
    Deno.test("loops", { timeout: 100 }, () => { while (true); });
    Deno.test({ timeout: 100 }, async function hasSteps(t) {
      await t.step("a step", silence);
    });
    Deno.test(function goesOn() {});
    Deno.test("has steps", (t) => t.step("a step", () => {}));
    Deno.test.ignore("not this one", silence);
  `);
  assertEquals(code, 1, text);
  for (const name of ["waits", "loops", "hasSteps"]) {
    assertMatch(text, new RegExp(` => ${name} \\.\\.\\. FAILED`));
  }
  assertMatch(text, / => goesOn \.\.\. ok/);
  assertMatch(text, /\n.* 2 passed \(1 step\) \| 3 failed .*1 ignored/);
});

Deno.test("the test task says what it skipped, and fails so in CI", async () => {
  const programs = new URL("tests/fixtures/programs.ts", ROOT).href;
  const source = `import { needs } from "${programs}";
    Deno.test({ ...needs("rpm", "cpio").for("asks rpm"), fn() {} });`;
  const PATH = "/nonexistent";
  const here = await testTask(source, { PATH });
  assertEquals(here.code, 0, here.text);
  assertMatch(
    here.text,
    / => asks rpm \(skipped: rpm, cpio not installed\) \.\.\. ignored/,
  );
  assertMatch(here.text, /install cpio rpm\n$/);
  const ci = await testTask(source, { PATH, CI: "true" });
  assertEquals(ci.code, 1, ci.text);
  assertMatch(ci.text, /\nerror: CI is set, where no test may be skipped\n$/);
});
