// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * A good repository of three releases, copies of it that somebody forges, and
 * clones of those as a person makes them.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { Forger } from "../../fixtures/forger.ts";
import { long } from "../../fixtures/long.ts";
import { discard } from "../../fixtures/run_directory.ts";
import { drivers, runProgram } from "../../publish/scene.ts";
import { Workbench } from "../workbench.ts";

/** The versions of the good repository. */
export const [A, B, C] = ["2.1.0.0", "2.2.0.0", "2.3.0.0"] as const;

/** The archived package of a version. */
export function rpmOf(version: string): string {
  return `archive/rpm/aws-neuronx-dkms-${version}-dkms.noarch.rpm`;
}

/** A copy of the good repository, to be forged. */
export class Forgery extends Forger {
  /** Commits of the releases, lowest version first. */
  readonly releases: Readonly<Record<typeof A | typeof B | typeof C, string>>;
  /** The directory that the copy and its clones are in. */
  readonly root: string;

  constructor(root: string, releases: Forgery["releases"]) {
    super(`${root}/origin.git`);
    this.root = root;
    this.releases = releases;
  }

  /** Adds a commit to main, and returns its id. */
  async addToMain(
    tree: string,
    message = "chore: something\n",
  ): Promise<string> {
    const id = await this.commit({
      tree,
      parents: [this.releases[C]],
      message,
    });
    await this.ref("refs/heads/main", id);
    return id;
  }

  /** Puts another commit in the place of the last release. */
  async replaceLast(
    changes: Parameters<Forger["like"]>[1],
  ): Promise<string> {
    const id = await this.like(this.releases[C], changes);
    await this.ref(`refs/tags/${C}`, id);
    await this.ref("refs/heads/main", id);
    return id;
  }

  /** The tree of a release. */
  async treeOf(version: typeof A | typeof B | typeof C): Promise<string> {
    return (await this.show(this.releases[version])).tree;
  }
}

/** A tree like a release's, with another source. */
export async function evilTree(
  forgery: Forger,
  tree: string,
): Promise<string> {
  const id = await forgery.write("blob", "all: evil\n");
  return await forgery.put(tree, "src/Makefile", { id });
}

/** One hostile, or honest, repository and what is said about it. */
export interface HostileRow {
  /** The row of the table. */
  readonly id: string;
  readonly name: string;
  /** Changes the copy before it is cloned. */
  readonly forge?: (forgery: Forgery) => Promise<unknown>;
  /** How it is cloned; a plain clone of the path by default. */
  readonly clone?: readonly string[];
  /** Changes the clone afterwards, as its user or its sender would. */
  readonly after?: (clone: string, forgery: Forgery) => Promise<unknown>;
  /** More arguments for verify. */
  readonly args?: readonly string[];
  readonly exit: 0 | 1 | 3;
  /** Checks, as "status code": each has to be there. */
  readonly checks?: readonly string[];
  /** What the output says. */
  readonly says?: readonly (string | RegExp)[];
  /** What it must not say. */
  readonly never?: readonly RegExp[];
  /** Whether a quick run leaves it out. */
  readonly long?: boolean;
}

/** The good repository, its objects loose. */
export class Stage implements AsyncDisposable {
  readonly bench: Workbench;
  readonly #template: string;
  readonly #releases: Forgery["releases"];
  #count = 0;

  private constructor(
    bench: Workbench,
    template: string,
    releases: Forgery["releases"],
  ) {
    this.bench = bench;
    this.#template = template;
    this.#releases = releases;
  }

  static async make(): Promise<Stage> {
    const bench = await Workbench.make(await drivers(A, B, C));
    const { repository } = bench;
    const template = `${repository.root}/template.git`;
    await repository.git(
      "clone",
      "--quiet",
      "--bare",
      repository.path,
      template,
    );
    const stage = new Stage(bench, template, {
      [A]: await bench.commit(A),
      [B]: await bench.commit(B),
      [C]: await bench.commit(C),
    });
    await stage.shell(
      `cd "$0" && mv objects/pack ../packs && mkdir objects/pack &&
       for pack in ../packs/*.pack; do
         test ! -e "$pack" || git unpack-objects -q < "$pack"
       done`,
      template,
    );
    return stage;
  }

  /** Runs a script; its first argument is `$0`. */
  async shell(script: string, ...args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await new Deno.Command("sh", {
      args: ["-c", script, ...args],
      clearEnv: true,
      env: { ...this.bench.repository.env },
    }).output();
    const decoder = new TextDecoder();
    if (code !== 0) throw new Error(decoder.decode(stderr));
    return decoder.decode(stdout);
  }

