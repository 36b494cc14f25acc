// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { DENO_VARIABLES, denoRun } from "../fixtures/deno_run.ts";
import { assertEquals, assertRejects } from "@std/assert";
import { OperationError } from "../../lib/errors.ts";
import { blobId, treeId } from "../../lib/source/object_id.ts";
import {
  commitFiles,
  IDENT,
  importInto,
  makeCommit,
  TestRepository,
} from "./test_repository.ts";

const encode = (text: string) => new TextEncoder().encode(text);

for (const objectFormat of ["sha1", "sha256"] as const) {
  Deno.test(`FastImport writes blobs, trees and commits in ${objectFormat}`, async () => {
    await using repository = await TestRepository.make({ objectFormat });
    const open = await repository.open();
    await using into = importInto(open);
    const text = "feat: one\n\nZeile mit Umlaut: ä\n";
    const id = await into.blob(encode("bytes\r\n"));
    assertEquals(id, blobId(encode("bytes\r\n"), objectFormat));
    const writes = [
      { path: "src/a b", mode: "100644", id },
      { path: 'src/"quoted" \\ back', mode: "100755", id },
      { path: "src/sub/ä", mode: "120000", id },
    ] as const;
    const first = await into.commit({
      parents: [],
      message: text,
      author: IDENT,
      committer: { ...IDENT, name: "Grace Hopper", offset: "-0730" },
      writes,
    });
    assertEquals(await into.entry(first, "src"), {
      mode: "040000",
      id: treeId(
        writes.map((w) => ({ ...w, path: w.path.slice(4) })),
        objectFormat,
      ),
    });
    assertEquals(await into.entry(first, ""), {
      mode: "040000",
      id: treeId(writes, objectFormat),
    });
    assertEquals(await into.entry(first, "nothing"), undefined);
    const second = await into.commit({
      parents: [first],
      message: "two",
      author: IDENT,
      committer: IDENT,
      deletes: ["src"],
      writes: [{ path: "other", mode: "100644", id }],
    });
    const root = await commitFiles(into, undefined, { alone: "x" });
    const side = await commitFiles(into, first, { more: "y" });
    await into.finish();

    assertEquals(await repository.git("for-each-ref"), "");
    assertEquals(
      await repository.git("cat-file", "commit", first),
      `tree ${treeId(writes, objectFormat)}\n` +
        "author Ada <ada@example.com> 1700000000 +0100\n" +
        "committer Grace Hopper <ada@example.com> 1700000000 -0730\n\n" +
        text.slice(0, -1),
    );
    const names = (commit: string) =>
      repository.git("ls-tree", "-r", "--name-only", commit);
    assertEquals(await names(second), "other");
    assertEquals(await names(root), "alone");
    assertEquals((await names(side)).split("\n").length, 4);
    assertEquals(
      await repository.git("rev-list", "--parents", second, side),
      [`${second} ${first}`, `${side} ${first}`, first].join("\n"),
    );
    await repository.git("update-ref", "refs/heads/main", second);
    await repository.assertSound();
  });
}

Deno.test("FastImport keeps bytes and files whatever attributes and ignore rules say", async () => {
  await using repository = await TestRepository.make();
  const open = await repository.open();
  const crlf = encode("one\r\ntwo\r\n");
  const files = {
    "src/.gitattributes": "* text eol=lf\n*.c ident filter=none\n",
    "src/.gitignore": "*.o\nhidden\n",
    "src/dos.c": crlf,
    "src/hidden": "present $Id$\n",
    "src/object.o": new Uint8Array([0, 13, 10, 255]),
  };
  const commit = await makeCommit(open, undefined, files);
  const names = await repository.git("ls-tree", "-r", "--name-only", commit);
  assertEquals(names.split("\n"), Object.keys(files).sort());
  for (const [path, content] of Object.entries(files)) {
    const bytes = typeof content === "string" ? encode(content) : content;
    assertEquals(
      await repository.git("rev-parse", `${commit}:${path}`),
      blobId(bytes),
    );
  }
});

Deno.test("FastImport goes on from commits of the repository", async () => {
  await using repository = await TestRepository.make({
    files: { keep: "1", "src/old": "2" },
  });
  const open = await repository.open();
  await using into = importInto(open);
  assertEquals(
    (await into.entry(open.branch.tip ?? "", "src/old"))?.id,
    blobId(encode("2")),
  );
  const next = await commitFiles(into, open.branch.tip, {
    src: null,
    "src/new": "3",
  });
  await into.finish();
  assertEquals(
    await repository.git("ls-tree", "-r", "--name-only", next),
    "keep\nsrc/new",
  );
  assertEquals(await repository.git("rev-parse", "main"), open.branch.tip);
  await repository.assertSound();
});

