// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Reads the fields of a main header that say what the package is.
 *
 * @module
 */

import { VerificationError } from "../errors.ts";
import { LAST_SECOND } from "../time.ts";
import type { Header } from "./header.ts";
import { TAG } from "./tags.ts";
import type { Evr } from "./version.ts";

/** What the signed header says about the package as a whole. */
export interface RpmInfo extends Evr {
  /** The package's name. */
  readonly name: string;
  /** `src` for source packages, whatever their header says. */
  readonly arch: string;
  /** What it is, usually one line. */
  readonly summary: string;
  /** What it is, any number of lines. */
  readonly description: string;
  /** The licence, in the packager's spelling. */
  readonly license: string;
  /** Name of the machine that built it. */
  readonly buildHost: string;
  /** When it was built, in whole seconds. */
  readonly buildTime: Date;
  /** PAYLOADCOMPRESSOR; undefined if the header does not name one. */
  readonly payloadCompressor: string | undefined;
}

/**
 * Whether a header is that of a source package (rpm lib/header.cc,
 * `headerIsSource`). The lead says so too, but it is not signed.
 */
export function isSourcePackage(header: Header): boolean {
  return header.has(TAG.SOURCEPACKAGE) || !header.has(TAG.SOURCERPM);
}

/**
 * Refuses packages of a kind that this program does not read: another package
 * format than 4, another archive than cpio, and source packages.
 *
 * @param header the main header
 * @param leadVersion the lead's major version
 * @throws {VerificationError} `E_FORMAT`; `E_LAYOUT` for a source package
 */
export function checkKind(header: Header, leadVersion: number): void {
  const { subject } = header;
  if (isSourcePackage(header)) {
    throw new VerificationError("E_LAYOUT", {
      subject,
      problem: "is a source package",
      expected: "a binary package",
      hint: "use the package that was built from it; its file name does not " +
        "end in .src.rpm",
    });
  }
  const format = leadVersion === 4 ? 6 : header.integer(TAG.RPMFORMAT) ?? 4;
  const archive = header.string(TAG.PAYLOADFORMAT) ?? "cpio";
  if (format !== 4 || archive !== "cpio") {
    throw new VerificationError("E_FORMAT", {
      subject,
      problem: format === 6
        ? "has the package format of rpm 6, which is not supported"
        : "has a package format that is not supported",
      expected: "format 4 with a cpio payload",
      found: `format ${format} with a ${archive} payload`,
    });
  }
}

/**
 * Reads those fields.
 *
 * @param header the main header
 * @throws {VerificationError} `E_FORMAT` if one is missing or of another type
 */
export function readInfo(header: Header): RpmInfo {
  const { subject } = header;
  const required = <T>(name: string, value: T | undefined): T => {
    if (value !== undefined) return value;
    throw new VerificationError("E_FORMAT", {
      subject,
      problem: `the main header has no ${name}`,
    });
  };
  const arch = header.string(TAG.ARCH);
  const built = required("build time", header.integer(TAG.BUILDTIME));
  if (built > LAST_SECOND) {
    throw new VerificationError("E_FORMAT", {
      subject,
      problem: "the main header has a build time that is none",
      expected: "seconds since 1970, before the year 10000",
      found: `${built}`,
    });
  }
  return {
    name: required("name", header.string(TAG.NAME)),
    epoch: header.integer(TAG.EPOCH) ?? 0,
    version: required("version", header.string(TAG.VERSION)),
    release: required("release", header.string(TAG.RELEASE)),
    arch: isSourcePackage(header) ? "src" : required("arch", arch),
    summary: header.string(TAG.SUMMARY) ?? "",
    description: header.string(TAG.DESCRIPTION) ?? "",
    license: header.string(TAG.LICENSE) ?? "",
    buildHost: header.string(TAG.BUILDHOST) ?? "",
    buildTime: new Date(built * 1000),
    payloadCompressor: header.string(TAG.PAYLOADCOMPRESSOR),
  };
}
