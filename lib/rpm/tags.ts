// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The numbers of the package format and their meaning. Source: rpm
 * include/rpm/rpmtag.h, rpmtypes.h, rpmfiles.h and rpmcrypto.h.
 *
 * @module
 */

/** Data types of index entries (rpmtypes.h, `rpmTagType_e`). */
export const TYPE = {
  CHAR: 1, // 1 byte each
  INT8: 2, // 1 byte each
  INT16: 3, // 2 bytes each, big-endian, aligned to 2
  INT32: 4, // 4 bytes each, big-endian, aligned to 4
  INT64: 5, // 8 bytes each, big-endian, aligned to 8
  STRING: 6, // one, ends with NUL
  BIN: 7, // count is the length in bytes
  STRING_ARRAY: 8, // count strings, each ends with NUL
  I18NSTRING: 9, // as STRING_ARRAY, one for each locale
} as const;

/** Tags of the signature header (rpmtag.h, `rpmSigTag_e`). */
export const SIGNATURE_TAG = {
  HEADERSIGNATURES: 62, // the region
  DSAHEADER: 267, // signature over the main header
  RSAHEADER: 268, // signature over the main header
  SHA1HEADER: 269, // digest of the main header, hexadecimal
  LONGSIZE: 270, // length of header and payload, if it needs 64 bits
  LONGARCHIVESIZE: 271, // length of the uncompressed payload, 64 bits
  SHA256HEADER: 273, // digest of the main header, hexadecimal
  OPENPGP: 278, // signatures over the main header, base64
  SHA3_256HEADER: 279, // digest of the main header, hexadecimal
  SIZE: 1000, // length of header and payload in bytes
  SIGPGP: 1002, // signature over header and payload
  MD5: 1004, // digest of header and payload, 16 bytes
  SIGGPG: 1005, // signature over header and payload
  PGP5: 1006, // obsolete; no rpm of this century reads it
  PAYLOADSIZE: 1007, // length of the uncompressed payload in bytes
} as const;

/** Tags of the main header (rpmtag.h, `rpmTag_e`). */
export const TAG = {
  HEADERIMMUTABLE: 63, // the region
  NAME: 1000,
  VERSION: 1001,
  RELEASE: 1002,
  EPOCH: 1003, // absent means 0
  SUMMARY: 1004,
  DESCRIPTION: 1005,
  BUILDTIME: 1006, // seconds since 1970-01-01 00:00 UTC
  BUILDHOST: 1007,
  VENDOR: 1011,
  LICENSE: 1014,
  PACKAGER: 1015,
  URL: 1020,
  ARCH: 1022,
  OLDFILENAMES: 1027, // before rpm 4: full paths
  FILESIZES: 1028, // bytes
  FILEMODES: 1030, // st_mode: type and permissions
  FILEDIGESTS: 1035, // hexadecimal, empty for all but regular files
  FILELINKTOS: 1036, // targets of symbolic links
  FILEFLAGS: 1037, // FILE_FLAG
  SOURCERPM: 1044, // absent in source packages
  FILEDEVICES: 1095,
  FILEINODES: 1096, // equal for hard links of one file
  SOURCEPACKAGE: 1106, // there in source packages only
  DIRINDEXES: 1116, // index into DIRNAMES, one for each file
  BASENAMES: 1117,
  DIRNAMES: 1118, // each ends with a slash
  PAYLOADFORMAT: 1124, // "cpio"
  PAYLOADCOMPRESSOR: 1125, // absent means gzip
  LONGFILESIZES: 5008, // bytes, if one file needs 64 bits
  FILEDIGESTALGO: 5011, // a key of DIGEST_NAMES; absent means MD5
  PAYLOADDIGEST: 5092, // digest of the compressed payload
  PAYLOADDIGESTALGO: 5093, // a key of DIGEST_NAMES, for 5092 and 5097
  PAYLOADDIGESTALT: 5097, // digest of the uncompressed payload
  RPMFORMAT: 5114, // package format; absent means 4
  PAYLOADSHA512: 5121,
  PAYLOADSHA512ALT: 5122,
  PAYLOADSHA3_256: 5123,
  PAYLOADSHA3_256ALT: 5124,
} as const;

/** Flags of files (rpmfiles.h, `rpmfileAttrs_e`). */
export const FILE_FLAG = {
  GHOST: 64, // owned by the package, absent from the payload
} as const;

/** Parts of a file's mode (POSIX sys/stat.h). */
export const MODE = {
  TYPE: 0o170000, // the bits that hold the type
  SYMLINK: 0o120000,
  REGULAR: 0o100000,
  DIRECTORY: 0o040000,
  SPECIAL: 0o007000, // setuid, setgid, sticky
} as const;
