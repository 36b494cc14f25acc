// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Clones of one repository, each of another kind.
 *
 * @module
 */

import { audit } from "../../lib/verify/audit.ts";
import type { AuditOptions, AuditResult } from "../../lib/verify/contract.ts";
import { type Outcome, runProgram } from "../publish/scene.ts";
import type { Workbench } from "./workbench.ts";

export const VERSIONS = ["2.1.0.0", "2.2.0.0", "2.3.0.0"] as const;

/** Clones of one repository. */
export class Clones {
  readonly bench: Workbench;
  #count = 0;

  constructor(bench: Workbench) {
    this.bench = bench;
  }

  /** Makes a clone; the source allows partial ones. */
  async clone(...options: readonly string[]): Promise<string> {
    const { repository } = this.bench;
    const target = `${repository.root}/clone-${this.#count++}`;
    await repository.git(
      "-c",
      "uploadpack.allowFilter=true",
      "clone",
      "--quiet",
      ...options,
      `file://${repository.path}`,
      target,
    );
    return target;
  }

  /** Plain git in a clone. */
  git(folder: string, ...args: readonly string[]): Promise<string> {
    return this.bench.repository.git("-C", folder, ...args);
  }

  verify(repo: string, ...args: readonly string[]): Promise<Outcome> {
    const { profile, repository } = this.bench;
    return runProgram([
      ...["verify", "--repo", repo, "--repo-url", profile.repoUrl],
      ...profile.fingerprints.flatMap((pin) => ["--fingerprint", pin]),
      ...args,
    ], repository.env);
  }

  audit(
    repo: string,
    options: Partial<AuditOptions> = {},
  ): Promise<AuditResult> {
    const { profile, repository } = this.bench;
    return audit({ repo, profile, env: repository.env, ...options });
  }
}
