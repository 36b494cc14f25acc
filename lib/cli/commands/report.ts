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
 *   "releases": 44,
 *   "archives": 44,                  tarballs on the site
 *   "comparisons": [{                one for each --with
 *     "with": "https://…",           without passwords
 *     "same": ["2.24.7.0"],          releases that have the same source there
 *     "different": []                releases that differ there
 *   }]
 * }
 * ```
 *
 * @module
 */

import { basename } from "@std/path/basename";
import { dirname } from "@std/path/dirname";
import { join } from "@std/path/join";
import { audit } from "../../verify/audit.ts";
import type { AuditResult } from "../../verify/contract.ts";
import { parseReleasesPlace } from "../../compare/place.ts";
import { UsageError } from "../../errors.ts";
import { collectReleases } from "../../site/collect.ts";
import { singleLine } from "../../printable.ts";
import type { SiteRelease } from "../../site/model.ts";
import { addProven } from "../../site/proven.ts";
import { makeSite } from "../../site/site.ts";
import { packSite } from "../../site/tarball.ts";
import { gzip } from "../../source/tarball.ts";
import { writeNewFiles } from "../../source/write_files.ts";
import { type NewFolder, writeTrees } from "../../source/write_tree.ts";
import { VERSION } from "../../version.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit.ts";
import type { CommandContext } from "../run.ts";
import type { Terminal } from "../terminal.ts";

/** Runs the command. */
export async function runReport(
  command: Command & { kind: "report" },
  terminal: Terminal,
  context: CommandContext,
): Promise<number> {
  const { repo, profile, keyFile, out, tar, web, url, archives } = command;
  const checked = checkedAt(context.env);
  const places = command.places.map(parseReleasesPlace);
  const proof = {
    repo,
    profile,
    ...context,
    ...(keyFile === undefined ? {} : { keyFile }),
  };
  const result = await audit(proof);
  const collected = await counted(
    terminal,
    result,
    (onRelease) =>
      collectReleases({ repo, profile, audit: result, ...context, onRelease }),
  );
  const { releases, publications, files: made } = await counted(
    terminal,
    result,
    (onRelease) =>
      addProven(collected, { ...proof, archives, places, onRelease }),
  );
  const pages = makeSite({
    audit: result,
    releases,
    profile,
    publications,
    checked,
    web,
    ...(url === undefined ? {} : { url }),
    tool: `neuron-publish ${VERSION}`,
  });
  const encoder = new TextEncoder();
  const site = new Map([
    ...[...pages].map(([path, text]) => [path, encoder.encode(text)] as const),
    ...made,
  ]);
  if (tar !== undefined) {
    const bytes = await packSite(site, checked);
    await writeNewFiles(dirname(tar), [
      { name: basename(tar), bytes: gzip(bytes) },
    ]);
  }
  if (out !== undefined) {
    const files = [...site].map(([path, content]) => ({
      path,
      mode: "100644" as const,
      content,
    }));
    const folder: NewFolder = { name: basename(out), files, subject: out };
    await writeTrees(dirname(out), [folder], { signal: context.signal });
  }
  if (terminal.wantsJson) {
    terminal.json({
      verdict: result.verdict,
      out: out ?? null,
      tar: tar ?? null,
      files: site.size,
      releases: releases.length,
      archives: releases.filter(({ archive }) => archive !== undefined).length,
      comparisons: publications.map((place, i) => ({
        with: place,
        same: compared(releases, i, true),
        different: compared(releases, i, false),
      })),
    });
  } else {
    if (out !== undefined) terminal.result(join(out, "index.html"));
    if (tar !== undefined) terminal.result(tar);
    for (const [i, place] of publications.entries()) {
      const same = compared(releases, i, true).length;
      const different = compared(releases, i, false).length;
      terminal.note(
        `${singleLine(place)} has ${same + different} of ${releases.length} ` +
          `releases, ${same} with the same source`,
      );
    }
    terminal.note(
      `${site.size} files about ${releases.length} releases: ` +
        result.verdict,
    );
  }
  // The site tells what failed; who waits for the exit code has to know too.
  return result.verdict === "failed" ? EXIT.unverified : EXIT.done;
}

/** Releases that another publication has with the same source, or not. */
function compared(
  releases: readonly SiteRelease[],
  index: number,
  isSameSource: boolean,
): string[] {
  return releases.filter(({ comparisons }) =>
    comparisons?.[index]?.result.isSameSource === isSameSource
  ).map(({ audit }) => audit.tag);
}

/** Does something with all releases and shows how far it has come. */
async function counted<T>(
  terminal: Terminal,
  { releases }: AuditResult,
  work: (onRelease: (count: number) => void) => Promise<T>,
): Promise<T> {
  const progress = terminal.progress(releases.length, "releases");
  try {
    return await work((count) => progress.update(count));
  } finally {
    await progress.stop();
  }
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
