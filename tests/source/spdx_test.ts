// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// The document against the SPDX Specification 2.3, section by section.

import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { createHash } from "node:crypto";
import { spdxDocument, type SpdxSubject } from "../../lib/source/spdx.ts";
import type { SourceFile } from "../../lib/source/tree.ts";

/** The line that names a file's licence, in a form that names none here. */
function licensed(expression: string): string {
  return `/* SPDX-License-${"Identifier"}: ${expression}`;
}

function file(
  path: string,
  text: string,
  mode: SourceFile["mode"] = "100644",
): SourceFile {
  return { path, mode, content: new TextEncoder().encode(text) };
}

const FILES = [
  file("Makefile", "all:\n"),
  file("a b/ü.c", `${licensed("GPL-2.0")} */\n`),
  file("link", "Makefile", "120000"),
  file("run", `${licensed("GPL-2.0 WITH Linux-syscall-note")} */\n`, "100755"),
];

function subject(changes: Partial<SpdxSubject> = {}): SpdxSubject {
  return {
    name: "aws-neuron-driver-2.1.0.0",
    version: "2.1.0.0",
    tarball: "aws-neuron-driver-2.1.0.0.tar.gz",
    tarballSha256: "1".repeat(64),
    rpm: {
      name: "aws-neuronx-dkms",
      file: "aws-neuronx-dkms-2.1.0.0.noarch.rpm",
      sha256: "2".repeat(64),
      contentSha256: "3".repeat(64),
      buildTime: new Date(1_700_000_000_000),
      license: "GPL-2.0",
      fingerprint: "A".repeat(40),
    },
    repoUrl: "https://example.com/rpm",
    tree: { root: "usr/src", files: FILES, upstreamCommit: "4".repeat(40) },
    tool: "neuron-publish-1.2.3",
    ...changes,
  };
}

/** What the tests look at. */
interface Written {
  readonly spdxVersion: string;
  readonly dataLicense: string;
  readonly SPDXID: string;
  readonly name: string;
  readonly documentNamespace: string;
  readonly creationInfo: unknown;
  readonly packages: readonly [WrittenPackage, WrittenPackage];
  readonly files: readonly {
    readonly SPDXID: string;
    readonly fileName: string;
    readonly checksums: readonly { readonly algorithm: string }[];
    readonly licenseInfoInFiles: readonly string[];
  }[];
  readonly relationships: readonly {
    readonly spdxElementId: string;
    readonly relationshipType: string;
    readonly relatedSpdxElement: string;
  }[];
}

interface WrittenPackage {
  readonly SPDXID: string;
  readonly name: string;
  readonly downloadLocation: string;
  readonly filesAnalyzed: boolean;
  readonly packageVerificationCode?: unknown;
  readonly checksums: unknown;
  readonly licenseDeclared: string;
  readonly licenseInfoFromFiles?: readonly string[];
  readonly licenseComments?: string;
  readonly supplier?: string;
  readonly comment?: string;
}

/** As a reader of the file has it. */
function written(changes: Partial<SpdxSubject> = {}): Written {
  return JSON.parse(JSON.stringify(spdxDocument(subject(changes))));
}

function sha1(text: string | Uint8Array): string {
  return createHash("sha1").update(text).digest("hex");
}

const ID = /^SPDXRef-[A-Za-z0-9.-]+$/;

Deno.test("spdxDocument() has what a document has to have (section 6)", () => {
  const document = written();
  assertEquals(document.spdxVersion, "SPDX-2.3"); // 6.1
  assertEquals(document.dataLicense, "CC0-1.0"); // 6.2
  assertEquals(document.SPDXID, "SPDXRef-DOCUMENT"); // 6.3
  assertEquals(document.name, "aws-neuron-driver-2.1.0.0"); // 6.4
  const namespace = new URL(document.documentNamespace); // 6.5
  assertEquals([namespace.protocol, namespace.hash], ["https:", ""]);
  assertEquals(document.creationInfo, {
    creators: ["Tool: neuron-publish-1.2.3"], // 6.8
    created: "2023-11-14T22:13:20Z", // 6.9
  });
});

