// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// The job files are valid for a real parser and for shellcheck.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { parse } from "yaml";
import { formatBuildManifest } from "../../lib/init/build_manifest.ts";
import { hostKeys } from "../../lib/init/known_hosts.ts";
import { needs, runProgram } from "../fixtures/programs.ts";
import {
  type Manifest,
  manifest,
  stepNamed,
  steps,
  tasks,
  workflow,
} from "./parsed_jobs.ts";
import { SETTINGS } from "./settings.ts";

Deno.test("formatBuildManifest() writes a job that sourcehut can run", () => {
  const { image, sources, secrets, environment, triggers } = manifest;
  assertEquals(image, "debian/stable");
  assertEquals(sources, ["https://git.sr.ht/~ada/aws-neuron-driver"]);
  assertEquals(secrets, [SETTINGS.secret]);
  assertEquals(environment, {
    NEURON_PUBLISH_URL: SETTINGS["program-url"],
    NEURON_PUBLISH_SHA256: SETTINGS["program-sha256"],
  });
  assertEquals(manifest.submitter, {
    "git.sr.ht": { enabled: true, "allow-refs": ["refs/heads/main"] },
  });
  assertEquals([...tasks.keys()], ["program", "hosts", "publish"]);
  assertEquals(triggers, [{
    action: "email",
    condition: "failure",
    to: `${SETTINGS.name} <ada@example.com>`,
  }]);
});

Deno.test("formatBuildManifest() keeps a checksum a text, whatever its digits", () => {
  for (const sha256 of ["1".repeat(64), "1e".repeat(32)]) {
    const { environment }: Manifest = parse(
      formatBuildManifest({ ...SETTINGS, "program-sha256": sha256 }),
    );
    assertEquals(environment["NEURON_PUBLISH_SHA256"], sha256);
  }
});

Deno.test("formatCheckWorkflow() asks for no more than it needs", async (t) => {
  await t.step("when", () => {
    assertEquals(workflow.on.schedule, [{ cron: "17 3 * * 0" }]);
    assert("workflow_dispatch" in workflow.on);
  });
  await t.step("permissions", () => {
    assertEquals(workflow.permissions, {});
    assertEquals(
      Object.fromEntries(
        Object.entries(workflow.jobs).map((
          [name, job],
        ) => [name, job.permissions]),
      ),
      { "check": { contents: "read" }, "keep-on": { actions: "write" } },
    );
  });
  await t.step("actions are pinned and keep no token", () => {
    for (const { uses, with: inputs } of steps) {
      if (uses === undefined) continue;
      assertMatch(uses, /^[a-z-]+\/[a-z-]+@[0-9a-f]{40}$/);
      assertEquals(inputs?.["persist-credentials"], false);
    }
  });
  await t.step("every job ends", () => {
    for (const job of Object.values(workflow.jobs)) {
      assert(job["timeout-minutes"] <= 15);
    }
  });
  await t.step("no expression stands in a script", () => {
    for (const { run } of steps) assert(!run?.includes("${{"), run);
  });
});

Deno.test("no secret stands on a command line of a job", () => {
  // GitHub's log masks known secrets; sourcehut's is public.
  for (const [name, script] of tasks) {
    assert(!/\b(cat|base64|echo)\b.*\.ssh\/[0-9a-f]/.test(script), name);
  }
  const submit = stepNamed("Start the job on sourcehut");
  for (const line of submit.split("\n")) {
    if (!line.includes("SRHT_TOKEN")) continue;
    assertMatch(line, /^\s*("\$SRHT_TOKEN"\) \\|: "\$\{SRHT_TOKEN:\?)/);
  }
});

const tools = needs("shellcheck", "bash");
Deno.test({
  ...tools.for("shellcheck finds nothing in the job files"),
  fn: async (t) => {
    const check = (script: string) =>
      runProgram("shellcheck", ["--shell=bash", "-"], {
        stdin: new TextEncoder().encode(script),
      });
    // It warns of a quoted $ in the other name, which is meant.
    const name = "Ada O'Brien";
    const plain: Manifest = parse(formatBuildManifest({ ...SETTINGS, name }));
    for (
      const [name, script] of plain.tasks.flatMap((t) => Object.entries(t))
    ) {
      await t.step(`.build.yaml: ${name}`, async () => {
        await check(`set -xe\n${script}`);
      });
    }
    for (const { name, run } of steps) {
      if (run === undefined) continue;
      await t.step(`workflow: ${name}`, async () => {
        await check(`set -eo pipefail\n${run}`);
      });
    }
  },
});

Deno.test("hostKeys() has the keys of the hosters' fingerprints", async (t) => {
  const rows = [
    ["git.sr.ht", "SHA256:WXXNZu0YyoE3KBl5qh4GsnF1vR0NeEPYJAiPME+P09g"],
    ["github.com", "SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU"],
    ["gitlab.com", "SHA256:eUXGGm1YGsMAS7vkcx6JOJdOGHPem5gQp4taiCfCLB8"],
    ["codeberg.org", "SHA256:mIlxA9k46MmM6qdJOdMnAQpzGxF4WIVVL+fj+wZbw0g"],
  ] as const;
  for (const [host, fingerprint] of rows) {
    await t.step(host, async () => {
      const [line = ""] = hostKeys(host, "");
      const [name, type, key = ""] = line.split(" ");
      assertEquals([name, type], [host, "ssh-ed25519"]);
      const digest = await crypto.subtle.digest(
        "SHA-256",
        Uint8Array.fromBase64(key),
      );
      const text = new Uint8Array(digest).toBase64({ omitPadding: true });
      assertEquals(`SHA256:${text}`, fingerprint);
    });
  }
});
