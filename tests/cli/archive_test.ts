// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// `archive` from the command line, and what it refuses.

import { assert, assertEquals } from "@std/assert";
import { digestHex } from "../../lib/digest.ts";
import { gzip } from "../../lib/source/tarball.ts";
import { type Bytes, concat } from "../fixtures/bytes.ts";
import { startProgram } from "../faults/program.ts";
import { long } from "../fixtures/long.ts";
import { BUILD_TIME } from "../fixtures/package_spec.ts";
import { flip, Workbench } from "../verify/workbench.ts";
import { drivers, folderState, runProgram } from "../publish/scene.ts";

const VERSION = "2.1.0.0";
const NAME = `aws-neuron-driver-${VERSION}.tar.gz`;

async function names(folder: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(folder));
  return entries.map(({ name }) => name).sort();
}

Deno.test(
  long("archive writes a tarball, its checksum and an SPDX document"),
  async (t) => {
    await using bench = await Workbench.make(await drivers(VERSION, "2.2.0.0"));
    const folder = `${bench.repository.root}/out`;
    await Deno.mkdir(folder);
    const file = `${folder}/${NAME}`;
    const { code, stdout, stderr } = await bench.scene.run(
      "archive",
      VERSION,
      "-o",
      file,
    );
    assertEquals(code, 0, stderr);
    const bytes = await Deno.readFile(file);
    const sha256 = await digestHex("SHA-256", bytes);
    assertEquals(stdout, `${sha256}  ${file}\n`);
    assertEquals(await names(folder), [
      NAME,
      `${NAME}.sha256`,
      `${NAME}.spdx.json`,
    ]);
    assertEquals(
      await Deno.readTextFile(`${file}.sha256`),
      `${sha256}  ${NAME}\n`,
    );
    // The time of the first entry: octal, twelve bytes from 136.
    const tar = await new Response(
      new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")),
    ).bytes();
    const mtime = new TextDecoder().decode(tar.subarray(136, 147));
    assertEquals(parseInt(mtime, 8), BUILD_TIME);

    await t.step(
      "the SPDX document names each file and the package",
      async () => {
        const text = await Deno.readTextFile(`${file}.spdx.json`);
        const spdx = JSON.parse(text);
        assertEquals(spdx.spdxVersion, "SPDX-2.3");
        const [source, rpm] = spdx.packages;
        assertEquals(source.checksums[0].checksumValue, sha256);
        assertEquals(rpm.licenseDeclared, "GPL-2.0-only");
        assertEquals(
          rpm.packageFileName,
          `aws-neuronx-dkms-${VERSION}-dkms.noarch.rpm`,
        );
        assertEquals(
          spdx.files.map(({ fileName }: { fileName: string }) => fileName),
          [
            "Makefile",
            "dkms.conf",
            "neuron_module.c",
            "postinstall",
            "preinstall",
            "share/neuron_driver_shared.h",
          ].map((path) => `./${NAME.replace(".tar.gz", "")}/${path}`),
        );
        const ids = new Set(
          [...spdx.packages, ...spdx.files].map(({ SPDXID }) => SPDXID),
        );
        ids.add("SPDXRef-DOCUMENT");
        for (
          const { spdxElementId, relatedSpdxElement } of spdx.relationships
        ) {
          assert(ids.has(spdxElementId) && ids.has(relatedSpdxElement));
        }
      },
    );

    await t.step("-o - writes the same to stdout", async () => {
      const { env } = bench.scene.repository;
      const piped = `${bench.repository.root}/piped`;
      for (const out of [["-o", "-"], ["--out", "-"], ["--output=-"]]) {
        const argv = bench.scene.commandLine("archive", VERSION, ...out);
        const ended = await startProgram(argv, {
          env: { ...env, PIPED: piped },
          first: 'exec > "$PIPED"',
        }).ended;
        assertEquals(ended.code, 0, ended.stderr);
        assertEquals(
          await digestHex("SHA-256", await Deno.readFile(piped)),
          sha256,
        );
      }
      const both = await bench.scene.run("archive", VERSION, "-o-", "--json");
      assertEquals(both.code, 2);
    });

    await t.step("--output is accepted as --out is", async () => {
      const other = `${bench.repository.root}/${NAME}`;
      const { code } = await bench.scene.run(
        "archive",
        VERSION,
        "--output",
        other,
      );
      assertEquals(code, 0);
      assertEquals(await Deno.readFile(other), bytes);
    });

    await t.step("what exists stays as it is", async () => {
      const again = await bench.scene.run("archive", VERSION, "-o", file);
      assertEquals(again.code, 1);
      assert(again.stderr.includes("exists already"), again.stderr);
      await Deno.remove(file);
      const half = await bench.scene.run("archive", VERSION, "-o", file);
      assertEquals(half.code, 1);
      assertEquals((await names(folder)).includes(NAME), false);
      await Deno.writeFile(file, bytes);
    });

    await t.step("--check takes it, compressed by whatever", async () => {
      for (const named of [[], [VERSION]]) {
        const good = await bench.scene.run(
          "archive",
          ...named,
          "--check",
          file,
        );
        assertEquals([good.code, good.stderr], [0, ""]);
        assert(good.stdout.endsWith(`${VERSION}  8 entries  verified\n`));
      }
      const tar = new Blob([bytes]).stream()
        .pipeThrough(new DecompressionStream("gzip"));
      const plain = `${folder}/plain.tar`;
      await Deno.writeFile(plain, tar);
      const { code, stdout } = await bench.scene.run(
        "archive",
        "--json",
        "--check",
        plain,
      );
      assertEquals(code, 0);
      const document = JSON.parse(stdout);
      assertEquals(document.sameFile, false);
      assertEquals(document.tarSha256, document.sha256);
      assertEquals(
        (await bench.scene.run("archive", "--check", plain)).stderr,
        "The same tarball; only its compression differs\n",
      );
      const raw = await Deno.readFile(plain);
      await Deno.writeFile(plain, flip(1024 + 600)(raw));
      const bad = await bench.scene.run("archive", "--check", plain);
      assertEquals(bad.code, 3);
      assert(bad.stderr.includes("from the release"), bad.stderr);
    });

    await t.step(
      "--check refuses what is not a tarball, or not of a release",
      async () => {
        const other = `${folder}/other`;
        const tar = concat(
          ...await Array.fromAsync(
            new Blob([bytes]).stream().pipeThrough(
              new DecompressionStream("gzip"),
            ),
          ),
        );
        for (const text of ["", "hello", "\u001f\u008b"]) {
          await Deno.writeTextFile(other, text);
          const { code } = await bench.scene.run("archive", "--check", other);
          assertEquals(code, 3);
        }
        const bomb = new Blob([new Uint8Array(2 ** 28 + 1)]).stream()
          .pipeThrough(new CompressionStream("gzip"));
        const rows:
          readonly (readonly [Bytes | ReadableStream<Bytes>, string])[] = [
            [concat(bytes, bytes), "found more bytes after its end"],
            [concat(bytes, Uint8Array.of(0)), "found more bytes after its end"],
            [gzip(concat(tar, Uint8Array.of(0))), "goes on after the end of"],
            [
              gzip(tar.subarray(0, -1)),
              "ends before the release's tarball does",
            ],
            [bomb, "decompresses to more than it may"],
          ];
        for (const [content, says] of rows) {
          await Deno.writeFile(other, content);
          const { code, stderr } = await bench.scene.run(
            "archive",
            "--check",
            other,
          );
          assertEquals(code, 3, says);
          assert(stderr.includes(says), stderr);
          // Nobody has signed it.
          assert(stderr.includes("makes the right one"), stderr);
          assert(!/vendor|signed/.test(stderr), stderr);
        }
        const wrong = await bench.scene.run(
          "archive",
          "2.2.0.0",
          "--check",
          file,
        );
        assertEquals(wrong.code, 3);
        assert(wrong.stderr.includes("a different release"), wrong.stderr);
        assert(
          wrong.stderr.includes("Without VERSION, it is compared"),
          wrong.stderr,
        );
        const name = new Uint8Array(512);
        new TextEncoder().encodeInto("aws-neuron-driver-9.9.9.9/", name);
        await Deno.writeFile(other, name);
        const unknown = await bench.scene.run("archive", "--check", other);
        assertEquals([unknown.code, unknown.stdout], [1, ""]);
        assert(unknown.stderr.includes("found 9.9.9.9"), unknown.stderr);
        const named = await bench.scene.run(
          ...["archive", "9.9.9.9", "--check", other] as const,
        );
        assertEquals([named.code, named.stdout], [2, ""]);
        await Deno.remove(other);
        const none = await bench.scene.run("archive", "--check", other);
        assertEquals([none.code, none.stdout], [1, ""]);
        assert(none.stderr.includes("there is no such file"), none.stderr);
      },
    );
  },
);

