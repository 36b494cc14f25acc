// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals, assertRejects } from "@std/assert";
import {
  OperationError,
  UsageError,
  type VerificationCode,
  VerificationError,
} from "../../lib/errors.ts";
import {
  fetchKey,
  fetchMetadata,
  fetchPackage,
} from "../../lib/yum/upstream.ts";
import {
  type MetadataCompression,
  readRepository,
  runCreaterepo,
} from "../fixtures/createrepo.ts";
import { needs, skipIf } from "../fixtures/programs.ts";
import { serve } from "../fixtures/server.ts";
import type { Fault } from "../fixtures/server_fault.ts";
import { noData, serveSnapshot, SNAPSHOT_DAYS } from "../fixtures/snapshot.ts";
import { KEY_FILE, type RepositorySpec } from "../fixtures/yum_repository.ts";
import type { RepomdRecord } from "../fixtures/yum_xml.ts";
import {
  built,
  download,
  fetchFrom,
  NAMES,
  pathOf,
  repository,
} from "./upstreams.ts";

Deno.test("fetchMetadata() and fetchPackage() fetch a repository", async () => {
  await using server = serve(await repository());
  const repoUrl = `${server.url}/`;
  const found = await fetchMetadata({ download, repoUrl, names: NAMES });
  assertEquals(found.files.map(({ type }) => type), [
    "primary",
    "filelists",
    "other",
  ]);
  const [listed] = found.packages;
  if (listed === undefined) throw new Error("no package");
  const seen: number[] = [];
  const bytes = await fetchPackage(listed, {
    download,
    repoUrl,
    onProgress: (count) => seen.push(count),
  });
  assertEquals(bytes, built.bytes);
  assertEquals(seen.at(-1), bytes.length);
  assertEquals(listed.headerRange, {
    start: built.headerStart,
    end: built.headerEnd,
  });
});

Deno.test("fetchMetadata() asks for each file once, no others", async () => {
  const files = await repository();
  await using server = serve(files);
  await fetchFrom(server);
  assertEquals(
    [...server.requests].sort(),
    [
      "repodata/repomd.xml",
      ...["primary", "filelists", "other"]
        .map((type) => pathOf(files, type)),
    ].map((path) => `GET /${path}`).sort(),
  );
});

Deno.test("fetchMetadata() rejects what differs from its promise", async (t) => {
  const rows: readonly (readonly [string, Fault, VerificationCode])[] = [
    ["another body (G1)", { kind: "replace", body: "x" }, "E_SIZE"],
    ["more than told, no length (G26)", { kind: "longer" }, "E_SIZE"],
    ["a body without end (G27)", { kind: "endless" }, "E_SIZE"],
  ];
  const files = await repository();
  for (const type of ["primary", "filelists", "other"]) {
    for (const [name, fault, code] of rows) {
      await t.step(`${type}: ${name}`, async () => {
        await using server = serve(files);
        server.fault(pathOf(files, type), fault);
        const error = await assertRejects(
          () => fetchFrom(server),
          VerificationError,
        );
        assertEquals(error.code, code, error.message);
      });
    }
    await t.step(`${type}: one bit (G1)`, async () => {
      const path = pathOf(files, type);
      const flipped = files.get(path)?.slice() ?? new Uint8Array();
      flipped[20] = (flipped[20] ?? 0) ^ 1;
      await using server = serve(new Map(files).set(path, flipped));
      const error = await assertRejects(
        () => fetchFrom(server),
        VerificationError,
      );
      assertEquals(error.code, "E_DIGEST");
    });
  }
});

Deno.test("fetchMetadata() asks for no file over the bounds", async (t) => {
  for (const size of ["size", "openSize"]) {
    await t.step(size, async () => {
      const records = (all: RepomdRecord[]) =>
        all.map((one) => ({ ...one, [size]: 2 ** 40 }));
      await using server = serve(await repository({ bend: { records } }));
      const error = await assertRejects(
        () => fetchFrom(server),
        VerificationError,
      );
      assertEquals(error.code, "E_LIMIT");
      assertEquals(server.requests, ["GET /repodata/repomd.xml"]);
    });
  }
});

