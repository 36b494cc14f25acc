// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// A copied directory can have pipes where git expects files, settings that lead
// git to one elsewhere, and links and settings that keep it busy for ever.

import { assertEquals, assertStringIncludes } from "@std/assert";
import { long } from "../fixtures/long.ts";
import { discard } from "../fixtures/run_directory.ts";
import { needs, runProgram as runOutside } from "../fixtures/programs.ts";
import { drivers, runProgram } from "../publish/scene.ts";
import { Workbench } from "../verify/workbench.ts";

const HEX = "00000000000000000000000000000000000000";

/** Where a pipe is put: below the git directory, or beside the repository. */
const PLACES: readonly (readonly [
  name: string,
  pipe: string,
  /** What leads git there. */
  leads?: (paths: {
    readonly git: string;
    readonly pipe: string;
    readonly root: string;
  }) => Promise<unknown>,
])[] = [
  ["HEAD", ".git/HEAD"],
  ["the configuration", ".git/config"],
  ["packed refs", ".git/packed-refs"],
  ["a branch", ".git/refs/heads/side"],
  ["a release tag", ".git/refs/tags/2.2.0.0"],
  ["attributes", ".git/info/attributes"],
  ["a loose object", `.git/objects/aa/${HEX}`],
  ["the list of alternates", ".git/objects/info/alternates"],
  ["the common directory's name", ".git/commondir"],
  [
    "a git directory that a .git file names, with two line ends",
    "../real/packed-refs",
    ({ git, root }) => nameInFile(git, root, "\n\n"),
  ],
  [
    "a git directory that a .git file names, with a line end of DOS",
    "../real/packed-refs",
    ({ git, root }) => nameInFile(git, root, "\r\n"),
  ],
  [
    "a git directory that a .git file names, before a NUL",
    "../real/packed-refs",
    ({ git, root }) => nameInFile(git, root, "\0x\n"),
  ],
  [
    "a common directory, with a line end of DOS",
    "../real/packed-refs",
    async ({ git, root }) => {
      await moveTo(git, `${root}/real`);
      await Deno.mkdir(git);
      await Deno.copyFile(`${root}/real/HEAD`, `${git}/HEAD`);
      await Deno.writeTextFile(`${git}/commondir`, `${root}/real\r\n`);
    },
  ],
  [
    "a bare repository around a .git that is none",
    "packed-refs",
    async ({ git }) => {
      await moveTo(git, git.slice(0, git.lastIndexOf("/")));
      await Deno.mkdir(git);
    },
  ],
  [
    "an object of an alternate",
    `../other/aa/${HEX}`,
    ({ git, root }) =>
      Deno.writeTextFile(
        `${git}/objects/info/alternates`,
        `# borrowed\n${root}/other\n`,
      ),
  ],
  [
    "an object of an alternate's alternate",
    `../third/aa/${HEX}`,
    async ({ git, root }) => {
      await Deno.mkdir(`${root}/sec\u2028ond/info`, { recursive: true });
      await Deno.writeTextFile(
        `${root}/sec\u2028ond/info/alternates`,
        `${root}/third\n`,
      );
      await Deno.writeTextFile(
        `${git}/objects/info/alternates`,
        `${root}/sec\u2028ond\n`,
      );
    },
  ],
  [
    "a directory that a link leads to",
    "../linked/x",
    ({ git, root }) => Deno.symlink(`${root}/linked`, `${git}/objects/link`),
  ],
  [
    "included configuration",
    "../included",
    ({ git, pipe }) => append(git, `[include]\n\tpath = ${pipe}\n`),
  ],
  [
    "configuration included under a condition",
    ".git/hidden",
    ({ git }) => append(git, '[includeIf "gitdir:/"]\n\tpath=hid\\\nden\n'),
  ],
  [
    "configuration that included configuration includes",
    "../included",
    async ({ git, pipe, root }) => {
      await Deno.writeTextFile(
        `${root}/between`,
        `[INCLUDE] path = "${pipe}"\n`,
      );
      await append(git, `[include]\n\tpath = ../../between\n`);
    },
  ],
  [
    "configuration of a linked worktree",
    ".git/config.worktree",
    ({ git }) => append(git, "[extensions]\n\tworktreeConfig = true\n"),
  ],
];

/** Settings that name files which nothing here reads. */
const UNREAD = [
  "core.attributesFile",
  "core.excludesFile",
  "core.hooksPath",
  "mailmap.file",
  "commit.template",
  "blame.ignoreRevsFile",
  "diff.orderFile",
  "gpg.ssh.allowedSignersFile",
];

