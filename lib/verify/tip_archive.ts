// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The archive at a branch's tip, file by file: each is proved by something, or
 * is named.
 *
 * @module
 */

import { counted } from "../wording.ts";
import { FOLDER_MODE } from "../git/tree_object.ts";
import { fold } from "../source/path_rules.ts";
import { METADATA_FILE, SUM_FILE } from "./archived_metadata.ts";
import { Checklist } from "./checks.ts";
import { listFiles, listPaths } from "./diff.ts";
import type { Tree } from "./objects.ts";
import { isNotes } from "./archive_update.ts";
import { checkTipMetadata, type TipReleases } from "./tip_metadata.ts";

/** Names of packages, checksums, signatures and keys. */
const EVIDENCE =
  /(?:\.(?:d?rpm|asc|sig|sign|gpg|pub|key|pem)|(?:^|[./])(?:md5|b2|sha\d+)(?:sums?)?)$/;

/** Files that are refused one by one. */
const MAX_LISTED = 10;

/** What the archive is compared with. */
export interface TipArchive extends TipReleases {
  /** Id of the tip's tree. */
  readonly tree: string;
  /** Whether this clone lacks commits of the line, and so perhaps releases. */
  readonly isCut: boolean;
}

/** Checks every file of the archive at a tip. */
export async function checkTipArchive(input: TipArchive): Promise<void> {
  const { tree, context } = input;
  const { store, layout } = context;
  const checklist = new Checklist();
  const archive = await store.folder(tree, layout.archive);
  const rpms = await store.folder(tree, layout.rpms);
  const inner = layout.rpms.slice(layout.archive.length + 1).split("/")[0];
  const places = [
    {
      folder: layout.archive,
      entries: new Map(
        [...archive].filter(([name, { mode }]) =>
          name !== inner || mode !== FOLDER_MODE
        ),
      ),
      proved: await proveArchive(archive, { ...input, checklist }),
    },
    {
      folder: layout.rpms,
      entries: rpms,
      proved: provePackages(rpms, { ...input, checklist }),
    },
  ];
  const unknown: string[] = [];
  const beyond: string[] = [];
  const refused: string[] = [];
  let count = 0;
  for (const { folder, entries, proved } of places) {
    for (const { name, mode, id } of entries.values()) {
      const path = `${folder}/${name}`;
      const isLicence = name.endsWith(".license") &&
        entries.has(name.slice(0, -".license".length));
      if (proved.has(name) || isLicence) {
        if (isPlain(path, mode, checklist)) count += 1;
      } else {
        const inside = mode === FOLDER_MODE
          ? (await listFiles(store, id)).map((file) => `${path}/${file.path}`)
          : [path];
        for (const file of inside) {
          if (!EVIDENCE.test(fold(file))) unknown.push(file);
          else if (input.isCut) beyond.push(file);
          else refused.push(file);
        }
      }
    }
  }
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
  if (beyond.length > 0) {
    checklist.unknown("tip-archive", layout.rpms, {
      problem: `files of no release in this clone: ${beyond.length}`,
    });
  }
  if (unknown.length > 0) {
    checklist.note("tip-archive", layout.archive, {
      problem: `nothing proves these files: ${listPaths(unknown)}`,
    });
  }
  if (checklist.checks.every(({ status }) => status === "ok")) {
    if (count > 0) {
      checklist.ok("tip-archive", layout.archive, `${count} files`);
    } else {
      checklist.fail("tip-archive", layout.archive, {
        problem: "the archive at the tip holds nothing",
      });
    }
  }
  input.checklist.add(checklist.checks);
}

function isPlain(path: string, mode: string, checklist: Checklist): boolean {
  if (mode === "100644") return true;
  checklist.fail("tip-archive", path, {
    problem: "the file of the archive is not a plain one",
    expected: "mode 100644",
    found: `mode ${mode}`,
  });
  return false;
}

/** @returns names directly in the archive that something accounts for */
async function proveArchive(
  archive: Tree,
  input: TipArchive,
): Promise<ReadonlySet<string>> {
  const { context, checklist } = input;
  const { layout, keys } = context;
  const proved = new Set<string>();
  const { verified, checks } = await context.readMetadata(archive);
  checklist.add(checks.filter(({ status }) => status !== "ok"));
  proved.add("repomd.xml");
  for (const name of verified?.names ?? []) proved.add(name);
  if (verified !== undefined) await checkTipMetadata(verified, input);
  await checklist.attempt(
    "key",
    layout.key,
    () => keys.readArchived(archive),
    (found) => found.keys.map(({ fingerprint }) => fingerprint).join(", "),
  );
  // Or listed by what is wrong with it.
  proved.add(layout.key.slice(layout.archive.length + 1));
  for (const { name } of archive.values()) {
    if (isNotes(name) || name === ".gitattributes") proved.add(name);
    // Metadata that fails is listed once, by what is wrong with it.
    const isMetadata = METADATA_FILE.test(name) || SUM_FILE.test(name);
    if (verified === undefined && isMetadata) proved.add(name);
  }
  return proved;
}

/** @returns names among the packages that something accounts for */
function provePackages(
  rpms: Tree,
  { releases, context, checklist }: TipArchive,
): ReadonlySet<string> {
  const { layout, archived } = context;
  const accounted = new Set<string>();
  // Not looked at in this run, or not proved, which its own checks say.
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
