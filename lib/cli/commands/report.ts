// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * `neuron-publish report`. docs/json.md shows its JSON.
 *
 * @module
 */

import { counted } from "../../wording.ts";
import { UsageError } from "../../errors.ts";
import { singleLine } from "../../printable.ts";
import type { Report } from "../../site/report.ts";
import type { Targets } from "../../site/write_report.ts";
import { defineCommand } from "../command.ts";
import { describeError } from "../error_report.ts";
import { EXIT } from "../exit.ts";
import { OPTION, PROOF_OPTIONS, publishedOptions } from "../options.ts";
import { withProgress } from "../progress.ts";
import type { Terminal } from "../terminal.ts";

/** `neuron-publish report` */
export const reportCommand = defineCommand({
  name: "report",
  summary: "write the audit site",
  description: [
    "Proves every release as verify does and writes a static site about it: " +
    "a start page, a page for each release with all checks and the commands " +
    "to repeat them, the differences between releases, the method, and a feed. " +
    "No script, no request to anywhere.",
    "With --archives each release gets its source tarball, checksum and SPDX " +
    "document. With --with each release is compared with another " +
    "publication, where that has it: PATH is a repository or its https, ssh " +
    "or file URL. It has a release if it has a tag that is the version, with " +
    "or without a v, or a commit whose subject names the package's file. " +
    "#ref names another tag or branch, #ref:directory a directory " +
    "in it; {version} stands for the version. One that cannot be reached is " +
    "named in a warning and on the site.",
    "A release that fails is on the site, too, without a tarball and without a " +
    "comparison, and the exit code says so. The time of the check is the " +
    "clock's, or SOURCE_DATE_EPOCH; then the same repository gives the same " +
    "bytes.",
  ],
  options: [
    OPTION.repo,
    {
      ...OPTION.out,
      value: "DIR",
      help: "directory to write the site to; must not exist yet",
    },
    {
      name: "tar",
      value: "FILE",
      help: "also write the site as a tarball",
    },
    {
      name: "web",
      value: "URL",
      help: "address of the data repository, to link commits",
    },
    {
      name: "url",
      value: "URL",
      help: "address of the site, for links in its feed",
    },
    {
      name: "archives",
      help: "also make source tarballs, as archive does",
    },
    {
      ...OPTION.with,
      repeatable: true,
      help: "also compare each release with another publication",
    },
    ...PROOF_OPTIONS,
  ],
  exitCodes: [
    [0, "written, and everything was verified"],
    [1, "it failed, or written, and something is not proved here"],
    [3, "written, and something failed"],
  ],
  examples: [
    "neuron-publish report --repo aws-neuron-driver --out site",
    "neuron-publish report --tar site.tar.gz --web https://host/~you/driver",
    "neuron-publish report --out site --archives --with https://host/driver",
  ],

  parse(values) {
    const [out, tar] = [values.one("out"), values.newFile("tar")];
    if (out === undefined && tar === undefined) {
      throw new UsageError(
        "Nowhere to write to",
        "name a directory with --out, or a file with --tar",
      );
    }
    if (out === "-" || tar === "-") {
      throw new UsageError(
        "The site is not written to stdout",
        "name a path with --out or --tar; one of that name is ./-",
      );
    }
    return {
      ...publishedOptions(values),
      out: out?.replace(/(?<!^)\/+$/, ""),
      tar,
      web: values.one("web"),
      url: values.one("url"),
      archives: values.has("archives"),
      with: values.all("with"),
    };
  },

  async run({ out, tar, ...options }, terminal, { env, signal }) {
    const { report } = await import("../../site/report.ts");
    const { refuseTargets, writeReport } = await import(
      "../../site/write_report.ts"
    );
    await refuseTargets({ out, tar });
    const made = await withProgress(terminal, (progress) =>
      report({
        ...options,
        env,
        signal,
        onEvent: (event) => progress.show(event),
      }));
    await writeReport(made, { out, tar }, signal);
    if (terminal.wantsJson) terminal.json(toJson(made, { out, tar }));
    else await print(made, { out, tar }, terminal);
    for (const { error } of made.comparisons) {
      if (error === undefined) continue;
      terminal.warning(`Not compared: ${error.message}`);
    }
    // The site shows what failed; the exit code has to say so, too.
    const { verdict } = made.audit;
    if (verdict === "failed") return EXIT.unverified;
    return verdict === "not-proved" ? EXIT.failed : EXIT.done;
  },
});

async function print(
  { audit: { verdict, releases }, files, comparisons }: Report,
  { out, tar }: Targets,
  terminal: Terminal,
): Promise<void> {
  const { join } = await import("@std/path/join");
  if (out !== undefined) terminal.result(join(out, "index.html"));
  if (tar !== undefined) terminal.result(tar);
  const all = counted(releases.length, "release");
  for (const { with: place, same, different, error } of comparisons) {
    if (error !== undefined) continue;
    terminal.note(
      `${singleLine(place)} has ${same.length + different.length} of ${all}, ` +
        `${same.length} with the same source`,
    );
  }
  const { WORDS } = await import("../verify_words.ts");
  const [words] = WORDS[verdict];
  terminal.note(`${counted(files.size, "file")} about ${all}: ${words}`);
}

function toJson(
  { audit: { verdict, releases }, files, archives, comparisons }: Report,
  { out, tar }: Targets,
): object {
  return {
    verdict,
    out: out ?? null,
    tar: tar ?? null,
    files: files.size,
    releases: releases.length,
    archives,
    comparisons: comparisons.map(({ error, ...comparison }) => ({
      ...comparison,
      error: error && describeError(error),
    })),
  };
}