Deno.test("archive writes nothing of a release that fails verification", async () => {
  await using bench = await Workbench.make(await drivers(VERSION));
  const folder = `${bench.repository.root}/out`;
  await Deno.mkdir(folder);
  const before = `${bench.repository.root}/before.tar.gz`;
  assertEquals(
    (await bench.scene.run("archive", VERSION, "-o", before)).code,
    0,
  );
  await bench.replace(VERSION, { files: { "src/Makefile": flip(0) } });
  const checked = await bench.scene.run("archive", "--check", before);
  assertEquals([checked.code, checked.stdout], [3, ""]);
  assert(checked.stderr.includes("source (src)"), checked.stderr);
  const { code, stdout, stderr } = await bench.scene.run(
    "archive",
    VERSION,
    "-o",
    `${folder}/${NAME}`,
  );
  assertEquals([code, stdout], [3, ""]);
  assert(stderr.includes("source (src)"), stderr);
  assertEquals(await names(folder), []);
});

Deno.test("archive says how a partial clone gets what it lacks", async () => {
  await using bench = await Workbench.make(await drivers(VERSION));
  const { repository, profile } = bench;
  const clone = `${repository.root}/partial`;
  await repository.git("config", "uploadpack.allowFilter", "true");
  await repository.git(
    ...["clone", "--quiet", "--bare", "--filter=blob:none"],
    ...[`file://${repository.path}`, clone],
  );
  const folder = `${repository.root}/out`;
  await Deno.mkdir(folder);
  const { code, stdout, stderr } = await runProgram([
    ...["archive", VERSION, "--repo", clone, "-o", `${folder}/${NAME}`],
    ...profile.fingerprints.flatMap((pin) => ["--fingerprint", pin]),
  ], repository.env);
  assertEquals([code, stdout], [1, ""]);
  assertEquals(
    stderr,
    `error: Cannot archive: ${VERSION}: this clone lacks an object; ` +
      "get it with: git fetch --refetch --no-filter --tags\n" +
      `hint: See neuron-publish verify ${VERSION}; nothing was written\n`,
  );
  assertEquals(await names(folder), []);
});

Deno.test("archive refuses command lines that make no sense", async () => {
  await using bench = await Workbench.make(await drivers(VERSION));
  const rows = [
    [],
    ["1", "2"],
    [VERSION, "-o", "a", "--check", "b"],
    ["9.9.9.9"],
    // Only a directory can have these paths.
    ...[".", "..", "/", "new/", "/."].map((path) => {
      return [VERSION, "-o", `${bench.repository.root}/${path}`];
    }),
    [VERSION, "-o", "."],
  ];
  const before = await folderState(bench.repository.root);
  for (const args of rows) {
    assertEquals((await bench.scene.run("archive", ...args)).code, 2);
  }
  assertEquals(await folderState(bench.repository.root), before);
});
