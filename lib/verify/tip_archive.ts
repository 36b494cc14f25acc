// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The archive at a branch's tip, file by file: each is proved by something, or
 * is named.
 *
 * @module
 */

import { counted, listNames } from "../wording.ts";
import { TREE_MODE } from "../git/tree_object.ts";
import { fold } from "../source/path_rules.ts";
import { kindOfFile } from "./archived_metadata.ts";
import { Checklist } from "./checks.ts";
import { listFiles } from "./diff.ts";
import type { Tree } from "./objects.ts";
import type { Tip } from "./line_context.ts";
import { checkTipMetadata } from "./tip_metadata.ts";

/** Names of packages, checksums, signatures and keys. */
const EVIDENCE =
  /(?:\.(?:d?rpm|asc|sig|sign|gpg|pub|key|pem)|[./](?:md5|b2|sha\d+)(?:sums?)?)$/;

/** Files that are refused one by one. */
const MAX_LISTED = 10;

/** Checks every file of the archive at a tip. */
export async function checkTipArchive(tip: Tip): Promise<void> {
  const { tree, store, layout } = tip;
  const checklist = new Checklist();
  const places = [];
  let directory = layout.archive;
  // The packages may be several directories down: archive/a/b.
  for (const inner of layout.rpms.slice(directory.length + 1).split("/")) {
    const all = await store.directory(tree, directory);
    const entries = new Map(
      [...all].filter(([name, { mode }]) =>
        name !== inner || mode !== TREE_MODE
      ),
    );
    const proved = directory === layout.archive
      ? await proveArchive(all, { ...tip, checklist })
      : new Set<string>();
    places.push({ directory, entries, proved });
    directory += `/${inner}`;
  }
  const rpms = await store.directory(tree, directory);
  const proved = provePackages(rpms, { ...tip, checklist });
  places.push({ directory, entries: rpms, proved });
  const unproved: string[] = [];
  let count = 0;
  for (const { directory, entries, proved } of places) {
    for (const { name, mode, id } of entries.values()) {
      const path = `${directory}/${name}`;
      const isLicence = name.endsWith(".license") &&
        entries.has(name.slice(0, -".license".length));
      if (!proved.has(name) && !isLicence) {
        const inside = mode === TREE_MODE
          ? (await listFiles(store, id)).map((file) => `${path}/${file.path}`)
          : [path];
        for (const file of inside) unproved.push(file);
      } else if (mode === "100644") count += 1;
      else {
        checklist.fail("tip-archive", path, {
          problem: "the file of the archive is not a plain one",
          expected: "mode 100644",
          found: `mode ${mode}`,
        });
      }
    }
  }
  const { evidence = [], other = [] } = Object.groupBy(
    unproved,
    (path) => EVIDENCE.test(fold(path)) ? "evidence" : "other",
  );
  const refused = tip.isCut ? [] : evidence;
  for (const path of refused.slice(0, MAX_LISTED)) {
    checklist.fail("tip-archive", path, {
      problem: "nothing proves this package, checksum or key",
    });
  }
  if (refused.length > MAX_LISTED) {
    checklist.fail("tip-archive", layout.archive, {
      problem: `nothing proves ${refused.length - MAX_LISTED} more packages, ` +
        "checksums or keys",
    });
  }
  if (tip.isCut && evidence.length > 0) {
    checklist.unknown("tip-archive", layout.rpms, {
      problem: `files of no release in this clone: ${evidence.length}`,
    });
  }
  if (other.length > 0) {
    checklist.note("tip-archive", layout.archive, {
      problem: `nothing proves these files: ${listNames(other)}`,
    });
  }
  // An empty archive has no key, which has failed by now.
  if (checklist.checks.every(({ status }) => status === "ok")) {
    checklist.ok("tip-archive", layout.archive, `${count} files`);
  }
  tip.checklist.add(checklist.checks);
}

/** @returns names directly in the archive that something accounts for */
async function proveArchive(
  archive: Tree,
  tip: Tip,
): Promise<ReadonlySet<string>> {
  const { layout, keys, checklist } = tip;
  const { verified, checks } = await tip.readMetadata(archive);
  const proved = new Set(verified?.names);
  checklist.add(checks.filter(({ status }) => status !== "ok"));
  if (verified !== undefined) await checkTipMetadata(verified, tip);
  await checklist.attempt(
    "key",
    layout.key,
    () => keys.readArchived(archive),
    (found) => found.keys.map(({ fingerprint }) => fingerprint).join(", "),
  );
  for (const { name } of archive.values()) {
    const kind = kindOfFile(name, layout);
    // A key or metadata that fails has its own check, and is not listed again.
    const isKnown = kind === "notes" || kind === "key" ||
      kind === "metadata" && verified === undefined;
    if (isKnown || name === ".gitattributes") proved.add(name);
  }
  return proved;
}

/** @returns names among the packages that something accounts for */
function provePackages(
  rpms: Tree,
  { releases, layout, archived, checklist }: Tip,
): ReadonlySet<string> {
  const accounted = new Set<string>();
  // Their own checks say that they failed, or were not part of this run.
  const others = new Set<string>();
  const skipped: string[] = [];
  for (const { tag, audit } of releases) {
    const files = archived.get(tag);
    const isProved = audit?.package !== undefined && audit.verdict !== "failed";
    if (files === undefined || !isProved) others.add(tag);
    if (audit === undefined) skipped.push(tag);
    else if (audit.verdict === "failed") {
      checklist.fail("tip-archive", tag, {
        problem: "the archive holds the package of a release that failed",
      });
    } else if (isProved) {
      for (const [name, id] of files ?? []) {
        accounted.add(name);
        const found = rpms.get(name)?.id;
        if (found === id) continue;
        checklist.fail("tip-archive", `${layout.rpms}/${name}`, {
          problem: `the file is not that of ${tag}`,
          expected: `blob ${id}`,
          found: found === undefined ? "no such file" : `blob ${found}`,
        });
      }
    }
  }
  for (const name of rpms.keys()) {
    if (versionsIn(name).some((part) => others.has(part))) accounted.add(name);
  }
  if (skipped.length > 0) {
    checklist.unknown("tip-archive", layout.rpms, {
      problem: `the packages of ${counted(skipped.length, "release")} were ` +
        "not part of this run",
    });
  }
  return accounted;
}

/** What could be the version in the name of a package or its checksum file. */
function versionsIn(name: string): string[] {
  const [, stem = ""] = /^(.*)\.rpm(?:\.sha\d+)?$/.exec(name) ?? [];
  const ends = [...`${stem}.`.matchAll(/[-.]/g)].map(({ index }) => index);
  return ends.filter((start) => stem[start] === "-").flatMap((start) =>
    ends.filter((end) => end > start).map((end) => stem.slice(start + 1, end))
  );
}
