// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// The library as an importer sees it: nothing but what deno.json exports.

import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import {
  archive,
  audit,
  type AuditEvent,
  AWS_NEURON,
  check,
  compare,
  createDownload,
  type Download,
  publish,
  type PublishEvent,
  report,
  trace,
  UsageError,
  VerificationError,
  verifyRpm,
} from "../mod.ts";
import {
  inspectRpm,
  readKeyring,
  sourceTree,
  sourceTreeId,
  verifyRpm as verifyRpmOfRpm,
} from "../rpm.ts";
import { audit as auditOfVerify, CHECKS } from "../verify.ts";
import { fetchKey, fetchMetadata, fetchPackage } from "../yum.ts";
import { driverPackage } from "./fixtures/driver_package.ts";
import { defaultKey } from "./fixtures/keys.ts";
import { long } from "./fixtures/long.ts";
import { skipIf } from "./fixtures/programs.ts";
import {
  noData,
  readData,
  realPackages,
  serveSnapshot,
} from "./fixtures/snapshot.ts";
import { currentSource, optionsOf } from "../tools/source.ts";
import { TestRepository } from "./git/test_repository.ts";
import { folderState, Scene } from "./publish/scene.ts";

const realData = skipIf(noData());
const VERSION = "2.21.0.0";

/** The built-in addresses, answered by a server of this machine. */
function redirected(server: { readonly url: string }): Download {
  const download = createDownload({ attempts: 1 });
  const { repoUrl } = AWS_NEURON;
  return (url, options) =>
    download(
      url.startsWith(repoUrl)
        ? url.replace(repoUrl, server.url)
        : `${server.url}/no-notes`,
      options,
    );
}

Deno.test("verifyRpm() takes a key as bytes, as text, or as a keyring", async (t) => {
  const { armored, fingerprint } = await defaultKey();
  const { bytes: rpm } = await driverPackage({ version: VERSION });
  const fingerprints = [fingerprint];
  const bytes = new TextEncoder().encode(armored);
  const keyring = await readKeyring(armored, { fingerprints });
  const good = [
    ["bytes", { key: bytes, fingerprints }],
    ["text", { key: armored, fingerprints }],
    ["a keyring", { keyring }],
  ] as const;
  for (const [name, options] of good) {
    await t.step(name, async () => {
      const { info, signatures } = await verifyRpm(rpm, options);
      assertEquals(info.version, VERSION);
      assertEquals(signatures[0]?.fingerprint, fingerprint);
      const damaged = rpm.slice();
      damaged[damaged.length - 1] = (damaged.at(-1) ?? 0) ^ 1;
      const { code } = await assertRejects(
        () => verifyRpm(damaged, options),
        VerificationError,
      );
      assertEquals(code, "E_DIGEST");
      assertEquals((await inspectRpm(damaged, options)).verdict, "unverified");
    });
  }

  await t.step("the built-in pin counts where none is given", async () => {
    for (const key of [bytes, armored]) {
      const { code } = await assertRejects(
        () => verifyRpm(rpm, { key }),
        VerificationError,
      );
      assertEquals(code, "E_NOKEY");
    }
  });

  await t.step("it is clear which keys are meant", async () => {
    await assertRejects(() => verifyRpm(rpm, {}), TypeError);
    await assertRejects(
      () => verifyRpm(rpm, { key: bytes, keyring }),
      TypeError,
    );
    await assertRejects(
      () => verifyRpm(rpm, { keyring, fingerprints }),
      TypeError,
    );
    assertEquals((await inspectRpm(rpm)).verdict, "unverified");
  });
});

Deno.test({
  ...realData.for("verifyRpm() needs the vendor's key and nothing else"),
  fn: async () => {
    const key = await readData(AWS_NEURON.keyName);
    for (const url of (await realPackages()).slice(-2)) {
      const file = new Uint8Array(await Deno.readFile(url));
      const rpm = await verifyRpm(file, { key });
      assertStringIncludes(url.pathname, rpm.info.version);
      assertEquals(sourceTreeId(sourceTree(rpm)).length, 40);
    }
  },
});

