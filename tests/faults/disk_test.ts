// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// A disk that is full, has no inodes left or cannot be written: exit code 1, one
// clear line, branch and tags where they were, and the next run completes once
// there is room. Needs a small file system, which only root can mount.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { long } from "../fixtures/long.ts";
import { needs, skipIf } from "../fixtures/programs.ts";
import { type Outcome, runProgram } from "../publish/scene.ts";
import { fakeGit } from "./fake_git.ts";
import { Ground, type Trial } from "./ground.ts";
import { DEADLINE, spread } from "./sample.ts";

async function run(program: string, ...args: string[]): Promise<boolean> {
  try {
    const command = new Deno.Command(program, { args, stderr: "null" });
    return (await command.output()).success;
  } catch {
    return false; // not installed
  }
}

/** Why no file system can be mounted, if none can. */
async function cannotMount(): Promise<string | undefined> {
  if (Deno.build.os !== "linux") return "needs Linux";
  await using disk = await mount("size=1m");
  return disk === undefined ? "cannot mount a tmpfs" : undefined;
}

interface Disk extends AsyncDisposable {
  readonly folder: string;
}

/** A file system in memory, or nothing where that is not allowed. */
async function mount(options: string): Promise<Disk | undefined> {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  const mounted = await run(
    "mount",
    "-t",
    "tmpfs",
    "-o",
    options,
    "none",
    folder,
  );
  const remove = async () => {
    // Lazily: a git that is about to end may still have its directory there.
    if (mounted) assert(await run("umount", "--lazy", folder));
    await Deno.remove(folder);
  };
  if (mounted) return { folder, [Symbol.asyncDispose]: remove };
  await remove();
  return undefined;
}

async function freeOf(folder: string) {
  const output = await new Deno.Command("stat", {
    args: ["--file-system", "--format=%f %S %d", folder],
  }).output();
  const [blocks = 0, size = 0, inodes = 0] = new TextDecoder()
    .decode(output.stdout).trim().split(" ").map(Number);
  return { bytes: blocks * size, inodes };
}

/** Exit code 1, one error and one hint that is true. */
function assertRefused({ code, stderr }: Outcome, landed: boolean): void {
  assertEquals(code, 1, stderr);
  assertEquals(stderr.match(/^error: /gm)?.length, 1, stderr);
  assertMatch(
    stderr,
    landed ? /branch and tags have moved/ : /nothing was written/,
  );
}

/** Runs where space is short, then where it is not. */
async function runShort(trial: Trial, room: () => Promise<void>) {
  const short = await trial.run();
  const landed = await trial.assertWhole();
  if (short.code !== 0) assertRefused(short, landed);
  else assert(landed);
  await room();
  const next = await trial.run();
  assertEquals(next.code, 0, `${short.stderr}, then ${next.stderr}`);
  await trial.assertCompleted();
  return short.code === 0 ? "done" : landed ? "unfollowed" : "refused";
}

const disks = skipIf(await cannotMount());
const ground = await Ground.shared();

Deno.test({
  ...long(disks.for("publish survives a full disk")),
  timeout: DEADLINE,
  fn: async () => {
    const ends = new Map<string, number>();
    for (const kept of spread(31, 496)) {
      await using disk = await mount("size=8m");
      assert(disk !== undefined);
      const trial = await ground.trial(disk.folder);
      const filler = `${disk.folder}/filler`;
      const { bytes } = await freeOf(disk.folder);
      await Deno.writeFile(filler, new Uint8Array(bytes - kept * 1024));
      const end = await runShort(trial, () => Deno.remove(filler));
      ends.set(end, (ends.get(end) ?? 0) + 1);
    }
    assert((ends.get("refused") ?? 0) > 5, "never too little");
    assert((ends.get("done") ?? 0) > 1, "never enough");
  },
});

Deno.test({
  ...long(disks.for("publish survives a disk without inodes")),
  timeout: DEADLINE,
  fn: async () => {
    const ends = new Map<string, number>();
    for (const kept of spread(21, 168)) {
      await using disk = await mount("size=8m,nr_inodes=1000");
      assert(disk !== undefined);
      const trial = await ground.trial(disk.folder);
      const filler = `${disk.folder}/filler`;
      await Deno.mkdir(filler);
      const { inodes } = await freeOf(disk.folder);
      for (let i = kept; i < inodes; i++) {
        await Deno.writeTextFile(`${filler}/${i}`, "");
      }
      const end = await runShort(
        trial,
        () => Deno.remove(filler, { recursive: true }),
      );
      ends.set(end, (ends.get(end) ?? 0) + 1);
    }
    assert((ends.get("refused") ?? 0) > 3, "never too few");
    assert((ends.get("done") ?? 0) > 0, "never enough");
  },
});

Deno.test({
  ...disks.for("publish refuses a repository that cannot be written"),
  fn: async () => {
    await using disk = await mount("size=8m");
    assert(disk !== undefined);
    const trial = await ground.trial(disk.folder);
    assert(await run("mount", "-o", "remount,ro", disk.folder));
    const refused = await trial.run();
    assertRefused(refused, false);
    assertMatch(refused.stderr, /cannot write to the git directory/);
    assertEquals(await trial.assertWhole(), false);
    const dry = await runProgram([...trial.argv, "--dry-run"], ground.env);
    assertEquals(dry.code, 0, dry.stderr); // that needs to write nothing
    assert(await run("mount", "-o", "remount,rw", disk.folder));
    assertEquals((await trial.run()).code, 0);
    await trial.assertCompleted();
  },
});

const shell = needs("sh");

Deno.test({
  ...long(shell.for("publish survives a bound on the size of files")),
  fn: async (t) => {
    for (
      const [call, blocks] of [
        ["init", 0],
        ["fast-import", 1],
        ["fast-import", 16],
        ["update-ref", 0],
        ["read-tree -m -u", 1],
        ["read-tree -m -u", 4],
      ] as const
    ) {
      await t.step(`${call}, ${blocks * 512} bytes`, async () => {
        const trial = await ground.trial();
        const { folder } = await fakeGit(`${trial.root}/bin`, {
          kind: "limited",
          call,
          bytes: blocks,
        });
        const PATH = `${folder}:${ground.env["PATH"]}`;
        const short = await runProgram(trial.argv, { ...ground.env, PATH });
        const landed = await trial.assertWhole();
        assertRefused(short, landed);
        assertEquals(landed, call.startsWith("read-tree"), short.stderr);
        await trial.complete();
      });
    }
  },
});
