// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What git signs with: the user's configuration. A repository's own may choose
 * among the user's keys, but names no program.
 *
 * @module
 */

import type { Git } from "./git.ts";
import { parseSettings, type Setting, USER_SCOPES } from "./network.ts";

/** Settings that name programs, and git's own choice. */
const PROGRAMS: Readonly<Record<string, string>> = {
  "gpg.program": "gpg",
  "gpg.openpgp.program": "gpg",
  "gpg.x509.program": "gpgsm",
  "gpg.ssh.program": "ssh-keygen",
  "gpg.ssh.defaultkeycommand": "",
};

/**
 * The settings to sign with, for {@linkcode RunOptions.config}: as git reads
 * them here, but for programs that the repository names.
 *
 * @param git git in the repository
 */
export async function signingSettings(
  git: Git,
): Promise<(readonly [key: string, value: string])[]> {
  const found = parseSettings(
    await git.records(
      ["config", "--show-scope", "-z", "--get-regexp", SIGNING],
      { okCodes: [0, 1] }, // 1: there is none
    ),
  );
  const isForeign = ({ scope, key }: Setting) =>
    Object.hasOwn(PROGRAMS, key) && !USER_SCOPES.includes(scope);
  const settings = new Map(
    found.filter((setting) => !isForeign(setting))
      .map(({ key, value }) => [key, value]),
  );
  if (found.some(isForeign)) {
    // "gpg.program" is the older name of "gpg.openpgp.program".
    const gpg = settings.get("gpg.openpgp.program") ??
      settings.get("gpg.program") ?? "gpg";
    settings.delete("gpg.program");
    settings.set("gpg.openpgp.program", gpg);
    for (const [key, own] of Object.entries(PROGRAMS)) {
      if (key !== "gpg.program" && !settings.has(key)) settings.set(key, own);
    }
  }
  // A commit made in another encoding would say so.
  return [...settings, ["i18n.commitEncoding", "UTF-8"]];
}

/** Configuration keys that affect signing. */
const SIGNING = String.raw`^(gpg\.|user\.signingkey$)`;
