// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What a {@linkcode DecoderThread} and its worker say to each other.
 *
 * @module
 */

import type { VerificationCode } from "../errors.ts";
import type { Compression, DecompressOptions } from "./compression.ts";

/** Bytes that come out ahead of their use: a few chunks, or a small payload. */
export const WINDOW: number = 4 * 1024 * 1024;

/** To the worker. */
export type Request =
  | {
    readonly kind: "start";
    readonly id: number;
    /** Handed over, with all of its buffer. */
    readonly bytes: Uint8Array<ArrayBuffer>;
    readonly compression: Compression;
    readonly options: DecompressOptions;
  }
  /** So many bytes were taken: as many more may be sent. */
  | { readonly kind: "taken"; readonly id: number; readonly taken: number }
  /** Nobody wants the rest. */
  | { readonly kind: "stop"; readonly id: number };

/** From the worker. */
export type Answer =
  | { readonly kind: "ready" }
  | {
    readonly kind: "chunk";
    readonly id: number;
    /** Handed over, with all of its buffer. */
    readonly chunk: Uint8Array<ArrayBuffer>;
  }
  | { readonly kind: "end"; readonly id: number }
  /** Something else went wrong: a permission is missing, or there is a fault. */
  | { readonly kind: "failed"; readonly id: number }
  /** A `VerificationError`, taken apart. */
  | {
    readonly kind: "error";
    readonly id: number;
    readonly code: VerificationCode;
    readonly subject: string;
    readonly problem: string;
    readonly expected: string | undefined;
    readonly found: string | undefined;
  };
