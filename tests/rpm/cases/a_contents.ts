// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * A: payloads and files of every kind that has to be accepted.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { changeEntry } from "../../fixtures/header_builder.ts";
import {
  file,
  FILE_FLAG,
  FILE_TYPE,
  folder,
  symlink,
} from "../../fixtures/package_file.ts";
import { TAG } from "../../fixtures/tags.ts";
import { build, GOOD, ROOT, type Row, withFiles } from "./case.ts";

/** A: payloads and files. */
export const CONTENTS: readonly Row[] = [
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
