// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The shape of what `inspect --json` prints. Members may be added; none is
 * renamed. Digests and keys are hexadecimal, sizes bytes.
 *
 * Any value may come from an attacker unless `verified` next to it is true.
 * Only `verdict`, `size`, `sha256`, `stages` and `problems` are this program's
 * own words.
 *
 * @module
 */

import type { VerificationCode } from "../errors.ts";
import type { Part } from "./digests.ts";
import type { Stage } from "./report.ts";

export type { Part } from "./digests.ts";
export type { Stage } from "./report.ts";

/** Something that is wrong or cannot be read. */
export interface InspectionProblem {
  /** The reason, of a closed set. */
  readonly code: VerificationCode;
  /** What it is about; may contain text of the file. */
  readonly subject: string;
  /** What is wrong; may contain text of the file. */
  readonly problem: string;
  /** The value that was compared. */
  readonly expected?: string | undefined;
  /** The value that was there. */
  readonly found?: string | undefined;
}

/** A signature in the package. */
export interface InspectedSignature {
  /** Name of the tag, as rpm spells it. */
  readonly tag: string;
  /** What it is made over. */
  readonly covers: readonly Part[];
  /**
   * `good`: made by a pinned key that may sign. `bad`: wrong, weak, or by a key
   * that may not sign. `unchecked`: the key is missing or not pinned. `unknown`:
   * this program does not know the algorithm. `not-reached`: the package was
   * refused before.
   */
  readonly status: "good" | "bad" | "unchecked" | "unknown" | "not-reached";
  /** Why it is not good; null if it is, or if it was not reached. */
  readonly problem: InspectionProblem | null;
  /** Version of the packet, null if it cannot be read. */
  readonly version: number | null;
  /** `RSA`, null if it cannot be read. */
  readonly publicKeyAlgorithm: string | null;
  /** `SHA-256`, null if it cannot be read. */
  readonly hashAlgorithm: string | null;
  /** When it says it was made. A fact only if it is good. */
  readonly created: Date | null;
  /** The key that it names. A hint, never more. */
  readonly keyId: string | null;
  /** The pinned primary key, null if it is not good. */
  readonly fingerprint: string | null;
  /** The key that signed, null if it is not good. */
  readonly signerFingerprint: string | null;
  /** Primary user id of the pinned key, null if it is not good. */
  readonly userId: string | null;
  /** What a reader should know even though it is good. */
  readonly notes: readonly string[];
}

/** A digest in the package. Alone it proves nothing. */
export interface InspectedDigest {
  /** Name of the tag, as rpm spells it. */
  readonly tag: string;
  /** What it is made over. */
  readonly covers: readonly Part[];
  /** Whether the bytes have it; null if that was not computed. */
  readonly matches: boolean | null;
  /** `SHA-256`. */
  readonly algorithm: string;
  /** The value in the package, at most 128 characters of it. */
  readonly value: string;
}

/** What the main header says about the package. Null: it does not say. */
export interface InspectedHeader {
  /** Whether a good signature covers it and nothing contradicts that. */
  readonly verified: boolean;
  /** NAME. */
  readonly name: string | null;
  /** EPOCH; absent counts as 0. */
  readonly epoch: number | null;
  /** VERSION. */
  readonly version: string | null;
  /** RELEASE. */
  readonly release: string | null;
  /** `src` for source packages, whatever their header says. */
  readonly arch: string | null;
  /** SUMMARY. */
  readonly summary: string | null;
  /** DESCRIPTION, any number of lines. */
  readonly description: string | null;
  /** LICENSE, in the packager's spelling. */
  readonly license: string | null;
  /** VENDOR. */
  readonly vendor: string | null;
  /** PACKAGER. */
  readonly packager: string | null;
  /** URL. */
  readonly url: string | null;
  /** SOURCERPM: file name of the source package. */
  readonly sourceRpm: string | null;
  /** BUILDHOST: name of the machine that built it. */
  readonly buildHost: string | null;
  /** BUILDTIME. */
  readonly buildTime: Date | null;
  /** PAYLOADCOMPRESSOR; absent means gzip. */
  readonly payloadCompressor: string | null;
}

/** A file as the main header lists it. */
export interface InspectedFile {
  /** Absolute path. */
  readonly path: string;
  /** st_mode, octal digits: `100644`. */
  readonly mode: string;
  /** Bytes. */
  readonly size: number;
  /** Hexadecimal, empty for all but regular files. */
  readonly digest: string;
  /** Target of a symbolic link, else empty. */
  readonly linkTo: string;
  /** Owned by the package, but not in it. */
  readonly ghost: boolean;
}

/** The main header's file list. */
export interface InspectedFiles {
  /** Whether the list is signed: see {@linkcode InspectedHeader.verified}. */
  readonly verified: boolean;
  /** Whether every file's content was compared with its signed digest. */
  readonly contentVerified: boolean;
  /** Number of files that the header lists. */
  readonly total: number;
  /** Algorithm of the digests: `SHA-256`. */
  readonly digestAlgorithm: string;
  /** The first files, at most {@linkcode MAX_LISTED}. */
  readonly list: readonly InspectedFile[];
}

/** Whether a stage of verification was passed. */
export type StageState = "passed" | "failed" | "not-reached";

/** What a package file says, and what of it is verified. */
export interface RpmInspection {
  /** `verified` if and only if `verifyRpm()` accepts the package. */
  readonly verdict: "verified" | "unverified";
  /** Why it is not verified, empty if it is. The first one decided. */
  readonly problems: readonly InspectionProblem[];
  /** Bytes of the file. */
  readonly size: number;
  /** SHA-256 of the file. */
  readonly sha256: string;
  /**
   * Where main header and payload begin, bytes from the file's start; null if
   * they cannot be found.
   */
  readonly sections:
    | { readonly header: number; readonly payload: number }
    | null;
  /**
   * SHA-256 of main header and payload, the identity of the content; null if
   * they cannot be found.
   */
  readonly content: {
    readonly verified: boolean;
    readonly sha256: string | null;
  };
  /** Tags of the good evidence that covers each part. */
  readonly coverage: Readonly<Record<Part, readonly string[]>>;
  /** All signatures that the package carries. */
  readonly signatures: readonly InspectedSignature[];
  /** All digests of header and payload that the package carries. */
  readonly digests: readonly InspectedDigest[];
  /** Null if it cannot be read. */
  readonly header: InspectedHeader | null;
  /** Null if it cannot be read. */
  readonly files: InspectedFiles | null;
  /** What a reader should know although the package is verified. */
  readonly notes: readonly string[];
  /** How far verification came, stage by stage. */
  readonly stages: Readonly<Record<Stage, StageState>>;
}

/** Files that an inspection lists at most. The vendor's packages have 120. */
export const MAX_LISTED = 10_000;

/** Characters of a text of the header that an inspection keeps at most. */
export const MAX_TEXT = 4_096;
