// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

// What permissions_test.ts runs: imports the library, and does nothing.

import { verifyRpm } from "../../mod.ts";

if (typeof verifyRpm !== "function") throw new TypeError("no verifyRpm");
