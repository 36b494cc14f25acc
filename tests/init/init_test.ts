// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assert, assertEquals, assertMatch } from "@std/assert";
import { parse } from "yaml";
import { TestRepository } from "../git/test_repository.ts";
import { BareRemote, publishedRefs } from "../publish/remotes.ts";
import { drivers, folderState, runProgram, Scene } from "../publish/scene.ts";

const REMOTE = "git@git.sr.ht:~ada/driver";
const SECRET = "5b076ab5-1361-4d71-905b-4ff8c836c62c";

/** A place for new repositories: a folder, and an environment for git. */
function init(place: TestRepository, ...args: readonly string[]) {
  return runProgram(["init", ...args], place.env);
}

async function exists(path: string): Promise<boolean> {
  return await Deno.lstat(path).then(() => true, () => false);
}

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
        "archive/.placeholder",
        "archive/rpm/.placeholder",
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
      ["a remote that is a folder", ["new", "--remote=/x"], 2, /An address/],
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
      [
        "a fingerprint that is short",
        ["new", `--remote=${REMOTE}`, "--fingerprint=8646D9185"],
        2,
        /not a full fingerprint/,
      ],
      ["two folders", ["a", "b", `--remote=${REMOTE}`], 2, /Unexpected/],
      [
        "a folder with a file",
        ["full", `--remote=${REMOTE}`],
        1,
        /there is something in this folder already.*found file/,
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
  await t.step("nobody to commit as", async () => {
    await using place = await TestRepository.make();
    await Deno.writeTextFile(`${place.root}/home/config`, "");
    const folder = `${place.root}/a/b/c`;
    const { code, stderr } = await init(place, `--remote=${REMOTE}`, folder);
    assertEquals(code, 1);
    assertMatch(stderr, /git does not know who commits/);
    assertEquals(await exists(`${place.root}/a`), false);
  });
});

Deno.test("publish --push works in what init made", async () => {
  await using scene = await Scene.make(await drivers("2.20.0.0", "2.21.0.0"));
  const { repository } = scene;
  await Deno.remove(repository.path, { recursive: true });
  const made = await init(repository, `--remote=${REMOTE}`, repository.path);
  assertEquals(made.code, 0, made.stderr);
  const primary = await BareRemote.make(repository, "primary");
  const { code, stderr } = await scene.run(
    "publish",
    "--push",
    `--remote=${primary.path}`,
  );
  assertEquals(code, 0, stderr);
  assertEquals(await primary.refs(), await publishedRefs(repository));
  assertEquals(await repository.git("status", "--porcelain"), "");
  await primary.assertSound();
});

Deno.test("init --update writes the job files and nothing else", async (t) => {
  await using place = await TestRepository.make();
  const folder = `${place.root}/driver`;
  const git = (...args: string[]) => place.git("-C", folder, ...args);
  const update = (...args: string[]) =>
    init(place, "--update", folder, ...args);
  await init(
    place,
    `--remote=${REMOTE}`,
    "--mirror=git@github.com:a/d",
    folder,
  );
  const manifest = () => Deno.readTextFile(`${folder}/.build.yaml`);

  await t.step("nothing to do", async () => {
    const { code, stdout, stderr } = await update();
    assertEquals(code, 0);
    assertMatch(stdout, /^unchanged {2}\.build\.yaml\nunchanged {2}\.github\//);
    assert(!stderr.includes("git diff"));
    assertEquals(await git("status", "--porcelain"), "");
  });
  await t.step("a setting, and then another", async () => {
    assertMatch(
      (await update(`--secret=${SECRET}`)).stdout,
      /^updated {4}\.build\.yaml\nunchanged {2}/,
    );
    const { stdout, stderr } = await update(
      `--program-sha256=${"ab".repeat(32)}`,
      "--json",
    );
    assertEquals(stderr, "");
    const { files, missing } = JSON.parse(stdout);
    assertEquals(files.map((file: { status: string }) => file.status), [
      "updated",
      "updated",
    ]);
    assertEquals(missing, []);
    assertMatch(await manifest(), new RegExp(`--ssh-key ~/\\.ssh/${SECRET}`));
    assertMatch(await manifest(), /SHA256: "(ab){32}"/);
    assertMatch(await manifest(), /--mirror 'git@github\.com:a\/d'/);
    assertEquals(
      await git("status", "--porcelain"),
      " M .build.yaml\n M .github/workflows/check-neuron-driver.yml",
    );
    await git("commit", "--quiet", "--all", "--message=job");
  });
  await t.step("somebody's uncommitted change", async () => {
    await Deno.writeTextFile(`${folder}/.build.yaml`, "# mine\n", {
      append: true,
    });
    const before = await manifest();
    const { code, stderr } = await update();
    assertEquals(code, 1);
    assertMatch(stderr, /uncommitted changes in \.build\.yaml/);
    assertEquals(await manifest(), before);
    await git("commit", "--quiet", "--all", "--message=mine");
    assertEquals((await update()).code, 0); // it is in the history now
    await git("checkout", "--quiet", ".");
  });
  await t.step("a link that leads elsewhere", async () => {
    await Deno.writeTextFile(`${place.root}/outside`, "outside\n");
    await Deno.remove(`${folder}/.build.yaml`);
    await Deno.symlink("../outside", `${folder}/.build.yaml`);
    const { code, stderr } = await update();
    assertEquals(code, 1);
    assertMatch(stderr, /not a plain file/);
    assertEquals(
      await Deno.readTextFile(`${place.root}/outside`),
      "outside\n",
    );
  });
});

Deno.test("init --update takes over a repository without job files", async () => {
  await using place = await TestRepository.make({ files: { "src/a": "a\n" } });
  const none = await init(place, "--update", place.path);
  assertEquals(none.code, 2);
  assertMatch(none.stderr, /No primary remote given/);
  await place.git("remote", "add", "origin", "https://git.sr.ht/~ada/driver");
  const { code, stdout } = await init(place, "--update", place.path);
  assertEquals(code, 0);
  assertMatch(stdout, /^created {4}\.build\.yaml\ncreated {4}\.github\//);
});
