// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals, assertRejects } from "@std/assert";
import { OperationError, VerificationError } from "../../lib/errors.ts";
import type { DirectoryPlan } from "../../lib/source/directory_plan.ts";
import { Staging, type StagingOptions } from "../../lib/source/staging.ts";
import type { SourceFile } from "../../lib/source/tree.ts";
import { folderState } from "../publish/scene.ts";

/** A directory with its contents; a link's content is its target. */
interface NewDirectory extends Omit<DirectoryPlan, "files"> {
  readonly files: readonly SourceFile[];
}

/** Plans and fills directories one after the other, and lets them appear. */
async function writeTrees(
  parent: string,
  trees: readonly NewDirectory[],
  options: StagingOptions = {},
): Promise<string[]> {
  const text = new TextDecoder();
  await using staging = await Staging.open(parent, options);
  for (const { files, ...tree } of trees) {
    const directory = await staging.add({
      ...tree,
      files: files.map(({ path, mode, content }) => ({
        path,
        mode,
        target: mode === "120000" ? text.decode(content) : undefined,
      })),
    });
    for (const file of files) {
      if (file.mode !== "120000") await staging.write(directory, file);
    }
  }
  return await staging.finish();
}

function file(
  path: string,
  text = "text\n",
  mode: SourceFile["mode"] = "100644",
): SourceFile {
  return { path, mode, content: new TextEncoder().encode(text) };
}

const link = (path: string, target: string) => file(path, target, "120000");

function tree(files: readonly SourceFile[], name = "tree"): NewDirectory {
  return { name, files, subject: "test.rpm" };
}

