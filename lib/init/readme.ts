// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * `README.md` of a data repository: what is in it, where it comes from, and how
 * to verify it. Pure.
 *
 * @module
 */

import { rpmkeysRecipe } from "../record/rpmkeys_recipe.ts";
import { AWS_NEURON } from "../profile.ts";
import { grouped } from "../wording.ts";
import { cloneDirectory, readUrl } from "./address.ts";
import { directoryOptions, keyOptions } from "./command_options.ts";
import { ownerHeader } from "./header.ts";
import type { Settings } from "./settings.ts";

const TOOL = "https://git.sr.ht/~wombelix/neuron-publish";

/**
 * Writes the page.
 *
 * @param settings what varies
 */
export function formatReadme(settings: Settings): string {
  const { remote, mirror, fingerprint } = settings;
  const { "source-folder": source, "archive-folder": archive } = settings;
  const clone = readUrl(remote);
  const directory = cloneDirectory(remote);
  const rpms = `${archive}/${settings["archive-rpm-folder"]}`;
  const pins = fingerprint.length > 0 ? fingerprint : AWS_NEURON.fingerprints;
  const verify = [
    "neuron-publish verify --repo .",
    ...directoryOptions(settings),
    ...keyOptions(settings),
  ].join(" \\\n  ");
  return `<!--
${ownerHeader(settings, "")}
-->

# AWS Neuron driver

Every release of the Linux kernel driver for AWS Neuron, as source code in git,
with the evidence of where each byte comes from.

**This is not a project of Amazon Web Services, nor is it endorsed by it.** The
driver is not developed here and not changed: AWS releases it as signed RPM
packages, and each release here is the content of one package.

## What is in here

- \`${source}/\`: the driver's source, as in the package's
  \`/usr/src/<directory>/\`
- \`${archive}/repomd.xml\`: metadata of the vendor's packages, as downloaded
- \`${archive}/*.xml.gz\`: the lists of packages whose checksums repomd.xml has
- \`${archive}/${AWS_NEURON.keyName}\`: the vendor's public key, as
  downloaded
- \`${archive}/release-notes-*\`: the vendor's release notes, as downloaded
- \`${rpms}/\`: every package, and its checksum

A release is a commit \`feat: Neuron Driver <version>\` with the tag
\`<version>\`. Its message has the package's own description, the key that signed
it, the files that changed, and the vendor's release notes. Fixes for an older
series are on the branches \`series/<major>.<minor>\`.

\`\`\`sh
git clone ${clone}
cd ${directory}
git tag --list --sort=version:refname # all releases
git diff 2.21.37.0 2.22.2.0 -- ${source} # what a release changed
\`\`\`

## Where it comes from

[neuron-publish] downloads the metadata of
<${AWS_NEURON.repoUrl}> and every package that is not
here yet. It publishes a package only if all of this is true:

1. the package has the size and checksum that the metadata lists;
2. OpenPGP signatures by ${pins.length > 1 ? "one of the keys" : "the key"}
${pins.map((pin) => `   \`${grouped(pin)}\``).join("\n")}
   cover its header and payload;
3. the header agrees with the metadata;
4. each file of the payload has the path, type, mode, size and digest of the
   signed list, and none is missing;
5. the git tree that is committed is the one computed from the package.

Everything that a commit was made from is in the same commit, below
\`${archive}/\`.

## How to check it

You do not have to trust the maintainers of this repository. With
[neuron-publish], in a clone and without any server:

\`\`\`sh
${verify}
\`\`\`

By hand, for one release (here 2.22.2.0), with the tools of a distribution that
uses RPM:

\`\`\`sh
git checkout 2.22.2.0
cd ${rpms}
rpm=aws-neuronx-dkms-2.22.2.0.noarch.rpm
# The package has the checksum that is archived with it,
echo "$(cat $rpm.sha256)  $rpm" | sha256sum --check
# and the metadata of that day lists the same one.
zcat ../primary.xml.gz | grep --only-matching "$(cat $rpm.sha256)"
# The key is the vendor's: compare its fingerprint with other sources.
gpg --show-keys --fingerprint ../${AWS_NEURON.keyName}
# It signed the package.
${rpmkeysRecipe({ key: `../${AWS_NEURON.keyName}`, rpm: '"$rpm"' }).join("\n")}
# The source is the content of the package.
files=$(mktemp --directory)
rpm2cpio $rpm | (cd "$files" && cpio --quiet --extract --make-directories)
cd "$(git rev-parse --show-toplevel)"
diff --recursive "$files"/usr/src/aws-neuronx-2.22.2.0 ${source}
\`\`\`

From time to time the vendor signs all of its packages again. That changes a
file's checksum but not its content: \`Rpm-Content-Sha256\` in the commit's
message is the checksum of header and payload, which stays the same.

## How it stays current

Every Sunday [a workflow](.github/workflows/check-neuron-driver.yml) checks
whether there is a new release. If so, it starts [a job](.build.yaml) that
publishes it and pushes it to all remotes. \`neuron-publish init\` writes both
files.
${mirrorSection(clone, mirror)}
## License

- the driver, in \`${source}/\` and in the packages: \`GPL-2.0-only\`
- release notes: \`CC-BY-SA-4.0\`
- metadata, checksums and everything else: \`CC0-1.0\`

Each file says so itself or in [REUSE.toml](REUSE.toml); the texts are in
[LICENSES](LICENSES). \`reuse lint\` checks this.

[neuron-publish]: ${TOOL}
`;
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
