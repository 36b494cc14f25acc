// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * primary.xml: the packages of a yum repository, read as a stream.
 *
 * @module
 */

import {
  type AttributeName,
  ATTRIBUTES,
  type ElementName,
  finishPackage,
  formatNevra,
  isElementName,
  type PackageDraft,
  type PrimaryPackage,
} from "./primary_package.ts";
import {
  metadataError,
  readXml,
  type XmlAttributes,
  type XmlHandlers,
} from "./xml.ts";

export type { Nevra, PrimaryPackage } from "./primary_package.ts";

const SUBJECT = "primary.xml";
const NAMESPACES = new Map([
  ["http://linux.duke.edu/metadata/common", ""],
  ["http://linux.duke.edu/metadata/rpm", "rpm:"],
]);

/** Depths of elements; the root's is 1. */
const PACKAGE_DEPTH = 2;
const FIELD_DEPTH = 3;
const FORMAT_DEPTH = 4;

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

function readAttributes(
  attributes: XmlAttributes,
): Map<AttributeName, string> {
  const values = new Map<AttributeName, string>();
  for (const name of ATTRIBUTES) {
    const value = attributes.get(name);
    if (value !== undefined) values.set(name, value);
  }
  return values;
}

/** Collects one package after the other. */
class PrimaryReader implements XmlHandlers {
  readonly #options: PrimaryOptions;
  readonly #names: ReadonlySet<string>;
  readonly #emit: (found: PrimaryPackage) => void;
  /** Names, versions and architectures that were handed out. */
  readonly #emitted = new Set<string>();
  #announced: string | undefined;
  #count = 0;
  #elsewhere = 0;
  /** The current package; undefined once its name is not one of the wanted. */
  #draft: PackageDraft | undefined;
  /** Inside of a package of another name. */
  #passesOver = false;
  #inFormat = false;

  constructor(
    options: PrimaryOptions,
    emit: (found: PrimaryPackage) => void,
  ) {
    this.#options = options;
    this.#names = new Set(options.names);
    this.#emit = emit;
  }

  start(name: string, depth: number, attributes: XmlAttributes): void {
    if (depth === 1) this.#startDocument(attributes);
    if (name === "package") this.#startPackage(depth, attributes);
    if (this.#passesOver && depth === FIELD_DEPTH && name === "name") {
      throw metadataError(SUBJECT, "a package has more than one name");
    }
    if (this.#draft === undefined) return;
    if (depth === FIELD_DEPTH && name === "format") this.#startFormat();
    if (this.#isField(name, depth) && isElementName(name)) {
      this.#startField(this.#draft, name, attributes);
    }
  }

  end(name: string, depth: number, text: string | undefined): void {
    if (depth === 1) this.#endDocument();
    if (depth === PACKAGE_DEPTH) this.#passesOver = false;
    if (this.#draft === undefined) return;
    if (depth === PACKAGE_DEPTH) {
      this.#endPackage(this.#draft);
      this.#draft = undefined;
    } else if (depth === FIELD_DEPTH && name === "format") {
      this.#inFormat = false;
    } else if (this.#isField(name, depth) && isElementName(name)) {
      if (text === undefined) {
        throw metadataError(SUBJECT, `${name} contains other elements`);
      }
      this.#draft.texts.set(name, text);
      if (name === "name" && !this.#names.has(text)) {
        this.#draft = undefined;
        this.#inFormat = false;
        this.#passesOver = true;
      }
    }
  }

  /** rpm's elements stand in `format`, the others beside it. */
  #isField(name: string, depth: number): boolean {
    return name.startsWith("rpm:")
      ? depth === FORMAT_DEPTH && this.#inFormat
      : depth === FIELD_DEPTH;
  }

  #startDocument(attributes: XmlAttributes): void {
    this.#announced = attributes.get("packages");
    if (!/^\d{1,15}$/.test(this.#announced ?? "")) {
      throw metadataError(
        SUBJECT,
        "the document does not say how many packages it has",
        {
          expected: "a number in the attribute packages",
        },
      );
    }
  }

  #endDocument(): void {
    if (Number(this.#announced) !== this.#count) {
      throw metadataError(SUBJECT, "the number of packages differs", {
        expected: `${this.#announced}, as packages says`,
        found: `${this.#count}`,
      });
    }
  }

  #startPackage(depth: number, attributes: XmlAttributes): void {
    if (depth !== PACKAGE_DEPTH) {
      throw metadataError(
        SUBJECT,
        "a package is in a place where none is allowed",
      );
    }
    this.#count++;
    this.#draft = {
      type: attributes.get("type"),
      attributes: new Map(),
      texts: new Map(),
      hasFormat: false,
    };
  }

  #startFormat(): void {
    if (this.#draft?.hasFormat) {
      throw metadataError(SUBJECT, "a package has more than one format");
    }
    if (this.#draft) this.#draft.hasFormat = true;
    this.#inFormat = true;
  }

  #startField(
    draft: PackageDraft,
    name: ElementName,
    attributes: XmlAttributes,
  ): void {
    if (draft.attributes.has(name)) {
      const owner = draft.texts.get("name") ?? "a package";
      throw metadataError(SUBJECT, `${owner} has more than one ${name}`);
    }
    draft.attributes.set(name, readAttributes(attributes));
  }

  #endPackage(draft: PackageDraft): void {
    if (!this.#names.has(draft.texts.get("name") ?? "")) return;
    const arch = draft.texts.get("arch") ?? "";
    if (arch !== "noarch") return this.#tellElsewhere(draft, arch);
    const found = finishPackage(draft, this.#options);
    const nevra = formatNevra(found);
    if (this.#emitted.has(nevra)) {
      throw metadataError(SUBJECT, `${nevra} is listed more than once`);
    }
    this.#emitted.add(nevra);
    this.#emit(found);
  }

  #tellElsewhere({ texts, attributes }: PackageDraft, arch: string): void {
    if (arch === "src" || arch === "nosrc") return; // those are not drivers
    if (this.#elsewhere++ >= MAX_ELSEWHERE) return;
    this.#options.onElsewhere?.(Object.freeze({
      name: texts.get("name") ?? "",
      version: (attributes.get("version")?.get("ver") ?? "").slice(0, MAX_WORD),
      arch: arch.slice(0, MAX_WORD),
    }));
  }
}

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
export function readPrimary(
  source: AsyncIterable<Uint8Array>,
  options: PrimaryOptions,
): AsyncGenerator<PrimaryPackage> {
  const format = {
    subject: SUBJECT,
    root: "metadata",
    namespaces: NAMESPACES,
  };
  return readXml<PrimaryPackage>(
    source,
    format,
    (emit) => new PrimaryReader(options, emit),
  );
}
