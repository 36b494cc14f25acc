// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The vendor, the remotes and the weekly runs of a year, on loopback.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { utf8 } from "../fixtures/bytes.ts";
import {
  type DriverOptions,
  driverPackage,
} from "../fixtures/driver_package.ts";
import type { TestKey } from "../fixtures/keys.ts";
import { serve, type TestServer } from "../fixtures/server.ts";
import { buildRepository } from "../fixtures/yum_repository.ts";
import { TestRepository } from "../git/test_repository.ts";
import { BareRemote } from "./remotes.ts";
import { FIRST_DAY, type Outcome, runProgram } from "./scene.ts";

const DAY = 86_400; // seconds
/** Path of the notes at first, below the server's root. */
export const OLD_PAGE = "notes/aws-neuronx-dkms.rst";
/** Path of the notes later. */
export const NEW_PAGE = "notes/runtime.rst";

/** What the vendor offers on a day. */
export interface State {
  /** Days since the first state. */
  readonly day: number;
  readonly versions: readonly string[];
  /** What is unusual about some of these versions. */
  readonly unusual?: Readonly<Record<string, Partial<DriverOptions>>>;
  readonly key: TestKey;
  /** A key beside it in the key file. */
  readonly otherKey?: TestKey;
  /** Pages of release notes by path; what is not here answers 404. */
  readonly notes: Readonly<Record<string, string>>;
}

/** The vendor's files of a day: everything is signed again, as it does it. */
async function vendorFiles(state: State) {
  const { day, versions, unusual = {}, key, otherKey, notes } = state;
  const timestamp = FIRST_DAY + day * DAY;
  const packages = await Promise.all(versions.map(async (version) => {
    const options: DriverOptions = {
      version,
      key,
      signedAt: timestamp - 3600,
      ...unusual[version],
    };
    return { built: await driverPackage(options) };
  }));
  const files = await buildRepository({
    packages,
    timestamp,
    key: key.armored + (otherKey?.armored ?? ""),
  });
  for (const [path, text] of Object.entries(notes)) files.set(path, utf8(text));
  return files;
}

/** The notes of some versions, as the vendor wrote them at first. */
export const oldPage = (...versions: readonly string[]) =>
  versions.map((version) =>
    `Neuron Driver release [${version}]\n--------------------------------\n\n` +
    `Date: 1/15/2025\n\nBug Fixes\n^^^^^^^^^\n\n* Mended in ${version}\n\n`
  ).join("");

/** The same, as it writes them later. */
export const newPage = (...versions: readonly string[]) =>
  versions.map((version) =>
    `Neuron Runtime (Neuron ${version} Release)\n${"-".repeat(60)}\n\n` +
    `Neuron Driver\n~~~~~~~~~~~~~\n\n**Version:** ${version}\n\n` +
    `Bug Fixes\n^^^^^^^^^\n\n* Mended in ${version}\n\n`
  ).join("");

/** The repositories of a year, the vendor's server, and the weeks. */
export class Year implements AsyncDisposable {
  readonly primary: BareRemote;
  readonly mirrors: readonly BareRemote[];
  readonly server: TestServer;
  readonly #place: TestRepository;
  #weeks = 0;
  #tags = new Map<string, string>();

  private constructor(
    place: TestRepository,
    primary: BareRemote,
    mirrors: readonly BareRemote[],
  ) {
    this.#place = place;
    this.primary = primary;
    this.mirrors = mirrors;
    this.server = serve(new Map());
  }

  /** An empty data repository, as `init` makes it, in all remotes. */
  static async begin(): Promise<Year> {
    const place = await TestRepository.make();
    const [primary, ...mirrors] = [
      await BareRemote.make(place, "primary"),
      await BareRemote.make(place, "github"),
      await BareRemote.make(place, "codeberg"),
    ];
    const year = new Year(place, primary, mirrors);
    const folder = `${place.root}/start`;
    const made = await runProgram(
      ["init", "--remote=git@git.sr.ht:~ada/driver", folder],
      place.env,
    );
    assertEquals(made.code, 0, made.stderr);
    const pushed = await runProgram(
      ["push", `--repo=${folder}`, ...year.#targets],
      place.env,
    );
    assertEquals(pushed.code, 0, pushed.stderr);
    return year;
  }

  get #targets(): string[] {
    return [
      `--remote=${this.primary.path}`,
      ...this.mirrors.map((mirror) => `--mirror=${mirror.path}`),
      "--push-option=skip-ci",
    ];
  }

  /** The vendor's new state. */
  async offer(state: State): Promise<void> {
    this.server.set(await vendorFiles(state));
  }

  /** A clone as on a build host. */
  async #clone(): Promise<string> {
    const clone = `${this.#place.root}/week-${++this.#weeks}`;
    const git = (...args: string[]) => this.#place.git(...args);
    await git("clone", "--quiet", this.primary.path, clone);
    await git("-C", clone, "checkout", "--quiet", "--detach");
    return clone;
  }

  #run(command: string, clone: string, args: readonly string[]) {
    return runProgram([
      command,
      `--repo=${clone}`,
      `--repo-url=${this.server.url}`,
      ...args,
    ], this.#place.env);
  }

  /** The check that runs first every week. */
  async check(): Promise<number> {
    const outcome = await this.#run(
      "check",
      await this.#clone(),
      ["--max-age=0"],
    );
    return outcome.code;
  }

  /** The job. */
  async week(...pins: readonly TestKey[]): Promise<Outcome> {
    return await this.#run("publish", await this.#clone(), [
      "--push",
      ...this.#targets,
      "--max-age=0",
      `--notes-url=${this.server.url}/${OLD_PAGE}`,
      `--notes-url=${this.server.url}/${NEW_PAGE}`,
      ...pins.map((key) => `--fingerprint=${key.fingerprint}`),
    ]);
  }

  /** The audit, of a clone. */
  async verify(...pins: readonly TestKey[]): Promise<Outcome> {
    return await this.#run(
      "verify",
      await this.#clone(),
      pins.map((key) => `--fingerprint=${key.fingerprint}`),
    );
  }

  /** Everything that a remote shows. */
  refs(): Promise<string> {
    return this.primary.refs();
  }

  /** Asserts that the primary has these releases, and that no tag has moved. */
  async assertReleases(...versions: readonly string[]): Promise<void> {
    const text = await this.primary.git(
      "for-each-ref",
      "--format=%(refname:lstrip=2) %(objectname)",
      "--sort=version:refname",
      "refs/tags",
    );
    const lines = text.split("\n").filter((line) => line !== "");
    const tags = new Map(lines.map((line): [string, string] => {
      const [name = "", id = ""] = line.split(" ");
      return [name, id];
    }));
    assertEquals([...tags.keys()], versions);
    for (const [name, id] of this.#tags) assertEquals(tags.get(name), id, name);
    this.#tags = tags;
  }

  /** Asserts that mirrors have what the primary has. */
  async assertMirrored(): Promise<void> {
    const refs = await this.refs();
    for (const mirror of this.mirrors) assertEquals(await mirror.refs(), refs);
  }

  /** First lines of the commits that a branch has and another has not. */
  async log(range: string): Promise<string[]> {
    const text = await this.primary.git("log", "--format=%s", range);
    return text.split("\n").filter((line) => line !== "");
  }

  /** The message of a release's commit. */
  message(version: string): Promise<string> {
    return this.primary.git("log", "-1", "--format=%B", version);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.close();
    await this.#place[Symbol.asyncDispose]();
  }
}
