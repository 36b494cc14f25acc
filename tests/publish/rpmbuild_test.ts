// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// A repository that rpmbuild, rpmsign and createrepo_c have made, signed by a
// key of gpg's: nothing in it comes from our own builders.

import { assertEquals } from "@std/assert";
import { long } from "../fixtures/long.ts";
import { needs, runProgram as runTool } from "../fixtures/programs.ts";
import { makeRealRepository, RPMBUILD_PROGRAMS } from "../fixtures/rpmbuild.ts";
import { extractPayload } from "../fixtures/rpmkeys.ts";
import { serve } from "../fixtures/server.ts";
import type { RepositoryFiles } from "../fixtures/yum_repository.ts";
import { TestRepository } from "../git/test_repository.ts";
import { runProgram } from "./scene.ts";

const tools = needs(...RPMBUILD_PROGRAMS, "rpm2cpio", "cpio");

const ROWS = [
  { payload: "gzip", metadata: "gzip", keyType: "rsa2048", rpmv3: true },
  { payload: "xz", metadata: "xz", keyType: "rsa4096", rpmv3: false },
  { payload: "zstd", metadata: "zstd", keyType: "rsa2048", rpmv3: false },
  { payload: "bzip2", metadata: "gzip", keyType: "ed25519", rpmv3: false },
  { payload: "lzma", metadata: "gzip", keyType: "rsa2048", rpmv3: true },
] as const;

Deno.test({
  ...long(tools.for("publish() takes what rpmbuild and createrepo_c make")),
  fn: async (t) => {
    for (const row of ROWS) {
      await t.step(JSON.stringify(row), async () => {
        await using vendor = await makeRealRepository(row);
        await using server = serve(vendor.files);
        await using repository = await TestRepository.make();
        const { code, stderr } = await runProgram([
          "publish",
          "--no-notes",
          "--repo",
          repository.path,
          "--repo-url",
          server.url,
          "--fingerprint",
          vendor.fingerprint,
        ], repository.env);
        assertEquals(code, 0, stderr);
        assertEquals(
          await repository.git("tag", "--list"),
          "2.21.0.0\n2.22.0.0",
        );
        for (const version of ["2.21.0.0", "2.22.0.0"]) {
          assertEquals(
            await repository.git("rev-parse", `${version}:src`),
            await treeByOutsiders(repository, vendor.files, version),
          );
        }
        await repository.assertSound();
      });
    }
  },
});

/** The tree id of a package's source by rpm2cpio, cpio and git alone. */
async function treeByOutsiders(
  repository: TestRepository,
  files: RepositoryFiles,
  version: string,
): Promise<string> {
  const work = `${repository.root}/outside-${version}`;
  await Deno.mkdir(work);
  const rpm = files.get(`aws-neuronx-dkms-${version}.noarch.rpm`);
  if (rpm === undefined) throw new Error(`no package of ${version}`);
  await extractPayload(rpm, work);
  const source = `${work}/usr/src/aws-neuronx-${version}`;
  const env = { ...repository.env, GIT_DIR: `${work}/git` };
  const git = (...args: string[]) => runTool("git", args, { env, cwd: source });
  await git("--work-tree=.", "init", "--quiet");
  await git("--work-tree=.", "add", "--all", "--force");
  return (await git("write-tree")).text.trim();
}
