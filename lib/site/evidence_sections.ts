// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The evidence on a release's page: the chain with its values, then every file
 * from the signed header to git's blob.
 *
 * @module
 */

import { type CheckCode, CHECKS } from "../verify/check_codes.ts";
import type { Check } from "../verify/checks.ts";
import type { RpmSignature } from "../rpm/signature.ts";
import { type Html, joined, markup, type Part } from "./html.ts";
import type { Site, SiteRelease } from "./model.ts";
import { commitLink, compared, fingerprint, mark, moment } from "./page.ts";
import { table } from "./table.ts";

/** One link of the chain. */
interface Link {
  readonly name: string;
  readonly value: Part;
  /** The checks that decide whether this link is good. */
  readonly codes: readonly CheckCode[];
}

/** The chain from the vendor's metadata to the tag, in the order of trust. */
export function chainSection(site: Site, release: SiteRelease): Html {
  const { audit } = release;
  const links = table({
    label: "Table of the chain of evidence",
    columns: ["Link", "Value", "Result"],
    rows: chainOf(site, release).map(({ name, value, codes }) => {
      const checks = audit.checks.filter(({ code }) => codes.includes(code));
      const odd = checks.filter(({ status }) => status !== "ok")
        .map((check) => markup`<div>${comparedValues(check)}</div>`);
      return [name, [value, odd], worstOf(checks)];
    }),
  });
  return markup`
    <h2 id="chain">Chain of evidence</h2>
    <p>Each link vouches for the next one. The root is the fingerprint of the
      vendor's key; nothing else is taken on trust.</p>
    ${links}
  `;
}

/** Shows what a check compared: its value, or its subject if it has none. */
export function comparedValues(
  { code, status, subject, problem, value, expected, found, reason }: Check,
): Html {
  if (status === "ok") return compared(value ?? subject);
  const labelled = (label: string, text: string | undefined) =>
    text === undefined ? [] : [markup`${label} ${compared(text)}`];
  const parts = [
    problem ?? `this is not true: ${CHECKS[code]}`,
    ...labelled("expected", expected),
    ...labelled("found", found),
    ...labelled("refused as", reason),
  ];
  return joined(parts, "; ");
}

/** Shows the worst result of some checks, or that none was made. */
function worstOf(checks: readonly Check[]): Html {
  const worst = checks.find(({ status }) => status === "failed") ??
    checks.find(({ status }) => status !== "ok") ?? checks[0];
  return worst === undefined
    ? markup`<span class="note">! not reached</span>`
    : mark(worst.status);
}

function chainOf(
  { web, profile }: Site,
  { audit, evidence }: SiteRelease,
): Link[] {
  const code = (text: string) => markup`<code>${text}</code>`;
  const { package: known, commit, tag } = audit;
  const values = (...codes: readonly CheckCode[]) =>
    audit.checks.filter((check) => codes.includes(check.code))
      .map(({ subject, value, found = value }) =>
        found !== undefined && markup`<div>${subject}: ${code(found)}</div>`
      );
  const links: Link[] = [{
    name: "Metadata",
    value: markup`repomd.xml names each metadata file by size and checksum
      ${values("metadata", "metadata-sums")}`,
    codes: ["metadata", "metadata-sums"],
  }];
  if (known === undefined) {
    links.push({
      name: "Package",
      value: markup`was not verified`,
      codes: ["listed", "package-file", "package-checksum", "package"],
    });
  } else {
    links.push({
      name: "Package checksum",
      value: markup`primary.xml names ${code(known.file)}${
        evidence === undefined
          ? markup`<div>SHA-256 of the file: ${code(known.sha256)}</div>`
          : markup` by size and checksum
        <div>${evidence.listed.size} bytes,
          ${evidence.listed.checksum.type}
          ${code(evidence.listed.checksum.value)}</div>`
      }`,
      codes: ["listed", "package-file", "package-checksum", "package-sum"],
    });
    const signatures = evidence?.signatures ?? [];
    for (const signature of signatures) links.push(signatureLink(signature));
    links.push({
      name: "Header and payload",
      value: markup`version ${tag}, built ${moment(known.buildTime)}
        <div>SHA-256 of both, which stays when the vendor signs again:
        ${code(known.contentSha256)}</div>
        <div>Vendor's commit: ${
        known.upstreamCommit === undefined
          ? "the source names none"
          : code(known.upstreamCommit)
      }</div>`,
      codes: ["package"],
    }, {
      name: "File list",
      value: evidence === undefined
        ? markup`every file of the payload matches its signed digest`
        : markup`${evidence.files.length} files of the source match their signed
          digests: <a href="#files">each file</a>`,
      codes: ["package"],
    }, {
      name: "Tree",
      value: markup`git's id of <code>${profile.sourceFolder}/</code> as the
        package has it: ${code(known.tree)}`,
      codes: ["source"],
    });
  }
  links.push({
    name: "Commit",
    value: [
      commitLink(web, commit),
      audit.committedAt &&
      markup`<div>published ${moment(audit.committedAt)}</div>`,
    ],
    codes: ["message-format", "message-fields", "message-trailers", "paths"],
  }, {
    name: "Tag",
    value: code(tag),
    codes: ["tag"],
  });
  return links;
}

function signatureLink(signature: RpmSignature): Link {
  const { tag, version, hashAlgorithm, publicKeyAlgorithm } = signature;
  const kind = publicKeyAlgorithm.startsWith("rsa")
    ? "RSA"
    : publicKeyAlgorithm;
  return {
    name: "Signature",
    value: markup`${tag}: ${kind} with ${hashAlgorithm}, OpenPGP version
      ${version}, made ${moment(signature.created)}
      <div>covers ${
      signature.coversPayload ? "header and payload" : "the header"
    }</div>
      <div>by ${fingerprint(signature.signerFingerprint)}
      ${signature.userId}</div>`,
    codes: ["key", "package"],
  };
}

/** The id of a file's row, for links. */
export function fileAnchor(index: number): string {
  return `s${index + 1}`;
}

/** Every source file: size, modes, signed digest, blob. */
export function filesSection(site: Site, { evidence }: SiteRelease): Html {
  if (evidence === undefined) return markup``;
  const { sourceFolder } = site.profile;
  const files = table({
    label: "Table of all files",
    columns: [
      { name: `File below ${sourceFolder}/`, style: "path" },
      { name: "Bytes", style: "num", label: "Bytes" },
      { name: "Signed mode", label: "Signed mode" },
      { name: "Signed digest", label: "Signed digest" },
      { name: "git blob", label: "git blob" },
    ],
    rows: evidence.files.map(
      ({ path, size, signedMode, algorithm, digest, blob }) => [
        markup`<code>${path}</code>`,
        size,
        markup`<code>${signedMode}</code>`,
        algorithm === undefined
          ? "none: a link"
          : markup`${algorithm} <code>${digest}</code>`,
        markup`<code>${blob}</code>`,
      ],
    ),
    rowId: fileAnchor,
  });
  return markup`
    <h2 id="files">Every file</h2>
    <p>The digest is in the header that the vendor signed;
      <code>git hash-object ${sourceFolder}/FILE</code> prints the blob.</p>
    <details>
      <summary>${evidence.files.length} files</summary>
      ${files}
    </details>
  `;
}
