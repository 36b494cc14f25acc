// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Job files of the predecessor, for `init --update` to take over.
 *
 * @module
 */

// REUSE-IgnoreStart

/** `.build.yaml` in the predecessor's shape. */
export const PREDECESSOR = `# SPDX-FileCopyrightText: 2025 Ada <ada@example.com>
# SPDX-FileCopyrightText: 2024 Somebody else
#
# SPDX-License-Identifier: MIT

image: debian/stable
sources:
  - https://git.sr.ht/~ada/driver
secrets:
  - 5b076ab5-1361-4d71-905b-4ff8c836c62c
environment:
  SRHT_GIT_SSH_KEY: ~/.ssh/5b076ab5-1361-4d71-905b-4ff8c836c62c
  GIT_MIRROR_GITHUB: git@github.com:ada/driver.git
  GIT_MIRROR_CODEBERG: git@codeberg.org:ada/driver.git
tasks:
  - publish: |
      git config --global user.name "Ada"
      git config --global user.email "ada@example.com"
      git_push_ssh "\${SRHT_GIT_SSH_KEY}" "git@git.sr.ht:~ada/driver" "--tags"
`;

/** The predecessor's workflow. */
export const PREDECESSOR_WORKFLOW =
  `# SPDX-FileCopyrightText: 2025 Ada <ada@example.com>
#
# SPDX-License-Identifier: CC0-1.0

on: workflow_dispatch
jobs:
  check:
    steps:
      - run: echo "\${{ secrets.HUT_CONFIG_BASE64 }}" | base64 -d > config
      - run: echo "\${{ secrets['OTHER'] }} \${{ secrets.GITHUB_TOKEN }}"
`;

// REUSE-IgnoreEnd
