// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assert, assertEquals, assertMatch } from "@std/assert";
import { TestRepository } from "../git/test_repository.ts";
import { folderState } from "../publish/scene.ts";
import { PREDECESSOR, PREDECESSOR_WORKFLOW } from "./older_jobs.ts";
import { type Git, init, MANIFEST, REMOTE, SECRET } from "./run_init.ts";

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
