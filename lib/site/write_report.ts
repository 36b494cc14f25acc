// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Writes the audit site to a directory, to a tarball, or to both.
 *
 * @module
 */

import { basename } from "@std/path/basename";
import { dirname } from "@std/path/dirname";
import { join } from "@std/path/join";
import { OperationError, UsageError } from "../errors.ts";
import { unlessMissing } from "../local_file.ts";
import { taken } from "../source/disk.ts";
import { Staging } from "../source/staging.ts";
import { gzip } from "../source/tarball.ts";
import { writeNewFiles } from "../source/write_files.ts";
import type { Report } from "./report.ts";
import { packSite } from "./tarball.ts";

/** Where the site goes: a directory, a tarball, or both. */
export interface Targets {
  readonly out: string | undefined;
  readonly tar: string | undefined;
}

/**
 * Fails before the work where a target cannot be made, as far as that is known.
 *
 * @throws {UsageError} where one is the other, or would be inside of it
 * @throws {OperationError} "disk"
 */
export async function refuseTargets({ out, tar }: Targets): Promise<void> {
  if (out !== undefined && tar !== undefined) {
    const [site, file] = [await whereIs(out), await whereIs(tar)];
    if (
      `${site}/`.startsWith(`${file}/`) || `${file}/`.startsWith(`${site}/`)
    ) {
      throw new UsageError(
        `--tar ${JSON.stringify(tar)} and --out ${JSON.stringify(out)} overlap`,
        "give two paths of which neither is in the other",
      );
    }
  }
  for (const target of [out, tar]) await refuseTarget(target);
}

/** The path, absolute and without links as far as it exists. */
async function whereIs(path: string): Promise<string> {
  const real = await Deno.realPath(path).catch(() => undefined);
  return real ?? join(await whereIs(dirname(path)), basename(path));
}

async function refuseTarget(target: string | undefined): Promise<void> {
  if (target === undefined) return;
  const found = await unlessMissing(Deno.lstat(target));
  if (found !== undefined) throw taken(target);
  const parent = await unlessMissing(Deno.stat(dirname(target)));
  if (parent?.isDirectory) return;
  throw new OperationError("disk", {
    subject: target,
    problem: "there is no directory to write it to",
    hint: "make the directory",
  });
}

/**
 * Writes the site to both, or to none.
 *
 * @param report the site
 * @param targets paths that {@linkcode refuseTargets} accepts
 * @param signal stops it
 * @throws {OperationError} "disk"
 */
export async function writeReport(
  { files, checkedAt }: Report,
  { out, tar }: Targets,
  signal: AbortSignal,
): Promise<void> {
  if (tar !== undefined) {
    const bytes = gzip(await packSite(files, checkedAt.getTime() / 1000));
    await writeNewFiles(dirname(tar), [{ name: basename(tar), bytes }]);
  }
  if (out === undefined) return;
  const plain = { mode: "100644", target: undefined } as const;
  try {
    await using staging = await Staging.open(dirname(out), { signal });
    const directory = await staging.add({
      name: basename(out),
      files: [...files.keys()].map((path) => ({ ...plain, path })),
      subject: out,
    });
    for (const [path, content] of files) {
      await staging.write(directory, { ...plain, path, content });
    }
    await staging.finish();
  } catch (error) {
    if (tar !== undefined) await Deno.remove(tar);
    throw error;
  }
}
