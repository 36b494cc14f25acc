// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * `neuron-publish inspect`. docs/json.md shows its JSON.
 *
 * @module
 */

import { attempt, DetailedError, VerificationError } from "../../errors.ts";
import { readLocalFile } from "../../local_file.ts";
import type { Keyring } from "../../openpgp/keyring.ts";
import { type CommandContext, defineCommand } from "../command.ts";
import { describeError } from "../error_report.ts";
import { EXIT, exitCodeOf } from "../exit.ts";
import { KEY_OPTIONS, packageFileOptions } from "../package_options.ts";
import type { Terminal } from "../terminal.ts";

/** `neuron-publish inspect` */
export const inspectCommand = defineCommand({
  name: "inspect",
  summary: "what package files say, and what of it was verified",
  operand: "FILE…",
  description: [
    "Shows name, build data, signatures, digests, files and the content's " +
    "identity. Works on unsigned and broken packages too: an unproven claim " +
    "is quoted after a question mark, and what is wrong follows an " +
    "exclamation mark. The payload is opened only if a good signature covers " +
    "it.",
  ],
  options: KEY_OPTIONS,
  exitCodes: [
    [0, "everything in every package was verified"],
    [
      3,
      "something could not be verified, or there is no key to verify it with",
    ],
  ],
  examples: [
    "neuron-publish inspect aws-neuronx-dkms-2.22.2.0.noarch.rpm",
    "neuron-publish inspect --json *.rpm | jq '.packages[].verdict'",
  ],

  parse: packageFileOptions,

  async run(options, terminal, context) {
    const { verifyAndInspect } = await import("../../rpm/inspect.ts");
    const { sourceTree } = await import("../../source/tree.ts");
    const { MAX_PACKAGE_BYTES } = await import("../../yum/upstream.ts");
    const { formatInspection } = await import("../inspection_text.ts");
    const { signal } = context;
    let finding: Promise<Keyring | undefined> | undefined;
    const packages: unknown[] = [];
    const failures: unknown[] = [];
    let code: number = EXIT.done;
    for (const file of options.files) {
      signal.throwIfAborted();
      try {
        const bytes = await readLocalFile(file, MAX_PACKAGE_BYTES, { signal });
        // After the read: a missing file must not wait for the server's key.
        finding ??= findKeyring(options, terminal, context);
        const about = { keyring: await finding, subject: file };
        const { inspection, rpm } = await verifyAndInspect(bytes, about);
        // A good package may be none of the driver's.
        const tree = rpm && attempt(() => sourceTree(rpm, file));
        const upstreamCommit = tree instanceof VerificationError
          ? undefined
          : tree?.upstreamCommit;
        if (inspection.verdict !== "verified") {
          code = Math.max(code, EXIT.unverified);
        }
        if (terminal.wantsJson) {
          const commit = upstreamCommit ?? null;
          packages.push({ file, upstreamCommit: commit, ...inspection });
          continue;
        }
        const extras = { file, upstreamCommit };
        for (const { trust, text } of formatInspection(inspection, extras)) {
          const [mark, style] = LOOKS[trust];
          terminal.result(terminal.painted(style, mark + text));
        }
      } catch (error) {
        if (!(error instanceof DetailedError)) throw error;
        failures.push({ file, ...describeError(error) });
        terminal.error(error, "inspect", "nothing of it was read");
        code = Math.max(code, exitCodeOf(error));
      }
    }
    terminal.json({ packages, failures });
    return code;
  },
});

/** The pinned keys. Without them, the package can still be described. */
async function findKeyring(
  { keySource, profile }: ReturnType<typeof packageFileOptions>,
  terminal: Terminal,
  context: CommandContext,
): Promise<Keyring | undefined> {
  const { obtainKeyring } = await import("../../publish/key_source.ts");
  try {
    return await obtainKeyring(keySource, { profile, ...context });
  } catch (error) {
    if (!(error instanceof DetailedError)) throw error;
    terminal.warning(
      `No key, so nothing can be verified: ${error.message}; name a key file ` +
        "with --key or a data repository with --repo",
    );
    return undefined;
  }
}

/** What a line begins with, and its colour. */
const LOOKS = {
  fact: ["  ", undefined],
  claim: ["? ", "dim"],
  wrong: ["! ", "red"],
  heading: ["", "bold"],
} as const;
