// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What commits and annotated tags say, from their bytes. Pure.
 *
 * The format is that of git's commit-tree and mktag: lines of a name, a space
 * and a value, an empty line, and the message.
 *
 * @module
 */

/** What a commit says. */
export interface CommitObject {
  /** Id of its tree. */
  readonly tree: string;
  /** Ids of its parents, none for the first commit. */
  readonly parents: readonly string[];
  /** Who made the change and when, as written. */
  readonly author: string;
  /** Who made the commit and when, as written. */
  readonly committer: string;
  /** Whether it bears a signature, good or not. */
  readonly signed: boolean;
  /**
   * When it was committed, in seconds since 1970; 0 if that is not a number.
   */
  readonly committed: number;
  /** The whole message, read as UTF-8. */
  readonly message: string;
  /**
   * The encoding that the commit names for its message, where that is not
   * UTF-8.
   */
  readonly encoding: string | undefined;
}

/** What an annotated tag says. */
export interface TagObject {
  /** Id of the object that it names. */
  readonly object: string;
  /** Type of that object. */
  readonly type: string;
  /** The tag's own name, whatever ref leads to it. */
  readonly name: string;
  /** What it says, without a signature behind it. */
  readonly message: string;
}

/** Values by the names of their lines, and the message. */
function split(bytes: Uint8Array) {
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  const end = text.indexOf("\n\n");
  const head = end < 0 ? text : text.slice(0, end);
  const headers = Map.groupBy(
    head.split("\n"),
    (line) => /^[^ ]*/.exec(line)?.[0] ?? "",
  );
  return {
    all: (name: string) =>
      headers.get(name)?.map((line) => line.slice(name.length + 1)) ?? [],
    message: end < 0 ? "" : text.slice(end + 2),
  };
}

/**
 * Reads a commit.
 *
 * @param bytes the object's content
 */
export function parseCommit(bytes: Uint8Array): CommitObject {
  const { all, message } = split(bytes);
  const [author = ""] = all("author");
  const [committer = ""] = all("committer");
  return {
    tree: all("tree")[0] ?? "",
    parents: all("parent"),
    author,
    committer,
    signed: [...all("gpgsig"), ...all("gpgsig-sha256")].length > 0,
    committed: Number(/> (\d{1,15}) [+-]\d+$/.exec(committer)?.[1] ?? 0),
    message,
    encoding: all("encoding")[0],
  };
}

/** A tag's signature (gitformat-signature(5)), without room for words in it. */
const SIGNATURE =
  /^-----BEGIN (PGP SIGNATURE|SSH SIGNATURE|SIGNED MESSAGE)-----\n[A-Za-z0-9+/=\n]*-----END \1-----\n$/m;

/**
 * Reads an annotated tag.
 *
 * @param bytes the object's content
 */
export function parseTag(bytes: Uint8Array): TagObject {
  const { all, message } = split(bytes);
  return {
    object: all("object")[0] ?? "",
    type: all("type")[0] ?? "",
    name: all("tag")[0] ?? "",
    message: message.replace(SIGNATURE, ""),
  };
}
