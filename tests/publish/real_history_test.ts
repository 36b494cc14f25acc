// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// The main job on the vendor's real packages: two days of its server, and every
// message and tree as the predecessor's tool and git itself have made them.

import { assertEquals } from "@std/assert";
import { long } from "../fixtures/long.ts";
import { noData, readData, serveSnapshot } from "../fixtures/snapshot.ts";
import { skipIf } from "../fixtures/programs.ts";
import { TestRepository } from "../git/test_repository.ts";
import { folderState, type Outcome, runProgram } from "./scene.ts";

const realData = skipIf(noData());
const NOTES = "release-notes-runtime-aws-neuronx-dkms.rst";
const URL_LINE = /^RPM Downloaded from repository: .*$/m;

interface Expected {
  readonly tag: string;
  readonly srcTree: string;
  readonly executables: number;
}

async function expectedReleases(): Promise<Expected[]> {
  const text = new TextDecoder().decode(
    await readData("expected/releases.json"),
  );
  return JSON.parse(text);
}

/** Sorts the lines of `Files`, which the predecessor wrote in random order. */
function sortFiles(message: string): { text: string; files: string[] } {
  const start = message.lastIndexOf("\nFiles\n-----\n");
  const files = message.slice(start).split("\n")
    .filter((line) => /^- [?MD]: /.test(line)).sort();
  return {
    text: message.slice(0, start).replace(URL_LINE, "(URL)"),
    files,
  };
}

/** Our message without its last paragraph, the trailers. */
function withoutTrailers(message: string): string {
  return message.slice(0, message.trimEnd().lastIndexOf("\n\n"));
}

class Day {
  constructor(
    readonly repository: TestRepository,
    readonly day: "2025-02-05" | "2025-07-06",
  ) {}

  async publish(...args: string[]): Promise<Outcome> {
    await using server = await serveSnapshot(this.day);
    const notes = `${this.repository.root}/${this.day}.rst`;
    await Deno.writeFile(
      notes,
      await readData(`snapshots/${this.day}/${NOTES}`),
    );
    return await runProgram([
      "publish",
      "--max-age=0",
      "--repo",
      this.repository.path,
      "--repo-url",
      server.url,
      "--notes-file",
      notes,
      ...args,
    ], this.repository.env);
  }
}

Deno.test({
  ...long(
    realData.for("publish() makes the vendor's real history, day by day"),
  ),
  fn: async (t) => {
    await using repository = await TestRepository.make();
    const git = (...args: string[]) => repository.git(...args);
    const expected = await expectedReleases();
    const first = expected.slice(0, 37).map(({ tag }) => tag);
    const second = expected.slice(37).map(({ tag }) => tag);
    const subjects = async () =>
      (await git("log", "--reverse", "--format=%s")).split("\n");
    const archive = [
      "feat: Update archive - repo files",
      "feat: Update archive - release notes",
    ];
    const release = (tag: string) => `feat: Neuron Driver ${tag}`;
    const initial = [
      ...archive,
      "feat: Update archive - GPG Public Key",
      ...first.map(release),
    ];

    await t.step("2025-02-05: 37 releases in rpm's order", async () => {
      const { code, stdout } = await new Day(repository, "2025-02-05")
        .publish();
      assertEquals(code, 0);
      assertEquals(stdout.trimEnd().split("\n").length, 37);
      assertEquals(await subjects(), initial);
    });

    await t.step(
      "2025-07-06: four more, re-signed ones left alone",
      async () => {
        const { code } = await new Day(repository, "2025-07-06").publish();
        assertEquals(code, 0);
        assertEquals(await subjects(), [
          ...initial,
          ...archive,
          ...second.map(release),
        ]);
      },
    );

    await t.step("once more: nothing to do, nothing touched", async () => {
      const before = await folderState(repository.path);
      const { code, stdout, stderr } = await new Day(repository, "2025-07-06")
        .publish();
      assertEquals(code, 0);
      assertEquals(stdout, "");
      assertEquals(stderr, "Nothing new to publish\n");
      assertEquals(await folderState(repository.path), before);
    });

    await t.step(
      "every source tree is git's own of rpm2cpio's files",
      async () => {
        for (const { tag, srcTree } of expected) {
          assertEquals(await git("rev-parse", `${tag}:src`), srcTree, tag);
        }
      },
    );

    await t.step(
      "every message is the predecessor's, with trailers",
      async () => {
        for (const { tag } of expected) {
          const ours = sortFiles(
            withoutTrailers(await git("log", "-1", "--format=%B", tag)),
          );
          const theirs = sortFiles(
            new TextDecoder().decode(
              await readData(`expected/messages/${tag}.txt`),
            ),
          );
          assertEquals(ours.text, theirs.text, tag);
          // The predecessor's repository held a copy of some driver before 1.1.
          if (tag !== "1.1") assertEquals(ours.files, theirs.files, tag);
        }
      },
    );

    await t.step(
      "git is content: objects, worktree, executable bits",
      async () => {
        assertEquals(await git("fsck", "--strict", "--no-dangling"), "");
        assertEquals(await git("status", "--porcelain"), "");
        const newest = expected[40];
        const files = await git("ls-tree", "-r", "HEAD", "src");
        assertEquals(
          files.split("\n").filter((line) => line.startsWith("100755")).length,
          newest?.executables,
        );
      },
    );
  },
});
