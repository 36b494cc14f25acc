// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Numbers that come from outside and become a date, a length or a width: each
// is refused by the error that its place has, or printed as what it is. None is
// NaN, a date that cannot be formatted, or an error of the language.

import { assert, assertEquals } from "@std/assert";
import { SPECS } from "../lib/cli/commands.ts";
import {
  OperationError,
  UsageError,
  VerificationError,
} from "../lib/errors.ts";
import { parseCommit } from "../lib/git/commit_object.ts";
import { readIdentity } from "../lib/git/ident.ts";
import { openRepository } from "../lib/git/repository.ts";
import { settingVariables } from "../lib/git/network.ts";
import { parseTree } from "../lib/git/tree_object.ts";
import { formatTime, sourceDateEpoch } from "../lib/time.ts";
import { formProblem } from "../lib/verify/form.ts";
import { freshnessOf } from "../lib/yum/freshness.ts";
import { readPrimary } from "../lib/yum/primary.ts";
import { parseRepomd } from "../lib/yum/repomd.ts";
import { runProgram } from "./cli/program.ts";
import { utf8 } from "./fixtures/bytes.ts";
import { driverPackage } from "./fixtures/driver_package.ts";
import { defaultKey } from "./fixtures/keys.ts";
import { int64 } from "./fixtures/header_builder.ts";
import { long } from "./fixtures/long.ts";
import { unrelated } from "./fixtures/primary_facts.ts";
import { primaryXml, repomdXml } from "./fixtures/yum_xml.ts";
import { TestRepository } from "./git/test_repository.ts";

const ODD = [
  "",
  "0",
  "00",
  "-0",
  "-1",
  "+1",
  " 1",
  "1 ",
  "1.5",
  "1e3",
  "0x10",
  "1_000",
  "NaN",
  "Infinity",
  "٣",
  "1\n2",
  "2147483648",
  "4294967295",
  "4294967296",
  "253402300799", // the last second of the year 9999
  "253402300800",
  "8640000000000", // the last second of a Date
  "8640000000001",
  "9007199254740991", // the last number that is exact
  "9007199254740992",
  "18446744073709551615",
  "9".repeat(30),
  "9".repeat(5_000),
];

/** Throws where a value has a number or a date that is none. */
function requireSane(value: unknown): void {
  if (typeof value === "number") assert(Number.isFinite(value), `${value}`);
  else if (value instanceof Date) {
    assert(Number.isFinite(value.getTime()), "an invalid date");
  } else if (value instanceof Map) value.forEach(requireSane);
  else if (typeof value === "object" && value !== null) {
    Object.values(value).forEach(requireSane);
  }
}

const ID = "0".repeat(40);

async function repomd(field: string, value: string): Promise<unknown> {
  const checksums = [{ type: "sha256", value: "0".repeat(64) }];
  const record = {
    type: "primary",
    href: "repodata/primary.xml.gz",
    checksums,
    openChecksums: checksums,
    timestamp: 1,
    size: 1,
    openSize: 1,
    ...{ [field]: value },
  };
  const revision = field === "revision" ? value : 1;
  const read = await parseRepomd(utf8(repomdXml([record], revision)));
  freshnessOf(read, { now: new Date(0), maxAge: 1 });
  return read;
}

async function primary(
  pattern: RegExp,
  value: string,
): Promise<unknown> {
  const facts = unrelated({ name: "driver" });
  const good = primaryXml([facts], 1);
  const bad = good.replace(pattern, (_, name) => `${name}="${value}"`);
  assert(pattern.test(good), `${pattern} is not in the document`);
  const source = ReadableStream.from([utf8(bad)]);
  return await Array.fromAsync(readPrimary(source, { names: ["driver"] }));
}

const attributes = {
  "time build": /(?<=<time [^>]*)\b(build)="[^"]*"/,
  "time file": /(?<=<time [^>]*)\b(file)="[^"]*"/,
  "size package": /(?<=<size [^>]*)\b(package)="[^"]*"/,
  "size installed": /(?<=<size [^>]*)\b(installed)="[^"]*"/,
  "size archive": /(?<=<size [^>]*)\b(archive)="[^"]*"/,
  "header-range start": /(?<=<rpm:header-range [^>]*)\b(start)="[^"]*"/,
  "header-range end": /(?<=<rpm:header-range [^>]*)\b(end)="[^"]*"/,
  epoch: /(?<=<version [^>]*)\b(epoch)="[^"]*"/,
  packages: /\b(packages)="[^"]*"/,
};

function commit(value: string): unknown {
  const bytes = utf8(
    `tree ${ID}\nauthor A <a> ${value} +0000\n` +
      `committer A <a> ${value} +0000\n\nx\n`,
  );
  const { committed } = parseCommit(bytes);
  assert(!formatTime(committed).includes("NaN"));
  const isSane = /^(0|[1-9][0-9]*)$/.test(value) &&
    Number(value) <= 253_402_300_799;
  assertEquals(
    formProblem("commit", bytes, "sha1") === undefined,
    isSane,
    value,
  );
  return committed;
}

