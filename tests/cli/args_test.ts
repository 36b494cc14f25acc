// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assert, assertEquals, assertThrows } from "@std/assert";
import { parseCommandLine } from "../../lib/cli/args.ts";
import { publishCommand } from "../../lib/cli/commands/publish.ts";
import { UsageError } from "../../lib/errors.ts";
import { AWS_NEURON } from "../../lib/profile.ts";
import { parsed } from "./parsed.ts";

Deno.test("parseCommandLine() fills in defaults", () => {
  assertEquals(parsed(publishCommand, []), {
    repo: ".",
    profile: AWS_NEURON,
    backports: "branch",
    allowRollback: false,
    maxAge: 180,
    begin: false,
    keyFile: undefined,
    notesFiles: [],
    dryRun: false,
    versions: [],
    limit: undefined,
    date: "now",
    sign: false,
    push: undefined,
  });
  const { output } = parseCommandLine(["publish"]);
  assertEquals(output, {
    json: false,
    quiet: false,
    verbose: false,
    color: true,
  });
});

Deno.test("parseCommandLine() asks for the built-in notes or for others", () => {
  const urls = (...argv: string[]) =>
    parsed(publishCommand, argv).profile.notesUrls;
  const other = ["--notes-url", "https://a.example/b.rst"];
  assertEquals(urls(), AWS_NEURON.notesUrls);
  assertEquals(urls("--no-notes"), []);
  assertEquals(urls("--notes-file=a.rst"), []);
  assertEquals(urls(...other), ["https://a.example/b.rst"]);
  assertEquals(urls("--notes-file=a.rst", ...other).length, 1);
  assertThrows(() => urls("--no-notes", ...other), UsageError);
});

Deno.test("parseCommandLine() refuses a push option with a line break", () => {
  for (const text of ["a\nb", "\n"]) {
    for (const command of [["push"], ["publish", "--push"]]) {
      const argv = [...command, `--push-option=${text}`];
      assertThrows(() => parseCommandLine(argv), UsageError, "a line break");
    }
  }
});

Deno.test("parseCommandLine() reads options in each spelling", () => {
  const argv = [
    "--repo=data",
    "--repo-url",
    "https://mirror.example/yum/",
    "--package=a",
    "--package",
    "b",
    "-nq",
    "--version",
    "1.0",
    "--version=2.0",
    "--limit=3",
    "--date",
    "build",
    "--no-color",
    "-v",
  ];
  const command = parsed(publishCommand, argv);
  const { output } = parseCommandLine(["publish", ...argv]);
  assertEquals(command.repo, "data");
  assertEquals(command.profile.repoUrl, "https://mirror.example/yum");
  assertEquals(command.profile.packages, ["a", "b"]);
  assertEquals(command.dryRun, true);
  assertEquals(command.versions, ["1.0", "2.0"]);
  assertEquals(command.limit, 3);
  assertEquals(command.date, "build");
  assertEquals(output, {
    json: false,
    quiet: true,
    verbose: true,
    color: false,
  });
});

Deno.test("parseCommandLine() takes the predecessor's command line for publish", () => {
  const debug = parseCommandLine([
    "-repopath",
    "../aws-neuron-driver",
    "-loglevel",
    "DEBUG",
    "-source-folder=driver",
  ]);
  assert(debug.kind === "command");
  assertEquals(debug.verb, "publish");
  assertEquals(debug.output.verbose, true);
  const calm = parseCommandLine(["-repopath=x", "-loglevel=INFO"]);
  assertEquals(calm.output.verbose, false);
  const error = assertThrows(
    () => parseCommandLine(["-repopath=x", "--repo=y"]),
    UsageError,
  );
  assertEquals(error.message, "Option --repo is given twice");
});

