// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * An inspection as lines of text. Pure. The rules:
 *
 * - The first column says how far to trust a line: a space before what is
 *   verified or computed, `?` before an unproven claim, `!` before what is
 *   wrong.
 * - Text from an unproven claim is quoted and escaped, so that it can neither
 *   end its line nor look like words of this program.
 *
 * @module
 */

import { valuesOf } from "../errors.ts";
import { singleLine } from "../printable.ts";
import type {
  InspectedDigest,
  InspectedFile,
  InspectedHeader,
  InspectedSignature,
  InspectionProblem,
  RpmInspection,
} from "../rpm/inspection.ts";
import { formatTime } from "../time.ts";
import { longest } from "../wording.ts";

/** How far to trust a line. */
type Trust = "fact" | "claim" | "wrong" | "heading";

/** A line and how far to trust it. */
export interface InspectionLine {
  readonly trust: Trust;
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

/** Columns of a row's name, at least; tags of evidence may need more. */
const NAME_WIDTH = 14;

/** Any text on one line, cut to a length that a person reads. */
function short(text: string): string {
  const line = singleLine(text);
  return line.length <= MAX_VALUE ? line : `${line.slice(0, MAX_VALUE)}…`;
}

/** A text of an unproven claim. */
function quoted(text: string): string {
  return JSON.stringify(short(text));
}

function row(
  trust: Trust,
  name: string,
  value: string,
  width = NAME_WIDTH,
): InspectionLine {
  return { trust, text: `${name.padEnd(width)}${value}`.trimEnd() };
}

/** Width of the first column of rows with these names. */
function widthOf(rows: readonly { readonly tag: string }[]): number {
  return Math.max(NAME_WIDTH, longest(rows.map(({ tag }) => tag)) + 2);
}

function heading(text: string): InspectionLine {
  return { trust: "heading", text };
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
  const { verdict, header, signatures, digests } = inspection;
  return [
    heading(short(extras.file)),
    verdict === "verified"
      ? row("fact", "Verdict", "verified")
      : row("wrong", "Verdict", "NOT VERIFIED"),
    ...inspection.problems.map(problemRow),
    ...inspection.notes.map((note) => row("claim", "Note", note)),
    ...(verdict === "verified" ? [] : [stagesRow(inspection)]),
    ...(header === null
      ? [row("wrong", "Header", "cannot be read")]
      : headerRows(header)),
    ...identityRows(inspection, extras.upstreamCommit),
    heading("Signatures"),
    ...signatures.flatMap((signature) =>
      signatureRows(signature, widthOf(signatures))
    ),
    ...(signatures.length === 0 ? [row("wrong", "none", "")] : []),
    heading("Digests"),
    ...digests.map((digest) => digestRow(digest, widthOf(digests))),
    ...(digests.length === 0 ? [row("claim", "none", "")] : []),
    heading("Covered by good signatures"),
    ...coverageRows(inspection),
    ...fileRows(inspection),
  ];
}

function digestRow(
  { tag, matches, algorithm, value, covers }: InspectedDigest,
  width: number,
): InspectionLine {
  const [trust, state] = matches === null
    ? ["claim" as const, "not computed"]
    : matches
    ? ["fact" as const, "matches"]
    : ["wrong" as const, "WRONG"];
  const text = `${state}, ${algorithm} of ${covers.join(" and ")}: ` +
    quotedUnlessHex(value);
  return row(trust, tag, text, width);
}

function quotedUnlessHex(value: string): string {
  return /^[0-9a-f]+$/.test(value) ? value : quoted(value);
}

function problemRow(problem: InspectionProblem): InspectionLine {
  const { code, subject, problem: text } = problem;
  const values = valuesOf(problem).map(short);
  const words = [`${short(subject)}: ${short(text)}`, ...values].join(", ");
  return row("wrong", "Problem", `${code} ${words}`);
}

function stagesRow({ stages }: RpmInspection): InspectionLine {
  const words = Object.entries(stages)
    .map(([stage, state]) => `${stage} ${state.replace("-", " ")}`);
  return row("wrong", "Checked", words.join(", "));
}

function headerRows(header: InspectedHeader): InspectionLine[] {
  const trust = header.verified ? "fact" : "claim";
  const text = (name: string, value: string | null) => {
    if (value === null) return row(trust, name, "-");
    return row(trust, name, header.verified ? short(value) : quoted(value));
  };
  const { epoch } = header;
  return [
    text("Name", header.name),
    ...(epoch === null ? [] : [row(trust, "Epoch", String(epoch))]),
    text("Version", header.version),
    text("Release", header.release),
    text("Architecture", header.arch),
    text("Summary", header.summary),
    text("Licence", header.license),
    text("Vendor", header.vendor),
    text("Packager", header.packager),
    text("URL", header.url),
    text("Build time", header.buildTime && formatTime(header.buildTime)),
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
    ? row("claim", "Upstream", "not searched: the package is not verified")
    : row("fact", "Upstream", upstreamCommit ?? "the source names no commit");
  return [
    commit,
    row(
      content.verified ? "fact" : "claim",
      "Content",
      content.sha256 === null
        ? "main header and payload cannot be found"
        : `sha256 ${content.sha256}`,
    ),
    row("fact", "File", `sha256 ${sha256}, ${size} bytes`),
  ];
}

/** How far to trust a signature of each status, and the words for it. */
const SIGNATURE_STATES = {
  good: ["fact", "good"],
  bad: ["wrong", "BAD"],
  unchecked: ["claim", "unchecked"],
  unknown: ["claim", "unknown"],
  "not-reached": ["claim", "not reached"],
} as const;

function signatureRows(
  signature: InspectedSignature,
  width: number,
): InspectionLine[] {
  const { tag, covers, problem } = signature;
  const [trust, state] = SIGNATURE_STATES[signature.status];
  const kind = signature.version === null ? ["cannot be read"] : [
    `v${signature.version}`,
    `${signature.publicKeyAlgorithm}/${signature.hashAlgorithm}`,
    signature.created === null
      ? "without a time"
      : formatTime(signature.created),
    `key id ${signature.keyId ?? "not given"}`,
  ];
  const more: string[] = [];
  if (signature.fingerprint !== null) {
    const { fingerprint, signerFingerprint, userId } = signature;
    const subkey = signerFingerprint === fingerprint
      ? ""
      : `, subkey ${signerFingerprint}`;
    more.push(`by ${fingerprint} ${short(userId ?? "")}${subkey}`);
  }
  more.push(...signature.notes.map(short));
  if (problem !== null) {
    const found = problem.found === undefined
      ? ""
      : `, ${short(problem.found)}`;
    more.push(`${problem.code} ${short(problem.problem)}${found}`);
  }
  const text = `${state}, ${kind.join(" ")}, over ${covers.join(" and ")}`;
  return [
    row(trust, tag, text, width),
    ...more.map((line) => row(trust, "", line, width)),
  ];
}

function coverageRows(inspection: RpmInspection): InspectionLine[] {
  return (["header", "payload"] as const).map((part) => {
    const tags = inspection.coverage[part];
    return tags.length === 0
      ? row("wrong", part, "nothing")
      : row("fact", part, tags.join(", "));
  });
}

function fileRows({ files, stages }: RpmInspection): InspectionLine[] {
  if (files === null) {
    return [heading("Files"), row("wrong", "none", "the list cannot be read")];
  }
  const { verified, contentVerified, total, list, digestAlgorithm } = files;
  const state = contentVerified
    ? `each has its signed ${digestAlgorithm} digest`
    : !verified
    ? "as the package says"
    : stages.payload === "failed"
    ? "the list is signed, the payload is wrong"
    : "the list is signed, the payload was not opened";
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
    trust: verified ? "fact" : "claim",
    text: `${file.mode} ${String(file.size).padStart(8)} ` +
      `${shown(file.path)}${link}${ghost}`,
  };
}
