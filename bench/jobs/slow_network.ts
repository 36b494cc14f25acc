// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * A network on which every answer takes 100 ms: how much longer each command
 * takes than from loopback, and how many of its requests wait for another one.
 * Two have to: repomd.xml, and the metadata that it names.
 *
 * The time to set a connection up is not part of it: the server waits before
 * each answer, not before each connection.
 *
 * @module
 */

import { type CommandLine, runChild } from "../child.ts";
import { publishedRepository, publishFrom } from "../published.ts";
import { alone, difference, median, race } from "../race.ts";
import type { Row } from "../row.ts";
import { ours, type Setting, upstream } from "../setting.ts";
import { serveFiles, type StaticServer } from "../static_server.ts";
import { inNewRepository } from "./first_publication.ts";

/** Milliseconds of one round trip. */
const ROUND_TRIP = 100;

/** Packages that may be on their way at once. */
const AT_ONCE = 4;

/** A command, and the round trips that it may take. */
interface Job {
  readonly key: string;
  readonly job: string;
  readonly goal: number;
  readonly command: (url: string, repository: string) => CommandLine;
}

/** Runs the job. */
export async function slowNetwork(setting: Setting): Promise<Row[]> {
  const { vendor, env } = setting;
  const published = await publishedRepository(setting);
  const wait = () => new Promise((resolve) => setTimeout(resolve, ROUND_TRIP));
  await using slow = serveFiles(vendor.second, wait);
  await using fast = serveFiles(vendor.second);
  const jobs: readonly Job[] = [
    {
      key: "check",
      job: "check",
      goal: 2,
      command: (url) =>
        ours(setting, "check", ...["--repo", published, "--repo-url", url]),
    },
    {
      key: "verify-one",
      job: "verify --upstream of one release",
      goal: 2,
      command: (url) =>
        ours(
          setting,
          "verify",
          ...["--repo", published, "--upstream", "--max-age", "0"],
          ...upstream(setting, url),
          vendor.version,
        ),
    },
    {
      key: "nothing-new",
      job: "publish with nothing new",
      goal: 2,
      command: (url) => publishFrom(setting, published, url),
    },
    {
      key: "first-publication",
      job: "first publication of 37 releases",
      goal: 2 + Math.ceil(37 / AT_ONCE),
      command: (url, repository) => publishFrom(setting, repository, url),
    },
  ];
  const rows: Row[] = [];
  for (const { key, job, goal, command } of jobs) {
    if (key === "first-publication") {
      slow.set(vendor.first);
      fast.set(vendor.first);
    }
    const counts: number[] = [];
    const from = (server: StaticServer) =>
      inNewRepository(setting, async (repository) => {
        await runChild(command(server.url, repository), { env });
        const count = server.takeRoundTrips();
        if (server === slow) counts.push(count);
      });
    const times = await race(setting.rounds, [from(slow), from(fast)]);
    const [ours = [], theirs = []] = times;
    const labels = { job: `${job}, ${ROUND_TRIP} ms away` };
    rows.push(
      difference(
        {
          ...labels,
          key: `network/${key}`,
          against: "the same without the wait",
          goal: goal * ROUND_TRIP,
        },
        ours,
        theirs,
      ),
      alone({
        ...labels,
        kind: "round-trips",
        key: `network/${key}/round-trips`,
        against: "requests that wait for each other",
        goal,
      }, median(counts)),
    );
  }
  return rows;
}
