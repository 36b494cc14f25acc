// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// The scripts of the job files do what they are for, in bash, with fake
// programs for those that use the network.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { checkCommand } from "../../lib/cli/commands/check.ts";
import { publishCommand } from "../../lib/cli/commands/publish.ts";
import { parse } from "yaml";
import { formatBuildManifest } from "../../lib/init/build_manifest.ts";
import { formatCheckWorkflow } from "../../lib/init/check_workflow.ts";
import { hostKeys } from "../../lib/init/known_hosts.ts";
import { parsed } from "../cli/parsed.ts";
import { needs } from "../fixtures/programs.ts";
import { Machine } from "./machine.ts";
import { stepNamed, tasks, type Workflow } from "./parsed_jobs.ts";
import { SETTINGS } from "./settings.ts";

const isWindows = Deno.build.os === "windows"; // a job runs on Linux

Deno.test({
  name: "the job takes the program by its checksum alone",
  ignore: isWindows,
  fn: async (t) => {
    await using machine = await Machine.make();
    const program = await machine.fake("neuron-publish", "echo it runs");
    await machine.run(
      `mkdir -p release/neuron-publish-0-linux/bin && cp ${program} ` +
        "release/neuron-publish-0-linux/bin/ && " +
        "touch release/neuron-publish-0-linux/README.md && " +
        "tar --create --gzip --file release.tar.gz --directory release " +
        "neuron-publish-0-linux",
    );
    await machine.fake(
      "curl",
      'while [ "$1" != --output ]; do shift; done\n' +
        'cp "$HOME/release.tar.gz" "$2"',
    );
    const bytes = await Deno.readFile(`${machine.home}/release.tar.gz`);
    const digest = await crypto.subtle.digest("SHA-256", bytes);
    const url = "https://example.com/release.tar.gz";
    const script = tasks.get("program") ?? "";

    await t.step("another checksum", async () => {
      const { code } = await machine.run(script, {
        NEURON_PUBLISH_URL: url,
        NEURON_PUBLISH_SHA256: "0".repeat(64),
      });
      assertEquals(code, 1);
      const bin = `${machine.home}/bin`;
      assertEquals(await Deno.stat(bin).catch(() => undefined), undefined);
    });
    await t.step("the right one", async () => {
      const { code, log } = await machine.run(script, {
        NEURON_PUBLISH_URL: url,
        NEURON_PUBLISH_SHA256: new Uint8Array(digest).toHex(),
      });
      assertEquals(code, 0, log);
      assertMatch(log, /^it runs$/m);
    });
  },
});

Deno.test({
  name: "the job calls the program in a way that it understands",
  ignore: isWindows,
  fn: async () => {
    await using machine = await Machine.make();
    await Deno.mkdir(`${machine.home}/aws-neuron-driver`);
    await Deno.mkdir(`${machine.home}/bin`);
    await Deno.rename(
      await machine.fake("neuron-publish"),
      `${machine.home}/bin/neuron-publish`,
    );
    await machine.fake("git");
    const { code, log } = await machine.run(tasks.get("publish") ?? "");
    assertEquals(code, 0, log);
    const [name, ...argv] = await machine.arguments("neuron-publish");
    assertEquals(name, "publish");
    assertEquals(parsed(publishCommand, argv).push, {
      remote: SETTINGS.remote,
      mirrors: SETTINGS.mirror,
      pushOptions: ["skip-ci"],
      sshKey: `${machine.home}/.ssh/${SETTINGS.secret}`,
    });
    const config = (await machine.arguments("git")).slice(0, 4);
    assertEquals(config, [
      "config",
      "--global",
      "user.name",
      SETTINGS.name,
    ]);
  },
});

Deno.test({
  name: "the job knows the hosts that it pushes to, and no others",
  ignore: isWindows,
  fn: async () => {
    await using machine = await Machine.make();
    assertEquals((await machine.run(tasks.get("hosts") ?? "")).code, 0);
    const lines = ["git.sr.ht", "github.com", "codeberg.org"]
      .map((host) => `${hostKeys(host, "")}\n`);
    assertEquals(
      await Deno.readTextFile(`${machine.home}/.ssh/known_hosts`),
      lines.join(""),
    );
  },
});

