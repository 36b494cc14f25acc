// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// `trace` on a history in which each line has a known origin: before the first
// release, with a release, or with none.

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { deflateSync } from "node:zlib";
import { runOnTerminal } from "../cli/on_terminal.ts";
import { driverPackage } from "../fixtures/driver_package.ts";
import { long } from "../fixtures/long.ts";
import { folderState, Scene } from "../publish/scene.ts";
import { flip, Workbench } from "../verify/workbench.ts";

const V1 = "int a;\nint b;\n";
const V2 = "int a;\nint b;\nint c;\n";
const V3 = "int a;\nint b2;\nint c;\n";

const MOVED = "int one;\nint two;\nint three;\n";

function driver(version: string, ring: string | null) {
  const isFirst = version === "2.1.0.0";
  return driverPackage({
    version,
    sources: {
      "ring.c": ring,
      "old.c": isFirst ? V1 : null,
      "before.c": isFirst ? MOVED : null,
      "after.c": isFirst ? null : MOVED,
      "again.c": version === "2.2.0.0" ? null : "int a;\nint z;",
      // Its second line goes, and comes again.
      "back.c": version === "2.2.0.0" ? "int a;\n" : "int a;\nint b;\n",
    },
  });
}

/** Three releases. */
async function history(): Promise<Scene> {
  const scene = await Scene.make([
    await driver("2.1.0.0", V1),
    await driver("2.2.0.0", V2),
    await driver("2.3.0.0", V3),
  ]);
  const { code, stderr } = await scene.run("publish", "--date=build");
  assertEquals(code, 0, stderr);
  return scene;
}

