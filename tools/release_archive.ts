// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What is handed out for a target: a tarball whose directories are those of
 * /usr/local or ~/.local, so that unpacking installs it.
 *
 * @module
 */

import { TarStream, type TarStreamInput } from "@std/tar";
import { SPECS } from "../lib/cli/commands.ts";
import { formatCompletions } from "../lib/cli/completions.ts";
import { parseChangelog } from "./changelog.ts";
import { filesBelow } from "./folder.ts";
import { formatManPage } from "./man.ts";
import { executableName } from "./targets.ts";

/** A file of an archive, by its path below the archive's only directory. */
export type ArchiveFiles = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

/** What belongs to an executable. */
export interface DocumentationOptions {
  /** The project's root. */
  readonly project: string;
  readonly version: string;
  /** Texts of the licences of the packages within, by package. */
  readonly licences: ReadonlyMap<string, string>;
}

/** Of what comes from elsewhere and has no package of npm. */
const OTHER_LICENCES =
  "The executable holds the runtime of Deno and modules of Deno's standard\n" +
  "library: MIT, Copyright the Deno authors. The texts are with their source,\n" +
  "https://github.com/denoland/deno and https://github.com/denoland/std.\n";

/** Manual page, completions, README, its pages, and licences. */
export async function documentation(
  { project, version, licences }: DocumentationOptions,
): Promise<ArchiveFiles> {
  const changelog = await Deno.readTextFile(`${project}/CHANGELOG.md`);
  const [newest] = parseChangelog(changelog);
  const doc = "share/doc/neuron-publish";
  // README and hints of the program lead to them.
  const pages: (readonly [string, string])[] = [];
  for await (const path of filesBelow(`${project}/docs`)) {
    const text = await Deno.readTextFile(path);
    pages.push([`${doc}${path.slice(project.length)}`, text]);
  }
  const texts: readonly (readonly [string, string])[] = [
    [
      "share/man/man1/neuron-publish.1",
      formatManPage({ version, date: newest?.date }),
    ],
    [
      "share/bash-completion/completions/neuron-publish",
      `${formatCompletions("bash", SPECS)}\n`,
    ],
    [
      "share/zsh/site-functions/_neuron-publish",
      `${formatCompletions("zsh", SPECS)}\n`,
    ],
    [
      "share/fish/vendor_completions.d/neuron-publish.fish",
      `${formatCompletions("fish", SPECS)}\n`,
    ],
    [`${doc}/CHANGELOG.md`, changelog],
    [`${doc}/README.md`, await Deno.readTextFile(`${project}/README.md`)],
    ...pages,
    [
      `${doc}/LICENSE`,
      await Deno.readTextFile(`${project}/LICENSES/MIT.txt`),
    ],
    [`${doc}/licenses/deno`, OTHER_LICENCES],
    ...[...licences].map(([name, text]) =>
      [`${doc}/licenses/${name.replaceAll("/", "-")}`, text] as const
    ),
  ];
  const encoder = new TextEncoder();
  return new Map(texts.map(([path, text]) => [path, encoder.encode(text)]));
}

/** What to pack. */
export interface ArchiveOptions {
  /** The archive's only directory. */
  readonly folder: string;
  readonly target: string;
  /** Path of the executable. */
  readonly executable: string;
  readonly files: ArchiveFiles;
  /** The time of every entry. */
  readonly time: Date;
}

/** The archive as bytes. The same input gives the same bytes. */
export function archive(
  { folder, target, executable, files, time }: ArchiveOptions,
): ReadableStream<Uint8Array> {
  const mtime = Math.floor(time.getTime() / 1000);
  const entry = (
    path: string,
    bytes: Uint8Array<ArrayBuffer>,
    mode: number,
  ): TarStreamInput => ({
    type: "file",
    path: `${folder}/${path}`,
    size: bytes.length,
    // The stream detaches its caller's buffer.
    readable: ReadableStream.from([bytes.slice()]),
    options: { mode, mtime, uid: 0, gid: 0 },
  });
  async function* entries(): AsyncGenerator<TarStreamInput> {
    yield entry(
      `bin/${executableName(target)}`,
      await Deno.readFile(executable),
      0o755,
    );
    for (const [path, bytes] of files) yield entry(path, bytes, 0o644);
  }
  return ReadableStream.from(entries())
    .pipeThrough(new TarStream())
    .pipeThrough(new CompressionStream("gzip"));
}
