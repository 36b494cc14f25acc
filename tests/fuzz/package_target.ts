// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Whole packages: changed anywhere, changed with all digests corrected, put
 * together from two, and changed before they are signed.
 *
 * @module
 */

import { inspectRpm } from "../../lib/rpm/inspect.ts";
import { type VerifiedRpm, verifyRpm } from "../../lib/rpm/rpm.ts";
import { planPackageDirectory } from "../../lib/source/package_tree.ts";
import { sourceTree, sourceTreeId } from "../../lib/source/tree.ts";
import { type Bytes, concat, digest, toHex } from "../fixtures/bytes.ts";
import { compress } from "../fixtures/compression.ts";
import { binary } from "../fixtures/header_builder.ts";
import { buildSignature } from "../fixtures/signature_builder.ts";
import { SIGNATURE_TAG, TAG } from "../fixtures/tags.ts";
import { strangerKey, vendorKey } from "./fuzz_keys.ts";
import { mutateBytes } from "./mutate_bytes.ts";
import { mutateCpio } from "./mutate_cpio.ts";
import { buildOddHeader, mutateEntries, mutateIndex } from "./mutate_header.ts";
import { NOW, packageCorpus, type Sample } from "./package_corpus.ts";
import {
  joinPackage,
  mendSignatureHeader,
  mendSignatures,
  type PackageLayout,
} from "./package_layout.ts";
import type { Random } from "./random.ts";
import {
  type FuzzCase,
  type FuzzTarget,
  requireSame,
  Violation,
} from "./target.ts";

/** Seconds of Unix time at which the fuzzer signs: 2026-01-01. */
const SIGNED_AT = 1_767_225_600;

/** A sample, most often a small one, and another one to take parts from. */
async function pickSamples(
  random: Random,
): Promise<{ sample: Sample; donor: Sample }> {
  const { built, real, foreign } = await packageCorpus();
  const isReal = real.length > 0 && random.oneIn(50);
  const sample = random.pick(isReal ? real : built);
  return { sample, donor: random.pick([...built, foreign]) };
}

function filesOf(rpm: VerifiedRpm): unknown[] {
  return rpm.files.map(({ path, mode, linkTo, content }) => [
    path,
    mode,
    linkTo,
    content === undefined ? "" : toHex(digest("sha256", content)),
  ]);
}

/** Throws unless some good package has the value: parts may change places. */
function requireKnown(
  what: string,
  known: readonly Sample[],
  isSame: (sample: Sample) => boolean,
): Sample {
  const found = known.find(isSame);
  if (found === undefined) throw new Violation(`accepted with another ${what}`);
  return found;
}

function sha256(bytes: Uint8Array): string {
  return toHex(digest("sha256", bytes));
}

/** The invariant of a package that was changed after it was signed. */
async function judge(input: Bytes, sample: Sample): Promise<void> {
  const { built, real } = await packageCorpus();
  const known = [...built, ...real];
  const options = { keyring: sample.keyring, subject: "fuzzed", now: NOW };
  let accepted: VerifiedRpm | undefined;
  let refusal: unknown;
  try {
    accepted = await verifyRpm(input, options);
  } catch (error) {
    refusal = error;
  }
  const inspection = await inspectRpm(input, options);
  const isVerified = accepted !== undefined;
  requireSame("verdict", isVerified, inspection.verdict === "verified");
  const { header: start = 0, payload: end = 0 } = inspection.sections ?? {};
  if (inspection.header?.verified === true) {
    // What counts as a fact must be what was signed.
    const header = sha256(input.subarray(start, end));
    requireKnown("header", known, (s) => sha256(s.layout.header) === header);
  }
  if (inspection.coverage.payload.length > 0) {
    const payload = sha256(input.subarray(end));
    requireKnown("payload", known, (s) => sha256(s.layout.payload) === payload);
  }
  if (accepted === undefined) throw refusal;
  const { contentSha256, info } = accepted;
  const original = requireKnown(
    "content",
    known,
    ({ rpm }) => rpm.contentSha256 === contentSha256,
  );
  requireSame("info", original.rpm.info, info);
  requireSame("file list", filesOf(original.rpm), filesOf(accepted));
}

/** Changes somewhere in the file. */
async function makeRaw(random: Random): Promise<FuzzCase> {
  const { sample, donor } = await pickSamples(random);
  const input = mutateBytes(random, sample.bytes, donor.bytes);
  return {
    name: `package-${sample.name}`,
    input,
    judge: () => judge(input, sample),
  };
}

/** Changes numbers of one of the headers, or one of the parts. */
function mutatePart(
  random: Random,
  layout: PackageLayout,
  donor: PackageLayout,
): PackageLayout {
  const name = random.pick(
    ["lead", "signatureHeader", "header", "payload"] as const,
  );
  if (random.oneIn(4)) return { ...layout, [name]: donor[name] };
  const isHeader = name === "signatureHeader" || name === "header";
  return {
    ...layout,
    [name]: isHeader && !random.oneIn(4)
      ? mutateIndex(random, layout[name])
      : mutateBytes(random, layout[name], donor[name]),
  };
}

