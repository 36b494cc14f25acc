// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assert, assertEquals, assertMatch } from "@std/assert";
import { parse } from "yaml";
import { TestRepository } from "../git/test_repository.ts";
import { folderState, runProgram } from "../publish/scene.ts";
import { exists, init, REMOTE } from "./run_init.ts";

Deno.test("init makes a repository with one commit and a remote", async (t) => {
  await using place = await TestRepository.make();
  const empty = `${place.root}/empty`;
  await Deno.mkdir(empty);
  const started = `${place.root}/started`;
  await place.git("init", "--quiet", "--initial-branch=trunk", started);
  const rows: readonly (readonly [string, string, string])[] = [
    ["a new folder", `${place.root}/a/b`, "main"],
    ["an empty folder", empty, "main"],
    ["a repository without files", started, "trunk"],
  ];
  for (const [title, folder, branch] of rows) {
    await t.step(title, async () => {
      const outcome = await init(place, `--remote=${REMOTE}`, folder);
      assertEquals(outcome.code, 0, outcome.stderr);
      const git = (...args: string[]) => place.git("-C", folder, ...args);
      assertEquals(await git("status", "--porcelain"), "");
      assertEquals(await git("branch", "--show-current"), branch);
      assertEquals(
        await git("log", "--format=%an %s"),
        "Ada chore: Start the data repository",
      );
      assertEquals(await git("remote", "get-url", "origin"), REMOTE);
      assertEquals(await git("fsck", "--strict"), "");
      const files = (await git("ls-files")).split("\n");
      assertEquals(
        outcome.stdout,
        files.map((path) => `created    ${path}\n`).join(""),
      );
      assertEquals(files, [
        ".build.yaml",
        ".gitattributes",
        ".github/workflows/check-neuron-driver.yml",
        "LICENSES/CC-BY-SA-4.0.txt",
        "LICENSES/CC0-1.0.txt",
        "LICENSES/GPL-2.0-only.txt",
        "README.md",
        "REUSE.toml",
      ]);
      const manifest: { submitter: unknown } = parse(
        await Deno.readTextFile(`${folder}/.build.yaml`),
      );
      assertEquals(manifest.submitter, {
        "git.sr.ht": { enabled: true, "allow-refs": [`refs/heads/${branch}`] },
      });
      // It says what the job still needs.
      assertMatch(outcome.stderr, /^warning: .* --secret …$/m);
      assertMatch(outcome.stderr, /^warning: .* --program-sha256 …$/m);
    });
  }
});

