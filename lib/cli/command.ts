// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * A command with its options, as it was read from the command line.
 *
 * @module
 */

import type { GivenSettings } from "../init/choose_settings.ts";
import type { Profile } from "../profile.ts";
import type { DateSource } from "../publish/dates.ts";
import type { KeySource } from "../publish/key_source.ts";
import type { Backports } from "../publish/plan.ts";
import type { PushTargets } from "../publish/push.ts";
import type { CommandName } from "./command_specs.ts";
import type {
  ArchiveOptions,
  CompareOptions,
  ReportOptions,
} from "./release_args.ts";
import type { Shell } from "./shells.ts";

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
