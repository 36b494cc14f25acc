// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assert, assertEquals, assertMatch } from "@std/assert";
import { compareWithJsr } from "../../tools/jsr.ts";
import {
  makeTag,
  obstacles,
  readState,
  type ReleaseState,
} from "../../tools/release.ts";
import { RELEASE_DENO } from "../../tools/compile_runtime.ts";
import { needs, runProgram } from "../fixtures/programs.ts";

const READY: ReleaseState = {
  status: "",
  branch: "main",
  tags: ["v0.9.0", "v0.10.0"],
  versions: new Map([["deno.json", "0.11.0"], ["CHANGELOG.md", "0.11.0"]]),
  entry: { version: "0.11.0", date: "2026-12-31", text: "- New" },
  today: "2026-12-31",
  deno: RELEASE_DENO,
};

Deno.test("obstacles() finds none where everything is right", () => {
  assertEquals(obstacles(READY), []);
  assertEquals(obstacles({ ...READY, tags: [] }), []);
});

Deno.test("obstacles() names each thing that is missing", async (t) => {
  const entry = { version: "0.11.0", date: "2026-12-31", text: "- New" };
  const rows: readonly [string, Partial<ReleaseState>, RegExp][] = [
    ["dirty", { status: " M lib/a.ts" }, /has changes:\n M lib\/a.ts$/],
    ["another branch", { branch: "topic" }, /^The branch is "topic"/],
    ["detached", { branch: "" }, /^The branch is ""/],
    [
      "versions differ",
      { versions: new Map([["a", "0.11.0"], ["b", "0.11.1"]]) },
      /^The versions differ: a 0.11.0, b 0.11.1$/,
    ],
    ["no version", { versions: new Map(), tags: [] }, /^The version ""/],
    ["no entry", { entry: undefined }, /^CHANGELOG.md has no date/],
    ["unreleased", { entry: { ...entry, date: undefined } }, /has no date/],
    ["an old date", { today: "2027-01-01" }, /2026-12-31, today is 2027/],
    ["no changes", { entry: { ...entry, text: "" } }, /says nothing/],
    ["released", { tags: ["v0.11.0"] }, /v0.11.0 is released already$/],
    ["older", { tags: ["v0.12.0", "v0.9.0"] }, /v0.12.0 is released already$/],
    ["another deno", { deno: "2.7.14" }, /^This is deno 2.7.14/],
  ];
  for (const [name, change, problem] of rows) {
    await t.step(name, () => {
      const problems = obstacles({ ...READY, ...change });
      assertEquals(problems.length, 1, problems.join("\n"));
      assertMatch(problems[0] ?? "", problem);
    });
  }
});

/** A checkout with the files that a release looks at, and a mirror. */
async function checkout(): Promise<
  {
    folder: string;
    git: (...args: string[]) => Promise<string>;
    env: Record<string, string>;
  } & AsyncDisposable
> {
  const root = await Deno.realPath(await Deno.makeTempDir());
  const folder = `${root}/project`;
  const files = {
    "CHANGELOG.md": "# Changelog\n\n## 1.2.3 - 2026-12-31\n\n### New\n\n- It\n",
    "deno.json": '{"version": "1.2.3"}\n',
    "deno.npm.json": '{"version": "1.2.3"}\n',
    "lib/version.ts": 'export const VERSION = "1.2.3";\n',
    ".gitignore": "/dist/\n",
  };
  for (const [path, text] of Object.entries(files)) {
    await Deno.mkdir(`${folder}/lib`, { recursive: true });
    await Deno.writeTextFile(`${folder}/${path}`, text);
  }
  await Deno.mkdir(`${folder}/.ci`);
  await Deno.copyFile(
    new URL("../../.ci/release", import.meta.url),
    `${folder}/.ci/release`,
  );
  const env = {
    HOME: root,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_AUTHOR_NAME: "Ada",
    GIT_AUTHOR_EMAIL: "ada@example.com",
    GIT_COMMITTER_NAME: "Ada",
    GIT_COMMITTER_EMAIL: "ada@example.com",
  };
  const git = async (...args: string[]) =>
    (await runProgram("git", ["-C", folder, ...args], { env })).text.trimEnd();
  await git("init", "--quiet", "--initial-branch=main");
  await git("config", "user.name", "Ada");
  await git("config", "user.email", "ada@example.com");
  await git("add", ".");
  await git("commit", "--quiet", "--message=Everything");
  await git("init", "--quiet", "--bare", `${root}/mirror`);
  return {
    folder,
    git,
    env: { ...env, MIRRORS: `${root}/mirror` },
    [Symbol.asyncDispose]: () => Deno.remove(root, { recursive: true }),
  };
}

Deno.test("readState() reads what the files and git say", async () => {
  await using project = await checkout();
  await project.git("tag", "v1.2.2");
  await project.git("tag", "vacation");
  const state = await readState(project.folder);
  assertEquals(state, {
    ...state,
    status: "",
    branch: "main",
    tags: ["v1.2.2"],
    versions: new Map([
      ["deno.json", "1.2.3"],
      ["deno.npm.json", "1.2.3"],
      ["lib/version.ts", "1.2.3"],
      ["CHANGELOG.md", "1.2.3"],
    ]),
    entry: { version: "1.2.3", date: "2026-12-31", text: "### New\n\n- It" },
  });
  await Deno.writeTextFile(`${project.folder}/new`, "");
  assertEquals((await readState(project.folder)).status, "?? new");
});

