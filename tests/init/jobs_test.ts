// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// The job files are what a real parser, shellcheck and bash take them for.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { parse } from "yaml";
import { parseCommandLine } from "../../lib/cli/args.ts";
import { formatBuildManifest } from "../../lib/init/build_manifest.ts";
import { formatCheckWorkflow } from "../../lib/init/check_workflow.ts";
import { findSettings } from "../../lib/init/found_settings.ts";
import { KNOWN_HOSTS } from "../../lib/init/known_hosts.ts";
import { missing, runProgram, skipNote } from "../fixtures/programs.ts";
import { SETTINGS } from "./settings.ts";

interface Manifest {
  readonly image: string;
  readonly sources: readonly string[];
  readonly secrets: readonly string[];
  readonly submitter: unknown;
  readonly environment: Readonly<Record<string, string>>;
  readonly tasks: readonly Readonly<Record<string, string>>[];
  readonly triggers: readonly Readonly<Record<string, string>>[];
}

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly run?: string;
}

interface Workflow {
  readonly on: {
    readonly schedule: readonly { readonly cron: string }[];
    readonly workflow_dispatch: unknown;
  };
  readonly permissions: unknown;
  readonly jobs: Readonly<
    Record<string, {
      readonly permissions: unknown;
      readonly "timeout-minutes": number;
      readonly steps: readonly Step[];
    }>
  >;
}

const manifest: Manifest = parse(formatBuildManifest(SETTINGS));
const workflow: Workflow = parse(formatCheckWorkflow(SETTINGS));
const tasks = new Map(manifest.tasks.flatMap((task) => Object.entries(task)));
const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);
const stepNamed = (name: string) =>
  steps.find((step) => step.name === name)?.run ?? "";

Deno.test("formatBuildManifest() writes a job that sourcehut can run", () => {
  const { image, sources, secrets, environment, triggers } = manifest;
  assertEquals(image, "debian/stable");
  assertEquals(sources, ["https://git.sr.ht/~ada/aws-neuron-driver"]);
  assertEquals(secrets, [SETTINGS.secret]);
  assertEquals(environment, {
    NEURON_PUBLISH_URL: SETTINGS.program.url,
    NEURON_PUBLISH_SHA256: SETTINGS.program.sha256,
  });
  assertEquals(manifest.submitter, {
    "git.sr.ht": { enabled: true, "allow-refs": ["refs/heads/main"] },
  });
  assertEquals([...tasks.keys()], ["program", "hosts", "publish"]);
  assertEquals(triggers, [{
    action: "email",
    condition: "failure",
    to: `${SETTINGS.owner.name} <ada@example.com>`,
  }]);
});

