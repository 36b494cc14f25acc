// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// `report --archives --with`: tarballs and comparisons of verified releases, on
// their pages and in the list.

import { assert, assertEquals } from "@std/assert";
import { long } from "../fixtures/long.ts";
import { flip, Workbench } from "../verify/workbench.ts";
import { runProgram } from "../fixtures/programs.ts";
import { TestRepository } from "../git/test_repository.ts";
import { drivers, folderState } from "../publish/scene.ts";

const NAME = "aws-neuron-driver-2.2.0.0.tar.gz";

/** The name of a source file that is markup, in somebody else's repository. */
const HOSTILE = "<img src=x onerror=alert(1)>.c";

/** Somebody who has 2.1.0.0 as it is, and 2.2.0.0 with changes. */
async function fork({ repository }: Workbench): Promise<TestRepository> {
  const other = await TestRepository.make();
  await other.git("fetch", "--quiet", "--no-tags", repository.path, "2.1.0.0");
  await other.git("checkout", "--quiet", "-B", "main", "FETCH_HEAD");
  await other.git("tag", "v2.1.0.0");
  await other.git("branch", "rel-2.1.0.0");
  await Deno.writeTextFile(
    `${other.path}/src/Makefile`,
    "evil: # </pre><script>alert(1)</script>\n",
  );
  await Deno.writeTextFile(`${other.path}/src/${HOSTILE}`, "int x;\n");
  await Deno.remove(`${other.path}/src/dkms.conf`);
  await other.git("add", "--all", ".");
  await other.git(
    ...["-c", "user.name=Ada", "-c", "user.email=a@example.com"],
    ...["commit", "--quiet", "-m", "changes"],
  );
  await other.git("tag", "v2.2.0.0");
  return other;
}

