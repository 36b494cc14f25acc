// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Row H17: a repository that the predecessor published is proved with notes
// only, and goes on.

import { assertEquals, assertMatch } from "@std/assert";
import { audit } from "../../lib/verify/audit.ts";
import { AWS_NEURON } from "../../lib/profile.ts";
import { long } from "../fixtures/long.ts";
import { needs, skipIf } from "../fixtures/programs.ts";
import { noData, readData, serveSnapshot } from "../fixtures/snapshot.ts";
import { TestRepository } from "../git/test_repository.ts";
import { runProgram } from "../publish/scene.ts";
import { publishAsPredecessor, releasesOf } from "./predecessor.ts";
import { findings } from "./workbench.ts";

const tools = skipIf(noData() ?? needs("rpm2cpio", "cpio").missing);
const NOTE =
  /^(\S+ note source src|main note before-first [0-9a-f]{40}|main note tip-metadata \S+)$/;

Deno.test({
  ...long(tools.for("audit() proves what the predecessor published")),
  fn: async (t) => {
    await using repository = await TestRepository.make();
    const { path, env } = repository;
    const [first, second] = [
      await releasesOf("2025-02-05"),
      await releasesOf("2025-07-06"),
    ];
    const prove = async (repo: string, tags: readonly string[] = []) =>
      await audit({ repo, profile: AWS_NEURON, env, versions: tags });

    await publishAsPredecessor(repository, "2025-02-05");
    await t.step("37 releases of one day are verified with notes", async () => {
      const result = await prove(path);
      assertEquals(
        result.releases.map(({ tag }) => tag),
        first.map(({ tag }) => tag),
      );
      assertEquals(result.verdict, "verified-with-notes");
      assertEquals(
        findings(result).filter((line) => !NOTE.test(line)),
        [],
      );
    });

    await t.step(
      "each note has both trees and the number of files",
      async () => {
        const { releases } = await prove(path);
        for (const [i, { checks, package: facts }] of releases.entries()) {
          const real = first[i];
          const [lost] = checks.filter(({ status }) => status === "note");
          assertMatch(
            lost?.problem ?? "",
            new RegExp(
              `^the same files, but ${real?.executables} lost their ` +
                "executable bit: .*postinstall, postremove, preinstall$",
            ),
          );
          assertEquals(checks.filter(({ status }) => status === "note"), [{
            code: "source",
            status: "note",
            subject: "src",
            problem: lost?.problem ?? "",
            expected: `tree ${real?.srcTree}`,
            found: `tree ${real?.srcTreeWithoutExecBits}`,
          }]);
          // Its messages have no trailers, of which nothing can be true.
          const trailers = checks.filter(({ code }) =>
            code === "message-trailers"
          );
          assertEquals(trailers, []);
          assertEquals(facts?.tree, real?.srcTree);
          assertEquals(facts?.sha256, real?.sha256);
        }
      },
    );

    await t.step("this program goes on where it stopped", async () => {
      const copy = `${repository.root}/copy`;
      await repository.git("clone", "--quiet", path, copy);
      await using server = await serveSnapshot("2025-07-06");
      const outcome = await runProgram(
        ["publish", "--no-notes", "--repo", copy, "--repo-url", server.url],
        env,
      );
      assertEquals(outcome.code, 0, outcome.stderr);
      const result = await audit({
        repo: copy,
        profile: { ...AWS_NEURON, repoUrl: server.url },
        env,
      });
      const verdicts = new Map(result.releases.map((r) => [r.tag, r.verdict]));
      for (const { tag } of first) {
        assertEquals(verdicts.get(tag), "verified-with-notes", tag);
      }
      for (const { tag } of second) {
        assertEquals(verdicts.get(tag), "verified", tag);
      }
      assertEquals(result.branch.verdict, "verified-with-notes");
    });

    await t.step("so did the predecessor, with newer checksums", async () => {
      await publishAsPredecessor(repository, "2025-07-06");
      const result = await prove(path);
      assertEquals(result.releases.length, first.length + second.length);
      assertEquals(result.verdict, "verified-with-notes");
      assertEquals(findings(result).filter((line) => !NOTE.test(line)), []);
    });

    await t.step(
      "verify says so, and --strict does not let it pass",
      async () => {
        const verify = ["verify", "--repo", path];
        const outcome = await runProgram(verify, env);
        assertEquals(outcome.code, 0, outcome.stderr);
        const lines = outcome.stdout.trimEnd().split("\n");
        assertEquals(lines[0], `verified-with-notes  ${path}`);
        const notes = lines.filter((line) => line.startsWith("note: "));
        assertEquals(notes.length, 3, outcome.stdout);
        assertMatch(
          notes[0] ?? "",
          /^note: 41 from 1\.1 to 2\.22\.2\.0: source \(src\): the same files, but 6 lost their executable bit: postinstall, postremove, preinstall, …$/,
        );
        assertMatch(
          notes[1] ?? "",
          /^note: main: before-first .* older than the/,
        );
        assertMatch(
          notes[2] ?? "",
          /^note: main: tip-metadata .* signed these versions again: 1\.1, /,
        );
        const strict = await runProgram([...verify, "--strict"], env);
        assertEquals(strict.code, 3);
        assertMatch(
          strict.stderr,
          /--accept source --accept before-first --accept tip-metadata/,
        );
        const accepted = ["source", "before-first", "tip-metadata"]
          .flatMap((code) => ["--accept", code]);
        assertEquals(
          (await runProgram([...verify, "--strict", ...accepted], env)).code,
          0,
        );
      },
    );

    await t.step(
      "a byte of a real message changes: that tag fails",
      async () => {
        const text = new TextDecoder().decode(
          await readData("expected/messages/2.22.2.0.txt"),
        );
        const file = `${repository.root}/message`;
        await Deno.writeTextFile(file, text.replace("* Fixed", "* fixed"));
        await repository.git(
          "commit",
          "--quiet",
          "--amend",
          "--cleanup=verbatim",
          `--file=${file}`,
        );
        await repository.git("tag", "--force", "2.22.2.0");
        const result = await prove(path, ["2.21.37.0", "2.22.2.0"]);
        assertEquals(
          findings(result).filter((line) => !NOTE.test(line)),
          [
            "2.22.2.0 failed message-notes release notes",
            "main unknown tip-archive archive/rpm",
          ],
        );
      },
    );
  },
});
