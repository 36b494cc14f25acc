// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * `neuron-publish check`. docs/json.md shows its JSON.
 *
 * @module
 */

import { messageOf, OperationError } from "../../errors.ts";
import type { CheckResult } from "../../publish/check.ts";
import { unlessMissing } from "../../local_file.ts";
import { defineCommand } from "../command.ts";
import { EXIT } from "../exit.ts";
import { OPTION, VENDOR_OPTIONS } from "../options.ts";
import { FRESHNESS_OPTIONS, upstreamOptions } from "../upstream_options.ts";

/** `neuron-publish check` */
export const checkCommand = defineCommand({
  name: "check",
  summary: "is there a release upstream that the repository lacks?",
  description: [
    "Fetches and verifies the vendor's metadata and compares it with the " +
    "tags of the repository. Writes nothing but, on GitHub, the values new " +
    "and versions for later steps, and a summary.",
    "With a clone it also counts the published packages that upstream has " +
    "signed again. With a URL no clone is needed, but check then reports " +
    "neither that, nor whether the metadata is older than the archived one.",
  ],
  options: [
    {
      ...OPTION.repo,
      value: "PATH|URL",
      help: "the data repository, or its URL: then no clone is needed " +
        "(default: the current directory)",
    },
    ...VENDOR_OPTIONS,
    ...FRESHNESS_OPTIONS,
  ],
  exitCodes: [
    [0, "nothing new"],
    [10, "there is something new to publish"],
  ],
  examples: [
    "neuron-publish check --repo aws-neuron-driver",
    "neuron-publish check --repo https://git.example.org/aws-neuron-driver",
    "neuron-publish check --json | jq -r '.releases[].tag'",
  ],

  parse: upstreamOptions,

  async run(options, terminal, context) {
    const { check } = await import("../../publish/check.ts");
    const { printCheck } = await import("../check_table.ts");
    const { formatOutput, formatSummary } = await import("../github.ts");
    const result = await check({
      ...options,
      ...context,
      onEvent: ({ text }) => terminal.warning(text),
    });
    if (terminal.wantsJson) terminal.json(await toJson(result));
    else printCheck(result, terminal);
    const env = context.env ?? Deno.env.toObject();
    const delimiter = `neuron-publish-${crypto.randomUUID()}`;
    await append(env["GITHUB_OUTPUT"], formatOutput(result, delimiter));
    await append(env["GITHUB_STEP_SUMMARY"], formatSummary(result));
    return result.releases.length > 0 ? EXIT.news : EXIT.done;
  },
});

/** Adds to a file that the runner reads, where it names one. */
async function append(
  path: string | undefined,
  text: string,
): Promise<void> {
  if (path === undefined || path === "") return;
  try {
    // Opening a named pipe would wait for a reader.
    const info = await unlessMissing(Deno.stat(path));
    if (info?.isFifo === true) throw new Error("it is a named pipe");
    await Deno.writeTextFile(path, text, { append: true });
  } catch (cause) {
    throw new OperationError("disk", {
      subject: path,
      problem: "the runner's file cannot be written",
      found: messageOf(cause),
      hint: "name a file in the variable, or unset it",
      cause,
    });
  }
}

async function toJson(result: CheckResult): Promise<object> {
  const { metadataToJson } = await import("../evidence_json.ts");
  const { published, skipped, untaggable } = result;
  const { resigned, uncompared, gone } = result;
  return {
    releases: result.releases.map(({ tag, listed, series }) => ({
      tag,
      package: listed.name,
      file: listed.href,
      size: listed.size.package,
      buildTime: listed.buildTime,
      branch: series?.branch ?? result.branch ?? null,
      backport: series?.kind === "backport",
      development: series?.kind === "development",
    })),
    published,
    skipped,
    untaggable,
    resigned: resigned ?? null,
    uncompared: uncompared ?? null,
    gone,
    metadata: metadataToJson(result.metadata),
  };
}
