// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Takes the secrets of addresses out of text. Pure.
 *
 * @module
 */

import {
  basicCredentials,
  decoded,
  parseAddress,
  printableAddress,
  SECRET_MARK,
} from "./address.ts";

/**
 * A run of characters that may be a URL. The bound keeps the time linear: text
 * from a server may be one word of a million letters.
 */
const URL_RUN = /[a-z][a-z0-9+.-]{0,31}:\/\/[^\s'"<>`]+/gi;

/**
 * Passwords that are shorter are taken out of URLs only, not of other words.
 */
const SHORTEST_PASSWORD = 4;

/** The same for values of queries, and for user names, which may be tokens. */
const SHORTEST_TOKEN = 8;

/**
 * Makes a function that takes secrets out of text which other programs wrote:
 * the user names, passwords, queries and fragments of URLs, and what known
 * addresses contain of these, wherever it stands and however it is encoded. The
 * fragment of a known address may name a commit, which is no secret.
 *
 * @param addresses the known addresses, or what may be some
 */
export function redactor(
  addresses: Iterable<string> = [],
): (text: string) => string {
  const secrets = new Set<string>();
  for (const address of addresses) {
    for (const secret of secretsOf(address)) secrets.add(secret);
  }
  const longestFirst = [...secrets].sort((a, b) => b.length - a.length);
  return (text) => {
    let safe = text;
    for (const secret of longestFirst) {
      safe = safe.replaceAll(secret, SECRET_MARK);
    }
    return safe.replaceAll(URL_RUN, (run) => {
      const [, url = "", end = ""] = /^(.*?)([).,;:\]]*)$/s.exec(run) ?? [];
      return printableAddress(url) + end;
    });
  };
}

/** Whatever of an address has to stay out of sight, in all its spellings. */
function secretsOf(text: string): string[] {
  const [, scheme, body = ""] =
    /([a-z][a-z0-9+.-]{0,31}):\/\/(.*)/is.exec(text) ??
      ["", undefined, text];
  const isWeb = scheme !== undefined && !/ssh/i.test(scheme);
  const parsed = parseAddress(text);
  if (parsed?.hasSecret === false && scheme === undefined) return [];
  const authority = parsed === undefined
    ? body
    : body.split(/[/?#]/, 1)[0] ?? "";
  const at = authority.lastIndexOf("@");
  const userinfo = at < 0 ? "" : authority.slice(0, at);
  const colon = userinfo.indexOf(":");
  const user = colon < 0 ? userinfo : userinfo.slice(0, colon);
  const password = colon < 0 ? "" : userinfo.slice(colon + 1);
  const [, query = "", fragment = ""] =
    /^[^?#]*(?:\?([^#]*))?(?:#(.*))?$/s.exec(body.slice(at + 1)) ?? [];
  const values = [
    ...query.split(/[&;]/),
    // Only pairs: without `=` it names a commit, as in `--with URL#v2.22.2.0`.
    ...fragment.split(/[&;]/).filter((pair) => pair.includes("=")),
  ].map((pair) => pair.replace(/^[^=]*=/, ""));
  const found = [
    ...[password].filter((secret) => secret.length >= SHORTEST_PASSWORD),
    ...[...values, isWeb ? user : ""]
      .filter((secret) => secret.length >= SHORTEST_TOKEN),
    ...(password === "" ? [] : [userinfo]),
  ];
  const spellings = new Set<string>();
  for (const secret of found) {
    const plain = decoded(secret);
    for (const form of [secret, plain, encodeURIComponent(plain)]) {
      spellings.add(form);
      spellings.add(
        form.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
      );
    }
  }
  if (isWeb && userinfo !== "") {
    spellings.add(basicCredentials(user, password));
  }
  return [...spellings];
}
