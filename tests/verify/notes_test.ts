// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Release notes in messages, compared with the archived pages.

import { assert, assertEquals } from "@std/assert";
import { AWS_NEURON } from "../../lib/profile.ts";
import { drivers, Scene } from "../publish/scene.ts";
import { defaultKey } from "../fixtures/keys.ts";
import { audit } from "../../lib/verify/audit.ts";
import { amend, type Amendment, findings } from "./workbench.ts";

const TAG = "2.1.0.0";
const NOTES = "release-notes-runtime-aws-neuronx-dkms.rst";

const PAGE = `Notes
=====

Neuron Driver release [${TAG}]
--------------------------------
Date: 01/02/2025

Bugs
^^^^
* Fewer

-------------

* A rule stands above

Neuron Driver release [2.0.0.0]
--------------------------------
* Older
`;

Deno.test("audit() compares release notes with the archived page", async (t) => {
  await using scene = await Scene.make(await drivers(TAG));
  const { repository, server } = scene;
  const page = `${repository.root}/page.rst`;
  await Deno.writeTextFile(page, PAGE);
  const outcome = await scene.run("publish", "--notes-file", page);
  assertEquals(outcome.code, 0, outcome.stderr);
  const published = await repository.git("rev-parse", TAG);
  const { fingerprint } = await defaultKey();
  const prove = () =>
    audit({
      repo: repository.path,
      profile: {
        ...AWS_NEURON,
        repoUrl: server.url,
        fingerprints: [fingerprint],
      },
      env: repository.env,
    });

  await t.step("those of the page are verified", async () => {
    const result = await prove();
    assertEquals(findings(result), []);
    const [release] = result.releases;
    assert(release?.checks.some(({ code }) => code === "message-notes"));
    const message = await repository.git("log", "-1", "--format=%B", TAG);
    assert(message.includes(`Release-Notes-Source: ${NOTES}, exact`), message);
  });

  const edit = (from: string | RegExp, to: string): Amendment => ({
    message: (old) => {
      const changed = old.replace(from, to);
      assert(changed !== old, String(from));
      return changed;
    },
  });
  const line = /^(Release-Notes-Source: ).*$/m;
  const rows: readonly (readonly [string, Amendment, readonly string[]])[] = [
    ["a word changes", edit("* Fewer", "* None"), [
      `${TAG} failed message-notes release notes`,
    ]],
    ["a line goes", edit("* A rule stands above\n", ""), [
      `${TAG} failed message-notes release notes`,
    ]],
    ["a rule that is not quoted", edit("> ------", "------"), [
      `${TAG} failed message-notes release notes`,
    ]],
    [
      "trailers, with git's end of a message below them",
      edit("* Fewer", "* Fewer\n\nRpm-Sha256: 12\n---"),
      [`${TAG} failed message-notes release notes`],
    ],
    [
      "the same, from a page that is not archived",
      {
        message: (old) =>
          old.replace("* Fewer", "* Fewer\n\nRpm-Sha256: 12\n---")
            .replace(line, "$1x.rst, exact"),
      },
      [`${TAG} failed message-notes release notes`],
    ],
    ["those of another version", edit(/Date: [^]*?above/, "* Older"), [
      `${TAG} failed message-notes release notes`,
    ]],
    ["another rule", edit(line, `$1${NOTES}, prefix`), [
      `${TAG} failed message-notes Release-Notes-Source`,
    ]],
    [
      "a page that is not archived proves nothing",
      edit(line, "$1x.rst, exact"),
      [
        `${TAG} note message-notes release notes`,
      ],
    ],
    ["no source is named", edit(/^Release-Notes-Source: .*\n/m, ""), []],
    ["the archived page changes", {
      files: { [`archive/${NOTES}`]: PAGE.replace("Fewer", "None") },
    }, [
      `${TAG} failed message-files archive/${NOTES}`,
      `${TAG} failed message-notes release notes`,
    ]],
    ["the archived page cannot be read", {
      files: { [`archive/${NOTES}`]: new Uint8Array([0xff, 0xfe]) },
    }, [
      `${TAG} failed message-files archive/${NOTES}`,
      `${TAG} note message-notes release notes`,
    ]],
  ];
  for (const [name, amendment, expect] of rows) {
    await t.step(name, async () => {
      const commit = await amend(repository, published, amendment);
      await repository.git("update-ref", `refs/tags/${TAG}`, commit);
      await repository.git("update-ref", "refs/heads/main", commit);
      assertEquals(findings(await prove()).toSorted(), expect);
    });
  }
});
