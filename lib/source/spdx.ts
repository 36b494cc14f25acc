// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What is in a source tarball and where it came from, as an SPDX 2.3 document
 * in JSON. Numbers in comments are sections of the SPDX Specification 2.3
 * (spdx.github.io/spdx-spec/v2.3). Pure.
 *
 * @module
 */

import { printableAddress } from "../address.ts";
import { digestHex } from "../digest.ts";
import type { SourceFile, SourceTree } from "./tree.ts";
import { formatTime } from "../time.ts";

/** What the document is about. */
export interface SpdxSubject {
  /** Name of the tarball without suffix. */
  readonly name: string;
  /** The driver's version. */
  readonly version: string;
  /** File name of the tarball. */
  readonly tarball: string;
  /** SHA-256 of the tarball, lower-case hexadecimal. */
  readonly tarballSha256: string;
  /** The package that the source was taken from. */
  readonly rpm: {
    readonly name: string;
    readonly file: string;
    readonly sha256: string;
    /** SHA-256 of main header and payload. */
    readonly contentSha256: string;
    /** When the vendor built it. */
    readonly buildTime: Date;
    /** Licence, as the package spells it. */
    readonly license: string;
    /** Full fingerprint of the key that signed it. */
    readonly fingerprint: string;
  };
  /** Root of the vendor's repository. */
  readonly repoUrl: string;
  /** The source. */
  readonly tree: SourceTree;
  /** This program, with its version. */
  readonly tool: string;
}

/** Spellings of GPL 2 in packages, and SPDX's own. */
const LICENSES: Readonly<Record<string, string>> = {
  "GPL-2.0": "GPL-2.0-only",
  "GPL-2.0-only": "GPL-2.0-only",
  "GPLv2": "GPL-2.0-only",
};

const UNKNOWN = "NOASSERTION";

/** Bytes at a file's head that may name its licence. */
const HEAD_BYTES = 1024;

/** The whole line: `GPL-2.0 WITH Linux-syscall-note` is not GPL-2.0. */
const LICENSE_LINE = new RegExp(
  String.raw`SPDX-License-` +
    String.raw`Identifier:[ \t]*([A-Za-z0-9.+-]+)[ \t]*(?:\*/)?[ \t\r]*$`,
  "m",
);

/**
 * Writes the document. The same release gives the same document.
 *
 * @param subject what it is about
 */
export function spdxDocument(subject: SpdxSubject): unknown {
  const { name, version, tree, rpm, tool } = subject;
  const created = formatTime(rpm.buildTime);
  const files = tree.files.filter(({ mode }) => mode !== "120000");
  const links = tree.files.filter(({ mode }) => mode === "120000");
  const license = LICENSES[rpm.license] ?? UNKNOWN;
  // 7.15, 7.17
  const common = { licenseDeclared: license, copyrightText: UNKNOWN };
  const document = {
    spdxVersion: "SPDX-2.3", // 6.1
    dataLicense: "CC0-1.0", // 6.2
    SPDXID: "SPDXRef-DOCUMENT", // 6.3
    name, // 6.4
    creationInfo: { created, creators: [`Tool: ${tool}`] }, // 6.8, 6.9
    packages: [
      {
        SPDXID: "SPDXRef-Source", // 7.2
        name: "aws-neuron-driver", // 7.1
        versionInfo: version, // 7.3
        packageFileName: subject.tarball, // 7.4
        downloadLocation: UNKNOWN, // 7.7: wherever it was put
        filesAnalyzed: true, // 7.8
        packageVerificationCode: {
          packageVerificationCodeValue: verificationCode(files),
        },
        checksums: [sha256(subject.tarballSha256)], // 7.10
        licenseConcluded: UNKNOWN, // 7.13: no review of licences
        licenseInfoFromFiles: [...new Set(files.map(licenseOf))].sort(), // 7.14
        ...common,
        sourceInfo: tree.upstreamCommit &&
          `built from commit ${tree.upstreamCommit} of the vendor`,
        comment: links.length === 0
          ? undefined
          : "symbolic links, which have no checksum: " +
            links.map(({ path }) => path).join(", "),
      },
      {
        SPDXID: "SPDXRef-Rpm",
        name: rpm.name,
        versionInfo: version,
        packageFileName: rpm.file,
        supplier: "Organization: Amazon Web Services",
        downloadLocation: `${printableAddress(subject.repoUrl)}/${
          encodeURIComponent(rpm.file)
        }`,
        filesAnalyzed: false, // 7.8: so it has no 7.9 and no 7.14
        checksums: [sha256(rpm.sha256)],
        licenseConcluded: UNKNOWN,
        ...common,
        licenseComments: license === UNKNOWN
          ? `the package says: ${rpm.license}`
          : undefined,
        comment: `signed by ${rpm.fingerprint}`,
      },
    ],
    files: files.map((file, i) => ({
      SPDXID: `SPDXRef-File-${i + 1}`,
      fileName: `./${name}/${file.path}`, // 8.1: from the package's root
      checksums: [ // 8.4: SHA-1 is required
        { algorithm: "SHA1", checksumValue: digestHex("SHA-1", file.content) },
        sha256(digestHex("SHA-256", file.content)),
      ],
      licenseConcluded: UNKNOWN,
      licenseInfoInFiles: [licenseOf(file)],
      copyrightText: UNKNOWN,
    })),
    relationships: [ // 11.1
      relation("SPDXRef-DOCUMENT", "DESCRIBES", "SPDXRef-Source"),
      relation("SPDXRef-Source", "GENERATED_FROM", "SPDXRef-Rpm"),
      ...files.map((_, i) =>
        relation("SPDXRef-Source", "CONTAINS", `SPDXRef-File-${i + 1}`)
      ),
    ],
  };
  // 6.5: no two documents share one, so it is made from all the rest.
  const rest = new TextEncoder().encode(JSON.stringify(document));
  return {
    ...document,
    documentNamespace: `https://spdx.org/spdxdocs/${name}-${
      digestHex("SHA-256", rest)
    }`,
  };
}

function relation(from: string, type: string, to: string): unknown {
  return {
    spdxElementId: from,
    relationshipType: type,
    relatedSpdxElement: to,
  };
}

function sha256(checksumValue: string): unknown {
  return { algorithm: "SHA256", checksumValue };
}

/** SHA-1 of the files' SHA-1, sorted and without separator (7.9). */
function verificationCode(files: readonly SourceFile[]): string {
  const sums = files.map(({ content }) => digestHex("SHA-1", content)).sort();
  return digestHex("SHA-1", new TextEncoder().encode(sums.join("")));
}

/** What the file itself says, if that is plainly one licence of SPDX's list. */
function licenseOf({ content }: SourceFile): string {
  const head = new TextDecoder().decode(content.subarray(0, HEAD_BYTES));
  const found = LICENSE_LINE.exec(head)?.[1];
  return found === undefined ? UNKNOWN : LICENSES[found] ?? UNKNOWN;
}
