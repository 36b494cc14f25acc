// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * How much an audit reads of one object.
 *
 * @module
 */

/** Most bytes that are read of an object, by what it is used for. */
export const LIMITS = {
  commit: 4 * 2 ** 20,
  tag: 2 ** 20,
  tree: 16 * 2 ** 20,
  attributes: 2 ** 20,
  checksum: 4096,
  key: 2 ** 20,
  metadata: 128 * 2 ** 20,
  notes: 16 * 2 ** 20,
  package: 256 * 2 ** 20, // no larger one is published
  source: 256 * 2 ** 20,
} as const;

/** Bytes from which on an object's size is known before it is read. */
export const LARGE: number = 2 ** 20;
