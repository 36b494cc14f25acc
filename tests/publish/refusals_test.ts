// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// What publish refuses: each row starts from one good repository and server and
// changes one thing. The exit code, one clear line, and nothing is touched.

import { assertEquals, assertMatch } from "@std/assert";
import { long } from "../fixtures/long.ts";
import { checksumOf, factsOf } from "../fixtures/primary_facts.ts";
import { driverPackage } from "../fixtures/driver_package.ts";
import { file } from "../fixtures/package_file.ts";
import { defaultKey, makeKey } from "../fixtures/keys.ts";
import type { Bytes } from "../fixtures/bytes.ts";
import { drivers, type Outcome, Scene } from "./scene.ts";

/** The published version, and the one that is to be refused. */
const OLD = "2.20.0.0";
const NEW = "2.21.0.0";
const ROOT = `/usr/src/aws-neuronx-${NEW}`;

interface Row {
  readonly title: string;
  /** Changes one thing and runs `publish`. */
  readonly run: (scene: Scene) => Promise<Outcome>;
  readonly code: number;
  /** The error line. */
  readonly error: RegExp;
  readonly hint: RegExp;
}

function flipped(bytes: Bytes, at: number): Bytes {
  const copy = new Uint8Array(bytes);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}

/** Serves a changed file of the new package, with a checksum that fits it. */
async function offerChanged(
  scene: Scene,
  change: (bytes: Bytes) => Bytes,
): Promise<void> {
  const [old, built] = await drivers(OLD, NEW);
  if (old === undefined || built === undefined) throw new Error("no package");
  const bytes = change(built.bytes);
  const checksum = checksumOf("sha256", bytes);
  await scene.offer([], {
    packages: [{ built: old }, { built, bytes, facts: { checksum } }],
  });
}

/** The row that waits while the program tries again. */
const AWAY = "a server that is away";

const ROWS: readonly Row[] = [
  {
    title: "a primary whose checksum differs from repomd's",
    run: async (scene) => {
      await scene.offer(await drivers(OLD, NEW), {
        bend: {
          records: (records) =>
            records.map((record) =>
              record.type === "primary"
                ? {
                  ...record,
                  checksums: [{ type: "sha256", value: "0".repeat(64) }],
                }
                : record
            ),
        },
      });
      return await scene.run("publish");
    },
    code: 3,
    error:
      /primary.*sha256.*expected.*0000.*found.*[0-9a-f]{64}|primary.*sha256/,
    hint: /nothing was written/,
  },
  {
    title: "a package whose checksum differs from primary's",
    run: async (scene) => {
      const [old, built] = await drivers(OLD, NEW);
      if (old === undefined || built === undefined) throw new Error("none");
      const bytes = flipped(built.bytes, built.bytes.length - 40);
      await scene.offer([], { packages: [{ built: old }, { built, bytes }] });
      return await scene.run("publish");
    },
    code: 3,
    error: /aws-neuronx-dkms-2\.21\.0\.0.*sha256/,
    hint: /nothing was written/,
  },
  {
    title: "a flipped byte of the payload, under a checksum that fits",
    run: async (scene) => {
      await offerChanged(scene, (bytes) => flipped(bytes, bytes.length - 40));
      return await scene.run("publish");
    },
    code: 3,
    error:
      /aws-neuronx-dkms-2\.21\.0\.0.*: header and payload have a different digest from the one in MD5, expected [0-9a-f]{32}, found [0-9a-f]{32}/,
    hint: /Do not use this file.*nothing was written/,
  },
  {
    title: "an unsigned package",
    run: async (scene) => {
      await scene.offer(
        await drivers(OLD, { version: NEW, signatures: [] }),
      );
      return await scene.run("publish");
    },
    code: 3,
    error: /aws-neuronx-dkms-2\.21\.0\.0.*has no signature/,
    hint: /nothing was written/,
  },
  {
    title: "a package signed by another key",
    run: async (scene) => {
      const key = await makeKey({});
      await scene.offer(
        await drivers(OLD, {
          version: NEW,
          signatures: [{ tag: "RSAHEADER", key: key.signer }, {
            tag: "SIGPGP",
            key: key.signer,
          }],
        }),
      );
      return await scene.run("publish");
    },
    code: 3,
    error:
      /aws-neuronx-dkms-2\.21\.0\.0.*signed by a key that is not pinned, or not in the key file, expected [0-9A-F]{40}, found key id [0-9A-F]{16}/,
    hint: /nothing was written/,
  },
  {
    title: "a vendor's key file without the pinned key",
    run: async (scene) => {
      const key = await makeKey({});
      await scene.offer(await drivers(OLD, NEW), { key: key.armored });
      return await scene.run("publish");
    },
    code: 3,
    error: /AMAZON-AWS-NEURON\.PUB: does not contain the pinned key, expected/,
    hint: /--fingerprint; nothing was written/,
  },
  {
    title: "a vendor's key file with a key beside the pinned one (J6)",
    run: async (scene) => {
      const [pinned, stranger] = [await defaultKey(), await makeKey({})];
      const key = pinned.armored + stranger.armored;
      await scene.offer(await drivers(OLD, NEW), { key });
      return await scene.run("publish");
    },
    code: 3,
    error:
      /AMAZON-AWS-NEURON\.PUB: contains a key besides the pinned ones, expected [0-9A-F]{40}, found [0-9A-F]{40}$/,
    hint: /accept it with --fingerprint, beside .*nothing was written/,
  },
  {
    title: "a vendor's key file with a private key (J6)",
    run: async (scene) => {
      const [pinned, stranger] = [await defaultKey(), await makeKey({})];
      const key = pinned.armored + stranger.armoredPrivate;
      await scene.offer(await drivers(OLD, NEW), { key });
      return await scene.run("publish");
    },
    code: 3,
    error: /AMAZON-AWS-NEURON\.PUB: contains something besides public keys/,
    hint: /--key; nothing was written/,
  },
  {
    title: "a payload path that escapes",
    run: async (scene) => {
      const built = await driverPackage({
        version: NEW,
        files: [file(`${ROOT}/../../../etc/escaped`, "x\n")],
      });
      const [old] = await drivers(OLD);
      if (old === undefined) throw new Error("none");
      await scene.offer([old, built]);
      return await scene.run("publish");
    },
    code: 3,
    error: /has a path that leaves its directory, found ".*escaped"/,
    hint: /nothing was written/,
  },
  {
    title: "an uncommitted change in src/",
    run: async (scene) => {
      await scene.repository.write("src/Makefile", "mine\n");
      return await scene.run("publish");
    },
    code: 1,
    error: /uncommitted/,
    hint: /nothing was written/,
  },
  {
    title: "no identity",
    run: async (scene) => {
      await Deno.writeTextFile(`${scene.repository.root}/home/config`, "");
      return await scene.run("publish");
    },
    code: 1,
    error: /git does not know who commits/,
    hint: /git config.*nothing was written/,
  },
  {
    title: AWAY,
    run: async (scene) => {
      await scene.server.close();
      return await scene.run("publish");
    },
    code: 1,
    error: /Cannot publish: http:\/\/127\.0\.0\.1:\d+\/repodata\/repomd\.xml: /,
    hint: /nothing was written/,
  },
  {
    title: "a package that primary lists under another version",
    run: async (scene) => {
      const [old, built] = await drivers(OLD, NEW);
      if (old === undefined || built === undefined) throw new Error("none");
      await scene.offer([], {
        packages: [{ built: old }, { built, facts: { version: "2.21.9.0" } }],
      });
      return await scene.run("publish");
    },
    code: 3,
    error: /primary\.xml lists a different version from the package's/,
    hint: /nothing was written/,
  },
  {
    title: "metadata older than the archived one",
    run: async (scene) => {
      await scene.offer(await drivers(OLD, NEW), { timestamp: 1_500_000_000 });
      return await scene.run("publish");
    },
    code: 3,
    error: /older than the archived one, expected.*found/,
    hint: /--allow-rollback; nothing was written/,
  },
];

