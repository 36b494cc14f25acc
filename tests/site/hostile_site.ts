// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * A site's model in which every field from outside is hostile.
 *
 * @module
 */

import type { Comparison } from "../../lib/compare/compare.ts";
import { diffFile } from "../../lib/diff.ts";
import { AWS_NEURON } from "../../lib/profile.ts";
import type { Site, SiteRelease } from "../../lib/site/model.ts";

/** Markup for content, for attributes of both quotes, and for comments. */
export const MARKUP =
  `"'><img src=x onerror=alert(1)><script>alert(2)</script></style>` +
  `--><![CDATA[]]>&amp;\u202e\u0000\ud800`;

function hostileRelease(tag: string, old: string, fresh: string): SiteRelease {
  const encoder = new TextEncoder();
  return {
    audit: {
      tag, // a tag that is not a version is not a release
      commit: MARKUP,
      committedAt: new Date(1_700_000_000_000),
      verdict: "failed",
      checks: (["ok", "note", "unknown", "failed"] as const).map((status) => ({
        code: "source",
        status,
        subject: MARKUP,
        value: MARKUP,
        problem: MARKUP,
        expected: MARKUP,
        found: MARKUP,
      })),
      package: {
        name: MARKUP,
        file: MARKUP,
        sha256: MARKUP,
        contentSha256: MARKUP,
        signedAt: new Date(1_700_000_000_000),
        fingerprint: MARKUP,
        keyFile: MARKUP,
        buildTime: new Date(1_690_000_000_000),
        tree: MARKUP,
        upstreamCommit: MARKUP,
      },
    },
    notes: {
      rst: [
        MARKUP,
        "*".repeat(MARKUP.length),
        "",
        MARKUP,
        "",
        `* ${MARKUP}`,
        `* \`${MARKUP} <javascript:alert(3)>\`_`,
        `  * \`${MARKUP} <https://example.com/${MARKUP}>\`_`,
        `  * \`\`${MARKUP}\`\` **${MARKUP}** :ref:\`${MARKUP}\``,
        "",
        "====== ======",
        `${MARKUP.slice(0, 6)} ${MARKUP}`,
        "====== ======",
        `${MARKUP.slice(0, 6)} ${MARKUP}`,
        "====== ======",
        "",
        `.. note:: ${MARKUP}`,
        "",
        "::",
        "",
        `    ${MARKUP}`,
        "",
        ".. raw:: html",
        "",
        `   ${MARKUP}`,
      ].join("\n"),
      source: MARKUP,
      rule: "prefix",
      format: "components",
      spelled: MARKUP,
      date: MARKUP,
      sdk: MARKUP,
    },
    archive: {
      sha256: MARKUP,
      files: [
        { name: MARKUP, bytes: new Uint8Array(4711) },
        { name: MARKUP, bytes: new Uint8Array() },
        { name: MARKUP, bytes: new Uint8Array() },
      ],
    },
    evidence: {
      listed: { checksum: { type: "sha256", value: MARKUP }, size: 4711 },
      signatures: [],
      files: [{
        path: MARKUP,
        signedPath: MARKUP,
        size: 4711,
        signedMode: MARKUP,
        mode: "100644",
        algorithm: "SHA-256",
        digest: MARKUP,
        blob: MARKUP,
      }],
    },
    size: 4711,
    added: 2,
    removed: 1,
    changes: [
      {
        path: MARKUP,
        modeBefore: "100644",
        modeAfter: MARKUP,
        diff: diffFile(encoder.encode(old), encoder.encode(fresh)),
      },
      {
        path: `b/${MARKUP}`,
        modeBefore: "100644",
        modeAfter: undefined,
        diff: diffFile(encoder.encode("\0"), new Uint8Array()),
      },
    ],
  };
}

/** Every list of a comparison, with a path that is markup. */
function hostileComparison(old: string, fresh: string): Comparison {
  const encoder = new TextEncoder();
  const [path, ourMode, theirMode] = [MARKUP, "100644", MARKUP];
  const bytes = [encoder.encode(old), encoder.encode(fresh)] as const;
  return {
    identical: [MARKUP],
    onlyHere: [MARKUP],
    onlyThere: Array.from({ length: 501 }, () => MARKUP),
    different: [
      { path, ourMode, theirMode, diff: diffFile(...bytes) },
    ],
    modes: [{ path, ourMode, theirMode }],
    overriding: [],
    result: "different",
    sameSource: false,
  };
}

/** The site's model. */
export function hostileSite(): Site {
  const contents = [
    ["1.0.0.0", "", MARKUP],
    ["2.0.0.0", `a\n${MARKUP} \t\n`, `a\n${MARKUP}${MARKUP}`],
  ] as const;
  const releases = contents.map(([tag, old, fresh]) =>
    hostileRelease(tag, old, fresh)
  );
  const branch = {
    name: MARKUP,
    tip: MARKUP,
    newest: MARKUP,
    commits: 1,
    verdict: "failed",
    checks: releases[0]?.audit.checks ?? [],
  } as const;
  return {
    audit: {
      verdict: "failed",
      repository: {
        gitDirectory: MARKUP,
        worktree: MARKUP,
        objectFormat: MARKUP,
        commits: 1,
        objects: 1,
        remedy: MARKUP,
        verdict: "failed",
        checks: branch.checks,
      },
      head: {
        commit: MARKUP,
        ref: MARKUP,
        as: MARKUP,
        verdict: "failed",
        checks: branch.checks,
      },
      refs: [{ ref: MARKUP, id: MARKUP, verdict: "not-proved", as: MARKUP }],
      releases: releases.map(({ audit }) => audit),
      branch,
      branches: [branch],
      upstream: undefined,
      upstreamError: undefined,
    },
    releases,
    profile: {
      ...AWS_NEURON,
      repoUrl: MARKUP,
      fingerprints: [MARKUP],
      sourceFolder: MARKUP,
      archiveFolder: MARKUP,
      archiveRpmFolder: MARKUP,
    },
    checkedAt: new Date(1_700_000_001_000),
    web: `https://example.com/${MARKUP}`,
    url: `https://example.org/${MARKUP}`,
    publications: [
      { place: MARKUP, problem: MARKUP, releases: new Map() },
      {
        place: `https://example.net/${MARKUP}`,
        releases: new Map(contents.map(([tag, old, fresh]) => {
          const result = hostileComparison(old, fresh);
          return [tag, { place: MARKUP, with: MARKUP, result }];
        })),
      },
    ],
    tool: MARKUP,
  };
}
