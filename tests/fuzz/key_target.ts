// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Key files and signature packets. However a key file is changed, it never
 * makes a stranger's signature good; however a packet is changed, what it says
 * is what was signed.
 *
 * @module
 */

import { VerificationError } from "../../lib/errors.ts";
import { readKeyring } from "../../lib/openpgp/keyring.ts";
import { verifySignature } from "../../lib/openpgp/verify.ts";
import { type Bytes, concat, utf8 } from "../fixtures/bytes.ts";
import type { TestKey } from "../fixtures/keys.ts";
import { buildSignature } from "../fixtures/signature_builder.ts";
import { poisoned, strangerKey, vendorKey } from "./fuzz_keys.ts";
import { mutateBytes } from "./mutate_bytes.ts";
import { NOW } from "./package_corpus.ts";
import type { Random } from "./random.ts";
import {
  type FuzzCase,
  type FuzzTarget,
  requireSame,
  Violation,
} from "./target.ts";

const DATA = utf8("what is signed");

/** What errors call it. */
const LABEL = { subject: "file", name: "signature" };
const CREATED = 1_767_225_600; // 2026-01-01

function sign(key: TestKey, version: 3 | 4): Bytes {
  return buildSignature(DATA, { key: key.signer, version, created: CREATED });
}

async function makeKeyFile(random: Random): Promise<FuzzCase> {
  const [vendor, stranger] = [await vendorKey(), await strangerKey()];
  const start = random.pick([
    vendor.certificate,
    utf8(vendor.armored),
    concat(vendor.certificate, stranger.certificate),
    utf8(stranger.armored + vendor.armored),
    poisoned(vendor, stranger),
  ]);
  const input = mutateBytes(random, start, stranger.certificate);
  return {
    name: "key",
    input,
    judge: async () => {
      const keyring = await readKeyring(input, {
        fingerprints: [vendor.fingerprint],
        subject: "key",
      });
      const options = { ...LABEL, data: DATA, keyring, now: NOW };
      let isRefused = false;
      try {
        await verifySignature(sign(stranger, 4), options);
      } catch (error) {
        if (!(error instanceof VerificationError)) throw error;
        isRefused = true;
      }
      if (!isRefused) throw new Violation("accepted a stranger's signature");
      const good = await verifySignature(sign(vendor, 3), options);
      requireSame("fingerprint", vendor.fingerprint, good.fingerprint);
    },
  };
}

async function makePacket(random: Random): Promise<FuzzCase> {
  const vendor = await vendorKey();
  const version = random.pick([3, 4] as const);
  const input = mutateBytes(
    random,
    sign(vendor, version),
    sign(random.oneIn(2) ? vendor : await strangerKey(), 4),
  );
  return {
    name: `packet-v${version}`,
    input,
    judge: async () => {
      const keyring = await readKeyring(vendor.certificate, {
        fingerprints: [vendor.fingerprint],
        subject: "key",
      });
      const options = { ...LABEL, data: DATA, keyring, now: NOW };
      const { created, hashAlgorithm, fingerprint } = await verifySignature(
        input,
        options,
      );
      requireSame("signature", [
        new Date(CREATED * 1000),
        "SHA-256",
        vendor.fingerprint,
      ], [created, hashAlgorithm, fingerprint]);
      const other = { ...options, data: utf8("what is not") };
      await verifySignature(input, other).then(
        () => {
          throw new Violation("accepted for other data");
        },
        (error) => {
          if (!(error instanceof VerificationError)) throw error;
        },
      );
    },
  };
}

/** All ways in which keys and signatures are fuzzed. */
export const KEY_TARGETS: readonly FuzzTarget[] = [
  { name: "key", weight: 3, make: makeKeyFile },
  { name: "packet", weight: 4, make: makePacket },
];
