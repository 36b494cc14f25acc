// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Options of the commands that show a published release. Pure.
 *
 * @module
 */

import { UsageError } from "../errors.ts";
import type { Profile } from "../profile.ts";
import type { Values } from "./option_values.ts";

/** Where releases are, and what makes them trusted. */
export interface PublishedOptions {
  /** Folder of the data repository. */
  readonly repo: string;
  /** The built-in profile with what the options replace. */
  readonly profile: Profile;
  /** Key file to use instead of the archived ones. */
  readonly keyFile: string | undefined;
}

/** Options of `archive`. */
export interface ArchiveOptions extends PublishedOptions {
  /** The release; "" where the tarball tells. */
  readonly version: string;
  /** The tarball to write. */
  readonly output: string | undefined;
  /** The tarball to check. */
  readonly check: string | undefined;
}

/** Options of `compare`. */
export interface CompareOptions extends PublishedOptions {
  /** The release. */
  readonly version: string;
  /** The other publication. */
  readonly place: string;
}

/**
 * Options of `compare`, from what was given.
 *
 * @throws {UsageError} where they are not enough or too many
 */
export function compareOptions(
  values: Values,
  published: PublishedOptions,
): CompareOptions {
  const [version = "", ...others] = values.operands;
  if (others.length > 0) throw oneVersion(values.operands);
  const place = values.one("with");
  if (place === undefined) {
    throw new UsageError(
      "Nothing to compare with",
      "name a folder or a repository with --with",
    );
  }
  return { ...published, version, place };
}

/** Options of `report`. */
export interface ReportOptions extends PublishedOptions {
  /** The folder to write, without a final slash. */
  readonly out: string | undefined;
  /** The tarball to write. */
  readonly tar: string | undefined;
  /** Web address of the data repository, without a final slash. */
  readonly web: string | undefined;
  /** Web address that the site will have, without a final slash. */
  readonly url: string | undefined;
  /** Whether the site gets source tarballs. */
  readonly archives: boolean;
  /** Other publications to compare all releases with. */
  readonly places: readonly string[];
}

/**
 * Options of `report`, from what was given.
 *
 * @throws {UsageError} where nothing is to be written, or an address is none
 */
export function reportOptions(
  values: Values,
  published: PublishedOptions,
): ReportOptions {
  const [out, tar] = ["out", "tar"].map((name) => values.one(name));
  if (out === undefined && tar === undefined) {
    throw new UsageError(
      "Nowhere to write to",
      "name a folder with --out, or a file with --tar",
    );
  }
  return {
    ...published,
    out: out?.replace(/\/+$/, ""),
    tar,
    web: webAddress(values.one("web")),
    url: webAddress(values.one("url")),
    archives: values.has("archives"),
    places: values.all("with"),
  };
}

function webAddress(given: string | undefined): string | undefined {
  if (given === undefined) return undefined;
  if (/^https?:\/\/[^/?#\s]+(?:\/[^?#\s]*)?$/.test(given)) {
    return given.replace(/\/+$/, "");
  }
  throw new UsageError(
    `${JSON.stringify(given)} is no web address`,
    "write it as https://host/path",
  );
}

/**
 * Options of `archive`, from what was given.
 *
 * @throws {UsageError} where they do not go together
 */
export function archiveOptions(
  values: Values,
  published: PublishedOptions,
): ArchiveOptions {
  const [version = "", ...others] = values.operands;
  const [output, check] = [values.one("output"), values.one("check")];
  if (others.length > 0) throw oneVersion(values.operands);
  if (output !== undefined && check !== undefined) {
    throw new UsageError(
      "Options --output and --check contradict each other",
      "give one of them",
    );
  }
  if (version === "" && check === undefined) {
    throw new UsageError(
      "No VERSION given",
      "see neuron-publish archive --help",
    );
  }
  return { ...published, version, output, check };
}

function oneVersion(operands: readonly string[]): UsageError {
  return new UsageError(
    `One version is enough, not ${operands.join(", ")}`,
    "run it once for each",
  );
}
