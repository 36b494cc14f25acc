// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The 37 releases of the vendor's first day, into an empty repository: against
 * a shell script that does the same, and against the floor of the work.
 *
 * @module
 */

import { splitSections } from "../../lib/rpm/sections.ts";
import { needs } from "../../tests/fixtures/programs.ts";
import { runChild } from "../child.ts";
import { PROJECT } from "../program.ts";
import { publishFrom } from "../published.ts";
import { compare, type Contender } from "../race.ts";
import type { Row } from "../row.ts";
import type { Setting } from "../setting.ts";
import { serveFiles } from "../static_server.ts";

const SCRIPTS = `${PROJECT}bench/scripts`;

/** Runs the job. */
export async function firstPublication(setting: Setting): Promise<Row[]> {
  const { vendor, env, rounds, rpmDatabase = "" } = setting;
  await using server = serveFiles(vendor.first);
  const { url } = server;
  const job = "first publication of 37 releases";
  const script = (name: string, ...args: string[]) =>
    inNewRepository(setting, async (repository) => {
      const command = ["bash", `${SCRIPTS}/${name}`] as const;
      await runChild([...command, ...args, repository, rpmDatabase], { env });
    });
  const us = inNewRepository(setting, async (repository) => {
    await runChild(publishFrom(setting, repository, url), { env });
  });
  return await compare(rounds, us, [
    {
      labels: {
        key: "publish/script",
        job,
        against: "shell script with curl, rpmkeys, cpio, git",
        goal: 0.45,
      },
      ...needs("bash", "curl", "rpmkeys", "rpm2cpio", "cpio", "git"),
      contender: () => script("publish.sh", url),
    },
    {
      labels: {
        key: "publish/floor",
        job,
        against: "floor: xz, sha256sum, one git fast-import",
        goal: 1.4,
      },
      ...needs("bash", "xz", "git"),
      contender: async () =>
        script("floor.sh", await floorContent(setting, url)),
    },
  ]);
}

/** A contender that gets an empty repository each time. */
export function inNewRepository(
  setting: Setting,
  work: (repository: string) => Promise<void>,
): Contender {
  let repository = "";
  return {
    prepare: async () => {
      if (repository !== "") await Deno.remove(repository, { recursive: true });
      repository = await setting.repository();
    },
    run: () => work(repository),
  };
}

/** What floor.sh works on: all payloads, all packages, and one git stream. */
async function floorContent(setting: Setting, url: string): Promise<string> {
  const { env, vendor } = setting;
  const repository = await setting.repository();
  await runChild(publishFrom(setting, repository, url), { env });
  const directory = await setting.directory();
  await Deno.mkdir(`${directory}/payload`);
  await Deno.mkdir(`${directory}/rpm`);
  for (const [name, bytes] of vendor.first) {
    if (!name.endsWith(".rpm") || !isPublished(repository, name)) continue;
    const { payload } = splitSections(bytes, name);
    await Deno.writeFile(`${directory}/payload/${name}.xz`, payload);
    await Deno.writeFile(`${directory}/rpm/${name}`, bytes);
  }
  const all = await new Deno.Command("git", {
    args: ["-C", repository, "fast-export", "--all"],
    env,
  }).output();
  await Deno.writeFile(`${directory}/import`, all.stdout);
  return directory;
}

function isPublished(repository: string, name: string): boolean {
  try {
    return Deno.statSync(`${repository}/archive/rpm/${name}`).isFile;
  } catch {
    return false; // of another day
  }
}