async function append(git: string, text: string): Promise<void> {
  await Deno.writeTextFile(`${git}/config`, text, { append: true });
}

/** Moves a directory's files to one that is there. */
async function moveTo(from: string, to: string): Promise<void> {
  for await (const { name } of Deno.readDir(from)) {
    await Deno.rename(`${from}/${name}`, `${to}/${name}`);
  }
  await Deno.remove(from);
}

/** Puts a `.git` file in a git directory's place. */
async function nameInFile(git: string, root: string, end: string) {
  await moveTo(git, `${root}/real`);
  await Deno.writeTextFile(git, `gitdir: ${root}/real${end}`);
}

async function mkfifo(path: string): Promise<void> {
  await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
  await Deno.remove(path).catch(() => {});
  const { code } = await new Deno.Command("mkfifo", { args: [path] }).output();
  assertEquals(code, 0);
}

function verify({ profile, repository }: Workbench, path: string) {
  return runProgram([
    ...["verify", "--repo", path, "--repo-url", profile.repoUrl],
    ...profile.fingerprints.flatMap((pin) => ["--fingerprint", pin]),
  ], repository.env);
}

/** Plays on a copy of a good repository. */
async function onCopy(
  bench: Workbench,
  act: (path: string) => Promise<void>,
): Promise<void> {
  const root = await Deno.makeTempDir();
  const path = `${root}/repository`;
  try {
    const { code } = await new Deno.Command("cp", {
      args: ["-a", bench.repository.path, path],
    }).output();
    assertEquals(code, 0);
    await act(path);
  } finally {
    await discard(root);
  }
}

