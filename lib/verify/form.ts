// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The one form in which git writes commits and annotated tags. git reads more
 * than that: of a header that is there twice, one command takes the first and
 * another the last; it shows a message up to its first NUL. Pure.
 *
 * @module
 */

import { dateProblem } from "../git/ident.ts";
import { HEX_LENGTH, type ObjectFormat } from "../source/object_id.ts";

/** A header, and the first line of its value. */
interface Header {
  readonly name: string;
  readonly value: string;
}

/** What the headers of a type of object are. */
interface Form {
  /** In git's order, and whether one may appear several times. */
  readonly headers: readonly (readonly [name: string, repeats: boolean])[];
  readonly required: readonly string[];
  readonly ids: readonly string[];
  readonly people: readonly string[];
}

const FORMS: Readonly<Record<"commit" | "tag", Form>> = {
  commit: {
    headers: [
      ["tree", false],
      ["parent", true],
      ["author", false],
      ["committer", false],
      ["mergetag", true], // the signed tag that was merged, one for each
      ["gpgsig", false],
      ["gpgsig-sha256", false],
    ],
    required: ["tree", "author", "committer"],
    ids: ["tree", "parent"],
    people: ["author", "committer"],
  },
  tag: {
    headers: [
      ["object", false],
      ["type", false],
      ["tag", false],
      ["tagger", false], // only old tags lack it
      ["gpgsig", false],
      ["gpgsig-sha256", false],
    ],
    required: ["object", "type", "tag"],
    ids: ["object"],
    people: ["tagger"],
  },
};

/** Headers that go on in lines that start with a space. */
const LONG: ReadonlySet<string> = new Set([
  "mergetag",
  "gpgsig",
  "gpgsig-sha256",
]);

/**
 * What is odd about a commit or an annotated tag.
 *
 * @param bytes the object's content
 * @param format how the repository names objects
 * @returns undefined where git would write it so
 */
export function formProblem(
  type: keyof typeof FORMS,
  bytes: Uint8Array,
  format: ObjectFormat,
): string | undefined {
  const headers = readHeaders(bytes);
  if (typeof headers === "string") return headers;
  const form = FORMS[type];
  const values = (...names: readonly string[]) =>
    names.flatMap((own) =>
      headers.filter(({ name }) => name === own).map(({ value }) => value)
    );
  const missing = form.required.find((name) => values(name).length === 0);
  return orderProblem(headers, form.headers) ??
    (missing && `it has no header ${missing}`) ??
    values(...form.ids).map((id) => idProblem(id, format)).find(isDefined) ??
    values(...form.people).map(personProblem).find(isDefined) ??
    (values("mergetag").length >= Math.max(1, values("parent").length)
      ? "it has more mergetag headers than merged commits"
      : undefined);
}

function isDefined(text: string | undefined): text is string {
  return text !== undefined;
}

/** @returns the headers, or what is odd */
function readHeaders(bytes: Uint8Array): readonly Header[] | string {
  if (bytes.includes(0)) return "there is a NUL in it";
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  const end = text.indexOf("\n\n");
  if (end < 0) return "no empty line ends its headers";
  const headers: Header[] = [];
  for (const line of text.slice(0, end).split("\n")) {
    if (line.startsWith(" ")) {
      if (LONG.has(headers.at(-1)?.name ?? "")) continue;
      return "a header goes on in a second line";
    }
    const [, name, value = ""] = /^([a-z0-9-]+) (.*)/s.exec(line) ?? [];
    if (name === undefined) {
      return `the line ${JSON.stringify(line.slice(0, 80))} is not a header`;
    }
    headers.push({ name, value });
  }
  return headers;
}

function orderProblem(
  headers: readonly Header[],
  known: readonly (readonly [name: string, repeats: boolean])[],
): string | undefined {
  let at = -1;
  for (const { name } of headers) {
    const place = known.findIndex(([own]) => own === name);
    if (place < 0) {
      return `it has the header ${JSON.stringify(name.slice(0, 80))}`;
    }
    if (place < at) return `its header ${name} is out of order`;
    if (place === at && known[place]?.[1] !== true) {
      return `its header ${name} is there twice`;
    }
    at = place;
  }
  return undefined;
}

function idProblem(id: string, format: ObjectFormat): string | undefined {
  const isId = /^[0-9a-f]+$/.test(id) && id.length === HEX_LENGTH[format];
  return isId
    ? undefined
    : `${JSON.stringify(id.slice(0, 80))} is not an object id`;
}

/** "Name <address> seconds +hhmm", with numbers that a date can have. */
function personProblem(value: string): string | undefined {
  const [, seconds, hours, minutes] =
    /^(?:[^<>]* )?<[^<>]*> (0|[1-9]\d*) [+-](\d\d)(\d\d)$/.exec(value) ?? [];
  if (seconds === undefined) {
    return `${
      JSON.stringify(value.slice(0, 120))
    } is not a name, address and time`;
  }
  const problem = dateProblem(seconds, `${hours}${minutes}`);
  return problem && `its ${problem}`;
}
