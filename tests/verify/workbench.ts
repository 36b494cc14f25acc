// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * A good repository in which one thing at a time is broken, with plain git, and
 * repaired again.
 *
 * @module
 */

import { audit } from "../../lib/verify/audit.ts";
import type { AuditOptions, AuditResult } from "../../lib/verify/contract.ts";
import { allChecks } from "../../lib/verify/findings.ts";
import { AWS_NEURON, type Profile } from "../../lib/profile.ts";
import { defaultKey } from "../fixtures/keys.ts";
import type { TestRepository } from "../git/test_repository.ts";
import { Scene } from "../publish/scene.ts";
import type { BuiltPackage } from "../fixtures/rpm_builder.ts";

/** How to change a file: its new content, or what makes it from the old. */
export type FileEdit =
  | string
  | Uint8Array
  | null
  | ((old: Uint8Array<ArrayBuffer>) => string | Uint8Array);

/** What to change of a commit. */
export interface Amendment {
  /** Files by path; null removes one. */
  readonly files?: Readonly<Record<string, FileEdit>>;
  /** Files that become executable. */
  readonly executable?: readonly string[];
  /** Makes the new message from the old. */
  readonly message?: (old: string) => string;
  /** Instead of the commit's own parents. */
  readonly parents?: readonly string[];
}

/** Changes one byte. */
export function flip(at: number): (old: Uint8Array) => Uint8Array {
  return (old) => {
    const bytes = old.slice();
    const index = at < 0 ? bytes.length + at : at;
    bytes[index] = (bytes[index] ?? 0) ^ 1;
    return bytes;
  };
}

/** A commit like another, but for what is changed; no ref moves. */
export async function amend(
  repository: TestRepository,
  commit: string,
  { files = {}, executable = [], message, parents }: Amendment,
): Promise<string> {
  const { git, root } = bound(repository);
  const scratch = `${root}/scratch`;
  await git("read-tree", commit);
  for (const [path, edit] of Object.entries(files)) {
    if (edit === null) {
      await git("update-index", "--force-remove", path);
      continue;
    }
    const content = typeof edit === "function"
      ? edit(await blob(repository, `${commit}:${path}`))
      : edit;
    await (typeof content === "string"
      ? Deno.writeTextFile(scratch, content)
      : Deno.writeFile(scratch, content));
    const id = await git("hash-object", "-w", "--no-filters", scratch);
    await git("update-index", "--add", "--cacheinfo", `100644,${id},${path}`);
  }
  for (const path of executable) {
    await git("update-index", "--chmod=+x", path);
  }
  const tree = await git("write-tree");
  const old = await git("log", "-1", "--format=%B", commit);
  await Deno.writeTextFile(scratch, message?.(`${old}\n`) ?? `${old}\n`);
  const own = (await git("log", "-1", "--format=%P", commit)).split(" ")
    .filter((parent) => parent !== "");
  return await git(
    "commit-tree",
    tree,
    ...(parents ?? own).flatMap((parent) => ["-p", parent]),
    "-F",
    scratch,
  );
}

function bound(repository: TestRepository) {
  return {
    git: (...args: string[]) => repository.git(...args),
    root: repository.root,
  };
}

/** The bytes of a blob. */
export async function blob(
  repository: TestRepository,
  name: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const { stdout } = await new Deno.Command("git", {
    args: ["cat-file", "blob", name],
    cwd: repository.path,
    clearEnv: true,
    env: { ...repository.env },
  }).output();
  return new Uint8Array(stdout);
}

/** A published repository, and ways to break it. */
export class Workbench implements AsyncDisposable {
  readonly scene: Scene;
  readonly profile: Profile;
  readonly #refs: string;

  private constructor(scene: Scene, profile: Profile, refs: string) {
    this.scene = scene;
    this.profile = profile;
    this.#refs = refs;
  }

  /** Publishes packages. */
  static async make(packages: readonly BuiltPackage[]): Promise<Workbench> {
    const scene = await Scene.make(packages);
    const outcome = await scene.run("publish", "--date", "build");
    if (outcome.code !== 0) throw new Error(outcome.stderr);
    const { fingerprint } = await defaultKey();
    const profile = {
      ...AWS_NEURON,
      repoUrl: scene.server.url,
      fingerprints: [fingerprint],
    };
    return new Workbench(scene, profile, await refsOf(scene.repository));
  }

  get repository(): TestRepository {
    return this.scene.repository;
  }

  /** The commit that a name leads to. */
  commit(name: string): Promise<string> {
    return this.repository.git("rev-parse", `${name}^{commit}`);
  }

  /** Puts another commit in the place of a tag's, which is the branch's tip. */
  async replace(tag: string, amendment: Amendment): Promise<void> {
    const commit = await amend(
      this.repository,
      await this.commit(tag),
      amendment,
    );
    await this.repository.git("update-ref", `refs/tags/${tag}`, commit);
    await this.repository.git("update-ref", "refs/heads/main", commit);
  }

  /** Adds a commit to the branch. */
  async add(amendment: Amendment): Promise<void> {
    const tip = await this.commit("main");
    const commit = await amend(this.repository, tip, {
      message: () => "chore: something\n",
      parents: [tip],
      ...amendment,
    });
    await this.repository.git("update-ref", "refs/heads/main", commit);
  }

  /** Puts all refs back where they were. */
  async mend(): Promise<void> {
    const { repository } = this;
    const good = this.#refs.split("\n");
    const now = (await refsOf(repository)).split("\n");
    for (const line of now.filter((line) => !good.includes(line))) {
      const [ref = ""] = line.split(" ");
      await repository.git("update-ref", "--no-deref", "-d", ref);
    }
    for (const line of good.filter((line) => !now.includes(line))) {
      const [ref = "", id = ""] = line.split(" ");
      await repository.git("update-ref", ref, id);
    }
  }

  /** Audits it as it is now. */
  audit(options: Partial<AuditOptions> = {}): Promise<AuditResult> {
    return audit({
      repo: this.repository.path,
      profile: this.profile,
      env: this.repository.env,
      ...options,
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.scene[Symbol.asyncDispose]();
  }
}

function refsOf(repository: TestRepository): Promise<string> {
  const format = "--format=%(refname) %(objectname) %(symref)";
  return repository.git("for-each-ref", format);
}

/**
 * What is not ok, as "name status code subject", but for what only repeats
 * that a release failed: HEAD, the branch's newest release, and what a release
 * and its branch's tip have in common.
 */
export function findings(result: AuditResult): string[] {
  return allChecks(result)
    .filter(({ name, check: { status, code, subject } }) =>
      status !== "ok" && name !== "HEAD" && code !== "tip-release" &&
      !(code === "tip-archive" && !subject.includes("/")) &&
      !(name === "main" && /^(metadata|metadata-sums|key)$/.test(code))
    )
    .map(({ name, check: { status, code, subject } }) =>
      `${name} ${status} ${code} ${subject}`
    );
}
