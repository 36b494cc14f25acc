// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Options of what the vendor has, and what is trusted. Pure.
 *
 * @module
 */

import { UsageError } from "../errors.ts";
import { AWS_NEURON, type Profile } from "../profile.ts";
import type { KeySource } from "../publish/key_source.ts";
import type { PackageFileOptions } from "./command.ts";
import type { Values } from "./option_values.ts";

/**
 * Package files, and where the key for them comes from.
 *
 * @throws {UsageError} where two places are named
 */
export function packageFiles(values: Values): PackageFileOptions {
  const [file, repository] = [values.one("key"), values.one("repo")];
  if (file !== undefined && repository !== undefined) {
    throw new UsageError(
      "Options --key and --repo both name a key file",
      "give one of them",
    );
  }
  const keySource: KeySource = file !== undefined
    ? { kind: "file", path: file }
    : repository !== undefined
    ? { kind: "repository", path: repository }
    : { kind: "upstream" };
  return { files: values.operands, keySource, profile: profileOf(values) };
}

/** The built-in pages, unless others are named or none is wanted. */
function notesUrlsOf(values: Values): readonly string[] {
  if (!values.has("no-notes")) {
    const areReplaced = values.has("notes-url") || values.has("notes-file");
    return areReplaced ? values.all("notes-url") : AWS_NEURON.notesUrls;
  }
  if (values.has("notes-url")) {
    throw new UsageError(
      "Options --no-notes and --notes-url contradict each other",
      "give one of them",
    );
  }
  return [];
}

/**
 * The built-in profile with what the options replace.
 *
 * @throws {UsageError} for what is no URL or no full fingerprint
 */
export function profileOf(values: Values): Profile {
  const replaced = (
    name: string,
    built: readonly string[],
  ) => values.has(name) ? values.all(name) : built;
  const repoUrl = values.one("repo-url") ?? AWS_NEURON.repoUrl;
  const urls = [repoUrl, ...values.all("notes-url")];
  for (const url of urls) {
    if (!URL.canParse(url)) {
      throw new UsageError(
        `${JSON.stringify(url)} is not a URL`,
        "write it as https://host/path",
      );
    }
  }
  for (const pin of values.all("fingerprint")) {
    const digits = pin.replace(/\s/g, "");
    if (!/^([0-9A-Fa-f]{40}|[0-9A-Fa-f]{64})$/.test(digits)) {
      throw new UsageError(
        `${JSON.stringify(pin)} is not a full fingerprint`,
        "it has 40 hexadecimal digits, or 64 for a version 6 key",
      );
    }
  }
  return {
    ...AWS_NEURON,
    repoUrl: repoUrl.replace(/\/+$/, ""),
    packages: replaced("package", AWS_NEURON.packages),
    fingerprints: replaced("fingerprint", AWS_NEURON.fingerprints),
    notesUrls: notesUrlsOf(values),
    archiveFolder: values.one("archive-folder") ?? AWS_NEURON.archiveFolder,
    archiveRpmFolder: values.one("archive-rpm-folder") ??
      AWS_NEURON.archiveRpmFolder,
    sourceFolder: values.one("source-folder") ?? AWS_NEURON.sourceFolder,
  };
}
