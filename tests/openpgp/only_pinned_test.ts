// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// What may be archived as the vendor's key file (J6): pinned keys, with every
// part signed by its owner, and nothing else.

import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { VerificationError } from "../../lib/errors.ts";
import { ARMOR } from "../../lib/openpgp/key_file.ts";
import { requireOnlyPinned } from "../../lib/openpgp/only_pinned.ts";
import { readPackets } from "../../lib/openpgp/packets.ts";
import { AWS_NEURON } from "../../lib/profile.ts";
import { type Bytes, concat, fromHex, utf8 } from "../fixtures/bytes.ts";
import { makeKey, type TestKey } from "../fixtures/keys.ts";
import { armor, packet } from "../fixtures/openpgp_packet.ts";
import { skipIf } from "../fixtures/programs.ts";
import { noData, readData } from "../fixtures/snapshot.ts";
import { KEY_FILE } from "../fixtures/yum_repository.ts";

const pinned = await makeKey({ subkey: {} });
const other = await makeKey({ userId: "Stranger <s@evil.example>" });
const withSubkey = await makeKey({ subkey: {}, userId: "Stranger" });
const unbound = await makeKey({ subkey: { binding: "none" } });
const six = await makeKey({ algorithm: "ed25519", version: 6 });

const armored = (...parts: Uint8Array[]) =>
  armor("PUBLIC KEY BLOCK", concat(...parts));
/** The packets of a key after its first one, or after some more. */
const packetsAfter = ({ certificate }: TestKey, count = 1) =>
  certificate.slice(readPackets(certificate)[count - 1]?.end);

const GOOD: readonly (readonly [string, string | Bytes, readonly TestKey[]])[] =
  [
    ["the key", pinned.armored, [pinned]],
    ["line ends of Windows", pinned.armored.replaceAll("\n", "\r\n"), [pinned]],
    ["blank lines around", `\n\n${pinned.armored}\n \n`, [pinned]],
    [
      "a comment in the armor",
      pinned.armored.replace(/\n/, "\nComment: the key of 2019\n"),
      [pinned],
    ],
    ["without armor", pinned.certificate, [pinned]],
    ["twice", pinned.armored + pinned.armored, [pinned]],
    ["two pinned keys", pinned.armored + other.armored, [pinned, other]],
    [
      "two pinned keys in one block",
      armored(pinned.certificate, six.certificate),
      [six, pinned],
    ],
  ];

Deno.test("requireOnlyPinned() accepts pinned keys", async (t) => {
  for (const [title, file, pins] of GOOD) {
    await t.step(title, () => judge(file, ...pins));
  }
  await t.step("keys, subkeys that are expired or revoked", async () => {
    for (
      const key of [
        await makeKey({ expires: 1_600_000_000 }),
        await makeKey({ revoked: 1_600_000_000 }),
        await makeKey({ subkey: { expires: 1_600_000_000 } }),
        await makeKey({ subkey: { revoked: 1_600_000_000 } }),
        await makeKey({ hash: "sha1", subkey: {} }),
      ]
    ) await judge(key.armored, key);
  });
  await t.step("a signature of somebody else on the key", async () => {
    const { certificate } = pinned;
    const theirs = packetsAfter(other, 2); // on their own key, but who knows
    await judge(armored(certificate, theirs), pinned);
  });
});

/** An armored block of these lines. */
const block = (...lines: readonly string[]) =>
  [ARMOR.begin, ...lines, ARMOR.end].join("\n");

