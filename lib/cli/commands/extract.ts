// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * `neuron-publish extract`. docs/json.md shows its JSON.
 *
 * @module
 */

import { DetailedError, VerificationError } from "../../errors.ts";
import { readLocalFile } from "../../local_file.ts";
import type { Keyring } from "../../openpgp/keyring.ts";
import { singleLine } from "../../printable.ts";
import type { ExtractedPackage } from "../../source/extraction.ts";
import { counted, longest } from "../../wording.ts";
import { defineCommand } from "../command.ts";
import { describeError } from "../error_report.ts";
import { EXIT, exitCodeOf } from "../exit.ts";
import { KEY_OPTIONS, packageFileOptions } from "../package_options.ts";
import type { Terminal } from "../terminal.ts";
import { formatDay } from "../../time.ts";

/** `neuron-publish extract` */
export const extractCommand = defineCommand({
  name: "extract",
  summary: "verify package files and write their source to a directory",
  operand: "FILE…",
  description: [
    "Verifies each package by the pinned key, then writes its source into a " +
    "new directory that is named as in the package, such as " +
    "aws-neuronx-2.22.2.0. With --all, every file of the package goes into " +
    "<name>-<version>-<release>.<arch>. Executable files get mode 755, other " +
    "files 644, as in git; owners, groups and other modes of the package are " +
    "not kept.",
    "All packages are verified before anything is written, and a directory " +
    "appears whole or not at all. If one package is refused, or a directory " +
    "exists already, nothing is written.",
  ],
  options: [
    ...KEY_OPTIONS,
    {
      name: "directory",
      value: "DIR",
      short: "C",
      help: "existing directory to write into (default: the current one)",
    },
    {
      name: "all",
      short: "a",
      help: "every file of the package, not the driver's source alone",
    },
  ],
  exitCodes: [[0, "everything was verified and written"]],
  examples: [
    "neuron-publish extract aws-neuronx-dkms-2.22.2.0.noarch.rpm",
    "neuron-publish extract --repo aws-neuron-driver -C sources *.rpm",
  ],

  parse(values) {
    return {
      ...packageFileOptions(values),
      /** Directory to write into. */
      directory: values.one("directory") ?? ".",
      /** Every file instead of the source. */
      all: values.has("all"),
    };
  },

  async run({ files, keySource, profile, ...options }, terminal, context) {
    const { obtainKeyring } = await import("../../publish/key_source.ts");
    const { Extraction } = await import("../../source/extraction.ts");
    const { MAX_PACKAGE_BYTES } = await import("../../yum/upstream.ts");
    let keyring: Keyring | undefined;
    await using extraction = new Extraction({ ...options, ...context });
    const verified: ExtractedPackage[] = [];
    const failures: Failure[] = [];
    for (const file of files) {
      context.signal.throwIfAborted();
      const bytes = await readLocalFile(file, MAX_PACKAGE_BYTES, {
        resizable: true,
        signal: context.signal,
      }).catch(asFailure);
      if (bytes instanceof Error) {
        failures.push({ file, error: bytes });
        continue;
      }
      // After the read: a missing file must not wait for the server's key.
      keyring ??= await obtainKeyring(keySource, { profile, ...context });
      try {
        verified.push(await extraction.add(bytes, file, keyring));
        terminal.step(`Verified ${file}`);
      } catch (error) {
        if (!(error instanceof VerificationError)) throw error; // the disk
        failures.push({ file, error });
      }
    }
    const isGood = failures.length === 0;
    const directories = isGood ? await extraction.finish() : [];
    if (terminal.wantsJson) {
      terminal.json(await toJson(verified, directories, failures));
    } else if (isGood) await print(verified, directories, terminal);
    for (const { error } of failures) {
      terminal.error(error, "extract", "nothing was written");
    }
    const codes = failures.map(({ error }) => exitCodeOf(error));
    return Math.max(EXIT.done, ...codes);
  },
});

/** A package that does not verify, or cannot be read. */
interface Failure {
  readonly file: string;
  readonly error: DetailedError;
}

/** Passes on what is wrong with one package; the next one may be good. */
function asFailure(error: unknown): DetailedError {
  if (error instanceof DetailedError) return error;
  throw error;
}

async function print(
  verified: readonly ExtractedPackage[],
  directories: readonly string[],
  terminal: Terminal,
): Promise<void> {
  const { payloadSignature } = await import("../../record/signature_choice.ts");
  const shown = directories.map(singleLine);
  const width = longest(shown);
  for (const [i, { rpm, files }] of verified.entries()) {
    terminal.result([
      terminal.painted("bold", (shown[i] ?? "").padEnd(width)),
      terminal.painted("green", "verified"),
      `signed ${formatDay(payloadSignature(rpm).created)}`,
      counted(files, "file"),
      `key ${payloadSignature(rpm).fingerprint}`,
    ].join("  "));
  }
}

async function toJson(
  verified: readonly ExtractedPackage[],
  directories: readonly string[],
  failures: readonly Failure[],
): Promise<object> {
  const { packageToJson } = await import("../evidence_json.ts");
  return {
    packages: verified.map(({ file, rpm, files, upstreamCommit }, i) => ({
      file,
      folder: directories[i],
      ...packageToJson(rpm),
      version: rpm.info.version,
      release: rpm.info.release,
      arch: rpm.info.arch,
      upstreamCommit: upstreamCommit ?? null,
      files,
    })),
    failures: failures.map(({ file, error }) => ({
      file,
      ...describeError(error),
    })),
  };
}
