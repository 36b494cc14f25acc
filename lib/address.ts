// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Addresses of repositories and files: one grammar for what people type and
 * what configuration contains, and one printable form. Pure.
 *
 * The grammar is git's (gitremote-helpers, "git clone", section "GIT URLS"),
 * without `transport::address`, and without text that could contain a
 * password in a place where git looks for something else.
 *
 * @module
 */

import { UsageError } from "./errors.ts";

/**
 * How an address is reached. `loopback` is http to this machine, `ssh` includes
 * `user@host:path`, `path` is a file or directory of this machine.
 */
export type AddressKind =
  | "https"
  | "loopback"
  | "http"
  | "ssh"
  | "git"
  | "file"
  | "path";

/** Kinds under which git may find another repository. */
export const REPOSITORY_KINDS: readonly AddressKind[] = [
  "https",
  "loopback",
  "ssh",
  "file",
  "path",
];

interface Parts {
  readonly kind: AddressKind;
  readonly user?: string | undefined;
  readonly host?: string | undefined;
  readonly path: string;
  readonly printable: string;
}

/**
 * An address that was taken apart. Its secrets come out through
 * {@linkcode Address.reveal} alone: printing or serializing it shows the
 * printable form.
 */
class Address {
  /** How it is reached. */
  readonly kind: AddressKind;
  /** The host, in brackets if it is an IPv6 address; undefined for a path. */
  readonly host: string | undefined;
  /** The path, for URLs with its first slash; without query and fragment. */
  readonly path: string;
  /** The user that ssh logs in as, if one is named. */
  readonly sshUser: string | undefined;
  /**
   * The address without user name, password, query and fragment; the user name
   * stays for ssh, where it is not a secret.
   */
  readonly printable: string;
  readonly #full: string;

  /**
   * Keeps the parts. Use {@linkcode parseAddress}.
   *
   * @param full the address as a transport needs it
   * @param parts what it consists of
   */
  constructor(full: string, parts: Parts) {
    this.kind = parts.kind;
    this.host = parts.host;
    this.path = parts.path;
    this.sshUser = parts.kind === "ssh" ? parts.user : undefined;
    this.printable = parts.printable;
    this.#full = full;
  }

  /** Whether it contains what must not be printed. */
  get hasSecret(): boolean {
    return this.#full !== this.printable;
  }

  /** The address with its secrets, for a transport and nothing else. */
  reveal(): string {
    return this.#full;
  }

  /** The printable form. */
  toString(): string {
    return this.printable;
  }

  /** The printable form. */
  toJSON(): string {
    return this.printable;
  }
}

/** Stands for a secret. */
export const SECRET_MARK = "***";