const BAD: readonly (readonly [string, string | Bytes, string, RegExp])[] = [
  [
    "another key in a second block",
    pinned.armored + other.armored,
    "E_NOKEY",
    new RegExp(`found ${other.fingerprint}$`),
  ],
  [
    "another key in a first block",
    other.armored + pinned.armored,
    "E_NOKEY",
    new RegExp(`found ${other.fingerprint}$`),
  ],
  [
    "another key in the block",
    armored(pinned.certificate, other.certificate),
    "E_NOKEY",
    new RegExp(`found ${other.fingerprint}$`),
  ],
  [
    "another key without armor",
    concat(pinned.certificate, other.certificate),
    "E_NOKEY",
    new RegExp(`found ${other.fingerprint}$`),
  ],
  [
    "a key of version 6",
    pinned.armored + six.armored,
    "E_NOKEY",
    new RegExp(`found ${six.fingerprint}$`),
  ],
  [
    "a key of version 3",
    armored(pinned.certificate, packet(6, Uint8Array.of(3, 1, 2, 3, 4, 0, 0))),
    "E_NOKEY",
    /found a key of version 3$/,
  ],
  [
    "a key of version 5, which gpg knows",
    armored(pinned.certificate, packet(6, Uint8Array.of(5, 1, 2, 3, 4, 22))),
    "E_NOKEY",
    /found [0-9A-F]{64}$/,
  ],
  [
    "a key that cannot be read",
    armored(pinned.certificate, packet(6, Uint8Array.of(4, 1, 2, 3, 4, 99))),
    "E_NOKEY",
    /found [0-9A-F]{40}$/,
  ],
  [
    "another key's subkey",
    armored(pinned.certificate, packetsAfter(withSubkey)),
    "E_UNTRUSTED",
    /has not signed, found subkey [0-9A-F]{40}$/,
  ],
  ["an unbound subkey", unbound.armored, "E_UNTRUSTED", /subkey [0-9A-F]{40}$/],
  [
    "another key's user id",
    armored(pinned.certificate, packetsAfter(other)),
    "E_UNTRUSTED",
    /has not signed, found user id "Stranger/,
  ],
  [
    "a user id without signature",
    armored(pinned.certificate, packet(13, utf8("AWS Security"))),
    "E_UNTRUSTED",
    /found user id "AWS Security"$/,
  ],
  [
    "a subkey that cannot be read",
    armored(pinned.certificate, packet(14, Uint8Array.of(4, 1, 2, 3, 4, 99))),
    "E_FORMAT",
    /parts of key [0-9A-F]{40} that cannot be read$/,
  ],
  ["a private key", other.armoredPrivate, "E_FORMAT", /BEGIN PGP PRIVATE/],
  [
    "a private key after it",
    pinned.armored + other.armoredPrivate,
    "E_FORMAT",
    /BEGIN PGP PRIVATE/,
  ],
  [
    "a private key in the block",
    armored(pinned.certificate, packet(5, other.certificate.slice(3))),
    "E_FORMAT",
    /found a private key$/,
  ],
  [
    "a private subkey in the block",
    armored(pinned.certificate, packet(7, other.certificate.slice(3))),
    "E_FORMAT",
    /found a private key$/,
  ],
  [
    "a packet of another kind",
    armored(pinned.certificate, packet(11, utf8("b\0\0\0\0\0hello"))),
    "E_FORMAT",
    /found a packet of type 11$/,
  ],
  [
    "a compressed packet",
    armored(
      pinned.certificate,
      packet(8, concat(Uint8Array.of(0), other.certificate)),
    ),
    "E_FORMAT",
    /found a packet of type 8$/,
  ],
  [
    "a subkey before the key",
    armored(packetsAfter(pinned), pinned.certificate),
    "E_FORMAT",
    /before any key$/,
  ],
  ["text after the armor", `${pinned.armored}hello`, "E_FORMAT", /"hello"$/],
  ["text before the armor", `hello\n${pinned.armored}`, "E_FORMAT", /"hello"$/],
  [
    "packets after the armor",
    concat(utf8(pinned.armored), other.certificate),
    "E_FORMAT",
    /the line /,
  ],
  [
    "armor after the packets",
    concat(pinned.certificate, utf8(other.armored)),
    "E_FORMAT",
    /not an OpenPGP packet$/,
  ],
  [
    "an indented second block",
    `${pinned.armored} ${other.armored}`,
    "E_FORMAT",
    /BEGIN PGP PUBLIC/,
  ],
  [
    "a block in the block",
    pinned.armored.replace(/\n\n/, `\n\n${other.armored}`),
    "E_FORMAT",
    /BEGIN PGP PUBLIC/,
  ],
  [
    "armor that does not end",
    pinned.armored.slice(0, -20),
    "E_FORMAT",
    /the line|does not end/,
  ],
  [
    "base64 after the checksum",
    pinned.armored.replace(/(\n=....\n)/, "$1AAAA\n"),
    "E_FORMAT",
    /"AAAA"$/,
  ],
  ["a header that is none", block("a b: c"), "E_FORMAT", /"a b: c"$/],
  ...[
    ["AAA=", "AAAA"],
    ["AAAA", "=AAAA", "AAAA"],
    ["AAAA", "=AAAA", "=BBBB"],
    ["AAA=", "=AAAA", "=BBBB"],
    ["AAAA", "=AAAAA"],
    ["AAAA", "AA=AAAA"],
    ["-AAAA"],
    ["AAAA-"],
  ].map((lines) =>
    [
      `armor with ${lines.join(", ")}`,
      block("", ...lines),
      "E_FORMAT",
      new RegExp(`the line "${lines.at(-1)}"$`),
    ] as const
  ),
  ["five characters of base64", block("", "AAAAA"), "E_FORMAT", /not base64$/],
  [
    "armor without its last line",
    block("", "AAAA").replace(/\n-----END.*/, ""),
    "E_FORMAT",
    /does not end$/,
  ],
  [
    "a packet of partial length, and another key",
    concat(pinned.certificate, fromHex("cde1616161"), other.certificate),
    "E_FORMAT",
    /not an OpenPGP packet$/,
  ],
  [
    "a user attribute without signature",
    armored(pinned.certificate, fromHex("d103020100")),
    "E_UNTRUSTED",
    /found a user attribute$/,
  ],
  [
    "a packet that is cut",
    pinned.certificate.slice(0, -3),
    "E_FORMAT",
    /not an OpenPGP packet$/,
  ],
  ["nothing", "", "E_FORMAT", /not an OpenPGP packet$/],
  ["a mark of byte order", `\ufeff${pinned.armored}`, "E_FORMAT", /packet/],
];

Deno.test("requireOnlyPinned() refuses everything else", async (t) => {
  for (const [title, file, code, words] of BAD) {
    await t.step(title, async () => {
      const pins = title === "an unbound subkey" ? unbound : pinned;
      const error = await assertRejects(
        () => judge(file, pins),
        VerificationError,
      );
      assertEquals(error.code, code, error.message);
      assertEquals(error.subject, "KEY");
      assertMatch(error.message, words);
    });
  }
});

Deno.test({
  ...skipIf(noData()).for("requireOnlyPinned() accepts the vendor's key"),
  fn: async () => {
    const { fingerprints } = AWS_NEURON;
    const file = await readData(KEY_FILE);
    await requireOnlyPinned(file, { fingerprints, subject: KEY_FILE });
  },
});

async function judge(
  file: string | Bytes,
  ...pins: readonly TestKey[]
): Promise<void> {
  const bytes = typeof file === "string" ? utf8(file) : file;
  const fingerprints = pins.map(({ fingerprint }) => fingerprint.toLowerCase());
  await requireOnlyPinned(bytes, { fingerprints, subject: "KEY" });
}
