// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// What the site calls places of the machine that makes it.

import { assertEquals } from "@std/assert";
import { parseReleasesPlace } from "../../lib/compare/place.ts";
import { publicName, withoutLocalPaths } from "../../lib/site/local_paths.ts";
import { hostileSite } from "./hostile_site.ts";

Deno.test("publicName() names what is on this machine by a number", () => {
  const rows = [
    ["/home/ada/driver", "a local copy (3)"],
    ["../driver#v{version}:src", "a local copy (3)"],
    ["file:///home/ada/driver", "a local copy (3)"],
    ["https://host.example/driver", "https://host.example/driver"],
    ["https://ada:secret@host.example/d", "https://host.example/d"],
  ] as const;
  for (const [given, expected] of rows) {
    assertEquals(publicName(parseReleasesPlace(given), 3).name, expected);
  }
  const { hide } = publicName(parseReleasesPlace("file:///home/a%20b/d"), 1);
  assertEquals(
    hide("'/home/a b/d' does not appear to be a git repository"),
    "'a local copy (1)' does not appear to be a git repository",
  );
});

Deno.test("withoutLocalPaths() leaves no path of the clone, of its parts or of a key file", () => {
  const checks = [
    {
      code: "fsck",
      status: "failed",
      subject: "git fsck --strict",
      found: "error: /other/objects/ab/cd: object corrupt, /clones/a/.git/x",
    },
    { code: "key", status: "ok", subject: "../keys/ada.pub" },
    {
      code: "redirections",
      status: "failed",
      subject: "info/grafts",
      found: "/clones/a/.git/info/grafts",
    },
    {
      code: "redirections",
      status: "unknown",
      subject: "/other/objects/info/commit-graph",
    },
    {
      code: "redirections",
      status: "unknown",
      subject: "/clones/a/.git/objects/info/commit-graph",
      problem:
        "git works without it: rm -rf '/other/objects/info/commit-graph'",
    },
    {
      code: "package",
      status: "failed",
      subject: "archive/rpm/x.rpm",
      problem: "/usr/src/aws-neuronx/Makefile: the size is another",
    },
  ] as const;
  const { audit } = hostileSite();
  const shown = withoutLocalPaths({
    ...audit,
    repository: {
      ...audit.repository,
      gitDirectory: "/clones/a/.git/worktrees/b",
      worktree: "/clones/b",
      checks,
    },
  }, "../keys/ada.pub");
  assertEquals(shown.repository.gitDirectory, "");
  assertEquals(
    shown.repository.checks.map(({ subject, problem, found }) =>
      problem ?? found ?? subject
    ),
    [
      "error: a file: object corrupt, its git directory/x",
      "a key file that was given",
      "its git directory/info/grafts",
      "a file",
      "git works without it: rm -rf 'a file'",
      "/usr/src/aws-neuronx/Makefile: the size is another",
    ],
  );
});
