// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// What verify would refuse is not pushed: publish --push proves what it has made
// before any ref moves.

import { assertEquals, assertMatch } from "@std/assert";
import { fakeGit, type Fault } from "../faults/fake_git.ts";
import { needs } from "../fixtures/programs.ts";
import { BareRemote } from "./remotes.ts";
import { drivers, runProgram, Scene } from "./scene.ts";

const shell = needs("sh");

/** Upstream's second state: a release for main, and a backport. */
const later = await drivers("2.20.0.0", "2.20.1.0", "2.22.0.0");
const first = later.slice(0, 1);

/** A primary remote and a mirror, and how to publish to them. */
async function addRemotes(scene: Scene) {
  const { repository } = scene;
  const remotes = [
    await BareRemote.make(repository, "primary"),
    await BareRemote.make(repository, "mirror"),
  ] as const;
  const push = [
    "--push",
    `--remote=${remotes[0].path}`,
    `--mirror=${remotes[1].path}`,
  ];
  const state = async () => ({
    repository: await scene.fingerprint(),
    remotes: await Promise.all(remotes.map((remote) => remote.refs())),
  });
  return { push, state };
}

interface Row {
  readonly title: string;
  /** What somebody has committed to main after the first release. */
  readonly committed?: {
    readonly message: string;
    readonly files: Readonly<Record<string, string>>;
  };
  /** What git does at the first publication. */
  readonly fault?: Fault;
  readonly error: RegExp;
}

const ROWS: readonly Row[] = [
  {
    title: "a commit that calls itself a release",
    committed: {
      message: "feat: Neuron Driver 2.21.5.0",
      files: { "src/neuron_module.c": "int forged;\n" },
    },
    error: /releases \([0-9a-f]{40}\): the commit calls itself a release/,
  },
  {
    title: "a package in the archive that no metadata lists",
    committed: { message: "mine", files: { "archive/rpm/a.rpm": "mine\n" } },
    error: /tip-archive \(archive\/rpm\/a\.rpm\)/,
  },
  {
    title: "git stores another message",
    fault: { kind: "forgesTrailer", call: "fast-import" },
    error: /message-trailers \(.*\).*expected .*, found x/,
  },
];

Deno.test("publish --push sends nothing that verify refuses:", async (t) => {
  for (const { title, committed, fault, error } of ROWS) {
    await t.step({
      ...shell.for(title),
      fn: async () => {
        await using scene = await Scene.make(first);
        const { repository } = scene;
        const { push, state } = await addRemotes(scene);
        if (committed !== undefined) {
          const { code, stderr } = await scene.run("publish", ...push);
          assertEquals(code, 0, stderr);
          for (const [path, text] of Object.entries(committed.files)) {
            await repository.write(path, text);
          }
          await repository.git("add", "--all");
          await repository.git("commit", "--quiet", "-m", committed.message);
          await scene.offer(later);
        }
        const before = await state();
        const env = { ...repository.env };
        if (fault !== undefined) {
          const { folder } = await fakeGit(`${repository.root}/fake`, fault);
          env["PATH"] = `${folder}:${env["PATH"]}`;
        }
        const run = () =>
          runProgram(scene.commandLine("publish", ...push), env);
        const { code, stdout, stderr } = await run();
        assertEquals(code, 3, stdout + stderr);
        assertEquals(stdout, "");
        const [line, hint, ...more] = stderr.trimEnd().split("\n").slice(-2);
        assertMatch(
          line ?? "",
          /^error: Cannot publish: .*: verify would refuse this: /,
        );
        assertMatch(line ?? "", error);
        assertMatch(
          hint ?? "",
          /^hint: See what neuron-publish verify says .*nothing was written$/,
        );
        assertEquals(more, []);
        assertEquals(await state(), before);
        if (committed !== undefined) {
          await repository.git("reset", "--quiet", "--hard", "HEAD^");
        }
        const good = await scene.run("publish", ...push);
        assertEquals(good.code, 0, good.stderr);
        assertEquals((await scene.run("verify")).code, 0);
      },
    });
  }
});