Deno.test("init refuses and leaves nothing behind:", async (t) => {
  const rows:
    readonly (readonly [string, readonly string[], number, RegExp])[] = [
      ["no remote", ["new"], 2, /No primary remote given/],
      [
        "a remote that is a relative path",
        ["new", "--remote=../x"],
        2,
        /--remote is "\.\.\/x".*absolute path of a directory/s,
      ],
      [
        "a path with odd characters",
        ["new", "--remote=/x/$(id)"],
        2,
        /no odd characters/,
      ],
      ["a remote of git's helpers", ["new", "--remote=ext::id"], 2, /--remote/],
      ["a remote that is an option", ["new", "--remote=--x"], 2, /--remote/],
      [
        "a host that is an option",
        ["new", "--remote=ssh://-oProxyCommand=id/x"],
        2,
        /--remote/,
      ],
      [
        "an expression as a remote",
        ["new", "--remote=https://host/${{secrets.X}}"],
        2,
        /--remote/,
      ],
      ...[
        "https://host/${{secrets.SRHT_TOKEN}}",
        "https://host/${{ secrets.SRHT_TOKEN }}",
        "https://${{secrets.SRHT_TOKEN}}/x",
        "https://me:pw@host/x",
        "https://me@host/x",
        "http://host/x",
        "file:///x",
        "HTTPS://host/x",
        "https://host",
        "https://host/x y",
        'https://host/"',
        "https://host/'",
        "https://host/`id`",
        "https://host/$(id)",
        "https://host/\\x",
        "https://host/x\ny",
        "https://host/x#y",
        "https://host/{a,b}",
        "https://host/[1-9]",
        "https://host/\u200b",
        "https://-host/x",
      ].map((url): readonly [string, readonly string[], number, RegExp] => [
        `a program from ${JSON.stringify(url)}`,
        ["new", `--remote=${REMOTE}`, `--program-url=${url}`],
        2,
        /^error: Option --program-url .*\nhint: .*plain https:\/\/ URL/i,
      ]),
      [
        "a remote with a password",
        ["new", "--remote=https://me:pw@host/x"],
        2,
        /has no password/,
      ],
      [
        "a mirror that would end its quotes",
        ["new", `--remote=${REMOTE}`, "--mirror=git@h:x'; rm -rf /'"],
        2,
        /odd characters/,
      ],
      [
        "a secret that is none",
        ["new", `--remote=${REMOTE}`, "--secret=hunter2"],
        2,
        /a UUID/,
      ],
      [
        "a checksum that is none",
        ["new", `--remote=${REMOTE}`, "--program-sha256=abc"],
        2,
        /64 hexadecimal digits/,
      ],
      [
        "folders in each other",
        ["new", `--remote=${REMOTE}`, "--source-folder=archive/src"],
        2,
        /overlap/,
      ],
      ...[
        "--source-folder=README.md",
        "--source-folder=licenses",
        "--archive-folder=LICENSES/archive",
      ].map((option) =>
        [
          `${option}, in the place of its own files`,
          ["new", `--remote=${REMOTE}`, option],
          2,
          /is where init writes /,
        ] as const
      ),
      [
        "a fingerprint that is short",
        ["new", `--remote=${REMOTE}`, "--fingerprint=8646D9185"],
        2,
        /not a full fingerprint/,
      ],
      ["two folders", ["a", "b", `--remote=${REMOTE}`], 2, /Expected one DIR/],
      [
        "a folder with a file",
        ["full", `--remote=${REMOTE}`],
        1,
        /there is something in this directory already.*found file/,
      ],
      [
        "a repository with a commit",
        ["repo", `--remote=${REMOTE}`],
        1,
        /has commits already/,
      ],
      ["a file in the way", ["full/file", `--remote=${REMOTE}`], 1, /file/],
    ];
  for (const [title, [directory = "", ...args], code, error] of rows) {
    await t.step(title, async () => {
      await using place = await TestRepository.make();
      await Deno.mkdir(`${place.root}/full`);
      await Deno.writeTextFile(`${place.root}/full/file`, "mine\n");
      await place.git("commit", "--quiet", "--allow-empty", "-m", "x");
      const before = await folderState(place.root);
      const outcome = await init(place, `${place.root}/${directory}`, ...args);
      assertEquals(outcome.code, code, outcome.stderr);
      assertMatch(outcome.stderr, error);
      assert(!outcome.stderr.includes("me:pw"));
      assertEquals(await folderState(place.root), before);
    });
  }
  for (
    const [title, key, value] of [
      ["a name with a command", "name", "Ada `id`"],
      ["a name with an expression", "name", "Ada ${{ secrets.X }}"],
      ["an address with a quote", "email", "ada'@example.com"],
      ["an address with an expression", "email", "${{secrets.X}}@example.com"],
    ] as const
  ) {
    await t.step(title, async () => {
      await using place = await TestRepository.make();
      const config = `${place.root}/home/config`;
      await place.git("config", "--file", config, `user.${key}`, value);
      const { code, stderr } = await runProgram([
        "init",
        `--remote=${REMOTE}`,
        `${place.root}/a`,
      ], place.env);
      assertEquals(code, 1, stderr);
      assertMatch(
        stderr,
        new RegExp(`git config user\\.${key}: the job files`),
      );
      assertEquals(await exists(`${place.root}/a`), false);
    });
  }
  await t.step("no identity to commit as", async () => {
    await using place = await TestRepository.make();
    await Deno.writeTextFile(`${place.root}/home/config`, "");
    const folder = `${place.root}/a/b/c`;
    const { code, stderr } = await init(place, `--remote=${REMOTE}`, folder);
    assertEquals(code, 1);
    assertMatch(stderr, /git does not know who commits/);
    assertEquals(await exists(`${place.root}/a`), false);
  });
});

Deno.test("init refuses a branch that a job file cannot contain", async () => {
  await using place = await TestRepository.make();
  const folder = `${place.root}/a`;
  const name = 'x"{b}';
  await place.git("init", "--quiet", `--initial-branch=${name}`, folder);
  const before = await folderState(folder);
  const { code, stderr } = await init(place, `--remote=${REMOTE}`, folder);
  assertEquals(code, 1);
  assertMatch(stderr, /branch: the job files cannot contain this value/);
  assertMatch(stderr, /git branch --move/);
  assertEquals(await folderState(folder), before);
});
