// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * A repository with all 41 releases, made once a run.
 *
 * @module
 */

import { runChild } from "./child.ts";
import { ours, type Setting, upstream } from "./setting.ts";
import { serveFiles } from "./static_server.ts";
import { NOTES } from "./vendor.ts";

const made = new WeakMap<Setting, Promise<string>>();

/**
 * Publishes the vendor's two days, one after the other, and packs it as a clone
 * is packed. Not to be changed by jobs.
 *
 * @returns the repository's path
 */
export function publishedRepository(setting: Setting): Promise<string> {
  const known = made.get(setting) ?? publishAll(setting);
  made.set(setting, known);
  return known;
}

async function publishAll(setting: Setting): Promise<string> {
  const { vendor, env, git } = setting;
  const path = await setting.repository();
  await using server = serveFiles(vendor.first);
  for (const files of [vendor.first, vendor.second]) {
    server.set(files);
    await runChild(
      ours(
        setting,
        "publish",
        ...["--repo", path, "--notes-url", `${server.url}/${NOTES}`],
        ...upstream(setting, server.url),
      ),
      { env },
    );
  }
  await git(path, "repack", "-adq");
  await git(path, "pack-refs", "--all");
  return path;
}