Deno.test(
  long("trace names the package that first shipped each line"),
  async (t) => {
    await using scene = await history();
    const { repository } = scene;
    const before = await folderState(repository.path);

    await t.step("lines, with evidence", async () => {
      const { code, stdout, stderr } = await scene.run(
        ...["trace", "src/ring.c:1-3", "--json"] as const,
      );
      assertEquals(code, 0, stderr);
      const found = JSON.parse(stdout);
      assertEquals(found.path, "src/ring.c");
      assertEquals(found.release, "2.3.0.0");
      assertEquals(found.lines, [
        { first: 1, last: 1, text: ["int a;"], release: "2.1.0.0" },
        { first: 2, last: 2, text: ["int b2;"], release: "2.3.0.0" },
        { first: 3, last: 3, text: ["int c;"], release: "2.2.0.0" },
      ]);
      for (const { tag, commit, file, package: rpm } of found.releases) {
        const git = (name: string) => repository.git("rev-parse", name);
        assertEquals(commit, await git(`${tag}^{commit}`));
        assertEquals(file.blob, await git(`${tag}:src/ring.c`));
        assert(file.signedPath.endsWith(`${tag}/ring.c`));
        const archived = await git(`${tag}:archive/rpm/${rpm.filename}`);
        assertEquals(archived.length, 40);
      }
    });

    await t.step("a terminal sees how far it has come", async () => {
      const args = ["trace", "src/ring.c:1"] as const;
      const { code, stderr } = await runOnTerminal(
        scene.commandLine(...args),
        { env: repository.env, columns: 200 },
      );
      assertEquals(code, 0, stderr);
      assertStringIncludes(stderr, "of 3 releases");
      const pipe = await scene.run(...args);
      assertEquals(pipe.stderr, "src/ring.c in 2.3.0.0\n");
    });

    await t.step(
      "the same as git blame, where releases brought it",
      async () => {
        const { stdout } = await scene.run("trace", "ring.c:2-3", "--json");
        const { lines } = JSON.parse(stdout);
        for (const { first, release } of lines) {
          const blamed = await repository.git(
            ...["blame", "-l", "-s", `-L${first},${first}`, "HEAD", "--"],
            "src/ring.c",
          );
          const commit = await repository.git(
            "rev-parse",
            `${release}^{commit}`,
          );
          assertEquals(blamed.split(" ")[0], commit);
        }
      },
    );

    await t.step("a whole file: each release that changed it", async () => {
      const { code, stdout } = await scene.run("trace", "src/ring.c", "--json");
      assertEquals(code, 0);
      assertEquals(
        JSON.parse(stdout).releases.map((
          { tag, change }: { tag: string; change: string },
        ) => `${change} ${tag}`),
        ["added 2.1.0.0", "changed 2.2.0.0", "changed 2.3.0.0"],
      );
    });

    await t.step("a line that went, and came again", async () => {
      const { stdout } = await scene.run("trace", "back.c:1-2", "--json");
      const { lines } = JSON.parse(stdout);
      assertEquals(
        lines.map(({ release }: { release: string }) => release),
        ["2.1.0.0", "2.3.0.0"],
      );
    });

    await t.step("a file that had another name", async () => {
      const { stdout } = await scene.run("trace", "after.c:1-3", "--json");
      const { lines, releases: [first] } = JSON.parse(stdout);
      const text = MOVED.trimEnd().split("\n");
      assertEquals(lines, [{ first: 1, last: 3, text, release: "2.1.0.0" }]);
      assert(first.file.signedPath.endsWith("2.1.0.0/before.c"));
    });

    await t.step(
      "a file that went, came again, or did not change",
      async () => {
        const rows = {
          "again.c": ["added 2.1.0.0", "removed 2.2.0.0", "added 2.3.0.0"],
          "after.c": ["added 2.2.0.0"],
        };
        for (const [path, expected] of Object.entries(rows)) {
          const { stdout } = await scene.run("trace", path, "--json");
          const found = JSON.parse(stdout).releases.map((
            { tag, change }: { tag: string; change: string },
          ) => `${change} ${tag}`);
          assertEquals(found, expected, path);
        }
      },
    );

    await t.step(
      "a last line without an end, by a path with more in it",
      async () => {
        const { code, stdout } = await scene.run("trace", "./src//again.c:2");
        assertEquals(code, 0);
        assertStringIncludes(stdout, "2.3.0.0    2  int z;");
      },
    );

    await t.step("an older release", async () => {
      const { stdout } = await scene.run(
        ...["trace", "ring.c:2", "--release=2.2.0.0"] as const,
      );
      assertStringIncludes(stdout, "2.1.0.0    2  int b;");
    });

    await t.step("text for people has the evidence, too", async () => {
      const { stdout } = await scene.run("trace", "ring.c:3");
      const blob = await repository.git("rev-parse", "2.2.0.0:src/ring.c");
      for (const text of ["First shipped in 2.2.0.0", blob, "signed SHA-256"]) {
        assertStringIncludes(stdout, text);
      }
    });

    const refusals = [
      ["a line that is not there", ["ring.c:4"], 2, "has 3 lines in 2.3.0.0"],
      ["line 0", ["ring.c:0"], 2, "make no range"],
      ["lines the wrong way round", ["ring.c:3-1"], 2, "make no range"],
      ["no path", [], 2, "No PATH given"],
      [
        "two paths",
        ["ring.c", "old.c"],
        2,
        "Expected one PATH, found ring.c, old.c",
      ],
      [
        "an unknown release",
        ["ring.c", "--release=9"],
        2,
        'release tag "9"\nhint: List them with git tag --list\n',
      ],
      ["a file that went", ["old.c:1"], 2, "2.1.0.0 was the last release"],
      ["a file of nobody", ["none.c"], 3, "no proved release up to 2.3.0.0"],
      [
        "the publisher's own file",
        ["archive/repomd.xml"],
        3,
        "no proved release",
      ],
      ["a path that leads out", ["../ring.c"], 2, "is not a file below src/"],
      [
        "out and in again",
        ["src/../src/ring.c:1"],
        2,
        "is not a file below src/",
      ],
      ["the top", ["."], 2, "is not a file below src/"],
      ["an absolute path", ["/etc/passwd:1"], 2, "is not a file below src/"],
      ["the source directory", ["src/"], 2, "is not a file below src/"],
      ["a directory", ["share"], 2, "src/share is a directory"],
      ["a line beyond all files", ["ring.c:99999999999"], 2, "make no range"],
      ["the last line beyond", [`ring.c:1-${"9".repeat(99)}`], 2, "no range"],
      ["no number behind the colon", ["ring.c:x"], 2, '"x" names no lines'],
      ["no end of the lines", ["ring.c:1-"], 2, '"1-" names no lines'],
      ["a negative line", ["ring.c:-1"], 2, '"-1" names no lines'],
      ["three numbers", ["ring.c:1:2"], 2, '"1" names no lines'],
      ["lines of no file", [":5-3"], 2, '"5-3" names no lines'],
      ["a name with a line break", ["a\nb.c"], 3, "no proved release"],
    ] as const;
    for (const [name, args, expected, text] of refusals) {
      await t.step(name, async () => {
        const { code, stderr, stdout } = await scene.run("trace", ...args);
        assertEquals([code, stdout], [expected, ""], stderr);
        assertStringIncludes(stderr, text);
      });
    }

    /** A clone, and after a change to it the same question. */
    const inClone = async (
      name: string,
      options: readonly string[],
      change: (clone: string) => Promise<unknown>,
      ...args: readonly string[]
    ) => {
      const clone = `${repository.root}/${name}`;
      const from = `file://${repository.path}`;
      await repository.git("clone", "--quiet", ...options, from, clone);
      await change(clone);
      const state = await folderState(clone);
      const outcome = await scene.run("trace", ...args, `--repo=${clone}`);
      assertEquals(await folderState(clone), state);
      return { ...outcome, clone };
    };

    const cut = [
      [
        "a shallow clone with all tags of its history",
        ["--depth=2"],
        (clone: string) =>
          repository.git("-C", clone, "fetch", "-q", "--depth=2", "--tags"),
        "git remote set-branches origin '*' && git fetch --unshallow --tags origin",
      ],
      [
        "a full clone with a shallow file",
        [],
        async (clone: string) => {
          const id = await repository.git("rev-parse", "2.2.0.0^{commit}");
          await Deno.writeTextFile(`${clone}/.git/shallow`, `${id}\n`);
          const shown = await repository.git(
            ...["-C", clone, "blame", "-s", "-L2,2", "2.2.0.0", "--"],
            "src/ring.c",
          );
          // What git says: the line came in with 2.2.0.0.
          assertStringIncludes(shown, `^${id.slice(0, 7)}`);
        },
        "git fetch --unshallow --tags",
      ],
    ] as const;
    for (const [name, options, change, remedy] of cut) {
      for (const operand of ["ring.c:2", "ring.c"]) {
        await t.step(`${name}: ${operand}`, async () => {
          const directory = `${name} ${operand}`.replaceAll(/\W/g, "-");
          const { code, stdout, stderr, clone } = await inClone(
            ...[directory, options, change, operand] as const,
          );
          assertEquals([code, stdout], [1, ""], stderr);
          assertEquals(
            stderr,
            `error: Cannot trace: ${clone}: the clone is shallow: its history ` +
              "is cut off, so that nothing shows which release was the first\n" +
              `hint: Get the rest with: ${remedy}; nothing was written\n`,
          );
        });
      }
    }

    await t.step(
      "a HEAD without commit, and a release by its name",
      async () => {
        const unborn = (clone: string) =>
          Deno.writeTextFile(`${clone}/.git/HEAD`, "ref: refs/heads/none\n");
        const { code, stdout, stderr, clone } = await inClone(
          ...["unborn", [], unborn, "ring.c:2"] as const,
        );
        assertEquals([code, stdout], [1, ""], stderr);
        assertEquals(
          stderr,
          `error: Cannot trace: ${clone}/.git: HEAD has no commit, so that there ` +
            "is no newest release in it\nhint: Name a release with --release " +
            "TAG; git tag --list prints all tags; nothing was written\n",
        );
        const named = await scene.run(
          ...[
            "trace",
            "ring.c:2",
            "--release=2.2.0.0",
            `--repo=${clone}`,
          ] as const,
        );
        assertEquals(named.code, 0, named.stderr);
        assertStringIncludes(named.stdout, "First shipped in 2.1.0.0");
      },
    );

    await t.step("a HEAD before all releases", async () => {
      const detach = (clone: string) =>
        repository.git("-C", clone, "checkout", "-q", "--detach", "2.1.0.0~");
      const { code, stdout, stderr } = await inClone(
        ...["before", [], detach, "ring.c:2"] as const,
      );
      assertEquals([code, stdout], [1, ""], stderr);
      assertStringIncludes(stderr, "HEAD has no release in its history");
    });

    const unsound = [
      [
        "a setting that this git does not know",
        (clone: string) =>
          repository.git("-C", clone, "config", "fsck.nonsense", "error"),
        1,
        "check fsck (fsck.nonsense)",
      ],
      [
        "an object that says it has a terabyte",
        async (clone: string) => {
          const directory = `${clone}/.git/objects/12`;
          await Deno.mkdir(directory, { recursive: true });
          const head = deflateSync(
            new TextEncoder().encode(`blob ${2 ** 40}\0`),
          );
          await Deno.writeFile(`${directory}/${"3".repeat(38)}`, head);
        },
        3,
        "check bounds (the clone's objects)",
      ],
    ] as const;
    for (const [name, change, expected, text] of unsound) {
      await t.step(name, async () => {
        const { code, stdout, stderr } = await inClone(
          ...[name.replaceAll(" ", "-"), [], change, "ring.c:1"] as const,
        );
        assertEquals([code, stdout], [expected, ""], stderr);
        assertStringIncludes(stderr, text);
      });
    }

    await t.step("settings of the repository run nothing", async () => {
      const marker = `${repository.root}/ran`;
      await repository.git("config", "diff.x.textconv", `touch ${marker}; cat`);
      await repository.write(".git/info/attributes", "*.c diff=x\n");
      const { code } = await scene.run("trace", "ring.c:1-3");
      assertEquals(code, 0);
      assertEquals(await Deno.stat(marker).catch(() => undefined), undefined);
      await repository.git("config", "--unset", "diff.x.textconv");
      await Deno.remove(`${repository.path}/.git/info`, { recursive: true });
    });

    await t.step({
      name: "it waits for no pipe that blame would read",
      ignore: Deno.build.os === "windows",
      fn: async () => {
        const pipes = [
          `${repository.path}/.mailmap`,
          `${repository.path}/.gitattributes`,
          `${repository.root}/mailmap`,
        ];
        await new Deno.Command("mkfifo", { args: pipes }).output();
        await repository.git("config", "mailmap.file", `${pipes[2]}`);
        const { code, stderr } = await scene.run("trace", "ring.c:1-3");
        assertEquals(code, 0, stderr);
        for (const path of pipes) await Deno.remove(path);
        await repository.git("config", "--unset", "mailmap.file");
      },
    });

    await t.step("it writes nothing", async () => {
      const config = (state: Map<string, string>) =>
        new Map([...state].filter(([path]) => path !== ".git/config"));
      assertEquals(
        config(await folderState(repository.path)),
        config(before),
      );
    });

    await t.step(
      "a release whose commit has a tag of somebody's own",
      async () => {
        await repository.git("tag", "zzz", "2.2.0.0");
        const newest = await scene.run("trace", "ring.c:1");
        assertEquals(newest.code, 0, newest.stderr);
        await repository.git("tag", "9.9.9-local", "2.2.0.0");
        const { code, stdout } = await scene.run(
          ...["trace", "ring.c:2", "--release=2.2.0.0"] as const,
        );
        assertEquals(code, 0);
        assertStringIncludes(stdout, "2.1.0.0    2  int b;");
      },
    );
  },
);

