// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * `neuron-publish archive`. docs/json.md shows its JSON.
 *
 * @module
 */

import type { CheckedArchive } from "../../archive/check_archive.ts";
import { UsageError } from "../../errors.ts";
import { singleLine } from "../../printable.ts";
import type { ReleaseAudit } from "../../verify/contract.ts";
import type { ProofOptions } from "../../verify/proven_release.ts";
import { defineCommand } from "../command.ts";
import { EXIT } from "../exit.ts";
import { OPTION, PROOF_OPTIONS, publishedOptions } from "../options.ts";
import type { Terminal } from "../terminal.ts";

/** `neuron-publish archive` */
export const archiveCommand = defineCommand({
  name: "archive",
  summary: "one release as a reproducible source tarball",
  operand: "[VERSION]",
  description: [
    "Proves the release as verify does and packs the source in its signed " +
    "package, with the package's modes and build time. The same " +
    "release gives the same bytes everywhere. Beside FILE it writes " +
    "FILE.sha256 and FILE.spdx.json, an SPDX 2.3 document. If one of them " +
    "exists, nothing is written.",
    "With --check, somebody else's tarball is compared with the release " +
    "whose version it claims, byte by byte. It may be compressed by another " +
    "program, or not at all. VERSION may be left out.",
  ],
  options: [
    OPTION.repo,
    {
      ...OPTION.out,
      help: "tarball to write (default: aws-neuron-driver-<version>.tar.gz); " +
        "- for stdout, without the files beside it",
    },
    {
      name: "check",
      value: "FILE",
      help: "compare this tarball with the release instead, write nothing",
    },
    ...PROOF_OPTIONS,
  ],
  exitCodes: [
    [0, "written; with --check: it is the release's"],
    [3, "the release fails verification, or the tarball is not the release's"],
  ],
  examples: [
    "neuron-publish archive 2.22.2.0 --repo aws-neuron-driver",
    "neuron-publish archive --check aws-neuron-driver-2.22.2.0.tar.gz",
  ],

  parse(values) {
    const version = values.operand;
    const [output, check] = [values.newFile("out"), values.one("check")];
    if (output !== undefined && check !== undefined) {
      throw new UsageError(
        "Options --out and --check contradict each other",
        "give one of them",
      );
    }
    if (version === "" && check === undefined) {
      throw new UsageError(
        "No VERSION given",
        "see neuron-publish archive --help",
      );
    }
    if (output === "-" && values.has("json")) {
      throw new UsageError(
        "The tarball and the JSON document both go to stdout",
        "name a file with --out, or leave out --json",
      );
    }
    return {
      ...publishedOptions(values),
      /** The release; "" for the one that the tarball claims. */
      version,
      /** The tarball to write; "-" for stdout. */
      output,
      /** The tarball to check. */
      check,
    };
  },

  async run(
    { check: tarball, output, ...options },
    terminal,
    { env, signal },
  ) {
    const proof = { ...options, env, signal };
    if (tarball === undefined) await make(output, proof, terminal);
    else await check(tarball, proof, terminal);
    return EXIT.done;
  },
});

async function make(
  output: string | undefined,
  proof: ProofOptions,
  terminal: Terminal,
): Promise<void> {
  const { version } = proof;
  const { archive } = await import("../../archive/archive.ts");
  const { archiveName } = await import("../../archive/source_archive.ts");
  const { writeNewFiles } = await import("../../source/write_files.ts");
  const { basename } = await import("@std/path/basename");
  const { dirname } = await import("@std/path/dirname");
  const { resolve } = await import("@std/path/resolve");
  const path = output === undefined || output === "-"
    ? archiveName(version)
    : output;
  const name = basename(resolve(path));
  const made = await archive({ ...proof, name });
  const { audit, sha256, files } = made;
  if (output === "-") {
    terminal.bytes(files[0].bytes);
    terminal.note(`${sha256}  ${name}: ${verdictText(audit)}`);
    return;
  }
  const written = await writeNewFiles(dirname(path), files);
  if (terminal.wantsJson) {
    terminal.json({ ...await toJson(made, path), written });
  } else {
    terminal.result(`${sha256}  ${singleLine(path)}`);
    terminal.note(
      `${version} was ${verdictText(audit)}; beside it: .sha256, .spdx.json`,
    );
  }
}

async function check(
  path: string,
  proof: ProofOptions,
  terminal: Terminal,
): Promise<void> {
  const { checkArchive } = await import("../../archive/check_archive.ts");
  const checked = await checkArchive(path, proof);
  const { audit, tar, sameFile } = checked;
  if (terminal.wantsJson) {
    const document = await toJson(checked, path);
    terminal.json({ ...document, written: [], sameFile });
    return;
  }
  terminal.result([
    terminal.painted("bold", singleLine(path)),
    audit.tag,
    `${tar.entries.length} entries`,
    terminal.painted("green", "verified"),
  ].join("  "));
  if (!sameFile) {
    terminal.note("The same tarball; only its compression differs");
  }
}

function verdictText({ verdict }: ReleaseAudit): string {
  return verdict === "verified" ? "verified" : "verified, with notes";
}

async function toJson(
  { audit, tar, sha256 }: Pick<CheckedArchive, "audit" | "tar" | "sha256">,
  file: string,
): Promise<object> {
  const { digestHex } = await import("../../digest.ts");
  return {
    version: audit.tag,
    verdict: audit.verdict,
    sha256,
    tarSha256: await digestHex("SHA-256", tar.bytes),
    entries: tar.entries.length,
    file,
  };
}
