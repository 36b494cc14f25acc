// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// What became of published releases on the vendor's server.

import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import type { UpstreamRelease } from "../../lib/verify/contract.ts";
import { OperationError, VerificationError } from "../../lib/errors.ts";
import { driverPackage } from "../fixtures/driver_package.ts";
import { defaultKey, makeKey } from "../fixtures/keys.ts";
import { long } from "../fixtures/long.ts";
import type { BuiltPackage } from "../fixtures/rpm_builder.ts";
import { drivers, FIRST_DAY, runProgram } from "../publish/scene.ts";
import { flip, Workbench } from "./workbench.ts";

const [A, B, C] = ["2.1.0.0", "2.2.0.0", "2.3.0.0"] as const;
/** When the vendor signs again: 2025-06-01. */
const LATER = 1_748_736_000;

function resigned(version: string): Promise<BuiltPackage> {
  return driverPackage({ version, signedAt: LATER });
}

/** Asks upstream, and counts the packages that were downloaded. */
async function ask(
  bench: Workbench,
): Promise<{ releases: readonly UpstreamRelease[]; downloads: string[] }> {
  const before = bench.scene.server.requests.length;
  const { upstream } = await bench.audit({ upstream: true });
  assert(upstream !== undefined);
  const downloads = bench.scene.server.requests.slice(before)
    .filter((request) => request.endsWith(".rpm"));
  return { releases: upstream.releases, downloads };
}

