// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * F: what is git's, and what reaches its messages.
 *
 * @module
 */

import { assert, assertEquals, assertFalse } from "@std/assert";
import { AWS_NEURON } from "../../../lib/profile.ts";
import { formatReleaseMessage } from "../../../lib/record/message.ts";
import { sourceTreeId } from "../../../lib/source/tree.ts";
import { utf8 } from "../../fixtures/bytes.ts";
import { file, folder, symlink } from "../../fixtures/package_file.ts";
import { runProgram } from "../../fixtures/programs.ts";
import { build, type Found, ROOT, type Section, withFiles } from "./case.ts";
import { at, refused } from "./e_paths.ts";

/** The tree that git itself makes of the same files. */
async function assertGitAgrees({ tree }: Found): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const env = {
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_CONFIG_SYSTEM: "/dev/null",
    };
    const git = async (args: readonly string[], stdin?: Uint8Array) => {
      const options = stdin === undefined ? { env } : { env, stdin };
      const { text } = await runProgram(
        "git",
        ["-C", folder, ...args],
        options,
      );
      return text.trim();
    };
    await git(["init", "--quiet"]);
    const lines: string[] = [];
    for (const { path, mode, content } of tree.files) {
      const args = ["hash-object", "-w", "--no-filters", "--stdin"];
      lines.push(`${mode} ${await git(args, content)}\t${path}`);
    }
    await git(["update-index", "--index-info"], utf8(`${lines.join("\n")}\n`));
    assertEquals(await git(["write-tree"]), sourceTreeId(tree));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** What upstream's words look like in a commit's message. */
function assertNothingForged({ rpm }: Found): void {
  const message = formatReleaseMessage({
    file: "driver.rpm",
    rpm,
    tree: { upstreamCommit: undefined },
    listed: { checksum: { type: "sha256", value: rpm.sha256 } },
  }, { profile: AWS_NEURON, notes: undefined, files: [] });
  assertFalse(/[^\P{C}\n]/u.test(message), "a control character");
  const trailers = message.trimEnd().split("\n\n").at(-1)?.split("\n") ?? [];
  const named = trailers.filter((line) => line.startsWith("Rpm-Sha256: "));
  assertEquals(named, [`Rpm-Sha256: ${rpm.sha256}`]);
  assertEquals(message.match(/^Rpm-Sha256: /gm)?.length, 1);
  assert(message.startsWith("feat: Neuron Driver 2.21.0.0\n"));
}

const FORGED =
  "one\nRpm-Sha256: 00\n\nRpm-Sha256: 00\r\n\x1b[2J\u202e\u2028two";

/** F: git. */
export const F: Section = {
  letter: "F",
  title: "git",
  rows: [
    refused("F1", "`.git` as a folder", [at(".git/config")]),
    refused("F1a", "`.git` as a file", [at(".git")]),
    refused("F1b", "`.git` in a folder", [
      at("share/.git/hooks/post-checkout"),
    ]),
    refused("F1c", "`.git` as an empty folder", [folder(`${ROOT}/.git`)]),
    refused("F1d", "`.git` as a link", [symlink(`${ROOT}/.git`, "share")]),
    refused("F2", "`.GIT`", [at(".GIT/config")]),
    refused("F2a", "`.git` and dots and spaces, which NTFS drops", [
      at(".git . ./config"),
    ]),
    refused("F3", "`git~1`", [at("git~1/config")]),
    refused("F3a", "`GIT~2`", [at("GIT~2")]),
    refused("F4", "NTFS stream", [at(".git::$INDEX_ALLOCATION/config")]),
    refused("F5", "zero-width joiner", [at(".g\u200cit/config")]),
    refused("F5a", "byte order mark", [at("\ufeff.git/config")]),
    refused("F6", "`.gitmodules`", [at(".gitmodules")]),
    refused("F6a", "`.GitModules` in a folder", [at("share/.GitModules")]),
    refused("F6b", "`gitmod~1`", [at("gitmod~1")]),
    refused("F6c", "`GI7EBA~1`", [at("GI7EBA~1")]),
    refused("F6d", "`gi7eb~10`, the same with more digits", [at("gi7eb~10")]),
    refused("F6e", "`.gitmodules` and a stream", [at(".gitmodules:$DATA")]),
    {
      id: "F6f",
      title: "names that begin like git's and are others",
      build: () =>
        build({
          files: withFiles(...[
            ...[".gitkeep", ".github/x", "git", "git~", "gitmodules", "a~1"],
            ...["git~x", "git~10", "git~1234", "gi7~1", "gi7eb~1x", "abcdef~1"],
          ].map(at)),
        }),
      expect: "accepted",
    },
    {
      id: "F7",
      title: "`.gitattributes` with eol=lf and a file with CR and LF",
      needs: ["git"],
      build: () =>
        build({
          files: withFiles(
            file(`${ROOT}/.gitattributes`, "* text eol=lf ident\n"),
            file(`${ROOT}/crlf.c`, "one\r\ntwo $Id$\r\n"),
          ),
        }),
      expect: "accepted",
      check: assertGitAgrees,
    },
    {
      id: "F8",
      title: "`.gitignore` that hides a file",
      needs: ["git"],
      build: () =>
        build({
          files: withFiles(
            file(`${ROOT}/.gitignore`, "*\n!.gitignore\n"),
            file(`${ROOT}/hidden.c`, "x\n"),
            file(`${ROOT}/run`, "x\n", 0o755),
            symlink(`${ROOT}/link`, "run"),
          ),
        }),
      expect: "accepted",
      check: assertGitAgrees,
    },
    {
      id: "F9", // the terminal: tests/cli
      title: "texts with line breaks, escape sequences and trailers",
      build: () =>
        build({
          summary: FORGED,
          description: FORGED,
          buildHost: FORGED,
          license: FORGED,
        }),
      expect: "accepted",
      check: assertNothingForged,
    },
    {
      id: "F9a",
      title: "build host with a line break",
      build: () => build({ buildHost: "host\nRpm-Sha256: 00" }),
      expect: "accepted",
      check: assertNothingForged,
    },
  ],
  refusedRowsInRpm: "good",
};
