// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// What a server may answer to a push, and how much of it is trusted.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { parsePushAnswer } from "../../lib/git/push_answer.ts";
import { pushRefs } from "../../lib/git/push.ts";
import { namedRemote } from "../../lib/git/remote.ts";
import { openRepository } from "../../lib/git/repository.ts";
import {
  advertisement,
  type FakeServer,
  fakeSsh,
  packet,
  report,
} from "../fixtures/git_server.ts";
import { long } from "../fixtures/long.ts";
import { runProgram } from "../publish/scene.ts";
import { TestRepository } from "./test_repository.ts";

const isWindows = Deno.build.os === "windows"; // the server is a shell script

const TAG = "refs/tags/2.20.0.0";

Deno.test("parsePushAnswer() wants each ref once for each address", () => {
  const main = "*\tabc:refs/heads/main\t[new branch]";
  const tag = `=\t${TAG}:${TAG}\t[up to date]`;
  const rows = [
    [["To x", main, tag, "Done"], 1, undefined],
    [["To x", tag, main, "Done"], 1, undefined],
    [["To x", main, tag, "To y", main, tag, "Done"], 2, undefined],
    [["To x", main, "Done"], 1, `no result for ${TAG}`],
    [["Done"], 1, "no result for refs/heads/main"],
    [[], 1, "no result for refs/heads/main"],
    [["To x", main, main, tag, "Done"], 1, "2 results for refs/heads/main"],
    [["To x", main, tag, "To y", main, "Done"], 2, `1 results for ${TAG}`],
    [["To x", main, tag, "Done"], 2, "1 results for refs/heads/main"],
    [["To x", main, tag, "*\ta:refs/heads/b\t[new]"], 1, /refs\/heads\/b/],
    [["To x", main, tag, "+\ta:refs/heads/main\tforced"], 1, /forced/],
    [["To x", main, tag, "-\t:refs/heads/main\t[deleted]"], 1, /deleted/],
    [["To x", main, tag, "hello"], 1, /hello/],
    [["To x", main, tag, "*\ta:refs/heads/\ufffd\t[new]"], 1, /\ufffd/],
  ] as const;
  for (const [lines, addresses, expected] of rows) {
    const sent = ["refs/heads/main", TAG];
    const { misfit } = parsePushAnswer(lines.join("\n"), sent, addresses);
    if (expected instanceof RegExp) assertMatch(misfit ?? "", expected);
    else assertEquals(misfit, expected, lines.join("\n"));
  }
});

Deno.test("parsePushAnswer() knows git's own rejections from a server's", () => {
  const line = (summary: string) => `To x\n!\ta:refs/heads/main\t${summary}`;
  const rows = [
    ["[rejected] (fetch first)", "git", "fetch first"],
    ["[remote rejected] (fetch first)", "server", "fetch first"],
    ["[remote failure] (no report)", "server", "no report"],
    ["[rejected] (a) (b)", "git", "a) (b"],
  ] as const;
  for (const [summary, rejectedBy, reason] of rows) {
    const { refs } = parsePushAnswer(line(summary), ["refs/heads/main"], 1);
    assertEquals([refs[0]?.rejectedBy, refs[0]?.reason], [rejectedBy, reason]);
  }
});

Deno.test("parsePushAnswer() takes the worst, or what moved most, of several answers", () => {
  const name = "refs/heads/main";
  const lines = ["=", " ", "*", "!"].map((flag) =>
    `${flag}\ta:${name}\t[rejected]`
  );
  const statuses = ["unchanged", "moved", "new", "rejected"];
  for (const [i, one] of lines.entries()) {
    for (const [k, other] of lines.entries()) {
      const text = ["To x", one, "To y", other].join("\n");
      const { refs } = parsePushAnswer(text, [name], 2);
      assertEquals(
        refs.map(({ status }) => status),
        [statuses[Math.max(i, k)]],
      );
    }
  }
});

/** A repository with a release, pushed to a server that lies. */
async function push(
  makeServer: (head: string) => FakeServer,
  options: { readonly silenceMs?: number; readonly pushOptions?: string[] } =
    {},
) {
  await using repository = await TestRepository.make({ files: { a: "a" } });
  await repository.git("tag", "2.20.0.0");
  const head = await repository.git("rev-parse", "HEAD");
  const ssh = await fakeSsh(repository.root, makeServer(head));
  const env = { ...repository.env, GIT_SSH_COMMAND: ssh };
  const open = await openRepository(repository.path, { env });
  const refs = [
    { id: head, ref: "refs/heads/main" },
    { id: head, ref: TAG },
  ];
  const remote = await namedRemote(open, "git@host.example:x");
  const { error, refs: judged } = await pushRefs(
    open.git,
    remote,
    refs,
    options,
  );
  return { error, judged };
}

