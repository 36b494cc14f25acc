// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// What of Windows and macOS can be seen from here: line ends, drive letters, and
// calls that are not there.

import { assert, assertEquals } from "@std/assert";
import { checkCommand } from "../lib/cli/commands/check.ts";
import { inspectCommand } from "../lib/cli/commands/inspect.ts";
import { publishCommand } from "../lib/cli/commands/publish.ts";
import { gitEnvironment } from "../lib/git/environment.ts";
import { isRemoteAddress } from "../lib/git/ls_remote.ts";
import { readKeyring } from "../lib/openpgp/keyring.ts";
import { parseRepomd } from "../lib/yum/repomd.ts";
import { filesBelow } from "../tools/folder.ts";
import { utf8 } from "./fixtures/bytes.ts";
import { defaultKey } from "./fixtures/keys.ts";
import { repomdXml } from "./fixtures/yum_xml.ts";
import { parsed } from "./cli/parsed.ts";

const root = new URL("../", import.meta.url).pathname;

/** Paths as Windows has them. */
const WINDOWS_PATHS = [
  "C:\\data\\driver",
  "c:/data/driver",
  "C:driver",
  "\\\\server\\share\\driver",
  "\\\\?\\C:\\data\\driver",
];

Deno.test("paths with drive letters are taken as they are", () => {
  for (const path of WINDOWS_PATHS) {
    assertEquals(parsed(publishCommand, ["--repo", path]).repo, path);
    assertEquals(parsed(checkCommand, [`--repo=${path}`]).repo, path);
    const file = parsed(inspectCommand, ["--key", path, path]);
    assertEquals(file.files, [path]);
    assertEquals(file.keySource, { kind: "file", path });
  }
});

Deno.test("paths with drive letters are not addresses", () => {
  for (const path of WINDOWS_PATHS) assert(!isRemoteAddress(path), path);
  for (const address of ["git@git.sr.ht:~a/b", "host:a", "https://a/b"]) {
    assert(isRemoteAddress(address), address);
  }
});

Deno.test("variables are recognised in any case, as on Windows", () => {
  const env = gitEnvironment({
    Path: "C:\\Program Files\\Git\\cmd",
    SystemRoot: "C:\\Windows",
    git_dir: "C:\\elsewhere",
    Git_Author_Name: "Ada",
  }, false);
  assertEquals(env["Path"], "C:\\Program Files\\Git\\cmd");
  assertEquals(env["SystemRoot"], "C:\\Windows");
  assertEquals(env["Git_Author_Name"], "Ada");
  assertEquals(env["git_dir"], undefined);
});

Deno.test("a key file with CRLF is the same key", async () => {
  const { armored, fingerprint } = await defaultKey();
  const windows = armored.replaceAll(/\r?\n/g, "\r\n");
  const options = { fingerprints: [fingerprint], subject: "key" };
  const [plain, crlf] = await Promise.all(
    [armored, windows].map((text) => readKeyring(utf8(text), options)),
  );
  assertEquals(
    crlf?.keys.map((key) => key.fingerprint),
    plain?.keys.map((key) => key.fingerprint),
  );
});

Deno.test("repomd.xml with CRLF is the same metadata", async () => {
  const sum = { type: "sha256", value: "0123456789abcdef".repeat(4) };
  const text = repomdXml([{
    type: "primary",
    checksums: [sum],
    openChecksums: [sum],
    href: "repodata/primary.xml.gz",
    timestamp: 1_736_914_882,
    size: 74_288,
    openSize: 999_122,
  }], 1_736_914_530).replaceAll("><", ">\n<");
  const unix = await parseRepomd(utf8(text));
  const windows = await parseRepomd(utf8(text.replaceAll("\n", "\r\n")));
  // The bytes differ, and so does their checksum.
  assertEquals({ ...windows, sha256: unix.sha256 }, unix);
});

/**
 * Calls that Windows does not have, or that mean something else there. There,
 * `Deno.uid()` returns null.
 */
const POSIX_ONLY = /\bDeno\.(chmod|chown|umask|gid|kill|fchmod|mkfifo)\w*\(/;

Deno.test("no call is for POSIX alone, and signals stand in one module", async () => {
  const signals: string[] = [];
  const links: string[] = [];
  for await (const path of filesBelow(`${root}lib`)) {
    const text = await Deno.readTextFile(path);
    assert(!POSIX_ONLY.test(text), path);
    const name = path.slice(root.length);
    if (text.includes("addSignalListener")) signals.push(name);
    // Windows needs to know what kind of file a link leads to.
    for (const [call] of text.matchAll(/Deno\.symlink\([^;]*;/g)) {
      assert(call.includes("type:"), `${name}: ${call}`);
      links.push(name);
    }
  }
  assertEquals(signals, ["lib/cli/interrupt.ts"]);
  assertEquals(new Set(links).size, 1);
});
