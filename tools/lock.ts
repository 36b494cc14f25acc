// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Writes deno.lock and deno.npm.lock again: `deno task lock`.
 *
 * With jsr.io in reach deno knows everything by itself, and this only checks it
 * against {@linkcode PUBLISHED}. Through a mirror (`JSR_URL`) deno writes a lock
 * file of the right shape with the mirror's own values: there every value comes
 * from the table, and a package that is not in it stops the run.
 *
 * @module
 */

// deno-lint-ignore-file no-console -- a tool for the terminal

/** What jsr.io says about one version of a package. */
export interface Published {
  /** SHA-256 of the version's metadata, which only the registry can make. */
  readonly integrity: string;
  /** What it imports from other packages, in the words of its release. */
  readonly imports?: Readonly<Record<string, string>>;
}

/**
 * The JSR packages that deno.lock may name. Each integrity was seen in public
 * lock files of at least two repositories. The ranges are those of the
 * packages' releases: the version that the imported package had at the time.
 */
export const PUBLISHED: Readonly<Record<string, Published>> = {
  "@std/assert@1.0.19": {
    integrity:
      "eaada96ee120cb980bc47e040f82814d786fe8162ecc53c91d8df60b8755991e",
    imports: { "@std/internal": "^1.0.12" },
  },
  "@std/bytes@1.0.6": {
    integrity:
      "f6ac6adbd8ccd99314045f5703e23af0a68d7f7e58364b47d2c7f408aeb5820a",
  },
  "@std/cli@1.0.32": {
    integrity:
      "188b3a100d6202d64e3f5bd3d799c7fa4f6d77f92cc65eb7f641c1fa0aa92a66",
  },
  "@std/crypto@1.1.0": {
    integrity:
      "b8d6d0a6377a32b213af2661ed7bf1062d94feac0c57def5526a8e74a95c3ec8",
  },
  "@std/encoding@1.0.11": {
    integrity:
      "e7cef2f0b3153bccc17431e7c864a1de03a4b6d9647389c43e08aaa775d37385",
  },
  "@std/fmt@1.0.10": {
    integrity:
      "90dfba288802ac6de82fb31d0917eb9e4450b9925b954d5e51fc29ac07419db5",
  },
  "@std/internal@1.0.14": {
    integrity:
      "291516b3d4c35024d6ffbc0a9df5bf4c64116e05b50012cf846710152d2ffdf7",
  },
  "@std/path@1.1.6": {
    integrity:
      "c68485c2a4dfbb5ae3cc74fae4e8c4e5d874cf8a8ed12927917235c758b46cbe",
    imports: { "@std/internal": "^1.0.14" },
  },
  "@std/streams@1.1.2": {
    integrity:
      "0249bf9b78a999f57032ca4d8e7ccaa57579090242640b35ddc948fbb745d3af",
  },
  "@std/tar@0.1.10": {
    integrity:
      "6bf907f3a4bc8bfef42973ba132d946756a6161ef6b914a9e1c06debe664db17",
    imports: { "@std/streams": "^1.0.17" },
  },
  "@std/xml@0.2.0": {
    integrity:
      "e0b54ae29592bc1fc688109f78ef5c18680bf820ba8aa0a3990a115e709e58d2",
  },
};

/** The part of a lock file of version 5 that this touches. */
interface Lock {
  readonly version: string;
  specifiers: Record<string, string>;
  jsr?: Record<string, { integrity: string; dependencies?: string[] }>;
}

const PUBLIC_JSR = "https://jsr.io/";

/** Every module of the project, so that the lock covers what each imports. */
function* modules(folder = "."): Generator<string> {
  for (const entry of Deno.readDirSync(folder)) {
    const path = `${folder}/${entry.name}`;
    if (entry.name.startsWith(".") || entry.name === "node_modules") continue;
    if (entry.isDirectory) yield* modules(path);
    else if (/\.ts$/.test(path) && !/\.d\.ts$/.test(path)) yield path;
  }
}

/** Lets deno write the lock file at `path` for the packages of `config`. */
async function write(config: string, path: string): Promise<void> {
  await Deno.remove(path).catch(() => {});
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: [
      "install",
      "--quiet",
      `--config=${config}`,
      `--lock=${path}`,
      "--frozen=false",
      "--entrypoint",
      ...[...modules()].sort(),
    ],
  }).spawn().status;
  if (!success) Deno.exit(1);
}

function published(name: string): Published {
  const found = PUBLISHED[name];
  if (found === undefined) throw new Error(`${name} is not in the table`);
  return found;
}

/** "@std/path" of "@std/path@1.1.6", and of "@std/path". */
function packageOf(name: string): string {
  return name.replace(/(.)@.*/, "$1");
}

/** `lock` with the public registry's values in place of a mirror's. */
function withPublishedValues(lock: Lock): Lock {
  const { version, specifiers, jsr = {}, ...rest } = lock;
  const versions = new Map(
    Object.keys(jsr).map((name) => {
      const imported = packageOf(name);
      return [imported, name.slice(imported.length + 1)];
    }),
  );
  // Ranges come from the packages' own imports, and here from the mirror.
  const pinned = Object.entries(specifiers).filter(([specifier]) =>
    !/^jsr:.*@\^/.test(specifier)
  );
  const imports = new Map(
    Object.entries(jsr).map(([name, { dependencies = [] }]) => [
      name,
      dependencies.map((dependency) => {
        const imported = packageOf(dependency.slice("jsr:".length));
        const range = published(name).imports?.[imported];
        const locked = versions.get(imported);
        if (range === undefined || locked === undefined) {
          throw new Error(`${name} imports ${imported}: not in the table`);
        }
        return { imported, specifier: `jsr:${imported}@${range}`, locked };
      }),
    ]),
  );
  const written = new Map([
    ...pinned,
    ...[...imports.values()].flat().map((
      { specifier, locked },
    ): [string, string] => [specifier, locked]),
  ]);
  // Deno leaves the range out where a package has one specifier only.
  const isOnlyOne = (imported: string) =>
    [...written.keys()].filter((specifier) =>
      specifier.startsWith(`jsr:${imported}@`)
    ).length === 1;
  return {
    version,
    specifiers: Object.fromEntries([...written].sort()),
    jsr: Object.fromEntries(
      [...imports].map(([name, dependencies]) => [name, {
        integrity: published(name).integrity,
        ...(dependencies.length === 0 ? {} : {
          dependencies: dependencies.map(({ imported, specifier }) =>
            isOnlyOne(imported) ? `jsr:${imported}` : specifier
          ).sort(),
        }),
      }]),
    ),
    ...rest,
  };
}

/** Throws where the public registry and the table disagree. */
function compare({ jsr = {} }: Lock): void {
  for (const [name, { integrity }] of Object.entries(jsr)) {
    const expected = PUBLISHED[name]?.integrity ?? integrity;
    if (expected !== integrity) {
      throw new Error(`${name}: expected ${expected}, found ${integrity}`);
    }
  }
}

if (import.meta.main) {
  await write("deno.npm.json", "deno.npm.lock");
  await write("deno.json", "deno.lock");
  const lock: Lock = JSON.parse(await Deno.readTextFile("deno.lock"));
  if (new URL(Deno.env.get("JSR_URL") || PUBLIC_JSR).href === PUBLIC_JSR) {
    compare(lock);
  } else {
    const text = JSON.stringify(withPublishedValues(lock), null, 2) + "\n";
    await Deno.writeTextFile("deno.lock", text);
  }
  console.error("Wrote deno.lock and deno.npm.lock");
}