const OK = ["unpack ok\n", "ok refs/heads/main\n", `ok ${TAG}\n`];
const V2 = "report-status report-status-v2 atomic";

interface Lie {
  readonly push: FakeServer["push"];
  readonly list?: (head: string) => string;
  readonly problem: RegExp;
  readonly found?: RegExp;
}

const said = (...lines: readonly string[]) =>
  advertisement() + report(...lines);

const LIES: Readonly<Record<string, Lie>> = {
  "no ref judged": {
    push: said("unpack ok\n"),
    problem: /^it rejects main$/,
    found: /failed to report status/,
  },
  "one ref not judged": {
    push: said("unpack ok\n", "ok refs/heads/main\n"),
    problem: /^it rejects 2\.20\.0\.0$/,
    found: /failed to report status/,
  },
  "no report at all": {
    push: advertisement(),
    problem: /without a result|rejects/,
  },
  "another name for a ref": {
    push: advertisement({}, V2) +
      report(
        ...OK.slice(0, 2),
        "option refname refs/heads/x\n",
        ...OK.slice(2),
      ),
    problem: /^its answer does not match what was sent$/,
    found: /refs\/heads\/x/,
  },
  "a ref that was not sent": {
    push: said(...OK, "ok refs/heads/other\n"),
    list: (head) => advertisement({ "refs/heads/main": head, [TAG]: head }, ""),
    problem: /none/,
  },
  "words of a race that was none": {
    push: said(
      "unpack ok\n",
      "ng refs/heads/main non-fast-forward\n",
      `ok ${TAG}\n`,
    ),
    problem: /^it rejects main$/,
    found: /non-fast-forward/,
  },
  "words of a race for a branch that is not there": {
    push: said(
      "unpack ok\n",
      "ng refs/heads/main non-fast-forward\n",
      `ok ${TAG}\n`,
    ),
    list: () => advertisement({}, ""),
    problem: /^it rejects main$/,
  },
  "words of another diagnosis": {
    push: said(
      "unpack ok\n",
      "ng refs/heads/main Permission denied\n",
      `ok ${TAG}\n`,
    ),
    problem: /^it rejects main$/,
    found: /Permission denied/,
  },
  "an error with words of another diagnosis": {
    push: packet("ERR Repository not found\n"),
    problem: /without a result/,
    found: /Repository not found/,
  },
  "words on standard error": {
    push: {
      command: "echo 'Host key verification failed.' >&2; exit 1",
    },
    problem: /^no git server answers there$/,
    found: /Host key verification failed/,
  },
  "a line feed in the reason": {
    push: said(
      "unpack ok\n",
      `ng refs/heads/main x)\n=\tx:refs/heads/main\t[up to date\n`,
      `ok ${TAG}\n`,
    ),
    problem: /does not match|rejects main/,
  },
  "bytes that are not text": {
    push: said(
      "unpack ok\n",
      "ng refs/heads/main \xff\xfe\x1b[2J\n",
      `ok ${TAG}\n`,
    ),
    problem: /^it rejects main$/,
  },
  "an answer that is not a protocol": {
    push: "HTTP/1.1 200 OK\r\n\r\nhello",
    problem: /no git server answers|without a word/,
  },
  "refs that it accepted and does not have": {
    push: said(...OK),
    list: () => advertisement({ "refs/heads/main": "1".repeat(40) }, ""),
    problem: /^it accepted refs\/heads\/main/,
    found: /^1{40}$/,
  },
  "a second publisher that was faster": {
    push: said("unpack ok\n", "ng refs/heads/main failed\n", `ok ${TAG}\n`),
    list: () => advertisement({ "refs/heads/main": "1".repeat(40) }, ""),
    problem: /^main has commits there that are missing here$/,
  },
  "a tag that somebody else was faster with": {
    push: said("unpack ok\n", "ok refs/heads/main\n", `ng ${TAG} failed\n`),
    list: () => advertisement({ [TAG]: "1".repeat(40) }, ""),
    problem: /^it rejects 2\.20\.0\.0$/,
  },
};

