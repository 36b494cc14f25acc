// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { PROGRAM_URL, type Settings } from "../../lib/init/settings.ts";

/** Complete settings, with names that need quoting. */
export const SETTINGS = {
  branch: "main",
  remote: "git@git.sr.ht:~ada/aws-neuron-driver",
  mirror: [
    "git@github.com:ada/aws-neuron-driver.git",
    "ssh://git@codeberg.org/ada/aws-neuron-driver.git",
  ],
  secret: "5b076ab5-1361-4d71-905b-4ff8c836c62c",
  "program-url": PROGRAM_URL,
  "program-sha256": "ab".repeat(32),
  fingerprint: [],
  "source-folder": "src",
  "archive-folder": "archive",
  "archive-rpm-folder": "rpm",
  name: `Ada "O'Brien" $HOME: #`,
  email: "ada@example.com",
} as const satisfies Settings;
