// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../lib/errors.ts";
import { AWS_NEURON } from "../../lib/profile.ts";
import { layoutOf } from "../../lib/record/layout.ts";

Deno.test("layoutOf() names the predecessor's places", () => {
  assertEquals(layoutOf(AWS_NEURON), {
    source: "src",
    archive: "archive",
    rpms: "archive/rpm",
    key: "archive/GPG-PUB-KEY-AMAZON-AWS-NEURON.PUB",
    repomd: "archive/repomd.xml",
  });
});

Deno.test("layoutOf() takes other plain directories", () => {
  const { source, rpms } = layoutOf({
    ...AWS_NEURON,
    sourceFolder: "././a./b//",
    archiveRpmFolder: "old-release-notes-x/primary.xml",
  });
  assertEquals([source, rpms], [
    "a./b",
    "archive/old-release-notes-x/primary.xml",
  ]);
});

Deno.test("layoutOf() refuses directories that are not plain or overlap", () => {
  for (
    const folders of [
      { sourceFolder: "" },
      { sourceFolder: ".." },
      { sourceFolder: "/src" },
      { sourceFolder: ".git" },
      { sourceFolder: "a//b" },
      { sourceFolder: "a\nb" },
      { sourceFolder: ":(top)" },
      { archiveFolder: "src" },
      { archiveFolder: "src/archive" },
      { sourceFolder: "archive/rpm" },
      { archiveRpmFolder: "../src" },
      { archiveRpmFolder: "primary.xml.gz" },
      { archiveRpmFolder: "Primary.XML/rpm" },
      { archiveRpmFolder: "filelists.xml.gz.sha256" },
      { archiveRpmFolder: "other.xml" },
      { archiveRpmFolder: "repomd.xml" },
      { archiveRpmFolder: AWS_NEURON.keyName },
      { archiveRpmFolder: AWS_NEURON.keyName.toLowerCase() },
      { archiveRpmFolder: "release-notes-components-runtime.rst" },
    ]
  ) {
    assertThrows(() => layoutOf({ ...AWS_NEURON, ...folders }), UsageError);
  }
});
