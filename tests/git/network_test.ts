// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Whose programs run when git talks to other repositories: the user's, never
// the repository's.

import { assert, assertEquals, assertThrows } from "@std/assert";
import { UsageError } from "../../lib/errors.ts";
import { sshCommandWithKey } from "../../lib/git/network.ts";
import { pushRefs } from "../../lib/git/push.ts";
import { namedRemote } from "../../lib/git/remote.ts";
import { openRepository } from "../../lib/git/repository.ts";
import { serve } from "../fixtures/server.ts";
import { TestRepository } from "./test_repository.ts";

const isWindows = Deno.build.os === "windows"; // the traps are shell scripts

/** A repository with a commit, a bare one, and an ssh that goes nowhere. */
class Setting implements AsyncDisposable {
  readonly bare: string;
  readonly trace: string;
  readonly env: Readonly<Record<string, string>>;

  private constructor(readonly repository: TestRepository) {
    const { root, env } = repository;
    this.bare = `${root}/bare.git`;
    this.trace = `${root}/trace`;
    this.env = { ...env, PATH: `${root}/bin:${env["PATH"] ?? ""}` };
  }

  static async make(): Promise<Setting> {
    const repository = await TestRepository.make({ files: { a: "a\n" } });
    const setting = new Setting(repository);
    await repository.git("init", "--quiet", "--bare", setting.bare);
    // Writes its arguments down, then runs the command here, as sshd would.
    await setting.program(
      "ssh",
      `printf '%s\\n' "$@" > ${repository.root}/ssh-arguments\n` +
        'for last; do :; done\nexec sh -c "$last"',
    );
    return setting;
  }

