// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// docs/publishing.md promises that no password and no token of an address is in
// any output. Each command is run with secrets wherever it takes an address, and
// where somebody may put one by mistake; everything that it prints and writes is
// searched for them.

import { assert, assertEquals } from "@std/assert";
import { parseAddress } from "../../lib/address.ts";
import { defaultKey } from "../fixtures/keys.ts";
import { long } from "../fixtures/long.ts";
import { TestRepository } from "../git/test_repository.ts";
import { drivers, runProgram, Scene } from "../publish/scene.ts";

/** Every part of the secrets that could be recognized. */
const SECRET = /S3|CR3T|VEk|fIDE/;

/** Addresses that hold a secret, in every place for one. */
const ADDRESSES = [
  "https://ada:S3CR3TVEk@127.0.0.1:1/x.git",
  "HTTPS://ada:S3CR3TVEk@127.0.0.1:1/x.git",
  "https://S3CR3TVEk@127.0.0.1:1/x.git",
  "https://S3CR3TVEk:x-oauth-basic@127.0.0.1:1/x.git",
  "https://ada:S3%40CR3TVEk@127.0.0.1:1/x.git",
  "https://ada:S3/CR3TVEk@127.0.0.1:1/x.git",
  "https://ada:12/S3CR3TVEk@127.0.0.1:1/x.git",
  "https://ada:S3#CR3TVEk@127.0.0.1:1/x.git",
  "https://ada:S3?CR3TVEk@127.0.0.1:1/x.git",
  "https://ada:S3 CR3TVEk@127.0.0.1:1/x.git",
  "https://ada:S3\nCR3TVEk@127.0.0.1:1/x.git",
  " https://ada:S3CR3TVEk@127.0.0.1:1/x.git",
  "https:/ada:S3CR3TVEk@127.0.0.1:1/x.git",
  "https://127.0.0.1:1/x.git?private_token=S3CR3TVEk",
  "http://ada:S3CR3TVEk@127.0.0.1:1/x.git",
  "http://ada:S3CR3TVEk@host.example/x.git",
  "ssh://git:S3CR3TVEk@127.0.0.1:1/x.git",
  "git://ada:S3CR3TVEk@127.0.0.1:1/x.git",
  "ada:S3CR3TVEk@127.0.0.1:x.git",
  "ada@mail.example:S3CR3TVEk@127.0.0.1:x.git",
  "file://ada:S3CR3TVEk@host.example/x.git",
  "ext::https://ada:S3CR3TVEk@127.0.0.1:1/x.git",
];

/** Command lines, with `@` for an address. */
const COMMANDS: readonly (readonly string[])[] = [
  ["check", "--repo=@"],
  ["check", "--repo=REPO", "--repo-url=@"],
  ["push", "--repo=REPO", "--remote=@"],
  ["push", "--repo=REPO", "--remote=BARE", "--mirror=@"],
  ["push", "--repo=@"],
  ["publish", "--repo=REPO", "--repo-url=@", "--no-notes"],
  ["publish", "--repo=REPO", "--push", "--remote=@"],
  ["verify", "--repo=REPO", "--upstream", "--repo-url=@"],
  ["verify", "--repo=@"],
  ["verify", "--repo=REPO", "@"],
  ["verify", "--repo=REPO", "--key=@"],
  ["extract", "@", "--repo-url=@"],
  ["inspect", "@"],
  ["inspect", "REPO/nothing.rpm", "--repo-url=@"],
  ["notes", "2.20.0.0", "--notes-url=@"],
  ["archive", "2.20.0.0", "--repo=REPO", "--output=@"],
  ["compare", "2.20.0.0", "--repo=REPO", "--with=@"],
  ["compare", "2.20.0.0", "--repo=REPO", "--with=@#v1"],
  ["report", "--repo=REPO", "--out=OUT", "--with=@"],
  ["report", "--repo=REPO", "--out=OUT", "--web=@"],
  ["report", "--repo=REPO", "--out=OUT", "--url=@"],
  ["init", "OUT", "--remote=@"],
  ["init", "OUT", "--remote=git@host:x", "--mirror=@"],
  ["init", "OUT", "--remote=git@host:x", "--program-url=@"],
  ["init", "@", "--remote=git@host:x"],
  ["completions", "@"],
  ["publish", "--no-such-option=@"],
  ["@"],
];

/** All text in a directory: names and contents. */
async function textBelow(directory: string): Promise<string> {
  let text = "";
  for await (const { name, isDirectory, isFile } of Deno.readDir(directory)) {
    const path = `${directory}/${name}`;
    text += `${name}\n`;
    if (isDirectory) text += await textBelow(path);
    else if (isFile) {
      text += new TextDecoder("latin1").decode(await Deno.readFile(path));
    }
  }
  return text;
}

/** A published repository, an empty bare one, and a server. */
async function prepare(): Promise<Scene> {
  const scene = await Scene.make(await drivers("2.20.0.0"));
  assertEquals((await scene.run("publish")).code, 0);
  const { repository } = scene;
  const bare = `${repository.root}/bare.git`;
  await repository.git("init", "--quiet", "--bare", bare);
  return scene;
}

