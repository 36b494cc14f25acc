// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The job files as a YAML parser reads them.
 *
 * @module
 */

import { parse } from "yaml";
import { formatBuildManifest } from "../../lib/init/build_manifest.ts";
import { formatCheckWorkflow } from "../../lib/init/check_workflow.ts";
import { SETTINGS } from "./settings.ts";

/** A sourcehut manifest, as far as it is used. */
export interface Manifest {
  readonly image: string;
  readonly sources: readonly string[];
  readonly secrets: readonly string[];
  readonly submitter: unknown;
  readonly environment: Readonly<Record<string, string>>;
  readonly tasks: readonly Readonly<Record<string, string>>[];
  readonly triggers: readonly Readonly<Record<string, string>>[];
}

/** A step of a GitHub workflow. */
export interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly run?: string;
}

/** A GitHub workflow, as far as it is used. */
export interface Workflow {
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

/** The manifest, as a parser reads it. */
export const manifest: Manifest = parse(formatBuildManifest(SETTINGS));
/** The workflow, as a parser reads it. */
export const workflow: Workflow = parse(formatCheckWorkflow(SETTINGS));
/** The manifest's scripts by name. */
export const tasks: ReadonlyMap<string, string> = new Map(
  manifest.tasks.flatMap((task) => Object.entries(task)),
);
/** The steps of all jobs. */
export const steps: readonly Step[] = Object.values(workflow.jobs).flatMap((
  job,
) => job.steps);
/** The script of a step. */
export const stepNamed = (name: string) =>
  steps.find((step) => step.name === name)?.run ?? "";
