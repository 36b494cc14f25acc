// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// A published history goes on as one line, in clones that lack tags or
// commits, after a run that was killed, and never in another project.

import { assert, assertEquals, assertMatch } from "@std/assert";
import { startProgram } from "../faults/program.ts";
import { drivers, Scene } from "./scene.ts";

Deno.test("publish goes on from a series that was fetched and is ahead", async () => {
  const versions = ["2.20.0.0", "2.21.0.0"];
  await using scene = await Scene.make(await drivers(...versions));
  const { repository } = scene;
  await scene.run("publish");
  const backport = async (version: string) => {
    versions.push(version);
    await scene.offer(await drivers(...versions));
    const { code, stderr } = await scene.run("publish");
    assertEquals(code, 0, stderr);
    return await repository.git("rev-parse", "series/2.20");
  };
  const first = await backport("2.20.1.0");
  const second = await backport("2.20.2.0");
  // As after a fetch of what another clone has published.
  await repository.git("update-ref", "refs/remotes/origin/series/2.20", second);
  await repository.git("update-ref", "refs/heads/series/2.20", first);
  const third = await backport("2.20.3.0");
  // As after a fetch of the tags alone, or from a remote of another name.
  await repository.git("update-ref", "refs/heads/series/2.20", first);
  const fourth = await backport("2.20.4.0");
  assertEquals(
    await repository.git("tag", "--merged", "series/2.20"),
    "2.20.0.0\n2.20.1.0\n2.20.2.0\n2.20.3.0\n2.20.4.0",
  );
  assertEquals(await repository.git("merge-base", third, fourth), third);
});

Deno.test("publish goes on from a series that could start at a release of the run", async () => {
  const published = ["2.20.0.0", "2.20.1rc1"];
  await using scene = await Scene.make(await drivers(...published));
  const { repository } = scene;
  await scene.run("publish");
  const before = await repository.git("rev-parse", "series/2.x");
  await scene.offer(await drivers(...published, "2.21.0.0", "2.21.1rc1"));
  const { code, stderr } = await scene.run("publish");
  assertEquals(code, 0, stderr);
  assertEquals(
    await repository.git("log", "--format=%s", `${before}..series/2.x`),
    "feat: Neuron Driver 2.21.1rc1\nfeat: Update archive - repo files",
  );
});

Deno.test("publish goes on from a series that has a higher release", async () => {
  const published = ["2.20.0.0", "2.21.0.0"];
  await using scene = await Scene.make(await drivers(...published));
  const { repository } = scene;
  await scene.run("publish");
  for (const late of ["2.20.2.0", "2.20.1.0"]) {
    published.push(late);
    await scene.offer(await drivers(...published));
    const { code, stderr } = await scene.run("publish");
    assertEquals(code, 0, stderr);
  }
  assertEquals(
    await repository.git(
      ...["log", "--format=%s"],
      ...["--grep=Neuron Driver", "2.20.0.0..series/2.20"],
    ),
    "feat: Neuron Driver 2.20.1.0\nfeat: Neuron Driver 2.20.2.0",
  );
});

