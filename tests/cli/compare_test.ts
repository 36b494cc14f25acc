// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// `compare`: with directories, local repositories and a fetched one.

import { assert, assertEquals } from "@std/assert";
import { long } from "../fixtures/long.ts";
import { flip, Workbench } from "../verify/workbench.ts";
import { TestRepository } from "../git/test_repository.ts";
import { drivers, folderState } from "../publish/scene.ts";

const VERSION = "2.1.0.0";

/** Another publication: the same source with a README beside it. */
async function publish(bench: Workbench): Promise<TestRepository> {
  const other = await TestRepository.make({
    files: { "README.md": "hello\n" },
  });
  const { repository } = bench;
  for (
    const line of (await repository.git("ls-tree", "-r", `${VERSION}:src`))
      .split("\n")
  ) {
    const [head = "", path = ""] = line.split("\t");
    const file = `${other.path}/${path}`;
    await Deno.mkdir(file.slice(0, file.lastIndexOf("/")), { recursive: true });
    const text = await repository.git(
      "cat-file",
      "blob",
      head.split(" ")[2] ?? "",
    );
    await Deno.writeTextFile(file, `${text}\n`);
    if (head.startsWith("100755")) await Deno.chmod(file, 0o755);
  }
  await other.git("add", ".");
  await other.git(
    "-c",
    "user.name=Ada",
    "-c",
    "user.email=a@example.com",
    "commit",
    "--quiet",
    "-m",
    "source",
  );
  await other.git("tag", "v1");
  return other;
}

