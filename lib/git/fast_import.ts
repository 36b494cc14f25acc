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

/**
 * A commit's id, or the promise of one that {@linkcode FastImport.commit} gave.
 */
export type CommitName = string | Promise<string>;

/** A commit to make. */
export interface CommitSpec {
  /**
   * Parent commits: what {@linkcode FastImport.commit} gave, awaited or not, or
   * ids of the repository. The first one's tree is the start; without one,
   * nothing.
   */
  readonly parents: readonly CommitName[];
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

/** Bytes of a blob that is copied to be written at once. */
const SMALL = 64 * 1024;

const LF = Uint8Array.of(0x0a);

/**
 * A running import. Disposing of one that is not finished aborts it.
 *
 * git fast-import wants a branch for every commit. Ours is private, and before
 * the end its value becomes the null id, which git takes for "delete": the ref
 * is never written. An import that dies before that writes no ref either.
 */
export class FastImport implements AsyncDisposable {
  /** Every commit so far, parents first. */
  readonly commits: Promise<string>[] = [];
  readonly #process: GitProcess;
  readonly #objectFormat: ObjectFormat;
  /** Blobs of this import. */
  readonly #blobs = new Set<string>();
  /** Commits of this import, which git knows by mark only until the end. */
  readonly #marks = new Map<CommitName, number>();
  #lastMark = 0;
  /** Writes wait for each other: a stream has one writer. */
  #lastWrite: Promise<unknown> = Promise.resolve();
  /** Answers come in the order of the questions. */
  #lastRead: Promise<unknown> = Promise.resolve();
  #over = false;

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
    this.#inTurn(() => this.#send(`reset ${IMPORT_REF}\n`)).catch(() => {});
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
    const head = new TextEncoder().encode(`blob\ndata ${bytes.length}\n`);
    await this.#inTurn(async () => {
      if (bytes.length <= SMALL) { // one system call in place of three
        const all = new Uint8Array(head.length + bytes.length + 1);
        all.set(head);
        all.set(bytes, head.length);
        all.set(LF, head.length + bytes.length);
        return await this.#process.write(all);
      }
      await this.#process.write(head);
      await this.#process.write(bytes);
      await this.#process.write(LF);
    });
    return id;
  }

  /**
   * Adds a commit. What comes next need not wait for git's answer.
   *
   * @returns its id, as git computed it
   */
  commit(spec: CommitSpec): Promise<string> {
    const mark = this.#lastMark + 1;
    let commands: string;
    try {
      commands = formatCommit(spec, mark, (commit) => this.#name(commit));
    } catch (error) {
      return Promise.reject(error);
    }
    this.#lastMark = mark;
    const id = this.#ask(`${commands}get-mark :${mark}\n`).then((line) => {
      this.#marks.set(line, mark);
      return line;
    });
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
    commit: CommitName,
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
    await this.#inTurn(async () => {
      await this.#lastRead;
      await this.#send(`reset ${IMPORT_REF}\nfrom ${none}\ndone\n`);
      await this.#process.finish();
      this.#over = true;
    });
  }

  /** Gives the import up. What was written stays as unreachable objects. */
  async abort(): Promise<void> {
    if (this.#over) return;
    this.#over = true;
    await this.#process.kill();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.abort();
  }

  /** A commit as git can name it now: an own one by its mark. */
  #name(commit: CommitName): string {
    const mark = this.#marks.get(commit);
    if (mark !== undefined) return `:${mark}`;
    if (typeof commit === "string") return commit;
    throw new TypeError("A promise of a commit that is not of this import");
  }

  async #send(commands: string): Promise<void> {
    await this.#process.write(new TextEncoder().encode(commands));
  }

  /** Writes a question, and reads the line that answers it in its turn. */
  #ask(commands: string): Promise<string> {
    const asked = this.#inTurn(() => this.#send(commands));
    const answer = this.#lastRead.then(() =>
      this.#guarded(async () => {
        await asked;
        return await this.#process.readLine();
      })
    );
    this.#lastRead = answer.catch(() => {});
    return answer;
  }

  #inTurn<T>(action: () => Promise<T>): Promise<T> {
    const result = this.#lastWrite.then(() => this.#guarded(action));
    this.#lastWrite = result.catch(() => {});
    return result;
  }

  async #guarded<T>(action: () => Promise<T>): Promise<T> {
    if (this.#over) throw new Error("The import is over");
    return await action();
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
  name: (commit: CommitName) => string,
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
