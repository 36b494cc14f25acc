// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * A repository of 2,000 releases: publish one more, check, and verify one,
 * against a repository of 20; and verify all, against twice the time of half of
 * the history.
 *
 * Upstream lists the newest 20, and one more, in both cases: what is measured
 * is the history, and not the metadata.
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

/** What everything may cost, as a multiple of twice its half. */
const LINEAR = 1.1;

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
    for (const { key, job, contender } of jobs(setting)) {
      const [ofMany = [], ofFew = []] = await race(setting.rounds, [
        contender(long),
        contender(short),
      ]);
      rows.push(ratio(
        {
          key: `history/${key}`,
          job: `${job}, history of ${most} releases`,
          against: `history of ${least}`,
          goal: GOAL,
        },
        ofMany,
        ofFew,
      ));
    }
    return [...rows, await verifyAll(setting, long)];
  } finally {
    await long.server[Symbol.asyncDispose]();
    await short.server[Symbol.asyncDispose]();
  }
}

/** Whether the time to verify everything grows no faster than the history. */
async function verifyAll(setting: Setting, long: History): Promise<Row> {
  const [most] = setting.sizes.releases;
  const half = await firstHalf(setting, long.repository);
  const verify = (repository: string): Contender => ({
    run: () =>
      runChild(
        ours(
          setting,
          "verify",
          ...["--repo", repository, "--fingerprint", long.fingerprint],
        ),
        { env: setting.env },
      ),
  });
  const [all = [], ofHalf = []] = await race(Math.min(setting.rounds, 3), [
    verify(long.repository),
    verify(half),
  ]);
  return ratio(
    {
      key: "history/verify-all",
      job: `verify all, history of ${most} releases`,
      against: "twice the time of half the history",
      goal: LINEAR,
    },
    all,
    ofHalf.map((time) => time * 2),
  );
}

/** A copy of a history that ends with the release in the middle. */
async function firstHalf(
  { sizes: { releases: [most] }, directory, env, git }: Setting,
  repository: string,
): Promise<string> {
  const copy = await directory();
  await runChild(["cp", "-a", `${repository}/.`, copy], { env });
  const tagOf = (i: number) => `2.${i}.0.0`;
  const later = Array.from({ length: most / 2 }, (_, i) => tagOf(most / 2 + i));
  await git(copy, "reset", "--quiet", "--hard", tagOf(most / 2 - 1));
  await git(copy, "tag", "--delete", ...later);
  await git(copy, "reflog", "expire", "--expire=now", "--all");
  await git(copy, "repack", "-adq");
  return copy;
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
      okCodes: [0, 10], // 10: check found something
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
            copy = await setting.directory();
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
