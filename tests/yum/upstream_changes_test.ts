// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// A repository that changes while it is read.

import { assertEquals, assertRejects } from "@std/assert";
import { OperationError } from "../../lib/errors.ts";
import type { Download } from "../../lib/http.ts";
import { fetchMetadata } from "../../lib/yum/upstream.ts";
import { driverPackage } from "../fixtures/driver_package.ts";
import { serve } from "../fixtures/server.ts";
import type { Fault } from "../fixtures/server_fault.ts";
import type { RepositoryFiles } from "../fixtures/yum_repository.ts";
import {
  built,
  download,
  fetchFrom,
  NAMES,
  pathOf,
  repository,
} from "./upstreams.ts";

Deno.test("fetchMetadata() survives what passes", async (t) => {
  const rows: readonly (readonly [string, Fault])[] = [
    ["500 once (G22)", { kind: "status", status: 500, times: 1 }],
    ["503 with Retry-After (G23)", {
      kind: "status",
      status: 503,
      headers: { "Retry-After": "1" },
      times: 1,
    }],
    ["reset (G24)", { kind: "reset", times: 1 }],
    ["cut short (G25)", { kind: "cut", times: 1 }],
    ["more than Content-Length (G26)", { kind: "overlong" }],
  ];
  const files = await repository();
  for (const [name, fault] of rows) {
    await t.step(name, async () => {
      await using server = serve(files);
      for (const path of files.keys()) server.fault(path, fault);
      assertEquals((await fetchFrom(server)).packages.length, 1);
    });
  }
});

Deno.test("fetchMetadata() fails where the network does", async (t) => {
  const rows: readonly (readonly [string, Fault])[] = [
    ["404 (G21)", { kind: "status", status: 404 }],
    ["500 for good", { kind: "status", status: 500 }],
    ["reset for good", { kind: "reset" }],
    ["cut short for good", { kind: "cut" }],
    ["compressed on the way (G32)", { kind: "content-encoding" }],
    ["redirect loop (G29)", { kind: "redirect", to: "" }],
    ["redirect off https (G30)", {
      kind: "redirect",
      to: "http://example.com/",
    }],
  ];
  const files = await repository();
  for (const path of ["repodata/repomd.xml", pathOf(files, "other")]) {
    for (const [name, fault] of rows) {
      await t.step(`${path}: ${name}`, async () => {
        await using server = serve(files);
        server.fault(path, fault);
        const error = await assertRejects(
          () => fetchFrom(server),
          OperationError,
        );
        assertEquals(error.kind, "network");
        assertEquals(error.subject, `${server.url}/${path}`);
      });
    }
  }
});

Deno.test("fetchMetadata() retries the set when upstream changes (G31)", async (t) => {
  const before = await repository({ timestamp: 1_700_000_000 });
  const after = await repository({
    timestamp: 1_800_000_000,
    packages: [{ built }, {
      built: await driverPackage({ version: "2.22.0.0" }),
    }],
  });
  const repomd = (files: RepositoryFiles) =>
    files.get("repodata/repomd.xml") ?? new Uint8Array();

  await t.step("old files gone", async () => {
    let asked = 0;
    await using server = serve(({ path }) => {
      const isOld = path === "repodata/repomd.xml" && asked++ === 0;
      const body = isOld ? repomd(before) : after.get(path);
      return body && { status: 200, body };
    });
    const found = await fetchFrom(server);
    assertEquals(found.packages.length, 2);
    assertEquals(found.repomd.bytes, repomd(after));
  });

  const plain = (files: RepositoryFiles): RepositoryFiles =>
    new Map([...files].map(([path, bytes]) => {
      const text = new TextDecoder().decode(bytes)
        .replaceAll(/[0-9a-f]{64}-/g, "");
      return path === "repodata/repomd.xml"
        ? [path, new TextEncoder().encode(text)]
        : [path.replace(/[0-9a-f]{64}-/, ""), bytes];
    }));

  await t.step("files of one name replaced", async () => {
    let asked = 0;
    await using server = serve(({ path }) => {
      const isOld = path === "repodata/repomd.xml" && asked++ === 0;
      const body = plain(isOld ? before : after).get(path);
      return body && { status: 200, body };
    });
    assertEquals((await fetchFrom(server)).packages.length, 2);
  });

  await t.step("files of one name and size replaced", async () => {
    const driver = await driverPackage({ version: "2.22.0.0" });
    const spec = { compression: "none" } as const;
    const [old, fresh] = [
      plain(await repository({ ...spec, timestamp: 1_700_000_000 })),
      plain(await repository({ ...spec, packages: [{ built: driver }] })),
    ];
    for (const type of ["primary", "filelists", "other"]) {
      const path = `repodata/${type}.xml`;
      assertEquals(old.get(path)?.length, fresh.get(path)?.length);
    }
    let asked = 0;
    await using server = serve(({ path }) => {
      const isOld = path === "repodata/repomd.xml" && asked++ === 0;
      const body = (isOld ? old : fresh).get(path);
      return body && { status: 200, body };
    });
    const [listed] = (await fetchFrom(server)).packages;
    assertEquals(listed?.version, "2.22.0.0");
  });

  await t.step("repomd.xml cut off", async () => {
    let asked = 0;
    await using server = serve(({ path }) => {
      const isCut = path === "repodata/repomd.xml" && asked++ === 0;
      const body = isCut ? repomd(after).subarray(0, 300) : after.get(path);
      return body && { status: 200, body };
    });
    assertEquals((await fetchFrom(server)).repomd.bytes, repomd(after));
    assertEquals(asked, 2);
  });

  await t.step("only once", async () => {
    let asked = 0;
    await using server = serve(({ path }) => {
      if (path !== "repodata/repomd.xml") return undefined;
      return { status: 200, body: repomd(asked++ % 2 === 0 ? before : after) };
    });
    await assertRejects(() => fetchFrom(server), OperationError);
    assertEquals(asked, 2);
  });

  await t.step("not when nothing changed", async () => {
    const path = pathOf(before, "primary");
    await using server = serve(before);
    server.fault(path, { kind: "status", status: 404 });
    await assertRejects(() => fetchFrom(server), OperationError, "404");
    const count = (wanted: string) =>
      server.requests.filter((request) => request === `GET /${wanted}`).length;
    assertEquals([count(path), count("repodata/repomd.xml")], [1, 2]);
  });

  await t.step("the first error counts when repomd.xml goes away", async () => {
    let asked = 0;
    await using server = serve(({ path }) => {
      if (path !== "repodata/repomd.xml" || asked++ > 0) return undefined;
      return { status: 200, body: repomd(before) };
    });
    const error = await assertRejects(() => fetchFrom(server), OperationError);
    assertEquals(error.subject.endsWith("repomd.xml"), false);
  });
});

Deno.test("fetchMetadata() stops on a signal, with its reason", async () => {
  const files = await repository();
  await using server = serve(files);
  server.fault(pathOf(files, "filelists"), { kind: "stall" });
  const stop = new AbortController();
  const tools = new Error("enough");
  const options = { repoUrl: server.url, names: NAMES, signal: stop.signal };
  const stopping: Download = async (url, wanted) => {
    if (url.includes("-other.xml")) stop.abort(tools);
    return await download(url, wanted);
  };
  const error = await assertRejects(() =>
    fetchMetadata({ ...options, download: stopping })
  );
  assertEquals(error, tools);
});
