// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// What a killed run had downloaded is used by the next one, verified again, and
// is gone when a run ends, whichever way.

import { assert, assertEquals } from "@std/assert";
import { startProgram } from "./program.ts";
import { needs } from "../fixtures/programs.ts";
import { Downloads, type ListedFile } from "../../lib/publish/downloads.ts";
import { TestRepository } from "../git/test_repository.ts";
import { drivers, Scene } from "../publish/scene.ts";

const VERSIONS = ["2.19.0.0", "2.20.0.0", "2.21.0.0"];

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(folder))).map((e) => e.name)
      .sort();
  } catch {
    return [];
  }
}

/** Packages that the server was asked for from a request on. */
function packagesSince(scene: Scene, start: number): string[] {
  return scene.server.requests.slice(start).filter((r) => r.endsWith(".rpm"))
    .map((request) => /dkms-([\d.]+)-/.exec(request)?.[1] ?? request).sort();
}

/** Kills a run that has two packages and waits for the third. */
async function killWaiting(scene: Scene): Promise<string> {
  const { repository, server } = scene;
  const folder = `${repository.path}/.git/neuron-publish/downloads`;
  const third = "aws-neuronx-dkms-2.21.0.0-dkms.noarch.rpm";
  server.fault(third, { kind: "stall" });
  const argv = scene.commandLine("publish", "--date=build");
  const program = startProgram(argv, { env: repository.env });
  const isWhole = (name: string) => !name.endsWith(".part");
  await program.until(async () =>
    (await namesIn(folder)).filter(isWhole).length === 2
  );
  program.kill("SIGKILL");
  await program.ended;
  server.fault(third, undefined);
  assertEquals((await namesIn(folder)).length, 2);
  return folder;
}

const shell = needs("sh");

Deno.test({
  ...shell.for("publish uses what a killed run had downloaded"),
  fn: async (t) => {
    const rows: Record<string, {
      readonly meanwhile?: (folder: string, scene: Scene) => Promise<unknown>;
      readonly asked: readonly string[];
    }> = {
      "all of it": { asked: ["2.21.0.0"] },
      "not what has changed": {
        meanwhile: async (folder) => {
          for (const name of await namesIn(folder)) {
            const path = `${folder}/${name}`;
            const bytes = await Deno.readFile(path);
            bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
            await Deno.writeFile(path, bytes);
          }
        },
        asked: VERSIONS,
      },
      "not what was cut off": {
        meanwhile: async (folder) => {
          for (const name of await namesIn(folder)) {
            await Deno.truncate(`${folder}/${name}`, 100);
          }
        },
        asked: VERSIONS,
      },
      "not through a link": {
        meanwhile: async (folder) => {
          for (const name of await namesIn(folder)) {
            await Deno.rename(`${folder}/${name}`, `${folder}/../${name}`);
            await Deno.symlink(`../${name}`, `${folder}/${name}`);
          }
        },
        asked: VERSIONS,
      },
      "nothing that is not missing any more": {
        meanwhile: async (folder, scene) => {
          await Deno.writeTextFile(`${folder}/sha256-00`, "something");
          await scene.offer([]);
          const outcome = await scene.run("publish");
          assertEquals(outcome.code, 0, outcome.stderr);
          assertEquals(await namesIn(folder), []);
          await scene.offer(await drivers(...VERSIONS));
        },
        asked: VERSIONS,
      },
    };
    for (const [title, { meanwhile, asked }] of Object.entries(rows)) {
      await t.step(title, async () => {
        await using scene = await Scene.make(await drivers(...VERSIONS));
        const folder = await killWaiting(scene);
        await meanwhile?.(folder, scene);
        const start = scene.server.requests.length;
        const outcome = await scene.run("publish", "--date=build");
        assertEquals(outcome.code, 0, outcome.stderr);
        assertEquals(packagesSince(scene, start), asked);
        assertEquals(
          await scene.repository.git("tag"),
          VERSIONS.join("\n"),
        );
        assertEquals(await namesIn(folder), []);
      });
    }
  },
});

Deno.test("Downloads keeps no more than its bound", async () => {
  await using repository = await TestRepository.make();
  const open = await repository.open();
  const [one] = await drivers("2.19.0.0");
  assert(one !== undefined);
  const { bytes } = one;
  const packages = ["aa", "bb", "cc"].map((value): ListedFile => ({
    checksum: { type: "sha256", value },
    href: value,
    size: { package: bytes.length },
  }));
  const maxBytes = bytes.length * 2;
  await using downloads = await Downloads.open(open, packages, { maxBytes });
  for (const each of packages) {
    const got = await downloads.get(each, () => Promise.resolve(bytes));
    assertEquals(got, bytes);
  }
  assertEquals(
    await namesIn(`${repository.path}/.git/neuron-publish/downloads`),
    ["sha256-aa", "sha256-bb"],
  );
});
