// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Compares what we and rpm say about every package of the tables, good and bad.
 * If the verdicts differ, the row says why. Differences of facts, files, digests
 * and signatures are explained in tests/fixtures/corpus_explanations.ts. The
 * answers are those of rpm 4.18; other versions are not asked.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { VerificationError } from "../../lib/errors.ts";
import { type Keyring, readKeyring } from "../../lib/openpgp/keyring.ts";
import { inspectRpm } from "../../lib/rpm/inspect.ts";
import { utf8 } from "../fixtures/bytes.ts";
import {
  type Compared,
  compareWithRpm,
  type CorpusPackage,
  isGood,
} from "../fixtures/corpus.ts";
import { long } from "../fixtures/long.ts";
import { armor } from "../fixtures/openpgp_packet.ts";
import { needs } from "../fixtures/programs.ts";
import { needsRpm418 } from "../fixtures/rpmkeys.ts";
import type { Case, Row, RpmVerdict, Section } from "./cases/case.ts";
import { SECTIONS } from "./cases/sections.ts";

/** A package on disk, and the row that it is from. */
interface Written extends CorpusPackage {
  readonly row: Row;
  readonly section: Section;
  /** Armored. */
  readonly keyFile: string;
}

/** The pinned keys of a case; undefined if the key file does not have them. */
async function keyringOf(
  { pins }: Case,
  keyFile: string,
): Promise<Keyring | undefined> {
  try {
    return await readKeyring(utf8(keyFile), {
      fingerprints: pins,
      subject: "KEY.PUB",
    });
  } catch (error) {
    if (error instanceof VerificationError) return undefined;
    throw error;
  }
}

/** Builds all packages into a directory. */
async function writePackages(directory: string): Promise<Written[]> {
  const written: Written[] = [];
  for (const section of SECTIONS) {
    for (const row of section.rows) {
      if (needs(...(row.needs ?? [])).missing !== undefined) continue;
      const given: Case = await row.build();
      const path = `${directory}/${row.id}.rpm`;
      await Deno.writeFile(path, given.bytes);
      const keyFile = typeof given.keyFile === "string"
        ? given.keyFile
        : armor("PUBLIC KEY BLOCK", given.keyFile);
      const inspection = await inspectRpm(given.bytes, {
        keyring: await keyringOf(given, keyFile),
        subject: path,
        now: given.now,
      });
      written.push({ row, section, path, keyFile, inspection });
    }
  }
  return written;
}

/** Asks rpm, once for all packages with the same keys. */
async function askRpm(
  packages: readonly Written[],
): Promise<Map<string, Compared>> {
  const groups = Map.groupBy(packages, ({ keyFile }) => keyFile).entries();
  const compared = new Map<string, Compared>();
  // Most of the time goes into rpm's databases of keys: two at once.
  await Promise.all(Array.from({ length: 2 }, async () => {
    for (const [keyFile, group] of groups) {
      for (const answer of await compareWithRpm(group, [keyFile])) {
        compared.set(answer.path, answer);
      }
    }
  }));
  return compared;
}

/** What rpm is expected to answer. */
function expectedOf({ row, section }: Written): RpmVerdict {
  if (row.rpm !== undefined) return row.rpm[0];
  return row.expect === "accepted" ? "good" : section.refusedRowsInRpm;
}

const tools = await needsRpm418();

Deno.test({
  ...long(tools.for("verifyRpm() and rpm 4.18 on every row")),
  async fn(t) {
    const directory = await Deno.makeTempDir();
    try {
      // Steps, since each one has a minute: a busy machine needs most of one.
      let packages: readonly Written[] = [];
      await t.step("every row is built", async () => {
        packages = await writePackages(directory);
      });
      let answers: ReadonlyMap<string, Compared> = new Map();
      await t.step("rpm answers", async () => {
        answers = await askRpm(packages);
      });
      let explained = 0;
      for (const written of packages) {
        const { id, title, expect, rpm } = written.row;
        const note = rpm === undefined ? "" : `; rpm: ${rpm[1]}`;
        await t.step(`${id} ${title}${note}`, () => {
          const answer = answers.get(written.path);
          if (answer === undefined) throw new Error("rpm was not asked");
          const { verdict, differences } = answer;
          const words = verdict.lines
            .map(({ subject, result }) => `${subject}: ${result}`).join("\n");
          const found = isGood(verdict) ? "good" : "bad";
          assertEquals(found, expectedOf(written), words);
          if (expect === "accepted" && rpm === undefined) {
            assertEquals(answer.answer !== undefined, true);
          }
          explained += differences.filter((d) => d.why !== undefined).length;
          const unexplained = differences
            .filter((d) => d.why === undefined && d.topic !== "verdict");
          assertEquals(unexplained, [], words);
        });
      }
      const rows = SECTIONS.flatMap((section) => section.rows).length;
      const verdicts = packages.filter(({ row }) => row.rpm !== undefined);
      // deno-lint-ignore no-console -- the numbers are wanted in the run's log
      console.log(
        `${rows} rows; ${packages.length} differential packages, ` +
          `${verdicts.length} verdicts and ${explained} other differences ` +
          "explained",
      );
    } finally {
      await Deno.remove(directory, { recursive: true });
    }
  },
});
