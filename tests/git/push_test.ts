// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// What a push leaves at places that are looked at again: where git was ended
// while it pushed, where it failed afterwards, where a server took it back.

import { assertEquals } from "@std/assert";
import { pushRefs } from "../../lib/git/push.ts";
import { namedRemote } from "../../lib/git/remote.ts";
import { openRepository } from "../../lib/git/repository.ts";
import { needs, programPath } from "../fixtures/programs.ts";
import { TestRepository } from "./test_repository.ts";

interface Row {
  readonly signal: "PIPE" | "TERM";
  /** What is pushed by hand before, to each of the two places. */
  readonly there: readonly [readonly string[], readonly string[]];
  /** Removes the second place. */
  readonly gone?: boolean;
  readonly isComplete: boolean;
}

const ALL = ["main", "2.20.0.0"];
const OLD = ["main~1:refs/heads/main", "2.20.0.0"];

const ROWS: Readonly<Record<string, Row>> = {
  "all is there": { signal: "PIPE", there: [ALL, ALL], isComplete: true },
  "all is there, but it was ended otherwise": {
    signal: "TERM",
    there: [ALL, ALL],
    isComplete: false,
  },
  "a tag is missing at one place": {
    signal: "PIPE",
    there: [ALL, ["main"]],
    isComplete: false,
  },
  "a branch is elsewhere at one place": {
    signal: "PIPE",
    there: [OLD, ALL],
    isComplete: false,
  },
  "one place cannot be asked": {
    signal: "PIPE",
    there: [ALL, ALL],
    gone: true,
    isComplete: false,
  },
  "nothing is there": { signal: "PIPE", there: [[], []], isComplete: false },
};

Deno.test({
  ...needs("sh").for("pushRefs() believes places, not a git that was ended"),
  ignore: Deno.build.os === "windows", // the git is a shell script
  fn: async (t) => {
    for (
      const [title, { signal, there, gone, isComplete }] of Object.entries(ROWS)
    ) {
      await t.step(title, async () => {
        await using repository = await TestRepository.make({
          files: { a: "a" },
        });
        const { root, path, env } = repository;
        const git = (...args: string[]) => repository.git(...args);
        await git("commit", "--quiet", "--allow-empty", "--message=next");
        await git("tag", "2.20.0.0");
        const places = ["one", "two"].map((name) => `${root}/${name}`);
        await git("remote", "add", "origin", places[0] ?? "");
        for (const [i, place] of places.entries()) {
          await git("init", "--quiet", "--bare", place);
          await git("remote", "set-url", "--add", "--push", "origin", place);
          const refs = there[i] ?? [];
          if (refs.length > 0) await git("push", "--quiet", place, ...refs);
        }
        if (gone) await Deno.remove(places[1] ?? "", { recursive: true });
        await Deno.mkdir(`${root}/bin`);
        await Deno.writeTextFile(
          `${root}/bin/git`,
          `#!/bin/sh\ncase " $* " in *" push "*) kill -${signal} $$ ;; esac\n` +
            `exec '${programPath("git")}' "$@"\n`,
          { mode: 0o755 },
        );
        const PATH = `${root}/bin:${env["PATH"]}`;
        const open = await openRepository(path, { env: { ...env, PATH } });
        const id = open.branch.tip ?? "";
        const { refs, error } = await pushRefs(
          open.git,
          // Directories, which a configured remote may not be.
          { ...namedRemote(open, "origin"), protocols: "file" },
          ALL.map((name) => ({
            id,
            ref: name === "main" ? "refs/heads/main" : `refs/tags/${name}`,
          })),
        );
        assertEquals(
          error?.problem,
          isComplete ? undefined : `git push was ended by SIG${signal}`,
        );
        assertEquals(
          refs.map(({ status }) => status),
          isComplete ? ["unchanged", "unchanged"] : [],
        );
      });
    }
  },
});

Deno.test({
  ...needs("sh").for("pushRefs() says where git fails after it has pushed"),
  ignore: Deno.build.os === "windows", // the git is a shell script
  fn: async () => {
    await using repository = await TestRepository.make({ files: { a: "a" } });
    const { root, path, env } = repository;
    await repository.git("init", "--quiet", "--bare", `${root}/one`);
    await Deno.mkdir(`${root}/bin`);
    await Deno.writeTextFile(
      `${root}/bin/git`,
      `#!/bin/sh\n'${programPath("git")}' "$@" || exit\n` +
        'case " $* " in *" push "*) exit 1 ;; esac\n',
      { mode: 0o755 },
    );
    const PATH = `${root}/bin:${env["PATH"]}`;
    const open = await openRepository(path, { env: { ...env, PATH } });
    const { error } = await pushRefs(
      open.git,
      namedRemote(open, `${root}/one`),
      [{ id: open.branch.tip ?? "", ref: "refs/heads/main" }],
    );
    assertEquals(
      error?.problem,
      "git push failed after the server had answered",
    );
  },
});

Deno.test({
  ...needs("sh").for(
    "pushRefs() says what a server takes back, beside what it had",
  ),
  ignore: Deno.build.os === "windows", // the hook is a shell script
  fn: async () => {
    await using repository = await TestRepository.make({ files: { a: "a" } });
    const place = `${repository.root}/one`;
    await repository.git("init", "--quiet", "--bare", place);
    await repository.git("tag", "2.20.0.0");
    await repository.git("push", "--quiet", place, "2.20.0.0");
    await Deno.mkdir(`${place}/hooks`, { recursive: true });
    await Deno.writeTextFile(
      `${place}/hooks/post-receive`,
      "#!/bin/sh\ngit update-ref -d refs/heads/main\n",
      { mode: 0o755 },
    );
    const open = await repository.open();
    const id = open.branch.tip ?? "";
    const { refs, error } = await pushRefs(
      open.git,
      namedRemote(open, place),
      ["refs/heads/main", "refs/tags/2.20.0.0"].map((ref) => ({ id, ref })),
    );
    assertEquals(refs.map(({ status }) => status), ["unchanged", "new"]);
    assertEquals(
      [error?.problem, error?.found],
      [
        "it accepted refs/heads/main, but does not have it as sent",
        "no such ref",
      ],
    );
  },
});

Deno.test("pushRefs() sends nothing where one of several places is not accepted", async () => {
  await using repository = await TestRepository.make({ files: { a: "a" } });
  const { root } = repository;
  const git = (...args: string[]) => repository.git(...args);
  await git("init", "--quiet", "--bare", `${root}/one`);
  await git("remote", "add", "origin", `${root}/one`);
  for (const address of [`${root}/one`, "https://127.0.0.1:1/two"]) {
    await git("remote", "set-url", "--add", "--push", "origin", address);
  }
  const open = await repository.open();
  const remote = { ...namedRemote(open, "origin"), protocols: "file" };
  const id = open.branch.tip ?? "";
  const refs = [{ id, ref: "refs/heads/main" }];
  const { error } = await pushRefs(open.git, remote, refs);
  assertEquals(error?.problem, "this kind of address is not accepted");
  assertEquals(await git("--git-dir", `${root}/one`, "for-each-ref"), "");
});
