// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assert, assertEquals, assertMatch } from "@std/assert";
import { run } from "../../lib/cli/run.ts";
import { formatOutput, formatSummary } from "../../lib/cli/github.ts";
import { defaultKey } from "../fixtures/keys.ts";
import { long } from "../fixtures/long.ts";
import { drivers, Scene } from "../publish/scene.ts";
import { plain, runOnTerminal } from "./on_terminal.ts";

/** A driver of a version that was signed again: the file is another. */
async function signedAnew(version: string) {
  const key = (await defaultKey()).signer;
  const signatures = [
    { tag: "RSAHEADER", key, version: 4 } as const,
    { tag: "SIGPGP", key, version: 4 } as const,
  ];
  return { version, signatures };
}

/** Three releases published, then news of every kind. */
async function sceneWithNews(): Promise<Scene> {
  const scene = await Scene.make(
    await drivers("2.20.0.0", "2.21.0.0", "2.22.0.0"),
  );
  assertEquals((await scene.run("publish")).code, 0);
  await scene.offer(
    await drivers(
      await signedAnew("2.20.0.0"), // 2.21.0.0 is gone
      "2.21.7.0",
      "2.22.0.0",
      "2.23.0.0",
    ),
  );
  return scene;
}

Deno.test("check lists what is new, a backport, signed again and gone", async () => {
  await using scene = await sceneWithNews();
  const before = await scene.fingerprint();
  assertEquals(await scene.run("check"), {
    code: 10,
    stdout: "2.21.7.0  aws-neuronx-dkms  backport to series/2.21\n" +
      "2.23.0.0  aws-neuronx-dkms\n",
    stderr: "warning: Gone upstream, kept here: 2.21.0.0\n" +
      "1 published package signed again upstream, judging by checksums " +
      "(verify --upstream compares their content)\n" +
      "1 new, 1 backport, 3 published\n",
  });
  assertEquals(await scene.fingerprint(), before);
});

Deno.test("check --json shows the same", async () => {
  await using scene = await sceneWithNews();
  const { stdout, stderr } = await scene.run("check", "--json");
  assertEquals(stderr, "");
  const { releases, metadata, ...rest } = JSON.parse(stdout);
  assertEquals(rest, {
    published: 3,
    skipped: [],
    untaggable: [],
    resigned: ["2.20.0.0"],
    uncompared: [],
    gone: ["2.21.0.0"],
  });
  const [backport, news] = releases;
  assertEquals(backport.tag, "2.21.7.0");
  assertEquals(backport.branch, "series/2.21");
  assertEquals(backport.backport, true);
  assertEquals(news, {
    ...news,
    tag: "2.23.0.0",
    package: "aws-neuronx-dkms",
    branch: "main",
    backport: false,
    development: false,
  });
  assert(news.size > 1000);
  assertMatch(news.buildTime, /^\d{4}-.*Z$/);
  assertMatch(metadata.sha256, /^[0-9a-f]{64}$/);
});

Deno.test("check accepts a URL instead of a clone, and says what it cannot know", async () => {
  await using scene = await sceneWithNews();
  const { repository, server } = scene;
  await repository.git("tag", "2026-01"); // no release
  const url = `file://${repository.path}`;
  const ask = (...args: string[]) => {
    return runAs(["check", "--repo", url, "--repo-url", server.url, ...args], {
      env: repository.env,
    });
  };
  const before = await scene.fingerprint();
  const { code, stdout, stderr } = await ask("--max-age=0");
  assertEquals(code, 10);
  assertEquals(stdout.split("\n").length, 3);
  assertEquals(
    stderr,
    "warning: Gone upstream, kept here: 2.21.0.0\n" +
      "To list packages that were signed again, check needs a clone\n" +
      "1 new, 1 backport, 3 published\n",
  );
  const document = JSON.parse((await ask("--json")).stdout);
  assertEquals(document.resigned, null);
  assertEquals(document.uncompared, null);
  assertEquals(document.releases[1].branch, "main");
  assertEquals(await scene.fingerprint(), before);

  const wrong = await runAs(
    ["check", "--repo", "git://git.example/x", "--repo-url", server.url],
    { env: repository.env },
  );
  assertEquals(wrong.code, 2);
});

Deno.test("check works on any commit, and finds the archive at the tags", async () => {
  await using scene = await sceneWithNews();
  const { repository } = scene;
  await repository.git("checkout", "--quiet", "--detach", "2.20.0.0");
  const { resigned } = JSON.parse((await scene.run("check", "--json")).stdout);
  assertEquals(resigned, ["2.20.0.0"]);
  // A tag that came from elsewhere has no archive.
  await repository.git("commit", "--quiet", "--allow-empty", "--message=x");
  await repository.git("rm", "--quiet", "-r", "archive/rpm");
  await repository.git("commit", "--quiet", "--message=y");
  await repository.git("tag", "--force", "2.20.0.0");
  await repository.git("checkout", "--quiet", "main");
  await repository.git("rm", "--quiet", "-r", "archive/rpm");
  await repository.git("commit", "--quiet", "--message=z");
  const { stdout } = await scene.run("check", "--json");
  assertEquals(JSON.parse(stdout).uncompared, ["2.20.0.0"]);
});

