// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals, assertThrows } from "@std/assert";
import { parsePlace, parseReleasesPlace } from "../../lib/compare/place.ts";
import { UsageError } from "../../lib/errors.ts";

Deno.test("parsePlace() distinguishes directories, addresses, and commits and directories in them", () => {
  const rows = [
    ["../driver", false, "../driver", undefined, undefined],
    ["driver#v1", false, "driver", "v1", undefined],
    ["driver#v1:src/a", false, "driver", "v1", "src/a"],
    ["https://host/a", true, "https://host/a", undefined, undefined],
    ["file:///a#b", true, "file:///a", "b", undefined],
    ["git@host:a/b#c:d", true, "git@host:a/b", "c", "d"],
    [
      "https://a.example/b#v1@2",
      true,
      "https://a.example/b",
      "v1@2",
      undefined,
    ],
    ["driver#v1:", false, "driver", "v1", ""],
    ["driver#v1:a/..b/c..", false, "driver", "v1", "a/..b/c.."],
    ["driver#v1:a/.b/c.d", false, "driver", "v1", "a/.b/c.d"],
  ] as const;
  for (const [given, isAddress, target, ref, folder] of rows) {
    const expected = {
      ...{ isAddress, ref, folder },
      ...{ target, full: target, shown: target },
      suffix: given.slice(target.length),
    };
    assertEquals(parsePlace(given), expected, given);
  }
  const wrong = [
    ...["", "-x", "x y", "^v1", "v1^{tree}", "v1 ", "a..b"],
    ...["v1:..", "v1:.", "v1:../a", "v1:a/../b", "v1:./a", "v1:a b"],
  ];
  for (const suffix of wrong) {
    assertThrows(() => parsePlace(`driver#${suffix}`), UsageError, "", suffix);
  }
});

Deno.test("parsePlace() shows no passwords", () => {
  const { shown, target, full } = parsePlace("https://ada:secret@host/a#v1");
  assertEquals(shown.includes("secret"), false);
  assertEquals(target, "https://host/a");
  assertEquals(full, "https://ada:secret@host/a");
  // What follows # is a part of the password.
  const error = assertThrows(
    () => parsePlace("https://ada:half#secret@host/a"),
    UsageError,
    "is not a repository to read from",
  );
  assertEquals(/half|secret/.test(error.message), false, error.message);
});

Deno.test("parseReleasesPlace() wants a version in the ref, if there is one", () => {
  const rows = [
    ["driver", undefined, undefined],
    ["driver#{version}", "{version}", undefined],
    ["driver#rel/v{version}-1:src", "rel/v{version}-1", "src"],
    ["driver#{version}:src/{version}", "{version}", "src/{version}"],
  ] as const;
  for (const [given, ref, folder] of rows) {
    const place = parseReleasesPlace(given);
    assertEquals([place.ref, place.folder], [ref, folder], given);
  }
  const wrong = [
    "driver#main",
    "driver#main:{version}",
    "driver#-{version}",
    "driver#{version} x",
    "driver#{version}^{tree}",
    "ext::{version}",
  ];
  for (const given of wrong) {
    assertThrows(() => parseReleasesPlace(given), UsageError, undefined, given);
  }
});
