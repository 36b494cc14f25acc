// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Where extract and inspect take the key from.

import { assertEquals, assertStringIncludes } from "@std/assert";
import { defaultKey, makeKey } from "../fixtures/keys.ts";
import { serve } from "../fixtures/server.ts";
import { KEY_FILE } from "../fixtures/yum_repository.ts";
import { TestRepository } from "../git/test_repository.ts";
import { runProgram } from "../publish/scene.ts";
import { Desk } from "./package_files.ts";

Deno.test("extract takes the key from where the options say", async (t) => {
  const key = await defaultKey();
  await using desk = await Desk.make();
  const { path } = await desk.package("a.rpm");
  const env = { PATH: Deno.env.get("PATH") ?? "", HOME: desk.root };
  const extract = async (...args: string[]) => {
    await Deno.remove(desk.out, { recursive: true });
    await Deno.mkdir(desk.out);
    return await runProgram([
      "extract",
      "-C",
      desk.out,
      ...(args.includes("--fingerprint")
        ? []
        : ["--fingerprint", key.fingerprint]),
      ...args,
      path,
    ], env);
  };
  await t.step("--repo: the worktree's archive", async () => {
    await using repository = await TestRepository.make();
    await repository.write(`archive/${KEY_FILE}`, key.armored);
    assertEquals((await extract("--repo", repository.path)).code, 0);
  });
  await t.step("--repo: HEAD of a bare repository", async () => {
    await using repository = await TestRepository.make({
      files: { [`archive/${KEY_FILE}`]: key.armored },
    });
    const bare = `${repository.root}/bare`;
    await repository.git("clone", "--quiet", "--bare", ".", bare);
    assertEquals((await extract("--repo", bare)).code, 0);
  });
  await t.step("--repo with --archive-folder", async () => {
    await using repository = await TestRepository.make();
    await repository.write(`proof/${KEY_FILE}`, key.armored);
    const args = ["--repo", repository.path, "--archive-folder", "proof"];
    assertEquals((await extract(...args)).code, 0);
  });
  await t.step("--repo without a key", async () => {
    await using repository = await TestRepository.make({ files: { a: "a" } });
    const { code, stderr } = await extract("--repo", repository.path);
    assertEquals(code, 1);
    assertStringIncludes(stderr, "the repository has no archived key");
    assertEquals([...await desk.written()], []);
  });
  await t.step("upstream, with --repo-url", async () => {
    await using server = serve(new Map([[KEY_FILE, key.armored]]));
    assertEquals((await extract("--repo-url", server.url)).code, 0);
    assertEquals(server.requests, [`GET /${KEY_FILE}`]);
  });
  await t.step("a file without the pinned key", async () => {
    const other = await makeKey();
    const pin = ["--fingerprint", other.fingerprint];
    const { code, stderr } = await extract(
      "--key",
      `${desk.root}/in/key`,
      ...pin,
    );
    assertEquals(code, 3);
    assertStringIncludes(stderr, "does not contain the pinned key");
    assertEquals([...await desk.written()], []);
  });
  await t.step("two pins, one of which fits", async () => {
    const other = await makeKey();
    const { code } = await extract(
      "--key",
      `${desk.root}/in/key`,
      "--fingerprint",
      other.fingerprint,
      "--fingerprint",
      key.fingerprint,
    );
    assertEquals(code, 0);
  });
});

Deno.test("extract and inspect ask for a key once, and where there is a file", async (t) => {
  const key = await defaultKey();
  await using desk = await Desk.make();
  const { path } = await desk.package("a.rpm");
  const missing = `${desk.root}/in/missing.rpm`;
  const rows = [
    ["extract", [missing], 1, []],
    ["inspect", [missing], 1, []],
    ["extract", [path, missing], 1, [`GET /${KEY_FILE}`]],
    ["inspect", [missing, path, path], 1, [`GET /${KEY_FILE}`]],
  ] as const;
  for (const [command, files, expected, requests] of rows) {
    await t.step(`${command}, ${files.length} files`, async () => {
      await using server = serve(new Map([[KEY_FILE, key.armored]]));
      const { code, stderr } = await runProgram([
        command,
        "--repo-url",
        server.url,
        "--fingerprint",
        key.fingerprint,
        ...files,
      ], { PATH: Deno.env.get("PATH") ?? "", HOME: desk.root });
      assertEquals(code, expected, stderr);
      assertStringIncludes(stderr, "missing.rpm: there is no such file");
      assertEquals(server.requests, requests);
    });
  }
});
