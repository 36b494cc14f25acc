// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// docs/audit.md: its commands prove good releases, and refuse bad ones.

import { assert, assertEquals } from "@std/assert";
import { CHECKS } from "../../lib/verify/check_codes.ts";
import { rpmkeysRecipe } from "../../lib/record/rpmkeys_recipe.ts";
import { driverPackage } from "../fixtures/driver_package.ts";
import { defaultKey, makeKey } from "../fixtures/keys.ts";
import { long } from "../fixtures/long.ts";
import { needs, skipIf } from "../fixtures/programs.ts";
import { noData, readData } from "../fixtures/snapshot.ts";
import { KEY_FILE } from "../fixtures/yum_repository.ts";
import { TestRepository } from "../git/test_repository.ts";
import { drivers } from "../publish/scene.ts";
import { archiveOf } from "./evidence_rows.ts";
import { publishAsPredecessor } from "./predecessor.ts";
import { type Amendment, blob, flip, Workbench } from "./workbench.ts";

const PAGE = await Deno.readTextFile(
  new URL("../../docs/audit.md", import.meta.url),
);

/** The page's steps as one script, which prints the start of each step. */
const SCRIPT = [...PAGE.matchAll(/^```sh\n([^]*?)^```$/gm)]
  .map(([, block], step) => `echo "step ${step}"\n${block}`).join("\n");

const tools = needs("rpmkeys", "rpm2cpio", "cpio");

/** Follows the page. */
async function follow(
  repository: TestRepository,
  variables: Readonly<Record<string, string>>,
): Promise<{ code: number; stdout: string; stderr: string }> {
  const { code, stdout, stderr } = await new Deno.Command("sh", {
    args: ["-c", SCRIPT],
    cwd: repository.root,
    clearEnv: true,
    env: {
      ...repository.env,
      TMPDIR: repository.root,
      URL: repository.path,
      ...variables,
    },
  }).output();
  const decoder = new TextDecoder();
  return {
    code,
    stdout: decoder.decode(stdout),
    stderr: decoder.decode(stderr),
  };
}

async function sha256(bytes: Uint8Array): Promise<string> {
  const data = new Uint8Array(bytes);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", data)).toHex();
}

Deno.test("docs/audit.md has the one recipe for rpmkeys", () => {
  const plain = PAGE.replace(/^ +/gm, "");
  const recipe = rpmkeysRecipe({ key: '"$KEY"', rpm: '"$RPM"' });
  assert(plain.includes(recipe.join("\n")));
});

Deno.test("docs/audit.md names every check, and no other", () => {
  const named = [...PAGE.matchAll(/^\| `([a-z-]+)` /gm)].map(([, code]) =>
    code
  );
  assertEquals(named.toSorted(), Object.keys(CHECKS).sort());
});

