// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Reading settings back, from this program's line and from older files.

import { assertEquals, assertThrows } from "@std/assert";
import { OperationError } from "../../lib/errors.ts";
import { formatBuildManifest } from "../../lib/init/build_manifest.ts";
import { readSettings } from "../../lib/init/job_settings.ts";
import { secretChanges } from "../../lib/init/secrets.ts";
import { EARLIER, PREDECESSOR, PREDECESSOR_WORKFLOW } from "./older_jobs.ts";
import { SETTINGS } from "./settings.ts";

const ALL = {
  ...SETTINGS,
  folders: { source: "driver", archive: "evidence", rpm: "packages" },
  fingerprints: ["A1".repeat(20), "B2".repeat(32)],
};
const { branch: _, program, ...REST } = ALL;
const FOUND = {
  ...REST,
  programUrl: program.url,
  programSha256: program.sha256,
};

Deno.test("readSettings() reads what formatBuildManifest() wrote", () => {
  const manifest = formatBuildManifest(ALL);
  assertEquals(readSettings(manifest), FOUND);
  // The line alone counts, wherever it stands and whatever stands below it.
  const [line = ""] = /^# neuron-publish settings: .*$/m.exec(manifest) ?? [];
  assertEquals(readSettings(`${PREDECESSOR}${line}\n`), FOUND);
});

Deno.test("readSettings() leaves open what is not known yet", () => {
  const open = {
    ...SETTINGS,
    secret: undefined,
    program: { url: program.url, sha256: undefined },
  };
  const found = readSettings(formatBuildManifest(open));
  assertEquals(found.secret, undefined);
  assertEquals(found.programSha256, undefined);
});

Deno.test("readSettings() refuses a line that it did not write", async (t) => {
  const good = formatBuildManifest(SETTINGS);
  const line = (text: string) =>
    good.replace(/(?<=^# neuron-publish settings: ).*$/m, () => text);
  const rows: readonly (readonly [string, string, string])[] = [
    ["no JSON", line("--remote x"), "not JSON"],
    ["no object", line("null"), "not a JSON object"],
    ["a list", line("[1]"), "unknown"],
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
  const found = readSettings(PREDECESSOR);
  assertEquals(found, {
    remote: "git@git.sr.ht:~ada/driver",
    mirrors: [
      "git@github.com:ada/driver.git",
      "git@codeberg.org:ada/driver.git",
    ],
    secret: "5b076ab5-1361-4d71-905b-4ff8c836c62c",
    programUrl: undefined,
    programSha256: undefined,
    fingerprints: [],
    owner: { name: "Ada", email: "ada@example.com" },
    folders: { source: undefined, archive: undefined, rpm: undefined },
  });
});

Deno.test("readSettings() takes another primary remote if it is named", () => {
  const found = readSettings(PREDECESSOR, "github.com");
  assertEquals(found.remote, "git@github.com:ada/driver.git");
  assertEquals(found.mirrors.length, 2);
});

Deno.test("readSettings() reads a job file of before the settings line", () => {
  assertEquals(readSettings(EARLIER), {
    remote: "git@git.sr.ht:~ada/driver",
    mirrors: ["git@github.com:ada/driver.git"],
    secret: "5b076ab5-1361-4d71-905b-4ff8c836c62c",
    programUrl: "https://example.com/neuron-publish.tar.gz",
    programSha256: "ab".repeat(32),
    fingerprints: ["A1".repeat(20)],
    owner: { name: `Ada O'Brien`, email: "ada@example.com" },
    folders: { source: "driver", archive: undefined, rpm: undefined },
  });
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
