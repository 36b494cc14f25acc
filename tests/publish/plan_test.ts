// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

import { assertEquals, assertThrows } from "@std/assert";
import { VerificationError } from "../../lib/errors.ts";
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
    summary: "",
    description: "",
    packager: "",
    url: "",
    license: "",
    vendor: "",
    group: "",
    buildHost: "",
    sourceRpm: "",
    buildTime: 0,
    fileTime: 0,
    size: { package: 1, installed: 1, archive: 1 },
    headerRange: { start: 1, end: 2 },
    ...other,
  };
}

function plan(
  packages: readonly PrimaryPackage[],
  tags: readonly string[],
  other: Partial<PlanInput> = {},
) {
  const { releases, skipped, unknown } = planReleases({
    packages,
    names: ["aws-neuron-dkms", "aws-neuronx-dkms"],
    tags,
    backports: "branch",
    versions: [],
    limit: undefined,
    ...other,
  });
  return {
    releases: releases.map(({ version, series }) =>
      series === undefined
        ? version
        : `${version} on ${series.branch} from ${series.startsAt}`
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
  await t.step("knows tags that are no releases", () => {
    const tags = ["2.9.0", "v3", "nightly", "series/9.9"];
    assertEquals(plan(FOUR, tags).releases, ["2.9.1", "2.10.0", "2.11.0"]);
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
    const result = plan(FOUR, ["2.9.0"], {
      versions: ["2.9.0", "2.11.0", "7"],
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
        ],
        names: ["aws-neuron-dkms", "aws-neuronx-dkms"],
        tags: [],
        backports: "branch",
        versions: [],
        limit: undefined,
      }).releases.map((release) => release.listed.href);
      assertEquals(chosen, ["ten.rpm", "new-name.rpm"]);
    },
  );
  await t.step("refuses versions that cannot be tags", () => {
    for (const version of ["3~rc1", "3^", "3..1", "--upload-pack", "3.lock"]) {
      const error = assertThrows(
        () => plan([listed(version)], []),
        VerificationError,
      );
      assertEquals(error.code, "E_META", version);
    }
  });
});

Deno.test("isReleaseTag() knows releases from other tags", () => {
  for (const tag of ["1.1", "2.22.2.0", "2.0.386.0", "3"]) {
    assertEquals(isReleaseTag(tag), true, tag);
  }
  for (const tag of ["v1.1", "1.", "", "latest", "1/2", "1 2", "1.lock"]) {
    assertEquals(isReleaseTag(tag), false, tag);
  }
});
