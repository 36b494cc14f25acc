// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/** A home with programs that write down how they are called. */

import { discard } from "../fixtures/run_directory.ts";
export class Machine implements AsyncDisposable {
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
    await discard(this.home);
  }
}