Deno.test("fetchMetadata() rejects a repomd.xml over 1 MiB", async () => {
  await using server = serve(await repository());
  server.fault("repodata/repomd.xml", { kind: "endless" });
  await assertRejects(() => fetchFrom(server), OperationError, "larger");
});

Deno.test("fetchPackage() rejects what primary.xml does not list", async (t) => {
  const rows: readonly (readonly [
    string,
    Partial<RepositorySpec["packages"][0]>,
    VerificationCode,
  ])[] = [
    [
      "another checksum (G19)",
      { facts: { checksum: "0".repeat(64) } },
      "E_DIGEST",
    ],
    [
      "another size",
      { facts: { packageSize: built.bytes.length + 1 } },
      "E_SIZE",
    ],
    ["a size over the bound", { facts: { packageSize: 2 ** 40 } }, "E_LIMIT"],
    ["other bytes of the same size (G19)", {
      bytes: new Uint8Array(built.bytes.length),
    }, "E_DIGEST"],
  ];
  for (const [name, change, code] of rows) {
    await t.step(name, async () => {
      await using server = serve(
        await repository({ packages: [{ built, ...change }] }),
      );
      const [listed] = (await fetchFrom(server)).packages;
      if (listed === undefined) throw new Error("no package");
      const error = await assertRejects(
        () => fetchPackage(listed, { download, repoUrl: server.url }),
        VerificationError,
      );
      assertEquals(error.code, code, error.message);
    });
  }
});

Deno.test("fetchKey() fetches a small file", async () => {
  const files = await repository();
  await using server = serve(files);
  const options = { repoUrl: server.url, keyName: KEY_FILE };
  assertEquals(await fetchKey({ ...options, download }), files.get(KEY_FILE));
  server.fault(KEY_FILE, { kind: "endless" });
  await assertRejects(() => fetchKey({ ...options, download }), OperationError);
});

Deno.test("fetchMetadata() rejects what is not a repository's URL", async () => {
  for (const repoUrl of ["example.com", "https://h/?x=1", "https://h/#x"]) {
    await assertRejects(
      () => fetchMetadata({ download, repoUrl, names: NAMES }),
      UsageError,
    );
    await assertRejects(
      () => fetchKey({ download, repoUrl, keyName: KEY_FILE }),
      UsageError,
    );
  }
});

for (const compression of ["gzip", "bzip2", "xz", "zstd"] as const) {
  createrepoTest(compression);
}

function createrepoTest(compression: MetadataCompression): void {
  const tools = needs("createrepo_c");
  Deno.test({
    ...tools.for(`fetchMetadata() reads createrepo_c's ${compression}`),
    fn: async () => {
      const folder = await Deno.makeTempDir();
      try {
        await Deno.writeFile(`${folder}/driver+1.rpm`, built.bytes);
        await runCreaterepo(folder, compression);
        await using server = serve(await readRepository(folder));
        const [listed] = (await fetchFrom(server)).packages;
        if (listed === undefined) throw new Error("no package");
        assertEquals(listed.version, "2.21.0.0");
        assertEquals(listed.href, "driver+1.rpm");
        const options = { repoUrl: server.url };
        const bytes = await fetchPackage(listed, { ...options, download });
        assertEquals(bytes, built.bytes);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}

Deno.test({
  ...skipIf(noData()).for("fetchMetadata() fetches the vendor's own"),
  fn: async () => {
    for (const day of SNAPSHOT_DAYS) {
      await using server = await serveSnapshot(day);
      const { packages } = await fetchFrom(server);
      assertEquals(packages.length, day === "2025-02-05" ? 37 : 41);
      const newest = day === "2025-02-05" ? "2.19.64.0" : "2.22.2.0";
      // Older packages were re-signed later, so that only one day has theirs.
      const resigned = packages.filter(({ version }) =>
        version === "2.19.64.0"
      );
      const kept = packages.filter(({ version }) => version === newest);
      for (const listed of [...resigned, ...kept]) {
        const fetching = fetchPackage(listed, {
          download,
          repoUrl: server.url,
        });
        const isThere = listed.version === newest || day === "2025-02-05";
        if (isThere) await fetching;
        else await assertRejects(() => fetching, VerificationError);
      }
    }
  },
});
