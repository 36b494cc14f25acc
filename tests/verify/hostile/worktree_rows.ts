// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// What is checked out, and what this clone has of its own: W1 to W8.

import { createHash } from "node:crypto";
import { KEY_FILE } from "../../fixtures/yum_repository.ts";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { gitIn } from "./in_clone.ts";
import { A, C, type HostileRow, rpmOf } from "./stage.ts";

/** Files that a build of the module makes. */
const PRODUCTS = [
  ".tmp_versions/neuron",
  "Module.symvers",
  "modules.builtin",
  "modules.order",
  "more/a.o",
  "neuron.d",
  "neuron.ko",
  "neuron.mod",
  "neuron.mod.c",
];

export const WORKTREES: readonly HostileRow[] = [
  {
    id: "W5",
    name: "a name that is not UTF-8, and a pipe instead of a file",
    after: async (clone) => {
      await new Deno.Command("sh", {
        args: [
          "-c",
          'cd "$0/src" && : > "$(printf \'x\\377.c\')" && rm Makefile && ' +
          "mkfifo Makefile",
          clone,
        ],
      }).output();
    },
    exit: 1,
    checks: ["unknown worktree"],
    says: ["what is checked out is not what HEAD has: Makefile"],
  },
  {
    id: "W6",
    name: "directories too deep to be read",
    after: async (clone) => {
      await new Deno.Command("sh", {
        args: [
          "-c",
          'cd "$0/src" && name=$(printf "d%.0s" $(seq 200)) && ' +
          "for i in $(seq 30); do mkdir $name && cd -P $name || exit; done",
          clone,
        ],
      }).output();
    },
    exit: 1,
    checks: ["unknown worktree"],
    says: ["what is checked out cannot be read to the end"],
  },
  {
    id: "W1",
    name: "an edited file that the index hides",
    after: async (clone) => {
      await Deno.writeTextFile(`${clone}/src/Makefile`, "all: evil\n");
      await new Deno.Command("git", {
        args: ["-C", clone, "update-index", "--skip-worktree", "src/Makefile"],
      }).output();
    },
    exit: 1,
    checks: ["unknown worktree"],
    says: ["what is checked out is not what HEAD has: Makefile"],
  },
  ...([
    ["true", 1, "unknown", "what is checked out has other modes than HEAD's"],
    ["false", 0, "note", "core.fileMode has git ignore other modes"],
  ] as const).map(([value, exit, status, says]): HostileRow => ({
    id: "W1",
    name: `a file that became executable, with core.fileMode=${value}`,
    after: async (clone) => {
      await Deno.chmod(`${clone}/src/Makefile`, 0o755);
      await new Deno.Command("git", {
        args: ["-C", clone, "config", "core.fileMode", value],
      }).output();
    },
    exit,
    checks: [`${status} worktree`],
    says: [says, "Makefile"],
  })),
  {
    id: "W1",
    name: "source beside HEAD of a bare repository",
    clone: ["--bare"],
    after: async (clone) => {
      await Deno.mkdir(`${clone}/src`);
      await Deno.writeTextFile(`${clone}/src/Makefile`, "all: evil\n");
    },
    exit: 1,
    checks: ["unknown worktree"],
    says: ["(src): it is among the files of a bare repository"],
  },
  {
    id: "W1",
    name: "a file that is gone",
    after: (clone) => Deno.remove(`${clone}/src/Makefile`),
    exit: 1,
    checks: ["unknown worktree"],
    says: ["what is checked out is not what HEAD has: Makefile (missing)"],
  },
  ...([
    ["as HEAD has it", 0, undefined],
    ["that leads elsewhere", 1, (path) => Deno.symlink("evil", path)],
    ["in whose place a file is", 1, (path) => Deno.writeTextFile(path, "x")],
  ] as const satisfies readonly (readonly [
    string,
    0 | 1,
    ((path: string) => Promise<void>) | undefined,
  ])[]).map(([name, exit, change]): HostileRow => ({
    id: "W1",
    name: `a link ${name}`,
    forge: async (forgery) => {
      const id = await forgery.write("blob", "x");
      const link = { id, mode: "120000" };
      const tree = await forgery.treeOf(C);
      await forgery.addToMain(await forgery.put(tree, "archive/link", link));
    },
    after: async (clone) => {
      if (change === undefined) return;
      await Deno.remove(`${clone}/archive/link`);
      await change(`${clone}/archive/link`);
    },
    exit,
    ...(exit === 0 ? { never: [/worktree \(/] } : {
      checks: ["unknown worktree"],
      says: ["what is checked out is not what HEAD has: link"],
    }),
  })),
  {
    id: "W2",
    name: "a file that make prefers",
    after: (clone) =>
      Deno.writeTextFile(`${clone}/src/GNUmakefile`, "all: evil\n"),
    exit: 1,
    checks: ["unknown worktree"],
    says: ["so that nothing proves them: GNUmakefile"],
  },
  {
    id: "W3",
    name: "what a build leaves behind",
    after: async (clone) => {
      await Deno.mkdir(`${clone}/src/.tmp_versions`);
      await Deno.mkdir(`${clone}/src/more`);
      for (const name of PRODUCTS) {
        await Deno.writeTextFile(`${clone}/src/${name}`, "x");
      }
    },
    exit: 0,
    checks: ["note worktree"],
    says: [`as a build leaves them: ${PRODUCTS.join(", ")}`],
  },
  {
    id: "W3",
    name: "what the next build would run, or write elsewhere",
    after: async (clone) => {
      await Deno.writeTextFile(`${clone}/src/neuron.o`, "x");
      await Deno.writeTextFile(
        `${clone}/src/.neuron.o.cmd`,
        "$(shell touch evil)\n",
      );
      await Deno.symlink("../README.md", `${clone}/src/other.o`);
    },
    exit: 1,
    checks: ["unknown worktree", "note worktree"],
    says: [".neuron.o.cmd", "other.o", /leaves them: neuron\.o$/m],
  },
  {
    id: "W4",
    name: "a src/ that HEAD does not have",
    forge: async (forgery) => {
      const tree = await forgery.treeOf(C);
      await forgery.addToMain(
        await forgery.edit(
          tree,
          "",
          (entries) => entries.filter(({ name }) => name !== "src"),
        ),
      );
    },
    after: (clone) => Deno.mkdir(`${clone}/src`),
    exit: 3,
    checks: ["unknown worktree", "failed tip-source"],
    says: ["HEAD has no such directory"],
  },
  {
    id: "W4",
    name: "a link instead of src/",
    after: async (clone) => {
      await Deno.rename(`${clone}/src`, `${clone}/other`);
      await Deno.symlink("other", `${clone}/src`);
    },
    exit: 1,
    checks: ["unknown worktree"],
  },
  ...([
    ["an archived package is another file", rpmOf(A), "evil"],
    ["a checksum file is another file", `${rpmOf(A)}.sha256`, "evil"],
    ["the archived key is another file", `archive/${KEY_FILE}`, "evil"],
    ["the archived metadata is another file", "archive/repomd.xml", "evil"],
    ["a package more", "archive/rpm/evil.rpm", "evil"],
    ["a file more in the archive", "archive/key.asc", "evil"],
    ["what a build makes, in the archive", "archive/evil.ko", "evil"],
  ] as const).map(([name, path, content]): HostileRow => ({
    id: "W7",
    name: `${name} where it is checked out`,
    after: async (clone) => {
      await Deno.writeTextFile(`${clone}/${path}`, content);
      await new Deno.Command("git", {
        args: ["-C", clone, "update-index", "--assume-unchanged", path],
      }).output();
    },
    exit: 1,
    checks: ["unknown worktree"],
    says: [
      path.includes("evil") || path.endsWith(".asc")
        ? "so that nothing proves them"
        : "what is checked out is not what HEAD has",
      path.slice("archive/".length),
    ],
  })),
  {
    id: "W7",
    name: "an archived package of a tebibyte where it is checked out",
    after: (clone) => Deno.truncate(`${clone}/${rpmOf(A)}`, 2 ** 40),
    exit: 1,
    checks: ["unknown worktree"],
  },
  {
    id: "W7",
    name: "a link in the place of archive/",
    after: async (clone) => {
      await Deno.rename(`${clone}/archive`, `${clone}/other`);
      await Deno.symlink("other", `${clone}/archive`);
    },
    exit: 1,
    checks: ["unknown worktree"],
  },
  {
    id: "W7",
    name: "a sparse checkout of the source alone",
    after: async (clone) => {
      await new Deno.Command("git", {
        args: ["-C", clone, "sparse-checkout", "set", "src"],
      }).output();
      assertEquals(
        await Deno.stat(`${clone}/archive`).catch(() => "gone"),
        "gone",
      );
    },
    exit: 0,
  },
  {
    id: "W8",
    name: "an index that has another file, which git checkout would write",
    after: async (clone) => {
      await new Deno.Command("sh", {
        args: [
          "-c",
          'cd "$0" && id=$(echo "all: evil" | git hash-object -w --stdin) && ' +
          "git update-index --cacheinfo 100644,$id,src/Makefile && " +
          "git update-index --add --cacheinfo 100644,$id,archive/rpm/evil.rpm",
          clone,
        ],
      }).output();
    },
    exit: 1,
    checks: ["unknown worktree"],
    says: [
      "the index has other files than HEAD",
      "archive/rpm/evil.rpm, src/Makefile",
    ],
  },
  {
    id: "W8",
    name: "a conflict in the index, which has three entries for its path",
    after: async (clone) => {
      const id = await gitIn(clone, "rev-parse", "HEAD:src/Makefile");
      const { code } = await new Deno.Command("sh", {
        args: [
          "-c",
          'cd "$0" && for n in 1 2 3; do printf "100644 $1 $n\\tREADME.md\\n"; ' +
          "done | git update-index --index-info",
          clone,
          id,
        ],
      }).output();
      assertEquals(code, 0);
    },
    exit: 0,
    checks: ["note worktree"],
    says: [/git checkout writes them: README\.md$/m],
  },
  {
    id: "W8",
    name: "an index that is damaged",
    after: (clone) => Deno.writeTextFile(`${clone}/.git/index`, "no index"),
    exit: 3,
    checks: ["unknown worktree", "failed fsck"],
    says: ["git cannot read the index"],
  },
  {
    id: "W8",
    name: "an index that lacks files",
    after: async (clone) => {
      await new Deno.Command("git", {
        args: ["-C", clone, "rm", "-rq", "--cached", "src"],
      }).output();
    },
    exit: 0,
  },
  ...["core.attributesFile", "attr.tree"].map((key): HostileRow => ({
    id: "W5",
    name: `attributes that this clone's settings name: ${key}`,
    after: async (clone) => {
      await new Deno.Command("git", {
        args: ["-C", clone, "config", key, "refs/other"],
      }).output();
    },
    exit: 0,
    checks: ["note attributes"],
    says: [key],
  })),
  {
    id: "W5",
    name: "attributes beside the source that no commit has",
    after: async (clone) => {
      await Deno.writeTextFile(`${clone}/.gitattributes`, "src/** -diff\n");
      await Deno.writeTextFile(`${clone}/src/Makefile`, "all: evil\n");
      const shown = await new Deno.Command("git", {
        args: ["-C", clone, "diff"],
      }).output();
      // What a person is shown: that something differs, and not what.
      assertStringIncludes(
        new TextDecoder().decode(shown.stdout),
        "Binary files",
      );
      await new Deno.Command("git", {
        args: ["-C", clone, "checkout", "src"],
      }).output();
    },
    exit: 0,
    checks: ["note attributes"],
    says: ["attributes (.gitattributes)"],
  },
  {
    id: "I42",
    name: "a commit-graph in which a commit has another tree",
    after: async (clone, forgery) => {
      const evil = await forgery.treeOf(A);
      const good = await forgery.treeOf(C);
      await new Deno.Command("git", {
        args: ["-C", clone, "commit-graph", "write", "--reachable"],
      }).output();
      const path = `${clone}/.git/objects/info/commit-graph`;
      await Deno.chmod(path, 0o644);
      const hex = (await Deno.readFile(path)).toHex().slice(0, -40);
      assert(hex.includes(good));
      const bytes = Uint8Array.fromHex(hex.replace(good, evil));
      const sum = createHash("sha1").update(bytes).digest();
      await Deno.writeFile(path, new Uint8Array([...bytes, ...sum]));
      const shown = await new Deno.Command("git", {
        args: ["-C", clone, "log", "-1", "--stat", "--format=", "main"],
      }).output();
      // What a person is shown: the newest release takes a package away.
      assertStringIncludes(
        new TextDecoder().decode(shown.stdout),
        "aws-neuronx-dkms-2.2.0.0",
      );
    },
    exit: 3,
    checks: ["failed fsck"],
    says: ["commit-graph"],
  },
  {
    id: "W5",
    name: "this clone's own attributes",
    after: async (clone) => {
      await Deno.mkdir(`${clone}/.git/info`, { recursive: true });
      await Deno.writeTextFile(
        `${clone}/.git/info/attributes`,
        "* working-tree-encoding=UTF-7\n",
      );
    },
    exit: 0,
    checks: ["note attributes"],
  },
  {
    id: "W6",
    name: "settings that soften git fsck",
    forge: async (forgery) => {
      await forgery.write("commit", "tree nothing\n\nx\n");
    },
    after: async (clone, forgery) => {
      const script = `cd "$0" && cp -an "$1/objects/." .git/objects/ &&
        git config fsck.badTreeSha1 ignore && git config fsck.missingTree ignore &&
        git config fsck.missingAuthor ignore`;
      await new Deno.Command("sh", {
        args: ["-c", script, clone, forgery.path],
      })
        .output();
    },
    exit: 3,
    checks: ["failed fsck"],
  },
  ...["fsck.nonsense=error", "fsck.missingEmail=nonsense"].map((
    setting,
  ): HostileRow => ({
    id: "W6",
    name: `the setting ${setting}, with which git fsck does not run`,
    after: async (clone) => {
      const [key = "", value = ""] = setting.split("=");
      await gitIn(clone, "config", "fsck.missingTree", "warn");
      await gitIn(clone, "config", key, value);
    },
    exit: 1,
    checks: ["unknown fsck"],
    says: [
      "git fsck does not run with this setting of the repository; take it " +
      "out with: git config --file '/",
      `/.git/config' --unset-all '${setting.split("=")[0]?.toLowerCase()}'`,
    ],
  })),
  {
    id: "W6",
    name: "a list of objects that git fsck is to skip",
    after: async (clone) => {
      await Deno.writeTextFile(`${clone}/.git/skip`, "");
      await new Deno.Command("git", {
        args: ["-C", clone, "config", "fsck.skipList", `${clone}/.git/skip`],
      }).output();
    },
    exit: 3,
    checks: ["failed fsck"],
    says: ["hides objects from git fsck"],
  },
];