const URL_SHAPE = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)([^?#]*)(.*)$/i;
const HOST_SHAPE =
  /^(\[[0-9a-f:.]+\]|[\p{L}\p{N}_][\p{L}\p{N}_.~-]*)(:[0-9]{1,5})?$/iu;
const SCP_SHAPE =
  /^(?:([^\s:/@]+)@)?([\p{L}\p{N}_][\p{L}\p{N}_.~-]*|\[[0-9a-f:.]+\]):([^:\\].*)$/iu;

/**
 * Takes an address apart.
 *
 * @param text what a person typed or configuration contains
 * @returns undefined for text that is not an address, and for text in which a
 * password may stand where git looks for a host, a port or a path
 */
export function parseAddress(text: string): Address | undefined {
  const isPlain = text !== "" && text === text.trim() &&
    !text.startsWith("-") && !/\p{Cc}/u.test(text);
  if (!isPlain) return undefined;
  if (URL_SHAPE.test(text)) return parseUrl(text);
  if (text.includes("://") || /^[\w.+-]+::/.test(text)) return undefined;
  const path = { kind: "path", path: text, printable: text } as const;
  if (/^[a-z]:[\\/]/i.test(text)) return new Address(text, path); // Windows
  // As git decides it: a colon before the first slash is a host's.
  if (/^[^/]*:/.test(text)) return parseScp(text);
  // `//user:password@host/` and `https//user:password@host/` are slips.
  if (/^\/\/[^/]*@|:[^/]*@/.test(text)) return undefined;
  return new Address(text, path);
}

function parseScp(text: string): Address | undefined {
  const [, user, host, path] = SCP_SHAPE.exec(text) ?? [];
  if (host === undefined || path === undefined || /\s/.test(text)) {
    return undefined;
  }
  if (user === undefined && host.length === 1) return undefined; // a drive
  // `user:password@host:path`, which git reads as a path on the host "user".
  const isSlip = user === undefined ? path.includes("@") : /@.*:/.test(path);
  if (isSlip) return undefined;
  return new Address(text, { kind: "ssh", user, host, path, printable: text });
}

function parseUrl(text: string): Address | undefined {
  const [, name = "", authority = "", path = "", rest = ""] =
    URL_SHAPE.exec(text) ?? [];
  const scheme = name.toLowerCase(); // git finds its transports by this case
  const full = `${scheme}${text.slice(name.length)}`;
  if (scheme === "file") {
    const isLocal = (authority === "" || authority === "localhost") &&
      path.length > 1;
    const printable = `file://${path}`;
    return isLocal
      ? new Address(full, { kind: scheme, path, printable })
      : undefined;
  }
  // In `https://a\@b/` the host is b to git, and a to the runtime.
  if (authority.includes("\\")) return undefined;
  const at = authority.lastIndexOf("@");
  const userinfo = at < 0 ? undefined : authority.slice(0, at);
  const [, host, port = ""] = HOST_SHAPE.exec(authority.slice(at + 1)) ?? [];
  const kind = scheme === "http" && host !== undefined && isLoopback(host)
    ? "loopback"
    : scheme;
  if (host === undefined || !isKind(kind) || /\s/.test(text)) return undefined;
  // In `https://user:12/34@host/` the password has a slash, in
  // `https://host/a@b` the path has an at sign.
  const isAmbiguous = path.includes("@") &&
    (at >= 0 || port !== "" || !/\.|^\[|^localhost$/.test(host));
  if (isAmbiguous) return undefined;
  const user = userinfo?.split(":", 1)[0];
  // A mark that stands for a secret is none: what is printed stays printable.
  const isShown = kind === "ssh" && user || userinfo === SECRET_MARK;
  const shownUser = isShown ? `${user}@` : "";
  return new Address(rest === "#" || rest === "?" ? full.slice(0, -1) : full, {
    kind,
    user,
    host,
    path,
    printable: `${scheme}://${shownUser}${host}${port}${path}`,
  });
}

function isKind(text: string): text is AddressKind {
  return ["https", "loopback", "http", "ssh", "git"].includes(text);
}

/**
 * Whether a host is this machine by its very name: what goes there crosses no
 * network, so that http will do.
 *
 * @param hostname as `URL` has it
 */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" ||
    /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/** What {@linkcode requireAddress} asks for. */
export interface AddressUse {
  /** Kinds that will do. */
  readonly kinds: readonly AddressKind[];
  /** What it has to be, for the error: "not a repository to push to". */
  readonly problem: string;
  /** What to write instead. */
  readonly hint: string;
}

/**
 * Takes an address apart that a use accepts.
 *
 * @param text what a person typed
 * @param use which kinds are accepted, and what to say otherwise
 * @throws {UsageError} for every other text, without a secret in its message
 */
export function requireAddress(text: string, use: AddressUse): Address {
  const address = parseAddress(text);
  if (address !== undefined && use.kinds.includes(address.kind)) return address;
  throw new UsageError(
    `${JSON.stringify(printableAddress(text))} is ${use.problem}`,
    /@/.test(text) && address === undefined
      ? `${use.hint}; in a password write / as %2F, @ as %40, : as %3A`
      : use.hint,
  );
}

/**
 * An address that is printed in full: a job file, a page.
 *
 * @throws {UsageError} for one with user name, password, query or fragment
 */
export function requirePublicAddress(text: string, use: AddressUse): Address {
  const address = requireAddress(text, use);
  if (!address.hasSecret) return address;
  throw new UsageError(
    `${JSON.stringify(address.printable)} is given with a user name, a ` +
      "password or a query",
    `everybody can read it there; ${use.hint}`,
  );
}

/**
 * The form of an address that may be printed, whatever the text is. Idempotent.
 *
 * @param text an address, or text that is used as one
 */
export function printableAddress(text: string): string {
  return parseAddress(text)?.printable ?? masked(text);
}

/** What cannot be a secret in text that is not an address. */
function masked(text: string): string {
  const at = text.lastIndexOf("@");
  const [, before = ""] = /^\s*([a-z][a-z0-9+.-]*:\/\/)/i.exec(text) ??
    /^(.*:\/\/)/s.exec(text) ?? [];
  const start = text.indexOf(before) + before.length;
  if (at >= start && at >= 0) {
    const [rest = ""] = text.slice(at + 1).split(/[?#]/, 1);
    return `${before.trim()}${SECRET_MARK}@${rest}`;
  }
  if (before === "") return text;
  const [rest = ""] = text.slice(start).split(/[?#]/, 1);
  return before +
    rest.replace(/^([^/:[]*:)(?![0-9]{1,5}(\/|$))[^/]*/, `$1${SECRET_MARK}`);
}

/**
 * User name and password as the header `Authorization` has them (RFC 7617,
 * section 2).
 *
 * @param user as a URL has it, percent-encoded
 * @param password as a URL has it, percent-encoded
 */
export function basicCredentials(user: string, password: string): string {
  const text = `${decoded(user)}:${decoded(password)}`;
  return new TextEncoder().encode(text).toBase64();
}

/** A part of a URL without percent-encoding, as it is if that is broken. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a stray percent sign
  }
}
