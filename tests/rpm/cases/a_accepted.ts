// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * A: what has to be accepted. Each row is also read back file by file. A25, the
 * vendor's own packages, is tests/rpm/real_packages_test.ts.
 *
 * @module
 */

import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { digest, flip, toHex } from "../../fixtures/bytes.ts";
import {
  binary,
  changeEntry,
  int32,
  int64,
  string,
  strings,
} from "../../fixtures/header_builder.ts";
import {
  file,
  FILE_FLAG,
  FILE_TYPE,
  folder,
  symlink,
} from "../../fixtures/package_file.ts";
import { TAG } from "../../fixtures/tags.ts";
import {
  both,
  bothEcc,
  build,
  GOOD,
  goodParts,
  keyOf,
  NOW_SECONDS,
  ROOT,
  type Row,
  type Section,
  verify,
  withFiles,
} from "./case.ts";

const ROWS: readonly Row[] = [
  {
    id: "A1",
    title: "payload by gzip",
    build: () => build({ compression: "gzip" }),
    expect: "accepted",
  },
  {
    id: "A1a",
    title: "payload by gzip, which an absent compressor tag means",
    build: () =>
      build({
        compression: "gzip",
        bend: {
          mainEntries: (entries) =>
            changeEntry(entries, TAG.PAYLOADCOMPRESSOR, () => undefined),
        },
      }),
    expect: "accepted",
  },
  {
    id: "A2",
    title: "payload by bzip2",
    needs: ["bzip2"],
    build: () => build({ compression: "bzip2" }),
    expect: "accepted",
  },
  {
    id: "A3",
    title: "payload by lzma",
    build: () => build({ compression: "lzma" }),
    expect: "accepted",
  },
  ...(["crc32", "crc64", "sha256", "none"] as const).map((xzCheck, i): Row => ({
    id: ["A4", "A4a", "A4b", "A4c"][i] ?? "",
    title: `payload by xz, check ${xzCheck}`,
    build: () => build({ compression: "xz", xzCheck }),
    expect: "accepted",
  })),
  {
    id: "A5",
    title: "payload by zstd",
    build: () => build({ compression: "zstd" }),
    expect: "accepted",
  },
  {
    id: "A6",
    title: "payload not compressed, no compressor tag",
    build: () => build({ compression: "none" }),
    expect: "accepted",
  },
  {
    id: "A7",
    title: "version 3 RSA/SHA-256 on both tags, as the vendor's",
    build: () => build(),
    expect: "accepted",
    check: ({ rpm }) => {
      assertEquals(
        rpm.signatures.map((s) => [s.tag, s.version, s.hashAlgorithm]),
        [["RSAHEADER", 3, "SHA-256"], ["SIGPGP", 3, "SHA-256"]],
      );
      assertEquals(rpm.payloadCoveredBy, "SIGPGP");
      assertEquals(rpm.digests.map(({ tag }) => tag), ["SHA1HEADER", "MD5"]);
    },
  },
  {
    id: "A8",
    title: "SIGPGP only",
    build: () => build({ signatures: [{ tag: "SIGPGP" }] }),
    expect: "accepted",
  },
  {
    id: "A9",
    title: "version 3 RSA/SHA-512",
    build: () => build({ signatures: both({ hash: "sha512" }) }),
    expect: "accepted",
  },
  {
    id: "A9a",
    title: "version 3 RSA/SHA-384",
    build: () => build({ signatures: both({ hash: "sha384" }) }),
    expect: "accepted",
  },
  {
    id: "A10",
    title: "version 4 RSA/SHA-512",
    build: () => build({ signatures: both({ version: 4, hash: "sha512" }) }),
    expect: "accepted",
  },
  {
    id: "A11",
    title: "version 4 ECDSA P-256",
    build: async () =>
      build({
        key: await keyOf({ algorithm: "ecdsa" }),
        signatures: bothEcc({ version: 4 }),
      }),
    expect: "accepted",
    rpm: ["bad", "its own OpenPGP knows no ECDSA and cannot read the key"],
  },
  {
    id: "A12",
    title: "version 4 EdDSA",
    build: async () =>
      build({
        key: await keyOf({ algorithm: "ed25519-legacy" }),
        signatures: bothEcc({ version: 4 }),
      }),
    expect: "accepted",
  },
  {
    id: "A12a",
    title: "Ed25519 of RFC 9580",
    build: async () =>
      build({
        key: await keyOf({ algorithm: "ed25519" }),
        signatures: bothEcc({ version: 4 }),
      }),
    expect: "accepted",
    rpm: ["bad", "it does not know RFC 9580"],
  },
  {
    id: "A12b",
    title: "version 6 signatures by a version 6 key",
    build: async () =>
      build({
        key: await keyOf({ algorithm: "ed25519", version: 6 }),
        signatures: bothEcc({ version: 6, hash: "sha512" }),
      }),
    expect: "accepted",
    rpm: ["bad", "it does not know RFC 9580"],
  },
  {
    id: "A13",
    title: "version 4 by a bound signing subkey",
    build: async () =>
      build({
        key: await keyOf({ subkey: {} }),
        signatures: both({ version: 4 }),
      }),
    expect: "accepted",
    check: ({ rpm }) => {
      const [signature] = rpm.signatures;
      assertNotEquals(signature?.signerFingerprint, signature?.fingerprint);
    },
  },
  {
    id: "A13a",
    title: "version 3 by a bound signing subkey",
    build: async () => build({ key: await keyOf({ subkey: {} }) }),
    expect: "accepted",
  },
  {
    id: "A14",
    title: "header signature and signed payload digest, no SIGPGP",
    build: () =>
      build({
        signatures: [{ tag: "RSAHEADER" }],
        digests: { payloadSha256: true },
      }),
    expect: "accepted",
    check: ({ rpm }) => assertEquals(rpm.payloadCoveredBy, "PAYLOADDIGEST"),
  },
  {
    id: "A14a",
    title: "as A14, by SHA-512, digest of the unpacked payload beside it",
    build: async () => {
      const { payload, cpio } = await goodParts();
      return build({
        signatures: [{ tag: "RSAHEADER" }],
        bend: {
          mainEntries: (entries) => [
            ...entries,
            strings(TAG.PAYLOADDIGEST, toHex(digest("sha512", payload))),
            int32(TAG.PAYLOADDIGESTALGO, 10),
            strings(TAG.PAYLOADDIGESTALT, toHex(digest("sha512", cpio))),
          ],
        },
      });
    },
    expect: "accepted",
    rpm: ["bad", "it takes the digest for SHA-256, whatever tag 5093 says"],
    check: ({ rpm }) =>
      assertEquals(
        rpm.digests.map(({ tag, algorithm }) => `${tag} ${algorithm}`),
        [
          "SHA1HEADER SHA-1",
          "MD5 MD5",
          "PAYLOADDIGEST SHA-512",
          "PAYLOADDIGESTALT SHA-512",
        ],
      ),
  },
  {
    id: "A14b",
    title: "OPENPGP signatures in a version 4 package, and payload digest",
    build: () =>
      build({
        signatures: [
          { tag: "OPENPGP", version: 4 },
          { tag: "OPENPGP", version: 4, hash: "sha512" },
        ],
        digests: { payloadSha256: true },
      }),
    expect: "accepted",
    check: ({ rpm }) => assertEquals(rpm.signatures.length, 2),
    rpm: ["bad", "it is older than the OPENPGP tag"],
  },
  {
    id: "A14c",
    title: "weak payload digest beside a signature of the payload",
    build: async () => {
      const { payload } = await goodParts();
      return build({
        bend: {
          mainEntries: (entries) => [
            ...entries,
            strings(TAG.PAYLOADDIGEST, toHex(digest("sha1", payload))),
            int32(TAG.PAYLOADDIGESTALGO, 2),
          ],
        },
      });
    },
    expect: "accepted",
    rpm: ["bad", "it takes the digest for SHA-256, whatever tag 5093 says"],
    check: ({ rpm }) => assertEquals(rpm.payloadCoveredBy, "SIGPGP"),
  },
  {
    id: "A15",
    title: "package of rpm 6, refused by name",
    build: () =>
      build({
        format: 6,
        signatures: [
          { tag: "OPENPGP", version: 4 },
          { tag: "OPENPGP", version: 4, hash: "sha512" },
        ],
      }),
    expect: "E_FORMAT",
    says: /rpm 6/,
    rpm: ["bad", "it is older than the OPENPGP tag"],
  },
  {
    id: "A15a",
    title: "package of rpm 6 behind a lead of rpm 4",
    build: () =>
      build({
        format: 6,
        signatures: both(),
        bend: { lead: (bytes) => flip(bytes, 4, 7) },
      }),
    expect: "E_FORMAT",
    says: /format 6/,
    rpm: ["good", "it does not look at the format, and knows the tags"],
  },
  {
    id: "A16",
    title: "RSA integers one byte short",
    build: () => build({ signatures: both({ shortBy: 1 }) }),
    expect: "accepted",
  },
  {
    id: "A16a", // a modulus that begins with a single bit makes them common
    title: "RSA integers two bytes short",
    build: async () =>
      build({
        key: await keyOf({ bits: 2049 }),
        signatures: both({ shortBy: 2 }),
      }),
    expect: "accepted",
  },
  {
    id: "A17",
    title: "hard links, whose data comes with the last one",
    build: () =>
      build({
        files: withFiles(
          { ...file(`${ROOT}/one`, "linked\n"), hardLink: "g" },
          { ...file(`${ROOT}/three`, "linked\n"), hardLink: "g" },
          { ...file(`${ROOT}/two`, "linked\n"), hardLink: "g" },
        ),
      }),
    expect: "accepted",
  },
  {
    id: "A17a",
    title: "hard links to an empty file",
    build: () =>
      build({
        files: withFiles(
          { ...file(`${ROOT}/one`, ""), hardLink: "g" },
          { ...file(`${ROOT}/two`, ""), hardLink: "g" },
        ),
      }),
    expect: "accepted",
  },
  {
    id: "A18",
    title: "symbolic links inside of the source",
    build: () =>
      build({
        files: withFiles(
          symlink(`${ROOT}/link`, "Makefile"),
          symlink(`${ROOT}/share/up`, "../share/./neuron_driver_shared.h"),
          symlink(`${ROOT}/dangling`, "share/nothing"),
        ),
      }),
    expect: "accepted",
  },
  {
    id: "A19",
    title: "names in UTF-8",
    build: () =>
      build({
        files: withFiles(
          file(`${ROOT}/grüße.c`, "1\n"),
          file(`${ROOT}/日本語/ソース.c`, "2\n"),
          symlink(`${ROOT}/link`, "grüße.c"),
        ),
      }),
    expect: "accepted",
  },
  {
    id: "A20",
    title: "name of 200 characters",
    build: () =>
      build({ files: withFiles(file(`${ROOT}/${"x".repeat(200)}`, "long\n")) }),
    expect: "accepted",
  },
  {
    id: "A21",
    title: "empty file",
    build: () => build({ files: withFiles(file(`${ROOT}/empty`, "")) }),
    expect: "accepted",
  },
  {
    id: "A22",
    title: "directory entries, empty ones inside each other",
    build: () =>
      build({
        files: withFiles(folder(`${ROOT}/void`), folder(`${ROOT}/void/deep`)),
      }),
    expect: "accepted",
  },
  {
    id: "A22a",
    title: "no directory entries",
    build: () =>
      build({
        files: (GOOD.files ?? []).filter(({ mode }) =>
          (mode & FILE_TYPE.MASK) !== FILE_TYPE.FOLDER
        ),
      }),
    expect: "accepted",
  },
  {
    id: "A23",
    title: "%ghost, absent from the payload",
    build: () =>
      build({
        files: withFiles({
          ...file(`${ROOT}/ghost`, ""),
          flags: FILE_FLAG.GHOST,
        }),
      }),
    expect: "accepted",
  },
  {
    id: "A24",
    title: "git's two modes, from the owner's executable bit",
    build: () =>
      build({
        files: withFiles(
          ...[0o700, 0o755, 0o775, 0o600, 0o644, 0o664, 0o655, 0o400]
            .map((mode) => file(`${ROOT}/m${mode.toString(8)}`, "m\n", mode)),
        ),
      }),
    expect: "accepted",
    check: ({ tree }) =>
      assertEquals(
        tree.files.filter(({ mode }) => mode === "100755")
          .map(({ path }) => path),
        ["m700", "m755", "m775", "postinstall", "preinstall"],
      ),
  },
  {
    id: "A26", // that it is then left alone: tests/publish
    title: "signed again: same content, other file",
    build: () => build({ signedAt: NOW_SECONDS - 86400 }),
    expect: "accepted",
    check: async ({ rpm }) => {
      const first = await verify(await build());
      assertEquals(rpm.contentSha256, first.rpm.contentSha256);
      assertNotEquals(rpm.sha256, first.rpm.sha256);
    },
  },
  {
    id: "A27",
    title: "key expired after signing",
    build: async () =>
      build({ key: await keyOf({ expires: NOW_SECONDS - 86400 }) }),
    expect: "accepted",
    check: ({ rpm }) =>
      assertMatch(rpm.signatures[0]?.notes.join() ?? "", /has expired since/),
  },
  {
    id: "A27a",
    title: "subkey expired after signing",
    build: async () =>
      build({
        key: await keyOf({ subkey: { expires: NOW_SECONDS - 86400 } }),
      }),
    expect: "accepted",
    check: ({ rpm }) =>
      assertMatch(rpm.signatures[0]?.notes.join() ?? "", /has expired since/),
  },
  {
    id: "A28",
    title: "file digests by MD5, which an absent algorithm means",
    build: () => build({ fileDigestAlgorithm: 1 }),
    expect: "accepted",
  },
  {
    id: "A28a",
    title: "file digests by SHA-512",
    build: () => build({ fileDigestAlgorithm: 10 }),
    expect: "accepted",
  },
  {
    id: "A29",
    title: "names in the payload without ./",
    build: () => build({ namePrefix: "" }),
    expect: "accepted",
  },
  {
    id: "A30",
    title: "signature header with tags that nobody knows, out of order",
    build: () =>
      build({
        bend: {
          signatureEntries: (entries) => [
            binary(1008, new Uint8Array(32)), // rpm's reserved space
            ...entries.toReversed(),
            string(999_999, "?"),
          ],
        },
      }),
    expect: "accepted",
  },
  {
    id: "A31",
    title: "main header with tags that nobody knows, out of order",
    build: () =>
      build({
        bend: {
          mainEntries: (entries) => [
            string(999_999, "?"),
            ...entries.toReversed(),
          ],
        },
      }),
    expect: "accepted",
  },
  {
    id: "A32",
    title: "all digests of the header",
    build: () => build({ digests: { sha256: true, sha3: true } }),
    expect: "accepted",
    check: ({ rpm }) => assertEquals(rpm.digests.length, 4),
  },
  {
    id: "A33",
    title: "signatures and nothing else in the signature header",
    build: () =>
      build({
        digests: { sha1: false, md5: false, size: false, payloadSize: false },
      }),
    expect: "accepted",
    rpm: ["bad", "it wants digests beside signatures"],
  },
  {
    id: "A34",
    title: "sizes of 64 bits",
    build: async () => {
      const { header, payload, cpio } = await goodParts();
      return build({
        digests: { size: false, payloadSize: false },
        bend: {
          signatureEntries: (entries) => [
            ...entries,
            int64(270, header.length + payload.length), // LONGSIZE
            int64(271, cpio.length), // LONGARCHIVESIZE
          ],
        },
      });
    },
    expect: "accepted",
  },
  {
    id: "A35",
    title: "signed four minutes ahead of the clock",
    build: () => build({ signedAt: NOW_SECONDS + 240 }),
    expect: "accepted",
  },
  {
    id: "A36",
    title:
      "devices and special bits outside of the source, which is all we take",
    build: () =>
      build({
        files: withFiles(
          { path: "/dev/neuron0", mode: 0o020666, rdev: 0x0501 },
          file("/usr/bin/neuron", "#!/bin/sh\n", 0o4755),
        ),
      }),
    expect: "accepted",
  },
];

/** A: accepted. */
export const A: Section = {
  letter: "A",
  title: "accepted",
  rows: ROWS,
  refusedRowsInRpm: "bad",
};