Deno.test(
  long("one function for each command, with a repository alone"),
  async (t) => {
    await using scene = await Scene.make([
      await driverPackage({ version: "2.20.0.0" }),
      await driverPackage({ version: VERSION }),
    ]);
    const { path: repo, env } = scene.repository;
    const { fingerprint } = await defaultKey();
    const profile = {
      ...AWS_NEURON,
      repoUrl: scene.server.url,
      fingerprints: [fingerprint],
      notesUrls: [],
    };
    const versions = ["2.20.0.0", VERSION];

    await t.step("check", async () => {
      const { releases } = await check({ repo, profile, env });
      assertEquals(releases.map(({ tag }) => tag), versions);
    });

    await t.step("publish refuses a key that is not pinned", async () => {
      const before = await folderState(repo);
      const download = redirected(scene.server);
      const { code } = await assertRejects(
        () => publish({ repo, download, env }),
        VerificationError,
      );
      assertEquals(code, "E_NOKEY");
      assertEquals(await folderState(repo), before);
    });

    await t.step("publish", async () => {
      const events: PublishEvent[] = [];
      const { releases } = await publish({
        repo,
        profile,
        env,
        onEvent: (event) => events.push(event),
      });
      assertEquals(releases.map(({ tag }) => tag), versions);
      const told = events.flatMap((event) =>
        event.kind === "release" ? event.release.tag : []
      );
      assertEquals(told, versions);
    });

    await t.step("audit", async () => {
      const events: AuditEvent[] = [];
      const { verdict } = await audit({
        repo,
        profile,
        env,
        upstream: true,
        onEvent: (event) => events.push(event),
      });
      assertEquals(verdict, "verified");
      assertEquals(events.at(0), { kind: "plan", tags: versions });
      assertEquals(events.at(-1), { kind: "upstream", tags: [], bytes: 0 });
    });

    await t.step("audit with the built-in pin", async () => {
      const { verdict, releases } = await audit({ repo, env });
      assertEquals(verdict, "failed");
      const failed = releases.flatMap(({ checks }) =>
        checks.filter(({ status }) => status === "failed")
      );
      assert(failed.some(({ reason }) => reason === "E_NOKEY"));
      for (const { code } of failed) assert(code in CHECKS);
    });

    await t.step("trace", async () => {
      const path = "Makefile";
      const { releases } = await trace({ repo, profile, env, path });
      assertEquals(releases.map(({ audit }) => audit.tag), ["2.20.0.0"]);
      for (const [first, last] of [[2, 1], [0, 0], [0, 1], [1, 1e9]] as const) {
        const { message } = await assertRejects(
          () => trace({ repo, profile, env, path, lines: { first, last } }),
          UsageError,
        );
        assertStringIncludes(message, "make no range");
      }
    });

    await t.step("archive", async () => {
      const version = VERSION;
      const made = await archive({ repo, profile, env, version });
      const name = `aws-neuron-driver-${version}.tar.gz`;
      assertEquals(made.files.map((file) => file.name), [
        name,
        `${name}.sha256`,
        `${name}.spdx.json`,
      ]);
      assertEquals(made.audit.verdict, "verified");
      const again = await archive({ repo, profile, env, version });
      assertEquals(again.sha256, made.sha256);
    });

    await t.step("compare", async () => {
      const { sameSource, audit, folder } = await compare({
        repo,
        profile,
        env,
        version: VERSION,
        with: `${repo}#${VERSION}:src`,
      });
      assert(sameSource);
      assertEquals(audit.tag, VERSION);
      assertEquals(folder, "src");
      const other = await compare({
        repo,
        profile,
        env,
        version: VERSION,
        with: `${repo}#2.20.0.0:src`,
      });
      assert(!other.sameSource);
    });

    await t.step("report", async () => {
      const now = new Date("2026-01-02T03:04:05Z");
      const options = { repo, profile, env, now, archives: true };
      const before = await folderState(repo);
      const made = await report(options);
      assertEquals(made.audit.verdict, "verified");
      assertEquals(made.archives, 2);
      const page = new TextDecoder().decode(made.files.get("index.html"));
      assertStringIncludes(page, "2026-01-02");
      assertEquals((await report(options)).files, made.files);
      for (const link of ["javascript:alert(1)", "host", "https://u:p@host/"]) {
        for (const name of ["web", "url"] as const) {
          await assertRejects(
            () => report({ ...options, [name]: link }),
            UsageError,
          );
        }
      }
      assertEquals(await folderState(repo), before);
    });
  },
);