Deno.test({
  name: "verify waits for nothing that a git directory leads to",
  ignore: Deno.build.os === "windows",
  fn: async (t) => {
    await using bench = await Workbench.make(await drivers("2.1.0.0"));
    for (const [name, place, leads] of PLACES) {
      await t.step(name, () =>
        onCopy(bench, async (path) => {
          const pipe = `${path}/${place}`.replace("repository/../", "");
          await mkfifo(pipe);
          const git = `${path}/.git`;
          const root = path.slice(0, path.lastIndexOf("/"));
          await leads?.({ git, pipe, root });
          const { code, stdout, stderr } = await verify(bench, path);
          assertEquals([code, stdout], [1, ""], stderr);
          const found = stderr.replace("repository/.git/../../", "");
          assertStringIncludes(found, `${pipe}: git would wait`);
        }));
    }
    for (const first of ["refs/heads/a", "a"]) {
      await t.step(
        `links among refs that never end, beside ${first}`,
        () =>
          onCopy(bench, async (path) => {
            const git = `${path}/.git`;
            await Deno.symlink(`${git}/refs`, `${git}/${first}`);
            await Deno.symlink(".", `${git}/refs/heads/b`);
            await Deno.symlink(".", `${git}/refs/heads/c`);
            const { code, stdout, stderr } = await verify(bench, path);
            assertEquals([code, stdout], [1, ""], stderr);
            assertStringIncludes(stderr, "leads git to another directory of");
          }),
      );
    }
    await t.step(
      "none in a directory that is no repository",
      () =>
        onCopy(bench, async (path) => {
          await Deno.remove(`${path}/.git`, { recursive: true });
          await mkfifo(`${path}/pipe`);
          const { code, stdout, stderr } = await verify(bench, path);
          assertEquals([code, stdout], [1, ""], stderr);
          assertStringIncludes(stderr, `${path}: this is not a git repository`);
        }),
    );
    await t.step(
      "a directory below the repository, for any command",
      () =>
        onCopy(bench, async (path) => {
          await mkfifo(`${path}/.git/packed-refs`);
          const inside = `${path}/src`;
          const { env } = bench.repository;
          const pin = bench.profile.fingerprints
            .flatMap((each) => ["--fingerprint", each]);
          const url = ["--repo-url", bench.profile.repoUrl];
          const here = ["--repo", bench.repository.path];
          for (
            const args of [
              ["check", "--repo", inside, ...url],
              ["publish", "--repo", inside, ...url, ...pin],
              ["push", "--repo", inside],
              ["notes", "2.1.0.0", "--repo", inside],
              ["report", "--repo", inside, "--out", `${path}.site`],
              ["init", "--update", inside],
              [
                ...["compare", "2.1.0.0", ...here, ...url, ...pin],
                ...["--with", `${inside}#2.1.0.0`],
              ],
            ]
          ) {
            const { code, stdout, stderr } = await runProgram(args, env);
            assertEquals([code, stdout], [1, ""], args.join(" ") + stderr);
            const isOuter = stderr.includes("inside another repository");
            if (isOuter) continue; // git has read nothing above that
            assertStringIncludes(stderr, "/.git/packed-refs: git would wait");
          }
          const { code, stderr } = await verify(bench, inside);
          assertEquals(code, 1);
          assertStringIncludes(stderr, "inside another repository");
        }),
    );
    await t.step(
      "a directory whose name is not UTF-8",
      () =>
        onCopy(bench, async (path) => {
          const { code: made } = await new Deno.Command("sh", {
            args: [
              "-c",
              "d=$(printf 'refs/heads/\\377'); mkdir $d; mkfifo $d/x",
            ],
            cwd: `${path}/.git`,
          }).output();
          assertEquals(made, 0);
          const { code, stdout, stderr } = await verify(bench, path);
          assertEquals([code, stdout], [1, ""], stderr);
          assertStringIncludes(stderr, "is not UTF-8");
        }),
    );
    await t.step(
      "configuration that is too large",
      () =>
        onCopy(bench, async (path) => {
          await Deno.writeFile(`${path}/.git/huge`, new Uint8Array());
          await Deno.truncate(`${path}/.git/huge`, 2 ** 34);
          await append(`${path}/.git`, "[include]\n\tpath = huge\n");
          const { code, stdout, stderr } = await verify(bench, path);
          assertEquals([code, stdout], [1, ""], stderr);
          assertStringIncludes(stderr, "/huge: the file is too large");
        }),
    );
    const huge = ["HEAD", "refs/heads/side", "packed-refs", "shallow"];
    for (const name of huge) {
      await t.step(
        `${name}, if it is too large`,
        () =>
          onCopy(bench, async (path) => {
            const text = name === "HEAD"
              ? "ref: refs/heads/main\n"
              : `${HEX}\n`;
            await Deno.writeTextFile(`${path}/.git/${name}`, text);
            await Deno.truncate(`${path}/.git/${name}`, 2 ** 34);
            const { code, stdout, stderr } = await verify(bench, path);
            assertEquals([code, stdout], [1, ""], stderr);
            assertStringIncludes(stderr, `/${name}: the file is too large`);
          }),
      );
    }
    await t.step({
      ...long("half a million values of one setting"),
      fn: () =>
        onCopy(bench, async (path) => {
          await append(`${path}/.git`, `[a]\n${"b\n".repeat(500_000)}`);
          const { code, stderr } = await verify(bench, path);
          assertEquals(code, 0, stderr);
        }),
    });
    await t.step(
      "more programs than can be switched off",
      () =>
        onCopy(bench, async (path) => {
          const name = "x".repeat(200_000);
          await append(`${path}/.git`, `[filter "${name}"]\n\tclean = cat\n`);
          const { code, stdout, stderr } = await verify(bench, path);
          assertEquals([code, stdout], [1, ""], stderr);
          assertStringIncludes(stderr, "git cannot be started with so many");
        }),
    );
    await t.step(
      "settings that name a pipe which nothing reads",
      () =>
        onCopy(bench, async (path) => {
          const pipe = `${path}.pipe`;
          await mkfifo(pipe);
          for (const key of UNREAD) {
            const [section = "", name = ""] = [
              key.slice(0, key.lastIndexOf(".")),
              key.slice(key.lastIndexOf(".") + 1),
            ];
            const header = section.replace(/^(\w+)\.(.*)$/, '$1 "$2"');
            await append(
              `${path}/.git`,
              `[${header}]\n\t${name} = ${pipe}\n`,
            );
          }
          const { code, stderr } = await verify(bench, path);
          assertEquals(code, 0, stderr);
        }),
    );
    await t.step(
      "a list of objects to skip that is a pipe",
      () =>
        onCopy(bench, async (path) => {
          await mkfifo(`${path}.pipe`);
          await append(`${path}/.git`, `[fsck]\n\tskipList = ${path}.pipe\n`);
          const { code, stdout } = await verify(bench, path);
          assertEquals(code, 3);
          assertStringIncludes(stdout, "hides objects from git fsck");
        }),
    );
  },
});

Deno.test({
  ...needs("python3").for("a socket, which git's fsmonitor leaves, is ignored"),
  fn: async () => {
    await using bench = await Workbench.make(await drivers("2.1.0.0"));
    await onCopy(bench, async (path) => {
      // No shell makes one, and the tests may not listen on one.
      await runOutside("python3", [
        "-c",
        "import socket, sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])",
        `${path}/.git/fsmonitor--daemon.ipc`,
      ]);
      const { code, stderr } = await verify(bench, path);
      assertEquals(code, 0, stderr);
    });
  },
});
