// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Every package of the tables, good and bad, also goes through `rpmkeys -Kv`
 * and `rpm -qp`. Where rpm answers otherwise than we do, the row says why; the
 * answers are those of rpm 4.18, and other versions are not asked.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { armor } from "../fixtures/openpgp_packet.ts";
import { needs, runProgram } from "../fixtures/programs.ts";
import {
  checkAllSignatures,
  needsRpm418,
  openKeyring,
  type PackageVerdict,
} from "../fixtures/rpmkeys.ts";
import type { Case, Row, RpmVerdict, Section } from "./cases/case.ts";
import { SECTIONS } from "./cases/sections.ts";

/** A package on disk, and what rpm says of it. */
interface Asked {
  readonly row: Row;
  readonly section: Section;
  readonly path: string;
  /** Armored. */
  readonly keyFile: string;
  verdict: RpmVerdict;
  /** In rpm's own words. */
  words: string;
  /** Whether `rpm -qp` reads it. */
  reads: boolean;
}

/** Builds all packages into a folder. */
async function writePackages(folder: string): Promise<Asked[]> {
  const asked: Asked[] = [];
  for (const section of SECTIONS) {
    for (const row of section.rows) {
      if (needs(...(row.needs ?? [])).missing !== undefined) continue;
      const { bytes, keyFile }: Case = await row.build();
      const path = `${folder}/${row.id}.rpm`;
      await Deno.writeFile(path, bytes);
      asked.push({
        row,
        section,
        path,
        keyFile: typeof keyFile === "string"
          ? keyFile
          : armor("PUBLIC KEY BLOCK", keyFile),
        verdict: "bad",
        words: "the key cannot be imported",
        reads: false,
      });
    }
  }
  return asked;
}

/**
 * "good" is more than exit code 0, which unsigned packages get as well: header
 * and payload have to be covered by a good signature.
 */
function isGood({ good, signed, lines }: PackageVerdict): boolean {
  const payloadDigest = lines.some(({ subject, result }) =>
    /^Payload .* digest$/.test(subject) && result === "OK"
  );
  return good && (signed.both || signed.header && payloadDigest);
}

/** Asks `rpmkeys -Kv`, once for all packages with the same keys. */
async function askRpmkeys(packages: readonly Asked[]): Promise<void> {
  const groups = Map.groupBy(packages, ({ keyFile }) => keyFile).entries();
  // Most of the time goes into the databases of keys: two at once.
  await Promise.all(Array.from({ length: 2 }, async () => {
    for (const [keyFile, group] of groups) {
      const keyring = await openKeyring([keyFile]).catch(() => undefined);
      if (keyring === undefined) continue;
      await using open = keyring;
      const paths = group.map(({ path }) => path);
      const verdicts = await checkAllSignatures(paths, open);
      for (const [i, verdict] of verdicts.entries()) {
        const asked = group[i];
        if (asked === undefined) continue;
        asked.verdict = isGood(verdict) ? "good" : "bad";
        asked.words = verdict.lines
          .map(({ subject, result }) => `${subject}: ${result}`).join("\n");
      }
    }
  }));
}

/** Asks `rpm -qp`; it names the packages that it cannot read. */
async function askRpm(packages: readonly Asked[]): Promise<void> {
  const args = ["-qp", "--nosignature", "--nodigest", "--qf", "%{NAME}\\n"];
  const paths = packages.map(({ path }) => path);
  const { stderr } = await runProgram("rpm", [...args, ...paths], {
    check: false,
  });
  for (const asked of packages) {
    asked.reads = !stderr.includes(`${asked.path}: `);
  }
}

/** What rpm is expected to answer. */
function expectedOf({ row, section }: Asked): RpmVerdict {
  if (row.rpm !== undefined) return row.rpm[0];
  return row.expect === "accepted" ? "good" : section.refusedRowsInRpm;
}

const tools = await needsRpm418();

Deno.test({
  ...tools.for("verifyRpm() and rpm 4.18 on every row"),
  async fn(t) {
    const folder = await Deno.makeTempDir();
    try {
      const packages = await writePackages(folder);
      await askRpmkeys(packages);
      await askRpm(packages);
      for (const asked of packages) {
        const { id, title, expect, rpm } = asked.row;
        const note = rpm === undefined ? "" : `; rpm: ${rpm[1]}`;
        await t.step(`${id} ${title}${note}`, () => {
          assertEquals(asked.verdict, expectedOf(asked), asked.words);
          if (expect === "accepted" && rpm === undefined) {
            assertEquals(asked.reads, true);
          }
        });
      }
      const rows = SECTIONS.flatMap((section) => section.rows).length;
      const explained = packages.filter(({ row }) => row.rpm !== undefined);
      // deno-lint-ignore no-console -- the numbers are wanted in the run's log
      console.log(
        `${rows} rows; ${packages.length} differential packages, ` +
          `${explained.length} disagreements explained`,
      );
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
