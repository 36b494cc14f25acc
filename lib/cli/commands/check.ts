// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * `neuron-publish check`.
 *
 * @module
 */

import { createDownload } from "../../http.ts";
import { check, type CheckResult } from "../../publish/check.ts";
import type { Command } from "../args.ts";
import { metadataToJson } from "../metadata_json.ts";
import { EXIT } from "../options.ts";
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
  else print(result, terminal);
  return result.releases.length > 0 ? EXIT.news : EXIT.done;
}

function print(result: CheckResult, terminal: Terminal): void {
  for (const { version, listed, series } of result.releases) {
    const where = series === undefined ? "" : `  backport to ${series.branch}`;
    terminal.result(
      `${terminal.painted("bold", version)}  ${listed.name}${where}`,
    );
  }
  const { published, releases } = result;
  terminal.note(
    releases.length === 0
      ? `Nothing new: the repository has ${published} releases`
      : `${releases.length} new, ${published} published`,
  );
  if (result.skipped.length > 0) {
    terminal.note(`Backports left out: ${result.skipped.join(", ")}`);
  }
}

function toJson(result: CheckResult): unknown {
  return {
    releases: result.releases.map(({ version, listed, series }) => ({
      tag: version,
      package: listed.name,
      file: listed.href,
      buildTime: new Date(listed.buildTime * 1000).toISOString(),
      branch: series?.branch ?? result.branch,
      backport: series !== undefined,
    })),
    published: result.published,
    skipped: result.skipped,
    metadata: metadataToJson(result.metadata),
  };
}
