// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * D: how the rows about payloads bend them. They are bent before they are signed,
 * so that the signatures are good and the file list alone decides.
 *
 * The bound on what may come out of the decoder is exact, so that whatever
 * makes the archive longer is refused as a bomb first; rows that add something
 * leave as much out.
 *
 * @module
 */

import type { CpioEntry } from "../../fixtures/cpio_builder.ts";
import type { PackageFile } from "../../fixtures/package_file.ts";
import { build, GOOD, ROOT } from "./case.ts";

/** Path and name in the payload of a file of the good package. */
export const MAKEFILE = `${ROOT}/Makefile`;

export const ENTRY = `.${MAKEFILE}`;

/** Changes one file of the good package, header and payload apart. */
export function bentFile(
  change: (file: PackageFile) => PackageFile,
  path: string = MAKEFILE,
) {
  return () =>
    build({
      files: (GOOD.files ?? []).map((file) =>
        file.path === path ? change(file) : file
      ),
    });
}

/** Changes the entries of the payload. */
export function bentEntries(change: (entries: CpioEntry[]) => CpioEntry[]) {
  return () => build({ bend: { cpioEntries: change } });
}

/** Changes one entry of the payload. */
export function bentEntry(change: (entry: CpioEntry) => CpioEntry) {
  return bentEntries((entries) =>
    entries.map((entry) => entry.name === ENTRY ? change(entry) : entry)
  );
}