async function withDirectory(
  test: (directory: string) => Promise<void>,
): Promise<void> {
  const directory = await Deno.realPath(await Deno.makeTempDir());
  try {
    await test(directory);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

const isWindows = Deno.build.os === "windows";

Deno.test({
  name: "Staging writes files, bits, links and empty directories",
  ignore: isWindows,
  fn: () =>
    withDirectory(async (parent) => {
      const written = await writeTrees(parent, [{
        ...tree([
          link("a-link", "sub/run"),
          file("sub/run", "#!/bin/sh\n", "100755"),
          file("sub/data", "data"),
          file("empty", ""),
        ]),
        directories: ["sub", "bare", "bare/inner"],
      }]);
      assertEquals(written, [`${parent}/tree`]);
      const root = `${parent}/tree`;
      assertEquals(await Deno.readTextFile(`${root}/a-link`), "#!/bin/sh\n");
      assertEquals(await Deno.readLink(`${root}/a-link`), "sub/run");
      assertEquals(await Deno.readTextFile(`${root}/sub/data`), "data");
      assertEquals(await Deno.readTextFile(`${root}/empty`), "");
      assertEquals((await Deno.stat(`${root}/bare/inner`)).isDirectory, true);
      const umask = Deno.umask();
      const modeOf = async (path: string) =>
        ((await Deno.stat(`${root}/${path}`)).mode ?? 0) & 0o7777;
      assertEquals(await modeOf("sub/run"), 0o777 & ~umask);
      assertEquals(await modeOf("sub/data"), 0o666 & ~umask);
      assertEquals(await modeOf(""), 0o777 & ~umask);
      assertEquals([...await folderState(parent)].length, 8);
    }),
});

Deno.test("Staging refuses what is not safe and writes nothing", async (t) => {
  const rows: readonly (readonly [string, NewDirectory])[] = [
    ["a file above", tree([file("../evil")])],
    ["an absolute file", tree([file("/evil")])],
    ["a file behind a link", tree([link("d", "sub"), file("d/evil")])],
    [
      "a file behind a link, the other way",
      tree([file("d/x"), link("d", ".")]),
    ],
    ["an absolute link", tree([link("l", "/etc/passwd")])],
    ["a link that leaves", tree([link("a/l", "../../x")])],
    ["a link to nothing", tree([link("l", "")])],
    ["two spellings of a name", tree([file("A"), file("a")])],
    ["git's own", tree([file(".git/config")])],
    ["a name with a slash", tree([file("a")], "x/y")],
    ["a name that climbs", tree([file("a")], "..")],
    ["no name", tree([file("a")], "")],
    ["a name of git's", tree([file("a")], ".git")],
    ["a directory that climbs", {
      ...tree([file("a")]),
      directories: ["../evil"],
    }],
    ["a directory in a file", { ...tree([file("a")]), directories: ["a/b"] }],
  ];
  for (const [name, bad] of rows) {
    await t.step(name, () =>
      withDirectory(async (directory) => {
        await Deno.mkdir(`${directory}/in`);
        const error = await assertRejects(
          () => writeTrees(`${directory}/in`, [tree([file("a")], "good"), bad]),
          VerificationError,
        );
        assertEquals(error.code, "E_PATH");
        assertEquals([...(await folderState(directory)).keys()], ["in/"]);
      }));
  }
});

Deno.test("Staging refuses a target that exists, whatever it is", async (t) => {
  const rows: readonly (readonly [string, (path: string) => Promise<void>])[] =
    [
      ["an empty directory", (path) => Deno.mkdir(path)],
      ["a file", (path) => Deno.writeTextFile(path, "mine")],
      ["a link to a directory", (path) => Deno.symlink("/tmp", path)],
      ["a link to nowhere", (path) => Deno.symlink("nowhere", path)],
    ];
  for (const [name, make] of rows) {
    await t.step(name, () =>
      withDirectory(async (parent) => {
        await make(`${parent}/second`);
        const before = await folderState(parent);
        const error = await assertRejects(
          () =>
            writeTrees(parent, [
              tree([file("a")], "first"),
              tree([file("a")], "second"),
            ]),
          OperationError,
        );
        assertEquals([error.kind, error.subject, error.problem], [
          "disk",
          `${parent}/second`,
          "exists already",
        ]);
        assertEquals(await folderState(parent), before);
      }));
  }
});

Deno.test("Staging refuses two directories of one name", () =>
  withDirectory(async (parent) => {
    await assertRejects(
      () =>
        writeTrees(parent, [
          tree([file("a")], "Tree"),
          tree([file("a")], "tree"),
        ]),
      OperationError,
      "twice",
    );
    assertEquals([...await folderState(parent)], []);
  }));

Deno.test("Staging refuses a parent that is not a directory", async (t) => {
  for (const name of ["missing", "file"]) {
    await t.step(name, () =>
      withDirectory(async (parent) => {
        await Deno.writeTextFile(`${parent}/file`, "");
        const error = await assertRejects(
          () => writeTrees(`${parent}/${name}`, [tree([file("a")])]),
          OperationError,
        );
        assertEquals([error.kind, error.subject], [
          "disk",
          `${parent}/${name}`,
        ]);
        assertEquals([...(await folderState(parent)).keys()], ["file"]);
      }));
  }
});

Deno.test("Staging leaves nothing behind when writing fails", () =>
  withDirectory(async (parent) => {
    // Longer than any file system's names: the second directory cannot be
    // written.
    const error = await assertRejects(
      () =>
        writeTrees(parent, [
          tree([file("a")], "first"),
          tree([file("a"), file(`${"n".repeat(300)}`)], "second"),
        ]),
      OperationError,
    );
    assertEquals(error.subject, `${parent}/second/${"n".repeat(300)}`);
    assertEquals([...await folderState(parent)], []);
  }));

Deno.test("Staging removes all directories when one cannot appear", () =>
  withDirectory(async (parent) => {
    // The signal is read before each step: once the first directory is there,
    // somebody else takes the second one's place.
    const { signal } = new AbortController();
    signal.throwIfAborted = () => {
      try {
        Deno.statSync(`${parent}/first`);
      } catch {
        return;
      }
      Deno.writeTextFileSync(`${parent}/second`, "theirs");
    };
    await assertRejects(
      () =>
        writeTrees(parent, [
          tree([file("a")], "first"),
          tree([file("a")], "second"),
        ], { signal }),
      OperationError,
      "exists already",
    );
    assertEquals([...(await folderState(parent)).keys()], ["second"]);
    assertEquals(await Deno.readTextFile(`${parent}/second`), "theirs");
  }));

Deno.test("Staging stops on a signal and leaves nothing behind", () =>
  withDirectory(async (parent) => {
    const controller = new AbortController();
    const files = Array.from({ length: 200 }, (_, i) => file(`file-${i}`));
    const writing = writeTrees(parent, [tree(files)], {
      signal: controller.signal,
    });
    controller.abort(new DOMException("enough", "AbortError"));
    await assertRejects(() => writing, DOMException, "enough");
    assertEquals([...await folderState(parent)], []);
  }));

Deno.test("Staging follows a link to the parent, which the caller chose", () =>
  withDirectory(async (directory) => {
    await Deno.mkdir(`${directory}/real`);
    await Deno.symlink("real", `${directory}/parent`);
    const [path] = await writeTrees(`${directory}/parent`, [tree([file("a")])]);
    assertEquals(path, `${directory}/parent/tree`);
    assertEquals(await Deno.readTextFile(`${directory}/real/tree/a`), "text\n");
  }));
