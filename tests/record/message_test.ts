// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals } from "@std/assert";
import {
  formatArchiveMessage,
  formatReleaseMessage,
  formatTagMessage,
  type MessageContext,
  type MessageRelease,
} from "../../lib/record/message.ts";
import { VERSION } from "../../lib/version.ts";

const RELEASE: MessageRelease = {
  file: "aws-neuronx-dkms-2.22.2.0.noarch.rpm",
  rpm: {
    info: {
      name: "aws-neuronx-dkms",
      epoch: 0,
      version: "2.22.2.0",
      release: "dkms",
      arch: "noarch",
      summary: "aws-neuronx 2.22.2.0 dkms package",
      description: "Kernel modules for\naws-neuronx.\n",
      license: "GPL-2.0",
      buildHost: "4c609371053e",
      buildTime: new Date(1747693633_000),
      payloadCompressor: "xz",
    },
    sha256: "aa",
    contentSha256: "cc",
    signatures: [{
      tag: "SIGPGP",
      coversPayload: true,
      version: 3,
      publicKeyAlgorithm: "rsaEncryptSign",
      hashAlgorithm: "SHA-256",
      created: new Date("2025-12-20T00:46:57Z"),
      fingerprint: "0123",
      signerFingerprint: "0123",
      userId: "Amazon AWS Neuron <neuron-maintainers@amazon.example>",
      keyCreated: new Date("2019-11-11T17:29:27Z"),
      notes: [],
    }],
  },
  tree: { upstreamCommit: "7690243bb6bb9a362bef92ed1b851694a879bd9a" },
  listed: { checksum: { type: "sha256", value: "bb" } },
};

const CONTEXT: MessageContext = {
  profile: {
    releaseSubject: "feat: Neuron Driver",
    repoUrl: "https://yum.example",
  },
  notes: {
    rst: "Date: 06/24/2025\n\nBug Fixes\n^^^^^^^^^\n* One\n-----\n* Two ",
    source: "release-notes.rst",
    rule: "exact",
  },
  files: [
    { status: "M", path: "src/dkms.conf" },
    { status: "?", path: "archive/rpm/a.rpm" },
    { status: "D", path: "src/a b.c" },
  ],
};

const HEAD = `feat: Neuron Driver 2.22.2.0

Source code extracted from file: aws-neuronx-dkms-2.22.2.0.noarch.rpm
RPM Downloaded from repository: https://yum.example


`;
const NOTES = `Release Notes
-------------
Date: 06/24/2025

Bug Fixes
^^^^^^^^^
* One
> -----
* Two${" "}
-------------


`;
const REST = `Metadata
--------
Package: aws-neuronx-dkms
Version: 2.22.2.0
License: GPL-2.0
Summary: aws-neuronx 2.22.2.0 dkms package
Description: Kernel modules for aws-neuronx.
Filename: aws-neuronx-dkms-2.22.2.0.noarch.rpm
Checksum: bb
Buildhost: 4c609371053e
Buildtime: 2025-05-19 22:27:13 +0000 UTC
GPG key primary uid: Amazon AWS Neuron <neuron-maintainers@amazon.example>
GPG key creation time: 2019-11-11 17:29:27 +0000 UTC
GPG key fingerprint: 0123
GPG check: OK
SHA256 check: OK
--------


Files
-----
- ?: archive/rpm/a.rpm
- D: src/a b.c
- M: src/dkms.conf
-----

Rpm-Sha256: aa
Rpm-Content-Sha256: cc
Rpm-Signed-At: 2025-12-20T00:46:57Z
`;

Deno.test("formatReleaseMessage() is the predecessor's with trailers", () => {
  assertEquals(
    formatReleaseMessage(RELEASE, CONTEXT),
    HEAD + NOTES + REST +
      "Upstream-Commit: 7690243bb6bb9a362bef92ed1b851694a879bd9a\n" +
      "Release-Notes-Source: release-notes.rst, exact\n" +
      `Published-By: neuron-publish/${VERSION}\n`,
  );
});

Deno.test("formatReleaseMessage() leaves out what there is not", () => {
  assertEquals(
    formatReleaseMessage(
      { ...RELEASE, tree: { upstreamCommit: undefined } },
      { ...CONTEXT, notes: undefined },
    ),
    HEAD + REST + `Published-By: neuron-publish/${VERSION}\n`,
  );
});

Deno.test("formatTagMessage() leaves out the type of the commit alone", () => {
  for (
    const [subject, tag] of [
      ["feat: Neuron Driver", "Neuron Driver 1.0\n"],
      ["Neuron feat: Driver", "Neuron feat: Driver 1.0\n"],
    ] as const
  ) {
    assertEquals(formatTagMessage(subject, "1.0"), tag);
  }
});

Deno.test("formatArchiveMessage() lists files by path", () => {
  assertEquals(
    formatArchiveMessage("feat: Update archive - repo files", [
      { status: "M", path: "archive/repomd.xml" },
      { status: "?", path: "archive/other.xml.gz" },
    ]),
    "feat: Update archive - repo files\n\nFiles\n-----\n" +
      "- ?: archive/other.xml.gz\n- M: archive/repomd.xml\n-----\n",
  );
});
