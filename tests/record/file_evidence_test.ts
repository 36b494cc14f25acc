// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Each row of the evidence against rpm, which reads the signed header, and git,
// which names the blob.

import { assert, assertEquals } from "@std/assert";
import { readKeyring } from "../../lib/openpgp/keyring.ts";
import { listFileEvidence } from "../../lib/record/file_evidence.ts";
import { verifyRpm } from "../../lib/rpm/rpm.ts";
import { sourceTree } from "../../lib/source/tree.ts";
import { utf8 } from "../fixtures/bytes.ts";
import { driverFiles, driverPackage } from "../fixtures/driver_package.ts";
import { defaultKey } from "../fixtures/keys.ts";
import { symlink } from "../fixtures/package_file.ts";
import { needs, runProgram } from "../fixtures/programs.ts";

Deno.test({
  ...needs("rpm", "git").for("listFileEvidence() agrees with rpm and git"),
  fn: async () => {
    const key = await defaultKey();
    const version = "2.21.0.0";
    const { bytes } = await driverPackage({
      version,
      files: [
        ...driverFiles({ version }),
        symlink(`/usr/src/aws-neuronx-${version}/zlink`, "Makefile"),
      ],
    });
    const keyring = await readKeyring(utf8(key.armored), {
      fingerprints: [key.fingerprint],
      subject: "key",
    });
    const subject = "driver.rpm";
    const rpm = await verifyRpm(bytes, { keyring, subject });
    const rows = listFileEvidence(rpm, sourceTree(rpm, subject), "sha1");
    assert(rows.length > 4);
    const link = rows.find(({ signedPath }) => signedPath.endsWith("/zlink"));
    assertEquals(
      [link?.mode, link?.digest, link?.algorithm, link?.size],
      ["120000", "", undefined, "Makefile".length],
    );

    const root = await Deno.makeTempDir();
    try {
      await Deno.writeFile(`${root}/driver.rpm`, bytes);
      const { text } = await runProgram("rpm", [
        ...["--query", "--package", `${root}/driver.rpm`, "--queryformat"],
        "[%{FILENAMES} %{FILEMODES:octal} %{FILEDIGESTS}\n]",
      ]);
      const listed = text.split("\n");
      for (const row of rows) {
        const { signedPath, signedMode, digest } = row;
        assert(
          listed.includes(`${signedPath} ${signedMode} ${digest}`),
          `${signedPath} ${signedMode} ${digest}`,
        );
        const content = rpm.files.find(({ path }) => path === signedPath)
          ?.content;
        if (content === undefined) continue;
        assertEquals(content.length, row.size);
        const hashed = await runProgram(
          "git",
          ["hash-object", "--stdin", "--no-filters"],
          { stdin: content },
        );
        assertEquals(row.blob, hashed.text.trim());
        assertEquals(row.algorithm, "SHA-256");
      }
    } finally {
      await Deno.remove(root, { recursive: true });
    }
  },
});