Deno.test("trace stops where a release on the way is not proved", async () => {
  await using bench = await Workbench.make([
    await driver("2.1.0.0", V1),
    await driver("2.2.0.0", V2),
  ]);
  await bench.replace("2.2.0.0", { files: { "src/ring.c": flip(0) } });
  const { code, stdout, stderr } = await bench.scene.run("trace", "ring.c:1");
  assertEquals([code, stdout], [3, ""], stderr);
  assertStringIncludes(stderr, "2.2.0.0");
});

Deno.test("trace believes no history in which an object is forged", async () => {
  await using bench = await Workbench.make([
    await driver("2.1.0.0", V1),
    await driver("2.2.0.0", V2),
  ]);
  const { scene, repository } = bench;
  for (const message of ["one", "two"]) {
    await repository.git("commit", "-q", "--allow-empty", `-m${message}`);
  }
  await scene.offer([
    await driver("2.1.0.0", V1),
    await driver("2.2.0.0", V2),
    await driver("2.3.0.0", V3),
  ]);
  const published = await scene.run("publish", "--date=build");
  assertEquals(published.code, 0, published.stderr);
  const honest = await scene.run("trace", "ring.c:1");
  assertStringIncludes(honest.stdout, "First shipped in 2.1.0.0");

  // A commit between releases loses its parents, and keeps its name.
  const clone = `${repository.root}/forged`;
  await repository.git("clone", "-q", repository.path, clone);
  const git = (...args: string[]) => repository.git("-C", clone, ...args);
  const id = await git("log", "-1", "--format=%H", "--grep=^one$");
  const text = await git("cat-file", "commit", id);
  await Deno.writeTextFile(
    `${repository.root}/commit`,
    `${text.replace(/^parent .*\n/m, "")}\n`,
  );
  const forged = await git(
    ...["hash-object", "-t", "commit", "-w", `${repository.root}/commit`],
  );
  const objects = `${clone}/.git/objects`;
  const place = (name: string) =>
    `${objects}/${name.slice(0, 2)}/${name.slice(2)}`;
  await Deno.remove(place(id));
  await Deno.copyFile(place(forged), place(id));
  await Deno.remove(place(forged));
  const shown = await git("log", "--format=%s");
  assertEquals(shown.split("\n").at(-1), "one"); // what a person is shown

  const before = await folderState(clone);
  for (const operand of ["ring.c:1", "ring.c"]) {
    const { code, stdout, stderr } = await scene.run(
      ...["trace", operand, `--repo=${clone}`] as const,
    );
    assertEquals([code, stdout], [3, ""], stderr);
    assertStringIncludes(stderr, "nothing shows which release was the first");
    assertStringIncludes(stderr, "hash-path mismatch");
  }
  assertEquals(await folderState(clone), before);
});
