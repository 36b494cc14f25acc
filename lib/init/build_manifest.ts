// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * `.build.yaml`: the job that publishes, for sourcehut's builds. Pure.
 *
 * Tasks run with `set -x`, so every command line is in the log, which is
 * public: none of them has a secret in it. The ssh key is a file that
 * sourcehut puts there, and the log has its path.
 *
 * @module
 */

import { shellWord } from "../shell_word.ts";
import { cloneDirectory, readUrl, sshHosts } from "./address.ts";
import { directoryOptions, keyOptions } from "./command_options.ts";
import { ownerHeader } from "./header.ts";
import { formatSettings } from "./job_settings.ts";
import { hostKeys } from "./known_hosts.ts";
import { NO_CHECKSUM, NO_SECRET, type Settings } from "./settings.ts";

/**
 * Writes the job file.
 *
 * @param settings what varies, each value as grammar.ts has it
 * @param old the file as it was
 */
export function formatBuildManifest(
  settings: Settings,
  old: string = "",
): string {
  const { branch, remote, mirror, name, email } = settings;
  const secret = settings.secret ?? NO_SECRET;
  return `${ownerHeader(settings, "#", old)}

# Publishes every driver release that this repository lacks, and sends it to all
# remotes. neuron-publish init --update reads the next line and writes all the
# rest again: change settings through its options.
${formatSettings(settings)}

image: debian/stable
packages:
  - curl
  - git
sources:
  - ${readUrl(remote)}
secrets:
  # An ssh key that may write to every remote below.
  - ${secret}
# Pushing this branch by hand starts the job, pushing others or tags does not.
submitter:
  git.sr.ht:
    enabled: true
    allow-refs:
      - ${quoted(`refs/heads/${branch}`)}
environment:
  NEURON_PUBLISH_URL: ${quoted(settings["program-url"])}
  NEURON_PUBLISH_SHA256: ${quoted(settings["program-sha256"] ?? NO_CHECKSUM)}
tasks:
  - program: |
${indented(DOWNLOAD)}
  - hosts: |
${indented(knownHosts([remote, ...mirror], old))}
  - publish: |
      git config --global user.name ${shellWord(name)}
      git config --global user.email ${shellWord(email)}
      ~/bin/neuron-publish publish --push \\
        --repo ${shellWord(cloneDirectory(remote))} \\
        ${publishOptions(settings, secret).join(" \\\n        ")}
triggers:
  - action: email
    condition: failure
    to: ${quoted(`${name} <${email}>`)}
`;
}

/**
 * A script that gets the program. Nothing of the archive is read before its
 * checksum is right.
 */
export const DOWNLOAD: string =
  `curl --fail --silent --show-error --location --proto '=https' \\
  --connect-timeout 30 --max-time 600 --retry 3 \\
  --output neuron-publish.tar.gz "$NEURON_PUBLISH_URL"
echo "$NEURON_PUBLISH_SHA256  neuron-publish.tar.gz" > neuron-publish.sha256
sha256sum --check --strict neuron-publish.sha256
mkdir -p ~/bin
tar --extract --gzip --file neuron-publish.tar.gz --directory ~/bin \\
  --strip-components 2 --wildcards '*/bin/neuron-publish'
~/bin/neuron-publish --version`;

function knownHosts(addresses: readonly string[], old: string): string {
  const lines = sshHosts(addresses).flatMap((host) => {
    const keys = hostKeys(host, old);
    return keys.length > 0 ? keys : [`# Missing: the host key of ${host}`];
  });
  return [
    "# The keys that the hosters publish. ssh refuses every other host.",
    "mkdir -p ~/.ssh",
    "cat >> ~/.ssh/known_hosts << 'EOF'",
    ...lines,
    "EOF",
  ].join("\n");
}

function publishOptions(settings: Settings, secret: string): string[] {
  return [
    ...directoryOptions(settings),
    ...keyOptions(settings),
    `--remote ${shellWord(settings.remote)}`,
    ...settings.mirror.map((mirror) => `--mirror ${shellWord(mirror)}`),
    "--push-option skip-ci", // or this push would start the job again
    `--ssh-key ~/.ssh/${secret}`,
  ];
}

/** A script as a YAML block scalar. */
export function indented(script: string, depth: number = 6): string {
  return script.replaceAll(/^(?=.)/gm, " ".repeat(depth));
}

/** A YAML string; JSON is YAML. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}
