// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * A repository of one package, on loopback.
 *
 * @module
 */

import { createDownload, type Download } from "../../lib/http.ts";
import { fetchMetadata } from "../../lib/yum/upstream.ts";
import { driverPackage } from "../fixtures/driver_package.ts";
import type { TestServer } from "../fixtures/server.ts";
import {
  buildRepository,
  type RepositoryFiles,
  type RepositorySpec,
} from "../fixtures/yum_repository.ts";

export const NAMES = ["aws-neuron-dkms", "aws-neuronx-dkms"];

export const built = await driverPackage({ version: "2.21.0.0" });

export const download: Download = createDownload({
  sleep: () => Promise.resolve(),
});

export function repository(
  spec: Partial<RepositorySpec> = {},
): Promise<RepositoryFiles> {
  return buildRepository({ packages: [{ built }], ...spec });
}

/** The path of a metadata file below the root. */
export function pathOf(files: RepositoryFiles, type: string): string {
  const isIt = (path: string) => path.includes(`-${type}.xml`);
  return [...files.keys()].find(isIt) ?? `no ${type}`;
}

export function fetchFrom(server: TestServer) {
  return fetchMetadata({ download, repoUrl: server.url, names: NAMES });
}
