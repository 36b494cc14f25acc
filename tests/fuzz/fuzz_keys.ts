// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Keys that are the same in every run, so that a seed gives the same bytes
 * everywhere. They are made for this and protect nothing.
 *
 * @module
 */

import { concat } from "../fixtures/bytes.ts";
import { makeKey, type TestKey } from "../fixtures/keys.ts";
import { PACKET, packet } from "../fixtures/openpgp_packet.ts";

const VENDOR: JsonWebKey = {
  kty: "RSA",
  alg: "RS256",
  n: "sFPiLVddnmRob0hmb29z5ES0BvyFJhuV9u7tC_mKobNCzDfdklZvsdGEQYXvOxdM" +
    "fvI9MKWVmXT_q6bhkQvVeGuhRgF7BknFfn-w8-v9yEZEv4FegjnVjp1aT96n5MvY" +
    "yXK-OZ21uo9TbI8pDkx2YrkzbhXStrpcWZcpKWrNTH_I0tFeU8tJR7mYSWokZ9a4" +
    "s3FdVLpPNSvd82DLn_irV4QfHfUTtKqUPGgpTS16IYEeGuHdVW_nkOMLGLaOs-RK" +
    "CeVaRJG4AnGqjs61vJnQM1hjL_xJkQAxFHmpghGOJxUkhnl2lE4P7Skwz89eAKvz" +
    "n0bbnstowmbx6PcLdNjP4w",
  e: "AQAB",
  d: "hZjY2o_CT_s1oXNSoYXpYf-oA08atxfZlQHMOvF0VzXSG5cMWw8Ai9L6CQcojjYF" +
    "8H0rXYtoAKBEAtNrPpGfySCLTdZbVxVX_JNVCEs6up57AjpL2BFnvCl-vtstjE3i" +
    "0CcO9-qFQXfMtoj1i27ll8FItVT1lRs4U20Tc90G9bjtYezseigThC69PkQDobz5" +
    "Mkyjn6nNRzTG3TJnihvFMgTj1QoJxoHxsJKH3aQBikVd2_gjRL3faGkjjDbw0l3d" +
    "k4WrlcSyvJi76wrvoQjfOO1FuHXGFIu5Ym3RfPLax_--CYsztwZ2FFXJhv0HYobx" +
    "wbeEkkHgOneGaVyRBN9zKQ",
  p: "4j0M7c6dT1mYOkIC09PTXZRN3L21YOf-G6hZGlLphhmal7IoQDW8H0N5APiY76tc" +
    "_ryA5zWwBnpNTMnEYLka8I9SfDHGz0yW5iRUMwFy9Au-Gxq5GIpcF9rx7SAc8KkU" +
    "ViutxDs35DF-xi1dO2NoNLBVPtt_JvY1gTKdBXpRfUc",
  q: "x4YBUySzU66nUobdDZkmbKt4FcUg5nBuqYAEhKK4-pNNtSwJYRs2vK8LG9pfiRVh" +
    "vHJrIdQUmEjvxS3PAhK8W5cw5pU_bsTr_-rk8v0ZbFjIxr8e33PrZ9dd90FdiaTc" +
    "-DDQB_scIqJwrhNlfJYl80eXrAEArH7gUre_ubMcdoU",
  dp: "jVPt-7CSfLtPaTVLZuBwrYiziy3HXJ4QE177KoKY9viPpivZESOAPVd9A6pIf4_h" +
    "LBC9xbG4IJPOLiXs0y9PMO-Xa5X8yArkSShwoNxK30FmpK_w6O-l0BEqCCODcKNu" +
    "3NW0W11S8O4qb8pu72aN9jwhRH8B02kCy46-oGlk9ok",
  dq: "bh1F0-YYViG41HH7w4p3S1gisRkXPDZmzIMLe0v2_MuZAljoYEBNqDqOzfNp8FTt" +
    "mLwo5gWOzDDMqyzJ52IBtCav5UIPPQnPGXFAo94NTt99BzrpRfdKvwd8I35eqh1j" +
    "mlIOLalncLHnsBqiUuzmyuoDCfmPrqNjGCOy20C_f6U",
  qi: "Zqm0W-lZb3vu97K_wXTOPf69-hjHsVnnXJZnbd43N_DxlFv4BsSyuArfv3j23X1x" +
    "DSFT2OjmcH4mJ68QJDYRMe_0OWIn3MQ4-K5nqp5PKSRjgeNGG9FmrSmp1zgAEN1Q" +
    "_7mQ90HK9rxMsEX9N93wpv0Ca5KeY71x6k4hb8eVXvk",
};

const STRANGER: JsonWebKey = {
  kty: "OKP",
  crv: "Ed25519",
  x: "ZXnf0RsfwwEzkDVcWTppGdKTn12LdUzHdeVC3V68rzU",
  d: "ESDzHiZ1jTrO-sJRHtQXT321hvjYYftK4dFo_61kQXc",
};

/** The key that is pinned. */
export function vendorKey(): Promise<TestKey> {
  return makeKey({ jwk: VENDOR });
}

/** An untrusted key. */
export function strangerKey(): Promise<TestKey> {
  return makeKey({ jwk: STRANGER, algorithm: "ed25519-legacy" });
}

/** The vendor's certificate with the stranger's key as an unbound subkey. */
export function poisoned(vendor: TestKey, stranger: TestKey): Uint8Array {
  return concat(
    vendor.certificate,
    packet(PACKET.PUBLIC_SUBKEY, stranger.primary.publicBody),
  );
}
