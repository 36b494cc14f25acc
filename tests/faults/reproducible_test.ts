// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// The same input and identity give the same commit ids on every machine: with
// --date=build, or SOURCE_DATE_EPOCH, whatever the clock, the time zone, the
// locale, the umask and git's configuration are.

import { assertEquals, assertNotEquals } from "@std/assert";
import { long } from "../fixtures/long.ts";
import { needs } from "../fixtures/programs.ts";
import { TestRepository } from "../git/test_repository.ts";
import { drivers, Scene } from "../publish/scene.ts";
import { inPool } from "./ground.ts";
import { startProgram } from "./program.ts";

const shell = needs("sh");

/** A machine: what differs from the others. */
interface Machine {
  readonly env?: Readonly<Record<string, string>>;
  /** Shell commands to run before: "umask 077". */
  readonly first?: string;
  /** The user's git configuration. */
  readonly config?: Readonly<Record<string, string>>;
  /** More options for `git init`. */
  readonly init?: readonly string[];
}

const MACHINES: Readonly<Record<string, Machine>> = {
  plain: {},
  "another time zone": { env: { TZ: "Asia/Kathmandu" } },
  "a third one, in summer": { env: { TZ: "America/St_Johns" } },
  "another locale": { env: { LC_ALL: "tr_TR.UTF-8", LANG: "de_DE.UTF-8" } },
  "a closed umask": { first: "umask 077" },
  "an open umask": { first: "umask 000" },
  "line ends as on Windows": {
    config: { "core.autocrlf": "true", "core.eol": "crlf" },
  },
  "no executable bits, no links": {
    config: { "core.fileMode": "false", "core.symlinks": "false" },
  },
  "signing by default, without a key": {
    config: { "commit.gpgSign": "true", "tag.gpgSign": "true" },
  },
  "another encoding": {
    config: {
      "i18n.commitEncoding": "ISO-8859-1",
      "i18n.logOutputEncoding": "ISO-8859-1",
    },
  },
  "other paths and packs": {
    config: {
      "core.precomposeUnicode": "true",
      "core.ignoreCase": "true",
      "core.quotePath": "false",
      "fastimport.unpackLimit": "1",
      "core.compression": "0",
      "index.version": "4",
      "feature.manyFiles": "true",
    },
  },
  "tidy messages": {
    config: {
      "commit.cleanup": "strip",
      "core.commentChar": "f",
      "trailer.separators": "#",
      "format.signOff": "true",
    },
  },
  "dates from elsewhere": {
    env: {
      GIT_AUTHOR_DATE: "@1000000000 +0300",
      GIT_COMMITTER_DATE: "@1100000000 -0700",
    },
  },
  "a template with hooks and attributes": { init: ["--template=../template"] },
};

async function makeTemplate(root: string): Promise<void> {
  await Deno.mkdir(`${root}/template/hooks`, { recursive: true });
  await Deno.mkdir(`${root}/template/info`);
  for (
    const hook of ["pre-commit", "commit-msg", "reference-transaction"]
  ) {
    await Deno.writeTextFile(
      `${root}/template/hooks/${hook}`,
      "#!/bin/sh\nexit 1\n",
      { mode: 0o755 },
    );
  }
  await Deno.writeTextFile(
    `${root}/template/info/attributes`,
    "*.c text eol=crlf ident\n",
  );
  await Deno.writeTextFile(`${root}/template/info/exclude`, "*.c\n");
}

/** A machine's repository, to be published into. */
async function prepare(machine: Machine): Promise<TestRepository> {
  const repository = await TestRepository.make();
  await makeTemplate(repository.root);
  for (const [key, value] of Object.entries(machine.config ?? {})) {
    await repository.git("config", "--global", key, value);
  }
  await Deno.remove(repository.path, { recursive: true });
  await Deno.mkdir(repository.path);
  await repository.git("init", "--quiet", ...(machine.init ?? []));
  return repository;
}

/** What upstream has on two days. */
const DAYS = [
  ["2.19.0.0", "2.20.0.0"],
  ["2.18.5.0", "2.19.0.0", "2.20.0.0", "2.21.0.0"],
];

/**
 * Publishes on each machine, on two days, from one server: messages contain its
 * address.
 *
 * @returns all refs, by machine
 */
async function publishOn(
  machines: Readonly<Record<string, Machine>>,
  options: readonly string[],
): Promise<Map<string, string>> {
  await using scene = await Scene.make([]);
  await using stack = new AsyncDisposableStack();
  const prepared = await Promise.all(
    Object.entries(machines).map(async ([title, machine]) => ({
      title,
      machine,
      repository: stack.use(await prepare(machine)),
    })),
  );
  for (const versions of DAYS) {
    await scene.offer(await driversOf(...versions));
    await inPool(prepared, async ({ title, machine, repository }) => {
      const repo = `--repo=${repository.path}`;
      const argv = scene.commandLine("publish", repo, ...options);
      const ended = await startProgram(argv, {
        env: { ...repository.env, ...machine.env },
        ...(machine.first === undefined ? {} : { first: machine.first }),
      }).ended;
      assertEquals(ended.code, 0, `${title}: ${ended.stderr}`);
    });
  }
  const refs = new Map<string, string>();
  for (const { title, repository } of prepared) {
    refs.set(
      title,
      await repository.git(
        "for-each-ref",
        "--format=%(objectname) %(refname)",
      ),
    );
  }
  return refs;
}

/** The same packages, to the byte, each time. */
const built = new Map<string, ReturnType<typeof drivers>>();
async function driversOf(...versions: readonly string[]) {
  const packages = await Promise.all(versions.map((version) => {
    const one = built.get(version) ?? drivers({
      version,
      sources: { "größe.c": "/* Grüße\r\n */\r\n", "run": "#!/bin/sh\n" },
    });
    built.set(version, one);
    return one;
  }));
  return packages.flat();
}

Deno.test({
  ...long(shell.for("publish --date=build gives the same ids everywhere")),
  fn: async (t) => {
    const refs = await publishOn(MACHINES, ["--date=build"]);
    const expected = refs.get("plain");
    assertEquals(expected?.split("\n").length, 6, expected);
    for (const [title, found] of refs) {
      await t.step(title, () => assertEquals(found, expected));
    }
  },
});

Deno.test({
  ...long(shell.for("publish honours SOURCE_DATE_EPOCH everywhere")),
  fn: async () => {
    const SOURCE_DATE_EPOCH = "1740000000";
    const refs = await publishOn({
      here: { env: { SOURCE_DATE_EPOCH } },
      there: { env: { SOURCE_DATE_EPOCH, TZ: "Asia/Kathmandu" } },
      then: { env: { SOURCE_DATE_EPOCH: "1740000001" } },
    }, []);
    assertEquals(refs.get("here"), refs.get("there"));
    assertNotEquals(refs.get("here"), refs.get("then"));
  },
});