  /** A copy to forge, in a directory of its own. */
  async forgery(): Promise<Forgery> {
    const root = `${this.bench.repository.root}/case-${this.#count++}`;
    await Deno.mkdir(root);
    await this.shell('cp -a "$0" "$1"', this.#template, `${root}/origin.git`);
    return new Forgery(root, this.#releases);
  }

  /** Clones as a person does; a checkout that git refuses leaves a clone. */
  async clone(
    forgery: Forgery,
    options: readonly string[] = [],
  ): Promise<string> {
    const target = `${forgery.root}/clone`;
    const isFile = options.some((option) => /^--(depth|filter)/.test(option));
    const source = isFile ? `file://${forgery.path}` : forgery.path;
    await new Deno.Command("git", {
      args: ["clone", "--quiet", ...options, source, target],
      clearEnv: true,
      env: { ...this.bench.repository.env },
    }).output();
    assert((await Deno.stat(target)).isDirectory);
    return target;
  }

  /** Runs verify. */
  verify(clone: string, ...args: readonly string[]) {
    const { repository } = this.bench;
    return runProgram(this.arguments(clone, ...args), repository.env);
  }

  /** The arguments of {@linkcode verify}, to run them in another way. */
  arguments(clone: string, ...args: readonly string[]): string[] {
    const { profile } = this.bench;
    return [
      "verify",
      "--repo",
      clone,
      "--repo-url",
      profile.repoUrl,
      ...profile.fingerprints.flatMap((pin) => ["--fingerprint", pin]),
      ...args,
    ];
  }

  /** Every file below a directory with its size and time. */
  async listing(directory: string): Promise<string> {
    return await this.shell(
      'cd "$0" && find . -type f -printf "%p %s %T@\\n" | sort',
      directory,
    );
  }

  /** Makes the repository of a row, clones it, and looks at what is said. */
  async play(row: HostileRow): Promise<void> {
    const forgery = await this.forgery();
    await row.forge?.(forgery);
    const clone = await this.clone(forgery, row.clone);
    await row.after?.(clone, forgery);
    const before = await this.listing(clone);
    const text = await this.verify(clone, ...row.args ?? []);
    const said = text.stdout + text.stderr;
    assertEquals(text.code, row.exit, said);
    assert(!said.includes("bug in neuron-publish"), said);
    const first = text.stdout.split(" ", 1)[0] ?? "";
    if (row.exit === 3) assertEquals(first, "failed", said);
    if (row.exit === 0) assert(first.startsWith("verified"), said);
    for (const words of row.says ?? []) {
      const isThere = typeof words === "string"
        ? said.includes(words)
        : words.test(said);
      assert(isThere, `${words} is not in: ${said}`);
    }
    for (const words of row.never ?? []) {
      assert(!words.test(said), `${words} is in: ${said}`);
    }
    // Most rows are decided by the text, which names each check that is not ok.
    const unseen = row.checks?.filter((check) => !isPrinted(check, said)) ?? [];
    if (unseen.length > 0) {
      const { stdout, code } = await this.verify(
        clone,
        "--json",
        ...row.args ?? [],
      );
      assertEquals(code, row.exit);
      const found = checksOf(JSON.parse(stdout));
      for (const check of unseen) {
        assert(found.has(check), `${check} is not in ${[...found]}`);
      }
    }
    if (row.exit === 0) assert(!/^failed: /m.test(said), said);
    assertEquals(await this.listing(clone), before);
    await discard(forgery.root);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.bench[Symbol.asyncDispose]();
  }
}

/** Whether the text has a check: "failed tip-source" as "failed: main: tip-source (src): …". */
function isPrinted(check: string, said: string): boolean {
  const [status, code] = check.split(" ");
  const word = status === "unknown" ? "not proved" : status;
  return said.split("\n").some((line) =>
    line.startsWith(`${word}: `) && line.includes(` ${code} (`)
  );
}

/** Every check that is not ok, as "status code". */
function checksOf(document: {
  readonly repository: Part;
  readonly head: Part;
  readonly releases: readonly Part[];
  readonly branch: Part;
  readonly branches: readonly Part[];
}): Set<string> {
  const { repository, head, releases, branch, branches } = document;
  return new Set(
    [repository, head, ...releases, branch, ...branches]
      .flatMap(({ checks }) => checks)
      .filter(({ status }) => status !== "ok")
      .map(({ status, code }) => `${status} ${code}`),
  );
}

interface Part {
  readonly checks: readonly {
    readonly status: string;
    readonly code: string;
  }[];
}

/** Runs rows, a step each. */
export async function playAll(
  t: Deno.TestContext,
  rows: readonly HostileRow[],
): Promise<void> {
  await using stage = await Stage.make();
  for (const row of rows) {
    await t.step({
      ...long(`${row.id}: ${row.name}`, row.long === true),
      fn: () => stage.play(row),
    });
  }
}
