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
import { canWatchMemory, peakMemory, runChild } from "../child.ts";
import { PROJECT } from "../program.ts";
import { type Contender, memory, race, ratio } from "../race.ts";
import type { Row } from "../row.ts";
import { ours, type Setting, upstream } from "../setting.ts";
import { serveFiles } from "../static_server.ts";
import { NOTES } from "../vendor.ts";

const SCRIPTS = `${PROJECT}bench/scripts`;

/** Runs the job. */
export async function firstPublication(setting: Setting): Promise<Row[]> {
  const { vendor, env, rounds } = setting;
  await using server = serveFiles(vendor.first);
  const publish = (repository: string) =>
    ours(
      setting,
      "publish",
      ...["--repo", repository, "--notes-url", `${server.url}/${NOTES}`],
      ...upstream(setting, server.url),
    );
  const job = "first publication of 37 releases";
  const script = {
    key: "publish/script",
    job,
    against: "shell script with curl, rpmkeys, cpio, git",
    goal: 0.5,
  };
  const floor = {
    key: "publish/floor",
    job,
    against: "floor: xz, sha256sum, one git fast-import",
    goal: 1.5,
  };

  const rows: Row[] = [];
  const us = inNewRepository(setting, async (repository) => {
    await runChild(publish(repository), { env });
  });
  const { missing: noScript } = needs(
    "bash",
    "curl",
    "rpmkeys",
    "rpm2cpio",
    "cpio",
    "git",
  );
  const { missing: noFloor } = needs("bash", "xz", "git");
  const others: Contender[] = [];
  if (noScript === undefined) {
    const { rpmDatabase = "" } = setting;
    others.push(inNewRepository(setting, async (repository) => {
      const args = [server.url, repository, rpmDatabase] as const;
      await runChild(["bash", `${SCRIPTS}/publish.sh`, ...args], { env });
    }));
  } else rows.push({ ...script, skipped: noScript });
  if (noFloor === undefined) {
    const content = await floorContent(setting, publish);
    others.push(inNewRepository(setting, async (repository) => {
      const args = [content, repository] as const;
      await runChild(["bash", `${SCRIPTS}/floor.sh`, ...args], { env });
    }));
  } else rows.push({ ...floor, skipped: noFloor });

  const [times = [], ...theirs] = await race(rounds, [us, ...others]);
  const labels = [
    ...(noScript === undefined ? [script] : []),
    ...(noFloor === undefined ? [floor] : []),
  ];
  for (const [i, label] of labels.entries()) {
    rows.push(ratio(label, times, theirs[i] ?? []));
  }
  if (canWatchMemory()) {
    const repository = await setting.repository();
    const peak = await peakMemory(publish(repository), { env });
    const against = "peak of its own memory";
    rows.push(memory({ key: "publish/memory", job, against }, peak));
  }
  return rows;
}

/** A contender that gets an empty repository each time. */
function inNewRepository(
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
async function floorContent(
  setting: Setting,
  publish: (repository: string) => ReturnType<typeof ours>,
): Promise<string> {
  const { env, vendor } = setting;
  const repository = await setting.repository();
  await runChild(publish(repository), { env });
  const folder = await setting.folder();
  await Deno.mkdir(`${folder}/payload`);
  await Deno.mkdir(`${folder}/rpm`);
  for (const [name, bytes] of vendor.first) {
    if (!name.endsWith(".rpm") || !isPublished(repository, name)) continue;
    const { payload } = splitSections(bytes, name);
    await Deno.writeFile(`${folder}/payload/${name}.xz`, payload);
    await Deno.writeFile(`${folder}/rpm/${name}`, bytes);
  }
  const all = await new Deno.Command("git", {
    args: ["-C", repository, "fast-export", "--all"],
    env,
  }).output();
  await Deno.writeFile(`${folder}/import`, all.stdout);
  return folder;
}

function isPublished(repository: string, name: string): boolean {
  try {
    return Deno.statSync(`${repository}/archive/rpm/${name}`).isFile;
  } catch {
    return false; // of another day
  }
}
