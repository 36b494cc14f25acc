// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * What the process inherits: its environment, and the ignored signals and umask
 * that Linux shows in /proc/self/status (proc_pid_status(5)). Undefined where
 * the permission to read it is missing: the user is not asked for it.
 *
 * @module
 */

import { OperationError } from "../errors.ts";

function field(name: "SigIgn" | "Umask"): string | undefined {
  const path = "/proc/self/status";
  const { state } = Deno.permissions.querySync({ name: "read", path });
  if (Deno.build.os !== "linux" || state !== "granted") return undefined;
  try {
    const line = new RegExp(`^${name}:\\s*([0-9a-f]+)$`, "m");
    return line.exec(Deno.readTextFileSync(path))?.[1];
  } catch {
    return undefined;
  }
}

/** An environment variable; undefined where reading it would ask the user. */
export function variable(name: string): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable: name });
  return state === "granted" ? Deno.env.get(name) : undefined;
}

/** Whether nohup(1) or the like protects the process from SIGHUP. */
export function isHangupIgnored(): boolean {
  const mask = field("SigIgn") ?? "";
  return (Number.parseInt(mask.slice(-1), 16) & 1) === 1; // signal 1
}

/** Permissions of the owner in a umask. */
const OWNER = 0o700;

/**
 * Refuses a umask under which what is written cannot be read, completed or
 * removed again.
 *
 * @throws {OperationError} "disk"
 */
export function requireUsableUmask(): void {
  const umask = field("Umask") ?? "0";
  if ((Number.parseInt(umask, 8) & OWNER) === 0) return;
  throw new OperationError("disk", {
    subject: "umask",
    problem: "it takes permissions from the owner of new files",
    expected: "0077 or less, such as 0022",
    found: umask,
    hint: "run umask 022 first",
  });
}
