// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// Rows I12 to I24, I41 and I43 to I49: HEAD, commits in between, branches, refs,
// redirections.

import { playAll } from "./stage.ts";
import { HEADS } from "./head_rows.ts";
import { COMMITS } from "./commit_rows.ts";
import { MISSING_TAGS } from "./missing_tag_rows.ts";
import { REFS } from "./ref_rows.ts";
import { REDIRECTIONS } from "./redirection_rows.ts";

Deno.test("verify says what HEAD is", (t) => playAll(t, HEADS));
Deno.test("verify accounts for every commit", (t) => playAll(t, COMMITS));
Deno.test("verify accounts for every ref", (t) =>
  playAll(t, [...REFS, ...REDIRECTIONS]));
Deno.test("verify sees what deleted tags would hide", (t) =>
  playAll(t, MISSING_TAGS));
