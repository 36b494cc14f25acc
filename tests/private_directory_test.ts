// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals } from "@std/assert";
import { makePrivateDirectory } from "../lib/private_directory.ts";
import { DENO_VARIABLES, denoRun } from "./fixtures/deno_run.ts";

const PREFIX = "trial-";

/** Makes a directory with a file, says so, and waits. */
const HOLDER = `
  const { makePrivateDirectory } = await import(Deno.args[0]);
  const { path } = await makePrivateDirectory(
    { parent: Deno.args[1], prefix: "${PREFIX}" },
  );
  await Deno.mkdir(path + "/deep");
  await Deno.writeTextFile(path + "/deep/file", "x");
  console.log("made");
  await Deno.stdin.read(new Uint8Array(1));
`;

async function startHolder(root: string, parent: string) {
  const program = `${root}/holder.ts`;
  await Deno.writeTextFile(program, HOLDER);
  const child = new Deno.Command(Deno.execPath(), {
    args: denoRun(
      program,
      import.meta.resolve("../lib/private_directory.ts"),
      parent,
    ),
    env: { ...DENO_VARIABLES },
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.getReader();
  const { value } = await reader.read();
  assertEquals(new TextDecoder().decode(value), "made\n");
  return async () => {
    child.kill("SIGKILL");
    await child.stdin.close();
    await child.status;
    await reader.cancel();
  };
}

function namesIn(directory: string): string[] {
  return Array.from(Deno.readDirSync(directory), ({ name }) => name).sort();
}

Deno.test("makePrivateDirectory() removes what a killed process left", async () => {
  const root = await Deno.makeTempDir();
  const parent = `${root}/parent`;
  await Deno.mkdir(parent);
  const kill = await startHolder(root, parent);
  const [held = ""] = namesIn(parent);
  {
    await using made = await makePrivateDirectory({ parent, prefix: PREFIX });
    assertEquals(namesIn(parent).length, 2, "a live one stays");
    assertEquals(made.path.startsWith(`${parent}/${PREFIX}`), true);
  }
  assertEquals(namesIn(parent), [held]);
  await kill();
  {
    await using _made = await makePrivateDirectory({ parent, prefix: PREFIX });
    assertEquals(namesIn(parent).includes(held), false);
  }
  assertEquals(namesIn(parent), []);
  await Deno.remove(root, { recursive: true });
});

Deno.test({
  name: "makePrivateDirectory() removes nothing that is not its own",
  ignore: Deno.build.os === "windows", // needs links and pipes
  fn: async (t) => {
    const lock = "neuron-publish.lock";
    const rows: Readonly<Record<string, (path: string) => Promise<unknown>>> = {
      "another name": async (path) => {
        const other = path.replace(PREFIX, "mine-");
        await Deno.mkdir(other);
        await Deno.writeTextFile(`${other}/${lock}`, "");
      },
      "a file": (path) => Deno.writeTextFile(path, "mine"),
      "without a lock": (path) => Deno.mkdir(path),
      "a link to a directory": (path) => Deno.symlink("../home", path),
      "a lock that is a link": async (path) => {
        await Deno.mkdir(path);
        await Deno.symlink(`../../home/${lock}`, `${path}/${lock}`);
      },
      "a lock that is a pipe": async (path) => {
        await Deno.mkdir(path);
        await new Deno.Command("mkfifo", { args: [`${path}/${lock}`] })
          .output();
      },
    };
    /** With one file, the directory or the lock in it, of another user. */
    const given = (of: string) => async (path: string) => {
      await Deno.mkdir(path);
      await Deno.writeTextFile(`${path}/${lock}`, "");
      await Deno.chown(path + of, 12345, null);
    };
    const asRoot = {
      "a directory of another user": given(""),
      "a lock of another user": given(`/${lock}`),
    };
    for (const [title, make] of Object.entries({ ...rows, ...asRoot })) {
      const ignore = title in asRoot && Deno.uid() !== 0;
      const name = ignore ? `${title} (only root can make one)` : title;
      const fn = async () => {
        const root = await Deno.makeTempDir();
        const parent = `${root}/parent`;
        await Deno.mkdir(parent);
        await Deno.mkdir(`${root}/home`);
        await Deno.writeTextFile(`${root}/home/${lock}`, "mine");
        await make(`${parent}/${PREFIX}1`);
        const before = namesIn(parent);
        await (await makePrivateDirectory({ parent, prefix: PREFIX }))
          [Symbol.asyncDispose]();
        assertEquals(namesIn(parent), before);
        assertEquals(namesIn(`${root}/home`), [lock]);
        await Deno.remove(root, { recursive: true });
      };
      await t.step({ name, ignore, fn });
    }
  },
});
