// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Rows H18 to H20, and a row for every check: one good repository, in which
// exactly one thing is broken at a time.

import { assertEquals } from "@std/assert";
import { CHECKS } from "../../lib/verify/checks.ts";
import { driverPackage } from "../fixtures/driver_package.ts";
import { defaultKey, makeKey } from "../fixtures/keys.ts";
import { drivers } from "../publish/scene.ts";
import { EVIDENCE_ROWS } from "./evidence_rows.ts";
import { MESSAGE_ROWS } from "./message_rows.ts";
import { loose, REFERENCE_ROWS, unpack } from "./reference_rows.ts";
import { FIRST, LAST, type Row, RPM, SECOND } from "./rows.ts";
import { findings, Workbench } from "./workbench.ts";

const ROWS: readonly Row[] = [
  ...EVIDENCE_ROWS,
  ...MESSAGE_ROWS,
  ...REFERENCE_ROWS,
];

Deno.test("audit() finds exactly what is broken, and names tag and check", async (t) => {
  await using bench = await Workbench.make(
    await drivers(FIRST, SECOND, LAST),
  );
  await unpack(bench);
  for (const { name, act, expect } of ROWS) {
    await t.step(name, async () => {
      await act(bench);
      const result = await bench.audit();
      const [tip, copy] = [
        await bench.commit("main"),
        name.includes("copy") ? await bench.commit(SECOND) : "",
      ];
      const before = tip === "" ? "" : await bench.commit("main~1");
      assertEquals(
        findings(result).toSorted(),
        expect.map((line) =>
          line.replace("TIP^", before).replace("TIP", tip).replace("COPY", copy)
        ).toSorted(),
      );
      // Whatever is broken, the other releases stay what they are.
      const named = new Set(expect.map((line) => line.split(" ")[0]));
      for (const { tag, verdict } of result.releases) {
        if (!named.has(tag)) assertEquals(verdict, "verified", tag);
      }
      if (name === "an object is lost") {
        await loose(bench, `${LAST}:${RPM}`, "find");
      }
      await bench.mend();
    });
  }
  assertEquals(findings(await bench.audit()), []);
});

Deno.test("every check has a row that breaks it", () => {
  const broken = new Set(
    ROWS.flatMap(({ expect }) => expect).map((line) => line.split(" ")[2]),
  );
  const missing = Object.keys(CHECKS).filter((code) => !broken.has(code));
  assertEquals(missing, []);
});

Deno.test("audit() tells why a package was refused", async () => {
  await using bench = await Workbench.make(await drivers(FIRST));
  const key = await makeKey();
  const forged = await driverPackage({ version: FIRST, key });
  const path = `archive/rpm/aws-neuronx-dkms-${FIRST}-dkms.noarch.rpm`;
  await bench.replace(FIRST, {
    files: { [path]: forged.bytes, [`${path}.sha256`]: "0" },
  });
  const [release] = (await bench.audit()).releases;
  const [check] = release?.checks.filter(({ code }) => code === "package") ??
    [];
  const { fingerprint } = await defaultKey();
  assertEquals(check, {
    code: "package",
    status: "failed",
    subject: path,
    problem: "is signed by a key that is not pinned",
    expected: fingerprint,
    found: `key id ${key.fingerprint.slice(-16)}`,
    reason: "E_NOKEY",
  });
});