Deno.test({
  ...realData.for("publish() and audit() need no profile for the vendor's own"),
  fn: async () => {
    await using server = await serveSnapshot("2025-02-05");
    await using repository = await TestRepository.make();
    const { path: repo, env } = repository;
    const download = redirected(server);
    const { metadata, releases } = await publish({
      repo,
      download,
      env,
      limit: 2,
    });
    assertEquals(releases.length, 2);
    assert(metadata.freshness.newest instanceof Date);
    const { verdict, releases: audited } = await audit({ repo, env });
    // The archived metadata lists 35 packages more than were published.
    assertEquals(verdict, "verified-with-notes");
    assertEquals(audited.map(({ verdict }) => verdict), [
      "verified",
      "verified",
    ]);
    const { gone, releases: missing } = await check({ repo, download, env });
    assertEquals([gone, missing.length], [[], 35]);
  },
});

Deno.test({
  ...realData.for("./yum, ./rpm and ./verify need no profile, either"),
  fn: async () => {
    await using server = await serveSnapshot("2025-02-05");
    const download = redirected(server);
    const { packages } = await fetchMetadata({ download });
    const [listed] = packages;
    assert(listed !== undefined);
    const file = await fetchPackage(listed, { download });
    const key = await fetchKey({ download });
    const { info } = await verifyRpmOfRpm(file, { key });
    assertEquals(info.version, listed.version);
    assertEquals(auditOfVerify, audit);
  },
});

/** Examples that a reader would paste, from the entries and what they export. */
async function examples(): Promise<string[]> {
  const found: string[] = [];
  const read = async (path: string) => {
    const text = await Deno.readTextFile(
      new URL(`../${path}`, import.meta.url),
    );
    const blocks = text.matchAll(
      /^ \* ```ts ignore\n((?: \*.*\n)*?) \* ```$/gm,
    );
    for (const [, block = ""] of blocks) {
      const code = block.replace(/^ \* ?/gm, "");
      if (code.includes("jsr:@wombelix/neuron-publish")) found.push(code);
    }
  };
  const walk = async (directory: string) => {
    const url = new URL(`../${directory}`, import.meta.url);
    for await (const { name, isDirectory } of Deno.readDir(url)) {
      if (isDirectory) await walk(`${directory}${name}/`);
      else if (name.endsWith(".ts")) await read(directory + name);
    }
  };
  for (const entry of ["mod.ts", "rpm.ts", "yum.ts", "verify.ts"]) {
    await read(entry);
  }
  await walk("lib/");
  return found;
}

Deno.test(long("the examples that name jsr: compile as they are"), async () => {
  const all = await examples();
  assert(all.length >= 8, `${all.length} examples`);
  const { exports } = JSON.parse(
    await Deno.readTextFile(new URL("../deno.json", import.meta.url)),
  );
  const directory = await Deno.makeTempDir();
  try {
    const files: string[] = [];
    for (const [i, code] of all.entries()) {
      const local = code.replace(
        /"jsr:@wombelix\/neuron-publish(\/\w+)?"/g,
        (_, path = "") =>
          JSON.stringify(
            new URL(`../${exports[`.${path}`]}`, import.meta.url).href,
          ),
      );
      const file = `${directory}/example_${i}.ts`;
      await Deno.writeTextFile(file, local);
      files.push(file);
    }
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["check", ...optionsOf("check", currentSource()), ...files],
      cwd: new URL("..", import.meta.url),
      env: { NO_COLOR: "1" },
    }).output();
    assertEquals(code, 0, new TextDecoder().decode(stderr));
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});
