// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// What the data repository's README tells its readers to do works.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { formatReadme } from "../../lib/init/readme.ts";
import { AWS_NEURON } from "../../lib/profile.ts";
import { needs, runProgram } from "../fixtures/programs.ts";
import { drivers, Scene } from "../publish/scene.ts";
import { SETTINGS } from "./settings.ts";

const readme = formatReadme(SETTINGS);

/** Blocks of shell commands. */
const blocks = [...readme.matchAll(/^```sh\n([^]*?)^```$/gm)]
  .map(([, text = ""]) => text);
const manual = blocks.find((block) => block.includes("rpmkeys")) ?? "";

Deno.test("formatReadme() names origin, key, mirrors and directories", () => {
  assert(readme.includes(`<${AWS_NEURON.repoUrl}>`));
  const pin = AWS_NEURON.fingerprints[0] ?? "";
  assert(readme.replaceAll(" ", "").includes(`\`${pin}\``));
  assert(readme.includes("- <https://github.com/ada/aws-neuron-driver>"));
  assert(readme.includes("- <https://codeberg.org/ada/aws-neuron-driver>"));
  const other = formatReadme({
    ...SETTINGS,
    "source-folder": "driver",
    "archive-folder": "evidence",
    "archive-rpm-folder": "packages",
  });
  assert(!/\barchive\/|\bsrc\/`/.test(other));
  assertMatch(other, /`evidence\/packages\/`/);
});

Deno.test("formatReadme() names other keys, and the options of verify", () => {
  const fingerprint = ["A1".repeat(20), "B2".repeat(32)];
  const other = formatReadme({
    ...SETTINGS,
    fingerprint,
    "source-folder": "driver",
    "archive-folder": "evidence",
  });
  assert(!other.replaceAll(" ", "").includes(AWS_NEURON.fingerprints[0] ?? ""));
  for (const pin of fingerprint) {
    assert(other.replaceAll(" ", "").includes(`\`${pin}\``), pin);
  }
  const [line = ""] = /neuron-publish verify (?:.*\\\n)*.*/.exec(other) ?? [];
  assertEquals(
    line.replaceAll(/ \\\n */g, " ").replaceAll("'", ""),
    [
      "neuron-publish verify --repo . --source-folder driver",
      "--archive-folder evidence",
      ...fingerprint.map((pin) => `--fingerprint ${pin}`),
    ].join(" "),
  );
});

Deno.test("formatReadme() keeps lines short but for commands", () => {
  let isFree = false;
  for (const line of readme.split("\n")) {
    if (line.startsWith("```")) isFree = !isFree;
    if (isFree) continue;
    assert(line.length <= 80, line);
  }
});

const tools = needs(
  "bash",
  "cpio",
  "git",
  "gpg",
  "gzip",
  "rpm2cpio",
  "rpmkeys",
);

Deno.test({
  ...tools.for("README's way to check a release by hand works"),
  fn: async (t) => {
    await using scene = await Scene.make(await drivers("2.20.0.0", "2.22.2.0"));
    const { repository } = scene;
    assertEquals((await scene.run("publish")).code, 0);
    const script = manual.replaceAll(
      "dkms-2.22.2.0.noarch.rpm",
      "dkms-2.22.2.0-dkms.noarch.rpm", // as the sample is named
    );
    assert(script !== manual);
    const run = () =>
      runProgram("bash", ["-e", "-o", "pipefail", "-c", script], {
        cwd: repository.path,
        check: false,
        env: { ...repository.env, TMPDIR: repository.root },
      });
    await t.step("as published", async () => {
      const { code, text, stderr } = await run();
      assertEquals(code, 0, text + stderr);
      assertMatch(text, /dkms\.noarch\.rpm: OK/);
      assertMatch(text, /Header V\d .* Signature, key ID [0-9a-f]+: OK/);
    });
    await t.step("with a changed line of source", async () => {
      await repository.git("checkout", "--quiet", "2.22.2.0");
      await repository.write("src/Makefile", "all: trojan\n");
      await repository.git("commit", "--quiet", "--all", "--message=x");
      await repository.git("tag", "--force", "2.22.2.0");
      const { code, text } = await run();
      assertEquals(code, 1);
      assertMatch(text, /^> all: trojan$/m);
    });
  },
});
