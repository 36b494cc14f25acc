// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals, assertRejects } from "@std/assert";
import { OperationError, VerificationError } from "../lib/errors.ts";
import { readLocalFile } from "../lib/local_file.ts";
import { needs } from "./fixtures/programs.ts";

Deno.test("readLocalFile() reads files of any size", async () => {
  const path = await Deno.makeTempFile();
  for (const size of [0, 1, 65_535, 65_536, 65_537, 200_000]) {
    const bytes = Uint8Array.from({ length: size }, (_, i) => i % 251);
    await Deno.writeFile(path, bytes);
    for (const resizable of [false, true]) {
      const read = await readLocalFile(path, size, { resizable });
      assertEquals(read, bytes);
      assertEquals(read.buffer.resizable, resizable && size > 65_536);
    }
    if (size === 0) continue;
    await assertRejects(() => readLocalFile(path, size - 1), VerificationError);
  }
  await Deno.remove(path);
});

Deno.test("readLocalFile() says why a file cannot be read", async () => {
  const path = await Deno.makeTempDir();
  await Deno.writeTextFile(`${path}/file`, "x");
  const rows = [
    ["", "is a directory, not a file", false],
    ["/none", "there is no such file", false],
    ["/file/x", "cannot be read", true],
  ] as const;
  for (const [name, problem, isFound] of rows) {
    const error = await assertRejects(
      () => readLocalFile(path + name, 1),
      OperationError,
    );
    assertEquals([error.kind, error.problem], ["disk", problem]);
    assertEquals(error.found !== undefined, isFound, name);
  }
  const reason = new Error("stop");
  const signal = AbortSignal.abort(reason);
  const error = await assertRejects(() =>
    readLocalFile(`${path}/file`, 1, { signal })
  );
  assertEquals(error === reason, true);
  await Deno.remove(path, { recursive: true });
});

Deno.test({
  ...needs("sh").for(
    "readLocalFile() reads a pipe, however it is written to, and nothing endless",
  ),
  fn: async () => {
    const root = await Deno.makeTempDir();
    // Without memory for what is not read, and without waiting for an end.
    await Deno.writeTextFile(`${root}/large`, "");
    await Deno.truncate(`${root}/large`, 2 ** 40);
    for (const path of [`${root}/large`, "/dev/zero"]) {
      await assertRejects(() => readLocalFile(path, 1000), VerificationError);
    }
    const run = (script: string) =>
      new Deno.Command("sh", { args: ["-c", script], cwd: root }).output();
    assertEquals((await run("mkfifo pipe")).code, 0);
    const line = "i=0; while [ $i -lt 300 ]; do printf x; i=$((i+1)); done";
    const many = `${line}; head -c 140000 /dev/zero | tr '\\0' y; printf z`;
    const [bytes] = await Promise.all([
      readLocalFile(`${root}/pipe`, 1_000_000),
      run(`{ ${many}; } > pipe`),
    ]);
    const text = new TextDecoder().decode(bytes);
    assertEquals(text, `${"x".repeat(300)}${"y".repeat(140_000)}z`);
    await Deno.remove(root, { recursive: true });
  },
});
