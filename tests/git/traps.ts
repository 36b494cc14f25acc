// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Repositories that make git run a program of theirs.
 *
 * @module
 */

import type { TestRepository } from "./test_repository.ts";

/** A repository's configuration that would run something. */
export interface Trap {
  /** Makes the repository hostile; `run` is a program that leaves a trace. */
  readonly arm: (repository: TestRepository, run: string) => Promise<unknown>;
  /** A command of plain git that falls into the trap: the row is alive. */
  readonly control?: readonly string[];
  /** Whether it leaves files in the worktree that no release has. */
  readonly leavesFiles?: boolean;
}

const config =
  (key: string, value: (run: string) => string): Trap["arm"] =>
  (repository, run) => repository.git("config", key, value(run));

const hook = (name: string): Trap["arm"] => async (repository, run) => {
  const path = `${repository.path}/.git/hooks/${name}`;
  await Deno.mkdir(`${repository.path}/.git/hooks`, { recursive: true });
  await Deno.writeTextFile(path, `#!/bin/sh\n${run}\n`, { mode: 0o755 });
};

const attributes =
  (line: string, ...arms: Trap["arm"][]): Trap["arm"] =>
  async (repository, run) => {
    await Deno.mkdir(`${repository.path}/.git/info`, { recursive: true });
    await Deno.writeTextFile(`${repository.path}/.git/info/attributes`, line);
    for (const arm of arms) await arm(repository, run);
  };

const STATUS = ["status", "--porcelain"];

/** Everything by which a repository makes git run a program. */
export const TRAPS: Readonly<Record<string, Trap>> = {
  "hook reference-transaction": {
    arm: hook("reference-transaction"),
    control: ["tag", "trap"],
  },
  "hook post-checkout": {
    arm: hook("post-checkout"),
    control: ["checkout", "--quiet", "-b", "trap"],
  },
  "hook post-index-change": {
    arm: hook("post-index-change"),
    control: ["read-tree", "-m", "HEAD"],
  },
  "core.hooksPath": {
    arm: async (repository, run) => {
      await repository.git("config", "core.hooksPath", ".git/hooks");
      await hook("reference-transaction")(repository, run);
    },
    control: ["tag", "trap"],
  },
  "hooks in configuration": { // git 2.54 and newer
    arm: async (repository, run) => {
      await repository.git("config", "hook.x.event", "reference-transaction");
      await repository.git("config", "hook.x.command", run);
    },
  },
  "core.fsmonitor": {
    arm: config("core.fsmonitor", (run) => run),
    control: STATUS,
  },
  "a clean filter": {
    arm: attributes(
      "* filter=x\n",
      config("filter.x.clean", (run) => `${run}; cat`),
    ),
    control: STATUS,
  },
  "a filter of a repository in a submodule's place": {
    arm: async (repository, run) => {
      const inner = `${repository.path}/src/inner`;
      const git = (...args: string[]) => repository.git("-C", inner, ...args);
      await repository.git("init", "--quiet", inner);
      await repository.write("src/inner/file", "f\n");
      await git("add", "file");
      await git("commit", "--quiet", "--message=inner");
      await repository.git(
        "-c",
        "advice.addEmbeddedRepo=0",
        "add",
        "src/inner",
      );
      await repository.git("commit", "--quiet", "--message=outer");
      await git("config", "filter.x.clean", `${run}; cat`);
      await repository.write("src/inner/.git/info/attributes", "* filter=x\n");
      await Deno.utime(`${inner}/file`, 1, 1);
    },
    control: STATUS,
    leavesFiles: true,
  },
  "a filter with a name like a setting": {
    arm: attributes(
      "* filter=a=b.c\n",
      config("filter.a=b.c.clean", (run) => `${run}; cat`),
    ),
    control: STATUS,
  },
  "a smudge filter": {
    arm: attributes(
      "* filter=x\n",
      config("filter.x.smudge", (run) => `${run}; cat`),
    ),
    control: ["checkout-index", "--force", "src/a.c"],
  },
  "a required filter process": {
    arm: attributes(
      "* filter=x\n",
      config("filter.x.process", (run) => run),
      config("filter.x.required", () => "true"),
    ),
  },
  "an included file": {
    arm: async (repository, run) => {
      await attributes("* filter=x\n")(repository, run);
      await Deno.writeTextFile(
        `${repository.path}/.git/more`,
        `[filter "x"]\n\tclean = "${run}; cat"\n`,
      );
      await repository.git("config", "include.path", "more");
    },
    control: STATUS,
  },
  "core.attributesFile": {
    arm: async (repository, run) => {
      const file = `${repository.root}/attributes`;
      await Deno.writeTextFile(file, "* filter=x\n");
      await repository.git("config", "core.attributesFile", file);
      await repository.git("config", "filter.x.clean", `${run}; cat`);
    },
    control: STATUS,
  },
  "aliases of git's own commands": {
    arm: async (repository, run) => {
      for (const name of ["read-tree", "fast-import", "update-ref", "var"]) {
        await repository.git("config", `alias.${name}`, `!${run}`);
      }
    },
  },
  "pager, editor and diff programs": {
    arm: async (repository, run) => {
      await attributes("* diff=x\n")(repository, run);
      for (
        const key of [
          "core.pager",
          "core.editor",
          "sequence.editor",
          "diff.external",
          "diff.x.command",
          "diff.x.textconv",
          "interactive.diffFilter",
          "pager.ls-tree",
          "pager.for-each-ref",
        ]
      ) await repository.git("config", key, run);
    },
  },
  "a merge driver": {
    arm: attributes("* merge=x\n", config("merge.x.driver", (run) => run)),
  },
  "credential, ssh and gpg programs": {
    arm: async (repository, run) => {
      for (
        const key of [
          "credential.helper",
          "core.sshCommand",
          "core.gitProxy",
          "core.askPass",
          "core.alternateRefsCommand",
          "gpg.program",
          "uploadpack.packObjectsHook",
        ]
      ) await repository.git("config", key, `!${run}`);
      await repository.git("config", "commit.gpgSign", "true");
      await repository.git("config", "tag.gpgSign", "true");
    },
  },
};
