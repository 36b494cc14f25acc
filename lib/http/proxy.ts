// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Whether `fetch` goes through a proxy. It reads the environment by itself;
 * this is for ways to the network that do not. Pure.
 *
 * @module
 */

/** A variable of the environment; names of either case are asked for. */
export type Environment = (name: string) => string | undefined;

/**
 * Finds the variable that sends a URL through a proxy. Addresses in `NO_PROXY`
 * count where they are spelled out; of networks (`10.0.0.0/8`) it is said that
 * there is a proxy, even if `fetch` would use none.
 *
 * @param url where to
 * @param env the environment
 * @returns `HTTPS_PROXY` or the like; undefined where there is none
 */
export function proxyVariable(url: URL, env: Environment): string | undefined {
  const value = (name: string) => env(name) || env(name.toLowerCase());
  const names = url.protocol === "https:"
    ? ["HTTPS_PROXY", "ALL_PROXY"]
    : ["HTTP_PROXY", "ALL_PROXY"];
  const found = names.find((name) => value(name) !== undefined);
  if (found === undefined) return undefined;
  const host = url.hostname.replace(/^\[|\]$/g, "").toLowerCase();
  const isExempt = (value("NO_PROXY") ?? "").toLowerCase().split(",")
    .map((entry) => entry.trim().replace(/^\*?\./, ""))
    .some((entry) =>
      entry === "*" || entry !== "" &&
        (host === entry || host.endsWith(`.${entry}`))
    );
  return isExempt ? undefined : found;
}
