// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals, assertStringIncludes } from "@std/assert";
import { formProblem } from "../../lib/verify/form.ts";

const [TREE, PARENT, OTHER] = ["a", "b", "c"].map((digit) => digit.repeat(40));
const PERSON = "A <a@example.com> 1735000000 +0000";
const COMMIT = `tree ${TREE}
parent ${PARENT}
parent ${OTHER}
author ${PERSON}
committer ${PERSON}
mergetag object ${OTHER}
 type commit
gpgsig one
 two
gpgsig-sha256 one
 two

subject
`;
const TAG = `object ${TREE}
type commit
tag 2.1.0.0
tagger ${PERSON}
gpgsig one
 two
gpgsig-sha256 one
 two

text
`;

/** Lines of a good object that are changed, and what is odd then. */
const ROWS: readonly (readonly [
  type: "commit" | "tag",
  from: string | RegExp,
  to: string,
  problem: string | undefined,
])[] = [
  ["commit", "", "", undefined],
  ["tag", "", "", undefined],
  ["commit", /^parent .*\n|^mergetag .*\n .*\n/gm, "", undefined],
  ["tag", /^tagger .*\n/m, "", undefined],
  ["commit", /^tree .*\n/, "", "no header tree"],
  ["commit", /^author .*\n/m, "", "no header author"],
  ["commit", /^committer .*\n/m, "", "no header committer"],
  ["tag", /^object .*\n/, "", "no header object"],
  ["tag", /^type .*\n/m, "", "no header type"],
  ["tag", /^tag .*\n/m, "", "no header tag"],
  ["commit", /^(tree .*\n)/, "$1$1", "header tree is there twice"],
  ["commit", /^(author .*\n)/m, "$1$1", "header author is there twice"],
  ["commit", /^(committer .*\n)/m, "$1$1", "committer is there twice"],
  ["commit", /^(gpgsig .*\n)/m, "$1$1", "header gpgsig is there twice"],
  ["commit", /^(gpgsig-sha256 .*\n)/m, "$1$1", "-sha256 is there twice"],
  ["tag", /^(object .*\n)/, "$1$1", "header object is there twice"],
  ["tag", /^(type .*\n)/m, "$1$1", "header type is there twice"],
  ["tag", /^(tag .*\n)/m, "$1$1", "header tag is there twice"],
  ["tag", /^(tagger .*\n)/m, "$1$1", "header tagger is there twice"],
  ["commit", /^(tree .*\n)([^]*?)\n\n/, "$2\n$1\n", "tree is out of order"],
  ["commit", /^(author .*\n)(.*\n)/m, "$2$1", "author is out of order"],
  ["tag", /^(type .*\n)(.*\n)/m, "$2$1", "type is out of order"],
  ["commit", "\n\n", "\nencoding UTF-7\n\n", 'the header "encoding"'],
  ["tag", "\n\n", "\ntree x\n\n", 'the header "tree"'],
  ["commit", /^author/m, " more\nauthor", "a header goes on"],
  ["commit", /^/, " more\n", "a header goes on"],
  ["commit", /^author/m, "Author", "is not a header"],
  ["commit", /^author.*$/m, "author", "is not a header"],
  ["commit", /^author/m, "\nauthor", "no header author"],
  ["commit", "\n\n", "\n", "no empty line ends its headers"],
  ["commit", "subject", "sub\0ject", "there is a NUL in it"],
  ["commit", /^tree a/, "tree A", "is not an object id"],
  ["commit", /^tree a/, "tree ", "is not an object id"],
  ["commit", /^tree a/, "tree aa", "is not an object id"],
  ["commit", /^tree a/, "tree g", "is not an object id"],
  ["commit", /^(tree .*)a$/m, "$1 ", "is not an object id"],
  ["commit", /^parent b/m, "parent B", "is not an object id"],
  ["tag", /^object a/, "object A", "is not an object id"],
  ["commit", /^(author .*)$/m, "$1 ", "is not a name, address and time"],
  ["commit", /^author A /m, "author >< ", "is not a name, address and time"],
  ["commit", /^author A </m, "author ", "is not a name, address and time"],
  ["commit", /^(author .*> )/m, "$10", "is not a name, address and time"],
  ["commit", /^(author .*> )/m, "$1-", "is not a name, address and time"],
  ["commit", /^(author .* )\+/m, "$1", "is not a name, address and time"],
  ["commit", /^(committer .*)0$/m, "$1", "is not a name, address and time"],
  ["tag", /^(tagger .*> )\d+/m, "$1soon", "is not a name, address and time"],
  ["commit", /^(author .*> )\d+/m, "$10", undefined],
  ["commit", /^author A /m, "author ", undefined],
  ["commit", /^(author .*> \d+)/m, `$1${"9".repeat(9)}`, "its time"],
  [
    "commit",
    /^(mergetag [^]*?)(?=gpgsig)/m,
    "$1$1",
    "more mergetag headers than merged commits",
  ],
  [
    "commit",
    /^parent .*\n/gm,
    "",
    "more mergetag headers than merged commits",
  ],
];

Deno.test("formProblem() says what git would write otherwise", async (t) => {
  for (const [type, from, to, problem] of ROWS) {
    const good = type === "commit" ? COMMIT : TAG;
    await t.step(`${type}: ${from} -> ${JSON.stringify(to)}`, () => {
      const text = good.replace(from, to);
      assertEquals(text === good, from === "", "no such line");
      const bytes = new TextEncoder().encode(text);
      const found = formProblem(type, bytes, "sha1");
      if (problem === undefined) assertEquals(found, undefined);
      else assertStringIncludes(found ?? "nothing", problem);
    });
  }
});
