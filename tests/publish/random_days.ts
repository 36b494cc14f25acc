// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * A vendor that does something else every day, and runs of the job on it, each
 * in a clone of another kind. A seed and a number say what happens.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import {
  type DriverOptions,
  driverPackage,
} from "../fixtures/driver_package.ts";
import { defaultKey } from "../fixtures/keys.ts";
import { serve, type TestServer } from "../fixtures/server.ts";
import {
  buildRepository,
  type RepositoryBends,
  type RepositoryFiles,
} from "../fixtures/yum_repository.ts";
import { Random } from "../fuzz/random.ts";
import { TestRepository } from "../git/test_repository.ts";
import { BareRemote } from "./remotes.ts";
import { FIRST_DAY, folderState, type Outcome, runProgram } from "./scene.ts";

const DAY = 86_400; // seconds

/** Ways to get a clone of the published repository. */
const CLONES = {
  "a new clone": [],
  "a clone of main alone": ["--single-branch"],
  "a clone without tags": ["--no-tags"],
  "a shallow clone": ["--depth=1"],
  "a partial clone": ["--filter=blob:none"],
} as const satisfies Record<string, readonly string[]>;

/** One of these, or a clone that has been used before. */
type Kind = keyof typeof CLONES | "an older clone";

function isComplete(kind: Kind): boolean {
  return kind === "a new clone" || kind === "an older clone";
}

/** Options that leave something unpublished. */
const PARTIAL: readonly (readonly string[])[] = [
  ["--dry-run"],
  ["--limit=1"],
  ["--backports=skip"],
  ["--backports=main"],
];

/** Metadata that lists less than the vendor's does. */
const WITHOUT_OPTIONAL: RepositoryBends = {
  records: (records) => records.filter(({ type }) => type === "primary"),
};

/** A sequence of days. */
export class RandomDays implements AsyncDisposable {
  /** What has happened, to be read where something is wrong. */
  readonly log: string[] = [];
  readonly #random: Random;
  readonly #place: TestRepository;
  readonly #primary: BareRemote;
  readonly #server: TestServer;
  readonly #pin: string;
  /** What the vendor offers, by version. */
  readonly #offered = new Map<string, DriverOptions>();
  /** Every release's commit, as soon as it was public. */
  readonly #tags = new Map<string, string>();
  /** New clones of the days before. */
  readonly #clones: string[] = [];
  #made = 0;
  #day = 0;

  private constructor(
    random: Random,
    place: TestRepository,
    primary: BareRemote,
    pin: string,
  ) {
    this.#random = random;
    this.#place = place;
    this.#primary = primary;
    this.#server = serve(new Map());
    this.#pin = pin;
  }

  /** Days of a seed and a number. */
  static async begin(seed: number, run: number): Promise<RandomDays> {
    const place = await TestRepository.make();
    const primary = await BareRemote.make(place, "primary");
    await primary.git("config", "uploadpack.allowFilter", "true");
    const { fingerprint } = await defaultKey();
    return new RandomDays(new Random(seed, run), place, primary, fingerprint);
  }

  /** One day: the vendor does something, and the job runs. */
  async next(): Promise<void> {
    this.#day += 1;
    const isWrong = this.#tags.size > 0 && this.#random.oneIn(5);
    if (isWrong) await this.#wrongDay();
    else await this.#goodDay();
    await this.#judgePublished();
  }