Deno.test("publish publishes nothing again where tags are missing", async (t) => {
  const published = ["2.20.0.0", "2.21.0.0"];
  await using scene = await Scene.make(await drivers(...published));
  const { repository } = scene;
  await scene.run("publish");
  const old = await repository.git("rev-parse", "HEAD");
  const signedAt = 1_750_000_000;
  const rows: Record<
    string,
    { missing: readonly string[]; signedAt?: number }
  > = {
    "the newest": { missing: ["2.21.0.0"] },
    "an older one": { missing: ["2.20.0.0"] },
    "all, as in a clone without tags": { missing: published },
    "all, and all are signed again": { missing: published, signedAt },
  };
  for (const [name, { missing, ...again }] of Object.entries(rows)) {
    await t.step(name, async () => {
      const tags = await repository.git("show-ref", "--tags");
      await repository.git("tag", "--delete", ...missing);
      const warning =
        "warning: Not published again, though no tag here leads " +
        `to it: ${missing.join(", ")}. The package is archived; get the tags ` +
        "with: git fetch --tags\n";
      const packages = [...published, "2.22.0.0"];
      await scene.offer(
        await drivers(...packages.map((version) => ({ version, ...again }))),
      );
      const news = await scene.run("check", "--json");
      assertEquals(news.code, 10);
      const { releases, resigned } = JSON.parse(news.stdout);
      assertEquals(
        releases.map(({ tag }: { tag: string }) => tag),
        ["2.22.0.0"],
      );
      assertEquals(resigned, again.signedAt === undefined ? [] : published);
      assert(news.stderr.startsWith(warning), news.stderr);

      // It goes where it would go in a full clone.
      const { code, stderr } = await scene.run("publish");
      assertEquals(code, 0);
      assert(stderr.startsWith(warning), stderr);
      const made = "rev-list --format=%s%d --no-commit-header main";
      assertEquals(
        (await repository.git(...made.split(" "), `^${old}`)).split("\n"),
        [
          "feat: Neuron Driver 2.22.0.0 (HEAD -> main, tag: 2.22.0.0)",
          "feat: Update archive - repo files",
        ],
      );
      assertEquals(await repository.git("branch", "--list", "series/*"), "");
      await repository.git("reset", "--quiet", "--hard", old);
      await repository.git("tag", "--delete", "2.22.0.0");
      for (const line of tags.split("\n")) {
        const [id = "", ref = ""] = line.split(" ");
        await repository.git("update-ref", ref, id);
      }
    });
  }
  await repository.git("tag", "--delete", ...published);
  await t.step("other content under a version without a tag", async () => {
    const [old, ...changed] = await drivers("2.20.0.0", {
      version: "2.21.0.0",
      release: "2",
    });
    if (old === undefined) throw new Error("no package");
    await scene.offer([old, ...changed]);
    const before = await scene.fingerprint();
    for (const command of ["check", "publish"]) {
      const { code, stderr } = await scene.run(command);
      assertEquals(code, 3, stderr);
      assertMatch(stderr, /2\.21\.0\.0: upstream lists other content under/);
    }
    assertEquals(await scene.fingerprint(), before);
  });
  // Upstream lists the highest no longer: it is published nevertheless.
  for (const listed of [published, ["2.20.0.0"]]) {
    const name = `a backport that would start at one of them: ${listed}`;
    await t.step(name, async () => {
      await scene.offer(await drivers(...listed, "2.20.5.0"));
      const before = await scene.fingerprint();
      const { code, stderr } = await scene.run("publish");
      assertEquals(code, 1, stderr);
      assertMatch(
        stderr,
        /^error: Cannot publish: series\/2\.20: the branch starts at release 2\.20\.0\.0, which has no tag here\nhint: Get the tags with: git fetch --tags; nothing was written$/m,
      );
      assertEquals(await scene.fingerprint(), before);
    });
  }
});

Deno.test("publish knows a package without a tag by its header", async () => {
  const [built] = await drivers("2.20.0.0");
  if (built === undefined) throw new Error("no package");
  await using scene = await Scene.make([]);
  const { repository } = scene;
  // As the vendor has named aws-neuron-dkms 1.2.
  const href = "aws-neuronx-dkms-2.20.0.0.7.noarch.rpm";
  await scene.offer([], { packages: [{ built, facts: { href } }] });
  assertEquals((await scene.run("publish")).code, 0);
  await repository.git("tag", "--delete", "2.20.0.0");
  const before = await scene.fingerprint();
  const { code, stdout, stderr } = await scene.run("publish");
  assertEquals(code, 0, stderr);
  assertEquals(stdout, "");
  assertMatch(stderr, /^warning: Not published again, .*: 2\.20\.0\.0\. /m);
  assertEquals(await scene.fingerprint(), before);
  // Whatever its file is called later.
  await scene.offer(await drivers("2.20.0.0"));
  const renamed = await scene.run("publish");
  assertEquals(renamed.code, 0, renamed.stderr);
  assertEquals(renamed.stdout, "");
  assertEquals(await repository.git("tag"), "");
  // A file that is no package says nothing of any version.
  await repository.write("archive/rpm/broken.rpm", "broken\n");
  await repository.git("add", "archive");
  await repository.git("commit", "--quiet", "--message=mine");
  await scene.offer(await drivers("2.20.0.0", "2.21.0.0"));
  const more = await scene.run("publish");
  assertEquals(more.code, 0, more.stderr);
  assertEquals(await repository.git("tag"), "2.21.0.0");
  // What upstream no longer lists would not be published anyway.
  await scene.offer(await drivers("2.21.0.0", "2.22.0.0"));
  const rest = await scene.run("publish");
  assertEquals(rest.code, 0, rest.stderr);
  assertEquals(rest.stderr.includes("warning"), false, rest.stderr);
});

Deno.test("publish completes a move that ended before a detached HEAD", async () => {
  await using scene = await Scene.make(await drivers("2.20.0.0"));
  await scene.run("publish");
  const { repository } = scene;
  const old = await repository.git("rev-parse", "HEAD");
  await repository.git("checkout", "--quiet", "--detach");
  await scene.offer(await drivers("2.20.0.0", "2.21.0.0"));
  assertEquals((await scene.run("publish")).code, 0);
  const moved = await repository.git("rev-parse", "HEAD");
  // As if git had been killed once main and the tag had moved.
  await repository.git("reset", "--quiet", "--hard", old);
  const state = `${repository.path}/.git/neuron-publish`;
  await Deno.mkdir(state, { recursive: true });
  await Deno.writeTextFile(
    `${state}/journal.json`,
    JSON.stringify({
      changes: ["refs/heads/main", "refs/tags/2.21.0.0", "HEAD"].map((ref) => ({
        ref,
        ...(ref.startsWith("refs/tags/") ? {} : { old }),
        new: moved,
      })),
      worktree: { folder: repository.path, from: old, to: moved },
    }),
  );
  const { code, stderr } = await scene.run("publish");
  assertEquals(code, 0, stderr);
  assertEquals(await repository.git("rev-parse", "HEAD"), moved);
  assertEquals(await repository.git("rev-parse", "main"), moved);
  assertEquals(await repository.git("status", "--porcelain"), "");
});

