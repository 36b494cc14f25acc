// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assert, assertEquals, assertMatch } from "@std/assert";
import { describeError } from "../../lib/cli/error_report.ts";
import { OperationError, VerificationError } from "../../lib/errors.ts";

/** The hint for each error of the system that a person can do something about. */
const HINTS: Readonly<Record<string, RegExp>> = {
  EACCES: /permissions/,
  EDQUOT: /quota/,
  EFBIG: /ulimit -f/,
  EIO: /disk/,
  ELOOP: /symbolic links/,
  EMFILE: /ulimit -n/,
  ENAMETOOLONG: /shorter path/,
  ENFILE: /open files/,
  ENOENT: /the path/,
  ENOSPC: /make room/i,
  ENOTDIR: /not a directory/,
  EPERM: /permissions/,
  EROFS: /can be written/,
  EBUSY: /path, permissions and free space/, // any other
};

/** An error as the runtime makes it. */
function systemError(code: string): Error {
  const message = "It does not work (os error 99): open '/a/b\nc'";
  return Object.assign(new Error(message), { code });
}

Deno.test("describeError() takes no error of the system for a bug", () => {
  for (const [code, hint] of Object.entries(HINTS)) {
    const cause = systemError(code);
    const bare = describeError(cause);
    assertEquals(bare.subject, "/a/b c", code);
    assertEquals(bare.problem, "open failed", code);
    assertEquals(bare.found, "It does not work (os error 99)", code);
    assertMatch(bare.hint, hint, code);
    const wrapped = new OperationError("disk", {
      subject: "/a",
      problem: "cannot be written",
      cause: new Error("in between", { cause }),
    });
    assertMatch(describeError(wrapped).hint, hint, code);
  }
});

Deno.test("describeError() knows what git says about a full disk", () => {
  const rows = {
    "fatal: write error: No space left on device": /^Make room on the disk/i,
    "fatal: sha1 file 'pack' write error. Out of diskspace":
      /^Make room on the disk/i,
    "fatal: bad object HEAD": /^See what git says/i,
  };
  for (const [found, hint] of Object.entries(rows)) {
    const error = new OperationError("git", {
      subject: "/driver",
      problem: "git fast-import failed with exit code 128",
      found,
    });
    assertMatch(describeError(error).hint, hint, found);
  }
});

Deno.test("describeError() shortens what upstream made long", () => {
  const long = "2".repeat(900_000);
  const report = describeError(
    new VerificationError("E_META", {
      subject: `primary.xml: aws-neuronx-dkms-${long}`,
      problem: long,
      expected: long,
      found: long,
    }),
  );
  const { subject = "", problem, expected = "", found = "" } = report;
  assert(subject.startsWith("primary.xml: aws-neuronx-dkms-222"));
  for (const part of [subject, problem, expected, found]) {
    assertEquals(part.length, 1_001);
    assert(part.endsWith("2…"));
  }
});

Deno.test("describeError() takes real errors of the system apart", async () => {
  const rows = [
    [() => Deno.lstat("/none/x"), /the path/],
    [() => Deno.lstat(`/${"x".repeat(300)}`), /shorter path/],
    [() => Deno.readDir("/none")[Symbol.asyncIterator]().next(), /the path/],
  ] as const;
  for (const [act, hint] of rows) {
    const error = await act().then(() => undefined, (error) => error);
    const { subject, problem, hint: found } = describeError(error);
    assert(subject?.startsWith("/"), subject);
    assertMatch(problem, /failed$/);
    assertMatch(found, hint);
  }
});

Deno.test("describeError() still names a bug where there is one", () => {
  assertMatch(describeError(new TypeError("x")).hint, /bug in neuron-publish/);
});