  /** The vendor offers what nobody may publish. */
  async #wrongDay(): Promise<void> {
    const [first = ""] = this.#tags.keys();
    const options = this.#offered.get(first);
    let files: RepositoryFiles;
    if (options !== undefined && this.#random.oneIn(2)) {
      this.#say(`other content under ${first}`);
      const sources = { "Makefile": `# of day ${this.#day}\n` };
      files = await this.#files({ ...options, sources });
    } else {
      this.#say("the metadata is older than the archived one");
      files = await this.#files(undefined, FIRST_DAY - DAY);
    }
    this.#server.set(files);
    const clone = await this.#clone("a new clone");
    const before = await folderState(clone);
    const { code, stderr } = await this.#run("publish", clone, []);
    assertEquals(code, 3, stderr);
    assertEquals(await folderState(clone), before);
  }

  async #goodDay(): Promise<void> {
    const random = this.#random;
    for (let i = random.times(); i > 0; i--) this.#change();
    const bend = random.oneIn(3) ? WITHOUT_OPTIONAL : undefined;
    const files = await this.#files(undefined, undefined, bend);
    this.#server.set(files);
    const isFirst = this.#tags.size === 0;
    const kind = isFirst || random.oneIn(3) ? "a new clone" : random.pick(
      [
        "an older clone",
        "an older clone",
        "a clone of main alone",
        "a clone without tags",
        "a shallow clone",
        "a partial clone",
      ] as const,
    );
    const clone = await this.#clone(kind);
    const partial = random.oneIn(3)
      ? random.pick([...PARTIAL, this.#one()])
      : [];
    const fault = random.oneIn(4) ? random.pick([...files.keys()]) : undefined;
    if (fault !== undefined) this.#spoil(fault);
    const before = await folderState(clone);
    const outcome = await this.#run("publish", clone, partial);
    if (fault !== undefined) this.#server.fault(fault, undefined);
    const { code, stdout, stderr } = outcome;
    const isWhole = isComplete(kind) && fault === undefined;
    if (isWhole) assertEquals(code, 0, stderr);
    const wrote = /^\S+ {2}published/m.test(stdout);
    if (code !== 0 && !wrote || partial[0] === "--dry-run") {
      assertEquals(await folderState(clone), before, stderr);
      return;
    }
    await this.#judge(clone, kind);
    if (isWhole && partial.length === 0) await this.#judgeAgain(clone);
    const pushed = await this.#run("push", clone, []);
    assertEquals(pushed.code, 0, pushed.stderr);
    if (!isWhole || partial.length > 0) return;
    const tags = await this.#publicTags();
    for (const version of this.#offered.keys()) {
      assert(tags.has(version), `${version} was not published`);
    }
  }

  /** Options that name one version. */
  #one(): string[] {
    const [first, ...others] = this.#offered.keys();
    if (first === undefined) return [];
    return [`--version=${this.#random.pick([first, ...others])}`];
  }

  /** The vendor adds a release, or takes one away. */
  #change(): void {
    const versions = [...this.#offered.keys()];
    if (versions.length > 1 && this.#random.oneIn(4)) {
      const version = this.#random.pick(versions);
      this.#offered.delete(version);
      return this.#say(`withdraws ${version}`);
    }
    const version = `2.${20 + this.#random.below(4)}.${
      this.#random.below(6)
    }.0`;
    // A version that was withdrawn does not come back as another one.
    if (this.#offered.has(version) || this.#tags.has(version)) return;
    const epoch = this.#random.oneIn(8) ? { epoch: 1 } : {};
    this.#offered.set(version, { version, ...epoch });
    this.#say(`adds ${version}${epoch.epoch === 1 ? " of epoch 1" : ""}`);
  }

  #spoil(path: string): void {
    const isMissing = this.#random.oneIn(2);
    this.#say(`${path} is ${isMissing ? "missing" : "another file"}`);
    this.#server.fault(
      path,
      isMissing
        ? { kind: "status", status: 404 }
        : { kind: "replace", body: "<html>Sorry</html>\n" },
    );
  }

  /** The vendor's files of the day; it signs every package again each day. */
  async #files(
    other?: DriverOptions,
    timestamp: number = FIRST_DAY + this.#day * DAY,
    bend?: RepositoryBends,
  ): Promise<RepositoryFiles> {
    const packages = await Promise.all(
      [...this.#offered.values()].map(async (options) => ({
        built: await driverPackage({
          ...(options.version === other?.version ? other : options),
          signedAt: FIRST_DAY + this.#day * DAY - 3600,
        }),
      })),
    );
    return await buildRepository({ packages, timestamp, bend: bend ?? {} });
  }

  async #clone(kind: Kind): Promise<string> {
    this.#say(`in ${kind}`);
    if (kind === "an older clone") {
      const path = this.#random.pick(this.#clones);
      await this.#place.git("-C", path, "pull", "--quiet", "--ff-only");
      return path;
    }
    const path = `${this.#place.root}/clone-${this.#made++}`;
    const from = `file://${this.#primary.path}`; // a path ignores --depth
    await this.#place.git("clone", "--quiet", ...CLONES[kind], from, path);
    if (kind === "a new clone") this.#clones.push(path);
    return path;
  }

  async #run(
    command: "check" | "publish" | "push" | "verify",
    clone: string,
    args: readonly string[],
  ): Promise<Outcome> {
    const asksVendor = command === "publish" || command === "check";
    const outcome = await runProgram([
      command,
      `--repo=${clone}`,
      ...(asksVendor ? [`--repo-url=${this.#server.url}`, "--max-age=0"] : []),
      ...(command === "push" ? [`--remote=${this.#primary.path}`] : []),
      ...(command === "publish" ? ["--no-notes", "--date=build"] : []),
      ...(["publish", "verify"].includes(command)
        ? [`--fingerprint=${this.#pin}`]
        : []),
      ...args,
    ], this.#place.env);
    const { code, stdout, stderr } = outcome;
    this.#say([command, ...args, `exits with ${code}`].join(" "));
    this.#say(...`${stdout}${stderr}`.split("\n").slice(-4, -1));
    assert([0, 1, 3, 10].includes(code), `${command}: exit code ${code}`);
    assert(!/\bbug\b|^ +at /m.test(stderr), stderr);
    if (code === 1 || code === 3) assert(stderr !== "", "no word about it");
    return outcome;
  }

  /** What publishing may leave in a clone, whatever has happened. */
  async #judge(clone: string, kind: Kind): Promise<void> {
    const git = (...args: string[]) => this.#place.git("-C", clone, ...args);
    assertEquals(await git("status", "--porcelain"), "", "worktree");
    assertEquals(await git("fsck", "--strict", "--no-dangling"), "", "fsck");
    const { code, stderr } = await this.#run("verify", clone, []);
    // Where a clone lacks something, not all can be proved; nothing fails.
    assert(code === 0 || code === 1 && !isComplete(kind), stderr);
  }

  /** A second run finds nothing to do, and `check` knows. */
  async #judgeAgain(clone: string): Promise<void> {
    const before = await folderState(clone);
    const again = await this.#run("publish", clone, []);
    assertEquals(again.code, 0, again.stderr);
    assertEquals(await folderState(clone), before, "a second run");
    const check = await this.#run("check", clone, []);
    assertEquals(check.code, 0, check.stderr);
  }

  /** What everybody sees: no tag has moved, and all is verified. */
  async #judgePublished(): Promise<void> {
    const tags = await this.#publicTags();
    for (const [version, id] of this.#tags) {
      assertEquals(tags.get(version), id, `the tag ${version}`);
    }
    for (const [version, id] of tags) this.#tags.set(version, id);
    if (tags.size === 0) return;
    await this.#judge(await this.#clone("a new clone"), "a new clone");
  }

  async #publicTags(): Promise<Map<string, string>> {
    const format = "--format=%(refname:lstrip=2) %(objectname)";
    const text = await this.#primary.git("for-each-ref", format, "refs/tags");
    const lines = text.split("\n").filter((line) => line !== "");
    return new Map(lines.map((line): [string, string] => {
      const [name = "", id = ""] = line.split(" ");
      return [name, id];
    }));
  }

  #say(...lines: string[]): void {
    for (const line of lines) this.log.push(`day ${this.#day}: ${line}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.close();
    await this.#place[Symbol.asyncDispose]();
  }
}

/** Days of one sequence. */
const DAYS = 6;

/**
 * Lives through a sequence of days.
 *
 * @throws {Error} that tells what happened, where something is wrong
 */
export async function liveThrough(seed: number, run: number): Promise<void> {
  await using days = await RandomDays.begin(seed, run);
  try {
    for (let day = 0; day < DAYS; day++) await days.next();
  } catch (error) {
    throw new Error(`seed ${seed}, run ${run}:\n${days.log.join("\n")}`, {
      cause: error,
    });
  }
}
