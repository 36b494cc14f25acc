// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Equal problems are one finding, and releases with the same ones one group.

import { assertEquals } from "@std/assert";
import type { Check } from "../../lib/verify/checks.ts";
import { verdictOf } from "../../lib/verify/checks.ts";
import type { AuditResult, ReleaseAudit } from "../../lib/verify/contract.ts";
import { findingsOf, groupReleases } from "../../lib/verify/findings.ts";

function release(tag: string, ...checks: readonly Check[]): ReleaseAudit {
  return { tag, commit: "c0", verdict: verdictOf(checks), checks };
}

function lost(...paths: readonly string[]): Check {
  const problem = `the same files, but ${paths.length} lost their executable ` +
    `bit: ${paths.join(", ")}`;
  return { code: "source", status: "note", subject: "src", problem };
}

const GOOD: Check = { code: "key", status: "ok", subject: "KEY" };

function result(
  releases: readonly ReleaseAudit[],
  remedy?: string,
): AuditResult {
  const line = { name: "main", tip: "c0", newest: "1.0", commits: 1 };
  return {
    verdict: "verified",
    repository: {
      gitDirectory: "/clone/.git",
      worktree: "/clone",
      objectFormat: "sha1",
      commits: 1,
      objects: 1,
      remedy,
      verdict: "verified",
      checks: [],
    },
    head: {
      commit: "c0",
      ref: undefined,
      as: "",
      verdict: "verified",
      checks: [],
    },
    refs: [],
    releases,
    branch: { ...line, verdict: "verified", checks: [GOOD] },
    branches: [],
    upstream: undefined,
    upstreamError: undefined,
  };
}

/** Findings in short: status, names, problem. */
function short(audit: AuditResult): unknown[] {
  return findingsOf(audit).map(({ status, names, problem }) =>
    [status, names, problem] as const
  );
}

Deno.test("findingsOf() says what many have in common once, the gravest first", () => {
  const key: Check = {
    code: "key",
    status: "failed",
    subject: "KEY",
    problem: "does not contain the pinned key",
  };
  const releases = [
    release("1.0", GOOD, lost("a", "postinst", "rules")),
    release("1.1", key, lost("b", "postinst", "rules")),
    release("1.2", GOOD, lost("x")),
    release("1.3", GOOD),
  ];
  assertEquals(short(result(releases)), [
    ["failed", ["1.1"], "does not contain the pinned key"],
    [
      "note",
      ["1.0", "1.1"],
      "the same files, but 3 lost their executable bit: postinst, rules, …",
    ],
    ["note", ["1.2"], "the same files, but 1 lost their executable bit: x"],
  ]);
  assertEquals(
    groupReleases(releases, findingsOf(result(releases))).map((group) => [
      group.verdict,
      group.releases.map(({ tag }) => tag).join(" "),
      group.findings.length,
    ]),
    [
      ["verified-with-notes", "1.0", 1],
      ["failed", "1.1", 2],
      ["verified-with-notes", "1.2", 1],
      ["verified", "1.3", 0],
    ],
  );
});

Deno.test("findingsOf() keeps failures apart whose problems differ in a list", () => {
  const differing = (path: string): Check => ({
    code: "source",
    status: "failed",
    subject: "src",
    problem: `the tree is not the package's: ${path}`,
  });
  const releases = [
    release("1.0", differing("a.c")),
    release("1.1", differing("b.c")),
  ];
  assertEquals(short(result(releases)).length, 2);
});

Deno.test("findingsOf() says what an incomplete clone lacks of the clone alone", () => {
  const lacking: Check = {
    code: "objects",
    status: "unknown",
    subject: "1.0",
    problem: "this clone lacks an object",
  };
  const releases = [release("1.0", lacking)];
  assertEquals(short(result(releases, "git fetch --unshallow")), []);
  assertEquals(short(result(releases)).length, 1);
});
