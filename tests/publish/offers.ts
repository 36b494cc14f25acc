// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Two releases of a driver, and changes to what a server offers of them.
 *
 * @module
 */

import { driverPackage } from "../fixtures/driver_package.ts";
import { factsOf } from "../fixtures/primary_facts.ts";
import type { RepositorySpec } from "../fixtures/yum_repository.ts";

/** The published version, and the next one. */
export const OLD = "2.20.0.0";
export const NEW = "2.21.0.0";
export const old = await driverPackage({ version: OLD });
export const next = await driverPackage({ version: NEW });
export const last = await driverPackage({ version: "2.22.0.0" });

export const NAME = "aws-neuronx-dkms";
/** The next version, under the package's earlier name. */
export const oldName = await driverPackage({
  version: NEW,
  module: "aws-neuron",
});
/** The published package's file name, and that of the next one. */
export const OLD_FILE = factsOf(old).href;
export const NEW_FILE = factsOf(next).href;

export type Offer = Partial<RepositorySpec>;

export const both = (facts: object): Offer => ({
  packages: [{ built: old }, { built: next, facts }],
});

export const replaced = (facts: object): Offer => ({
  packages: [{ built: old, facts }, { built: next }],
});

export const rebuilt = async (spec: object): Promise<Offer> => {
  const built = await driverPackage({ version: OLD, ...spec });
  return { packages: [{ built }, { built: next }] };
};
