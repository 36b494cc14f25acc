// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Packages of a malicious vendor: well built and well signed, with the worst
 * names, types and links. Whatever is taken out of them has to be safe.
 *
 * @module
 */

import { verifyRpm } from "../../lib/rpm/rpm.ts";
import { planPackageDirectory } from "../../lib/source/package_tree.ts";
import {
  type SourceFile,
  sourceTree,
  sourceTreeId,
} from "../../lib/source/tree.ts";
import { driverFiles, driverPackage } from "../fixtures/driver_package.ts";
import type { PackageFile } from "../fixtures/package_file.ts";
import { vendorKey } from "./fuzz_keys.ts";
import { NOW, packageCorpus } from "./package_corpus.ts";
import type { Random } from "./random.ts";
import { type FuzzCase, type FuzzTarget, Violation } from "./target.ts";

const VERSION = "2.21.0.0";
const ROOT = `/usr/src/aws-neuronx-${VERSION}`;

/** Names that somebody takes for something else. */
const NAMES: readonly string[] = [
  "..",
  ".",
  "",
  "a",
  "A",
  "Makefile",
  "makefile",
  "\u00e9",
  "e\u0301",
  "\u212a",
  "k",
  "\u017f",
  "s",
  ".git",
  ".GIT",
  ".git ",
  ".git.",
  "git~1",
  ".git::$INDEX_ALLOCATION",
  ".g\u200cit",
  ".gitmodules",
  "GITMOD~1",
  "a\\b",
  "a:b",
  "a\nb",
  "a\x1b[2J",
  "a\u202eb",
  "share",
  "share/x",
  "x".repeat(300),
  "-rf",
  "~",
];

/** Where links may point. */
const TARGETS: readonly string[] = [
  "",
  ".",
  "..",
  "/",
  "/etc/passwd",
  "Makefile",
  "share",
  "../x",
  "share/../..",
  "share/../../x",
  "./././../..",
  "a\\..\\..",
  "\u0000",
  `..${ROOT}`,
];

/** Types and permissions. */
const MODES: readonly number[] = [
  0o100644,
  0o100755,
  0o100600,
  0o104755,
  0o102755,
  0o101644,
  0o120777,
  0o040755,
  0o041777,
  0o010644,
  0o020644,
  0o060644,
  0o140644,
  0o000644,
  0o170000,
];

function oddFile(random: Random): PackageFile {
  const directory = random.pick([
    ROOT,
    ROOT,
    ROOT,
    `${ROOT}/share`,
    "/usr/src",
    "/usr/src/other",
    "/opt",
    "",
  ]);
  const names = Array.from(
    { length: 1 + random.below(2) },
    () => random.pick(NAMES),
  );
  const mode = random.oneIn(2) ? random.pick(MODES) : random.pick([
    0o100644,
    0o120777,
    0o040755,
  ]);
  return {
    path: [directory, ...names].join("/"),
    mode,
    content: "x",
    linkTo: mode === 0o120777 ? random.pick(TARGETS) : "",
  };
}

async function make(random: Random): Promise<FuzzCase> {
  const good = driverFiles({ version: VERSION });
  const odd = Array.from({ length: random.times() }, () => oddFile(random));
  const { bytes: input } = await driverPackage({
    version: VERSION,
    key: await vendorKey(),
    compression: "none",
    signatures: [{ tag: "SIGPGP" }],
    files: [...good, ...odd].sort((a, b) => a.path < b.path ? -1 : 1),
  });
  return { name: "tree", input, judge: () => judge(input) };
}

async function judge(input: Uint8Array<ArrayBuffer>): Promise<void> {
  const { foreign: _, built: [sample] } = await packageCorpus();
  if (sample === undefined) throw new TypeError("an empty corpus");
  const subject = "tree";
  const { keyring } = sample;
  const rpm = await verifyRpm(input, { keyring, subject, now: NOW });
  let refusal: unknown;
  try {
    const tree = sourceTree(rpm, subject);
    requireSafe(tree.files);
    sourceTreeId(tree);
  } catch (error) {
    if (error instanceof Violation) throw error;
    refusal = error;
  }
  const { directory } = planPackageDirectory(rpm.info, rpm.files, subject);
  requireSafe(directory.files.map(({ target = "", ...file }) => ({
    ...file,
    content: new TextEncoder().encode(target),
  })));
  if (refusal !== undefined) throw refusal;
}

/** A separate, simple check of what is safe. */
function requireSafe(files: readonly SourceFile[]): void {
  const spelled = new Set<string>();
  const all = new Set(files.map(({ path }) => path));
  for (const { path, mode, content } of files) {
    const parts = path.split("/");
    const refuse = (why: string) =>
      new Violation(`accepted ${JSON.stringify(path)}: ${why}`);
    for (const [i, part] of parts.entries()) {
      const plain = part.toLowerCase().replace(/[^\x20-\x7e]/g, "")
        .replace(/:.*$/, "").replace(/[ .]+$/, "");
      if (plain === ".git" || /^git~\d/.test(plain)) throw refuse("git");
      if (plain === ".gitmodules") throw refuse("gitmodules");
      if (plain === "" && /^\.*$/.test(part)) throw refuse("climbs");
      if (/[\p{Cc}\\]/u.test(part)) throw refuse("control");
      const above = parts.slice(0, i).join("/");
      if (all.has(above)) throw refuse(`is below ${above}`);
    }
    const folded = path.normalize("NFC").toLowerCase();
    if (spelled.has(folded)) throw refuse("collides");
    spelled.add(folded);
    if (mode !== "120000") continue;
    const target = new TextDecoder().decode(content);
    const steps = [...parts.slice(0, -1)];
    if (target.startsWith("/") || target === "") throw refuse("link");
    for (const step of target.split("/")) {
      if (step === "..") {
        if (steps.pop() === undefined) throw refuse(`link to ${target}`);
      } else if (step !== "." && step !== "") steps.push(step);
    }
  }
}

/** Hostile trees. */
export const TREE_TARGETS: readonly FuzzTarget[] = [
  { name: "tree", weight: 3, make },
];
