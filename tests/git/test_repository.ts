// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Real repositories in temporary directories, apart from this machine's own git
 * configuration.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { discard } from "../fixtures/run_directory.ts";
import { type CommitSpec, FastImport } from "../../lib/git/fast_import.ts";
import type { Ident } from "../../lib/git/ident.ts";
import { openRepository, type Repository } from "../../lib/git/repository.ts";

/** Who commits in tests, at a fixed time. */
export const IDENT: Ident = {
  name: "Ada",
  email: "ada@example.com",
  seconds: 1_700_000_000,
  offset: "+0100",
};

/** What a test repository starts with. */
export interface TestRepositoryOptions {
  /** Without a worktree. */
  readonly bare?: boolean;
  /** How objects are named. */
  readonly objectFormat?: "sha1" | "sha256";
  /** Files of a first commit; without them there is no commit. */
  readonly files?: Readonly<Record<string, string>>;
}

/** A repository that goes away with its scope. */
export class TestRepository implements AsyncDisposable {
  /** The temporary directory: `repo`, `home` and what a test adds. */
  readonly root: string;
  /** The repository. */
  readonly path: string;
  /** An environment without anything of this machine's but the PATH. */
  readonly env: Readonly<Record<string, string>>;

  private constructor(root: string) {
    this.root = root;
    this.path = `${root}/repo`;
    this.env = {
      PATH: Deno.env.get("PATH") ?? "",
      HOME: `${root}/home`,
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_CONFIG_GLOBAL: `${root}/home/config`,
    };
  }

  static async make(
    options: TestRepositoryOptions = {},
  ): Promise<TestRepository> {
    const root = await Deno.realPath(await Deno.makeTempDir());
    const repository = new TestRepository(root);
    await Deno.mkdir(`${root}/home`);
    await Deno.writeTextFile(
      `${root}/home/config`,
      `[user]\n\tname = ${IDENT.name}\n\temail = ${IDENT.email}\n` +
        '[init]\n\tdefaultBranch = main\n\ttemplateDir =\n[protocol "file"]\n\tallow = always\n' +
        // git repacks after some fetches, and must not do so behind a test.
        "[gc]\n\tautoDetach = false\n",
    );
    await Deno.mkdir(repository.path);
    await repository.git(
      "init",
      "--quiet",
      ...(options.bare ? ["--bare"] : []),
      `--object-format=${options.objectFormat ?? "sha1"}`,
    );
    if (options.files !== undefined) {
      for (const [path, text] of Object.entries(options.files)) {
        await repository.write(path, text);
      }
      await repository.git("add", "--all");
      await repository.git("commit", "--quiet", "--message=start");
    }
    return repository;
  }

  /** Plain git, as a person would run it; its output without the final LF. */
  async git(...args: string[]): Promise<string> {
    const output = await new Deno.Command("git", {
      args,
      cwd: this.path,
      clearEnv: true,
      env: { ...this.env },
      stdin: "null",
    }).output();
    const decoder = new TextDecoder();
    assertEquals(
      output.code,
      0,
      `git ${args.join(" ")}: ${decoder.decode(output.stderr)}`,
    );
    return decoder.decode(output.stdout).replace(/\n$/, "");
  }

  /** Opens it as the program does. */
  open(): Promise<Repository> {
    return openRepository(this.path, { env: this.env });
  }

  /** Writes a file of the worktree and the directories above it. */
  async write(path: string, text: string | Uint8Array): Promise<void> {
    const file = `${this.path}/${path}`;
    await Deno.mkdir(file.slice(0, file.lastIndexOf("/")), { recursive: true });
    await (typeof text === "string"
      ? Deno.writeTextFile(file, text)
      : Deno.writeFile(file, text));
  }

  /** Reads a file of the worktree. */
  read(path: string): Promise<string> {
    return Deno.readTextFile(`${this.path}/${path}`);
  }

  /** Asserts that git finds nothing wrong with any object. */
  async assertSound(): Promise<void> {
    assertEquals(await this.git("fsck", "--strict", "--no-dangling"), "");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await discard(this.root);
  }
}

/** Starts an import into an open repository. */
export function importInto(repository: Repository): FastImport {
  const { git, objectFormat } = repository;
  return new FastImport(git, objectFormat);
}

/** A commit to make on a parent: files by path, `null` to delete one. */
export async function commitFiles(
  into: FastImport,
  parent: string | undefined,
  files: Readonly<Record<string, string | Uint8Array | null>>,
): Promise<string> {
  const writes: { path: string; mode: "100644"; id: string }[] = [];
  const deletes: string[] = [];
  for (const [path, content] of Object.entries(files)) {
    if (content === null) deletes.push(path);
    else {
      const id = await into.blob(
        typeof content === "string"
          ? new TextEncoder().encode(content)
          : content,
      );
      writes.push({ path, mode: "100644", id });
    }
  }
  const spec: CommitSpec = {
    parents: parent === undefined ? [] : [parent],
    message: "change\n",
    author: IDENT,
    committer: IDENT,
    deletes,
    writes,
  };
  return await into.commit(spec);
}

/** Makes one commit, in an import of its own, and moves no ref. */
export async function makeCommit(
  repository: Repository,
  parent: string | undefined,
  files: Readonly<Record<string, string | Uint8Array | null>>,
): Promise<string> {
  await using into = importInto(repository);
  const id = await commitFiles(into, parent, files);
  await into.finish();
  return id;
}