  /** Puts a shell script on the PATH. */
  async program(name: string, script: string): Promise<string> {
    const path = `${this.repository.root}/bin/${name}`;
    await Deno.mkdir(`${this.repository.root}/bin`, { recursive: true });
    await Deno.writeTextFile(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return path;
  }

  /** Pushes main as the program does. */
  async push(given: string, sshKey?: string) {
    const open = await openRepository(this.repository.path, { env: this.env });
    return await pushRefs(
      open.git,
      await namedRemote(open, given),
      [{ id: open.branch.tip ?? "", ref: "refs/heads/main" }],
      { sshKey },
    );
  }

  /** What ssh was called with. */
  async sshArguments(): Promise<string[]> {
    const text = await Deno.readTextFile(
      `${this.repository.root}/ssh-arguments`,
    );
    return text.trimEnd().split("\n");
  }

  /** Whether a program has left a trace; removes it. */
  async traced(): Promise<boolean> {
    return await Deno.remove(this.trace).then(() => true, () => false);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.repository[Symbol.asyncDispose]();
  }
}

interface Row {
  /** Makes the repository hostile; `run` is a program that leaves a trace. */
  readonly arm: (setting: Setting, run: string) => Promise<unknown>;
  /** Where the push goes, `SSH` for the bare repository through ssh. */
  readonly to: (setting: Setting) => string;
  /** Whether the push still succeeds. */
  readonly arrives: boolean;
  /** Whether plain git falls into the trap, so that the row tests something. */
  readonly control: boolean;
}

const viaSsh = ({ bare }: Setting) => `git@example.com:${bare}`;
const config =
  (...settings: (readonly [string, (run: string) => string])[]): Row["arm"] =>
  async ({ repository }, run) => {
    for (const [key, value] of settings) {
      await repository.git("config", key, value(run));
    }
  };

const ROWS: Readonly<Record<string, Row>> = {
  "core.sshCommand": {
    arm: config(["core.sshCommand", (run) => run]),
    to: viaSsh,
    arrives: true,
    control: true,
  },
  "remote.*.receivepack through ssh": {
    arm: async ({ repository, bare }, run) => {
      await repository.git("remote", "add", "origin", `git@host:${bare}`);
      await repository.git("config", "remote.origin.receivepack", `${run};`);
    },
    to: () => "origin",
    arrives: true,
    control: true,
  },
  "remote.*.vcs": {
    arm: config(
      ["remote.origin.url", (run) => run],
      ["remote.origin.vcs", () => "ext"],
      ["protocol.ext.allow", () => "always"],
    ),
    to: () => "origin",
    arrives: false,
    control: true,
  },
  "an ext:: remote": {
    arm: config(
      ["remote.origin.url", (run) => `ext::${run}`],
      ["protocol.ext.allow", () => "always"],
    ),
    to: () => "origin",
    arrives: false,
    control: true,
  },
  "url.*.insteadOf to ext::": {
    arm: async ({ repository }, run) => {
      await repository.git("config", "protocol.ext.allow", "always");
      await repository.git("config", `url.ext::${run} .insteadOf`, "git@");
    },
    to: viaSsh,
    arrives: false,
    control: true,
  },
  "a remote that is a folder with hooks": {
    arm: async ({ repository, bare }, run) => {
      await Deno.mkdir(`${bare}/hooks`, { recursive: true });
      await Deno.writeTextFile(
        `${bare}/hooks/pre-receive`,
        `#!/bin/sh\n${run}\n`,
        { mode: 0o755 },
      );
      await repository.git("remote", "add", "origin", bare);
    },
    to: () => "origin",
    arrives: false,
    control: true,
  },
  "url.*.insteadOf to a folder with hooks": {
    arm: async (setting, run) => {
      await ROWS["a remote that is a folder with hooks"]?.arm(setting, run);
      await setting.repository.git(
        "config",
        `url.${setting.bare}.insteadOf`,
        "git@example.com:x",
      );
    },
    to: () => "git@example.com:x",
    arrives: false,
    control: true,
  },
  "hook pre-push": {
    arm: async ({ repository }, run) => {
      await Deno.mkdir(`${repository.path}/.git/hooks`, { recursive: true });
      await Deno.writeTextFile(
        `${repository.path}/.git/hooks/pre-push`,
        `#!/bin/sh\n${run}\n`,
        { mode: 0o755 },
      );
    },
    to: viaSsh,
    arrives: true,
    control: true,
  },
  "push.gpgSign with gpg.program": {
    arm: config(
      ["push.gpgSign", () => "if-asked"],
      ["user.signingKey", () => "0000"],
      ["gpg.program", (run) => run],
    ),
    to: (setting) => {
      // The server must offer it.
      Deno.writeTextFileSync(
        `${setting.bare}/config`,
        "[receive]\n\tcertNonceSeed = x\n",
        { append: true },
      );
      return viaSsh(setting);
    },
    arrives: true,
    control: true,
  },
  "push.negotiate with remote.*.uploadpack": {
    arm: async ({ repository, bare }, run) => {
      await repository.git("remote", "add", "origin", `git@host:${bare}`);
      await repository.git("config", "push.negotiate", "true");
      await repository.git("config", "remote.origin.uploadpack", `${run};`);
    },
    to: () => "origin",
    arrives: true,
    control: false, // asks only where there is something in common
  },
};

Deno.test({
  name: "pushRefs() lets no repository run a program",
  ignore: isWindows,
  fn: async (t) => {
    for (const [name, { arm, to, arrives, control }] of Object.entries(ROWS)) {
      await t.step(name, async () => {
        await using setting = await Setting.make();
        const run = await setting.program("trap", `touch ${setting.trace}`);
        await arm(setting, run);
        const target = to(setting);
        const { error } = await setting.push(target);
        assertEquals(await setting.traced(), false);
        assertEquals(error === undefined, arrives, error?.message);
        const { repository, env } = setting;
        await repository.git("commit", "--quiet", "--allow-empty", "-m", "b");
        await new Deno.Command("git", {
          args: ["push", target, "HEAD:refs/heads/main"],
          cwd: repository.path,
          clearEnv: true,
          env,
          stderr: "null",
        }).output();
        assertEquals(await setting.traced(), control, "of the trap itself");
      });
    }
  },
});

Deno.test({
  name: "openGit() asks the user's helpers for passwords, not the repository's",
  ignore: isWindows,
  fn: async (t) => {
    await using server = serve(() => ({
      status: 401,
      headers: { "WWW-Authenticate": 'Basic realm="x"' },
    }));
    const url = server.url.replace("//", "//me@");
    const rows: readonly (readonly [key: string, prefix: string])[] = [
      ["credential.helper", "!"],
      [`credential.${server.url}.helper`, "!"],
      ["core.askPass", ""],
    ];
    for (const [key, prefix] of rows) {
      const title = key.replace(server.url, "URL");
      const ask = async (setting: Setting) => {
        const open = await openRepository(setting.repository.path, {
          env: setting.env,
        });
        const network = { addresses: [url], protocols: "http" };
        const options = { network, okCodes: [128] };
        await open.git.run(["ls-remote", url], options);
        return await setting.traced();
      };
      await t.step(title, async () => {
        await using setting = await Setting.make();
        const trap = await setting.program("trap", `touch ${setting.trace}`);
        await setting.repository.git("config", key, prefix + trap);
        assertEquals(await ask(setting), false);
        await new Deno.Command("git", {
          args: ["ls-remote", url],
          cwd: setting.repository.path,
          clearEnv: true,
          env: { ...setting.env, GIT_TERMINAL_PROMPT: "0" },
          stdin: "null",
          stderr: "null",
        }).output();
        assertEquals(await setting.traced(), true, "of the trap itself");
      });
      await t.step(`${title}, the user's own beside it`, async () => {
        await using setting = await Setting.make();
        const { repository } = setting;
        const mine = await setting.program("mine", `touch ${setting.trace}`);
        await repository.git("config", "--global", key, prefix + mine);
        await repository.git("config", key, `${prefix}false`);
        assertEquals(await ask(setting), true);
      });
    }
  },
});

Deno.test({
  name: "pushRefs() takes the user's ssh, and checks host keys with its own",
  ignore: isWindows,
  fn: async (t) => {
    await t.step("nothing configured", async () => {
      await using setting = await Setting.make();
      assertEquals((await setting.push(viaSsh(setting))).error, undefined);
      const args = await setting.sshArguments();
      assert(args.includes("StrictHostKeyChecking=yes"), args.join(" "));
    });
    for (const how of ["core.sshCommand", "GIT_SSH_COMMAND", "GIT_SSH"]) {
      await t.step(how, async () => {
        await using setting = await Setting.make();
        const { repository } = setting;
        const mine = await setting.program(
          "my ssh",
          `touch ${setting.trace}\nexec ssh "$@"`,
        );
        const word = how === "GIT_SSH" ? mine : `'${mine}'`;
        if (how === "core.sshCommand") {
          await repository.git("config", "--global", how, word);
        } else Object.assign(setting.env, { [how]: word });
        await repository.git("config", "core.sshCommand", "false");
        assertEquals((await setting.push(viaSsh(setting))).error, undefined);
        assertEquals(await setting.traced(), true);
      });
    }
  },
});

Deno.test({
  name: "pushRefs() uses one key, whatever its path",
  ignore: isWindows,
  fn: async (t) => {
    for (
      const name of [
        "key",
        "a key",
        "it's",
        'a"b',
        "$(touch x)`touch y`;#",
        "-oProxyCommand=x",
        "back\\slash",
      ]
    ) {
      await t.step(name, async () => {
        await using setting = await Setting.make();
        const key = `${setting.repository.root}/${name}`;
        const { error } = await setting.push(viaSsh(setting), key);
        assertEquals(error, undefined);
        const args = await setting.sshArguments();
        assertEquals(args.slice(0, 2), ["-i", key]);
        for (const option of ["IdentitiesOnly", "StrictHostKeyChecking"]) {
          assert(args.includes(`${option}=yes`), args.join(" "));
        }
      });
    }
  },
});

Deno.test("sshCommandWithKey() refuses a path that ssh would expand", () => {
  for (const path of ["/keys/%h", "/keys/${HOME}/x"]) {
    assertThrows(() => sshCommandWithKey(path), UsageError);
  }
});