async function makeParts(random: Random): Promise<FuzzCase> {
  const { sample, donor } = await pickSamples(random);
  const input = joinPackage(mutatePart(random, sample.layout, donor.layout));
  return {
    name: `parts-${sample.name}`,
    input,
    judge: () => judge(input, sample),
  };
}

/** Changes header or payload, and corrects all that an attacker can. */
async function makeMended(random: Random): Promise<FuzzCase> {
  const { sample, donor } = await pickSamples(random);
  const changed = sample.cpio !== undefined && random.oneIn(3)
    ? {
      ...sample.layout,
      payload: await compress(
        mutateCpio(random, sample.cpio),
        sample.compression,
      ),
    }
    : mutatePart(random, sample.layout, donor.layout);
  let entries = mendSignatures(sample.signatureEntries, changed);
  if (random.oneIn(3)) {
    entries = mutateEntries(random, entries, donor.signatureEntries);
  }
  if (random.oneIn(3)) {
    // Without the signature over the payload, the header's is still good.
    entries = entries.filter(({ tag }) => tag !== SIGNATURE_TAG.SIGPGP);
  }
  if (random.oneIn(6)) {
    // An attacker signs with a key of his own.
    const { signer } = await strangerKey();
    const data = concat(changed.header, changed.payload);
    const created = SIGNED_AT;
    const packet = buildSignature(data, { key: signer, version: 4, created });
    const tag = random.pick([SIGNATURE_TAG.SIGPGP, SIGNATURE_TAG.SIGGPG]);
    entries = [...entries.filter((e) => e.tag !== tag), binary(tag, packet)];
  }
  const signatureHeader = mendSignatureHeader(entries, changed);
  const input = joinPackage({ ...changed, signatureHeader });
  return {
    name: `mended-${sample.name}`,
    input,
    judge: () => judge(input, sample),
  };
}

/** Changes what the signature header holds. */
async function makeSignatureHeader(random: Random): Promise<FuzzCase> {
  const { sample, donor } = await pickSamples(random);
  const entries = mutateEntries(
    random,
    sample.signatureEntries,
    donor.signatureEntries,
  );
  const signatureHeader = buildOddHeader(
    random,
    entries,
    SIGNATURE_TAG.HEADERSIGNATURES,
  );
  const input = joinPackage({ ...sample.layout, signatureHeader });
  return {
    name: `signatures-${sample.name}`,
    input,
    judge: () => judge(input, sample),
  };
}

/**
 * Changes the main header and signs it with the pinned key: it may then contain
 * anything, but nothing unsafe may come out.
 */
async function makeSigned(random: Random): Promise<FuzzCase> {
  const { sample, donor } = await pickSamples(random);
  const { signer } = await vendorKey();
  const entries = mutateEntries(random, sample.mainEntries, donor.mainEntries);
  const header = buildOddHeader(random, entries, TAG.HEADERIMMUTABLE);
  const { lead, payload } = sample.layout;
  const packet = buildSignature(concat(header, payload), {
    key: signer,
    created: SIGNED_AT,
  });
  const signatureHeader = buildOddHeader(
    random,
    [binary(SIGNATURE_TAG.SIGPGP, packet)],
    SIGNATURE_TAG.HEADERSIGNATURES,
  );
  const input = joinPackage({ lead, signatureHeader, header, payload });
  const { keyring } = (await packageCorpus()).built[0] ?? sample;
  return {
    name: `signed-${sample.name}`,
    input,
    judge: () => judgeSigned(input, { keyring, now: NOW, subject: "signed" }),
  };
}

/** No part that is empty, climbs or is git's own; nothing below a space. */
// deno-lint-ignore no-control-regex -- what must not come out
const UNSAFE = /(^|\/)(\.{0,2}|\.git)(\/|$)|[\x00-\x1f\\]/;

async function judgeSigned(
  input: Bytes,
  options: Parameters<typeof verifyRpm>[1] & { readonly subject: string },
): Promise<void> {
  const rpm = await verifyRpm(input, options);
  for (const { path, mode, content, digest: signed } of rpm.files) {
    if ((mode & 0o170000) !== 0o100000) continue;
    const algorithm = { 32: "md5", 64: "sha256", 128: "sha512" }[signed.length];
    if (content === undefined || algorithm === undefined) {
      throw new Violation(`accepted ${path} without content or digest`);
    }
    requireSame("digest", signed, toHex(digest(algorithm, content)));
  }
  const tree = sourceTree(rpm, options.subject);
  sourceTreeId(tree);
  const { directory } = planPackageDirectory(
    rpm.info,
    rpm.files,
    options.subject,
  );
  for (const { path } of [...tree.files, ...directory.files]) {
    if (UNSAFE.test(path)) throw new Violation(`accepted the path ${path}`);
  }
}

/** All ways in which packages are fuzzed. */
export const PACKAGE_TARGETS: readonly FuzzTarget[] = [
  { name: "package", weight: 6, make: makeRaw },
  { name: "parts", weight: 4, make: makeParts },
  { name: "mended", weight: 4, make: makeMended },
  { name: "signatures", weight: 4, make: makeSignatureHeader },
  { name: "signed", weight: 4, make: makeSigned },
];