Deno.test("makeTag() makes an annotated tag that says what changed", async () => {
  await using project = await checkout();
  const { entry } = await readState(project.folder);
  assert(entry !== undefined);
  assertEquals(await makeTag(project.folder, entry), "v1.2.3");
  assertEquals(await project.git("cat-file", "-t", "v1.2.3"), "tag");
  assertEquals(
    await project.git("tag", "--list", "--format=%(contents)", "v1.2.3"),
    "neuron-publish 1.2.3\n\n### New\n\n- It",
  );
});

const tools = needs("bash", "git");
Deno.test({
  ...tools.for(".ci/release goes by the annotated tag at HEAD"),
  fn: async (t) => {
    await using project = await checkout();
    const { folder, env } = project;
    const release = (...args: string[]) =>
      runProgram("bash", [`${folder}/.ci/release`, ...args], {
        env,
        check: false,
      });
    const mirrored = async () =>
      (await project.git("ls-remote", env["MIRRORS"] ?? ""))
        .split("\n").map((line) => line.split("\t")[1] ?? "").sort();

    await t.step("no tag", async () => {
      assertEquals((await release("tag")).text, "");
      assertEquals((await release("tag")).code, 0);
      assertEquals((await release("upload")).code, 1);
      assertEquals((await release("mirror")).code, 0);
      assertEquals(await mirrored(), ["HEAD", "refs/heads/main"].slice(1));
    });
    await t.step("a tag without annotation is none", async () => {
      await project.git("tag", "v1.2.3");
      assertEquals((await release("tag")).text, "");
      await project.git("tag", "--delete", "v1.2.3");
    });
    await t.step("the tag of another version", async () => {
      await project.git("tag", "-a", "-m", "x", "v1.2.4");
      const { code, stderr } = await release("tag");
      assertEquals(code, 1);
      assertMatch(stderr, /the tag is v1.2.4, lib\/version.ts says 1.2.3/);
      assertEquals((await release("mirror")).code, 1);
      await project.git("tag", "--delete", "v1.2.4");
    });
    await t.step("the tag of this version", async () => {
      await project.git("tag", "-a", "-m", "x", "v1.2.3");
      assertEquals((await release("tag")).text, "v1.2.3\n");
      assertEquals((await release("mirror")).code, 0);
      assertEquals(
        (await mirrored()).filter((ref) => ref !== "HEAD"),
        ["refs/heads/main", "refs/tags/v1.2.3", "refs/tags/v1.2.3^{}"],
      );
    });
    await t.step(
      "a mirror that is away fails, the others are served",
      async () => {
        const { code, stderr } = await runProgram(
          "bash",
          [`${folder}/.ci/release`, "mirror"],
          {
            env: { ...env, MIRRORS: `${folder}/none ${env["MIRRORS"]}` },
            check: false,
          },
        );
        assertEquals(code, 1);
        assertMatch(stderr, /could not push to .*none/);
      },
    );
    await t.step("files are checked, then go to hut", async () => {
      await Deno.mkdir(`${folder}/dist`);
      await Deno.mkdir(`${folder}/bin`);
      await Deno.writeTextFile(
        `${folder}/bin/hut`,
        '#!/bin/sh\necho "hut $*"\n',
        { mode: 0o755 },
      );
      const path = `${folder}/bin:${Deno.env.get("PATH")}`;
      const upload = () =>
        runProgram("bash", [`${folder}/.ci/release`, "upload"], {
          env: { ...env, PATH: path },
          check: false,
        });
      assertEquals((await upload()).code, 1);
      const empty =
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
      let sums = "";
      for (const letter of "abcdef") {
        const name = `neuron-publish-1.2.3-${letter}.tar.gz`;
        await Deno.writeTextFile(`${folder}/dist/${name}`, "");
        sums += `${empty}  ${name}\n${empty}  ${letter}/bin/neuron-publish\n`;
      }
      const list = `${folder}/dist/neuron-publish-1.2.3-SHA256SUMS`;
      await Deno.writeTextFile(list, sums);
      const { code, text } = await upload();
      assertEquals(code, 0);
      assertMatch(
        text,
        /hut git artifact upload --rev v1.2.3( dist\/neuron-publish-1.2.3-\S+){7}\n$/,
      );
      await Deno.writeTextFile(list, sums.replace("e3b0", "0000"));
      const broken = await upload();
      assertEquals(broken.code, 1);
      assert(!broken.text.includes("hut git"));
    });
  },
});

Deno.test("compareWithJsr() finds what JSR serves differently", async () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const files = new Map([
    ["/README.md", bytes("")],
    ["/mod.ts", bytes('import { a } from "@std/path/posix";')],
    ["/lib/b.ts", bytes('export const b = "@std/path";')],
    ["/lib/c.ts", bytes("")],
  ]);
  const empty = "sha256-" +
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  const manifest = {
    "/README.md": { checksum: empty },
    "/mod.ts": { checksum: "sha256-00" },
    "/lib/b.ts": { checksum: "sha256-00" },
    "/lib/d.ts": { checksum: empty },
  };
  const comparison = await compareWithJsr({ manifest }, files, ["@std/path"]);
  assertEquals(comparison.equal, ["/README.md"]);
  assertEquals(comparison.rewritten, ["/mod.ts"]);
  assertEquals(comparison.problems.map((line) => line.split(" ")[0]), [
    "/lib/b.ts:",
    "/lib/c.ts",
    "/lib/d.ts",
  ]);
});
