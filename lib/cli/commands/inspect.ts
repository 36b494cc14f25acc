// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * `neuron-publish inspect`. With `--json` it prints
 *
 * ```json
 * {
 *   "packages": [{
 *     "file": "driver.rpm",       as it was given
 *     "upstreamCommit": null,     40 hexadecimal digits, of a verified source
 *     …                           the members of RpmInspection
 *   }],
 *   "failures": [{ "file": "…", "problem": "…", … }]   files that cannot be read
 * }
 * ```
 *
 * @module
 */

import {
  DetailedError,
  OperationError,
  VerificationError,
} from "../../errors.ts";
import { createDownload } from "../../http.ts";
import { readLocalFile } from "../../local_file.ts";
import type { Keyring } from "../../openpgp/keyring.ts";
import { obtainKeyring } from "../../publish/key_source.ts";
import { inspectRpm } from "../../rpm/inspect.ts";
import type { RpmInspection } from "../../rpm/inspection.ts";
import { verifyRpm } from "../../rpm/rpm.ts";
import { sourceTree } from "../../source/tree.ts";
import { MAX_PACKAGE_BYTES } from "../../yum/upstream.ts";
import type { Command } from "../command.ts";
import { EXIT, exitCodeOf } from "../exit.ts";
import { formatInspection, type InspectionLine } from "../inspection_text.ts";
import type { CommandContext } from "../run.ts";
import { describeError, type Terminal } from "../terminal.ts";

/** Runs the command. */
export async function runInspect(
  command: Command & { kind: "inspect" },
  terminal: Terminal,
  context: CommandContext,
): Promise<number> {
  let keyring: Promise<Keyring | undefined> | undefined;
  const obtain = () => keyring ??= findKeyring(command, terminal, context);
  const packages: unknown[] = [];
  const failures: unknown[] = [];
  let code: number = EXIT.done;
  for (const file of command.files) {
    context.signal.throwIfAborted();
    try {
      const found = await inspect(file, obtain);
      if (found.inspection.verdict !== "verified") {
        code = Math.max(code, EXIT.unverified);
      }
      if (terminal.wantsJson) {
        const upstreamCommit = found.upstreamCommit ?? null;
        packages.push({ file, upstreamCommit, ...found.inspection });
      } else {
        formatInspection(found.inspection, { file, ...found })
          .forEach((line) => print(line, terminal));
      }
    } catch (error) {
      if (!(error instanceof DetailedError)) throw error;
      failures.push({ file, ...describeError(error) });
      terminal.error(error, "inspect", "nothing of it was looked at");
      code = Math.max(code, exitCodeOf(error));
    }
  }
  if (terminal.wantsJson) terminal.json({ packages, failures });
  return code;
}

/** Without a key there is still something to see. */
async function findKeyring(
  command: Command & { kind: "inspect" },
  terminal: Terminal,
  context: CommandContext,
): Promise<Keyring | undefined> {
  try {
    return await obtainKeyring(command.keySource, {
      profile: command.profile,
      download: createDownload(),
      ...context,
    });
  } catch (error) {
    const isExpected = error instanceof OperationError ||
      error instanceof VerificationError;
    if (!isExpected) throw error;
    terminal.warning(
      `No key, so nothing can be verified: ${error.message}; name a key file ` +
        "with --key or a data repository with --repo",
    );
    return undefined;
  }
}

interface Found {
  readonly inspection: RpmInspection;
  readonly upstreamCommit: string | undefined;
}

async function inspect(
  file: string,
  obtain: () => Promise<Keyring | undefined>,
): Promise<Found> {
  const bytes = await readLocalFile(file, MAX_PACKAGE_BYTES);
  // Only now: where there is no file, nobody waits for a server's key.
  const keyring = await obtain();
  const inspection = await inspectRpm(bytes, { keyring, subject: file });
  if (keyring === undefined || inspection.verdict !== "verified") {
    return { inspection, upstreamCommit: undefined };
  }
  const rpm = await verifyRpm(bytes, { keyring, subject: file });
  try {
    const { upstreamCommit } = sourceTree(rpm, file);
    return { inspection, upstreamCommit };
  } catch (error) {
    // A good package, though none of the driver's.
    if (!(error instanceof VerificationError)) throw error;
    return { inspection, upstreamCommit: undefined };
  }
}

const MARKS = { fact: " ", claim: "?", wrong: "!", heading: "" } as const;
const STYLES = {
  fact: undefined,
  claim: "dim",
  wrong: "red",
  heading: "bold",
} as const;

function print({ worth, text }: InspectionLine, terminal: Terminal): void {
  const mark = MARKS[worth];
  const line = mark === "" ? text : `${mark} ${text}`;
  const style = STYLES[worth];
  terminal.result(style === undefined ? line : terminal.painted(style, line));
}
