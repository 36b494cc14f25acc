// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The fields of a main header that say what the package is.
 *
 * @module
 */

import { VerificationError } from "../errors.ts";
import type { Header } from "./header.ts";
import { TAG } from "./tags.ts";
import type { Evr } from "./version.ts";

/** What the signed header says about the package as a whole. */
export interface RpmInfo extends Evr {
  /** The package's name. */
  readonly name: string;
  /** `src` for source packages, whatever their header says. */
  readonly arch: string;
  /** What it is, most often one line. */
  readonly summary: string;
  /** What it is, any number of lines. */
  readonly description: string;
  /** The licence, in the packager's spelling. */
  readonly license: string;
  /** Name of the machine that built it. */
  readonly buildHost: string;
  /** Seconds since 1970-01-01 00:00 UTC. */
  readonly buildTime: number;
  /** PAYLOADCOMPRESSOR; absent where the header does not name one. */
  readonly payloadCompressor: string | undefined;
}

/**
 * Reads those fields.
 *
 * @param header the verified main header
 * @param subject what errors name
 * @throws {VerificationError} `E_FORMAT` where one is missing or of another type
 */
export function readInfo(header: Header, subject: string): RpmInfo {
  const required = <T>(name: string, value: T | undefined): T => {
    if (value !== undefined) return value;
    throw new VerificationError("E_FORMAT", {
      subject,
      problem: `the main header has no ${name}`,
    });
  };
  const isSource = !header.has(TAG.SOURCERPM) || header.has(TAG.SOURCEPACKAGE);
  return {
    name: required("name", header.string(TAG.NAME)),
    epoch: header.integer(TAG.EPOCH) ?? 0,
    version: required("version", header.string(TAG.VERSION)),
    release: required("release", header.string(TAG.RELEASE)),
    arch: isSource ? "src" : required("arch", header.string(TAG.ARCH)),
    summary: header.string(TAG.SUMMARY) ?? "",
    description: header.string(TAG.DESCRIPTION) ?? "",
    license: header.string(TAG.LICENSE) ?? "",
    buildHost: header.string(TAG.BUILDHOST) ?? "",
    buildTime: required("build time", header.integer(TAG.BUILDTIME)),
    payloadCompressor: header.string(TAG.PAYLOADCOMPRESSOR),
  };
}
