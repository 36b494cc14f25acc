// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * `.build.yaml`: the job that publishes, for sourcehut's builds. Pure.
 *
 * Tasks run with `set -x`, so every command line is in the log, which anybody
 * can read: none of them has a secret in it. The ssh key is a file that
 * sourcehut puts there, and the log holds its path.
 *
 * @module
 */

import { AWS_NEURON } from "../profile.ts";
import { shellWord } from "../shell_word.ts";
import { KNOWN_HOSTS } from "./known_hosts.ts";
import {
  cloneFolder,
  NO_CHECKSUM,
  NO_SECRET,
  placeOf,
  readUrl,
  type Settings,
} from "./settings.ts";
import { ownerHeader } from "./header.ts";

/**
 * Writes the job file.
 *
 * @param settings what varies
 */
export function formatBuildManifest(settings: Settings): string {
  const { remote, owner, program } = settings;
  const secret = settings.secret ?? NO_SECRET;
  const folder = cloneFolder(remote);
  return [
    ...ownerHeader(owner, "#"),
    "# Publishes every driver release that this repository lacks, and sends it",
    "# to all remotes. Written by: neuron-publish init --update",
    "",
    "image: debian/stable",
    "packages:",
    "  - curl",
    "  - git",
    "sources:",
    `  - ${readUrl(remote)}`,
    "secrets:",
    "  # An ssh key that may write to every remote below.",
    `  - ${secret}`,
    "# A push by hand starts this as well, one to another branch or a tag not.",
    "submitter:",
    "  git.sr.ht:",
    "    enabled: true",
    "    allow-refs:",
    `      - ${quoted(`refs/heads/${settings.branch}`)}`,
    "environment:",
    `  NEURON_PUBLISH_URL: ${quoted(program.url)}`,
    `  NEURON_PUBLISH_SHA256: ${quoted(program.sha256 ?? NO_CHECKSUM)}`,
    "tasks:",
    "  - program: |",
    ...indented(DOWNLOAD),
    "  - hosts: |",
    ...indented(knownHosts([remote, ...settings.mirrors])),
    "  - publish: |",
    ...indented([
      `git config --global user.name ${shellWord(owner.name)}`,
      `git config --global user.email ${shellWord(owner.email)}`,
      `cd ${shellWord(folder)}`,
      ...continued(["~/bin/neuron-publish publish --push", ...[
        ...folderOptions(settings),
        ...settings.fingerprints.map((pin) => `--fingerprint ${pin}`),
        `--remote ${shellWord(remote)}`,
        ...settings.mirrors.map((mirror) => `--mirror ${shellWord(mirror)}`),
        "--push-option skip-ci", // this push must not start this job again
        `--ssh-key ~/.ssh/${secret}`,
      ]]),
    ]),
    "triggers:",
    "  - action: email",
    "    condition: failure",
    `    to: ${quoted(`${owner.name} <${owner.email}>`)}`,
    "",
  ].join("\n");
}

/**
 * The program from its release: nothing of the archive is looked at before its
 * checksum is right.
 */
export const DOWNLOAD: readonly string[] = [
  ...continued([
    "curl --fail --silent --show-error --location --proto '=https'",
    "--connect-timeout 30 --max-time 600 --retry 3",
    '--output neuron-publish.tar.gz "$NEURON_PUBLISH_URL"',
  ]),
  'echo "$NEURON_PUBLISH_SHA256  neuron-publish.tar.gz" > neuron-publish.sha256',
  "sha256sum --check --strict neuron-publish.sha256",
  "mkdir -p ~/bin",
  ...continued([
    "tar --extract --gzip --file neuron-publish.tar.gz --directory ~/bin",
    "--strip-components 2 --wildcards '*/bin/neuron-publish'",
  ]),
  "~/bin/neuron-publish --version",
];

function knownHosts(addresses: readonly string[]): string[] {
  const hosts = new Set(
    addresses.filter((address) => !address.startsWith("https:"))
      .map((address) => placeOf(address).host),
  );
  const keys = [...hosts].flatMap((host) => KNOWN_HOSTS[host]?.line ?? []);
  const missing = [...hosts].filter((host) =>
    !Object.hasOwn(KNOWN_HOSTS, host)
  );
  return [
    "# The keys that the hosters publish; unknown hosts are not talked to.",
    "mkdir -p ~/.ssh",
    "cat >> ~/.ssh/known_hosts << 'EOF'",
    ...keys,
    ...missing.map((host) => `# To be filled in: the host key of ${host}`),
    "EOF",
  ];
}

/** Folders that are not named as usual. */
function folderOptions({ folders }: Settings): string[] {
  const options: readonly (readonly [string, string, string])[] = [
    ["source-folder", folders.source, AWS_NEURON.sourceFolder],
    ["archive-folder", folders.archive, AWS_NEURON.archiveFolder],
    ["archive-rpm-folder", folders.rpm, AWS_NEURON.archiveRpmFolder],
  ];
  return options.filter(([, folder, usual]) => folder !== usual)
    .map(([option, folder]) => `--${option} ${shellWord(folder)}`);
}

/** One command on several lines. */
function continued(parts: readonly string[]): string[] {
  return parts.map((part, i) =>
    `${i === 0 ? "" : "  "}${part}${i < parts.length - 1 ? " \\" : ""}`
  );
}

/** Lines of a YAML block scalar that is a task. */
export function indented(
  lines: readonly string[],
  depth: number = 6,
): string[] {
  return lines.map((line) => line === "" ? "" : " ".repeat(depth) + line);
}

/** A YAML string; JSON is YAML. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}
