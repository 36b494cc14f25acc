// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals, assertRejects } from "@std/assert";
import { OperationError, VerificationError } from "../../lib/errors.ts";
import type { FolderPlan } from "../../lib/source/folder_plan.ts";
import { Staging, type StagingOptions } from "../../lib/source/staging.ts";
import type { SourceFile } from "../../lib/source/tree.ts";
import { folderState } from "../publish/scene.ts";

/** A directory with its contents; a link's content is its target. */
interface NewFolder extends Omit<FolderPlan, "files"> {
  readonly files: readonly SourceFile[];
}

/** Plans and fills directories one after the other, and lets them appear. */
async function writeTrees(
  parent: string,
  trees: readonly NewFolder[],
  options: StagingOptions = {},
): Promise<string[]> {
  const text = new TextDecoder();
  await using staging = await Staging.open(parent, options);
  for (const { files, ...tree } of trees) {
    const folder = await staging.add({
      ...tree,
      files: files.map(({ path, mode, content }) => ({
        path,
        mode,
        target: mode === "120000" ? text.decode(content) : undefined,
      })),
    });
    for (const file of files) {
      if (file.mode !== "120000") await staging.write(folder, file);
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

function tree(files: readonly SourceFile[], name = "tree"): NewFolder {
  return { name, files, subject: "test.rpm" };
}

async function withFolder(
  test: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const isWindows = Deno.build.os === "windows";

Deno.test({
  name: "Staging writes files, bits, links and empty directories",
  ignore: isWindows,
  fn: () =>
    withFolder(async (parent) => {
      const written = await writeTrees(parent, [{
        ...tree([
          link("a-link", "sub/run"),
          file("sub/run", "#!/bin/sh\n", "100755"),
          file("sub/data", "data"),
          file("empty", ""),
        ]),
        folders: ["sub", "bare", "bare/inner"],
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
  const rows: readonly (readonly [string, NewFolder])[] = [
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
    ["a folder that climbs", { ...tree([file("a")]), folders: ["../evil"] }],
    ["a folder in a file", { ...tree([file("a")]), folders: ["a/b"] }],
  ];
  for (const [name, bad] of rows) {
    await t.step(name, () =>
      withFolder(async (folder) => {
        await Deno.mkdir(`${folder}/in`);
        const error = await assertRejects(
          () => writeTrees(`${folder}/in`, [tree([file("a")], "good"), bad]),
          VerificationError,
        );
        assertEquals(error.code, "E_PATH");
        assertEquals([...(await folderState(folder)).keys()], ["in/"]);
      }));
  }
});

Deno.test("Staging refuses a target that exists, whatever it is", async (t) => {
  const rows: readonly (readonly [string, (path: string) => Promise<void>])[] =
    [
      ["an empty folder", (path) => Deno.mkdir(path)],
      ["a file", (path) => Deno.writeTextFile(path, "mine")],
      ["a link to a folder", (path) => Deno.symlink("/tmp", path)],
      ["a link to nowhere", (path) => Deno.symlink("nowhere", path)],
    ];
  for (const [name, make] of rows) {
    await t.step(name, () =>
      withFolder(async (parent) => {
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
  withFolder(async (parent) => {
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
      withFolder(async (parent) => {
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
  withFolder(async (parent) => {
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
  withFolder(async (parent) => {
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
  withFolder(async (parent) => {
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
  withFolder(async (folder) => {
    await Deno.mkdir(`${folder}/real`);
    await Deno.symlink("real", `${folder}/parent`);
    const [path] = await writeTrees(`${folder}/parent`, [tree([file("a")])]);
    assertEquals(path, `${folder}/parent/tree`);
    assertEquals(await Deno.readTextFile(`${folder}/real/tree/a`), "text\n");
  }));
