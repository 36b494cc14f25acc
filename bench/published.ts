// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * A repository with all 41 releases, made once a run, and the command line that
 * publishes the vendor's packages into one.
 *
 * @module
 */

import { type CommandLine, runChild } from "./child.ts";
import { ours, type Setting, upstream } from "./setting.ts";
import { serveFiles } from "./static_server.ts";
import { NOTES } from "./vendor.ts";

/**
 * The command line that publishes what a server of the vendor's files has.
 *
 * @param repository path of the data repository
 * @param url the server
 */
export function publishFrom(
  setting: Setting,
  repository: string,
  url: string,
): CommandLine {
  return ours(
    setting,
    "publish",
    ...["--repo", repository, "--notes-url", `${url}/${NOTES}`],
    ...["--max-age", "0"], // the vendor's files are old, which is a warning
    ...upstream(setting, url),
  );
}

const made = new WeakMap<Setting, Promise<string>>();

/**
 * Publishes the vendor's two days, one after the other, and packs it as a clone
 * is packed. Jobs must not change it.
 *
 * @returns the repository's path
 */
export function publishedRepository(setting: Setting): Promise<string> {
  const known = made.get(setting) ?? publishAll(setting);
  made.set(setting, known);
  return known;
}

async function publishAll(setting: Setting): Promise<string> {
  const { vendor, env } = setting;
  const path = await setting.repository();
  await using server = serveFiles(vendor.first);
  for (const files of [vendor.first, vendor.second]) {
    server.set(files);
    await runChild(publishFrom(setting, path, server.url), { env });
  }
  await setting.git(path, "repack", "-adq");
  await setting.git(path, "pack-refs", "--all");
  return path;
}
