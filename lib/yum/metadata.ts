// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Verifies the metadata of a yum repository and makes
 * {@linkcode VerifiedMetadata}; nothing else makes one.
 *
 * A yum repository has a directory `repodata` with XML files. **repomd.xml** is
 * the root: it names the other files, each with its size and checksum, and the
 * size and checksum after decompression ("open"). **primary.xml** lists the
 * packages: name, epoch, version, release, architecture, size, checksum, path
 * (`href`), and which bytes of the file are the main header. **filelists.xml**
 * and **other.xml** list files and change logs; they are archived and not read.
 * Nothing signs repomd.xml here, so the chain proves only that the files belong
 * together: what makes a package trusted is its signature, see lib/rpm.
 *
 * The format has no standard; it is what createrepo_c writes:
 * {@link https://github.com/rpm-software-management/createrepo_c}. A description:
 * {@link https://en.opensuse.org/openSUSE:Standards_Rpm_Metadata}.
 *
 * No file is decompressed before its size and checksum are verified, and
 * nothing read from it is returned before the open size and checksum are.
 *
 * @module
 */

import {
  type Kind,
  KINDS,
  requireArgument,
  requireOptions,
} from "../arguments.ts";
import {
  type MetadataFile,
  type OpenBudget,
  readMetadataFile,
} from "./metadata_file.ts";
import {
  type PackageElsewhere,
  type PrimaryPackage,
  readPrimary,
} from "./primary.ts";
import { METADATA_TYPES, parseRepomd, type Repomd } from "./repomd.ts";
import { metadataError } from "./xml_record.ts";

/** What {@linkcode verifyMetadata} verifies: bytes that nothing proves yet. */
export interface MetadataEvidence {
  /** repomd.xml. */
  readonly repomd: Uint8Array<ArrayBuffer>;
  /** The metadata files, by their type in repomd.xml. */
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

const EVIDENCE: Kind = {
  repomd: KINDS.bytes,
  files: ["a Map of Uint8Arrays", (value) => value instanceof Map],
};

/** What the caller wants to know. */
export interface MetadataOptions {
  /** Names of the packages to read. */
  readonly names: readonly string[];
  /** Where files come from; see `parseLocation()`. */
  readonly repoUrl?: string | undefined;
  /** Shared by several calls, so that one bound covers all of them. */
  readonly budget?: OpenBudget | undefined;
}

/** What {@linkcode verifyMetadata} has established about a repository. */
export interface VerifiedMetadata {
  /** The document with the checksums of the others. */
  readonly repomd: {
    readonly bytes: Uint8Array<ArrayBuffer>;
    readonly parsed: Repomd;
  };
  /** The verified files, in the order of {@linkcode METADATA_TYPES}. */
  readonly files: readonly MetadataFile[];
  /** The packages of the given names, in primary.xml's order. */
  readonly packages: readonly PrimaryPackage[];
  /**
   * Packages of the given names for other architectures than `noarch`, source
   * packages left out.
   */
  readonly elsewhere: readonly PackageElsewhere[];
}

type Facts = Pick<VerifiedMetadata, keyof VerifiedMetadata>;

let verified: (facts: Facts) => VerifiedMetadata;

/**
 * A repository's metadata, all of it compared with repomd.xml.
 * {@linkcode verifyMetadata} is the only way to get it: the constructor is
 * private, and no other object has the private field.
 */
export class VerifiedMetadata {
  readonly #verified = true;

  private constructor(facts: Facts) {
    Object.values(facts).forEach(Object.freeze);
    Object.assign(this, facts);
    Object.freeze(this);
  }

  static {
    verified = (facts) => new VerifiedMetadata(facts);
  }
}

/**
 * Verifies a repository's metadata from its bytes alone, from upstream or an
 * archive. filelists and other may be absent from
 * repomd.xml; what it lists must be there, and what is there must be listed.
 *
 * @param evidence repomd.xml and the files, not trusted
 * @param options names of the packages to read
 * @returns the metadata, now trusted as far as repomd.xml is
 * @throws {VerificationError} `E_SIZE` or `E_DIGEST` where a file is not what
 *   repomd.xml says, `E_META` where a document is wrong, `E_WEAK`, `E_LIMIT`,
 *   `E_BOMB` and `E_FORMAT`
 */
export async function verifyMetadata(
  evidence: MetadataEvidence,
  options: MetadataOptions,
): Promise<VerifiedMetadata> {
  requireArgument("verifyMetadata(): evidence", evidence, EVIDENCE);
  requireOptions("verifyMetadata()", options, {
    names: "needed",
    repoUrl: "optional",
    budget: "optional",
  });
  const { repoUrl } = options;
  const repomd = await parseRepomd(evidence.repomd, { repoUrl });
  if (!repomd.data.has("primary")) {
    throw metadataError("repomd.xml", "there is no record for primary", {
      hint: "Check that the URL is that of a yum repository",
    });
  }
  const files: MetadataFile[] = [];
  let packages: PrimaryPackage[] = [];
  const elsewhere: PackageElsewhere[] = [];
  for (const type of METADATA_TYPES) {
    const data = repomd.data.get(type);
    const bytes = evidence.files.get(type);
    if (data === undefined && bytes === undefined) continue;
    if (data === undefined) {
      throw metadataError("repomd.xml", `${type} is there but not listed`);
    }
    if (bytes === undefined) {
      throw metadataError("repomd.xml", `${type} is listed but not there`);
    }
    const file = await readMetadataFile(data, bytes, {
      budget: options.budget,
      read: async (content) => {
        if (type !== "primary") return;
        packages = await Array.fromAsync(readPrimary(content, {
          names: options.names,
          repoUrl,
          onElsewhere: (found) => elsewhere.push(found),
        }));
      },
    });
    files.push(file);
  }
  return verified({
    repomd: { bytes: evidence.repomd, parsed: repomd },
    files,
    packages,
    elsewhere,
  });
}
