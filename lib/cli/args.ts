// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * argv → command. Pure.
 *
 * @module
 */

import { UsageError } from "../errors.ts";
import type { GivenSettings } from "../init/choose_settings.ts";
import { AWS_NEURON, type Profile } from "../profile.ts";
import { DEFAULT_MAX_AGE } from "../yum/freshness.ts";
import type { DateSource } from "../publish/dates.ts";
import type { KeySource } from "../publish/key_source.ts";
import type { Backports } from "../publish/plan.ts";
import type { PushTargets } from "../publish/push.ts";
import {
  type CommandName,
  COMMANDS,
  type CommandSpec,
  isCommandName,
  type OptionName,
  OPTIONS,
  type OptionSpec,
  OUTPUT_OPTIONS,
} from "./options.ts";
import { readOptions, Values } from "./option_values.ts";
import {
  type ArchiveOptions,
  archiveOptions,
  type CompareOptions,
  compareOptions,
  type ReportOptions,
  reportOptions,
} from "./release_args.ts";
import { type Shell, SHELLS } from "./shells.ts";
import { nearest } from "./suggestion.ts";

/** How a command speaks. */
export interface OutputOptions {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly color: boolean;
}

/** Options that `check` and `publish` share. */
export interface UpstreamOptions {
  /** Folder of the data repository. */
  readonly repo: string;
  /** The built-in profile with what the options replace. */
  readonly profile: Profile;
  readonly backports: Backports;
  readonly allowRollback: boolean;
  /** Days from which on metadata is reported as old; 0 for never. */
  readonly maxAge: number;
}

/** Options that `extract` and `inspect` share. */
export interface PackageFileOptions {
  /** The package files, at least one. */
  readonly files: readonly string[];
  /** Where the key file comes from. */
  readonly keySource: KeySource;
  /** The built-in profile with what the options replace. */
  readonly profile: Profile;
}

/** A command with its options. */
export type Command =
  | { readonly kind: "help"; readonly topic: CommandName | undefined }
  | { readonly kind: "version" }
  | { readonly kind: "check" } & UpstreamOptions
  | {
    readonly kind: "publish";
    readonly keyFile: string | undefined;
    readonly notesFiles: readonly string[];
    readonly dryRun: boolean;
    readonly versions: readonly string[];
    readonly limit: number | undefined;
    readonly date: DateSource;
    readonly sign: boolean;
    /** Where to push to afterwards, if at all. */
    readonly push: PushTargets | undefined;
  } & UpstreamOptions
  | {
    readonly kind: "push";
    /** Folder of the data repository. */
    readonly repo: string;
    readonly dryRun: boolean;
  } & PushTargets
  | {
    readonly kind: "verify";
    /** Folder of the data repository. */
    readonly repo: string;
    /** The built-in profile with what the options replace. */
    readonly profile: Profile;
    /** Releases to prove, all where empty. */
    readonly tags: readonly string[];
    readonly since: string | undefined;
    readonly keyFile: string | undefined;
    readonly upstream: boolean;
    readonly strict: boolean;
  }
  | {
    readonly kind: "notes";
    /** As the package or the page spells it. */
    readonly version: string;
    /** Folder of a data repository, whose archive counts. */
    readonly repo: string | undefined;
    readonly notesFiles: readonly string[];
    /** The built-in profile with what the options replace. */
    readonly profile: Profile;
    /** Print reStructuredText. */
    readonly rst: boolean;
  }
  | {
    readonly kind: "extract";
    /** Folder to write into. */
    readonly directory: string;
    /** Every file instead of the source. */
    readonly all: boolean;
  } & PackageFileOptions
  | { readonly kind: "inspect" } & PackageFileOptions
  | { readonly kind: "archive" } & ArchiveOptions
  | { readonly kind: "compare" } & CompareOptions
  | { readonly kind: "report" } & ReportOptions
  | {
    readonly kind: "init";
    /** Folder of the new repository, or of the one to update. */
    readonly directory: string;
    /** Write the job files of an existing repository. */
    readonly update: boolean;
  } & GivenSettings
  | { readonly kind: "completions"; readonly shell: Shell };

/** A command and how it speaks. */
export interface Invocation {
  readonly command: Command;
  readonly output: OutputOptions;
}

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

function packageFiles(values: Values): PackageFileOptions {
  const [file, repository] = [values.one("key"), values.one("repo")];
  if (file !== undefined && repository !== undefined) {
    throw new UsageError(
      "Options --key and --repo both name a key file",
      "give one of them",
    );
  }
  const keySource: KeySource = file !== undefined
    ? { kind: "file", path: file }
    : repository !== undefined
    ? { kind: "repository", path: repository }
    : { kind: "upstream" };
  return { files: values.operands, keySource, profile: profileOf(values) };
}

/** The built-in pages, unless others are named or none is wanted. */
function notesUrlsOf(values: Values): readonly string[] {
  if (!values.has("no-notes")) {
    const areReplaced = values.has("notes-url") || values.has("notes-file");
    return areReplaced ? values.all("notes-url") : AWS_NEURON.notesUrls;
  }
  if (values.has("notes-url")) {
    throw new UsageError(
      "Options --no-notes and --notes-url contradict each other",
      "give one of them",
    );
  }
  return [];
}

function profileOf(values: Values): Profile {
  const replaced = (
    name: string,
    built: readonly string[],
  ) => values.has(name) ? values.all(name) : built;
  const repoUrl = values.one("repo-url") ?? AWS_NEURON.repoUrl;
  const urls = [repoUrl, ...values.all("notes-url")];
  for (const url of urls) {
    if (!URL.canParse(url)) {
      throw new UsageError(
        `${JSON.stringify(url)} is not a URL`,
        "write it as https://host/path",
      );
    }
  }
  for (const pin of values.all("fingerprint")) {
    const digits = pin.replace(/\s/g, "");
    if (!/^([0-9A-Fa-f]{40}|[0-9A-Fa-f]{64})$/.test(digits)) {
      throw new UsageError(
        `${JSON.stringify(pin)} is not a full fingerprint`,
        "it has 40 hexadecimal digits, or 64 for a version 6 key",
      );
    }
  }
  return {
    ...AWS_NEURON,
    repoUrl: repoUrl.replace(/\/+$/, ""),
    packages: replaced("package", AWS_NEURON.packages),
    fingerprints: replaced("fingerprint", AWS_NEURON.fingerprints),
    notesUrls: notesUrlsOf(values),
    archiveFolder: values.one("archive-folder") ?? AWS_NEURON.archiveFolder,
    archiveRpmFolder: values.one("archive-rpm-folder") ??
      AWS_NEURON.archiveRpmFolder,
    sourceFolder: values.one("source-folder") ?? AWS_NEURON.sourceFolder,
  };
}
