// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { PROGRAM_URL, type Settings } from "../../lib/init/settings.ts";

/** Complete settings, with names that need quoting. */
export const SETTINGS = {
  branch: "main",
  remote: "git@git.sr.ht:~ada/aws-neuron-driver",
  mirrors: [
    "git@github.com:ada/aws-neuron-driver.git",
    "ssh://git@codeberg.org/ada/aws-neuron-driver.git",
  ],
  secret: "5b076ab5-1361-4d71-905b-4ff8c836c62c",
  program: { url: PROGRAM_URL, sha256: "ab".repeat(32) },
  fingerprints: [],
  owner: { name: `Ada "O'Brien" $HOME: #`, email: "ada@example.com" },
  folders: { source: "src", archive: "archive", rpm: "rpm" },
} as const satisfies Settings;
