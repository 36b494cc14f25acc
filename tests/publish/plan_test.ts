// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals } from "@std/assert";
import { type PlanInput, planReleases } from "../../lib/publish/plan.ts";
import { isReleaseTag } from "../../lib/record/versions.ts";
import type { PrimaryPackage } from "../../lib/yum/primary.ts";

function listed(
  version: string,
  other: Partial<PrimaryPackage> = {},
): PrimaryPackage {
  return {
    name: "aws-neuronx-dkms",
    epoch: 0,
    version,
    release: "dkms",
    arch: "noarch",
    checksum: { type: "sha256", value: "0".repeat(64) },
    href: `aws-neuronx-dkms-${version}.noarch.rpm`,
    buildTime: new Date(0),
    fileTime: new Date(0),
    size: { package: 1, installed: 1, archive: 1 },
    headerRange: { start: 1, end: 2 },
    ...other,
  };
}

function plan(
  packages: readonly PrimaryPackage[],
  /** Versions, some with an epoch: `1:2.9.0`. */
  tags: readonly string[],
  other: Partial<PlanInput> = {},
) {
  const { releases, skipped, unknown } = planReleases({
    packages,
    names: ["aws-neuron-dkms", "aws-neuronx-dkms"],
    published: tags.map((tag) => {
      const [version = "", epoch = "0"] = tag.split(":").reverse();
      return { version, epoch: Number(epoch) };
    }),
    backports: "branch",
    versions: [],
    limit: undefined,
    ...other,
  });
  return {
    releases: releases.map(({ tag, series }) =>
      series === undefined
        ? tag
        : `${tag} on ${series.branch} from ${series.startsAt}`
    ),
    skipped,
    unknown,
  };
}

const NOTHING = { skipped: [], unknown: [] };
const FOUR = ["2.10.0", "2.9.0", "2.11.0", "2.9.1"].map((v) => listed(v));

