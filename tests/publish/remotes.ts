// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Bare repositories to push to, beside a test repository.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import type { TestRepository } from "../git/test_repository.ts";

/** A bare repository in a test repository's temporary directory. */
export class BareRemote {
  readonly path: string;
  readonly #repository: TestRepository;

  private constructor(repository: TestRepository, name: string) {
    this.#repository = repository;
    this.path = `${repository.root}/${name}.git`;
  }

  /** Makes one, which takes push options. */
  static async make(
    repository: TestRepository,
    name: string,
  ): Promise<BareRemote> {
    const remote = new BareRemote(repository, name);
    await repository.git("init", "--quiet", "--bare", remote.path);
    await remote.git("config", "receive.advertisePushOptions", "true");
    return remote;
  }

  /** git in the bare repository. */
  git(...args: string[]): Promise<string> {
    return this.#repository.git("--git-dir", this.path, ...args);
  }

  /** Every ref with its id, sorted by name. */
  refs(): Promise<string> {
    return this.git("for-each-ref", "--format=%(refname) %(objectname)");
  }

  /** Every ref's short name. */
  async names(): Promise<string[]> {
    const text = await this.git("for-each-ref", "--format=%(refname:lstrip=1)");
    return text.split("\n").filter((name) => name !== "");
  }

  /** Lets a hook decide on what comes in; undefined takes it away. */
  async hook(script: string | undefined): Promise<void> {
    const path = `${this.path}/hooks/pre-receive`;
    if (script === undefined) return await Deno.remove(path);
    await Deno.mkdir(`${this.path}/hooks`, { recursive: true });
    await Deno.writeTextFile(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }

  /** Asserts that git finds nothing wrong with any object. */
  async assertSound(): Promise<void> {
    assertEquals(await this.git("fsck", "--strict", "--no-dangling"), "");
  }
}

/**
 * The branch, series and release tags of a repository, as a remote has them.
 */
export async function publishedRefs(
  repository: TestRepository,
): Promise<string> {
  const text = await repository.git(
    "for-each-ref",
    "--format=%(refname) %(objectname)",
    "refs/heads/main",
    "refs/heads/series/",
    "refs/tags/",
  );
  return text;
}