Deno.test("parseCommandLine() finds help and version", () => {
  const topic = (...argv: string[]) => {
    const invocation = parseCommandLine(argv);
    assert(invocation.kind === "help");
    return invocation.topic?.name;
  };
  assertEquals(topic("--help"), undefined);
  assertEquals(topic("-h"), undefined);
  assertEquals(topic("help"), undefined);
  assertEquals(topic("help", "check"), "check");
  assertEquals(topic("check", "--help"), "check");
  assertEquals(parseCommandLine(["--version"]).kind, "version");
  assertEquals(parseCommandLine(["-V"]).kind, "version");
  for (const argv of [["--help", "-v"], ["help", "check", "--verbose"]]) {
    assertEquals(parseCommandLine(argv).output.verbose, true, argv.join(" "));
  }
});

Deno.test("parseCommandLine() refuses what makes no sense, with a hint", () => {
  const rows: [string[], string, string][] = [
    [[], "No command given", "neuron-publish --help lists"],
    [["publsh"], 'Unknown command "publsh"', "did you mean publish?"],
    [["help", "chek"], 'Unknown command "chek"', "did you mean check?"],
    [
      ["--json", "check"],
      "Option --json stands before the command",
      "first: neuron-publish check --json",
    ],
    [
      ["--repo", "driver", "verify"],
      "Option --repo stands before the command",
      "first: neuron-publish verify --repo",
    ],
    [["--repo", "driver"], "Unknown option --repo", "neuron-publish --help"],
    [["--wat"], "Unknown option --wat", "see neuron-publish --help"],
    [["publish", "--lmit=3"], "Unknown option --lmit", "mean --limit?"],
    [["publish", "-x"], "Unknown option -x", "see neuron-publish publish"],
    [["publish", "2.0"], 'Unexpected argument "2.0"', "with --version"],
    [["publish", "clone"], 'Unexpected argument "clone"', "with --repo"],
    [["check", "2.0"], 'Unexpected argument "2.0"', "see neuron-publish check"],
    [["verify", "clone"], '"clone" is not a version', "named with --repo"],
    [["verify", "2.0", "v2.1"], '"v2.1" is not a version', "with a digit"],
    [["archive", "../clone"], '"../clone" is not a version', "with --repo"],
    [["notes", "clone"], '"clone" is not a version', "named with --repo"],
    [
      ["compare", "clone", "--with", "other"],
      '"clone" is not a version',
      "named with --repo",
    ],
    [["publish", "--limit"], "Option --limit needs a value: N", "see"],
    [["publish", "--limit="], "Option --limit needs a value: N", "see"],
    [["publish", "--limit", ""], "Option --limit needs a value: N", "see"],
    [
      ["push", "--remote", ""],
      "Option --remote needs a value: NAME|URL",
      "see",
    ],
    [
      ["push", "--mirror=x", "--mirror", ""],
      "Option --mirror needs a value: NAME|URL",
      "see",
    ],
    [["verify", "--repo", ""], "Option --repo needs a value: PATH", "see"],
    [
      ["compare", "1.0", "--with", ""],
      "Option --with needs a value: PATH|URL",
      "see",
    ],
    [
      ["publish", "--limit", "-1"],
      "Option --limit needs a value: N",
      "a dash is written --limit=-",
    ],
    [["publish", "--limit", "0"], 'Option --limit is "0"', "whole number"],
    [["publish", "--limit", "1e3"], 'Option --limit is "1e3"', "whole number"],
    [["publish", "--date=never"], 'Option --date is "never"', "now, build"],
    [["publish", "--dry-run=no"], "Option --dry-run takes no value", "see"],
    [
      ["publish", "--repo=a", "--repo=b"],
      "Option --repo is given twice",
      "see",
    ],
    [["check", "--repo-url", "nowhere"], '"nowhere" is not a URL', "https:"],
    [
      ["publish", "--fingerprint", "646D9185"],
      '"646D9185" is not a full fingerprint',
      "40 hexadecimal digits",
    ],
    [["check", "--dry-run"], "Unknown option --dry-run", "see"],
  ];
  for (const [argv, message, hint] of rows) {
    const error = assertThrows(() => parseCommandLine(argv), UsageError);
    assertEquals(error.message, message);
    assertEquals(error.hint?.includes(hint), true, `${argv}: ${error.hint}`);
  }
});
