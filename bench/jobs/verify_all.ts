// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * `verify` of a repository with all 41 releases: against a shell script that
 * proves as much.
 *
 * @module
 */

import { needs } from "../../tests/fixtures/programs.ts";
import { runChild } from "../child.ts";
import { PROJECT } from "../program.ts";
import { publishedRepository } from "../published.ts";
import { race, ratio } from "../race.ts";
import type { Row } from "../row.ts";
import { ours, type Setting } from "../setting.ts";

/** Runs the job. */
export async function verifyAll(setting: Setting): Promise<Row[]> {
  const { vendor, env, rpmDatabase = "", rounds } = setting;
  const labels = {
    key: "verify/script",
    job: `verify of ${vendor.packages.size} releases`,
    against: "shell script that proves as much, with git fsck --strict",
  };
  const { missing } = needs(
    ...["bash", "git", "gzip", "rpmkeys", "rpm2cpio", "cpio"] as const,
  );
  if (missing !== undefined) return [{ ...labels, skipped: missing }];
  const repository = await publishedRepository(setting);
  const verify = ours(
    setting,
    "verify",
    ...["--repo", repository, "--fingerprint", vendor.fingerprint],
  );
  const script = [
    "bash",
    `${PROJECT}bench/scripts/verify.sh`,
    ...[repository, rpmDatabase],
  ] as const;
  const [us = [], scripts = []] = await race(rounds, [
    { run: () => runChild(verify, { env }) },
    { run: () => runChild(script, { env }) },
  ]);
  return [ratio({ ...labels, goal: 0.5 }, us, scripts)];
}