Deno.test({
  name: "pushRefs() believes a server nothing that does not fit",
  ignore: isWindows,
  fn: async (t) => {
    for (const [title, lie] of Object.entries(LIES)) {
      await t.step(title, async () => {
        const { error } = await push((head) => ({
          push: lie.push ?? "",
          list: lie.list?.(head) ?? { command: "exit 1" },
        }));
        if (lie.problem.source === "none") {
          // git says on standard error that it ignores it.
          assertEquals(error, undefined);
          return;
        }
        assertMatch(error?.problem ?? "no error", lie.problem);
        if (lie.found) assertMatch(error?.found ?? "", lie.found);
        // deno-lint-ignore no-control-regex -- what must not get through
        assert(!/[\x00-\x1f]/.test(error?.message ?? ""), error?.message);
      });
    }
    await t.step("the truth", async () => {
      const { error, judged } = await push((head) => ({
        push: said(...OK),
        list: advertisement({ "refs/heads/main": head, [TAG]: head }, ""),
      }));
      assertEquals(error, undefined);
      assertEquals(judged.map(({ status }) => status), ["new", "new"]);
    });
    await t.step("what a server cannot do", async () => {
      const none = advertisement({}, "report-status");
      const { error } = await push(() => ({ push: none }));
      assertMatch(error?.problem ?? "", /does not support atomic pushes/);
      const atomic = advertisement({}, "report-status atomic");
      const without = await push(() => ({ push: atomic }), {
        pushOptions: ["skip-ci"],
      });
      assertMatch(
        without.error?.problem ?? "",
        /does not support push options/,
      );
    });
  },
});

Deno.test({
  ...long({
    name: "pushRefs() bounds the time and the answer of every server",
    ignore: isWindows,
  }),
  fn: async (t) => {
    const endless = packet(`${"1".repeat(40)} refs/heads/${"x".repeat(900)}\n`);
    const rows: Readonly<
      Record<string, readonly [FakeServer["push"], RegExp]>
    > = {
      "silence at once": [{ command: "exec sleep 60" }, /gone silent/],
      "silence after the refs": [
        { command: `printf '%b' '${shell(advertisement())}'; exec sleep 60` },
        /gone silent/,
      ],
      "refs without end": [
        {
          command:
            `p='${endless.trimEnd()}\n'; p="$p$p$p$p$p$p$p$p"; while :; do printf %s "$p" || exit; done`,
        },
        /answer does not end/,
      ],
      "words without end": [
        { command: "exec yes 'all is well' >&2" },
        /answer does not end/,
      ],
    };
    for (const [title, [server, problem]] of Object.entries(rows)) {
      await t.step(title, async () => {
        const { error } = await push(() => ({ push: server ?? "" }), {
          silenceMs: /silence/.test(title) ? 500 : 20_000,
        });
        assertEquals(error?.kind, "network");
        assertMatch(error?.problem ?? "", problem);
      });
    }
  },
});

/** Bytes as `printf %b` reads them. */
function shell(text: string): string {
  return text.replaceAll("\0", "\\0000");
}

Deno.test({
  name: "push reports every remote, whatever becomes of git at one of them",
  ignore: isWindows,
  fn: async () => {
    await using repository = await TestRepository.make({ files: { a: "a" } });
    await repository.git("tag", "2.20.0.0");
    const { root } = repository;
    for (const name of ["primary", "last"]) {
      await repository.git("init", "--quiet", "--bare", `${root}/${name}.git`);
    }
    const ssh = await fakeSsh(root, {
      push: {
        command: "kill -KILL $PPID",
      },
    });
    // git runs this in a shell, which exec replaces: git is the parent.
    const env = { ...repository.env, GIT_SSH_COMMAND: `exec ${ssh}` };
    const { code, stdout, stderr } = await runProgram([
      "push",
      `--repo=${repository.path}`,
      `--remote=${root}/primary.git`,
      "--mirror=git@host.example:x",
      `--mirror=${root}/last.git`,
      "--json",
    ], env);
    assertEquals(code, 1, stderr);
    const { remotes } = JSON.parse(stdout);
    assertEquals(
      remotes.map(({ status }: { status: string }) => status),
      ["pushed", "failed", "pushed"],
    );
    assertMatch(remotes[1].error.problem, /was ended by SIGKILL/);
    assert(!stderr.includes("nothing was written"), stderr);
  },
});
