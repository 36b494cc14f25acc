// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// What a message may claim.

import { VERSION } from "../../lib/version.ts";
import { LAST, message, type Row } from "./rows.ts";

/** H19: a field of the message. */
export const MESSAGE_ROWS: readonly Row[] = [
  message(
    "a line between the lines",
    "Package:",
    "Seen by: a notary\nPackage:",
    `${LAST} failed message-fields Seen by`,
  ),
  message(
    "text where none is",
    "\n\nMetadata\n",
    "\n\nBelieve it.\nMetadata\n",
    `${LAST} failed message-format message`,
  ),
  message(
    "a field",
    /^Buildhost: .*$/m,
    "Buildhost: another",
    `${LAST} failed message-fields Buildhost`,
  ),
  message(
    "a field is gone",
    /^License: .*\n/m,
    "",
    `${LAST} failed message-fields License`,
  ),
  message(
    "a field twice",
    /^(License: .*\n)/m,
    "$1$1",
    `${LAST} failed message-format message`,
  ),
  message(
    "the file's name below the subject",
    /^(Source code extracted from file: ).*$/m,
    "$1other.rpm",
    `${LAST} failed message-fields Source code extracted from file`,
  ),
  message(
    "a trailer",
    /^Rpm-Signed-At: .*$/m,
    "Rpm-Signed-At: 2020-01-01T00:00:00Z",
    `${LAST} failed message-trailers Rpm-Signed-At`,
  ),
  message(
    "a claim more among the trailers",
    /^Published-By:/m,
    "Audited-By: everybody\nPublished-By:",
    `${LAST} failed message-trailers Audited-By`,
  ),
  message(
    "the tool's trailer",
    `neuron-publish/${VERSION}`,
    "hand",
    `${LAST} failed message-trailers Published-By`,
  ),
  message(
    "more than the tool in its trailer",
    /^(Published-By: .*)$/m,
    "$1 and a notary",
    `${LAST} failed message-trailers Published-By`,
  ),
  message(
    "more before the tool in its trailer",
    /^Published-By: /m,
    "Published-By: a notary and ",
    `${LAST} failed message-trailers Published-By`,
  ),
  message("fewer trailers, which claims less", /^Rpm-Signed-At: .*\n/m, ""),
  message("no trailers, as the predecessor", /\n\nRpm-Sha256: [^]*$/, "\n"),
  message(
    "release notes that the archive does not have",
    "\n\nMetadata\n",
    "\n\nRelease Notes\n-------------\n* Faster\n-------------\n\n\nMetadata\n",
    `${LAST} failed message-notes release notes`,
  ),
  message(
    "a source of notes, but none",
    /^Published-By:/m,
    "Release-Notes-Source: page.rst, exact\nPublished-By:",
    `${LAST} failed message-notes Release-Notes-Source`,
  ),
  message(
    "a changed file is not listed",
    /^- M: src\/dkms\.conf\n/m,
    "",
    `${LAST} failed message-files src/dkms.conf`,
  ),
  message(
    "an unchanged file is listed",
    /^(- M: src\/dkms\.conf\n)/m,
    "$1- M: src/postinstall\n",
    `${LAST} failed message-files src/postinstall`,
  ),
  message(
    "a changed file is listed as new",
    /^- M: src\/dkms\.conf\n/m,
    "- ?: src/dkms.conf\n",
    `${LAST} failed message-files src/dkms.conf`,
    `${LAST} failed message-files src/dkms.conf`,
  ),
  message(
    "a file is listed twice",
    /^(- M: src\/dkms\.conf\n)/m,
    "$1$1",
    `${LAST} failed message-files Files`,
  ),
  message(
    "another repository",
    /^(RPM Downloaded from repository: ).*$/m,
    "$1https://elsewhere.example",
    `${LAST} note message-origin repository`,
  ),
  message(
    "the subject's version",
    `feat: Neuron Driver ${LAST}`,
    "feat: Neuron Driver 9.9",
    `${LAST} failed tag subject`,
  ),
];