Deno.test({
  ...long(tools.for(
    "docs/audit.md proves releases of this program, and refuses bad ones",
  )),
  fn: async (t) => {
    const versions = ["2.1.0.0", "2.2.0.0", "2.3.0.0"] as const;
    const [, , last] = versions;
    await using bench = await Workbench.make(await drivers(...versions));
    const { repository } = bench;
    const KEY_SHA256 = await sha256(
      await blob(repository, `main:archive/${KEY_FILE}`),
    );
    const prove = (TAG: string) => follow(repository, { TAG, KEY_SHA256 });

    for (const tag of versions) {
      await t.step(`${tag} is proved`, async () => {
        const { code, stdout, stderr } = await prove(tag);
        assertEquals(code, 0, stdout + stderr);
        assert(stdout.includes("\nequal\n"), stdout);
        assertEquals(
          stdout.match(/^ok: step \d$/gm)?.length,
          9,
          stdout + stderr,
        );
      });
    }

    await t.step("a commit-graph does not come with the clone", async () => {
      const graph = "objects/info/commit-graph";
      await repository.git("commit-graph", "write", "--reachable");
      assert((await prove(last)).stdout.includes("ok: step 9"));
      for await (const { name } of Deno.readDir(repository.root)) {
        const clone = `${repository.root}/${name}/repo.git`;
        const copied = await Deno.stat(`${clone}/${graph}`).catch(() => null);
        assertEquals(copied, null, clone);
      }
      await Deno.remove(`${repository.path}/.git/${graph}`);
    });

    const rpm = `archive/rpm/aws-neuronx-dkms-${last}-dkms.noarch.rpm`;
    const forged = await driverPackage({ version: last, key: await makeKey() });
    const rows: readonly (readonly [string, number, Amendment])[] = [
      ["another path", 2, { files: { "README.md": "x\n" } }],
      ["the message's first line", 2, {
        message: (old) => old.replace(last, "9.9"),
      }],
      ["another key", 3, {
        files: { [`archive/${KEY_FILE}`]: (await makeKey()).armored },
      }],
      ["a byte of the metadata", 4, {
        files: { "archive/primary.xml.gz": flip(-9) },
      }],
      ["a byte of the package", 5, { files: { [rpm]: flip(-1) } }],
      ["a package that the metadata does not know", 5, {
        files: {
          [rpm]: forged.bytes,
          [`${rpm}.sha256`]: await sha256(forged.bytes),
        },
      }],
      ["a package of somebody else, and metadata", 6, {
        files: {
          ...await archiveOf([forged]),
          [`archive/${KEY_FILE}`]: (await defaultKey()).armored,
        },
      }],
      ["a byte of the source", 7, { files: { "src/Makefile": flip(0) } }],
      ["the message", 8, {
        message: (old) => old.replace(/^Checksum: .*/m, "Checksum: 0"),
      }],
    ];
    const stepOf = (stdout: string) =>
      Number(/^FAILED: step (\d)$/m.exec(stdout)?.[1]);
    for (const [name, step, amendment] of rows) {
      await t.step(`${name}: refused in step ${step}`, async () => {
        await bench.replace(last, amendment);
        const { stdout, stderr } = await prove(last);
        assertEquals(stepOf(stdout), step, stdout + stderr);
        await bench.mend();
      });
    }

    await t.step("a tag named as the branch: refused in step 1", async () => {
      await repository.git("update-ref", "refs/tags/main", versions[0]);
      assertEquals(stepOf((await prove(last)).stdout), 1);
      await bench.mend();
    });

    await t.step("refs/replace: refused in step 1", async () => {
      const [one, two] = [
        await bench.commit(versions[0]),
        await bench.commit(last),
      ];
      await repository.git("update-ref", `refs/replace/${two}`, one);
      assertEquals(stepOf((await prove(last)).stdout), 1);
      await bench.mend();
    });

    const later: readonly (readonly [string, Amendment])[] = [
      ["a release without a tag", {
        message: () => "feat: Neuron Driver 9.9\n",
      }],
      ["a package that nothing proves", {
        files: { "archive/rpm/x.rpm": forged.bytes },
      }],
      ["an archived package that is another", {
        files: { [rpm.replace(last, versions[0])]: flip(-1) },
      }],
      ["SRC/ beside src/", { files: { "SRC/GNUmakefile": "all:\n" } }],
    ];
    for (const [name, amendment] of later) {
      await t.step(`${name}: refused in step 9`, async () => {
        await bench.add(amendment);
        const { stdout, stderr } = await prove(last);
        assertEquals(stepOf(stdout), 9, stdout + stderr);
        await bench.mend();
      });
    }

    await t.step("the source at the tip: refused in step 9", async () => {
      await bench.add({ files: { "src/Makefile": flip(0) } });
      const { stdout } = await prove(last);
      assertEquals(stepOf(stdout), 9);
      await bench.mend();
    });

    await t.step("a backport is proved on its own branch", async () => {
      const { scene } = bench;
      await repository.git("reset", "--quiet", "--hard");
      await scene.offer(await drivers(...versions, "2.1.7.0"));
      const published = await scene.run("publish");
      assertEquals(published.code, 0, published.stderr);
      const { stdout, stderr } = await follow(repository, {
        TAG: "2.1.7.0",
        BRANCH: "series/2.1",
        KEY_SHA256,
      });
      assertEquals(
        stdout.match(/^ok: step \d$/gm)?.length,
        9,
        stdout + stderr,
      );
    });

    await t.step("HEAD beside the branch: refused in step 9", async () => {
      await repository.git("symbolic-ref", "HEAD", "refs/heads/series/2.1");
      assertEquals(stepOf((await prove(last)).stdout), 9);
      await bench.mend();
    });
  },
});

const realData = skipIf(noData() ?? tools.missing);

Deno.test({
  ...long(realData.for("docs/audit.md proves the predecessor's releases")),
  fn: async () => {
    await using repository = await TestRepository.make();
    await publishAsPredecessor(repository, "2025-02-05", 3);
    assertEquals(
      /KEY_SHA256:-([0-9a-f]{64})/.exec(SCRIPT)?.[1],
      await sha256(await readData(KEY_FILE)),
    );
    for (const TAG of ["1.1", "1.2", "1.3.2.0"]) {
      const { code, stdout, stderr } = await follow(repository, { TAG });
      assertEquals(code, 0, stdout + stderr);
      assert(stdout.includes("\nequal, but for executable bits\n"), stdout);
      assert(!stdout.includes("FAILED"), stdout + stderr);
    }
  },
});
