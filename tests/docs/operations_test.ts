// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// The maintainer's page names the codes that the program has.

import { assert, assertEquals } from "@std/assert";
import { EXIT } from "../../lib/cli/exit.ts";
import { VERIFICATION_CODES } from "../../lib/errors.ts";
import { defaultKey } from "../fixtures/keys.ts";
import { long } from "../fixtures/long.ts";
import { drivers, runProgram, Scene } from "../publish/scene.ts";

const root = new URL("../../", import.meta.url);
const text = await Deno.readTextFile(new URL("docs/operations.md", root));

/** Cells of the table below a heading, without its head. */
function tableBelow(heading: string): string[][] {
  const [, section = ""] = text.split(`\n${heading}\n`);
  return section.split(/\n#/)[0]?.split("\n")
    .filter((line) => line.startsWith("| "))
    .map((line) => line.split(" | ").map((c) => c.replaceAll(/^\| | \|$/g, "")))
    .map((cells) => cells.map((cell) => cell.trim()))
    .filter(([first]) => !/^(code|-+)$/.test(first ?? "")) ?? [];
}

Deno.test("operations.md has a row for every verification code", () => {
  const rows = tableBelow("### Codes of exit code 3");
  assertEquals(
    rows.map(([code = ""]) => code.replaceAll("`", "")),
    Object.keys(VERIFICATION_CODES),
  );
  for (const cells of rows) {
    assertEquals(cells.length, 3);
    assert(cells.every((cell) => cell !== ""));
  }
});

Deno.test("operations.md has a row for every exit code", () => {
  const rows = tableBelow("### Exit codes");
  assertEquals(rows.map(([code]) => Number(code)), Object.values(EXIT));
});

/** The first cells below the one that heads a table of a section. */
function column(heading: string, head: string): string[] {
  const cells = tableBelow(heading).map(([cell = ""]) => cell);
  return cells.slice(cells.indexOf(head) + 1);
}

Deno.test("operations.md quotes what the program says", async (t) => {
  const texts = await Deno.readTextFile(new URL("tests/texts.txt", root));
  const quotes = [
    ...column("## What a week looks like", "warning"),
    ...column("### Alarms about upstream", "what it says"),
    ...[...text.matchAll(/^- _[^:]*_[,:]/gm)].flatMap(([item]) =>
      [...item.matchAll(/_([^_]+)_/g)].map(([, quote = ""]) => quote)
    ),
  ];
  assert(quotes.length > 20);
  for (const quote of quotes) {
    await t.step(quote, () => {
      for (const part of quote.split(/;|…/)) {
        assert(texts.includes(part.trim()));
      }
    });
  }
});

/** The commands of the page's block that contains a text, one a line. */
function commandsWith(part: string): string[] {
  const block = [...text.matchAll(/```sh\n([^]*?)```/g)]
    .map(([, block = ""]) => block.replaceAll(/ *\\\n\s*/g, " "))
    .find((block) => block.includes(part));
  assert(block !== undefined, part);
  return block.split("\n").filter((line) => line !== "");
}

Deno.test(long("operations.md's procedures do what they say"), async (t) => {
  const built = await drivers("2.1.0.0", "2.2.0.0", "2.1.7.0");
  await using scene = await Scene.make(built.slice(0, 2));
  const { repository, server } = scene;
  const { root, env } = repository;
  const { fingerprint } = await defaultKey();
  const pinned = ["--repo-url", server.url, "--fingerprint", fingerprint];
  const more: Readonly<Record<string, readonly string[]>> = {
    publish: [...pinned, "--no-notes", "--max-age=0"],
    verify: pinned,
  };

  /** Runs commands as they are printed, but on these places. */
  const follow = async (
    commands: readonly string[],
    places: Readonly<Record<string, string>>,
  ) => {
    for (const line of commands) {
      const [program, ...args] = Object.entries(places)
        .reduce((text, [from, to]) => text.replaceAll(from, to), line)
        .split(" ");
      if (program === "git") {
        await repository.git(...args);
        continue;
      }
      const [command = ""] = args;
      const argv = [...args, ...more[command] ?? []];
      const { code, stderr } = await runProgram(argv, env);
      assertEquals(code, 0, `${line}\n${stderr}`);
    }
  };

  const rehearsal = `${root}/rehearsal`;
  await t.step("a rehearsal without any server", async () => {
    await follow(commandsWith("/tmp/rehearsal/primary.git"), {
      "/tmp/rehearsal": rehearsal,
    });
  });

  await t.step("the primary repository is lost", async () => {
    const mirror = `${rehearsal}/primary.git`;
    await scene.offer(built);
    await follow(commandsWith("/tmp/rehearsal/primary.git").slice(2, 3), {
      "/tmp/rehearsal": rehearsal,
    });
    const restored = `${root}/restored.git`;
    await repository.git("init", "--quiet", "--bare", restored);
    await follow(commandsWith("git clone https://codeberg.org"), {
      "https://codeberg.org/you/aws-neuron-driver": `${mirror} ${root}/clone`,
      "--repo aws-neuron-driver": `--repo ${root}/clone`,
      "git@git.sr.ht:~you/aws-neuron-driver": restored,
    });
    const refsOf = (remote: string) =>
      repository.git("ls-remote", "--heads", "--tags", remote);
    const refs = await refsOf(mirror);
    assert(refs.includes("refs/heads/series/2.1"));
    assertEquals(await refsOf(restored), refs);
  });
});