Deno.test("publish leaves the files of another project alone", async (t) => {
  await using scene = await Scene.make(await drivers("2.20.0.0"));
  const { repository } = scene;
  await repository.write("src/main.rs", "fn main() {}\n");
  await repository.write("archive/mine", "mine\n");
  await repository.git("add", "--all");
  await repository.git("commit", "--quiet", "--message=mine");
  for (const options of [[], ["--dry-run"]]) {
    await t.step(`publish ${options.join(" ")}`, async () => {
      const before = await scene.fingerprint();
      const { code, stderr } = await scene.run("publish", ...options);
      assertEquals(code, 1);
      assertMatch(
        stderr,
        /^error: Cannot publish: main: this looks like another project: there are files where the driver's go, and no archived metadata, expected archive\/repomd\.xml, found src\/main\.rs\nhint: Publish into a repository of its own, .*; nothing was written$/m,
      );
      assertEquals(await scene.fingerprint(), before);
    });
  }
  const rows = {
    "a link": () => Deno.symlink("archive", `${repository.path}/src`),
    "a file": () => repository.write("src", "mine\n"),
    "a file for the packages": () => repository.write("archive/rpm", "mine\n"),
  };
  const mine = await repository.git("rev-parse", "HEAD");
  for (const [name, make] of Object.entries(rows)) {
    await t.step(`${name} in the place of a directory`, async () => {
      await Deno.remove(`${repository.path}/src`, { recursive: true });
      await make();
      await repository.git("add", "--all");
      await repository.git("commit", "--quiet", "--message=mine, too");
      const before = await scene.fingerprint();
      const { code, stderr } = await scene.run("publish");
      assertEquals(code, 1);
      assertMatch(stderr, /, found (src|archive\/rpm)$/m);
      assertEquals(await scene.fingerprint(), before);
      await repository.git("reset", "--quiet", "--hard", mine);
    });
  }
  await t.step("in other directories", async () => {
    const directories = ["--source-folder=driver", "--archive-folder=evidence"];
    const { code, stderr } = await scene.run("publish", ...directories);
    assertEquals(code, 0, stderr);
    assertEquals(await repository.read("src/main.rs"), "fn main() {}\n");
    assertEquals(await repository.read("archive/mine"), "mine\n");
    const again = await scene.run("publish");
    assertEquals(again.code, 1, again.stderr);
  });
});

Deno.test("publish begins among other commits only where it is named", async () => {
  await using scene = await Scene.make(await drivers("2.20.0.0"));
  const { repository } = scene;
  await repository.write("README.md", "mine\n");
  await repository.git("add", "--all");
  await repository.git("commit", "--quiet", "--message=mine");
  const here = (command: string) => {
    const argv = scene.commandLine(command).filter((arg) =>
      !arg.startsWith("--repo=")
    );
    const { env, path: cwd } = repository;
    return startProgram(argv, { env, cwd }).ended;
  };
  const before = await scene.fingerprint();
  const refused = await here("publish");
  assertEquals(refused.code, 1);
  assertMatch(
    refused.stderr,
    /^error: Cannot publish: main: the branch has commits, and none has published anything, expected archive\/repomd\.xml, found [0-9a-f]{40}\nhint: If publishing is to begin here, say so with --repo \.; nothing was written$/m,
  );
  assertEquals(await scene.fingerprint(), before);

  assertEquals((await scene.run("publish", "--dry-run")).code, 0);
  assertEquals((await scene.run("publish")).code, 0);
  const again = await here("publish");
  assertEquals(again.code, 0, again.stderr); // it has begun
});

Deno.test("publish leaves main alone where only series have releases", async () => {
  const build = "2.20.1.dev1";
  await using scene = await Scene.make(await drivers(build));
  assertEquals((await scene.run("publish")).code, 0);
  await scene.offer(await drivers(build), { revision: "later" });
  const { code, stdout } = await scene.run("publish");
  assertEquals([code, stdout], [0, ""]);
  const { repository } = scene;
  assertEquals(
    await repository.git("branch", "--format=%(refname:short)"),
    "series/2.x",
  );
  await scene.offer(await drivers(build, "2.20.0.0"));
  assertEquals((await scene.run("publish")).code, 0);
  const verified = await scene.run("verify");
  assertEquals(verified.code, 0, verified.stdout + verified.stderr);
});
