// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * An inspection in words. Pure. The rules:
 *
 * - The first column tells what a line is worth: a space before what is
 *   verified or computed, `?` before what nobody vouches for, `!` before what
 *   is wrong.
 * - A text that nobody vouches for stands in quotes, escaped, so that it can
 *   neither end its line nor pass for words of this program.
 *
 * @module
 */

import { singleLine } from "../printable.ts";
import type {
  InspectedFile,
  InspectedFiles,
  InspectedHeader,
  InspectedSignature,
  InspectionProblem,
  RpmInspection,
} from "../rpm/inspection.ts";

/** What a line is worth. */
export type Worth = "fact" | "claim" | "wrong" | "heading";

/** A line and what it is worth. */
export interface InspectionLine {
  readonly worth: Worth;
  /** Printable, without the first column. */
  readonly text: string;
}

/** What the caller adds: it needs a verified package. */
export interface InspectionExtras {
  /** Name of the file as it was given. */
  readonly file: string;
  /** The commit that the verified source names, 40 hexadecimal digits. */
  readonly upstreamCommit: string | undefined;
}

/** Characters of a value on a line. */
const MAX_VALUE = 200;

/** Columns of a row's name. */
const NAME_WIDTH = 14;

/** Any text on one line, cut to a length that a person reads. */
function short(text: string): string {
  const line = singleLine(text);
  return line.length <= MAX_VALUE ? line : `${line.slice(0, MAX_VALUE)}…`;
}

/** A text that nobody vouches for. */
function quoted(text: string): string {
  return JSON.stringify(short(text));
}

function row(worth: Worth, name: string, value: string): InspectionLine {
  return { worth, text: `${name.padEnd(NAME_WIDTH)}${value}`.trimEnd() };
}

function heading(text: string): InspectionLine {
  return { worth: "heading", text };
}

/**
 * Puts an inspection into lines.
 *
 * @param inspection what was found
 * @param extras what the caller knows besides
 */
export function formatInspection(
  inspection: RpmInspection,
  extras: InspectionExtras,
): InspectionLine[] {
  const { verdict, header, files, signatures, digests } = inspection;
  return [
    heading(short(extras.file)),
    verdict === "verified"
      ? row("fact", "Verdict", "verified")
      : row("wrong", "Verdict", "NOT VERIFIED"),
    ...inspection.problems.map(problemRow),
    ...(header === null
      ? [row("wrong", "Header", "cannot be read")]
      : headerRows(header)),
    ...identityRows(inspection, extras.upstreamCommit),
    heading("Signatures"),
    ...signatures.flatMap(signatureRows),
    ...(signatures.length === 0 ? [row("wrong", "none", "")] : []),
    heading("Digests"),
    ...digests.map(({ tag, matches, algorithm, value, covers }) =>
      row(
        matches === true ? "fact" : matches === false ? "wrong" : "claim",
        tag,
        `${matches ? "matches" : "WRONG"}, ${algorithm} of ` +
          `${covers.join(" and ")}: ${quotedUnlessHex(value)}`,
      )
    ),
    ...(digests.length === 0 ? [row("claim", "none", "")] : []),
    heading("Covered by good signatures"),
    ...coverageRows(inspection),
    ...fileRows(files),
  ];
}

function quotedUnlessHex(value: string): string {
  return /^[0-9a-f]+$/.test(value) ? value : quoted(value);
}

function problemRow(problem: InspectionProblem): InspectionLine {
  const { code, subject, problem: text, expected, found } = problem;
  const values = [
    ...(expected === undefined ? [] : [`expected ${short(expected)}`]),
    ...(found === undefined ? [] : [`found ${short(found)}`]),
  ];
  const words = [`${short(subject)}: ${short(text)}`, ...values].join(", ");
  return row("wrong", "Problem", `${code} ${words}`);
}