Deno.test("FastImport leaves no ref when it fails", async (t) => {
  const rows = {
    "aborted": async (into: ReturnType<typeof importInto>) => {
      await into[Symbol.asyncDispose]();
    },
    "aborted twice": async (into: ReturnType<typeof importInto>) => {
      await into[Symbol.asyncDispose]();
      await into[Symbol.asyncDispose]();
    },
    "told nonsense": async (into: ReturnType<typeof importInto>) => {
      const error = await assertRejects(
        () =>
          into.commit({
            parents: ["0123456789012345678901234567890123456789"],
            message: "no such parent",
            author: IDENT,
            committer: IDENT,
          }),
        OperationError,
        "fatal: ",
      );
      assertEquals(error.kind, "git");
      await assertRejects(() => into.blob(encode("later")), OperationError);
      await into[Symbol.asyncDispose]();
    },
  };
  for (const [name, end] of Object.entries(rows)) {
    await t.step(name, async () => {
      await using repository = await TestRepository.make({
        files: { a: "a" },
      });
      const before = await repository.git("for-each-ref");
      const open = await repository.open();
      await using into = importInto(open);
      await commitFiles(into, open.branch.tip, { b: "b" });
      await end(into);
      assertEquals(await repository.git("for-each-ref"), before);
      await repository.assertSound();
    });
  }
});

Deno.test("FastImport refuses what would break its stream", async (t) => {
  await using repository = await TestRepository.make();
  const open = await repository.open();
  await using into = importInto(open);
  const good = {
    parents: [],
    message: "m",
    author: IDENT,
    committer: IDENT,
  };
  const id = await into.blob(encode("x"));
  const rows = {
    "a line break in a path": {
      ...good,
      writes: [{ path: "a\nb", mode: "100644" as const, id }],
    },
    "an empty part of a path": { ...good, deletes: ["a//b"] },
    "a line break in a name": {
      ...good,
      author: { ...IDENT, name: "A\nparent 0" },
    },
    "an angle bracket in an address": {
      ...good,
      committer: { ...IDENT, email: "a>b" },
    },
    "NUL in a message": { ...good, message: "a\0b" },
  };
  for (const [name, spec] of Object.entries(rows)) {
    await t.step(name, async () => {
      await assertRejects(() => into.commit(spec), TypeError);
    });
  }
  await into.commit(good);
  await into.finish();
});

/** Imports a commit in a process of its own, says so, and waits for its end. */
const IMPORTER = `
  const [testModule, path] = Deno.args;
  const { importInto, commitFiles } = await import(testModule + "test_repository.ts");
  const { openRepository } = await import(testModule + "../../lib/git/repository.ts");
  const repository = await openRepository(path);
  const into = importInto(repository);
  await commitFiles(into, repository.branch.tip, { big: "x".repeat(1e6) });
  console.log("imported");
  await Deno.stdin.read(new Uint8Array(1));
`;

Deno.test("FastImport leaves no ref when its run is killed", async () => {
  await using repository = await TestRepository.make({ files: { a: "a" } });
  const before = await repository.git("for-each-ref");
  const open = await repository.open();
  await Deno.writeTextFile(`${repository.root}/importer.ts`, IMPORTER);
  const child = new Deno.Command(Deno.execPath(), {
    args: denoRun(
      `${repository.root}/importer.ts`,
      new URL("./", import.meta.url).href,
      repository.path,
    ),
    env: { ...repository.env, ...DENO_VARIABLES },
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.getReader();
  const { value } = await reader.read();
  assertEquals(new TextDecoder().decode(value), "imported\n");
  // git sees its input end and exits, and nobody reads its error.
  child.kill("SIGKILL");
  await child.status;
  await Promise.all([child.stdin.close(), reader.cancel()]);
  assertEquals(await repository.git("for-each-ref"), before);
  assertEquals(await repository.git("status", "--porcelain"), "");
  await repository.assertSound();

  const next = await makeCommit(open, open.branch.tip, { big: "x" });
  assertEquals(await repository.git("cat-file", "-t", next), "commit");
});
