// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * A directory to compile from, the same for everybody: the source that the
 * program consists of, the packages that it uses, nothing else, and all files
 * of one time. Executables keep names, contents and times of what goes into
 * them.
 *
 * @module
 */

import { copyTree, filesBelow } from "./folder.ts";
import { optionsOf, type Source } from "./source.ts";

/** What the program consists of, from the project's root. */
const PROGRAM = ["main.ts", "lib"];

/** What executables carry of a package: code. Licences go beside them. */
const CODE = /\.(js|mjs|cjs|json|wasm)$/;

/**
 * Code that nothing here loads, by the path below a package's version. Most
 * packages come as several builds; openpgp's weigh 16 MB, and the one that Deno
 * takes 1.2 MB.
 */
const UNUSED: Readonly<Record<string, RegExp>> = {
  "deno-std": /^(?!(assert|cli|encoding|fmt|internal|path)\/)/,
  diff: /^(?!libesm\/|package\.json$)/,
  fflate: /^(?!esm\/index\.mjs$)/,
  fzstd: /^(?!esm\/index\.mjs$)/,
  openpgp: /^dist\/(?!node\/openpgp\.mjs$)/,
  "libarchive-wasm": /^src\//,
};

/** Dates files where no commit does, in milliseconds: 1980-01-01. */
const UNDATED = Date.UTC(1980, 0, 1);

/** A directory that is ready to be compiled. */
export interface Stage extends AsyncDisposable {
  /** Holds `source` and `packages`, deno's cache. */
  readonly folder: string;
  /** The whole id of the commit that it holds; undefined for a dirty tree. */
  readonly commit: string | undefined;
  /** The time of all files. */
  readonly time: Date;
  /** Where the packages come from. */
  readonly source: Source;
  /** What each package says of its licence, by its name and version. */
  readonly licences: ReadonlyMap<string, string>;
}

/** How to make a stage. */
export interface StageOptions {
  /** The project's root. */
  readonly project: string;
  /** Where the packages come from. */
  readonly source: Source;
  /** The directory to make it in; it need not exist. */
  readonly folder: string;
}

/**
 * Makes a stage of the working tree. Where that is as committed, the commit's
 * id goes in too.
 */
export async function createStage(options: StageOptions): Promise<Stage> {
  const { project, source, folder } = options;
  const own = `${folder}/source`;
  const { config, lock } = source;
  const standIns = config === "deno.json" ? [] : ["tools/npm"];
  await Deno.mkdir(own, { recursive: true });
  for (const path of [...PROGRAM, ...standIns, config, lock]) {
    await copyTree(`${project}/${path}`, `${own}/${path}`);
  }
  const head = await cleanHead(project);
  if (head !== undefined) await nameCommit(`${own}/lib/version.ts`, head.id);
  await installPackages(own, source, `${folder}/packages`);
  const used = await usedPackages(own, source, `${folder}/packages`);
  const licences = await trimPackages(`${folder}/packages/npm`, used);
  const time = new Date(head?.time ?? UNDATED);
  for await (const path of filesBelow(folder)) {
    await Deno.utime(path, time, time);
  }
  return {
    folder,
    commit: head?.id,
    time,
    source,
    licences,
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

/** HEAD, where nothing in the working tree differs from it. */
async function cleanHead(
  project: string,
): Promise<{ id: string; time: number } | undefined> {
  const git = async (...args: string[]) => {
    const { success, stdout } = await new Deno.Command("git", {
      args: ["-C", project, ...args],
      stderr: "null",
    }).output();
    return success ? new TextDecoder().decode(stdout).trim() : undefined;
  };
  if (await git("status", "--porcelain") !== "") return undefined;
  const head = await git("log", "-1", "--format=%H %ct");
  const [id = "", seconds] = head?.split(" ") ?? [];
  return id === "" ? undefined : { id, time: Number(seconds) * 1000 };
}

/** Does what `git archive` does with `export-subst`. */
async function nameCommit(path: string, id: string): Promise<void> {
  const text = await Deno.readTextFile(path);
  await Deno.writeTextFile(path, text.replace("$Format:%H$", id));
}

async function installPackages(
  folder: string,
  source: Source,
  cache: string,
): Promise<void> {
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: [
      "install",
      "--quiet",
      ...optionsOf("install", source),
      "--entrypoint",
      "main.ts",
    ],
    cwd: folder,
    env: { DENO_DIR: cache },
  }).spawn().status;
  if (!success) throw new Error("the packages cannot be installed");
}

/** What `deno info --json` tells, as far as it is read here. */
interface Info {
  readonly modules: readonly { readonly npmPackage?: string }[];
  readonly npmPackages?: Readonly<
    Record<string, { readonly dependencies: readonly string[] }>
  >;
}

/** The packages from npm that the program imports, as "name@version". */
async function usedPackages(
  folder: string,
  source: Source,
  cache: string,
): Promise<Set<string>> {
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", ...optionsOf("info", source), "main.ts"],
    cwd: folder,
    env: { DENO_DIR: cache },
  }).output();
  if (!success) throw new Error("deno info fails");
  return importedPackages(JSON.parse(new TextDecoder().decode(stdout)));
}

/** What is imported, and what that needs in turn. Pure. */
export function importedPackages(
  { modules, npmPackages = {} }: Info,
): Set<string> {
  const found = new Set<string>();
  const visit = (name: string) => {
    if (found.has(name)) return;
    found.add(name);
    npmPackages[name]?.dependencies.forEach(visit);
  };
  for (const { npmPackage } of modules) {
    if (npmPackage !== undefined) visit(npmPackage);
  }
  return found;
}

/**
 * Leaves what the program loads: `<registry>/<name>/<version>/<path>`.
 *
 * @param npm deno's cache of packages
 * @param used the packages that the program imports, as "name@version"
 * @returns the licence of each of them
 */
export async function trimPackages(
  npm: string,
  used: ReadonlySet<string>,
): Promise<Map<string, string>> {
  const licences = new Map<string, string>();
  const stated = new Map<string, string>();
  const layout = /^[^/]+\/((?:@[^/]+\/)?[^/]+)\/(\d[^/]*)\/(.+)$/;
  for await (const file of filesBelow(npm)) {
    const match = layout.exec(file.slice(npm.length + 1));
    const [, name, version, path] = match ?? [];
    if (name === undefined || path === undefined) continue;
    const isUsed = used.has(`${name}@${version}`);
    if (isUsed && /^(licen[cs]e|copying|notice)[^/]*$/i.test(path)) {
      licences.set(`${name}@${version}`, await Deno.readTextFile(file));
    }
    if (isUsed && path === "package.json") {
      const { license } = JSON.parse(await Deno.readTextFile(file));
      stated.set(`${name}@${version}`, `${license}, says its package.json\n`);
    }
    // deno still needs the package.
    const isLoaded = path === "package.json" ||
      isUsed && CODE.test(path) && !UNUSED[name]?.test(path);
    if (!isLoaded) await Deno.remove(file);
  }
  return new Map([...stated, ...licences]);
}
