// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Writes blobs and commits with one `git fast-import` process.
 *
 * fast-import reads commands on its standard input: `blob` with its bytes, then
 * `commit` with author, committer, message and the files to set (`M`) and to
 * remove (`D`). `get-mark` and `ls` ask for ids; git answers on standard
 * output. Commits have marks (`:1`) until the import ends.
 *
 * Nothing is written as a file on the way, so attributes, filters and ignore
 * rules have no effect. No ref changes.
 *
 * The format: {@link https://git-scm.com/docs/git-fast-import}.
 *
 * @module
 */

import {
  blobId,
  type FileMode,
  HEX_LENGTH,
  type ObjectFormat,
} from "../source/object_id.ts";
import type { Git } from "./git.ts";
import { formatIdent, type Ident } from "./ident.ts";
import type { GitProcess } from "./process.ts";

/** A file that a commit sets. */
export interface FileWrite {
  /** Path from the repository's root. */
  readonly path: string;
  /** Plain file, executable or symbolic link. */
  readonly mode: FileMode;
  /**
   * The id that {@linkcode FastImport.blob} gave, or of a blob that is there.
   */
  readonly id: string;
}

/** A commit to make. */
export interface CommitSpec {
  /**
   * Ids of the parent commits, of this import or of the repository. The first
   * one's tree is the start; without one, nothing.
   */
  readonly parents: readonly string[];
  /** The whole message, written as UTF-8 byte for byte. */
  readonly message: string;
  /** Who made the change. */
  readonly author: Ident;
  /** Who made the commit. */
  readonly committer: Ident;
  /** Files, or directories with all they hold, to remove first. */
  readonly deletes?: readonly string[];
  /** Files to set after that. */
  readonly writes?: readonly FileWrite[];
}

/** The name under which commits are made. No ref of this name ever exists. */
const IMPORT_REF = "refs/neuron-publish/import";

/**
 * A running import, for one call at a time. Disposing of one that is not
 * finished aborts it: what was written stays as unreachable objects.
 *
 * git fast-import wants a branch for every commit. Ours is private, and before
 * the end its value becomes the null id, which git takes for "delete": the ref
 * is never written. An import that dies before that writes no ref either.
 */
export class FastImport implements AsyncDisposable {
  /** Every commit so far, parents first. */
  readonly commits: string[] = [];
  readonly #process: GitProcess;
  readonly #objectFormat: ObjectFormat;
  /** Blobs of this import. */
  readonly #blobs = new Set<string>();
  /** Commits of this import, which git knows by mark only until the end. */
  readonly #marks = new Map<string, number>();

  /**
   * Starts an import into the repository that `git` works in.
   *
   * @param git git in that repository
   * @param objectFormat how it names objects
   */
  constructor(git: Git, objectFormat: ObjectFormat) {
    this.#objectFormat = objectFormat;
    // Without deltas: each blob would be tried against the one before only. Of
    // the 37 real releases that saves 1 % of the pack for half as much time
    // again; git repacks one day.
    this.#process = git.start(
      ["fast-import", "--quiet", "--done", "--date-format=raw", "--depth=0"],
    );
  }

  /**
   * Adds a blob, once however often it is given.
   *
   * @param id its id, where that was computed already
   * @returns its id
   */
  async blob(
    bytes: Uint8Array,
    id: string = blobId(bytes, this.#objectFormat),
  ): Promise<string> {
    if (this.#blobs.has(id)) return id;
    this.#blobs.add(id);
    await this.#send(`blob\ndata ${bytes.length}\n`);
    await this.#process.write(bytes);
    return id;
  }

  /**
   * Adds a commit.
   *
   * @returns its id, as git computed it
   */
  async commit(spec: CommitSpec): Promise<string> {
    const mark = this.commits.length + 1;
    const commands = formatCommit(spec, mark, (commit) => this.#name(commit));
    const id = await this.#ask(`${commands}get-mark :${mark}\n`);
    this.#marks.set(id, mark);
    this.commits.push(id);
    return id;
  }

  /**
   * What git has at a path of a commit of this import or of the repository.
   *
   * @param path a file or directory, or `""` for the root
   * @returns mode and id, or undefined if there is nothing (in a root tree
   * without entries too)
   */
  async entry(
    commit: string,
    path: string,
  ): Promise<{ readonly mode: string; readonly id: string } | undefined> {
    const quoted = path === "" ? '""' : quotePath(path);
    const line = await this.#ask(`ls ${this.#name(commit)} ${quoted}\n`);
    const [, mode, id] = /^(\d{6}) \w+ ([0-9a-f]+)\t/.exec(line) ?? [];
    return mode === undefined || id === undefined ? undefined : { mode, id };
  }

  /** Ends the import; its objects are in the repository afterwards. */
  async finish(): Promise<void> {
    const none = "0".repeat(HEX_LENGTH[this.#objectFormat]);
    await this.#send(`reset ${IMPORT_REF}\nfrom ${none}\ndone\n`);
    await this.#process.finish();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process.kill();
  }

  /** A commit as git can name it now: an own one by its mark. */
  #name(commit: string): string {
    const mark = this.#marks.get(commit);
    return mark === undefined ? commit : `:${mark}`;
  }

  async #send(commands: string): Promise<void> {
    await this.#process.write(new TextEncoder().encode(commands));
  }

  /** Asks what is answered with one line. */
  async #ask(commands: string): Promise<string> {
    await this.#send(commands);
    return await this.#process.readLine();
  }
}

/**
 * The commands that make a commit.
 *
 * @param name gives the name of a commit that git understands now
 */
function formatCommit(
  spec: CommitSpec,
  mark: number,
  name: (commit: string) => string,
): string {
  const { parents: [from, ...merged], message, deletes = [], writes = [] } =
    spec;
  if (message.includes("\0")) throw new TypeError("A message cannot hold NUL");
  const length = new TextEncoder().encode(message).length;
  return [
    ...(from === undefined ? [`reset ${IMPORT_REF}`] : []),
    `commit ${IMPORT_REF}`,
    `mark :${mark}`,
    `author ${formatIdent(spec.author)}`,
    `committer ${formatIdent(spec.committer)}`,
    `data ${length}`,
    message,
    ...(from === undefined ? [] : [`from ${name(from)}`]),
    ...merged.map((parent) => `merge ${name(parent)}`),
    ...deletes.map((path) => `D ${quotePath(path)}`),
    ...writes.map(({ mode, id, path }) => `M ${mode} ${id} ${quotePath(path)}`),
    "",
  ].join("\n");
}

/**
 * A path as git fast-import reads it, always quoted.
 *
 * @throws {TypeError} for a path that no caller may let through
 */
function quotePath(path: string): string {
  // deno-lint-ignore no-control-regex -- control characters are what is refused
  if (!/^[^/\x00-\x1f]+(\/[^/\x00-\x1f]+)*$/.test(path)) {
    throw new TypeError(`Not a path in a tree: ${JSON.stringify(path)}`);
  }
  return `"${path.replaceAll(/["\\]/g, "\\$&")}"`;
}
