// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * `README.md` of a data repository: what is in it, where that comes from, and
 * how to find out. Pure.
 *
 * @module
 */

import { AWS_NEURON } from "../profile.ts";
import { cloneDirectory, readUrl } from "./address.ts";
import { ownerHeader } from "./header.ts";
import type { Settings } from "./settings.ts";

const TOOL = "https://git.sr.ht/~wombelix/neuron-publish";

/** The pinned key in groups of four digits, as gpg shows it. */
const FINGERPRINT = (AWS_NEURON.fingerprints[0] ?? "").replaceAll(
  /(.{4})(?=.)/g,
  "$1 ",
);

/**
 * Writes the page.
 *
 * @param settings what varies
 */
export function formatReadme(settings: Settings): string {
  const { owner, remote, mirrors } = settings;
  const { source, archive, rpm } = settings.folders;
  const clone = readUrl(remote);
  const folder = cloneDirectory(remote);
  const rpms = `${archive}/${rpm}`;
  return `<!--
${ownerHeader(owner, "")}
-->

# AWS Neuron driver

Every release of the Linux kernel driver for AWS Neuron, as source code in git,
with the evidence of where each byte comes from.

**This is not a project of Amazon Web Services, nor endorsed by it.** The driver
is not developed here, and nothing in it is changed: AWS releases it as signed
RPM packages, and each release here is the content of one of them.

## What is in here

${
    table([
      ["path", "what it is"],
      [
        `${source}/`,
        "the driver's source, as in the package's /usr/src/<folder>/",
      ],
      [
        `${archive}/repomd.xml`,
        "metadata of the vendor's packages, as downloaded",
      ],
      [`${archive}/*.xml.gz`, "the lists of packages that it vouches for"],
      [
        `${archive}/${AWS_NEURON.keyFile}`,
        "the vendor's public key, as downloaded",
      ],
      [
        `${archive}/release-notes-*`,
        "the vendor's release notes, as downloaded",
      ],
      [`${rpms}/`, "every package, and its checksum"],
    ])
  }

A release is a commit \`feat: Neuron Driver <version>\` with the tag
\`<version>\`. Its message tells what the package says of itself, which key has
signed it, which files have changed, and what the vendor's release notes say.
Releases that mend an older series are on the branches \`series/<major>.<minor>\`.

\`\`\`sh
git clone ${clone}
cd ${folder}
git tag --list --sort=version:refname # all releases
git diff 2.21.37.0 2.22.2.0 -- ${source} # what a release has changed
\`\`\`

## Where it comes from

[neuron-publish] downloads the metadata of
<${AWS_NEURON.repoUrl}> and every package that is not
here yet, and publishes a package only if all of this holds:

1. the package has the size and checksum that the metadata gives it;
2. header and payload are covered by OpenPGP signatures of the key
   \`${FINGERPRINT}\`;
3. the header agrees with the metadata;
4. each file of the payload has path, type, mode, size and digest of the signed
   list, and none is missing;
5. the git tree that is committed is the one computed from the package.

What a commit was made from is in the same commit, below \`${archive}/\`.

## How to check it

You need not trust whoever keeps this repository. With
[neuron-publish], without asking any server:

\`\`\`sh
neuron-publish verify --repo .
\`\`\`

By hand, with the tools of a distribution that uses RPM, for one release (here
2.22.2.0):

\`\`\`sh
git checkout 2.22.2.0
cd ${rpms}
rpm=aws-neuronx-dkms-2.22.2.0.noarch.rpm
# The package is the one of the checksum,
echo "$(cat $rpm.sha256)  $rpm" | sha256sum --check
# which the metadata of the day gives it as well.
zcat ../primary.xml.gz | grep --only-matching "$(cat $rpm.sha256)"
# The key is the vendor's: hold its fingerprint against other sources.
gpg --show-keys --fingerprint ../${AWS_NEURON.keyFile}
# It has signed the package.
keys=$(mktemp --directory)
rpmkeys --dbpath "$keys" --import ../${AWS_NEURON.keyFile}
rpmkeys --dbpath "$keys" --checksig --verbose $rpm
# The source is what the package holds.
files=$(mktemp --directory)
rpm2cpio $rpm | (cd "$files" && cpio --quiet --extract --make-directories)
cd "$(git rev-parse --show-toplevel)"
diff --recursive "$files"/usr/src/aws-neuronx-2.22.2.0 ${source}
\`\`\`

The vendor signs all of its packages anew from time to time. That changes a
file's checksum and not its content: \`Rpm-Content-Sha256\` in the commit's
message is the checksum of header and payload, which stays.

## How it stays current

Every Sunday [a workflow](.github/workflows/check-neuron-driver.yml) asks
whether there is a new release. If so, it starts [a job](.build.yaml) that
publishes it and sends it to all remotes. Both files are written by
\`neuron-publish init\`.
${mirrorSection(clone, mirrors)}
## License

- the driver, in \`${source}/\` and in the packages: \`GPL-2.0-only\`
- release notes: \`CC-BY-SA-4.0\`
- metadata, checksums and everything else: \`CC0-1.0\`

Each file says so itself or through [REUSE.toml](REUSE.toml); the texts are in
[LICENSES](LICENSES). \`reuse lint\` checks it.

[neuron-publish]: ${TOOL}
`;
}

/** A Markdown table whose first column is code. */
function table(rows: readonly (readonly [string, string])[]): string {
  const cells = rows.map((
    [path, text],
    i,
  ): readonly string[] => [i === 0 ? path : `\`${path}\``, text]);
  const widths = [0, 1].map((column) =>
    Math.max(...cells.map((row) => (row[column] ?? "").length))
  );
  const line = (row: readonly string[]) =>
    `| ${row.map((text, i) => text.padEnd(widths[i] ?? 0)).join(" | ")} |`;
  const [head = [], ...body] = cells;
  const rule = widths.map((width) => "-".repeat(width));
  return [head, rule, ...body].map(line).join("\n");
}

function mirrorSection(clone: string, mirrors: readonly string[]): string {
  if (mirrors.length === 0) return "";
  const list = mirrors.map((mirror) => `- <${readUrl(mirror)}>`).join("\n");
  return `
## Mirrors

The primary repository is <${clone}>.
The same commits and tags are in:

${list}
`;
}
