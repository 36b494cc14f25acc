// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Tries what JSR would take, where the packages from JSR are in reach:
 * `deno task publish:check`.
 *
 * It works on a copy of the published files and nothing else, so that a missing
 * file makes it fail.
 *
 * @module
 */

// deno-lint-ignore-file no-console -- a tool for the terminal

import { copyTree } from "./folder.ts";
import { currentSource } from "./source.ts";

async function main(): Promise<number> {
  const source = currentSource();
  if (source.config !== "deno.json") {
    console.error(
      "Publishing is not tried: JSR is out of reach; " +
        "deno task docs and deno task lint look at types and documentation",
    );
    return 0;
  }
  const folder = await Deno.makeTempDir({ prefix: "neuron-publish-jsr-" });
  try {
    const { publish } = JSON.parse(await Deno.readTextFile(source.config));
    const paths: string[] = [
      ...publish.include,
      ...(source.locked ? [source.lock] : []),
    ];
    for (const path of paths) await copyTree(path, `${folder}/${path}`);
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["publish", "--dry-run"],
      cwd: folder,
    }).output();
    const text = new TextDecoder().decode(stderr);
    // A warning costs points on JSR, and is lost in the list of files.
    const warned = /warning/i.test(text);
    if (code !== 0 || warned) console.error(text);
    else console.error("JSR would take it");
    return code === 0 && !warned ? 0 : 1;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) Deno.exit(await main());
