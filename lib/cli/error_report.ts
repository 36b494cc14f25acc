// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What an error says, for people and as JSON. Pure.
 *
 * @module
 */

import { printableAddress } from "../address.ts";
import { redactor } from "../redactor.ts";
import {
  messageOf,
  OperationError,
  type OperationKind,
  UsageError,
  type VerificationCode,
  VerificationError,
} from "../errors.ts";
import { singleLine } from "../printable.ts";

/** The parts of an error's message, for people and as JSON. */
export interface ErrorReport {
  /** Of a closed set, for verification errors only. */
  readonly code?: string | undefined;
  readonly subject?: string | undefined;
  readonly problem: string;
  readonly expected?: string | undefined;
  readonly found?: string | undefined;
  readonly hint: string;
}

/**
 * Most characters of each part. Names and versions in metadata, which nobody
 * signs, may have as many as the file.
 */
const MAX_PART = 1_000;

/**
 * Takes an error apart.
 *
 * @param error anything that was thrown
 * @param redact removes known secrets from its words; those of URLs are always
 * removed
 */
export function describeError(
  error: unknown,
  redact: (text: string) => string = redactor(),
): ErrorReport {
  const { code, subject, problem, expected, found, hint } = takeApart(error);
  const safe = (text: string) => shortened(redact(singleLine(text)));
  return {
    code,
    subject: subject && safe(printableAddress(singleLine(subject))),
    problem: safe(problem),
    expected: expected && safe(expected),
    found: found && safe(found),
    hint: redact(sentence(hint)),
  };
}

/** Text that ends in an ellipsis if it was longer than {@linkcode MAX_PART}. */
function shortened(text: string): string {
  return text.length <= MAX_PART ? text : `${text.slice(0, MAX_PART)}…`;
}

/** Text with a capital first letter. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function takeApart(error: unknown): ErrorReport {
  if (error instanceof VerificationError || error instanceof OperationError) {
    const { subject, problem, expected, found } = error;
    const code = error instanceof VerificationError ? error.code : undefined;
    const hint = error.hint ?? defaultHint(error);
    return { code, subject, problem, expected, found, hint };
  }
  if (error instanceof UsageError) {
    const { message: problem, hint = "see neuron-publish --help" } = error;
    return { problem, hint };
  }
  const message = messageOf(error);
  if (error instanceof Deno.errors.NotCapable) {
    return {
      problem: `Not allowed: ${message}`,
      hint: "all that is ever needed is --allow-read --allow-write " +
        "--allow-env --allow-net --allow-run=git",
    };
  }
  const code = systemCode(error);
  if (code !== undefined) {
    const [, found = message, verb, path] =
      /^(.* \(os error \d+\)): (\w+) '(.*)'/s.exec(message) ?? [];
    return {
      subject: path ?? "the system",
      problem: verb === undefined ? "it refuses" : `${verb} failed`,
      found,
      hint: SYSTEM_HINTS[code] ?? DISK_HINT,
    };
  }
  if (message.endsWith("is not valid UTF-8")) {
    return {
      problem: message,
      hint: "rename that, or run it in another directory",
    };
  }
  return {
    problem: `Something unexpected happened: ${message}`,
    hint: "this is a bug in neuron-publish: run it again with --verbose and " +
      "report the output",
  };
}

/** The file may be damaged in transit: the vendor's own may be good. */
const LATER = "do not use this file. Download it again later; if it still " +
  "fails, report it to the vendor";

/** The vendor made the file so: downloading it again does not help. */
const REPORT = "do not use this file, and report it to the vendor";

const ROTATION = "if the vendor has announced a new key, see " +
  "docs/key-rotation.md; otherwise do not use this file, and report it to " +
  "the vendor";

const DISK_HINT =
  "check the path, permissions and free space, then run it again";

/** What to do where the error itself does not say. */
const ADVICE: Readonly<Record<VerificationCode | OperationKind, string>> = {
  E_FORMAT: LATER,
  E_LIMIT: `${REPORT}: no good file is beyond that bound`,
  E_SIZE: LATER,
  E_DIGEST: LATER,
  E_SIG: LATER,
  E_UNSIGNED: `${REPORT}: it signs all of its packages`,
  E_COVERAGE: `${REPORT}: anybody can change what no signature covers`,
  E_NOKEY: ROTATION,
  E_UNTRUSTED: ROTATION,
  E_WEAK: `${REPORT}: waiting does not help, it has to use a stronger ` +
    "algorithm",
  E_UNKNOWN: "a newer version of this program may know it; if none does, " +
    "report it to the vendor",
  E_SIG_TIME: "check this machine's clock. If it is right, do not use this " +
    "file, and report it to the vendor",
  E_FILE: `${REPORT}: it is signed, and contradicts itself`,
  E_BOMB: `${REPORT}: it is signed, and contradicts itself`,
  E_PATH: `${REPORT}: nothing with such a path is ever written`,
  E_TYPE: `${REPORT}: nothing of such a type is ever written`,
  E_LAYOUT: "check that this is a package of the driver. If the vendor has " +
    "changed how it packs, that needs a newer neuron-publish",
  E_META: "the vendor's repository may be changing right now: run it again " +
    "later; if it still fails, report it to the vendor",
  E_ROLLBACK: "run it again later, since a mirror may lag behind; if " +
    "upstream took a release back on purpose, use --allow-rollback",
  E_CONTENT: "a published version never changes: do not use what is offered " +
    "now, ask the vendor, and tell the public",
  network: "check the connection and the URL, then run it again",
  upstream: "look at what the vendor's server offers, then run it again",
  git: "see what git says, then run it again",
  repository: "look at the repository's state with git status, then run it " +
    "again",
  disk: DISK_HINT,
};

/** What to do about an error of the system, by its name in errno(3). */
const SYSTEM_HINTS: Readonly<Record<string, string>> = {
  EACCES: "check the permissions, and who owns it",
  EPERM: "check the permissions, and who owns it",
  EDQUOT: "free some of your quota, then run it again",
  EFBIG: "allow larger files, see ulimit -f, then run it again",
  EIO: "check the disk: it fails",
  ELOOP: "check the symbolic links of the path",
  EMFILE: "allow more open files, with ulimit -n",
  ENFILE: "close other programs: the system has too many open files",
  ENAMETOOLONG: "use a shorter path",
  ENOENT: "check the path",
  ENOTDIR: "check the path: a part of it is not a directory",
  ENOSPC: "make room on the disk, then run it again",
  EROFS: "name a place on a file system that can be written",
};

/** What git says about a full disk; of a pack it says the second. */
const GIT_DISK_FULL = /No space left on device|Out of diskspace/;

/** The name in errno(3) of an error of the system, or of what caused it. */
function systemCode(error: unknown): string | undefined {
  for (let e = error; e instanceof Error; e = e.cause) {
    if ("code" in e && typeof e.code === "string" && /^E[A-Z]+$/.test(e.code)) {
      return e.code;
    }
  }
  return undefined;
}

function defaultHint(error: VerificationError | OperationError): string {
  if (error instanceof VerificationError) return ADVICE[error.code];
  const system = error.kind === "disk"
    ? systemCode(error)
    : error.kind === "git" && GIT_DISK_FULL.test(error.found ?? "")
    ? "ENOSPC"
    : undefined;
  return SYSTEM_HINTS[system ?? ""] ?? ADVICE[error.kind];
}