Deno.test("publish() refuses and touches nothing:", async (t) => {
  for (const { title, run, code, error, hint } of ROWS) {
    const fn = async () => {
      await using scene = await Scene.make(await drivers(OLD));
      assertEquals((await scene.run("publish")).code, 0);
      await scene.offer(await drivers(OLD, NEW));
      const state = () => scene.fingerprint();
      const before = await state();
      const outcome = await run(scene);
      if (title.startsWith("an uncommitted")) {
        await scene.repository.git("checkout", "--quiet", "src");
        before.delete(".git/index"); // git's own, refreshed by the checkout
      }
      assertEquals(outcome.code, code, outcome.stderr);
      assertEquals(outcome.stdout, "");
      const [line, advice, ...rest] = outcome.stderr.trimEnd().split("\n");
      assertMatch(line ?? "", /^error: Cannot publish: /);
      assertMatch(line ?? "", error);
      assertMatch(advice ?? "", /^hint: /);
      assertMatch(advice ?? "", hint);
      assertEquals(rest, []);
      const after = await state();
      if (title.startsWith("an uncommitted")) after.delete(".git/index");
      assertEquals(after, before);
      assertEquals(
        await scene.repository.git("fsck", "--strict", "--no-dangling"),
        "",
      );
    };
    await t.step({ ...long(title, title === AWAY), fn });
  }
});

Deno.test("publish() publishes the verified releases before one that fails", async (t) => {
  const versions = ["2.20.0.0", "2.21.0.0"];
  const rows = [
    {
      title: "its signature",
      third: { version: "2.22.0.0", signatures: [] },
      code: 3,
      error: /error: Cannot publish 2\.22\.0\.0: .*has no signature\n/,
    },
    {
      title: "its download",
      third: { version: "2.22.0.0" },
      status: 404,
      code: 1,
      error: /error: Cannot publish 2\.22\.0\.0: .*found status 404\n/,
    },
  ];
  for (const { title, third, status, code, error } of rows) {
    await t.step(title, async () => {
      const packages = await drivers(...versions, third, "2.23.0.0");
      await using scene = await Scene.make(packages);
      const failing = packages[2];
      if (failing === undefined) throw new Error("no package");
      const path = factsOf(failing).href;
      if (status) scene.server.fault(path, { kind: "status", status });
      const outcome = await scene.run("publish");
      assertEquals(outcome.code, code, outcome.stderr);
      assertEquals(outcome.stdout.match(/^\S+/gm), versions);
      assertMatch(outcome.stderr, error);
      assertMatch(
        outcome.stderr,
        /\nhint: .*2 releases before it are published, it and those after it are not\n$/,
      );
      const { repository } = scene;
      assertEquals(
        await repository.git("tag", "--list"),
        versions.join("\n"),
      );
      assertEquals(
        await repository.git("describe", "--tags", "--exact-match"),
        "2.21.0.0",
      );
      assertEquals(await repository.git("status", "--porcelain"), "");

      // Once upstream has repaired it, the next run completes.
      scene.server.fault(path, undefined);
      await scene.offer(await drivers(...versions, "2.22.0.0", "2.23.0.0"));
      assertEquals((await scene.run("publish")).code, 0);
      assertEquals(
        await repository.git("describe", "--tags", "--exact-match"),
        "2.23.0.0",
      );
      await repository.assertSound();
    });
  }
});