Deno.test(
  long("compare compares a release with another publication"),
  async (t) => {
    await using bench = await Workbench.make(await drivers(VERSION));
    await using other = await publish(bench);
    const compare = (...args: string[]) =>
      bench.scene.run("compare", VERSION, "--with", ...args);
    const before = await folderState(other.path);

    await t.step("the same source, wherever it is", async () => {
      for (
        const place of [
          other.path,
          `${other.path}#v1`,
          `file://${other.path}`,
          `file://${other.path}#v1`,
        ]
      ) {
        const { code, stdout, stderr } = await compare(place);
        assertEquals(code, 0, place + stderr);
        assertEquals(
          stdout,
          "only there  README.md\nsame source, with more beside it: 6 identical, 0 only here, " +
            "1 only there, 0 different, 0 with a different mode\n",
        );
      }
      assertEquals(await folderState(other.path), before);
    });

    await t.step("a file that a build reads in place of another", async () => {
      for (const path of ["GNUmakefile", "udma/neuron_driver_shared.h"]) {
        const extra = `${other.path}/${path}`;
        const [top = ""] = path.split("/");
        await Deno.mkdir(`${other.path}/udma`, { recursive: true });
        await Deno.writeTextFile(extra, "all:\n");
        const { code, stdout } = await compare(other.path);
        assertEquals(code, 1, path);
        const line = `only there  ${path}  may change what is built`;
        assert(stdout.includes(line), stdout);
        assert(stdout.includes("\nnot the same build: "), stdout);
        const { stdout: json } = await compare(other.path, "--json");
        const { result, sameSource, overriding } = JSON.parse(json);
        assertEquals([result, sameSource], ["overridden", false]);
        assertEquals(overriding, [path]);
        await Deno.remove(`${other.path}/${top}`, { recursive: true });
      }
    });

    await t.step("attributes by which git writes other files", async () => {
      const clone = `${other.root}/attributes`;
      await other.git("clone", "--quiet", bench.repository.path, clone);
      const tag = async (path: string, name: string, text: string) => {
        await Deno.writeTextFile(`${path}/.gitattributes`, text);
        const git = (...args: string[]) => other.git("-C", path, ...args);
        await git("add", "--force", ".gitattributes");
        const ada = ["-c", "user.name=Ada", "-c", "user.email=a@example.com"];
        await git(...ada, "commit", "--quiet", "-m", name);
        await git("tag", name);
        await git("reset", "--quiet", "--hard", "HEAD^");
      };
      for (const path of [other.path, clone]) {
        await tag(path, "harmless", "* -text\n");
        await tag(path, "encoded", "*.c working-tree-encoding=UTF-7\n");
      }
      const rows = [
        [other.path, "only there  .gitattributes\n", ".gitattributes"],
        [clone, "same source: 6 identical", "../.gitattributes"],
      ] as const;
      for (const [path, harmless, encoded] of rows) {
        for (const place of [path, `file://${path}`]) {
          const good = await compare(`${place}#harmless`);
          assertEquals(good.code, 0, good.stderr);
          assert(good.stdout.includes(harmless), good.stdout);
          const bad = await compare(`${place}#encoded`);
          assertEquals(bad.code, 1, place);
          const line = `only there  ${encoded}  may change what is built\n`;
          assert(bad.stdout.includes(line), bad.stdout);
          assert(bad.stdout.includes("\nnot the same build: "), bad.stdout);
        }
      }
      const below = await compare(`${clone}#encoded:src/share`);
      const line = "only there  ../../.gitattributes  may change what is built";
      assert(below.stdout.includes(line), below.stdout);
      const slash = await compare(`${clone}#encoded:src/`);
      assertEquals(slash.stdout.match(/gitattributes/g)?.length, 1);
    });

    await t.step("a directory in a commit", async () => {
      const place = `${bench.repository.path}#${VERSION}:src`;
      const { code, stdout, stderr } = await compare(place, "--json");
      assertEquals(code, 0, stderr);
      const { sameSource, identical, onlyThere, commit, folder } = JSON.parse(
        stdout,
      );
      assertEquals([sameSource, identical.length, onlyThere], [true, 6, []]);
      assertEquals(folder, "src");
      assertEquals(commit, await bench.commit(VERSION));
    });

    await t.step("the source of a data repository", async () => {
      const { path } = bench.repository;
      const bare = `${other.root}/data.git`;
      await other.git("clone", "--quiet", "--bare", path, bare);
      const plain = `${other.root}/data`;
      await other.git("clone", "--quiet", path, plain);
      await Deno.remove(`${plain}/.git`, { recursive: true });
      for (
        const [place, where] of [
          [path, `src/ of commit ${await bench.commit(VERSION)} of ${path}`],
          [bare, `of ${bare}, found by its tag ${VERSION}`],
          [`file://${path}`, `of file://${path}, found by its tag ${VERSION}`],
          [`${path}#${VERSION}`, `src/ of commit `],
          [plain, `the files in ${plain}/src`],
        ] as const
      ) {
        const { code, stdout, stderr } = await compare(place);
        assertEquals(code, 0, place + stderr);
        assert(
          stdout.startsWith("same source: 6 identical, 0 only here, 0 only"),
        );
        assert(stderr.includes(where), stderr);
        const { folder } = JSON.parse((await compare(place, "--json")).stdout);
        assertEquals(folder, place === plain ? null : "src", place);
      }
      // A link in its place is not followed.
      await Deno.rename(`${plain}/src`, `${other.root}/away`);
      await Deno.symlink(`${other.root}/away`, `${plain}/src`);
      const linked = await compare(plain);
      assertEquals(linked.code, 1);
      assert(linked.stdout.includes("only there  src\n"), linked.stdout);
      // An empty directory is the root.
      const { code, stdout } = await compare(`${path}#${VERSION}:`);
      assertEquals(code, 1);
      assert(stdout.includes("only there  archive/repomd.xml"), stdout);
    });

    await t.step("a clone without any branch", async () => {
      const clone = `${other.root}/clone`;
      await other.git("clone", "--quiet", "--no-checkout", other.path, clone);
      await Deno.writeTextFile(
        `${clone}/.git/HEAD`,
        await other.git("rev-parse", "v1^{commit}"),
      );
      await Deno.remove(`${clone}/.git/refs/heads`, { recursive: true });
      await Deno.mkdir(`${clone}/.git/refs/heads`);
      await other.git("-C", clone, "remote", "remove", "origin");
      for (const place of [`${clone}#v1`, `${clone}/.git`]) {
        const { code, stderr } = await compare(place);
        assertEquals(code, 0, place + stderr);
      }
    });

    await t.step("what differs, with a diff and modes", async () => {
      await Deno.chmod(`${other.path}/Makefile`, 0o755);
      await Deno.remove(`${other.path}/dkms.conf`);
      await Deno.remove(`${other.path}/postinstall`);
      await Deno.symlink("preinstall", `${other.path}/postinstall`);
      await Deno.writeTextFile(
        `${other.path}/neuron_module.c`,
        "int evil;\u001b[2J\r\n",
        { append: true },
      );
      await Deno.writeTextFile(`${other.path}/\u001b[31m`, "x");
      const { code, stdout } = await compare(other.path);
      assertEquals(code, 1);
      // deno-lint-ignore no-control-regex -- what must not get through
      assert(!/[\x00-\x09\x0b-\x1f]/.test(stdout), JSON.stringify(stdout));
      const lines = stdout.split("\n");
      for (
        const line of [
          "only here  dkms.conf",
          "only there  README.md",
          'only there  "[31m"',
          "mode  Makefile  100644 here, 100755 there",
          "different  neuron_module.c  +1 -0",
          "different  postinstall  +1 -2  100755 here, 120000 there",
          "    +int evil;[2J␍",
          "not the same source: 2 identical, 1 only here, 2 only there, " +
          "2 different, 1 with a different mode",
        ]
      ) assert(lines.includes(line), `${line}\n${stdout}`);
      const { stdout: json, code: again } = await compare(other.path, "--json");
      assertEquals(again, 1);
      const [file] = JSON.parse(json).different;
      assertEquals(Object.keys(file), [
        "path",
        "ourMode",
        "theirMode",
        "added",
        "removed",
        "diff",
      ]);
    });

    await t.step(
      "a commit with the same bytes in other modes is the same",
      async () => {
        await other.git("reset", "--quiet", "--hard", "v1");
        await other.git("clean", "--quiet", "-fdx");
        await Deno.chmod(`${other.path}/Makefile`, 0o755);
        const { code, stdout } = await compare(other.path);
        assertEquals(code, 0);
        assert(stdout.includes("mode  Makefile"));
      },
    );

    await t.step("a repository's configuration runs nothing", async () => {
      const trap = `${other.root}/trap`;
      await other.git("config", "core.fsmonitor", `touch ${trap}`);
      await other.git("config", "uploadpack.packObjectsHook", `touch ${trap}`);
      await other.git("config", "diff.external", `touch ${trap}`);
      await Deno.writeTextFile(`${other.path}/.gitattributes`, "* filter=x\n");
      await other.git("config", "filter.x.smudge", `touch ${trap}`);
      for (const place of [`${other.path}#v1`, `file://${other.path}#v1`]) {
        assertEquals((await compare(place)).code, 0);
      }
      assert(!await Deno.stat(trap).then(() => true, () => false));
    });

    await t.step("what cannot be read", async () => {
      await other.git("tag", "tree", "v1^{tree}");
      const rows = [
        [`${other.root}/nothing`, 1],
        [`${other.root}#v1`, 1],
        [`${other.root}/nothing#v1`, 1],
        [`${other.path}#tree`, 1],
        [`file://${other.path}#tree`, 1],
        [`${other.path}#v1:nothing`, 1],
        [`${other.path}#v1:Makefile`, 1],
        [`${other.path}#v1:..`, 2],
        [`${other.path}#v1..v1`, 2],
        [`${other.path}#v1:../x`, 2],
        [`${other.path}#nothing`, 1],
        [`file://${other.root}/nothing`, 1],
        ["ext::sh -c true", 2],
        ["http://example.com/a.git", 2],
        [`${other.path}#--upload-pack=true`, 2],
      ] as const;
      for (const [place, expected] of rows) {
        const { code, stdout, stderr } = await compare(place);
        assertEquals([code, stdout], [expected, ""], place);
        assert(stderr.startsWith("error: "), stderr);
        assert(!stderr.includes("--repo"), stderr);
        assert(!/git ls-tree failed|git rev-parse failed/.test(stderr), stderr);
        if (!place.includes("nothing")) continue;
        assertEquals(stderr.match(/no such/gi)?.length ?? 1, 1, stderr);
      }
      for (const operands of [[VERSION], [VERSION, other.path]]) {
        const { code, stderr } = await bench.scene.run("compare", ...operands);
        assertEquals(code, 2);
        assert(stderr.includes("with --with"), stderr);
      }
    });

    await t.step("an error names the tag", async () => {
      const tag = "v2.22.2.0-missing";
      const { stderr } = await compare(`file://${other.path}#${tag}`);
      assert(stderr.includes(tag), stderr);
    });
  },
);

