// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// A problem while printing loses no verdict.

import { assertEquals, assertMatch } from "@std/assert";
import { printVerdicts } from "../../lib/cli/commands/verify.ts";
import { Terminal } from "../../lib/cli/terminal.ts";
import { auditToJson } from "../../lib/cli/verify_json.ts";
import { printAudit } from "../../lib/cli/verify_table.ts";
import { audit } from "../../lib/verify/audit.ts";
import { drivers } from "../publish/scene.ts";
import { flip, Workbench } from "../verify/workbench.ts";

const [A, B] = ["2.1.0.0", "2.2.0.0"] as const;
const asked = { versions: [], since: undefined, strictNotes: [] };

Deno.test("a release that cannot be printed costs no verdict", async (t) => {
  await using bench = await Workbench.make(await drivers(A, B));
  await bench.replace(B, { files: { "src/Makefile": flip(0) } });
  const { repository, profile } = bench;
  const result = await audit({
    repo: repository.path,
    profile,
    env: repository.env,
  });
  // The first release is good, and its time cannot be read.
  const releases = result.releases.map((release) =>
    release.tag !== A ? release : {
      ...release,
      get committedAt(): Date {
        throw new RangeError("Invalid time value");
      },
    }
  );
  const broken = { ...result, releases };
  for (const json of [false, true]) {
    await t.step(json ? "as JSON" : "as lines", () => {
      let [stdout, stderr] = ["", ""];
      const terminal = new Terminal({
        stdout: (text) => stdout += text,
        stderr: (text) => stderr += text,
        stdoutIsTerminal: false,
        stderrIsTerminal: false,
        noColor: true,
      }, { json, quiet: false, verbose: false, color: false });
      const isPrinted = printVerdicts(broken, terminal, () => {
        if (json) terminal.json(auditToJson(broken, profile));
        else printAudit(broken, asked, terminal);
      });
      terminal.end();
      assertEquals(isPrinted, false);
      assertMatch(stderr, /^error: .*Invalid time value\n/);
      if (json) {
        const document = JSON.parse(stdout);
        assertEquals(document.verdict, "failed");
        assertEquals(document.releases, [
          { tag: A, verdict: "verified" },
          { tag: B, verdict: "failed" },
        ]);
        assertMatch(document.error.problem, /Invalid time value/);
      } else {
        assertMatch(stdout, new RegExp(`^${A}  verified$`, "m"));
        assertMatch(stdout, new RegExp(`^${B}  failed$`, "m"));
      }
    });
  }
});
