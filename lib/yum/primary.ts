// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * primary.xml: the packages of a yum repository, read as a stream.
 *
 * @module
 */

import { type Kind, requireArgument, requireOptions } from "../arguments.ts";
import {
  FIELDS,
  finishPackage,
  formatNevra,
  type PrimaryPackage,
} from "./primary_package.ts";
import { readXml } from "./xml.ts";
import { metadataError, requireFields, type XmlRecord } from "./xml_record.ts";

export type { Nevra, PrimaryPackage } from "./primary_package.ts";

const SUBJECT = "primary.xml";
const SOURCE: Kind = [
  "the document in chunks, as a ReadableStream has them",
  (value) =>
    typeof value === "object" && value !== null &&
    Symbol.asyncIterator in value,
];
const FORMAT = {
  subject: SUBJECT,
  root: "metadata",
  record: { name: "package", noun: "a package" },
  namespaces: new Map([
    ["http://linux.duke.edu/metadata/common", ""],
    ["http://linux.duke.edu/metadata/rpm", "rpm:"],
  ]),
  fields: FIELDS,
} as const;

/**
 * A package of a known name, but not for `noarch`. Nothing of it is checked.
 */
export interface PackageElsewhere
  extends Pick<PrimaryPackage, "name" | "version" | "arch"> {}

/** Which packages {@linkcode readPrimary} hands out. */
export interface PrimaryOptions {
  /** Names of packages. */
  readonly names: readonly string[];
  /**
   * The repository's root, from which files are to be downloaded. Undefined
   * where nothing is, as of archived metadata; see `parseLocation()`.
   */
  readonly repoUrl?: string | undefined;
  /**
   * Gets packages of the names for other architectures, source packages left
   * out, the first 1,000 of them.
   */
  readonly onElsewhere?: ((found: PackageElsewhere) => void) | undefined;
}

/** Most packages for other architectures that are reported. */
const MAX_ELSEWHERE = 1000;
/** Characters of their versions and architectures. */
const MAX_WORD = 100;

/**
 * Reads the packages of given names from primary.xml, whose checksum must have
 * been verified before. All packages are counted; those of other names are
 * skipped as soon as the name is known, and of those with a given name, the
 * ones of other architectures: `src` lists the same packages again, and the
 * driver is `noarch`; see `onElsewhere`. Memory does not grow with the
 * document.
 *
 * @param source the document's bytes
 * @param options names of the packages to hand out
 * @returns the packages, in the document's order
 * @throws {VerificationError} `E_META` where the document is not well-formed,
 *   something is missing, repeated or nested, or the count is wrong; `E_LIMIT`
 *   where a text is too long; `E_WEAK` for checksums that do not count. The
 *   count is known at the end: packages are to be used when all were read
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readPrimary } from "./primary.ts";
 *
 * const document = `<metadata xmlns="http://linux.duke.edu/metadata/common"
 *   packages="1"><package type="rpm"><name>other</name></package></metadata>`;
 * const source = ReadableStream.from([new TextEncoder().encode(document)]);
 * const packages = await Array.fromAsync(
 *   readPrimary(source, { names: ["driver-dkms"] }),
 * );
 * assertEquals(packages, []);
 * ```
 */
export async function* readPrimary(
  source: AsyncIterable<Uint8Array>,
  options: PrimaryOptions,
): AsyncGenerator<PrimaryPackage> {
  requireArgument("readPrimary(): source", source, SOURCE);
  requireOptions("readPrimary()", options, {
    names: "needed",
    repoUrl: "optional",
    onElsewhere: "optional",
  });
  const names = new Set(options.names);
  const listed = new Set<string>();
  let announced = "";
  let count = 0;
  let elsewhere = 0;
  const only = { field: "name", values: names };
  for await (const record of readXml(source, { ...FORMAT, only })) {
    if (record.name === FORMAT.root) announced = announcedCount(record);
    if (record.name !== FORMAT.record.name) continue;
    count++;
    const { fields } = record;
    const name = fields.get("name")?.text ?? "";
    const owner = names.has(name) ? name : FORMAT.record.noun;
    requireFields(record, { subject: SUBJECT, owner });
    if (!names.has(name)) continue;
    const arch = fields.get("arch")?.text ?? "";
    if (arch === "noarch") {
      const found = finishPackage(record, options);
      const nevra = formatNevra(found);
      if (listed.has(nevra)) {
        throw metadataError(SUBJECT, `${nevra} is listed more than once`);
      }
      listed.add(nevra);
      yield found;
    } else if (arch !== "src" && arch !== "nosrc") { // those are not drivers
      if (++elsewhere > MAX_ELSEWHERE) continue;
      const version = fields.get("version")?.attributes.get("ver") ?? "";
      options.onElsewhere?.(Object.freeze({
        name,
        version: version.slice(0, MAX_WORD),
        arch: arch.slice(0, MAX_WORD),
      }));
    }
  }
  if (Number(announced) === count) return;
  throw metadataError(SUBJECT, "the number of packages differs", {
    expected: `${announced}, as packages says`,
    found: `${count}`,
  });
}

function announcedCount({ element }: XmlRecord): string {
  const announced = element.attributes.get("packages") ?? "";
  if (/^\d{1,15}$/.test(announced)) return announced;
  throw metadataError(
    SUBJECT,
    "the document does not say how many packages it has",
    { expected: "a number in the attribute packages" },
  );
}
