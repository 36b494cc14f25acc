// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What people run most often: `verify` of one release, `check`, `publish` with
 * nothing new, `--version` and `--help`. They are compared with the start of a
 * program that does nothing, since a person notices the time above that.
 *
 * @module
 */

import { runChild } from "../child.ts";
import { publishedRepository, publishFrom } from "../published.ts";
import { difference, race, ratio } from "../race.ts";
import type { Row } from "../row.ts";
import { ours, type Setting } from "../setting.ts";
import { serveFiles } from "../static_server.ts";

/** These jobs take little time, so that many rounds are cheap. */
const MORE_ROUNDS = 5;

/** Runs the job. */
export async function everyday(setting: Setting): Promise<Row[]> {
  const { vendor, env, program } = setting;
  const repository = await publishedRepository(setting);
  await using server = serveFiles(vendor.second);
  const of = `${vendor.packages.size} releases`;
  const commands = [
    {
      key: "everyday/verify-one",
      job: `verify of one of ${of}`,
      goal: 100,
      command: ours(
        setting,
        "verify",
        ...["--repo", repository, "--fingerprint", vendor.fingerprint],
        vendor.version,
      ),
    },
    {
      key: "everyday/check",
      job: `check, ${of}`,
      goal: 60,
      command: ours(
        setting,
        "check",
        ...["--repo", repository, "--repo-url", server.url],
      ),
    },
    {
      key: "everyday/nothing-new",
      job: `publish with nothing new, ${of}`,
      goal: 100,
      command: publishFrom(setting, repository, server.url),
    },
    {
      key: "start/version",
      job: "--version",
      command: ours(setting, "--version"),
    },
    { key: "start/help", job: "--help", command: ours(setting, "--help") },
  ];
  const against = "start of a program that does nothing";
  const [nothing = [], ...times] = await race(setting.rounds * MORE_ROUNDS, [
    { run: () => runChild(program.empty, { env }) },
    ...commands.map(({ command }) => ({
      run: () => runChild(command, { env }),
    })),
  ]);
  return commands.map(({ key, job, goal }, i) => {
    const labels = { key, job, against };
    return goal === undefined
      ? ratio({ ...labels, goal: 1.3 }, times[i] ?? [], nothing)
      : difference({ ...labels, goal }, times[i] ?? [], nothing);
  });
}