Deno.test({
  name: "the workflow checks the directories that the repository has",
  ignore: isWindows,
  fn: async () => {
    await using machine = await Machine.make();
    await Deno.mkdir(`${machine.home}/bin`);
    await Deno.rename(
      await machine.fake("neuron-publish"),
      `${machine.home}/bin/neuron-publish`,
    );
    const folders = {
      "source-folder": "driver",
      "archive-folder": "evidence",
      "archive-rpm-folder": "packages",
    };
    const other: Workflow = parse(
      formatCheckWorkflow({ ...SETTINGS, ...folders }),
    );
    const script = other.jobs["check"]?.steps
      .find(({ name }) => name === "Check")?.run ?? "";
    const { code, log } = await machine.run(script, {
      REPOSITORY: "https://a.example/b",
    });
    assertEquals(code, 0, log);
    const [name, ...argv] = await machine.arguments("neuron-publish");
    assertEquals(name, "check");
    parsed(checkCommand, argv); // or throws
    assertEquals(argv, [
      "--repo",
      "https://a.example/b",
      "--source-folder",
      "driver",
      "--archive-folder",
      "evidence",
      "--archive-rpm-folder",
      "packages",
    ]);
  },
});

Deno.test({
  name: "the workflow starts the job for news only",
  ignore: isWindows,
  fn: async (t) => {
    const rows = [[0, 0, ""], [10, 0, "publish=true\n"], [1, 1, ""], [
      3,
      3,
      "",
    ]];
    for (const [exit, code, output] of rows) {
      await t.step(`check exits with ${exit}`, async () => {
        await using machine = await Machine.make();
        await Deno.mkdir(`${machine.home}/bin`);
        await Deno.rename(
          await machine.fake("neuron-publish", `exit ${exit}`),
          `${machine.home}/bin/neuron-publish`,
        );
        const outputs = `${machine.home}/outputs`;
        await Deno.writeTextFile(outputs, "");
        const result = await machine.run(stepNamed("Check"), {
          GITHUB_OUTPUT: outputs,
          REPOSITORY: "https://git.sr.ht/~ada/aws-neuron-driver",
        });
        assertEquals(result.code, code);
        assertEquals(await Deno.readTextFile(outputs), output);
        assertEquals(await machine.arguments("neuron-publish"), [
          "check",
          "--repo",
          "https://git.sr.ht/~ada/aws-neuron-driver",
        ]);
      });
    }
  },
});

const tools = needs("jq", "bash");
Deno.test({
  ...tools.for("the workflow submits the manifest, and shows no token"),
  fn: async (t) => {
    const submit = async (answer: string, token: string) => {
      const machine = await Machine.make();
      await Deno.writeTextFile(
        `${machine.home}/.build.yaml`,
        formatBuildManifest(SETTINGS),
      );
      await machine.fake(
        "curl",
        "for ((i = 1; i <= $#; i++)); do\n  next=$((i + 1))\n" +
          '  case "${!i}" in\n    --config) cat "${!next}" > "$HOME/config" ;;\n' +
          `    --output) printf '%s' '${answer}' > "\${!next}" ;;\n  esac\ndone`,
      );
      const { code, log } = await machine.run(
        stepNamed("Start the job on sourcehut"),
        {
          SRHT_TOKEN: token,
          RUNNER_TEMP: machine.home,
          GITHUB_REPOSITORY: "ada/aws-neuron-driver",
        },
        "-eo", // GitHub shows no commands
      );
      return { machine, code, log };
    };
    await t.step("accepted", async () => {
      const { machine, code, log } = await submit(
        '{"data":{"submit":{"id":42}}}',
        "hunter2",
      );
      await using _ = machine;
      assertEquals(code, 0, log);
      assertEquals(log, "42\n");
      const args = await machine.arguments("curl");
      assert(!args.join(" ").includes("hunter2"));
      assertEquals(args.at(-1), "https://builds.sr.ht/query");
      assertEquals(
        await Deno.readTextFile(`${machine.home}/config`),
        'header = "Authorization: Bearer hunter2"\n',
      );
      const { query, variables } = JSON.parse(
        await Deno.readTextFile(`${machine.home}/request.json`),
      );
      assertMatch(query, /^mutation \(\$manifest: String!/);
      assertEquals(variables.manifest, formatBuildManifest(SETTINGS));
    });
    await t.step("refused", async () => {
      const { machine, code, log } = await submit(
        '{"errors":[{"message":"no"}],"data":null}',
        "hunter2",
      );
      await using _ = machine;
      assertEquals(code, 1);
      assert(!log.includes("hunter2"));
    });
    await t.step("without a token", async () => {
      const { machine, code, log } = await submit("{}", "");
      await using _ = machine;
      assertEquals(code, 1);
      assertMatch(log, /SRHT_TOKEN: Add it to the secrets/);
    });
  },
});
