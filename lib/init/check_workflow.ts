// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * `.github/workflows/check-neuron-driver.yml`: starts the job every week, as
 * sourcehut has no schedule. Pure.
 *
 * No expression `${{ }}` stands in a script: values come through the
 * environment, so that none of them can become code.
 *
 * @module
 */

import { readUrl } from "./address.ts";
import { DOWNLOAD, indented, quoted } from "./build_manifest.ts";
import { directoryOptions } from "./command_options.ts";
import { ownerHeader } from "./header.ts";
import { NO_CHECKSUM, type Settings } from "./settings.ts";

/** Name of the workflow's file, which it needs to keep itself enabled. */
export const WORKFLOW_FILE = "check-neuron-driver.yml";

const CHECKOUT =
  "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1";

/** Exit code of `check` where there is something to publish. */
const NEWS = 10;

/**
 * Writes the workflow.
 *
 * @param settings what varies, each value as grammar.ts has it
 * @param old the file as it was
 */
export function formatCheckWorkflow(
  settings: Settings,
  old: string = "",
): string {
  const check = [
    '~/bin/neuron-publish check --repo "$REPOSITORY"',
    ...directoryOptions(settings),
  ].join(" \\\n            ");
  return `${ownerHeader(settings, "#", old)}

# Checks every week whether there is a driver release to publish, and if so
# starts the job of .build.yaml on sourcehut.
# Written by neuron-publish init --update, which overwrites changes.

name: Check Neuron driver

on:
  schedule:
    - cron: "17 3 * * 0" # Sunday, 03:17 UTC
  workflow_dispatch:
    inputs:
      submit:
        description: Start the job even if nothing is new
        type: boolean
        default: false

permissions: {}

concurrency:
  group: check-neuron-driver

defaults:
  run:
    shell: bash

jobs:
  check:
    runs-on: ubuntu-latest
    timeout-minutes: 15
    permissions:
      contents: read
    steps:
      - uses: ${CHECKOUT}
        with:
          persist-credentials: false
      - name: Get neuron-publish
        env:
          NEURON_PUBLISH_URL: ${quoted(settings["program-url"])}
          NEURON_PUBLISH_SHA256: ${
    quoted(settings["program-sha256"] ?? NO_CHECKSUM)
  }
        working-directory: \${{ runner.temp }}
        run: |
${indented(DOWNLOAD, 10)}
      - name: Check
        id: check
        env:
          REPOSITORY: ${quoted(readUrl(settings.remote))}
        run: |
          code=0
          ${check} || code=$?
          case "$code" in
            0) ;;
            ${NEWS}) echo "publish=true" >> "$GITHUB_OUTPUT" ;;
            *) exit "$code" ;;
          esac
      - name: Start the job on sourcehut
        if: steps.check.outputs.publish == 'true' || inputs.submit
        env:
          # A personal access token with the grants builds.sr.ht/JOBS:RW
          # and builds.sr.ht/SECRETS:RO.
          SRHT_TOKEN: \${{ secrets.SRHT_TOKEN }}
        run: |
${indented(SUBMIT, 10)}

  # GitHub disables a schedule after 60 days without a commit. Enabling it while
  # it is enabled starts the 60 days again.
  keep-on:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    permissions:
      actions: write
    steps:
      - name: Keep this workflow on
        env:
          GH_TOKEN: \${{ github.token }}
        run: |
          gh api --silent --method PUT \\
            "repos/$GITHUB_REPOSITORY/actions/workflows/${WORKFLOW_FILE}/enable"
`;
}

/**
 * Submits `.build.yaml`. The token goes to curl through a pipe: neither the
 * log nor the list of processes shows it.
 */
const SUBMIT = `: "\${SRHT_TOKEN:?Add it to the secrets of this repository}"
# shellcheck disable=SC2016 # $ is GraphQL's
query='mutation ($manifest: String!, $note: String, $tags: [String!]) {
  submit(manifest: $manifest, note: $note, tags: $tags, secrets: true,
    visibility: PUBLIC) { id }
}'
jq --null-input --arg query "$query" --rawfile manifest .build.yaml \\
  --arg note "A new driver release, says $GITHUB_REPOSITORY" \\
  '{query: $query, variables: {manifest: $manifest, note: $note,
    tags: ["neuron-driver", "publish"]}}' > "$RUNNER_TEMP/request.json"
curl --fail-with-body --silent --show-error --proto '=https' \\
  --connect-timeout 30 --max-time 120 \\
  --config <(printf 'header = "Authorization: Bearer %s"\\n' \\
    "$SRHT_TOKEN") \\
  --header 'Content-Type: application/json' \\
  --data-binary "@$RUNNER_TEMP/request.json" \\
  --output "$RUNNER_TEMP/answer.json" https://builds.sr.ht/query || {
  cat "$RUNNER_TEMP/answer.json"
  exit 1
}
jq --exit-status '.data.submit.id' "$RUNNER_TEMP/answer.json"`;
