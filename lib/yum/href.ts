// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Where metadata says a file is: always below the repository's root.
 *
 * @module
 */

import { printableAddress } from "../address.ts";
import { UsageError } from "../errors.ts";
import { metadataError } from "./xml_record.ts";

/** Characters in an href. Real ones have up to about 90. */
const MAX_HREF = 1_024;

/**
 * Letters, digits and `+,-.=@^_~`, single slashes, no segment that starts with
 * a dot. So there is no `..`, no scheme, no other host, no absolute path, no
 * query, no backslash and no percent-encoding that a server may read as one of
 * these.
 */
const HREF =
  /^(?!\.)[A-Za-z0-9+,\-.=@^_~]+(?:\/(?!\.)[A-Za-z0-9+,\-.=@^_~]+)*$/;

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, "");
}

/** Whether two spellings are of one URL: the host's case, the default port. */
function isSameUrl(a: string, b: string): boolean {
  const [one, other] = [URL.parse(a), URL.parse(b)];
  return one !== null && other !== null &&
    withoutSlash(one.href) === withoutSlash(other.href);
}

/** The attributes of a `location` element. */
export interface Location {
  /** The value of `href`. */
  readonly href: string | undefined;
  /** The value of `xml:base`. */
  readonly base: string | undefined;
}

/** What {@linkcode parseLocation} has to know. */
export interface LocationOptions {
  /** The document, for errors. */
  readonly subject: string;
  /**
   * The repository's root: the only value that `xml:base` may have. Undefined
   * where nothing is going to be downloaded, as of archived metadata: then
   * `xml:base` says where the vendor's repository was that day, proves nothing,
   * and is ignored.
   */
  readonly repoUrl?: string | undefined;
}

/**
 * Reads a `location` element.
 *
 * @param location the element's attributes
 * @param options the document, and the repository's root
 * @returns a relative path below the repository's root
 * @throws {VerificationError} `E_META` for everything else
 */
export function parseLocation(
  location: Location,
  { subject, repoUrl }: LocationOptions,
): string {
  const { href, base } = location;
  if (
    base !== undefined && repoUrl !== undefined && !isSameUrl(base, repoUrl)
  ) {
    throw metadataError(subject, "xml:base points elsewhere", {
      expected: printableAddress(repoUrl),
      found: JSON.stringify(printableAddress(base.slice(0, MAX_HREF))),
    });
  }
  if (href === undefined || href.length > MAX_HREF || !HREF.test(href)) {
    throw metadataError(subject, "the href of a location is not accepted", {
      expected: "a plain path below the repository's root",
      found: JSON.stringify(href?.slice(0, MAX_HREF) ?? null),
    });
  }
  return href;
}

/**
 * The URL of a file in a repository.
 *
 * @param repoUrl the repository's root, with or without final slash
 * @param href a path that {@linkcode parseLocation} accepted, or a constant
 * @returns the URL; `+` and its like are percent-encoded, since S3 reads a bare
 *   `+` as a space
 * @throws {UsageError} where `repoUrl` is not a URL, or has a query or fragment
 */
export function resolveHref(repoUrl: string, href: string): string {
  const root = URL.parse(repoUrl);
  if (root === null || root.search !== "" || root.hash !== "") {
    throw new UsageError(
      `${printableAddress(repoUrl)} is not the URL of a yum repository`,
      "Give the directory that contains repodata/, such as https://example.com/repo",
    );
  }
  const path = href.split("/").map(encodeURIComponent).join("/");
  return `${withoutSlash(root.href)}/${path}`;
}
