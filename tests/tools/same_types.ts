// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Compares the types of the stand-ins with those of the real packages. There is
 * nothing to run: the type check says it all. With the packages from npm both
 * sides are the same and it says nothing.
 *
 * `Fits<Real, StandIn>` asks that code written against the stand-in's types
 * works with the real package. The other way round is checked wherever code is,
 * because all of it is checked against both.
 *
 * @module
 */

import type * as assertReal from "@std/assert";
import type * as assertStandIn from "../../tools/npm/assert.ts";
import type * as parseArgsReal from "@std/cli/parse-args";
import type * as parseArgsStandIn from "../../tools/npm/parse_args.ts";
import type * as barReal from "@std/cli/unstable-progress-bar";
import type * as barStandIn from "../../tools/npm/progress_bar.ts";
import type * as spinnerReal from "@std/cli/unstable-spinner";
import type * as spinnerStandIn from "../../tools/npm/spinner.ts";
import type * as cryptoReal from "@std/crypto";
import type * as cryptoStandIn from "../../tools/npm/crypto.ts";
import type * as base64Real from "@std/encoding/base64";
import type * as base64StandIn from "../../tools/npm/base64.ts";
import type * as hexReal from "@std/encoding/hex";
import type * as hexStandIn from "../../tools/npm/hex.ts";
import type * as bytesReal from "@std/fmt/bytes";
import type * as bytesStandIn from "../../tools/npm/bytes.ts";
import type * as colorsReal from "@std/fmt/colors";
import type * as colorsStandIn from "../../tools/npm/colors.ts";
import type * as durationReal from "@std/fmt/duration";
import type * as durationStandIn from "../../tools/npm/duration.ts";
import type * as pathReal from "@std/path";
import type * as pathStandIn from "../../tools/npm/path.ts";
import type * as posixReal from "@std/path/posix";
import type * as posixStandIn from "../../tools/npm/path_posix.ts";
import type * as tarReal from "@std/tar";
import type * as tarStandIn from "../../tools/npm/tar.ts";
import type * as recordsReal from "@std/xml/parse-records";
import type * as xmlTypesReal from "@std/xml/types";
import type * as xmlStandIn from "../../tools/npm/xml.ts";

type Fits<Real extends StandIn, StandIn> = [Real, StandIn];

/** Without the private fields, which make every class a type of its own. */
type Public<T> = { [K in keyof T]: T[K] };

/** The module's functions, without its classes. */
type Functions<M, Classes extends keyof M> = Omit<M, Classes>;

export type Checks = [
  Fits<
    Functions<typeof assertReal, "AssertionError">,
    Functions<typeof assertStandIn, "AssertionError">
  >,
  Fits<assertReal.AssertionError, assertStandIn.AssertionError>,
  Fits<
    Parameters<typeof parseArgsStandIn.parseArgs>,
    Parameters<typeof parseArgsReal.parseArgs>
  >,
  Fits<Public<barReal.ProgressBar>, Public<barStandIn.ProgressBar>>,
  Fits<barStandIn.ProgressBarOptions, barReal.ProgressBarOptions>,
  Fits<barReal.ProgressBarFormatter, barStandIn.ProgressBarFormatter>,
  Fits<Public<spinnerReal.Spinner>, Public<spinnerStandIn.Spinner>>,
  Fits<spinnerStandIn.SpinnerOptions, spinnerReal.SpinnerOptions>,
  Fits<typeof cryptoReal.crypto, typeof cryptoStandIn.crypto>,
  Fits<typeof base64Real, typeof base64StandIn>,
  Fits<typeof hexReal, typeof hexStandIn>,
  Fits<typeof bytesReal, typeof bytesStandIn>,
  Fits<typeof colorsReal, typeof colorsStandIn>,
  Fits<typeof durationReal, typeof durationStandIn>,
  Fits<typeof pathReal, typeof pathStandIn>,
  Fits<typeof posixReal, typeof posixStandIn>,
  Fits<Public<tarReal.TarStream>, Public<tarStandIn.TarStream>>,
  Fits<Public<tarReal.UntarStream>, Public<tarStandIn.UntarStream>>,
  Fits<tarStandIn.TarStreamInput, tarReal.TarStreamInput>,
  Fits<
    typeof recordsReal,
    Pick<typeof xmlStandIn, "parseXmlRecords" | "parseXmlRecordsFromBytes">
  >,
  Fits<xmlStandIn.XmlEventCallbacks, xmlTypesReal.XmlEventCallbacks>,
  Fits<xmlTypesReal.XmlSyntaxError, xmlStandIn.XmlSyntaxError>,
];