Deno.test(
  long("report --archives --with shows tarballs and other publications"),
  async (t) => {
    await using bench = await Workbench.make(
      await drivers("2.1.0.0", "2.2.0.0", "2.10.0.0"),
    );
    await using other = await fork(bench);
    const { repository, scene } = bench;
    Object.assign(repository.env, { SOURCE_DATE_EPOCH: "1800000000" });
    await bench.replace("2.10.0.0", { files: { "src/Makefile": flip(0) } });
    const out = `${repository.root}/site`;
    const [address, folder] = [
      `file://${other.path}#v{version}:src`,
      `${other.path}#rel-{version}:src`,
    ];
    const args = ["--archives", "--with", address, "--with", folder];
    const { code, stdout, stderr } = await scene.run(
      "report",
      ...args,
      "--json",
      "--out",
      out,
    );
    assertEquals(code, 3, stderr); // 2.10.0.0 fails verification
    const { archives, comparisons } = JSON.parse(stdout);
    assertEquals(archives, 2);
    assertEquals(comparisons, [
      { with: address, same: ["2.1.0.0"], different: ["2.2.0.0"] },
      { with: folder, same: ["2.1.0.0"], different: [] },
    ]);
    const read = (path: string) => Deno.readTextFile(`${out}/${path}`);

    await t.step("tarballs are those of archive", async () => {
      assertEquals(
        (await Array.fromAsync(Deno.readDir(`${out}/archives`)))
          .map(({ name }) => name).sort(),
        ["2.1.0.0", "2.2.0.0"].flatMap((version) =>
          ["", ".sha256", ".spdx.json"].map((suffix) =>
            `aws-neuron-driver-${version}.tar.gz${suffix}`
          )
        ),
      );
      const file = `${repository.root}/${NAME}`;
      assertEquals(
        (await scene.run("archive", "2.2.0.0", "-o", file)).code,
        0,
      );
      for (const suffix of ["", ".sha256", ".spdx.json"]) {
        assertEquals(
          await Deno.readFile(`${out}/archives/${NAME}${suffix}`),
          await Deno.readFile(file + suffix),
        );
      }
      const { code } = await scene.run(
        "archive",
        "--check",
        `${out}/archives/${NAME}`,
      );
      assertEquals(code, 0);
    });

    await t.step(
      "a release's page has its tarball and the others",
      async () => {
        const page = await read("releases/2.2.0.0.html");
        const [sha256 = ""] = (await read(`archives/${NAME}.sha256`)).split(
          " ",
        );
        for (
          const text of [
            ` href="../archives/${NAME}"`,
            ` href="../archives/${NAME}.sha256"`,
            ` href="../archives/${NAME}.spdx.json"`,
            `<code>${sha256}</code>`,
            `archive --repo driver --check &#39;${NAME}&#39;`,
            "≠ different source",
            ` href="../publications/1/2.2.0.0.html"`,
            "does not have this version",
          ]
        ) assert(page.includes(text), text);
        const failed = await read("releases/2.10.0.0.html");
        assert(failed.includes("only a verified release gets one"));
        assert(failed.includes("Only a verified release is compared"));
      },
    );

    await t.step(
      "differences can be read, and nothing of them is markup",
      async () => {
        const page = await read("publications/1/2.2.0.0.html");
        for (
          const text of [
            "3 files identical, 2 different, 1 only here, 1 only there",
            '<span class="a">+evil: # &lt;/pre&gt;&lt;script&gt;alert(1)',
            "<code>&lt;img src=x onerror=alert(1)&gt;.c</code>",
            "<code>dkms.conf</code>",
          ]
        ) assert(page.includes(text), `${text}\n${page}`);
        assert(!/<img|<script/.test(page));
        const list = await read("comparisons.html");
        assert(list.includes("Has 2 of 3 releases"));
        assert(list.includes("Has 1 of 3 releases"));
      },
    );

    await t.step("no path of this machine is on any page", async () => {
      for (const [path] of await folderState(out)) {
        if (!path.endsWith(".html")) continue;
        const page = await read(path);
        for (const place of [repository.root, other.root]) {
          assert(!page.includes(place), `${path} names ${place}`);
        }
      }
      const start = await read("index.html");
      assert(start.includes("<code>a local copy (1)#v{version}:src</code>"));
      assert(start.includes("<code>a local copy (2)#rel-{version}:src</code>"));
    });

    await t.step("the command on the page gives the same", async () => {
      const page = await read("publications/1/2.2.0.0.html");
      const [, given = ""] = /--with (?:&#39;)?([^<&]+)/.exec(page) ?? [];
      const { code, stdout } = await scene.run(
        "compare",
        "2.2.0.0",
        "--with",
        given.replace("PATH", other.path),
      );
      assertEquals(code, 1, given);
      assert(stdout.includes("different  Makefile"), stdout);
    });

    await t.step("the same again, and as a tarball", async () => {
      const again = `${repository.root}/again`;
      const tar = `${repository.root}/site.tar.gz`;
      const both = await scene.run(
        "report",
        ...args,
        "--out",
        again,
        "--tar",
        tar,
      );
      assertEquals(both.code, 3, both.stderr);
      assert(
        both.stderr.includes("has 2 of 3 releases, 1 with the same source"),
      );
      assertEquals(await folderState(again), await folderState(out));
      const unpacked = `${repository.root}/unpacked`;
      await Deno.mkdir(unpacked);
      await runProgram("tar", ["-xzf", tar, "-C", unpacked]);
      for (const path of [`archives/${NAME}`, "index.html"]) {
        assertEquals(
          await Deno.readFile(`${unpacked}/${path}`),
          await Deno.readFile(`${out}/${path}`),
        );
      }
    });

    await t.step("a tag that leads to no commit is none", async () => {
      // The plain name is looked for first.
      await other.git("tag", "2.1.0.0", "v2.1.0.0^{tree}");
      await other.git("tag", "--force", "v2.2.0.0", "v2.2.0.0:src/Makefile");
      await other.git("checkout", "--quiet", "--detach");
      await other.git("branch", "--delete", "--force", "main");
      for (const place of [other.path, `file://${other.path}`]) {
        const { code, stdout, stderr } = await scene.run(
          ...["report", "--with", place, "--json"] as const,
          ...["--out", `${repository.root}/${encodeURIComponent(place)}`],
        );
        assertEquals(code, 3, stderr);
        assertEquals(JSON.parse(stdout).comparisons, [
          { with: place, same: ["2.1.0.0"], different: [] },
        ]);
      }
    });

    await t.step("places that cannot be compared with", async () => {
      const rows = [
        [`${other.path}#main`, 2], // one commit for all releases
        ["ext::sh -c true", 2],
        ["https://ada:secret@", 2],
        [`${other.root}/nothing`, 1],
        [`${other.path}#v{version}:nothing`, 1],
      ] as const;
      for (const [place, expected] of rows) {
        const { code, stdout, stderr } = await scene.run(
          ...["report", "--with", place, "--out", `${out}2`] as const,
        );
        assertEquals([code, stdout], [expected, ""], place + stderr);
        assert(!stderr.includes("secret"), stderr);
      }
      assert(!await Deno.stat(`${out}2`).then(() => true, () => false));
    });

    await t.step("places that cannot be reached do not end it", async () => {
      const nothing = `file://${other.root}/nothing`;
      const args = [
        "--with",
        nothing,
        "--with",
        `file://${other.path}`,
      ] as const;
      const { code, stdout, stderr } = await scene.run(
        ...["report", ...args, "--json", "--out", `${out}3`] as const,
      );
      assertEquals(code, 3, stderr); // for the release that fails
      assert(stderr.includes(`warning: Not compared: ${nothing}: `), stderr);
      const [unread, read] = JSON.parse(stdout).comparisons;
      assertEquals([unread.with, unread.same], [nothing, []]);
      assertEquals(unread.error.subject, nothing);
      assertEquals(read.error, undefined);
      const page = await Deno.readTextFile(`${out}3/comparisons.html`);
      assert(page.includes("It could not be read when this was made"), page);
    });
  },
);
