// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * argv → command. Pure.
 *
 * @module
 */

import { UsageError } from "../errors.ts";
import { DEFAULT_MAX_AGE } from "../yum/freshness.ts";
import type { PushTargets } from "../publish/push.ts";
import type { Command, Invocation } from "./command.ts";
import {
  type CommandName,
  COMMANDS,
  type CommandSpec,
  isCommandName,
} from "./command_specs.ts";
import {
  type OptionName,
  OPTIONS,
  type OptionSpec,
  OUTPUT_OPTIONS,
} from "./options.ts";
import { readOptions, Values } from "./option_values.ts";
import {
  archiveOptions,
  compareOptions,
  reportOptions,
} from "./release_args.ts";
import { type Shell, SHELLS } from "./shells.ts";
import { nearest } from "./suggestion.ts";
import { packageFiles, profileOf } from "./vendor_args.ts";

/**
 * Parses the command line.
 *
 * @param argv the arguments behind the program's name
 * @throws {UsageError} for unknown commands and options, and for values that
 * make no sense
 */
export function parseCommandLine(argv: readonly string[]): Invocation {
  const args = argv.map(modernize);
  const first = args.find((arg) => !arg.startsWith("-"));
  const speaksLegacy = argv.some((arg) => LEGACY.test(arg));
  if (first !== undefined && args[0] === first && first !== "help") {
    if (isCommandName(first)) return parseCommand(first, args.slice(1));
    throw unknownCommand(first);
  }
  // The predecessor knew one job and no commands.
  if (speaksLegacy && !args.includes("--help")) {
    return parseCommand("publish", args);
  }
  return parseGlobal(args);
}

function parseGlobal(args: readonly string[]): Invocation {
  const output = { json: false, quiet: false, verbose: false, color: true };
  const words = args.filter((arg) => !arg.startsWith("-"));
  const flags = args.filter((arg) => arg.startsWith("-"));
  if (words[0] === "help" || flags.includes("--help") || flags.includes("-h")) {
    const topic = words[0] === "help" ? words[1] : words[0];
    if (topic !== undefined && !isCommandName(topic)) {
      throw unknownCommand(topic);
    }
    return { command: { kind: "help", topic }, output };
  }
  if (flags.includes("--version") || flags.includes("-V")) {
    return { command: { kind: "version" }, output };
  }
  if (words[0] !== undefined) {
    throw new UsageError(
      `Option ${flags[0]} stands before the command`,
      `write: neuron-publish ${words[0]} ${flags[0]}`,
    );
  }
  if (flags[0] !== undefined) {
    throw new UsageError(
      `Unknown option ${flags[0]}`,
      "see neuron-publish --help",
    );
  }
  throw new UsageError("No command given", "see neuron-publish --help");
}

function unknownCommand(word: string): UsageError {
  const suggestion = nearest(word, Object.keys(COMMANDS));
  return new UsageError(
    `Unknown command ${JSON.stringify(word)}`,
    suggestion === undefined
      ? `the commands are: ${Object.keys(COMMANDS).join(", ")}`
      : `did you mean ${suggestion}?`,
  );
}

/** `-repopath`, `-loglevel=DEBUG` and so on, as Go's flag package took them. */
const LEGACY =
  /^-(repopath|archive-folder|archive-rpm-folder|source-folder|loglevel)(=|$)/;

function modernize(arg: string): string {
  const name = LEGACY.exec(arg)?.[1];
  if (name === undefined) return arg;
  return arg.replace(`-${name}`, name === "repopath" ? "--repo" : `--${name}`);
}

