// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Secrets that job files name: which ones to add before they run, and which
 * ones to delete. Pure.
 *
 * @module
 */

import { NO_SECRET } from "./settings.ts";

/** A secret. Only its name is known. */
export interface Secret {
  /** Where it is kept. */
  readonly at: "GitHub" | "sourcehut";
  /** The name of a variable at GitHub, a UUID at sourcehut. */
  readonly name: string;
}

/** What changes from some job files to others. */
export interface SecretChanges {
  /** Named now, and not before. */
  readonly needed: readonly Secret[];
  /** Named before, and not now. */
  readonly unused: readonly Secret[];
}

/** Texts of job files. */
type Texts = Iterable<string>;

/** Compares the secrets of job files before and after. */
export function secretChanges(before: Texts, after: Texts): SecretChanges {
  const [old, fresh] = [secretsOf(before), secretsOf(after)];
  const without = (all: readonly Secret[], others: readonly Secret[]) =>
    all.filter(({ name }) => !others.some((other) => other.name === name));
  return { needed: without(fresh, old), unused: without(old, fresh) };
}

const NAME = /\bsecrets\s*(?:\.\s*|\[\s*['"])([A-Za-z_][A-Za-z0-9_]{0,99})/g;
const UUID = /^\s*- ["']?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b/gm;

function secretsOf(texts: Texts): Secret[] {
  const all = [...texts].join("\n");
  const found = (pattern: RegExp) =>
    new Set([...all.matchAll(pattern)].map(([, name = ""]) => name));
  // GitHub itself provides the first, and the second stands for none.
  return [
    ...[...found(NAME)].filter((name) => name !== "GITHUB_TOKEN")
      .map((name) => ({ at: "GitHub", name } as const)),
    ...[...found(UUID)].filter((name) => name !== NO_SECRET)
      .map((name) => ({ at: "sourcehut", name } as const)),
  ];
}
