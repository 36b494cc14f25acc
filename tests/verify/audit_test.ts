// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Rows H18 to H20, and a row for every check: one good repository, in which
// exactly one thing is broken at a time.

import { assertEquals } from "@std/assert";
import { driverPackage } from "../fixtures/driver_package.ts";
import { int64 } from "../fixtures/header_builder.ts";
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
  const [first, second] = [
    await bench.commit(FIRST),
    await bench.commit(SECOND),
  ];
  for (const { name, act, expect } of ROWS) {
    await t.step(name, async () => {
      await act(bench);
      const result = await bench.audit();
      const names = new Map([
        ["TIP^", await bench.commit("main~1")],
        ["TIP", result.branch.tip],
        ["COPY", await bench.repository.git("rev-parse", SECOND)],
        ["TREE", await bench.repository.git("rev-parse", SECOND)],
        ["FIRST", first],
        ["SECOND", second],
      ]);
      const named = (line: string) =>
        line.replace(
          /\b(TIP\^|TIP|COPY|TREE|FIRST|SECOND)$/,
          (word) => names.get(word) ?? word,
        );
      assertEquals(findings(result).toSorted(), expect.map(named).toSorted());
      // Whatever is broken, the other releases stay what they are.
      const touched = new Set(expect.map((line) => line.split(" ")[0]));
      for (const { tag, verdict } of result.releases) {
        if (!touched.has(tag)) assertEquals(verdict, "verified", tag);
      }
      if (name === "an object is lost") {
        await loose(bench, `${LAST}:${RPM}`, "find");
      }
      await bench.mend();
    });
  }
  assertEquals(findings(await bench.audit()), []);
});

Deno.test("audit() says why a package was refused", async () => {
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
    problem: "is signed by a key that is not pinned, or not in the key file",
    expected: fingerprint,
    found: `key id ${key.fingerprint.slice(-16)}`,
    reason: "E_NOKEY",
  });
});

Deno.test("audit() notes an unsigned size that is wrong, and not the vendor's attributes", async () => {
  const built = await driverPackage({
    version: FIRST,
    sources: { ".gitattributes": "* -diff\n" },
    bend: {
      signatureEntries: (entries) => [...entries, int64(271, 2 ** 40)],
    },
  });
  await using bench = await Workbench.make([built]);
  const result = await bench.audit();
  assertEquals(findings(result), [
    `${FIRST} note package archive/rpm/aws-neuronx-dkms-${FIRST}-dkms.noarch.rpm`,
  ]);
  assertEquals(result.verdict, "verified-with-notes");
});