function parseCommand(name: CommandName, args: readonly string[]): Invocation {
  const { operand, ...command }: CommandSpec = COMMANDS[name];
  const options: OptionSpec[] = [...command.options, ...OUTPUT_OPTIONS]
    .map((option: OptionName) => OPTIONS[option]);
  const wantsHelp = args.includes("--help") || args.includes("-h");
  const values = new Values(readOptions(name, args, {
    options,
    ...(operand === undefined || wantsHelp ? {} : { operand }),
  }));
  const output = {
    json: values.has("json"),
    quiet: values.has("quiet"),
    verbose: values.has("verbose"),
    color: !values.has("no-color"),
  };
  if (values.has("help")) {
    return { command: { kind: "help", topic: name }, output };
  }
  const upstream = {
    repo: values.one("repo") ?? ".",
    profile: profileOf(values),
    backports: values.choice("backports", ["branch", "main", "skip"]) ??
      "branch" as const,
    allowRollback: values.has("allow-rollback"),
    maxAge: values.count("max-age", 0) ?? DEFAULT_MAX_AGE,
  };
  const { repo, profile } = upstream;
  const published = { repo, profile, keyFile: values.one("key") };
  switch (name) {
    case "check":
      return { command: { kind: "check", ...upstream }, output };
    case "publish":
      return {
        command: {
          kind: "publish",
          ...upstream,
          keyFile: values.one("key"),
          notesFiles: values.all("notes-file"),
          dryRun: values.has("dry-run"),
          versions: values.all("version"),
          limit: values.count("limit"),
          date: values.choice("date", ["now", "build"]) ?? "now",
          sign: values.has("sign"),
          push: pushAfterwards(values),
        },
        output,
      };
    case "push":
      return {
        command: {
          kind: "push",
          repo: upstream.repo,
          dryRun: values.has("dry-run"),
          ...pushTargets(values),
        },
        output,
      };
    case "verify":
      return {
        command: {
          kind: "verify",
          repo: upstream.repo,
          profile: upstream.profile,
          tags: values.operands,
          since: values.one("since"),
          keyFile: values.one("key"),
          upstream: values.has("upstream"),
          strict: values.has("strict"),
        },
        output,
      };
    case "notes": {
      const repo = values.one("repo");
      const { profile } = upstream;
      const notesUrls = repo === undefined || values.has("notes-url")
        ? profile.notesUrls
        : [];
      return {
        command: {
          kind: "notes",
          version: versionOf(values.operands),
          repo,
          notesFiles: values.all("notes-file"),
          profile: { ...profile, notesUrls },
          rst: values.has("rst"),
        },
        output,
      };
    }
    case "extract":
      return {
        command: {
          kind: "extract",
          ...packageFiles(values),
          directory: values.one("directory") ?? ".",
          all: values.has("all"),
        },
        output,
      };
    case "inspect":
      return { command: { kind: "inspect", ...packageFiles(values) }, output };
    case "archive":
      return {
        command: { kind: "archive", ...archiveOptions(values, published) },
        output,
      };
    case "compare":
      return {
        command: { kind: "compare", ...compareOptions(values, published) },
        output,
      };
    case "report":
      return {
        command: { kind: "report", ...reportOptions(values, published) },
        output,
      };
    case "init":
      return { command: initOf(values), output };
    case "completions":
      return {
        command: { kind: "completions", shell: shellOf(values.operands) },
        output,
      };
    default:
      return name satisfies never;
  }
}

function pushTargets(values: Values): PushTargets {
  return {
    remote: values.one("remote"),
    mirrors: values.all("mirror"),
    pushOptions: values.all("push-option"),
    sshKey: values.one("ssh-key"),
  };
}

function pushAfterwards(values: Values): PushTargets | undefined {
  if (values.has("push")) return pushTargets(values);
  const idle = ["remote", "mirror", "push-option", "ssh-key"]
    .find((name) => values.has(name));
  if (idle === undefined) return undefined;
  throw new UsageError(`Option --${idle} means nothing here`, "add --push");
}

function initOf(values: Values): Command {
  const [directory = ".", extra] = values.operands;
  if (extra !== undefined) {
    throw new UsageError(
      `Unexpected argument ${JSON.stringify(extra)}`,
      "see neuron-publish init --help",
    );
  }
  const [source, archive, rpm] = [
    values.one("source-folder"),
    values.one("archive-folder"),
    values.one("archive-rpm-folder"),
  ];
  return {
    kind: "init",
    directory,
    update: values.has("update"),
    remote: values.one("remote"),
    mirrors: values.all("mirror"),
    secret: values.one("secret"),
    programUrl: values.one("program-url"),
    programSha256: values.one("program-sha256"),
    fingerprints: values.has("fingerprint")
      ? profileOf(values).fingerprints
      : [],
    folders: {
      ...(source === undefined ? {} : { source }),
      ...(archive === undefined ? {} : { archive }),
      ...(rpm === undefined ? {} : { rpm }),
    },
  };
}

function shellOf(operands: readonly string[]): Shell {
  const shell = SHELLS.find((name) => name === operands[0]);
  if (shell !== undefined && operands.length === 1) return shell;
  throw new UsageError(
    `No completions for ${JSON.stringify(operands.join(" "))}`,
    `the shells are: ${SHELLS.join(", ")}`,
  );
}

function versionOf(operands: readonly string[]): string {
  const [version = "", ...others] = operands;
  if (others.length === 0) return version;
  throw new UsageError(
    `One version is enough, not ${operands.join(", ")}`,
    "run it once for each",
  );
}
