// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals, assertThrows } from "@std/assert";
import { VerificationError } from "../../lib/errors.ts";
import type { Repomd } from "../../lib/yum/repomd.ts";
import {
  compareRepomd,
  type RepomdComparison,
  verifyNotOlder,
} from "../../lib/yum/rollback.ts";

type Memory = Pick<Repomd, "revision" | "newestTimestamp"> & {
  sha256?: string;
};

function repomd({ revision, newestTimestamp, sha256 = "b" }: Memory): Repomd {
  return { revision, newestTimestamp, sha256, data: new Map() };
}

const ARCHIVED = repomd({ revision: "100", newestTimestamp: 50, sha256: "a" });

const ROWS: readonly (readonly [string, Memory, RepomdComparison])[] = [
  ["the same bytes", { ...ARCHIVED }, "same"],
  [
    "higher revision and time",
    { revision: "101", newestTimestamp: 51 },
    "newer",
  ],
  [
    "higher revision, same time",
    { revision: "101", newestTimestamp: 50 },
    "newer",
  ],
  [
    "same revision, same time (G15)",
    { revision: "100", newestTimestamp: 50 },
    "changed",
  ],
  [
    "same revision, later (G15)",
    { revision: "100", newestTimestamp: 50.5 },
    "changed",
  ],
  [
    "same revision, earlier (G14)",
    { revision: "100", newestTimestamp: 49.9 },
    "rollback",
  ],
  ["lower revision (G14)", { revision: "99", newestTimestamp: 51 }, "rollback"],
  [
    "higher revision, earlier (G14)",
    { revision: "101", newestTimestamp: 49 },
    "rollback",
  ],
  [
    "a number of 30 digits",
    { revision: "9".repeat(30), newestTimestamp: 50 },
    "newer",
  ],
  [
    "not a number, same time",
    { revision: "99-a", newestTimestamp: 50 },
    "newer",
  ],
  ["not a number, earlier", { revision: "z", newestTimestamp: 49 }, "rollback"],
  ["no revision", { revision: "", newestTimestamp: 50 }, "newer"],
];

Deno.test("compareRepomd() orders by revision and time", async (t) => {
  for (const [name, fresh, expected] of ROWS) {
    await t.step(name, () => {
      assertEquals(compareRepomd(ARCHIVED, repomd(fresh)), expected);
    });
  }
});

Deno.test("verifyNotOlder() rejects rollback and nothing else", () => {
  for (const [, fresh, expected] of ROWS) {
    if (expected !== "rollback") {
      assertEquals(verifyNotOlder(ARCHIVED, repomd(fresh)), expected);
      continue;
    }
    const error = assertThrows(
      () => verifyNotOlder(ARCHIVED, repomd(fresh)),
      VerificationError,
    );
    assertEquals(error.code, "E_ROLLBACK");
  }
});