Deno.test("planReleases()", async (t) => {
  await t.step("orders as rpm orders versions", () => {
    assertEquals(plan(FOUR, []), {
      ...NOTHING,
      releases: ["2.9.0", "2.9.1", "2.10.0", "2.11.0"],
    });
  });
  await t.step("leaves out what is published", () => {
    assertEquals(plan(FOUR, ["2.9.0", "2.9.1", "2.10.0"]).releases, ["2.11.0"]);
  });
  await t.step("sends backports to a branch from the nearest tag", () => {
    assertEquals(plan(FOUR, ["2.9.0", "2.10.0"]).releases, [
      "2.9.1 on series/2.9 from 2.9.0",
      "2.11.0",
    ]);
  });
  await t.step("starts a second backport at the first", () => {
    const packages = [...FOUR, listed("2.9.2")];
    assertEquals(plan(packages, ["2.9.0", "2.10.0", "2.11.0"]).releases, [
      "2.9.1 on series/2.9 from 2.9.0",
      "2.9.2 on series/2.9 from 2.9.1",
    ]);
  });
  await t.step("starts from nothing below the oldest tag", () => {
    assertEquals(plan(FOUR.slice(1, 2), ["2.10.0"]).releases, [
      "2.9.0 on series/2.9 from undefined",
    ]);
  });
  await t.step("skips backports on request, and says so", () => {
    const result = plan(FOUR, ["2.10.0"], { backports: "skip" });
    assertEquals(result.releases, ["2.11.0"]);
    assertEquals(result.skipped, ["2.9.0", "2.9.1"]);
  });
  await t.step("takes backports for news on request", () => {
    const result = plan(FOUR, ["2.10.0"], { backports: "main" });
    assertEquals(result.releases, ["2.9.0", "2.9.1", "2.11.0"]);
  });
  await t.step("keeps to limit and versions", () => {
    assertEquals(plan(FOUR, [], { limit: 2 }).releases, ["2.9.0", "2.9.1"]);
    // 2.8.0 is published, and upstream has it no more.
    const result = plan(FOUR, ["2.8.0", "2.9.0"], {
      versions: ["2.8.0", "2.9.0", "2.11.0", "7"],
    });
    assertEquals(result.releases, ["2.11.0"]);
    assertEquals(result.unknown, ["7"]);
  });
  await t.step(
    "of one version takes the newest build, then the newer name",
    () => {
      const chosen = planReleases({
        packages: [
          listed("3", { release: "2", name: "aws-neuron-dkms" }),
          listed("3", { release: "10", href: "ten.rpm" }),
          listed("4", { href: "new-name.rpm" }),
          listed("4", { name: "aws-neuron-dkms" }),
          listed("5", { name: "aws-neuron-dkms" }),
          listed("5", { href: "new-name-later.rpm" }),
        ],
        names: ["aws-neuron-dkms", "aws-neuronx-dkms"],
        published: [],
        backports: "branch",
        versions: [],
        limit: undefined,
      }).releases.map((release) => release.listed.href);
      assertEquals(chosen, [
        "ten.rpm",
        "new-name.rpm",
        "new-name-later.rpm",
      ]);
    },
  );
  await t.step("leaves out versions that cannot be tags (J3)", () => {
    const odd = ["3~rc1", "3^", "3..1", "--upload-pack", "3.lock", "x3"];
    const all = [...odd, `3.${"0".repeat(99)}`, "3.1"].map((v) => listed(v));
    const { releases, untaggable } = planReleases({
      packages: all,
      names: ["aws-neuronx-dkms"],
      published: [],
      backports: "branch",
      versions: [],
      limit: undefined,
    });
    assertEquals(releases.map(({ tag }) => tag), ["3.1"]);
    assertEquals(untaggable, all.slice(0, -1));
    assertEquals(plan(all, [], { versions: ["3~rc1"] }).unknown, ["3~rc1"]);
  });
  const BUILDS = ["2.x.8689.0", "2.x.7372.0", "2.9.2rc1"].map((v) => listed(v));
  await t.step("sends development builds to a series (J4)", () => {
    const expected = [
      "2.x.7372.0 on series/2.x from 1.5.0.0",
      "2.x.8689.0 on series/2.x from 2.x.7372.0",
      "2.9.2rc1 on series/2.x from 2.9.1",
    ];
    const one = listed("1.5.0.0");
    const numbers = ["2.9.0", "2.9.1", "2.10.0", "2.11.0"];
    const all = [...BUILDS, ...FOUR, one];
    for (const backports of ["branch", "main"] as const) {
      const fresh = plan(all, [], { backports }).releases;
      assertEquals(fresh.filter((release) => release.includes(" ")), expected);
      assertEquals(
        fresh.filter((release) => !release.includes(" ")),
        ["1.5.0.0", ...numbers],
      );
      const tags = ["1.5.0.0", ...numbers];
      assertEquals(plan(all, tags, { backports }).releases, expected);
    }
    assertEquals(plan(BUILDS.slice(0, 1), []).releases, [
      "2.x.8689.0 on series/2.x from undefined",
    ]);
    const skipped = plan(all, [], { backports: "skip" });
    assertEquals(skipped.releases, ["1.5.0.0", ...numbers]);
    assertEquals(skipped.skipped, ["2.x.7372.0", "2.x.8689.0", "2.9.2rc1"]);
  });
  await t.step("takes no development build for the newest release (J4)", () => {
    assertEquals(plan(FOUR, ["2.10.0", "3.x.1"]).releases, [
      "2.9.0 on series/2.9 from undefined",
      "2.9.1 on series/2.9 from 2.9.0",
      "2.11.0",
    ]);
    assertEquals(plan([listed("2.0.1")], ["1.5", "2.x.1", "2.1"]).releases, [
      "2.0.1 on series/2.0 from 1.5",
    ]);
  });
  await t.step("orders by epoch first, also what is published (J13)", () => {
    const old = listed("3.0");
    const next = listed("1.0", { epoch: 1 });
    const last = listed("1.1", { epoch: 1 });
    assertEquals(plan([last, next, old], []).releases, ["3.0", "1.0", "1.1"]);
    assertEquals(plan([last, next, old], ["3.0"]).releases, ["1.0", "1.1"]);
    assertEquals(plan([last, next, old], ["3.0", "1:1.0"]).releases, ["1.1"]);
    assertEquals(plan([listed("4.0")], ["3.0", "1:1.0"]).releases, [
      "4.0 on series/4.0 from 3.0",
    ]);
  });
});

Deno.test("isReleaseTag() knows releases from other tags", () => {
  for (const tag of ["1.1", "2.22.2.0", "2.0.386.0", "3", "1".repeat(100)]) {
    assertEquals(isReleaseTag(tag), true, tag);
  }
  for (
    const tag of ["v1.1", "1.", "", "latest", "1/2", "1 2", "1.lock", "1.0~rc1"]
  ) {
    assertEquals(isReleaseTag(tag), false, tag);
  }
});