Deno.test("check prints a table on a terminal", async () => {
  await using scene = await sceneWithNews();
  const { repository, server } = scene;
  const argv = ["check", "--max-age=0", "-q", "--repo", repository.path]
    .concat("--repo-url", server.url);
  const plain = await runAs([...argv, "--no-color"], {
    env: repository.env,
    columns: 80,
  });
  const [head = "", ...rows] = plain.stdout.trimEnd().split("\n");
  assertMatch(head, /^VERSION +STATUS +PACKAGE +BUILT +SIZE +BRANCH$/);
  assertEquals(rows.length, 2);
  assertMatch(
    rows[0] ?? "",
    /^2\.21\.7\.0 {2}backport {2}aws-neuronx-dkms {2}[\d-]{10} {2}\d+ KiB {2}series\/2\.21$/,
  );
  assertMatch(rows[1] ?? "", /^2\.23\.0\.0 {2}new {7}aws-.* main$/);
  assertEquals(head.indexOf("BUILT"), rows[1]?.search(/\d{4}-/));
  const painted = await runAs(argv, { env: repository.env, columns: 80 });
  assert(painted.stdout.includes("\x1b[32mnew     \x1b[39m"));
});

Deno.test("check on GitHub writes values for later steps and a table", async () => {
  await using scene = await sceneWithNews();
  const { root } = scene.repository;
  const files = {
    GITHUB_OUTPUT: `${root}/out`,
    GITHUB_STEP_SUMMARY: `${root}/sum`,
  };
  Object.assign(scene.repository.env, files);
  await Deno.writeTextFile(files.GITHUB_OUTPUT, "before=1\n");
  const first = await scene.run("check");
  assertEquals(first.code, 10);
  const output = await Deno.readTextFile(files.GITHUB_OUTPUT);
  const [, delimiter = ""] = /^versions<<(neuron-publish-[0-9a-f-]{36})$/m
    .exec(output) ?? [];
  assertEquals(
    output,
    `before=1\nnew=true\nversions<<${delimiter}\n2.21.7.0\n2.23.0.0\n` +
      `${delimiter}\n`,
  );
  const summary = await Deno.readTextFile(files.GITHUB_STEP_SUMMARY);
  assertMatch(summary, /^\| version \| status \|/m);
  assertMatch(summary, /^\| `2\.23\.0\.0` \| new \| `aws-neuronx-dkms` \| /m);
  assertMatch(summary, /^- 1 new, 1 backport, 3 published$/m);
  assertMatch(summary, /^- Gone upstream, kept here: `2\.21\.0\.0`$/m);

  // The next run has a different delimiter.
  await scene.run("publish");
  await Deno.writeTextFile(files.GITHUB_OUTPUT, "");
  assertEquals((await scene.run("check")).code, 0);
  const nothing = await Deno.readTextFile(files.GITHUB_OUTPUT);
  assertMatch(nothing, /^new=false\nversions<<(\S+)\n\1\n$/);
  assert(!nothing.includes(delimiter));

  Object.assign(scene.repository.env, { GITHUB_OUTPUT: `${root}/no/such` });
  const failed = await scene.run("check");
  assertEquals(failed.code, 1);
  assertMatch(failed.stderr, /the runner's file cannot be written/);
});

Deno.test("formatSummary() lets nothing out of its cell", () => {
  const hostile = "a`|\\|`<img src=x>\n| b | [c](https://d) @e\x1b[2J";
  const listed = {
    name: hostile,
    version: "1.0",
    href: hostile,
    buildTime: Number.MAX_VALUE,
    size: { package: 1 },
  };
  const result = {
    releases: [{ tag: hostile, listed, series: undefined }],
    branch: hostile,
    published: 0,
    skipped: [],
    untaggable: [hostile],
    resigned: [],
    uncompared: [],
    gone: [hostile],
    metadata: {
      revision: "1",
      sha256: "0",
      freshness: { newest: undefined, days: 0, warning: undefined },
    },
  };
  // deno-lint-ignore no-explicit-any -- as little of a package as it takes
  const summary = formatSummary(result as any);
  const row = summary.split("\n").find((line) => line.includes("new")) ?? "";
  const cell = "`a?????<img src=x> ? b ? [c](https://d) @e[2J`";
  assertEquals(
    row,
    `| ${cell} | new | ${cell} | ${cell} | ` +
      `no time (${Number.MAX_VALUE}) | ${cell} |`,
  );
  assertEquals(summary.split("\n").length, 10);
  // deno-lint-ignore no-explicit-any -- likewise
  const output = formatOutput(result as any, "end");
  assertEquals(output.split("\n").length, 5);
});

/** Runs the command line, on a terminal or not. */
async function runAs(
  argv: readonly string[],
  options: { env: Readonly<Record<string, string>>; columns?: number },
) {
  let stdout = "";
  let stderr = "";
  const { env, columns } = options;
  const code = await run(argv, {
    stdout: (text) => stdout += text,
    stderr: (text) => stderr += text,
    stdoutIsTerminal: columns !== undefined,
    stderrIsTerminal: false,
    noColor: false,
    ...(columns === undefined ? {} : { columns }),
  }, env);
  return { code, stdout, stderr };
}

Deno.test(long("check says on a terminal that a server is slow"), async () => {
  await using scene = await Scene.make(await drivers("2.20.0.0"));
  const { env } = scene.repository;
  const argv = scene.commandLine("check");
  const busy = () =>
    scene.server.fault("repodata/repomd.xml", {
      kind: "status",
      status: 503,
      headers: { "retry-after": "3" },
      times: 1,
    });
  busy();
  const { code, stderr } = await runOnTerminal(argv, { env, columns: 200 });
  assertEquals(code, 10, stderr);
  const { host } = new URL(scene.server.url);
  assertEquals(plain(stderr), `Waiting for ${host}\n1 new, 0 published\n`);
  busy();
  const pipe = await scene.run("check");
  assertEquals([pipe.code, pipe.stderr], [10, "1 new, 0 published\n"]);
});