function headerRows(header: InspectedHeader): InspectionLine[] {
  const worth = header.verified ? "fact" : "claim";
  const text = (name: string, value: string | null) => {
    if (value === null) return row(worth, name, "-");
    return row(worth, name, header.verified ? short(value) : quoted(value));
  };
  const epoch = header.epoch === null
    ? []
    : [row(worth, "Epoch", String(header.epoch))];
  return [
    text("Name", header.name),
    ...epoch,
    text("Version", header.version),
    text("Release", header.release),
    text("Architecture", header.arch),
    text("Summary", header.summary),
    text("Licence", header.license),
    text("Build time", header.buildTime),
    text("Build host", header.buildHost),
    text("Source RPM", header.sourceRpm),
    text("Compressor", header.payloadCompressor),
  ];
}

function identityRows(
  inspection: RpmInspection,
  upstreamCommit: string | undefined,
): InspectionLine[] {
  const { content, size, sha256, verdict } = inspection;
  const commit = verdict === "unverified"
    ? row("claim", "Upstream", "not looked for: the payload does not hold")
    : row("fact", "Upstream", upstreamCommit ?? "the source names no commit");
  return [
    commit,
    row(
      content.verified ? "fact" : "claim",
      "Content",
      content.sha256 === null
        ? "header and payload cannot be told apart"
        : `sha256 ${content.sha256}`,
    ),
    row("fact", "File", `sha256 ${sha256}, ${size} bytes`),
  ];
}

function signatureRows(signature: InspectedSignature): InspectionLine[] {
  const { tag, status, covers, problem } = signature;
  const worth = status === "good"
    ? "fact"
    : status === "bad"
    ? "wrong"
    : "claim";
  const kind = signature.version === null ? ["cannot be read"] : [
    `v${signature.version}`,
    `${signature.publicKeyAlgorithm}/${signature.hashAlgorithm}`,
    signature.created ?? "without a time",
    `key id ${signature.keyId ?? "not given"}`,
  ];
  const lines = [
    row(
      worth,
      tag,
      `${status === "bad" ? "BAD" : status}, ${kind.join(" ")}, ` +
        `over ${covers.join(" and ")}`,
    ),
  ];
  if (signature.fingerprint !== null) {
    const { fingerprint, signerFingerprint, userId } = signature;
    const subkey = signerFingerprint === fingerprint
      ? ""
      : `, subkey ${signerFingerprint}`;
    lines.push(
      row("fact", "", `by ${fingerprint} ${short(userId ?? "")}${subkey}`),
    );
  }
  for (const note of signature.notes) lines.push(row("fact", "", short(note)));
  if (problem !== null) {
    const found = problem.found === undefined
      ? ""
      : `, ${short(problem.found)}`;
    lines.push(
      row(worth, "", `${problem.code} ${short(problem.problem)}${found}`),
    );
  }
  return lines;
}

function coverageRows(inspection: RpmInspection): InspectionLine[] {
  return (["header", "payload"] as const).map((part) => {
    const tags = inspection.coverage[part];
    return tags.length === 0
      ? row("wrong", part, "nothing")
      : row("fact", part, tags.join(", "));
  });
}

function fileRows(files: InspectedFiles | null): InspectionLine[] {
  if (files === null) {
    return [heading("Files"), row("wrong", "none", "the list cannot be read")];
  }
  const { verified, contentVerified, total, list, digestAlgorithm } = files;
  const state = contentVerified
    ? `each has its signed ${digestAlgorithm} digest`
    : verified
    ? "the list is signed, the contents do not hold"
    : "as the package says";
  const more = total - list.length;
  return [
    heading(`Files: ${total}, ${state}`),
    ...list.map((file) => fileRow(file, verified)),
    ...(more > 0 ? [row("claim", "", `and ${more} more`)] : []),
  ];
}

function fileRow(file: InspectedFile, verified: boolean): InspectionLine {
  const shown = verified ? short : quoted;
  const link = file.linkTo === "" ? "" : ` -> ${shown(file.linkTo)}`;
  const ghost = file.ghost ? " (not in the package)" : "";
  return {
    worth: verified ? "fact" : "claim",
    text: `${file.mode} ${String(file.size).padStart(8)} ` +
      `${shown(file.path)}${link}${ghost}`,
  };
}
