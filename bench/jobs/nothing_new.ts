// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * `publish` where the repository has everything: against curl of the same
 * files, against a program that does nothing, and with many more tags.
 *
 * @module
 */

import { METADATA_TYPES } from "../../lib/yum/repomd.ts";
import { needs } from "../../tests/fixtures/programs.ts";
import { KEY_FILE } from "../../tests/fixtures/yum_repository.ts";
import { runChild } from "../child.ts";
import { type Contender, difference, race, ratio } from "../race.ts";
import type { Row } from "../row.ts";
import { ours, type Setting, upstream } from "../setting.ts";
import { serveFiles } from "../static_server.ts";
import { NOTES } from "../vendor.ts";
import { publishedRepository } from "../published.ts";

/** The job takes little time, so that many rounds are cheap. */
const MORE_ROUNDS = 5;

/** Runs the job. */
export async function nothingNew(setting: Setting): Promise<Row[]> {
  const { vendor, env, program, sizes } = setting;
  const repository = await publishedRepository(setting);
  const crowded = await manyTags(setting, repository);
  await using server = serveFiles(vendor.second);
  const publish = (path: string): Contender => ({
    run: () =>
      runChild(
        ours(
          setting,
          "publish",
          ...["--repo", path, "--notes-url", `${server.url}/${NOTES}`],
          ...["--max-age", "0"],
          ...upstream(setting, server.url),
        ),
        { env },
      ),
  });
  const folder = await setting.folder();
  const downloads = [
    "repodata/repomd.xml",
    ...[...vendor.second.keys()].filter((path) =>
      METADATA_TYPES.some((type) => path.includes(`-${type}.xml`))
    ),
    KEY_FILE,
    NOTES,
  ].flatMap((path, i) => [
    ...(i === 0 ? [] : ["--next"]),
    ...["--silent", "--fail", "--output", `${folder}/${i}`],
    `${server.url}/${path}`,
  ]);
  const { missing: noCurl } = needs("curl");
  const curl: Contender = { run: () => runChild(["curl", ...downloads]) };
  const empty: Contender = { run: () => runChild(program.empty, { env }) };
  const [some = [], many = [], nothing = [], curls] = await race(
    setting.rounds * MORE_ROUNDS,
    [
      publish(repository),
      publish(crowded),
      empty,
      ...(noCurl === undefined ? [curl] : []),
    ],
  );
  const job = "publish with nothing new, 41 releases";
  const labels = {
    key: "nothing-new/curl",
    job,
    against: "curl of the same files",
  };
  return [
    curls === undefined
      ? { ...labels, skipped: noCurl ?? "" }
      : ratio(labels, some, curls),
    difference(
      {
        key: "nothing-new/empty",
        job,
        against: "a program that does nothing",
        goal: 150,
      },
      some,
      nothing,
    ),
    ratio(
      {
        key: "nothing-new/tags",
        job: `the same with ${sizes.tags} tags more`,
        against: "without them",
        goal: 1.1,
      },
      many,
      some,
    ),
  ];
}

/** A clone with more release tags, packed as a clone has them. */
async function manyTags(
  { git, env, folder, sizes }: Setting,
  repository: string,
): Promise<string> {
  const path = await folder();
  await runChild(["cp", "-a", `${repository}/.`, path]);
  const tip = (await git(path, "rev-parse", "HEAD")).trim();
  const packed = Array.from(
    { length: sizes.tags },
    (_, i) => `create refs/tags/0.0.${i}.0 ${tip}\n`,
  );
  await Deno.writeTextFile(`${path}/.git/new-tags`, packed.join(""));
  await runChild([
    "bash",
    "-c",
    'git -C "$0" update-ref --stdin < "$0/.git/new-tags"',
    path,
  ], { env });
  await git(path, "pack-refs", "--all");
  await git(path, "update-index", "--refresh"); // files of a copy are new ones
  return path;
}