Deno.test(
  long("auditUpstream() says what became of each release"),
  async (t) => {
    await using bench = await Workbench.make(await drivers(A, B, C));
    const { scene } = bench;
    const state = `${bench.repository.path}/.git/neuron-publish`;
    const unchanged = [A, B, C].map((tag) => ({
      tag,
      status: "unchanged" as const,
    }));

    await t.step("unchanged: nothing is downloaded", async () => {
      assertEquals(await ask(bench), { releases: unchanged, downloads: [] });
      await assertRejects(() => Deno.stat(state), Deno.errors.NotFound);
    });

    const signedAnew = [
      ...await drivers(A),
      await resigned(B),
      await resigned(C),
    ];
    const expected: UpstreamRelease[] = [
      { tag: A, status: "unchanged" },
      { tag: B, status: "re-signed" },
      { tag: C, status: "re-signed" },
    ];
    const files = [B, C].map((v) =>
      `GET /aws-neuronx-dkms-${v}-dkms.noarch.rpm`
    );

    await t.step("re-signed: downloaded and compared", async () => {
      await scene.offer(signedAnew);
      assertEquals(await ask(bench), { releases: expected, downloads: files });
    });

    await t.step("nothing is remembered, or written", async () => {
      assertEquals(await ask(bench), { releases: expected, downloads: files });
      await assertRejects(() => Deno.stat(state), Deno.errors.NotFound);
    });

    await t.step("unchanged, and listed with another checksum", async () => {
      await scene.offer(await drivers(A, B, C), { checksumType: "sha512" });
      const { releases, downloads } = await ask(bench);
      assertEquals([releases, downloads.length], [unchanged, 3]);
    });

    await t.step("a newer package of another name beside it", async () => {
      const renamed = await driverPackage({
        version: C,
        module: "aws-neuron",
        release: "dkms2",
      });
      await scene.offer([...await drivers(A, B, C), renamed]);
      assertEquals(await ask(bench), { releases: unchanged, downloads: [] });
    });

    await t.step("what this clone does not prove is not compared", async () => {
      const rpm = `archive/rpm/aws-neuronx-dkms-${C}-dkms.noarch.rpm`;
      await bench.replace(C, { files: { [rpm]: flip(200) } });
      await bench.add({ files: { "archive/repomd.xml": "<repomd/>" } });
      const { verdict, upstream } = await bench.audit({ upstream: true });
      assertEquals([verdict, upstream?.compared], ["failed", undefined]);
      assertEquals(upstream?.releases, unchanged.slice(0, 2));
      assertEquals(upstream?.new, []);
      await bench.mend();
      await bench.repository.git("read-tree", "HEAD");
    });

    await t.step("gone, and new ones", async () => {
      await scene.offer(await drivers(A, C, "2.10.0.0", "2.9.0.0", "2.9~rc1"));
      const { upstream } = await bench.audit({ upstream: true });
      assertEquals(upstream?.releases, [
        { tag: A, status: "unchanged" },
        { tag: B, status: "gone" },
        { tag: C, status: "unchanged" },
      ]);
      assertEquals(upstream?.new, ["2.9.0.0", "2.10.0.0"]);
    });

    await t.step("other content under the same version", async () => {
      const other = await driverPackage({
        version: B,
        sources: { "Makefile": "all: backdoor\n" },
      });
      await scene.offer([...await drivers(A, C), other]);
      const { releases } = await ask(bench);
      const [, changed] = releases;
      assertEquals([changed?.status, changed?.reason], [
        "changed",
        "E_CONTENT",
      ]);
      assert(changed?.expected !== changed?.found);
    });

    await t.step("a package that somebody else signed", async () => {
      const forged = await driverPackage({ version: B, key: await makeKey() });
      await scene.offer([...await drivers(A, C), forged]);
      const { releases: [, changed] } = await ask(bench);
      assertEquals([changed?.status, changed?.reason], ["changed", "E_NOKEY"]);
      const { stdout } = await scene.run("verify", "--upstream");
      assertStringIncludes(
        stdout,
        `alarm: ${B}: upstream has a package that fails verification: `,
      );
    });

    await t.step(
      "signed again by a new key, as in key-rotation.md",
      async () => {
        const [vendor, next] = [await defaultKey(), await makeKey()];
        await scene.offer(
          await drivers(
            ...[A, B, C].map((version) => ({ version, key: next })),
          ),
        );
        const bothKeys = `${bench.repository.root}/both-keys`;
        await Deno.writeTextFile(bothKeys, vendor.armored + next.armored);
        const pins = [vendor, next].flatMap((key) => [
          "--fingerprint",
          key.fingerprint,
        ]);
        const run = (...args: readonly string[]) =>
          scene.run("verify", "--upstream", ...pins, ...args);
        assertEquals((await run()).code, 3); // the archive lacks the new key
        const { code, stdout } = await run("--key", bothKeys);
        assertEquals(code, 0);
        assertStringIncludes(stdout, "3 re-signed, 0 changed");
      },
    );

    await t.step("the command line: alarm, warning, information", async () => {
      const other = await driverPackage({
        version: B,
        sources: { "x.c": "x" },
      });
      await scene.offer([...await drivers(A, "2.4.0.0"), other]);
      const outcome = await scene.run("verify", "--upstream");
      assertEquals(outcome.code, 3);
      assert(
        outcome.stdout.includes(`alarm: ${B}: upstream has other content`),
      );
      assert(outcome.stdout.includes(
        "upstream  1 unchanged, 0 re-signed, 1 changed, 1 gone, 1 new\n",
      ));
      assert(
        outcome.stderr.includes(`warning: Upstream no longer lists ${C}\n`),
      );
      assert(outcome.stderr.includes("Upstream has more: 2.4.0.0\n"));
      await scene.offer(signedAnew);
      assertEquals((await scene.run("verify", "--upstream")).code, 0);
    });

    await t.step("metadata that is older than the archived one", async () => {
      await scene.offer(await drivers(A, B, C), {
        timestamp: FIRST_DAY - 86_400,
      });
      const outcome = await scene.run("verify", "--upstream");
      assertEquals(outcome.code, 3, outcome.stderr);
      assertMatch(
        outcome.stdout,
        /^alarm: upstream's metadata, revision \d+, is older than the archived one$/m,
      );
      assertEquals(outcome.stdout.match(/ verified$/gm)?.length, 5);
      const json = await scene.run("verify", "--upstream", "--json");
      assertEquals(json.code, 3);
      assertEquals(JSON.parse(json.stdout).upstream.compared, "rollback");
    });

    await t.step("metadata that is old: --max-age", async () => {
      await scene.offer(await drivers(A, B, C));
      const days = Math.floor((Date.now() / 1000 - FIRST_DAY) / 86_400);
      for (
        const [maxAge, isOld] of [
          [`${days + 10}`, false],
          ["30", true],
          ["0", false],
        ] as const
      ) {
        const outcome = await scene.run(
          "verify",
          "--upstream",
          "--max-age",
          maxAge,
        );
        assertEquals(outcome.code, 0, outcome.stderr);
        assertEquals(
          /warning: Upstream's metadata is of .* days old/.test(outcome.stderr),
          isOld,
          `--max-age ${maxAge}: ${outcome.stderr}`,
        );
      }
    });

    /** Asks upstream, and expects that it fails. */
    const fail = async () => {
      const result = await bench.audit({ upstream: true });
      assertEquals(result.verdict, "verified");
      assertEquals(result.releases.length, 3);
      return result;
    };

    await t.step("metadata that fails verification", async () => {
      await scene.offer(signedAnew, { bend: { packageCount: 99 } });
      const { upstream, upstreamError } = await fail();
      assertEquals(upstream, undefined);
      assert(upstreamError instanceof VerificationError);
      const { code, stdout, stderr } = await scene.run("verify", "--upstream");
      assertEquals(code, 3);
      assertEquals(stdout.match(/ verified$/gm)?.length, 5); // and the branch
      assertStringIncludes(
        stderr,
        "3 releases: 3 verified\nerror: Cannot compare",
      );
      assertStringIncludes(stderr, "; the verdicts on the repository stand ");
    });

    await t.step("metadata of the future", async () => {
      const timestamp = Math.floor(Date.now() / 1000) + 3 * 86_400;
      await scene.offer(signedAnew, { timestamp });
      const { upstream, upstreamError } = await fail();
      assertEquals(upstream, undefined);
      assert(upstreamError instanceof VerificationError);
      assertEquals(upstreamError.problem, "a timestamp is in the future");
    });

    await t.step("no answer", async () => {
      scene.server.set(new Map());
      const { upstream, upstreamError } = await fail();
      assertEquals(upstream, undefined);
      assert(upstreamError instanceof OperationError);
      const text = await scene.run("verify", "--upstream");
      assertEquals(text.code, 1);
      assertEquals(text.stdout.match(/ verified$/gm)?.length, 5);
      assertStringIncludes(
        text.stderr,
        "error: Cannot compare with upstream: ",
      );
      const json = await scene.run("verify", "--upstream", "--json");
      assertEquals(json.code, 1);
      const document = JSON.parse(json.stdout);
      assertEquals(document.verdict, "verified");
      assertEquals(document.releases.length, 3);
      assertEquals(document.upstream, null);
      assertEquals(document.upstreamError.subject, upstreamError.subject);
      assertStringIncludes(
        json.stderr,
        "error: Cannot compare with upstream: ",
      );
    });

    await t.step("a package that does not come: what came counts", async () => {
      const other = await driverPackage({
        version: B,
        sources: { "y.c": "y" },
      });
      const last = await driverPackage({ version: C, signedAt: LATER + 60 });
      await scene.offer([...await drivers(A), other, last]);
      const path = `aws-neuronx-dkms-${C}-dkms.noarch.rpm`;
      scene.server.fault(path, { kind: "status", status: 404 });
      const { upstream, upstreamError } = await fail();
      assertEquals(
        upstream?.releases.map(({ tag, status }) => `${tag} ${status}`),
        [`${A} unchanged`, `${B} changed`],
      );
      assertEquals(upstream?.uncompared, [C]);
      assert(upstreamError instanceof OperationError);
      const outcome = await scene.run("verify", "--upstream");
      assertEquals(outcome.code, 3); // the alarm is the graver one
      assertStringIncludes(
        outcome.stdout,
        "upstream  1 unchanged, 0 re-signed, 1 changed, 0 gone, 0 new, " +
          "1 not compared\n",
      );
      scene.server.fault(path, undefined);
    });

    await t.step("who stops it is obeyed", async () => {
      const stop = new AbortController();
      const onEvent = ({ kind }: { kind: string }) => {
        if (kind === "upstream") stop.abort();
      };
      await scene.offer([await driverPackage({ version: A, signedAt: LATER })]);
      await assertRejects(() =>
        bench.audit({
          upstream: true,
          signal: stop.signal,
          onEvent,
        })
      );
    });
  },
);

Deno.test("verify needs no address of the vendor (J12)", async () => {
  // xml:base names where the metadata was once; the vendor has moved since.
  await using bench = await Workbench.make(await drivers(A));
  const { scene, repository, profile } = bench;
  const xmlBase = scene.server.url;
  const packages = (await drivers(A, B))
    .map((built) => ({ built, facts: { xmlBase } }));
  await scene.offer([], {
    packages,
    bend: { records: (all) => all.map((record) => ({ ...record, xmlBase })) },
  });
  const published = await scene.run("publish", "--date", "build");
  assertEquals(published.code, 0, published.stderr);
  const pins = profile.fingerprints.flatMap((pin) => ["--fingerprint", pin]);
  const outcome = await runProgram(
    ["verify", "--repo", repository.path, ...pins],
    repository.env,
  );
  assertEquals(outcome.code, 0, outcome.stdout);
  assertMatch(outcome.stderr, /^2 releases: 2 verified, with notes$/m);
  const notes = outcome.stdout.split("\n")
    .filter((line) => line.startsWith("note: "));
  assertEquals(notes.length, 1, outcome.stdout);
  assertMatch(notes[0] ?? "", /message-origin/);
});
