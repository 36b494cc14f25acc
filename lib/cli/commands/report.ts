// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * `neuron-publish report`. With `--json` it prints
 *
 * ```json
 * {
 *   "verdict": "verified",           of all releases and branches
 *   "out": "site",                   null where only a tarball was written
 *   "tar": "site.tar.gz",            null without --tar
 *   "files": 91,
 *   "releases": 44
 * }
 * ```
 *
 * @module
 */

import { basename, dirname, join } from "@std/path";
import { audit } from "../../audit/audit.ts";
import { UsageError } from "../../errors.ts";
import { collectReleases } from "../../site/collect.ts";
import { makeSite } from "../../site/site.ts";
import { packSite } from "../../site/tarball.ts";
import { gzip } from "../../source/tarball.ts";
import { writeNewFiles } from "../../source/write_files.ts";
import { type NewFolder, writeTrees } from "../../source/write_tree.ts";
import { VERSION } from "../../version.ts";
import type { Command } from "../args.ts";
import { EXIT } from "../options.ts";
import type { CommandContext } from "../run.ts";
import type { Terminal } from "../terminal.ts";

/** Runs the command. */
export async function runReport(
  command: Command & { kind: "report" },
  terminal: Terminal,
  context: CommandContext,
): Promise<number> {
  const { repo, profile, keyFile, out, tar, web } = command;
  const checked = checkedAt(context.env);
  const result = await audit({
    repo,
    profile,
    ...context,
    ...(keyFile === undefined ? {} : { keyFile }),
  });
  const progress = terminal.progress(result.releases.length, "releases");
  const releases = await collectReleases({
    repo,
    profile,
    audit: result,
    ...context,
    onRelease: (count) => progress.update(count),
  }).finally(() => progress.stop());
  const site = makeSite({
    audit: result,
    releases,
    profile,
    checked,
    web,
    tool: `neuron-publish ${VERSION}`,
  });
  const encoder = new TextEncoder();
  const files = [...site].map(([path, text]) => ({
    path,
    mode: "100644" as const,
    content: encoder.encode(text),
  }));
  if (tar !== undefined) {
    const bytes = await packSite(site, checked);
    await writeNewFiles(dirname(tar), [
      { name: basename(tar), bytes: gzip(bytes) },
    ]);
  }
  if (out !== undefined) {
    const folder: NewFolder = { name: basename(out), files, subject: out };
    await writeTrees(dirname(out), [folder], { signal: context.signal });
  }
  if (terminal.wantsJson) {
    terminal.json({
      verdict: result.verdict,
      out: out ?? null,
      tar: tar ?? null,
      files: files.length,
      releases: releases.length,
    });
  } else {
    if (out !== undefined) terminal.result(join(out, "index.html"));
    if (tar !== undefined) terminal.result(tar);
    terminal.note(
      `${files.length} files about ${releases.length} releases: ` +
        result.verdict,
    );
  }
  // The site tells what failed; who waits for the exit code has to know too.
  return result.verdict === "failed" ? EXIT.unverified : EXIT.done;
}

/** SOURCE_DATE_EPOCH, where it is set, so that a site can be made again. */
function checkedAt(env: CommandContext["env"]): number {
  const epoch = (env ?? Deno.env.toObject())["SOURCE_DATE_EPOCH"];
  if (epoch === undefined || epoch === "") return Math.floor(Date.now() / 1000);
  if (/^[0-9]{1,11}$/.test(epoch)) return Number(epoch);
  throw new UsageError(
    `SOURCE_DATE_EPOCH is ${JSON.stringify(epoch)}`,
    "set it to seconds since 1970-01-01 00:00 UTC, or not at all",
  );
}
