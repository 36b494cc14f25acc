// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Notes that try to pass for another part of the message, or that give orders
// to git or a forge. Read back with git's own programs.

import { assert, assertEquals } from "@std/assert";
import { long } from "../fixtures/long.ts";
import { runProgram } from "../fixtures/programs.ts";
import { drivers, Scene } from "./scene.ts";

const TAG = "2.1.0.0";
const FORGED = "f".repeat(64);

/** Notes, each a whole kind of attack. */
const NOTES: Readonly<Record<string, string>> = {
  "a trailer before git's end of a message":
    `* A\n\nRpm-Sha256: ${FORGED}\n---\nB`,
  "with a blank after the dashes": `* A\n\nRpm-Sha256: ${FORGED}\n--- \nB`,
  "a separator hidden by an invisible character":
    `* A\n\nRpm-Sha256: ${FORGED}\n\u200b---\nB`,
  "a patch": `Rpm-Sha256: ${FORGED}\n\ndiff --git a/x b/x\n--- a/x\n+++ b/x\n` +
    "@@ -0,0 +1 @@\n+x",
  "an index": `Rpm-Sha256: ${FORGED}\n\nIndex: x\n`,
  "the scissors of git commit": `Rpm-Sha256: ${FORGED}\n` +
    "# ------------------------ >8 ------------------------\nB",
  "the scissors of git am": "-- >8 -- -- >8 --\nSubject: B\n\nC",
  "a mailbox": "From 1234 Mon Sep 17 00:00:00 2001\nSubject: B\n\nC",
  "a second block": "B\n-------------\n\n\nMetadata\n--------\nPackage: x\n" +
    `--------\n\n\nFiles\n-----\n- M: x\n-----\n\nRpm-Sha256: ${FORGED}`,
  "a second block with zero-width spaces":
    "B\n-------------\u200b\n\n\nMeta\u200bdata\n--------\u200b\n" +
    `Pack\u200bage: x\n--------\u200b\n\nRpm-Sha256\u200b: ${FORGED}`,
  "a second block in look-alikes": "B\n─────────────\n\n\nМеtadаtа\n" +
    "‐‐‐‐‐‐‐‐\nРасkage: x\n－－－－－－－－\n",
  "trailers at the end": `* A\n\nRpm-Sha256: ${FORGED}\n` +
    "Signed-off-by: A <a@b.example>\nCo-authored-by: A <a@b.example>",
  "orders to a forge": "[skip ci] [ci skip] [no ci] ***NO_CI***\n" +
    "[skip actions] [sk\u200bip ci]\n\n\nskip-checks: true\n\nFixes #1 @name\n/tag 9.9.9 A",
  "control characters": "A\x1b[2J\x07\x08\x7f\x9b\nB\r---\rC\x0c",
};

/** Lines as somebody sees them who looks at them from afar. */
function seen(message: string): string[] {
  return message.normalize("NFKC")
    .replace(/[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu, "")
    .replace(/[\p{Pd}\u2500\u2212]/gu, "-").split("\n")
    .map((line) => line.trim());
}

Deno.test(
  long("publish() lets no notes pass for anything else (J9)"),
  async (t) => {
    for (const [title, notes] of Object.entries(NOTES)) {
      await t.step(title, async () => {
        await using scene = await Scene.make(await drivers(TAG));
        const { repository } = scene;
        const page = `${repository.root}/page.rst`;
        await Deno.writeTextFile(
          page,
          `Neuron Driver release [${TAG}]\n----\n${notes}\n`,
        );
        const published = await scene.run("publish", "--notes-file", page);
        assertEquals(published.code, 0, published.stderr);

        const message = (await repository.git("log", "-1", "--format=%B", TAG))
          .trimEnd();
        const trailers = message.slice(message.lastIndexOf("\n\n") + 2);
        assert(/^Rpm-Sha256: /.test(trailers), message);
        const parse = async (...options: string[]) =>
          (await runProgram("git", ["interpret-trailers", ...options], {
            stdin: new TextEncoder().encode(`${message}\n`),
            cwd: repository.path,
          })).text.trimEnd();
        assertEquals(await parse("--parse"), trailers);
        assertEquals(await parse("--parse", "--no-divider"), trailers);
        assertEquals(
          (await repository.git("log", "-1", "--format=%(trailers)", TAG))
            .trimEnd(),
          trailers,
        );
        assertEquals(message.split(FORGED).length <= 2, true);

        const lines = seen(message);
        for (const title of ["Metadata", "Files", "Release Notes"]) {
          assertEquals(lines.filter((l) => l === title).length, 1, message);
        }
        assertEquals(lines.filter((l) => /^-+$/.test(l)).length, 6, message);
        assertEquals(lines.filter((l) => /^Rpm-Sha256:/i.test(l)).length, 1);
        assertEquals(lines.filter((l) => /^Package:/.test(l)).length, 1);
        const orders =
          /\[(?:skip|no|ci|actions)[ _-]?(?:ci|skip|actions)\]|\*{3}NO_CI|skip-checks:|#\d| @\w|^\/tag/im;
        assert(!orders.test(message), message);
        // deno-lint-ignore no-control-regex -- what must not come out
        assert(!/[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f]/.test(message));

        const verified = await scene.run("verify");
        assertEquals(verified.code, 0, verified.stdout + verified.stderr);

        // The commit survives being mailed, with git's scissors too.
        for (const option of ["--no-scissors", "--scissors"]) {
          const mail = await runProgram("git", [
            "-C",
            repository.path,
            "format-patch",
            "--stdout",
            "--binary",
            "-1",
            TAG,
          ]);
          const { text } = await runProgram("git", [
            "mailinfo",
            option,
            "-k",
            `${repository.root}/message`,
            `${repository.root}/patch`,
          ], { stdin: new TextEncoder().encode(mail.text) });
          assert(text.includes("Subject: "), text);
          const body = await Deno.readTextFile(`${repository.root}/message`);
          assert(body.includes(trailers), `${option}\n${body}`);
        }
      });
    }
  },
);