Deno.test("formatBuildManifest() keeps a checksum a text, whatever its digits", () => {
  for (const sha256 of ["1".repeat(64), "1e".repeat(32)]) {
    const program = { ...SETTINGS.program, sha256 };
    const { environment }: Manifest = parse(
      formatBuildManifest({ ...SETTINGS, program }),
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
  // GitHub's masks what it knows; sourcehut's log is open to all.
  for (const [name, script] of tasks) {
    assert(!/\b(cat|base64|echo)\b.*\.ssh\/[0-9a-f]/.test(script), name);
  }
  const submit = stepNamed("Start the job on sourcehut");
  for (const line of submit.split("\n")) {
    if (!line.includes("SRHT_TOKEN")) continue;
    assertMatch(line, /^\s*("\$SRHT_TOKEN"\) \\|: "\$\{SRHT_TOKEN:\?)/);
  }
});

Deno.test("findSettings() reads what formatBuildManifest() wrote", () => {
  const folders = { source: "driver", archive: "evidence", rpm: "packages" };
  const fingerprints = ["A1".repeat(20), "B2".repeat(32)];
  const all = { ...SETTINGS, folders, fingerprints };
  const { branch: _, ...settings } = all;
  assertEquals(findSettings(formatBuildManifest(all), "git.sr.ht"), settings);
});

Deno.test("findSettings() reads the predecessor's job file", () => {
  const found = findSettings(PREDECESSOR, "git.sr.ht");
  assertEquals(found.remote, "git@git.sr.ht:~ada/driver");
  assertEquals(found.mirrors, [
    "git@github.com:ada/driver.git",
    "git@codeberg.org:ada/driver.git",
  ]);
  assertEquals(found.secret, "5b076ab5-1361-4d71-905b-4ff8c836c62c");
  assertEquals(found.owner, { name: "Ada", email: "ada@example.com" });
});

/** In the predecessor's shape. */
const PREDECESSOR = `image: debian/stable
sources:
  - https://git.sr.ht/~ada/driver
secrets:
  - 5b076ab5-1361-4d71-905b-4ff8c836c62c
environment:
  SRHT_GIT_SSH_KEY: ~/.ssh/5b076ab5-1361-4d71-905b-4ff8c836c62c
  GIT_MIRROR_GITHUB: git@github.com:ada/driver.git
  GIT_MIRROR_CODEBERG: git@codeberg.org:ada/driver.git
tasks:
  - publish: |
      git config --global user.name "Ada"
      git config --global user.email "ada@example.com"
      git_push_ssh "\${SRHT_GIT_SSH_KEY}" "git@git.sr.ht:~ada/driver" "--tags"
`;

const noShellcheck = missing(["shellcheck", "bash"]);
Deno.test({
  name: `shellcheck finds nothing in the job files${skipNote(noShellcheck)}`,
  ignore: noShellcheck !== undefined,
  fn: async (t) => {
    const check = (script: string) =>
      runProgram("shellcheck", ["--shell=bash", "-"], {
        stdin: new TextEncoder().encode(script),
      });
    // It warns of a quoted $ in the other name, which is meant.
    const owner = { ...SETTINGS.owner, name: "Ada O'Brien" };
    const plain: Manifest = parse(formatBuildManifest({ ...SETTINGS, owner }));
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

/** A home with programs that write down how they are called. */
class Machine implements AsyncDisposable {
  readonly home: string;

  private constructor(home: string) {
    this.home = home;
  }

  static async make(): Promise<Machine> {
    const machine = new Machine(await Deno.makeTempDir());
    await Deno.mkdir(`${machine.home}/fakes`);
    return machine;
  }

  /** Puts a program on the PATH; its arguments go to a file of its name. */
  async fake(name: string, script: string = ""): Promise<string> {
    const path = `${this.home}/fakes/${name}`;
    await Deno.writeTextFile(
      path,
      `#!/bin/bash\nprintf '%s\\0' "$@" >> "$HOME/${name}-arguments"\n` +
        `${script}\n`,
      { mode: 0o755 },
    );
    return path;
  }

  async arguments(name: string): Promise<string[]> {
    const text = await Deno.readTextFile(`${this.home}/${name}-arguments`);
    return text.split("\0").slice(0, -1);
  }

  /** Runs a script with `flags` for bash, as sourcehut does by default. */
  async run(
    script: string,
    env: Readonly<Record<string, string>> = {},
    flags = "-xeo",
  ): Promise<{ code: number; log: string }> {
    const { code, stdout, stderr } = await new Deno.Command("bash", {
      args: [flags, "pipefail", "-c", script],
      cwd: this.home,
      clearEnv: true,
      env: {
        PATH: `${this.home}/fakes:${Deno.env.get("PATH") ?? ""}`,
        HOME: this.home,
        ...env,
      },
      stdin: "null",
    }).output();
    const decoder = new TextDecoder();
    return { code, log: decoder.decode(stdout) + decoder.decode(stderr) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.home, { recursive: true });
  }
}

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
    const { command } = parseCommandLine(
      await machine.arguments("neuron-publish"),
    );
    assert(command.kind === "publish");
    assertEquals(command.push, {
      remote: SETTINGS.remote,
      mirrors: SETTINGS.mirrors,
      pushOptions: ["skip-ci"],
      sshKey: `${machine.home}/.ssh/${SETTINGS.secret}`,
    });
    const config = (await machine.arguments("git")).slice(0, 4);
    assertEquals(config, [
      "config",
      "--global",
      "user.name",
      SETTINGS.owner.name,
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
      .map((host) => `${KNOWN_HOSTS[host]?.line}\n`);
    assertEquals(
      await Deno.readTextFile(`${machine.home}/.ssh/known_hosts`),
      lines.join(""),
    );
  },
});

Deno.test("KNOWN_HOSTS has the keys of its fingerprints", async (t) => {
  for (const [host, { line, fingerprint }] of Object.entries(KNOWN_HOSTS)) {
    await t.step(host, async () => {
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

const noJq = missing(["jq", "bash"]);
Deno.test({
  name: `the workflow submits the manifest, and shows no token${
    skipNote(noJq)
  }`,
  ignore: isWindows || noJq !== undefined,
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
