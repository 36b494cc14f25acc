// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assert, assertEquals, assertMatch } from "@std/assert";
import { parse } from "yaml";
import { TestRepository } from "../git/test_repository.ts";
import { BareRemote, publishedRefs } from "../publish/remotes.ts";
import { drivers, folderState, runProgram, Scene } from "../publish/scene.ts";
import { PREDECESSOR, PREDECESSOR_WORKFLOW } from "./older_jobs.ts";

const REMOTE = "git@git.sr.ht:~ada/driver";
const MANIFEST = ".build.yaml";
const SECRET = "5b076ab5-1361-4d71-905b-4ff8c836c62c";

/** git in a certain directory. */
type Git = (...args: readonly string[]) => Promise<string>;

/** A place for new repositories: a directory, and an environment for git. */
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

Deno.test("what init makes is verified without a note once it has a release", async () => {
  await using scene = await Scene.make(await drivers("2.20.0.0"));
  const { path, env } = scene.repository;
  await Deno.remove(path, { recursive: true });
  const { code, stderr } = await runProgram(
    ["init", path, "--remote", REMOTE],
    env,
  );
  assertEquals(code, 0, stderr);
  assertEquals((await scene.run("publish")).code, 0);
  const { stdout } = await scene.run("verify");
  assertEquals(stdout.split(" ", 1), ["verified"]);
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

Deno.test("init ends with the command that works next", async () => {
  await using scene = await Scene.make(await drivers("2.20.0.0"));
  const { repository } = scene;
  const primary = await BareRemote.make(repository, "primary");
  await Deno.remove(repository.path, { recursive: true });
  const made = await init(
    repository,
    `--remote=${primary.path}`,
    repository.path,
  );
  const [, next = ""] = /^Next: neuron-publish (.*)$/m.exec(made.stderr) ?? [];
  const [command = "", ...args] = next.replace("--repo ", "--repo=").split(" ");
  assertEquals(command, "publish");
  const { code, stderr } = await scene.run(command, ...args);
  assertEquals(code, 0, stderr);
  assertEquals(await primary.refs(), await publishedRefs(repository));

  const here = await runProgram(
    ["init", `--remote=${REMOTE}`, `${repository.root}/it's new`],
    repository.env,
  );
  const place = `'${repository.root}/it'\\''s new'`;
  assert(here.stderr.includes(
    `Next: neuron-publish publish --repo ${place} --push\n`,
  ));
  for (const option of ["--secret", "--program-sha256"]) {
    const line = `: neuron-publish init --update ${place} ${option} …\n`;
    assert(here.stderr.includes(line), here.stderr);
  }
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

Deno.test("init --update replaces no file that git status hides", async (t) => {
  const rows: Readonly<
    Record<string, (folder: string, git: Git) => Promise<unknown>>
  > = {
    "an ignored one": async (folder, git) => {
      await git("rm", "--quiet", "--cached", MANIFEST);
      await git("commit", "--quiet", "--message=away");
      await Deno.mkdir(`${folder}/.git/info`, { recursive: true });
      const exclude = `${folder}/.git/info/exclude`;
      await Deno.writeTextFile(exclude, `${MANIFEST}\n`);
    },
    "one that is assumed to be unchanged": (_, git) =>
      git("update-index", "--assume-unchanged", MANIFEST),
    "one that sparse checkout skips": (_, git) =>
      git("update-index", "--skip-worktree", MANIFEST),
  };
  for (const [title, hide] of Object.entries(rows)) {
    await t.step(title, async () => {
      await using place = await TestRepository.make();
      const folder = `${place.root}/data`;
      await init(place, folder, `--remote=${REMOTE}`);
      const git: Git = (...args) => place.git("-C", folder, ...args);
      await hide(folder, git);
      await Deno.writeTextFile(`${folder}/${MANIFEST}`, "mine: 1\n");
      assertEquals(await git("status", "--porcelain"), "");
      const before = await folderState(folder);
      const update = ["--update", folder, `--remote=${REMOTE}`];
      const { code, stdout, stderr } = await init(place, ...update);
      assertEquals([code, stdout], [1, ""], stderr);
      assertMatch(stderr, /\.build\.yaml: it is not committed as it is here/);
      assertEquals(await folderState(folder), before);
    });
  }
});

Deno.test("init --update takes over a repository without job files", async () => {
  await using place = await TestRepository.make({ files: { "src/a": "a\n" } });
  const none = await init(place, "--update", place.path);
  assertEquals(none.code, 2);
  assertMatch(none.stderr, /No primary remote given/);
  const nowhere = await init(place, "--update", `${place.root}/nothing`);
  assertEquals(nowhere.code, 1);
  assertMatch(nowhere.stderr, /nothing: there is no such directory\n/);
  assert(!nowhere.stderr.includes("--repo"), nowhere.stderr);
  await place.git("remote", "add", "origin", "https://git.sr.ht/~ada/driver");
  const { code, stdout } = await init(place, "--update", place.path);
  assertEquals(code, 0);
  assertMatch(stdout, /^created {4}\.build\.yaml\ncreated {4}\.github\//);
});

Deno.test("init --update takes over the predecessor's repository", async (t) => {
  const workflow = ".github/workflows/check-neuron-driver.yml";
  const make = () =>
    TestRepository.make({
      files: {
        ".build.yaml": PREDECESSOR,
        [workflow]: PREDECESSOR_WORKFLOW,
      },
    });
  await t.step("it says which secrets change, and keeps the rest", async () => {
    await using place = await make();
    // A clone of a mirror: the primary remote is still sourcehut's.
    await place.git("remote", "add", "origin", "git@github.com:ada/driver.git");
    const { code, stdout, stderr } = await init(place, "--update", place.path);
    assertEquals(code, 0, stderr);
    assertMatch(stdout, /^updated {4}\.build\.yaml\nupdated {4}\.github\//);
    assertMatch(
      stderr,
      /need the secret SRHT_TOKEN at GitHub: a personal access token/,
    );
    assertMatch(
      stderr,
      /no longer need the secret HUT_CONFIG_BASE64 at GitHub: delete it/,
    );
    assert(!stderr.includes("GITHUB_TOKEN"));
    const manifest = await Deno.readTextFile(`${place.path}/.build.yaml`);
    assertMatch(manifest, /--remote 'git@git\.sr\.ht:~ada\/driver'/);
    // REUSE-IgnoreStart
    assertMatch(
      manifest,
      new RegExp(
        "^# SPDX-FileCopyrightText: 2025 Ada <ada@example\\.com>\n" +
          "# SPDX-FileCopyrightText: 2024 Somebody else\n" +
          "#\n# SPDX-License-Identifier: MIT\n\n",
      ),
    );
    // REUSE-IgnoreEnd
    const again = await init(place, "--update", place.path);
    assertMatch(again.stdout, /^unchanged .*\nunchanged /);
    assert(!again.stderr.includes("secret SRHT_TOKEN"), again.stderr);
    const { stdout: json } = await init(
      place,
      "--update",
      "--json",
      place.path,
    );
    assertEquals(JSON.parse(json).secrets, { needed: [], unused: [] });
  });
  await t.step("an uncommitted change in it stops everything", async () => {
    await using place = await make();
    await place.write(".build.yaml", `${PREDECESSOR}# mine\n`);
    const before = await folderState(place.path);
    const { code, stderr } = await init(place, "--update", place.path);
    assertEquals(code, 1);
    assertMatch(stderr, /uncommitted changes in \.build\.yaml/);
    assertEquals(await folderState(place.path), before);
  });
});

Deno.test("init --update keeps the host keys that were added", async () => {
  await using place = await TestRepository.make();
  const folder = `${place.root}/driver`;
  const git = (...args: string[]) => place.git("-C", folder, ...args);
  const made = await init(place, "--remote=git@git.example.org:ada/d", folder);
  assertMatch(made.stderr, /still needs the host key of git\.example\.org/);
  const path = `${folder}/.build.yaml`;
  const key = "git.example.org ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMZv";
  const text = await Deno.readTextFile(path);
  const filled = text.replace(
    "# Missing: the host key of git.example.org",
    `${key}\n      evil.example.org ${key}\n      ${key} $(id)`,
  );
  assert(filled !== text);
  await Deno.writeTextFile(path, filled);
  await git("commit", "--quiet", "--all", "--message=key");
  const { code, stderr } = await init(place, "--update", folder);
  assertEquals(code, 0, stderr);
  assert(!stderr.includes("host key"), stderr);
  assertEquals(
    await Deno.readTextFile(path),
    text.replace("# Missing: the host key of git.example.org", key),
  );
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

Deno.test("init --update refuses what it reads back:", async (t) => {
  const own = "# neuron-publish settings: ";
  const rows: readonly (readonly [string, string, RegExp])[] = [
    ...["https://h/${{secrets.X}}", "http://h/x", "https://a:b@h/x"].map((
      url,
    ) =>
      [
        `the program's ${url}`,
        `${own}${JSON.stringify({ remote: REMOTE, "program-url": url })}`,
        /\.build\.yaml: its value for --program-url cannot be used/,
      ] as const
    ),
    [
      "a mirror",
      `${own}${JSON.stringify({ remote: REMOTE, mirror: ["git@h:x'; id"] })}`,
      /its value for --mirror cannot be used/,
    ],
    [
      "a secret",
      `${own}${JSON.stringify({ remote: REMOTE, secret: "x" })}`,
      /its value for --secret cannot be used/,
    ],
    [
      "a name",
      `${own}${
        JSON.stringify({ remote: REMOTE, name: "A\n--> b", email: "a@b" })
      }`,
      /its value for name cannot be used/,
    ],
    [
      "a directory",
      `${own}${JSON.stringify({ remote: REMOTE, "source-folder": "../x" })}`,
      /"\.\.\/x" is not a plain/,
    ],
    ["a line that is not JSON", `${own}x`, /settings line is not JSON/],
  ];
  for (const [title, text, error] of rows) {
    await t.step(title, async () => {
      await using place = await TestRepository.make({
        files: { ".build.yaml": `${text}\n` },
      });
      const before = await folderState(place.path);
      const { code, stderr } = await init(place, "--update", place.path);
      assert(code === 1 || code === 2, stderr);
      assertMatch(stderr, error);
      assertMatch(stderr, /^hint: /m);
      assert(!stderr.includes("a:b@"), stderr);
      assertEquals(await folderState(place.path), before);
    });
  }
  await t.step("an option replaces the value", async () => {
    await using place = await TestRepository.make({
      files: {
        ".build.yaml": `${own}${
          JSON.stringify({ remote: REMOTE, "program-url": "http://x" })
        }\n`,
      },
    });
    const { code, stderr } = await init(
      place,
      "--update",
      "--program-url=https://example.com/x.tar.gz",
      place.path,
    );
    assertEquals(code, 0, stderr);
  });
});

Deno.test("a rehearsal needs no server", async () => {
  await using scene = await Scene.make(await drivers("2.20.0.0"));
  const { repository } = scene;
  const primary = await BareRemote.make(repository, "primary");
  const mirror = await BareRemote.make(repository, "mirror");
  await Deno.remove(repository.path, { recursive: true });
  const made = await init(
    repository,
    `--remote=${primary.path}`,
    `--mirror=${mirror.path}`,
    repository.path,
  );
  assertEquals(made.code, 0, made.stderr);
  assertMatch(
    made.stderr,
    /^warning: The job still needs an address on a server instead of the directory .*primary\.git: .*--remote …$/m,
  );
  assertEquals(
    await repository.git("remote", "get-url", "origin"),
    primary.path,
  );
  const { code, stderr } = await scene.run(
    "publish",
    "--push",
    `--remote=${primary.path}`,
    `--mirror=${mirror.path}`,
  );
  assertEquals(code, 0, stderr);
  assertEquals(await primary.refs(), await publishedRefs(repository));
  assertEquals(await mirror.refs(), await publishedRefs(repository));
});
