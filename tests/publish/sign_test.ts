// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// `publish --sign` with keys of ssh and of gpg: git itself accepts what was
// signed, and the trees, messages and times are those of an unsigned run.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { long } from "../fixtures/long.ts";
import { needs, type Program, programPath } from "../fixtures/programs.ts";
import type { TestRepository } from "../git/test_repository.ts";
import { drivers, folderState, Scene } from "./scene.ts";

const VERSIONS = ["2.20.0.0", "2.21.0.0"];

/**
 * Makes a key and configures git to sign with it, for all repositories of the
 * user.
 */
type Setup = (repository: TestRepository) => Promise<void>;

const withSsh: Setup = async (repository) => {
  const key = `${repository.root}/home/key`;
  const { code } = await new Deno.Command("ssh-keygen", {
    args: ["-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", key],
  }).output();
  assertEquals(code, 0);
  const publicKey = await Deno.readTextFile(`${key}.pub`);
  await Deno.writeTextFile(
    `${repository.root}/home/signers`,
    `ada@example.com ${publicKey}`,
  );
  await configure(repository, {
    "gpg.format": "ssh",
    "user.signingKey": `${key}.pub`,
    "gpg.ssh.allowedSignersFile": `${repository.root}/home/signers`,
  });
};

/** A home for gpg, which `end` removes. */
async function gpgHome(repository: TestRepository) {
  // gpg's socket has to have a short path.
  const folder = await Deno.makeTempDir({ prefix: "g" });
  await Deno.chmod(folder, 0o700);
  const program = `${repository.root}/home/gpg`;
  await Deno.writeTextFile(
    program,
    `#!/bin/sh\nexec '${programPath("gpg")}' --homedir '${folder}' ` +
      `--batch --pinentry-mode loopback --passphrase '' "$@"\n`,
    { mode: 0o755 },
  );
  const { code, stderr } = await new Deno.Command(program, {
    args: ["--quick-gen-key", "Ada <ada@example.com>", "ed25519", "sign"],
  }).output();
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  await configure(repository, { "gpg.program": program });
  return {
    async end() {
      await new Deno.Command("gpgconf", {
        args: ["--homedir", folder, "--kill", "all"],
      }).output();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

async function configure(
  repository: TestRepository,
  settings: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [key, value] of Object.entries(settings)) {
    await repository.git("config", "--global", key, value);
  }
}

/** What a commit says, but for its signature and its parents. */
const FORMAT = "%T%n%an %ae %ad%n%cn %ce %cd%n%B%x00";

async function publishSigned(scene: Scene): Promise<void> {
  const { repository } = scene;
  await scene.offer(await drivers("2.19.0.0"));
  const first = await scene.run("publish", "--date=build");
  assertEquals(first.code, 0, first.stderr);
  await scene.offer(await drivers("2.19.0.0", ...VERSIONS));

  const start = await repository.git("rev-parse", "HEAD");
  const plain = await scene.run("publish", "--date=build");
  assertEquals(plain.code, 0, plain.stderr);
  const log = ["log", `--format=${FORMAT}`, "--date=raw", `${start}..main`];
  const unsigned = await repository.git(...log);
  await repository.git("reset", "--quiet", "--hard", start);
  await repository.git("tag", "--delete", ...VERSIONS);

  const outcome = await scene.run(
    "publish",
    "--date=build",
    "--sign",
    "--json",
  );
  assertEquals(outcome.code, 0, outcome.stderr);
  assertEquals(await repository.git(...log), unsigned);
  await repository.git(
    "verify-commit",
    ...lines(
      await repository.git("rev-list", `${start}..main`),
    ),
  );
  await repository.git("verify-tag", ...VERSIONS);
  const tag = await repository.git("cat-file", "tag", "2.21.0.0");
  assertMatch(tag, /\ntag 2\.21\.0\.0\n/);
  assertMatch(tag, /\n\nNeuron Driver 2\.21\.0\.0\n-----BEGIN/);
  const tip = await repository.git("rev-parse", "main");
  assertEquals(await repository.git("rev-parse", "2.21.0.0^{commit}"), tip);
  const result = JSON.parse(outcome.stdout);
  assertEquals(result.branch.after, tip);
  assertEquals(result.releases.at(-1).commit, tip);
  assertEquals(await repository.git("status", "--porcelain"), "");
  await repository.assertSound();
  const again = await scene.run("publish", "--date=build", "--sign");
  assertEquals(again.code, 0, again.stderr);
  assertEquals(await repository.git("rev-parse", "main"), tip);
  await mergeSignedTag(repository);
  const verified = await scene.run("verify");
  assertEquals(verified.code, 0, verified.stdout);
  assertMatch(verified.stdout, /^main .* verified$/m);
}

/** Signed commits beside the releases, in a signed tag that main merges. */
async function mergeSignedTag(repository: TestRepository): Promise<void> {
  await repository.git("switch", "--quiet", "--create", "side", "2.20.0.0");
  await Deno.writeTextFile(`${repository.path}/README.md`, "hello\n");
  await repository.git("add", "README.md");
  await repository.git("commit", "--quiet", "-S", "-m", "docs: hello");
  await repository.git("tag", "--sign", "-m", "hello", "hello");
  await repository.git("switch", "--quiet", "main");
  await repository.git(
    "merge",
    "--quiet",
    "--no-ff",
    "--no-edit",
    "-S",
    "hello",
  );
  const merge = await repository.git("cat-file", "commit", "main");
  assertMatch(merge, /\nmergetag object /);
  assertMatch(merge, /\ngpgsig -----BEGIN/);
  // A tag that no release has is a note; the merge keeps what it signed.
  await repository.git("tag", "--delete", "hello");
}

const sshTools = needs("ssh-keygen");
Deno.test({
  ...long(sshTools.for("publish --sign signs with ssh")),
  fn: async () => {
    await using scene = await Scene.make([]);
    await withSsh(scene.repository);
    await publishSigned(scene);
  },
});

const gpgTools = needs("gpg", "gpgconf");
Deno.test({
  ...long(gpgTools.for("publish --sign signs with gpg")),
  fn: async () => {
    await using scene = await Scene.make([]);
    const home = await gpgHome(scene.repository);
    try {
      await publishSigned(scene);
    } finally {
      await home.end();
    }
  },
});

Deno.test({
  ...sshTools.for("publish --sign signs a first commit and a series"),
  fn: async () => {
    await using scene = await Scene.make(await drivers("2.19.0.0", "2.21.0.0"));
    const { repository } = scene;
    await withSsh(repository);
    const first = await scene.run("publish", "--sign", "--json");
    assertEquals(first.code, 0, first.stderr);
    const { archive, releases } = JSON.parse(first.stdout);
    const made: { commit: string }[] = [...archive, ...releases];
    assertEquals(
      made.map(({ commit }) => commit),
      lines(await repository.git("rev-list", "--reverse", "main")),
    );
    await scene.offer(await drivers("2.19.0.0", "2.20.0.0", "2.21.0.0"));
    const second = await scene.run("publish", "--sign");
    assertEquals(second.code, 0, second.stderr);
    await repository.git("verify-tag", "2.19.0.0", "2.20.0.0", "2.21.0.0");
    await repository.git(
      "verify-commit",
      ...lines(
        await repository.git("rev-list", "--all"),
      ),
    );
    assertEquals(
      await repository.git("rev-parse", "series/2.20"),
      await repository.git("rev-parse", "2.20.0.0^{commit}"),
    );
  },
});

interface FailureRow {
  readonly needs?: readonly Program[];
  readonly set: Readonly<Record<string, string>>;
  readonly found: RegExp;
}

const FAILURES: Readonly<Record<string, FailureRow>> = {
  "no key of ssh": {
    set: { "gpg.format": "ssh" },
    found: /cannot sign, found .*user\.signingkey/i,
  },
  "a key file that is not there": {
    needs: ["ssh-keygen"],
    set: { "gpg.format": "ssh", "user.signingKey": "/nonexistent/key.pub" },
    found: /cannot sign, found /,
  },
  "a program of ssh's that is not there": {
    set: {
      "gpg.format": "ssh",
      "gpg.ssh.program": "/nonexistent/ssh-keygen",
      "user.signingKey": "/nonexistent/key.pub",
    },
    found: /cannot sign, found .*nonexistent/,
  },
  "a program that refuses": {
    set: { "gpg.program": "false" },
    found: /cannot sign, found .*gpg failed to sign/,
  },
  "a program that is not there": {
    set: { "gpg.program": "/nonexistent/gpg" },
    found: /cannot sign, found .*nonexistent/,
  },
};

Deno.test("publish --sign leaves nothing behind when it cannot sign", async (t) => {
  await using scene = await Scene.make(await drivers(...VERSIONS));
  const { repository } = scene;
  const config = await Deno.readTextFile(`${repository.root}/home/config`);
  for (const [title, row] of Object.entries(FAILURES)) {
    const { set, found } = row;
    await t.step({
      ...needs(...(row.needs ?? [])).for(title),
      fn: async () => {
        await Deno.writeTextFile(`${repository.root}/home/config`, config);
        await configure(repository, set);
        const before = await folderState(repository.path);
        const { code, stderr } = await scene.run("publish", "--sign");
        assertEquals(code, 1, stderr);
        assertMatch(stderr, found);
        assertMatch(stderr, /nothing was written\n$/);
        assertEquals(await folderState(repository.path), before);
      },
    });
  }
});

Deno.test({
  ...needs("ssh-keygen", "sh").for(
    "publish --sign runs no program that the repository names",
  ),
  fn: async (t) => {
    for (
      const key of [
        "gpg.program",
        "gpg.openpgp.program",
        "gpg.ssh.program",
        "gpg.x509.program",
        "gpg.ssh.defaultKeyCommand",
      ]
    ) {
      await t.step(key, async () => {
        await using scene = await Scene.make(await drivers("2.20.0.0"));
        const { repository } = scene;
        await withSsh(repository);
        const trace = `${repository.root}/trace`;
        const trap = `${repository.root}/trap`;
        await Deno.writeTextFile(trap, `#!/bin/sh\ntouch ${trace}\n`, {
          mode: 0o755,
        });
        await repository.git("config", key, trap);
        const { code, stderr } = await scene.run("publish", "--sign");
        assertEquals(code, 0, stderr);
        const stepped = await Deno.stat(trace).then(() => true, () => false);
        assert(!stepped, "the trap was sprung");
        await repository.git("config", "--unset", key);
        await repository.git("verify-tag", "2.20.0.0");
      });
    }
  },
});

function lines(text: string): string[] {
  return text.split("\n").filter((line) => line !== "");
}
