// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * A repository of 2,000 releases beside one of 20: publish one more, check,
 * verify one.
 *
 * Upstream lists the newest 20, and one more, in both cases: what is measured
 * is the history. One row more has all of them listed, as the vendor does, where
 * the time goes to the metadata.
 *
 * @module
 */

import { driverPackage } from "../../tests/fixtures/driver_package.ts";
import { defaultKey } from "../../tests/fixtures/keys.ts";
import type { BuiltPackage } from "../../tests/fixtures/rpm_builder.ts";
import {
  buildRepository,
  type RepositoryFiles,
} from "../../tests/fixtures/yum_repository.ts";
import { runChild } from "../child.ts";
import { type Contender, race, ratio } from "../race.ts";
import type { Row } from "../row.ts";
import { ours, type Setting } from "../setting.ts";
import { serveFiles, type StaticServer } from "../static_server.ts";

/** What a long history may cost, as a multiple of a short one. */
const GOAL = 1.3;

/** Releases that upstream lists on one day. */
const LISTED = 20;

/** A repository, and a server that has one release more. */
interface History {
  readonly repository: string;
  readonly server: StaticServer;
  readonly fingerprint: string;
}

/** Runs the job. */
export async function longHistory(setting: Setting): Promise<Row[]> {
  const [most, least] = setting.sizes.releases;
  const built: BuiltPackage[] = [];
  for (let i = 0; i <= most; i++) {
    built.push(await driverPackage({ version: `2.${i}.0.0` }));
  }
  const long = await makeHistory(setting, built.slice(0, most + 1));
  const short = await makeHistory(setting, built.slice(0, least + 1));
  try {
    const rows: Row[] = [];
    const labelsOf = (key: string, job: string) => ({
      key: `history/${key}`,
      job: `${job}, history of ${most} releases`,
      against: `history of ${least}`,
    });
    for (const { key, job, contender } of jobs(setting)) {
      const [of2000 = [], of20 = []] = await race(setting.rounds, [
        contender(long),
        contender(short),
      ]);
      rows.push(ratio({ ...labelsOf(key, job), goal: GOAL }, of2000, of20));
    }
    long.server.set(await day(built, 1_750_000_000));
    const check = jobs(setting).find(({ key }) => key === "check");
    const contenders = [long, short].map((one) => check?.contender(one));
    const [of2000 = [], of20 = []] = await race(
      setting.rounds,
      contenders.filter((one) => one !== undefined),
    );
    const labels = labelsOf("check-all", "check where upstream lists all");
    rows.push(ratio(labels, of2000, of20));
    return rows;
  } finally {
    await long.server[Symbol.asyncDispose]();
    await short.server[Symbol.asyncDispose]();
  }
}

/** The three things to do with a history. */
function jobs(setting: Setting): {
  readonly key: string;
  readonly job: string;
  readonly contender: (history: History) => Contender;
}[] {
  const { env, git } = setting;
  const run = (command: string, repository: string, ...args: string[]) =>
    runChild(ours(setting, command, "--repo", repository, ...args), {
      env,
      okCodes: [0, 10], // 10: check has found something
    });
  return [
    {
      key: "publish",
      job: "publish one more",
      contender: ({ repository, server, fingerprint }) => {
        let copy = "";
        return {
          prepare: async () => {
            if (copy !== "") await Deno.remove(copy, { recursive: true });
            copy = await setting.folder();
            await runChild(["cp", "-a", `${repository}/.`, copy]);
            await git(copy, "status"); // its index has the old files' times
          },
          run: () =>
            run(
              "publish",
              copy,
              ...["--repo-url", server.url, "--no-notes"],
              ...["--fingerprint", fingerprint, "--max-age", "0"],
            ),
        };
      },
    },
    {
      key: "check",
      job: "check",
      contender: ({ repository, server }) => ({
        run: () => run("check", repository, "--repo-url", server.url),
      }),
    },
    {
      key: "verify",
      job: "verify one",
      contender: ({ repository, fingerprint }) => ({
        run: () =>
          run("verify", repository, "--fingerprint", fingerprint, "2.19.0.0"),
      }),
    },
  ];
}

async function makeHistory(
  setting: Setting,
  built: readonly BuiltPackage[],
): Promise<History> {
  const { fingerprint } = await defaultKey();
  const repository = await setting.repository();
  const server = serveFiles(new Map());
  const time = (index: number) => 1_740_000_000 + index;
  for (let i = 0; i + LISTED < built.length; i += LISTED) {
    server.set(await day(built.slice(i, i + LISTED), time(i)));
    await runChild(
      ours(
        setting,
        "publish",
        ...["--repo", repository, "--repo-url", server.url, "--no-notes"],
        ...["--fingerprint", fingerprint, "--max-age", "0"],
      ),
      { env: setting.env },
    );
  }
  // As a clone is packed.
  await setting.git(repository, "repack", "-adq");
  await setting.git(repository, "pack-refs", "--all");
  server.set(await day(built.slice(-LISTED - 1), time(built.length)));
  return { repository, server, fingerprint };
}

/** What upstream serves on one day. */
function day(
  packages: readonly BuiltPackage[],
  timestamp: number,
): Promise<RepositoryFiles> {
  return buildRepository({
    packages: packages.map((built) => ({ built })),
    timestamp,
  });
}
