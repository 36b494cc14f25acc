// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The settings in a `.build.yaml`: one comment line that `init` writes and
 * `init --update` reads. The predecessor's files have no such line and are
 * searched for the shapes of the values. Nothing that is found has been checked.
 * Pure.
 *
 * @module
 */

import { OperationError } from "../errors.ts";
import { parseHostPath } from "./address.ts";
import {
  MANIFEST_PATH,
  type NamedSettings,
  SETTING_NAMES,
  type SettingName,
  type Settings,
} from "./settings.ts";

const START = "# neuron-publish settings: ";

/** Settings that may have several values; the line has them as lists. */
const LISTS: readonly SettingName[] = ["mirror", "fingerprint"];

/** Writes the line. */
export function formatSettings(settings: Settings): string {
  return START + JSON.stringify(settings, [...SETTING_NAMES]);
}

/**
 * Reads the settings out of a `.build.yaml`.
 *
 * @param text the file
 * @param primary host of the primary remote, for files in which addresses do
 * not say which of them that is; by default the one that sourcehut clones from
 * @throws {OperationError} where the line is not as {@linkcode formatSettings}
 * writes it
 */
export function readSettings(text: string, primary?: string): NamedSettings {
  const lines = text.split("\n").filter((line) => line.startsWith(START));
  const [line] = lines;
  if (line === undefined) return predecessorSettings(text, primary);
  if (lines.length > 1) throw badLine("it has more than one settings line");
  const settings = new Map<string, readonly string[]>();
  for (const [key, value] of Object.entries(parseObject(line))) {
    const name = SETTING_NAMES.find((name) => name === key);
    const isList = name !== undefined && LISTS.includes(name);
    const values: unknown[] = isList && Array.isArray(value) ? value : [value];
    const texts = values.filter((item) => typeof item === "string");
    const isKnown = name !== undefined && texts.length === values.length &&
      isList === Array.isArray(value);
    if (!isKnown) {
      throw badLine(`its settings have an unknown ${JSON.stringify(key)}`);
    }
    settings.set(name, texts);
  }
  return settings;
}

function parseObject(line: string): object {
  let value: unknown;
  try {
    value = JSON.parse(line.slice(START.length));
  } catch (cause) {
    throw badLine("its settings line is not JSON", cause);
  }
  if (typeof value === "object" && value !== null) return value;
  throw badLine("its settings line is not a JSON object");
}

function badLine(problem: string, cause?: unknown): OperationError {
  return new OperationError("repository", {
    subject: MANIFEST_PATH,
    problem,
    expected: `one line ${JSON.stringify(START)} and a JSON object`,
    hint:
      "Restore the line from the file's history, or move the file away and " +
      "give all settings as options; a newer program may have written it",
    cause,
  });
}

/** Reads the predecessor's file: `GIT_MIRROR_X: git@github.com:me/driver.git`. */
function predecessorSettings(text: string, primary?: string): NamedSettings {
  const all = (pattern: RegExp) =>
    [...text.matchAll(pattern)].map(([, value = ""]) => value);
  const first = (pattern: RegExp) => all(pattern).slice(0, 1);
  const [source = "git.sr.ht"] = all(
    /^sources:\s*\n\s*- https:\/\/([^/\s]+)\//gm,
  );
  const addresses = [
    ...new Set(all(/(?<=['"\s])([\w.-]+@[\w.-]+:[~\w][~\w./+-]*)/g)),
  ];
  const isPrimary = (address: string) =>
    parseHostPath(address)?.host === (primary ?? source);
  return new Map([
    ["remote", addresses.filter(isPrimary).slice(0, 1)],
    ["mirror", addresses.filter((address) => !isPrimary(address))],
    ["secret", first(/^\s*- ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[^\s"]+)/gm)],
    ["name", first(/git config --global user\.name "([^"$\\`\n]*)"/g)],
    ["email", first(/git config --global user\.email "([^"$\\`\n]*)"/g)],
  ]);
}
