// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Reading settings back out of a job file, so that it can be written anew. Pure.
 *
 * @module
 */

import {
  type Folders,
  NO_CHECKSUM,
  NO_SECRET,
  type Owner,
  placeOf,
  type Program,
} from "./settings.ts";

/** What a job file says of all that varies; undefined where it says nothing. */
export interface FoundSettings {
  readonly remote: string | undefined;
  readonly mirrors: readonly string[];
  readonly secret: string | undefined;
  readonly program: Program | undefined;
  readonly fingerprints: readonly string[];
  readonly owner: Owner | undefined;
  readonly folders: Partial<Folders>;
}

/**
 * Reads the settings out of a `.build.yaml`, one that `init` has written or the
 * predecessor's: addresses, secret, program and identity, by their shapes.
 *
 * @param text the file
 * @param primary host of the primary remote, where addresses do not say which
 * of them that is
 */
export function findSettings(text: string, primary: string): FoundSettings {
  const url = word(text, /NEURON_PUBLISH_URL: "?(https:\/\/[^\s"]+)/);
  const sha256 = word(text, /NEURON_PUBLISH_SHA256: "?([0-9a-f]{64})\b/);
  const secret = word(
    text,
    /^\s*- ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\s*$/m,
  );
  const name = shellValue(text, "git config --global user.name");
  const email = shellValue(text, "git config --global user.email");
  const source = shellValue(text, "--source-folder");
  const archive = shellValue(text, "--archive-folder");
  const rpm = shellValue(text, "--archive-rpm-folder");
  return {
    ...findAddresses(text, primary),
    secret: secret === NO_SECRET ? undefined : secret,
    program: url === undefined
      ? undefined
      : { url, sha256: sha256 === NO_CHECKSUM ? undefined : sha256 },
    fingerprints: [...text.matchAll(/--fingerprint ([0-9A-F]{40,64})\b/g)]
      .flatMap(([, pin]) => pin === undefined ? [] : [pin]),
    owner: name === undefined || email === undefined
      ? undefined
      : { name, email },
    folders: {
      ...(source === undefined ? {} : { source }),
      ...(archive === undefined ? {} : { archive }),
      ...(rpm === undefined ? {} : { rpm }),
    },
  };
}

function findAddresses(
  text: string,
  primary: string,
): Pick<FoundSettings, "remote" | "mirrors"> {
  const remote = shellValue(text, "--remote");
  if (remote !== undefined) {
    const mirrors = [...text.matchAll(/--mirror '([^'\n]+)'/g)]
      .flatMap(([, mirror]) => mirror === undefined ? [] : [mirror]);
    return { remote, mirrors };
  }
  // The predecessor's: git@github.com:me/driver.git, unquoted or quoted.
  const shapes = text.match(/(?<=['"\s])[\w.-]+@[\w.-]+:[~\w][~\w./+-]*/g);
  const addresses = [...new Set(shapes ?? [])];
  const isPrimary = (address: string) => placeOf(address).host === primary;
  return {
    remote: addresses.find(isPrimary),
    mirrors: addresses.filter((address) => !isPrimary(address)),
  };
}

function word(text: string, pattern: RegExp): string | undefined {
  return pattern.exec(text)?.[1];
}

/** The quoted word behind some plain ones in a script, without its quotes. */
function shellValue(text: string, before: string): string | undefined {
  const pattern = new RegExp(
    `${RegExp.escape(before)} ` +
      `(?:'((?:[^'\\n]|'\\\\'')*)'|"([^"$\\\\\`\\n]*)")`,
  );
  const [, single, double] = pattern.exec(text) ?? [];
  return single?.replaceAll(`'\\''`, "'") ?? double;
}
