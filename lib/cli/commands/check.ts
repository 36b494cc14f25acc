// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * `neuron-publish check`. With `--json` it prints
 *
 * ```json
 * {
 *   "releases": [{                what publish would publish, in that order
 *     "tag": "2.31.0.0",
 *     "package": "aws-neuronx-dkms",
 *     "file": "aws-neuronx-dkms-2.31.0.0.noarch.rpm",
 *     "size": 191480,             bytes
 *     "buildTime": "2026-08-10T12:00:00.000Z",
 *     "branch": "main",           null where an address does not tell
 *     "backport": false
 *   }],
 *   "published": 44,              releases that the repository has
 *   "skipped": [],                backports that --backports=skip leaves out
 *   "resigned": ["1.1"],          published, with another checksum upstream;
 *                                 null where --repo is a URL
 *   "uncompared": [],             published, without an archived checksum to
 *                                 compare with; null likewise
 *   "gone": [],                   published, and listed upstream no more
 *   "metadata": {…}               see metadata_json.ts
 * }
 * ```
 *
 * @module
 */

import { OperationError } from "../../errors.ts";
import { createDownload } from "../../http.ts";
import { check, type CheckResult } from "../../publish/check.ts";
import type { Command } from "../command.ts";
import { printCheck } from "../check_table.ts";
import { formatOutput, formatSummary } from "../github.ts";
import { metadataToJson } from "../metadata_json.ts";
import { EXIT } from "../exit.ts";
import type { CommandContext } from "../run.ts";
import type { Terminal } from "../terminal.ts";

/** Runs the command. */
export async function runCheck(
  command: Command & { kind: "check" },
  terminal: Terminal,
  context: CommandContext,
): Promise<number> {
  const result = await check({
    ...command,
    download: createDownload(),
    ...context,
    onWarning: (text) => terminal.warning(text),
  });
  if (terminal.wantsJson) terminal.json(toJson(result));
  else printCheck(result, terminal);
  const env = context.env ?? Deno.env.toObject();
  await append(env["GITHUB_OUTPUT"], () => {
    return formatOutput(result, `neuron-publish-${crypto.randomUUID()}`);
  });
  await append(env["GITHUB_STEP_SUMMARY"], () => formatSummary(result));
  return result.releases.length > 0 ? EXIT.news : EXIT.done;
}

/** Adds to a file that the runner reads, where it names one. */
async function append(
  path: string | undefined,
  format: () => string,
): Promise<void> {
  if (path === undefined || path === "") return;
  try {
    await Deno.writeTextFile(path, format(), { append: true });
  } catch (cause) {
    throw new OperationError("disk", {
      subject: path,
      problem: "the runner's file cannot be written",
      ...(cause instanceof Error ? { found: cause.message } : {}),
      cause,
    });
  }
}

function toJson(result: CheckResult): unknown {
  const { published, skipped, resigned, uncompared, gone } = result;
  return {
    releases: result.releases.map(({ version, listed, series }) => ({
      tag: version,
      package: listed.name,
      file: listed.href,
      size: listed.size.package,
      buildTime: new Date(listed.buildTime * 1000).toISOString(),
      branch: series?.branch ?? result.branch ?? null,
      backport: series !== undefined,
    })),
    published,
    skipped,
    resigned: resigned ?? null,
    uncompared: uncompared ?? null,
    gone,
    metadata: metadataToJson(result.metadata),
  };
}
