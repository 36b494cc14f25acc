// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Puts files into the tree at the tip of main.

import { C, type Forgery, type HostileRow } from "./stage.ts";

/** Sets a file in the tip's tree, or in the last release's. */
export function file(
  row: Pick<HostileRow, "id" | "name" | "exit" | "checks" | "says">,
  path: string,
  change: {
    readonly content?: string | Uint8Array | ((old: Uint8Array) => string);
    readonly mode?: string;
    readonly id?: string;
  },
): HostileRow {
  return {
    ...row,
    forge: async (forgery) => {
      const tree = await forgery.treeOf(C);
      const { content } = change;
      const id = change.id ??
        (content === undefined
          ? await forgery.at(tree, path)
          : await forgery.write(
            "blob",
            typeof content === "function"
              ? content(await forgery.read(await forgery.at(tree, path)))
              : content,
          ));
      await forgery.addToMain(
        await forgery.put(tree, path, {
          id,
          ...(change.mode === undefined ? {} : { mode: change.mode }),
        }),
      );
    },
  };
}

/** Adds files to the tip's tree, below a directory. */
export async function putFiles(
  forgery: Forgery,
  names: readonly string[],
  prefix = "",
): Promise<void> {
  const id = await forgery.write("blob", "evil\n");
  let tree = await forgery.treeOf(C);
  for (const name of names) {
    tree = await forgery.put(tree, prefix + name, { id });
  }
  await forgery.addToMain(tree);
}
