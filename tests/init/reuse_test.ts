// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// The FSFE's own program reports no problem but licences that no file has yet:
// a file that has one before the first release would be one in the archive that
// nothing proves.

import { assert, assertEquals } from "@std/assert";
import { long } from "../fixtures/long.ts";
import { needs, runProgram } from "../fixtures/programs.ts";
import { init } from "../../lib/init/init.ts";
import { LICENSES } from "../../lib/init/reuse.ts";
import { drivers, Scene } from "../publish/scene.ts";

const tools = needs("reuse");

/** reuse learnt to read REUSE.toml with version 4; before, there was dep5. */
async function readsToml(): Promise<boolean> {
  const { text } = await runProgram("reuse", ["--version"]);
  return Number(/(\d+)\./.exec(text)?.[1]) >= 4;
}

/** REUSE.toml's tables in the words of dep5: the last match counts there too. */
function asDep5(toml: string): string {
  const paragraphs = toml.split("[[annotations]]").slice(1).map((table) => {
    const value = (key: string) =>
      new RegExp(`^${key} = (.*)$`, "m").exec(table)?.[1] ?? "";
    const paths: string[] = JSON.parse(value("path"));
    const globs = paths.map((path) => path.replace(/\*\*$/, "*"));
    return [
      `Files: ${globs.join(" ")}`,
      `Copyright: ${JSON.parse(value("SPDX-FileCopyrightText"))}`,
      `License: ${JSON.parse(value("SPDX-License-Identifier"))}`,
    ].join("\n");
  });
  return [
    "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/",
    ...paragraphs,
  ].join("\n\n") + "\n";
}

/** dep5 cannot override what a file says of itself: "GPL-2.0", for example. */
async function silenceSource(folder: string): Promise<void> {
  const entries = await Array.fromAsync(Deno.readDir(folder)).catch(() => []);
  for (const { name, isFile } of entries) {
    if (!isFile) continue;
    const text = await Deno.readTextFile(`${folder}/${name}`);
    await Deno.writeTextFile(
      `${folder}/${name}`,
      text.replaceAll("SPDX-License", "License"),
    );
  }
}

/** Asserts that reuse has nothing to say but which licences no file has. */
async function lint(
  folder: string,
  unused: readonly string[],
): Promise<void> {
  const dep5 = `${folder}/.reuse/dep5`;
  if (!await readsToml()) {
    const toml = await Deno.readTextFile(`${folder}/REUSE.toml`);
    await Deno.mkdir(`${folder}/.reuse`);
    await Deno.writeTextFile(dep5, asDep5(toml));
    await silenceSource(`${folder}/src`);
  }
  const { code, text, stderr } = await runProgram("reuse", [
    "--root",
    folder,
    "lint",
  ], { check: false });
  await Deno.remove(`${folder}/.reuse`, { recursive: true }).catch(() => {});
  const problems = text.split("\n").filter((line) =>
    /^\* (Bad|Deprecated|Licenses without|Missing|Unused|Read errors|Invalid)/
      .test(line) && !/: 0$|: *$/.test(line)
  );
  const expected = unused.length === 0
    ? []
    : [`* Unused licenses: ${unused.join(", ")}`];
  assertEquals(problems, expected, text + stderr);
  const [, having, all] = /licen[cs]e information: (\d+) \/ (\d+)/.exec(text) ??
    [];
  assertEquals(having, all, text);
  assertEquals(code, unused.length === 0 ? 0 : 1, text + stderr);
}

Deno.test({
  ...long(tools.for("reuse lint passes on what init makes")),
  fn: async (t) => {
    await using scene = await Scene.make(
      // As in the vendor's packages, with an identifier of old.
      await drivers({
        version: "2.20.0.0",
        sources: {
          "neuron_old.c": "/* SPDX-License-Identifier" +
            ": GPL-2.0-only */\nint a;\n",
        },
      }),
    );
    const { path, env } = scene.repository;
    await Deno.remove(path, { recursive: true });
    await init({
      directory: path,
      given: new Map([["remote", ["git@git.sr.ht:~ada/driver"]]]),
      env,
    });
    await t.step(
      "before the first release",
      () => lint(path, ["CC-BY-SA-4.0", "GPL-2.0-only"]),
    );
    await t.step("after it, without notes", async () => {
      const { code, stderr } = await scene.run("publish");
      assertEquals(code, 0, stderr);
      await lint(path, ["CC-BY-SA-4.0"]);
    });
  },
});

Deno.test("LICENSES has whole texts", async (t) => {
  const ends = {
    "LICENSES/CC-BY-SA-4.0.txt": /creativecommons\.org\.?\s*$/,
    "LICENSES/CC0-1.0.txt": /CC0 or use of the Work\.\s*$/,
    "LICENSES/GPL-2.0-only.txt": /Ty Coon, President of Vice\s*$/,
  };
  for (const [path, end] of Object.entries(ends)) {
    await t.step(path, () => {
      const text = LICENSES[path] ?? "";
      assert(text.length > 7_000);
      assert(end.test(text), text.slice(-200));
    });
  }
});
