// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * `verify` of all 41 releases: against rpmkeys on the package files and git fsck,
 * which prove less, and against a script that unpacks and compares as well.
 *
 * @module
 */

import { needs } from "../../tests/fixtures/programs.ts";
import { canWatchMemory, peakMemory, runChild } from "../child.ts";
import { memory, race, ratio } from "../race.ts";
import { PROJECT } from "../program.ts";
import type { Row } from "../row.ts";
import { ours, type Setting } from "../setting.ts";
import { publishedRepository } from "../published.ts";

/** Runs the job. */
export async function verifyAll(setting: Setting): Promise<Row[]> {
  const { vendor, env, git, rpmDatabase = "", rounds } = setting;
  const job = `verify of ${vendor.packages.size} releases`;
  const labels = {
    key: "verify/rpmkeys",
    job,
    against: "rpmkeys -K of the files, and git fsck",
    goal: 1,
  };
  const repository = await publishedRepository(setting);
  const verify = ours(
    setting,
    "verify",
    ...["--repo", repository, "--fingerprint", vendor.fingerprint],
  );
  const script = {
    key: "verify/script",
    job,
    against: "shell script that compares every source tree, too",
    goal: 0.6,
  };
  const rows: Row[] = [];
  const { missing } = needs("bash", "rpmkeys", "rpm2cpio", "cpio", "git");
  if (missing === undefined) {
    const folder = await setting.folder();
    const paths: string[] = [];
    for (const [name, bytes] of vendor.packages) {
      await Deno.writeFile(`${folder}/${name}`, bytes);
      paths.push(`${folder}/${name}`);
    }
    const define = ["--define", `_dbpath ${rpmDatabase}`];
    const args = [repository, rpmDatabase] as const;
    const [us = [], others = [], scripts = []] = await race(rounds, [
      { run: () => runChild(verify, { env }) },
      {
        run: async () => {
          await runChild(["rpmkeys", ...define, "--checksig", ...paths]);
          await git(repository, "fsck", "--strict", "--full");
        },
      },
      {
        run: () =>
          runChild(["bash", `${PROJECT}bench/scripts/verify.sh`, ...args], {
            env,
          }),
      },
    ]);
    rows.push(ratio(labels, us, others), ratio(script, us, scripts));
  } else {
    rows.push(
      { ...labels, skipped: missing },
      { ...script, skipped: missing },
    );
  }
  if (canWatchMemory()) {
    const peak = await peakMemory(verify, { env });
    const against = "peak of its own memory";
    rows.push(memory({ key: "verify/memory", job, against }, peak));
  }
  return rows;
}
