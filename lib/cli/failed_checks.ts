// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import type { Check } from "../verify/checks.ts";
import type { AuditResult } from "../verify/contract.ts";

/** All checks that failed, of releases and branches. */
export function failedChecks(
  { releases, branch, series }: AuditResult,
): Check[] {
  return [...releases, branch, ...series]
    .flatMap(({ checks }) => checks)
    .filter(({ status }) => status === "failed");
}
