// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * One package as primary.xml describes it, and how its elements are read.
 *
 * @module
 */

import type { VerificationError } from "../errors.ts";
import { type Evr, formatEvr } from "../rpm/version.ts";
import { type Checksum, parseChecksum } from "./checksum.ts";
import { parseLocation } from "./href.ts";
import { metadataError, type XmlRecord } from "./xml_record.ts";

/** Name, epoch, version, release and architecture: what a package is. */
export interface Nevra extends Evr {
  /** Name of the package. */
  readonly name: string;
  /** Architecture, such as `noarch`. */
  readonly arch: string;
}

/** What primary.xml says about one package. */
export interface PrimaryPackage extends Nevra {
  /** Checksum of the package file. */
  readonly checksum: Checksum;
  /** Path of the package file below the repository's root. */
  readonly href: string;
  /** When it was built, in whole seconds; 1970 to 2106. */
  readonly buildTime: Date;
  /** When the package file was made, likewise. */
  readonly fileTime: Date;
  /**
   * Bytes of the package file, of its files installed, of its archive; up to
   * 2^53 - 1.
   */
  readonly size: {
    readonly package: number;
    readonly installed: number;
    readonly archive: number;
  };
  /** Bytes from the file's start to the main header and to its end. */
  readonly headerRange: { readonly start: number; readonly end: number };
}

/**
 * Elements that may be there once, and where they are: rpm's in `format`, the
 * others beside it. Those that describe the package are not read: nothing in
 * them is signed, and the package's own header says the same.
 */
export const FIELDS: ReadonlyMap<string, "package" | "format"> = new Map([
  ["name", "package"],
  ["arch", "package"],
  ["version", "package"],
  ["checksum", "package"],
  ["summary", "package"],
  ["description", "package"],
  ["packager", "package"],
  ["url", "package"],
  ["time", "package"],
  ["size", "package"],
  ["location", "package"],
  ["format", "package"],
  ["rpm:license", "format"],
  ["rpm:vendor", "format"],
  ["rpm:group", "format"],
  ["rpm:buildhost", "format"],
  ["rpm:sourcerpm", "format"],
  ["rpm:header-range", "format"],
]);

/** Characters of a version or release. */
const MAX_VERSION = 4_096;
/** rpm's EPOCH and its times are unsigned 32-bit numbers. */
const MAX_UINT32 = 0xffff_ffff;

/** Characters of a value that an error shows. */
const MAX_SHOWN = 64;

/** What rpm allows in a version or release (rpm-version(7)). */
const VERSION = /^[A-Za-z0-9._+~^]+$/;

/** Reads the fields of one package, or returns what is wrong with them. */
class Reader {
  readonly #fields: XmlRecord["fields"];
  readonly #subject: string;

  constructor(fields: XmlRecord["fields"], subject: string) {
    this.#fields = fields;
    this.#subject = subject;
  }

  fail(problem: string, value?: string): VerificationError {
    const found = value === undefined
      ? undefined
      : JSON.stringify(value.slice(0, MAX_SHOWN));
    return metadataError(this.#subject, problem, { found });
  }

  attribute(element: string, name: string): string {
    const value = this.#fields.get(element)?.attributes.get(name);
    if (value !== undefined) return value;
    throw this.fail(`${element} is missing or has no ${name}`);
  }

  number(element: string, name: string): number {
    const value = this.attribute(element, name);
    const number = /^\d{1,16}$/.test(value) ? Number(value) : NaN;
    if (Number.isSafeInteger(number)) return number;
    throw this.fail(`${name} of ${element} is not a number`, value);
  }

  version(name: "ver" | "rel"): string {
    const value = this.attribute("version", name);
    if (value.length <= MAX_VERSION && VERSION.test(value)) return value;
    throw this.fail(`${name} of version is not one that rpm accepts`, value);
  }

  epoch(): number {
    if (!this.#fields.get("version")?.attributes.has("epoch")) return 0;
    return this.uint32("version", "epoch");
  }

  uint32(element: string, name: string): number {
    const number = this.number(element, name);
    if (number <= MAX_UINT32) return number;
    throw this.fail(
      `${name} of ${element} is not a 32-bit number`,
      `${number}`,
    );
  }

  href(repoUrl: string | undefined): string {
    const base = this.#fields.get("location")?.attributes.get("xml:base");
    return parseLocation({ href: this.attribute("location", "href"), base }, {
      subject: this.#subject,
      repoUrl,
    });
  }

  checksum(): Checksum {
    const value = this.#fields.get("checksum")?.text ?? "";
    if (value === "") throw this.fail("checksum is missing");
    return parseChecksum(this.attribute("checksum", "type"), value, {
      subject: this.#subject,
      element: "checksum",
    });
  }
}

/**
 * Makes a package of its fields.
 *
 * @param record what is in the document, each field once
 * @param options `repoUrl`: where files come from; see `parseLocation()`
 * @returns the package, frozen
 * @throws {VerificationError} `E_META` where something is missing or not of
 *   its kind, `E_WEAK` for checksums that do not count
 */
export function finishPackage(
  { element, fields }: XmlRecord,
  options: { readonly repoUrl?: string | undefined },
): Readonly<PrimaryPackage> {
  const name = fields.get("name")?.text ?? "";
  const version = fields.get("version")?.attributes.get("ver") ?? "";
  const shown = version.slice(0, MAX_SHOWN);
  const reader = new Reader(fields, `primary.xml: ${name}-${shown}`);
  const type = element.attributes.get("type");
  if (type !== "rpm") {
    throw reader.fail("the package is not of type rpm", type);
  }
  const headerRange = {
    start: reader.number("rpm:header-range", "start"),
    end: reader.number("rpm:header-range", "end"),
  };
  if (headerRange.start >= headerRange.end) {
    throw reader.fail("rpm:header-range is empty");
  }
  const size = reader.number("size", "package");
  if (headerRange.end > size) {
    throw reader.fail("rpm:header-range ends behind the package", `${size}`);
  }
  return Object.freeze({
    name,
    epoch: reader.epoch(),
    version: reader.version("ver"),
    release: reader.version("rel"),
    arch: fields.get("arch")?.text ?? "",
    checksum: reader.checksum(),
    href: reader.href(options.repoUrl),
    buildTime: new Date(reader.uint32("time", "build") * 1000),
    fileTime: new Date(reader.uint32("time", "file") * 1000),
    size: Object.freeze({
      package: size,
      installed: reader.number("size", "installed"),
      archive: reader.number("size", "archive"),
    }),
    headerRange: Object.freeze(headerRange),
  });
}

/**
 * Writes a package's identity as rpm does, `name-version-release.arch`, with
 * `epoch:` before the version where it is not 0.
 *
 * @param nevra name, epoch, version, release and architecture
 * @returns the text
 */
export function formatNevra(nevra: Nevra): string {
  return `${nevra.name}-${formatEvr(nevra)}.${nevra.arch}`;
}
