// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * `neuron-publish init`.
 *
 * @module
 */

import type { InitResult, WrittenFiles } from "../../init/init.ts";
import { parseAddress } from "../../address.ts";
import { shellWord } from "../../shell_word.ts";
import { defineCommand } from "../command.ts";
import { EXIT } from "../exit.ts";
import { OPTION, profileOf } from "../options.ts";
import type { OptionSpec } from "../spec.ts";
import type { Terminal } from "../terminal.ts";

/** Columns of the first column: "unchanged". */
const STATUS_WIDTH = 9;

const OPTIONS: readonly OptionSpec[] = [
  {
    ...OPTION.remote,
    value: "URL",
    help: "address of the primary remote, such as " +
      "git@git.sr.ht:~you/driver; not needed with --update",
  },
  {
    ...OPTION.mirror,
    value: "URL",
    help: "address of a mirror that the job pushes to",
  },
  {
    name: "secret",
    value: "ID",
    help: "id of the sourcehut secret that holds the job's ssh key",
  },
  {
    name: "program-url",
    value: "URL",
    help: "archive with the program for the job (default: this version's)",
  },
  {
    name: "program-sha256",
    value: "HEX",
    help: "checksum of that archive, from the release's SHA256SUMS",
  },
  OPTION.fingerprint,
  OPTION.archiveFolder,
  OPTION.archiveRpmFolder,
  OPTION.sourceFolder,
  {
    name: "update",
    help:
      "write the job files of an existing repository again, and nothing else",
  },
];

/** `neuron-publish init` */
export const initCommand = defineCommand({
  name: "init",
  summary: "start a new data repository",
  operand: "[DIR]",
  description: [
    "Makes a repository in DIR (by default the current directory, which must " +
    "be empty) with its first commit: a README that explains layout, origin " +
    "and how to verify, licences as REUSE wants them, the job that publishes " +
    "on sourcehut, and the GitHub workflow that starts it every Sunday. The " +
    "primary remote becomes origin.",
    "With --update, writes .build.yaml and the workflow of an existing " +
    "repository again, and nothing else. Addresses, secret, identity and " +
    "program stay as they are, unless options say otherwise: to add a mirror " +
    "or a fingerprint, name all of them. Nothing is committed.",
    "For a rehearsal without a server, --remote and --mirror also take the " +
    "absolute path of a directory.",
  ],
  options: OPTIONS,
  exitCodes: [],
  examples: [
    "neuron-publish init --remote git@git.sr.ht:~you/driver driver",
    "neuron-publish init --update --mirror git@codeberg.org:you/driver",
  ],

  parse(values) {
    profileOf(values); // refuses what is not a full fingerprint
    return {
      directory: values.operand || ".",
      given: new Map(
        OPTIONS.map(({ name }) => [name, values.all(name)] as const),
      ),
      /** Write the job files of an existing repository. */
      update: values.has("update"),
    };
  },

  async run({ update, ...options }, terminal, context) {
    const { init } = await import("../../init/init.ts");
    const { updateJobs } = await import("../../init/update.ts");
    const work = update ? updateJobs : init;
    const result = await work({ ...options, ...context });
    if (terminal.wantsJson) terminal.json(result);
    else print(result, options.directory, terminal);
    return EXIT.done;
  },
});

function print(
  result: WrittenFiles | InitResult,
  directory: string,
  terminal: Terminal,
): void {
  const { files, missing, secrets } = result;
  const isPlain = /^[\w./][\w./-]*$/.test(directory);
  const place = directory === "."
    ? ""
    : ` ${isPlain ? directory : shellWord(directory)}`;
  for (const { path, status } of files) {
    terminal.result(`${status.padEnd(STATUS_WIDTH)}  ${path}`);
  }
  const isNew = "commit" in result;
  if (isNew) {
    terminal.note(`${result.branch} starts at ${result.commit.slice(0, 12)}`);
  }
  for (const { option, what } of missing) {
    terminal.warning(
      option === null
        ? `The job still needs ${what}`
        : `The job still needs ${what}: neuron-publish init --update` +
          `${place} ${option} …`,
    );
  }
  for (const { at, name } of secrets.needed) {
    const what = PURPOSES[name];
    terminal.note(
      `The job files need the secret ${name} at ${at}` +
        (what === undefined ? "" : `: ${what}`),
    );
  }
  for (const { at, name } of secrets.unused) {
    terminal.note(
      `The job files no longer need the secret ${name} at ${at}: ` +
        "delete it there if nothing else uses it",
    );
  }
  if (isNew) {
    const { remote } = result;
    terminal.note(
      `Next: neuron-publish publish${place && ` --repo${place}`} --push` +
        // push takes a directory of this machine from the command line alone.
        (parseAddress(remote)?.kind === "path" ? ` --remote ${remote}` : ""),
    );
  } else if (files.some(({ status }) => status !== "unchanged")) {
    terminal.note("Nothing is committed: review the files with git diff");
  }
}

/** What each secret at GitHub is. */
const PURPOSES: Readonly<Record<string, string>> = {
  SRHT_TOKEN: "a personal access token of sourcehut with the grants " +
    "builds.sr.ht/JOBS:RW and builds.sr.ht/SECRETS:RO",
};