Deno.test("spdxDocument() gives no two documents one namespace (6.5)", () => {
  const { rpm } = subject();
  const namespaces = [
    {},
    { tarball: "other.tar.gz" },
    { tool: "neuron-publish-1.2.4" },
    { rpm: { ...rpm, sha256: "5".repeat(64) } },
  ].map((changes) => written(changes).documentNamespace);
  assertEquals(new Set(namespaces).size, namespaces.length);
  assertEquals(written().documentNamespace, namespaces[0]);
});

Deno.test("spdxDocument() describes tarball and package (section 7)", () => {
  const { packages: [source, rpm] } = written();
  for (const { SPDXID, name, downloadLocation } of [source, rpm]) {
    assert(ID.test(SPDXID)); // 7.2
    assertNotEquals(name, ""); // 7.1
    assertNotEquals(downloadLocation, ""); // 7.7
  }
  const sums = FILES.filter(({ mode }) => mode !== "120000")
    .map(({ content }) => sha1(content)).sort();
  assertEquals(source.filesAnalyzed, true); // 7.8
  assertEquals(source.packageVerificationCode, { // 7.9
    packageVerificationCodeValue: sha1(sums.join("")),
  });
  assertEquals(source.checksums, [ // 7.10
    { algorithm: "SHA256", checksumValue: "1".repeat(64) },
  ]);
  assertEquals(source.licenseDeclared, "GPL-2.0-only"); // 7.15
  assertEquals(
    source.licenseInfoFromFiles, // 7.14
    ["GPL-2.0-only", "NOASSERTION"],
  );
  assertEquals(rpm.filesAnalyzed, false);
  assertEquals(rpm.packageVerificationCode, undefined); // 7.9: not without files
  assertEquals(rpm.licenseInfoFromFiles, undefined); // 7.14: likewise
  assert(/^Organization: ./.test(rpm.supplier ?? "")); // 7.5
});

Deno.test("spdxDocument() says of other licences what the package says", () => {
  const { rpm } = subject();
  const { packages: [source, other] } = written({
    rpm: { ...rpm, license: "Proprietary & <more>" },
  });
  assertEquals(source.licenseDeclared, "NOASSERTION");
  assertEquals(other.licenseComments, "the package says: Proprietary & <more>");
});

Deno.test("spdxDocument() lists files (section 8), and relates them (11)", () => {
  const { files, relationships, packages } = written();
  assertEquals(
    files.map(({ fileName, licenseInfoInFiles }) => [
      fileName, // 8.1
      licenseInfoInFiles, // 8.6
    ]),
    [
      ["./aws-neuron-driver-2.1.0.0/Makefile", ["NOASSERTION"]],
      ["./aws-neuron-driver-2.1.0.0/a b/ü.c", ["GPL-2.0-only"]],
      ["./aws-neuron-driver-2.1.0.0/run", ["NOASSERTION"]],
    ],
  );
  const ids: string[] = [...packages, ...files].map(({ SPDXID }) => SPDXID);
  assertEquals(new Set(ids).size, ids.length);
  for (const id of ids) assert(ID.test(id), id); // 8.2
  for (const { checksums } of files) { // 8.4
    const algorithms = checksums.map(({ algorithm }) => algorithm);
    assertEquals(algorithms, ["SHA1", "SHA256"]);
  }
  const related = relationships.map((relation) =>
    [
      relation.spdxElementId,
      relation.relationshipType,
      relation.relatedSpdxElement,
    ].join(" ")
  );
  assertEquals(related, [
    "SPDXRef-DOCUMENT DESCRIBES SPDXRef-Source",
    "SPDXRef-Source GENERATED_FROM SPDXRef-Rpm",
    "SPDXRef-Source CONTAINS SPDXRef-File-1",
    "SPDXRef-Source CONTAINS SPDXRef-File-2",
    "SPDXRef-Source CONTAINS SPDXRef-File-3",
  ]);
  assert(packages[0].comment?.includes("link"));
});
