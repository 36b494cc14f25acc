// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * A `git` that comes before the real one on the PATH: it counts its calls, and
 * fails or misbehaves at one of them.
 *
 * @module
 */

/** Where git really is. */
export async function realGit(): Promise<string> {
  for (const folder of (Deno.env.get("PATH") ?? "").split(":")) {
    const path = `${folder}/git`;
    const info = await Deno.stat(path).catch(() => undefined);
    if (info?.isFile) return path;
  }
  throw new Error("git is not on the PATH");
}

/**
 * What happens at one call; `"$REAL" "$@"` is the real git, `$PPID` the caller.
 */
export const FAULTS = {
  /** The caller dies; git runs without it. */
  before: 'kill -9 $PPID; exec "$REAL" "$@"',
  /** git does its work, and the caller dies before it can continue. */
  after: '"$REAL" "$@"; code=$?; kill -9 $PPID; exit $code',
  // dd passes on each byte as it comes: git answers some of them.
  /** The caller dies after it has written so many bytes. */
  amid: '{ dd bs=1 count="$BYTES" status=none; kill -9 $PPID; } | "$REAL" "$@"',
  /** git dies after it has read so many bytes. */
  dies: 'mkfifo ../pipe; "$REAL" "$@" < ../pipe & ' +
    '{ dd bs=1 count="$BYTES" status=none; kill -9 $!; } > ../pipe; wait $!',
  /** git and its caller die after so many bytes, as if the power failed. */
  both: 'mkfifo ../pipe; "$REAL" "$@" < ../pipe & ' +
    '{ dd bs=1 count="$BYTES" status=none; kill -9 $PPID $!; } > ../pipe',
  /** git dies while it holds the index: `$2` is the directory it works in. */
  midway: '"$REAL" "$@" & while kill -0 $! 2> /dev/null; do ' +
    'if [ -e "$2/.git/index.lock" ]; then kill -9 $!; fi; done; wait $!',
  /** git dies just when it has locked the index. */
  locked: ': > "$2/.git/index.lock"; kill -9 $$',
  /** The caller is asked to end; git works on. */
  interrupt: 'kill -INT $PPID; exec "$REAL" "$@"',
  /** The same for all that a terminal's Ctrl-C reaches, maybe git itself. */
  control_c: 'kill -INT -$PPID; exec "$REAL" "$@"',
  /** The same, as a service manager asks. */
  terminate: 'kill -TERM $PPID; exec "$REAL" "$@"',
  /** What it says to git is kept. */
  overheard: 'tee ../heard | "$REAL" "$@"',
  /** git may write files of so many blocks of 512 bytes. */
  limited: 'ulimit -f "$BYTES"; exec "$REAL" "$@"',
  /** git reports a different tree from its own, from the second answer on. */
  lies: '"$REAL" "$@" | { n=0; while IFS= read -r line; do case $line in ' +
    '"040000 tree "*) n=$((n + 1)); [ $n -gt 1 ] && ' +
    'line="040000 tree $(printf %040d $n)\tsrc" ;; esac; ' +
    "printf '%s\\n' \"$line\"; done; }",
  /** git stores a trailer with a digit changed. */
  forgesTrailer: 'LC_ALL=C sed -u "s/^Rpm-Sha256: ./Rpm-Sha256: x/" | ' +
    '"$REAL" "$@"',
  /** git has no answer. */
  fails: "echo 'fatal: out of luck' >&2; exit 128",
} as const;

/** At which call something happens, and what. */
export interface Fault {
  readonly kind: keyof typeof FAULTS;
  /** Words that the call's arguments have: "read-tree -m -u". */
  readonly call: string;
  /** Which of those calls, from 1; the first by default. */
  readonly nth?: number;
  /** Bytes of standard input that reach git first; blocks where limited. */
  readonly bytes?: number;
}

/** A directory with the fake git. */
export interface FakeGit {
  /** To be put before the PATH. */
  readonly folder: string;
  /** The arguments of every call so far, but for settings. */
  calls(): Promise<string[]>;
  /** Bytes that were said at a call that was overheard. */
  heard(): Promise<number>;
}

/**
 * Makes a fake git.
 *
 * @param folder a directory to make it in, which must not exist
 * @param fault what happens, nothing by default
 */
export async function fakeGit(folder: string, fault?: Fault): Promise<FakeGit> {
  await Deno.mkdir(`${folder}/calls`, { recursive: true });
  const when = fault === undefined
    ? "false"
    : `case " $* " in *" ${fault.call} "*) k=1; ` +
      "until { true > ../match-$k; } 2> /dev/null; do k=$((k + 1)); done; " +
      `[ $k -eq ${fault.nth ?? 1} ] ;; *) false ;; esac`;
  const script = [
    "#!/bin/sh",
    `REAL='${await realGit()}'`,
    `BYTES=${fault?.bytes ?? 0}`,
    `cd '${folder}/calls'`, // git always gets its directory
    "set -C", // no file is written twice: calls at once get their own numbers
    "n=1",
    'until { echo "$*" > $n; } 2> /dev/null; do n=$((n + 1)); done',
    `if ${when}; then`,
    fault === undefined ? ":" : FAULTS[fault.kind],
    "exit",
    "fi",
    'exec "$REAL" "$@"',
  ];
  await Deno.writeTextFile(`${folder}/git`, `${script.join("\n")}\n`, {
    mode: 0o755,
  });
  return {
    folder,
    calls: async () => {
      const calls: string[] = [];
      for await (const { name } of Deno.readDir(`${folder}/calls`)) {
        const line = await Deno.readTextFile(`${folder}/calls/${name}`);
        calls[Number(name) - 1] = line.trimEnd().replace(/^-C \S+ /, "")
          .replaceAll(/--no-pager |-c \S*( |$)/g, "");
      }
      return calls;
    },
    heard: async () => (await Deno.stat(`${folder}/heard`)).size,
  };
}

/**
 * Names one of some calls for a {@linkcode Fault}: not by its number, since
 * some calls are made at once and come in any order.
 *
 * @param calls all calls of a run
 * @param index which one
 */
export function nameCall(
  calls: readonly string[],
  index: number,
): Required<Pick<Fault, "call" | "nth">> {
  const [call = ""] = calls[index]?.split(" ") ?? [];
  const before = calls.slice(0, index + 1);
  const nth = before.filter((line) => line.split(" ").includes(call)).length;
  return { call, nth };
}
