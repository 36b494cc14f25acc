// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assert, assertEquals, assertRejects } from "@std/assert";
import { OperationError, UsageError } from "../../lib/errors.ts";
import { isRemoteAddress, listRemote } from "../../lib/git/ls_remote.ts";
import { shellWord } from "../../lib/shell_word.ts";
import { advertisement, fakeSsh } from "../fixtures/git_server.ts";
import { needs } from "../fixtures/programs.ts";
import { serve } from "../fixtures/server.ts";
import { TestRepository } from "./test_repository.ts";

Deno.test("isRemoteAddress() distinguishes addresses from directories", () => {
  const rows = [
    ["https://git.example/x", true],
    ["ssh://git@git.example/x", true],
    ["file:///x", true],
    ["git@git.example:x/y", true],
    ["git.example:x/y", true],
    ["ext::sh -c x", false],
    [".", false],
    ["/a/b", false],
    ["a/b:c", false],
    ["C:\\data", false],
    ["C:/data", false],
    ["--upload-pack=x", false],
  ] as const;
  for (const [text, is] of rows) assertEquals(isRemoteAddress(text), is, text);
});

Deno.test("listRemote() lists tags and the default branch, and writes nothing", async () => {
  await using repository = await TestRepository.make({ files: { a: "a" } });
  await repository.git("tag", "2.20.0.0");
  await repository.git("tag", "--annotate", "--message=x", "2.21.0.0");
  await repository.git("update-ref", "refs/heads/refs/tags/no", "HEAD");
  const { env, path } = repository;
  const refs = await listRemote(`file://${path}`, { env });
  assertEquals(refs, { branch: "main", tags: ["2.20.0.0", "2.21.0.0"] });
});

Deno.test("listRemote() asks over http on loopback, and of an empty repository", async () => {
  await using repository = await TestRepository.make();
  const { env } = repository;
  const id = "1".repeat(40);
  await using server = serve(
    new Map([
      ["full/HEAD", "ref: refs/heads/trunk\n"],
      [
        "full/info/refs",
        `${id}\trefs/heads/trunk\n${id}\trefs/tags/1.0\n` +
        `${id}\trefs/tags/1.0^{}\n`,
      ],
      ["empty/HEAD", "ref: refs/heads/main\n"],
      ["empty/info/refs", ""],
    ]),
  );
  const ask = (path: string) => listRemote(`${server.url}/${path}`, { env });
  assertEquals((await ask("full")).tags, ["1.0"]);
  assertEquals(
    (await listRemote(`file://${repository.path}`, { env })).tags,
    [],
  );
  // Zero refs from what does not even speak git's protocol.
  const empty = await assertRejects(() => ask("empty"), OperationError);
  assertEquals(empty.kind, "network");
  assertEquals(
    empty.message,
    `${server.url}/empty: the answer is empty, and not in git's protocol, ` +
      "expected a git repository",
  );
  const error = await assertRejects(() => ask("none"), OperationError);
  assertEquals(error.problem, "there is no repository there");
  assertEquals(error.subject, `${server.url}/none`);
});

Deno.test("listRemote() does not wait for ever", async () => {
  await using repository = await TestRepository.make();
  await using server = serve(new Map([["x/info/refs", "x"]]), {
    faults: { "x/info/refs": { kind: "stall" } },
  });
  const error = await assertRejects(
    () =>
      listRemote(`${server.url}/x`, { env: repository.env, timeoutMs: 300 }),
    OperationError,
    "does not finish in time, expected an end within 0.3 s",
  );
  assertEquals(error.kind, "network");
  const reason = new Error("enough");
  const signal = AbortSignal.abort(reason);
  assertEquals(
    await assertRejects(() => listRemote(`${server.url}/x`, { signal })),
    reason,
  );
});

Deno.test("listRemote() accepts https and ssh only", async () => {
  const addresses = [
    "http://git.example/x",
    "git://git.example/x",
    "ftp://git.example/x",
    "ext::sh://x",
    "https://git.example/x\n",
  ];
  for (const address of addresses) {
    await assertRejects(
      () => listRemote(address),
      UsageError,
      "not the address",
    );
  }
});

Deno.test("listRemote() lets no password out", async () => {
  await using repository = await TestRepository.make();
  const { env } = repository;
  const error = await assertRejects(
    () => listRemote("https://me:s3cret@127.0.0.1:1/x", { env }),
    OperationError,
  );
  assert(!Deno.inspect(error).includes("s3cret"), Deno.inspect(error));
});

/**
 * Words with which a server may try to get the hint for a different case
 * printed.
 */
const MISLEADING = [
  "fatal: not a git repository (or any of the parent directories): .git",
  "fatal: detected dubious ownership in repository at '/x'",
  "git config --global --add safe.directory '*'",
  "fatal: Unable to create '/x/index.lock': File exists.",
  "fatal: lazy fetching disabled; some promisor remote is at fault",
  "fatal: Authentication failed for 'https://git.example/x'",
  "fatal: unable to access 'x': The requested URL returned error: 404",
  "fatal: '/x' does not appear to be a git repository",
];

Deno.test({
  ...needs("sh").for("the words of an ssh server choose no diagnosis"),
  fn: async (t) => {
    await using repository = await TestRepository.make();
    const diagnosed = async (command: string) => {
      const list = { command };
      const GIT_SSH_COMMAND = await fakeSsh(repository.root, { list });
      const { kind, problem, hint, found } = await assertRejects(
        () =>
          listRemote("git@git.example:x", {
            env: { ...repository.env, GIT_SSH_COMMAND },
          }),
        OperationError,
      );
      return { advice: { kind, problem, hint }, found };
    };
    const states = {
      "not reached": "exit 128",
      "reached": `printf '${advertisement().slice(0, -4)}'; exit 128`,
    };
    for (const [title, end] of Object.entries(states)) {
      const { advice } = await diagnosed(end.replaceAll("\0", "\\000"));
      for (const words of MISLEADING) {
        await t.step(`${title}: ${words}`, async () => {
          const said = await diagnosed(
            `echo ${shellWord(words)} >&2; ${end.replaceAll("\0", "\\000")}`,
          );
          assertEquals(said.advice, advice);
        });
      }
    }
  },
});