function tree(value: string): unknown {
  const text = `${value} a\0`;
  try {
    return parseTree(
      new Uint8Array([...utf8(text), ...new Uint8Array(20)]),
      "sha1",
    );
  } catch (error) {
    // The verifier makes a failed check of it.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const INPUTS: Readonly<
  Record<string, (value: string) => unknown | Promise<unknown>>
> = {
  ...Object.fromEntries(
    ["timestamp", "size", "openSize", "revision"].map((field) => [
      `repomd.xml: ${field}`,
      (value: string) => repomd(field, value),
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(attributes).map(([name, pattern]) => [
      `primary.xml: ${name}`,
      (value: string) => primary(pattern, value),
    ]),
  ),
  "a commit's time": commit,
  "a tree's mode": tree,
  SOURCE_DATE_EPOCH: sourceDateEpoch,
  GIT_CONFIG_COUNT: (value) =>
    settingVariables([["a.b", "c"]], { GIT_CONFIG_COUNT: value }),
};

for (const [name, read] of Object.entries(INPUTS)) {
  Deno.test(`odd numbers: ${name}`, async () => {
    for (const value of ODD) {
      try {
        requireSane(await read(value));
      } catch (error) {
        const isOurs = error instanceof VerificationError ||
          error instanceof UsageError;
        const said = `${JSON.stringify(value.slice(0, 40))}: ${error}`;
        assert(isOurs, said);
        assert(error.message.length < 1_000, said);
      }
    }
  });
}

Deno.test(long("odd numbers: 64 bits in a package's header"), async () => {
  const { armored, fingerprint } = await defaultKey();
  const root = await Deno.makeTempDir();
  const [key, file] = [`${root}/key`, `${root}/a.rpm`];
  await Deno.writeTextFile(key, armored);
  const values = ODD.filter((text) =>
    /^\d+$/.test(text) && BigInt(text) < 2n ** 64n
  );
  // EPOCH, BUILDTIME, SIZE, FILESIZES, FILEMTIMES, LONGFILESIZES
  for (const tag of [1003, 1006, 1009, 1028, 1034, 5008]) {
    for (const text of values) {
      const { bytes } = await driverPackage({
        version: "2.20.0.0",
        bend: {
          mainEntries: (entries) => [
            ...entries.filter((entry) => entry.tag < tag),
            int64(tag, BigInt(text)),
            ...entries.filter((entry) => entry.tag > tag),
          ],
        },
      });
      await Deno.writeFile(file, bytes);
      const argv = ["--key", key, "--fingerprint", fingerprint, file];
      for (const form of [[], ["--json"]]) {
        const { code, stdout, stderr } = await runProgram(
          ["inspect", ...argv, ...form],
          {},
        );
        const said = `tag ${tag}, ${text}: ${stdout}${stderr}`;
        assert(code === 0 || code === 3, said);
        assert(!/NaN|Invalid|bug in|^ {4}at /m.test(stdout + stderr), said);
      }
    }
  }
  await Deno.remove(root, { recursive: true });
});

Deno.test("odd numbers: git's dates", async () => {
  await using repository = await TestRepository.make({ files: { a: "a" } });
  const rows = [
    ["@253402300799 +0000", undefined],
    ["@253402300800 +0000", "beyond the year 9999"],
    ["@8640000000001 +0000", "beyond the year 9999"],
    ["1700000000 +1400", undefined],
    ["1700000000 +1500", "time zone 1500 does not exist"],
    // git itself gives the time zone +10039 for this one.
    ["@1700000000 +9999", "cannot stand in a commit, found "],
  ] as const;
  for (const [date, problem] of rows) {
    for (const name of ["GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"]) {
      const env = { ...repository.env, [name]: date };
      const { git } = await openRepository(repository.path, { env });
      try {
        await readIdentity(git);
        assertEquals(problem, undefined, date);
      } catch (error) {
        assert(error instanceof OperationError, `${error}`);
        assert(problem !== undefined, `${date}: ${error.message}`);
        assert(error.message.includes(problem), error.message);
        assert(error.message.startsWith(name), error.message);
      }
    }
  }
});

Deno.test("odd numbers: options", async () => {
  const env = { PATH: Deno.env.get("PATH") ?? "" };
  const rows = SPECS.flatMap(({ name, options }) =>
    options.filter(({ value }) => /^(N|DAYS)$/.test(value ?? ""))
      .map((option) => [name, option.name] as const)
  );
  assert(rows.length > 1, `${rows}`);
  for (const [command, option] of rows) {
    for (const value of ODD.filter((text) => !/^[1-9]\d{0,8}$/.test(text))) {
      if (value === "0" && option === "max-age") continue;
      const { code, stdout, stderr } = await runProgram(
        [command, `--${option}=${value}`, "--repo=/nowhere"],
        env,
      );
      const said = `${command} --${option}=${value.slice(0, 40)}: ${stderr}`;
      assertEquals([code, stdout], [2, ""], said);
      assert(stderr.includes(`--${option}`), said);
    }
  }
});