Deno.test(long("compare reads little of what is large"), async (t) => {
  await using bench = await Workbench.make(await drivers(VERSION));
  await using other = await publish(bench);
  const compare = (...args: string[]) =>
    bench.scene.run("compare", VERSION, "--with", ...args);
  const zeros = new Uint8Array(65 * 1024 * 1024);
  const commit = async (path: string, tag: string) => {
    await other.write(path, zeros);
    await other.git("add", ".");
    const ada = ["-c", "user.name=Ada", "-c", "user.email=a@example.com"];
    await other.git(...ada, "commit", "--quiet", "-m", tag);
    await other.git("tag", tag);
  };
  const places = [other.path, `${other.path}#HEAD`, `file://${other.path}`];

  await t.step("nothing of a file that the release does not have", async () => {
    await commit("zeros", "besides");
    for (const place of places) {
      const { code, stdout, stderr } = await compare(place);
      assertEquals(code, 0, stderr);
      assert(stdout.includes("only there  zeros"), stdout);
    }
  });

  await t.step("not more than it may of one that it has", async () => {
    await commit("Makefile", "instead");
    for (const place of places) {
      const { code, stdout, stderr } = await compare(place);
      assertEquals([code, stdout], [1, ""], place);
      assert(/ too large | larger than /.test(stderr), stderr);
    }
  });
});

Deno.test("compare says nothing of a release that fails verification", async () => {
  await using bench = await Workbench.make(await drivers(VERSION));
  await bench.replace(VERSION, { files: { "src/Makefile": flip(0) } });
  const { code, stdout } = await bench.scene.run(
    "compare",
    VERSION,
    "--with",
    bench.repository.path,
  );
  assertEquals([code, stdout], [3, ""]);
});
