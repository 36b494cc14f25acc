// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * G17 and G18: what metadata says of a package and what its signed header says.
 * G19, the checksum of the file, is tests/yum/upstream_test.ts; G20, another
 * content under the same version, is tests/verify/upstream_test.ts.
 *
 * @module
 */

import { assertEquals, assertRejects } from "@std/assert";
import { VerificationError } from "../../lib/errors.ts";
import { readKeyring } from "../../lib/openpgp/keyring.ts";
import { verifyRelease } from "../../lib/record/evidence.ts";
import type { PrimaryPackage } from "../../lib/yum/primary.ts";
import { utf8 } from "../fixtures/bytes.ts";
import { driverPackage } from "../fixtures/driver_package.ts";
import { defaultKey } from "../fixtures/keys.ts";
import { checksumOf } from "../fixtures/primary_facts.ts";

const built = await driverPackage({ version: "2.21.0.0" });
/** As the builder of packages has it, seconds since 1970. */
const BUILD_TIME = Date.parse("2024-12-17T03:17:48Z") / 1000;
const withEpoch = await driverPackage({ version: "2.21.0.0", epoch: 1 });

async function keyring() {
  const key = await defaultKey();
  return await readKeyring(utf8(key.armored), {
    fingerprints: [key.fingerprint],
    subject: "KEY",
  });
}

/** What truthful metadata says of a package. */
function listing({ facts, bytes, headerStart, headerEnd }: typeof built) {
  return {
    name: facts.name,
    epoch: facts.epoch ?? 0,
    version: facts.version,
    release: facts.release,
    arch: facts.arch,
    checksum: { type: "sha256", value: checksumOf("sha256", bytes) },
    href: "pool/driver.rpm",
    buildTime: new Date(BUILD_TIME * 1000),
    fileTime: new Date(0),
    size: { package: bytes.length, installed: 0, archive: 0 },
    headerRange: { start: headerStart, end: headerEnd },
  } satisfies PrimaryPackage;
}

Deno.test("verifyRelease() takes a package that is as it is listed", async () => {
  const listed = listing(built);
  const found = await verifyRelease(built.bytes, listed, {
    keyring: await keyring(),
  });
  assertEquals(found.file, "driver.rpm");
  assertEquals(found.listed, listed);
  assertEquals(found.rpm.info.version, "2.21.0.0");
  assertEquals(found.tree.root, "/usr/src/aws-neuronx-2.21.0.0");
});

const LIES: readonly {
  readonly title: string;
  readonly of?: typeof built;
  readonly lie: Partial<PrimaryPackage>;
  readonly what: string;
}[] = [
  { title: "G17 name", lie: { name: "aws-neuron-dkms" }, what: "name" },
  { title: "G17 epoch", lie: { epoch: 1 }, what: "epoch" },
  { title: "G17 version", lie: { version: "2.22.0.0" }, what: "version" },
  {
    title: "G17 version in another spelling",
    lie: { version: "2.21.0.00" },
    what: "version",
  },
  { title: "G17 release", lie: { release: "2.0" }, what: "release" },
  { title: "G17 arch", lie: { arch: "x86_64" }, what: "architecture" },
  {
    title: "G17 build time",
    lie: { buildTime: new Date(BUILD_TIME * 1000 + 1000) },
    what: "build time",
  },
  {
    title: "G17 epoch as a part of the version",
    of: withEpoch,
    lie: { epoch: 0, version: "1:2.21.0.0" },
    what: "epoch",
  },
  {
    title: "G17 part of the version as a part of the release",
    lie: { version: "2.21.0", release: "0-dkms" },
    what: "version",
  },
  {
    title: "G18 header-range, start",
    lie: {
      headerRange: { start: built.headerStart - 8, end: built.headerEnd },
    },
    what: "header range",
  },
  {
    title: "G18 header-range, end",
    lie: {
      headerRange: { start: built.headerStart, end: built.headerEnd + 1 },
    },
    what: "header range",
  },
];

Deno.test("verifyRelease() refuses a package that is not", async (t) => {
  for (const { title, of = built, lie, what } of LIES) {
    await t.step(title, async () => {
      const listed = { ...listing(of), ...lie };
      const options = { keyring: await keyring() };
      const error = await assertRejects(
        () => verifyRelease(of.bytes, listed, options),
        VerificationError,
      );
      assertEquals(error.code, "E_META");
      assertEquals(error.subject, "driver.rpm");
      assertEquals(
        error.problem,
        `primary.xml lists a different ${what} from the package's`,
      );
    });
  }
});

Deno.test("verifyRelease() verifies the package first", async () => {
  const bytes = built.bytes.slice();
  bytes[built.headerEnd + 9] = 0;
  const listed = { ...listing(built), name: "other" };
  const options = { keyring: await keyring() };
  const error = await assertRejects(
    () => verifyRelease(bytes, listed, options),
    VerificationError,
  );
  assertEquals(error.code, "E_DIGEST");
});