/** Runs a command line, and searches everything that it prints and writes. */
async function search(
  { repository, server }: Scene,
  command: readonly string[],
  address: string,
): Promise<void> {
  const { env, root } = repository;
  const out = await Deno.makeTempDir({ dir: root });
  await Deno.remove(out);
  const args = command.map((word) =>
    word.replace("REPO", repository.path).replace("OUT", out)
      .replace("BARE", `${root}/bare.git`).replace("@", () => address)
  );
  const vendor = ["check", "publish"].includes(args[0] ?? "") &&
      !args.join().includes("--repo-url")
    ? [`--repo-url=${server.url}`, "--max-age=0"]
    : [];
  const { fingerprint } = await defaultKey();
  const pin = args[0] === "publish" && vendor.length > 0
    ? [`--fingerprint=${fingerprint}`, "--no-notes"]
    : [];
  const { stdout, stderr } = await runProgram(
    [...args, ...vendor, ...pin],
    env,
  );
  assert(!SECRET.test(stdout), `${args}\n${stdout}`);
  assert(!SECRET.test(stderr), `${args}\n${stderr}`);
  const written = await textBelow(out).catch(() => "");
  assert(!SECRET.test(written), `${args}: in a file`);
}

/** Whether a command asks the server of an address, and asks it again. */
function isRetried(command: readonly string[], address: string): boolean {
  const { kind = "" } = parseAddress(address) ?? {};
  return /--(repo|notes)-url=@/.test(command.join()) &&
    /^(https|loopback)$/.test(kind);
}

for (
  const [name, commands] of Map.groupBy(COMMANDS, ([name = ""]) => name)
) {
  Deno.test(
    long(`${name} prints and writes no secret of an address`),
    async (t) => {
      await using scene = await prepare();
      for (const command of commands) {
        await t.step(command.join(" "), async () => {
          for (const [i, address] of ADDRESSES.entries()) {
            if (isRetried(command, address)) continue;
            // All addresses with one form, all forms with one address.
            const forms = i === 0
              ? [[], ["--json"], ["--verbose"]]
              : [i % 2 === 0 ? ["--json"] : ["--verbose"]];
            for (const form of forms) {
              await search(scene, [...command, ...form], address);
            }
          }
        });
      }
    },
  );
}

Deno.test(
  long("no command prints or writes a secret of an address that it asks again"),
  async () => {
    await using scene = await prepare();
    // An unreachable server is asked again for seconds: by all at once, and one
    // address is enough.
    const [address = ""] = ADDRESSES;
    const commands = COMMANDS.filter((command) => isRetried(command, address));
    assert(commands.length > 0);
    await Promise.all(
      commands.map((command) =>
        search(scene, [...command, "--json", "--verbose"], address)
      ),
    );
  },
);

Deno.test("a password in --repo-url reaches the vendor's server and nothing else", async () => {
  await using scene = await Scene.make(await drivers("2.20.0.0"));
  const { repository, server } = scene;
  const { root, env } = repository;
  const url = server.url.replace("//", "//ada:S3CR3TVEk@");
  const { fingerprint } = await defaultKey();
  const pins = [`--fingerprint=${fingerprint}`];
  const run = async (...args: string[]) => {
    const outcome = await runProgram([...args, `--repo-url=${url}`], env);
    const said = outcome.stdout + outcome.stderr;
    assert(!SECRET.test(said), said);
    return outcome;
  };
  const repo = `--repo=${repository.path}`;
  const published = await run(
    ...["publish", repo, "--no-notes", "--json", "--max-age=0"],
    ...pins,
  );
  assertEquals(published.code, 0, published.stderr);
  for (const args of [["verify", repo], ["verify", repo, "--upstream"]]) {
    const { code, stderr } = await run(...args, ...pins, "--json");
    assertEquals(code, 0, stderr);
  }
  await run("report", repo, "--out", `${root}/site`, "--archives", ...pins);
  assert(!SECRET.test(await textBelow(`${root}/site`)));
  const log = await repository.git("log", "--all", "--format=%B");
  assert(log.includes(server.url), log);
  assert(!SECRET.test(log), log);
  const login = `Basic ${btoa("ada:S3CR3TVEk")}`;
  assert(server.received.length > 0);
  for (const { headers } of server.received) {
    assertEquals(headers.get("authorization"), login);
  }
});

Deno.test("push takes secrets of configured addresses out of what git says", async (t) => {
  const base = "https://ada:S3CR3TVEk@127.0.0.1:1/";
  const rows: Readonly<Record<string, readonly (readonly [string, string])[]>> =
    {
      "remote.*.url": [["remote.origin.url", `${base}x`]],
      "remote.*.pushurl": [
        ["remote.origin.url", "https://127.0.0.1:1/y"],
        ["remote.origin.pushurl", `${base}x`],
      ],
      "url.*.insteadOf": [
        ["remote.origin.url", "git@host.example:x"],
        [`url.${base}.insteadOf`, "git@host.example:"],
      ],
      "url.*.pushInsteadOf": [
        ["remote.origin.url", "https://127.0.0.1:1/x"],
        [`url.${base}.pushInsteadOf`, "https://127.0.0.1:1/"],
      ],
      "an address that git misreads": [
        ["remote.origin.url", "ada:S3CR3TVEk@127.0.0.1:x"],
      ],
      "a slash in the password": [
        ["remote.origin.url", "https://ada:S3/CR3TVEk@127.0.0.1:1/x"],
      ],
      "the name of a remote": [
        [`remote.${base}x.url`, "https://127.0.0.1:1/x"],
        ["branch.main.remote", `${base}x`],
      ],
    };
  for (const [title, settings] of Object.entries(rows)) {
    await t.step(title, async () => {
      await using repository = await TestRepository.make({ files: { a: "a" } });
      for (const [key, value] of settings) {
        await repository.git("config", key, value);
      }
      for (const form of ["--json", "--verbose"]) {
        const { code, stdout, stderr } = await runProgram(
          ["push", "--repo", repository.path, form],
          repository.env,
        );
        assertEquals(code, 1, stderr);
        assert(!SECRET.test(stdout + stderr), stdout + stderr);
      }
    });
  }
});
