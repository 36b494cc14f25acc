// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What the library's functions are called with. Programs in JavaScript have no
 * compiler that checks it, and a wrong option must not be ignored: a package
 * would be verified by another key than the caller meant, or published where
 * the caller asked for a dry run.
 *
 * @module
 */

import { printableName } from "./printable.ts";
import { nearest } from "./suggestion.ts";

/** What a value has to be, in words and as a test. */
type Test = readonly [expected: string, is: (value: unknown) => boolean];

/** What a value has to be: as a test, or as the kinds of its members. */
export type Kind = Test | { readonly [member: string]: Kind };

const isText = (value: unknown) => typeof value === "string";
// NaN is not 0 or more.
const isNumber = (value: unknown) => typeof value === "number" && value >= 0;

const boolean: Kind = [
  "true or false",
  (value) => typeof value === "boolean",
];
const callback: Kind = [
  "a function",
  (value) => typeof value === "function",
];
const number: Kind = ["a number, 0 or more", isNumber];
const count: Kind = [
  "a whole number, 0 or more",
  (value) => isNumber(value) && (Number.isInteger(value) || value === Infinity),
];
const text: Kind = ["a string", isText];
const texts: Kind = [
  "an array of strings",
  (value) => Array.isArray(value) && value.every(isText),
];
const positive: Kind = [
  "a whole number, 1 or more",
  (value) => isNumber(value) && Number.isInteger(value) && value !== 0,
];
const path: Kind = [
  "a string that is not empty",
  (value) => isText(value) && value !== "",
];
const bytes: Kind = [
  "a Uint8Array",
  (value) => value instanceof Uint8Array,
];

/** Kinds of arguments that are not options. */
export const KINDS = {
  bytes,
  bytesOrText: [
    "a Uint8Array or a string",
    (value) => value instanceof Uint8Array || isText(value),
  ],
  callback,
  count,
  number,
  text,
  texts,
} as const satisfies Record<string, Kind>;

/** Every option of the library: a name means the same wherever it is taken. */
const OPTIONS = {
  allowRollback: boolean,
  archives: boolean,
  backports: oneOf("branch", "main", "skip"),
  begin: boolean,
  budget: { take: callback },
  date: oneOf("now", "build"),
  download: callback,
  dryRun: boolean,
  env: [
    "an object of strings",
    (value) => isObject(value) && Object.values(value).every(isText),
  ],
  fingerprints: texts,
  key: KINDS.bytesOrText,
  keyFile: path,
  keyName: path,
  keyring: { keys: ["an array", Array.isArray] },
  limit: positive,
  lines: { first: count, last: count },
  maxAge: number,
  maxBytes: count,
  mirrors: texts,
  name: path,
  names: texts,
  notesFiles: texts,
  now: [
    "a valid Date",
    (value) => value instanceof Date && !Number.isNaN(value.getTime()),
  ],
  onElsewhere: callback,
  onEvent: callback,
  onProgress: callback,
  onVerified: callback,
  path,
  profile: {
    repoUrl: text,
    notesUrls: texts,
    packages: texts,
    fingerprints: texts,
    keyName: path,
    notesNames: { "dkms-index": path, components: path, "per-release": path },
    sourceFolder: path,
    archiveFolder: path,
    archiveRpmFolder: path,
    releaseSubject: text,
  },
  prove: boolean,
  pushOptions: texts,
  release: text,
  remote: text,
  repo: path,
  repoUrl: path,
  sign: boolean,
  signal: ["an AbortSignal", (value) => value instanceof AbortSignal],
  since: text,
  sink: { begin: callback, take: callback },
  size: count,
  sshKey: path,
  subject: text,
  upstream: boolean,
  url: text,
  version: text,
  versions: texts,
  web: text,
  with: path,
} as const satisfies Record<string, Kind>;

/**
 * Every option that a function takes, and whether it has to be there; a kind
 * for what means something else in this function.
 */
export type Taken<Options> = {
  readonly [Name in keyof Options]-?:
    | (Name extends keyof typeof OPTIONS ? "needed" | "optional" : never)
    | Kind;
};

function oneOf(...words: readonly string[]): Kind {
  const expected = words.map((word) => `"${word}"`).join(" or ");
  return [expected, (value) => words.some((word) => word === value)];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null &&
    tagOf(value) === "Object";
}

const OBJECT: Test = ["an object", isObject];

function isTest(kind: Kind): kind is Test {
  return Array.isArray(kind);
}

/** `Object`, `URL`, `Uint8Array`, `Promise`: what the value calls itself. */
function tagOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice("[object ".length, -1);
}

function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (typeof value === "string") {
    return `"${printableName([...value].slice(0, 40).join(""))}"`;
  }
  if (typeof value === "number" || typeof value === "boolean") {
    return `${value}`;
  }
  const tag = tagOf(value);
  if (tag === "Promise") return "a Promise, which has to be awaited";
  return `${/^[AEIO]/.test(tag) ? "an" : "a"} ${tag}`;
}

/**
 * Refuses an argument that is not of its kind.
 *
 * @param name the function and the argument: `verifyRpm(): file`
 * @throws {TypeError} that says what is expected and what was found
 */
export function requireArgument(
  name: string,
  value: unknown,
  kind: Kind,
): void {
  const [expected, is] = isTest(kind) ? kind : OBJECT;
  if (!is(value)) {
    throw new TypeError(
      `${name} has to be ${expected}, found ${describe(value)}`,
    );
  }
  if (isTest(kind) || !isObject(value)) return;
  for (const [member, its] of Object.entries(kind)) {
    requireArgument(`${name}.${member}`, value[member], its);
  }
}

/**
 * Refuses options that lack a member, have one that is not of its kind, or one
 * that the function does not take.
 *
 * @param call the function: `publish()`
 * @throws {TypeError} that says what is expected and what was found
 */
export function requireOptions<Options extends object>(
  call: string,
  options: Options,
  taken: Taken<Options>,
): void {
  const given: unknown = options;
  if (!isObject(given)) {
    throw new TypeError(
      `${call} takes an object of options, found ${describe(given)}`,
    );
  }
  if (!isPlain(given)) {
    throw new TypeError(
      `${call} takes a plain object of options, found one that inherits some`,
    );
  }
  refuseOthers(`${call} has no option`, given, taken);
  const kinds: Readonly<Record<string, Kind>> = OPTIONS;
  for (const [name, need] of Object.entries<Kind | string>(taken)) {
    if (given[name] === undefined && need !== "needed") continue;
    // By its type, `taken` has no name without a kind.
    const kind = typeof need === "string" ? kinds[name] : need;
    const value = given[name];
    requireArgument(`${call}: ${name}`, value, kind ?? OBJECT);
    if ((name === "profile" || name === "lines") && isObject(value)) {
      refuseOthers(`${call}: ${name} has no member`, value, OPTIONS[name]);
    }
  }
}

/** Whether nothing of it is inherited, which a copy would lose. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Refuses a member with another name than those. */
function refuseOthers(
  problem: string,
  value: Readonly<Record<string, unknown>>,
  names: object,
): void {
  for (const name of Object.keys(value)) {
    if (value[name] === undefined || Object.hasOwn(names, name)) continue;
    const meant = nearest(name, Object.keys(names));
    throw new TypeError(
      `${problem} "${printableName(name)}"` +
        (meant === undefined ? "" : `: did you mean ${meant}?`),
    );
  }
}
