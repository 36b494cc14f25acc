// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Reading settings back, from this program's line and the predecessor's file.

import { assertEquals, assertThrows } from "@std/assert";
import { OperationError } from "../../lib/errors.ts";
import { formatBuildManifest } from "../../lib/init/build_manifest.ts";
import { readSettings } from "../../lib/init/job_settings.ts";
import { secretChanges } from "../../lib/init/secrets.ts";
import { PREDECESSOR, PREDECESSOR_WORKFLOW } from "./older_jobs.ts";
import { SETTINGS } from "./settings.ts";

const ALL = {
  ...SETTINGS,
  "source-folder": "driver",
  "archive-folder": "evidence",
  "archive-rpm-folder": "packages",
  fingerprint: ["A1".repeat(20), "B2".repeat(32)],
};
const NAMED = {
  "remote": [ALL.remote],
  "mirror": ALL.mirror,
  "secret": [ALL.secret],
  "program-url": [ALL["program-url"]],
  "program-sha256": [ALL["program-sha256"]],
  "fingerprint": ALL.fingerprint,
  "source-folder": ["driver"],
  "archive-folder": ["evidence"],
  "archive-rpm-folder": ["packages"],
  "name": [ALL.name],
  "email": [ALL.email],
};

function read(text: string, primary?: string): object {
  return Object.fromEntries(readSettings(text, primary));
}

Deno.test("readSettings() reads what formatBuildManifest() wrote", () => {
  const manifest = formatBuildManifest(ALL);
  assertEquals(read(manifest), NAMED);
  // The line alone counts, wherever it stands and whatever stands below it.
  const [line = ""] = /^# neuron-publish settings: .*$/m.exec(manifest) ?? [];
  assertEquals(read(`${PREDECESSOR}${line}\n`), NAMED);
});

Deno.test("readSettings() leaves unknown settings undefined", () => {
  const open = {
    ...SETTINGS,
    secret: undefined,
    "program-sha256": undefined,
  };
  const found = readSettings(formatBuildManifest(open));
  assertEquals(found.has("secret"), false);
  assertEquals(found.has("program-sha256"), false);
});

Deno.test("readSettings() refuses a line that it did not write", async (t) => {
  const good = formatBuildManifest(SETTINGS);
  const line = (text: string) =>
    good.replace(/(?<=^# neuron-publish settings: ).*$/m, () => text);
  const rows: readonly (readonly [string, string, string])[] = [
    ["no JSON", line("--remote x"), "not JSON"],
    ["no object", line("null"), "not a JSON object"],
    ["a list", line("[1]"), "unknown"],
    ["a list for a text", line('{"remote":["a"]}'), '"remote"'],
    ["an unknown setting", line('{"remote":"a","color":"b"}'), '"color"'],
    ["a number", line('{"remote":1}'), '"remote"'],
    ["a text for a list", line('{"mirror":"x"}'), '"mirror"'],
    ["a list of more than texts", line('{"mirror":[null]}'), '"mirror"'],
    ["two of them", `${good}${good}`, "more than one"],
  ];
  for (const [title, text, problem] of rows) {
    await t.step(title, () => {
      assertThrows(
        () => readSettings(text),
        OperationError,
        problem,
      );
    });
  }
});

Deno.test("readSettings() reads the predecessor's job file", () => {
  assertEquals(read(PREDECESSOR), {
    remote: ["git@git.sr.ht:~ada/driver"],
    mirror: [
      "git@github.com:ada/driver.git",
      "git@codeberg.org:ada/driver.git",
    ],
    secret: ["5b076ab5-1361-4d71-905b-4ff8c836c62c"],
    name: ["Ada"],
    email: ["ada@example.com"],
  });
});

Deno.test("readSettings() takes another primary remote if it is named", () => {
  const found = readSettings(PREDECESSOR, "github.com");
  assertEquals(found.get("remote"), ["git@github.com:ada/driver.git"]);
  assertEquals(found.get("mirror")?.length, 2);
});

Deno.test("secretChanges() names what is new and what can go", () => {
  const ours = [formatBuildManifest(SETTINGS), "${{ secrets.SRHT_TOKEN }}"];
  const token = { at: "GitHub", name: "SRHT_TOKEN" } as const;
  const key = { at: "sourcehut", name: SETTINGS.secret } as const;
  assertEquals(secretChanges([], ours), { needed: [token, key], unused: [] });
  assertEquals(secretChanges(ours, ours), { needed: [], unused: [] });
  assertEquals(secretChanges([PREDECESSOR, PREDECESSOR_WORKFLOW], ours), {
    needed: [token],
    unused: [
      { at: "GitHub", name: "HUT_CONFIG_BASE64" },
      { at: "GitHub", name: "OTHER" },
    ],
  });
  const other = formatBuildManifest({
    ...SETTINGS,
    secret: "00000000-1111-2222-3333-444444444444",
  });
  assertEquals(secretChanges([ours[0] ?? ""], [other]).unused, [key]);
});
