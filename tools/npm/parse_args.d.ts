// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * The types of `@std/cli/parse-args`, without dotted names, which the real ones
 * turn into nested records.
 */

type Aliases = Readonly<Record<string, string | readonly string[]>>;

/** Options of {@linkcode parseArgs}. */
export interface ParseOptions<
  B extends string = string,
  S extends string = string,
  C extends string = string,
  N extends string = string,
  D extends Record<string, unknown> = Record<string, unknown>,
  A extends Aliases = Aliases,
  DD extends boolean = boolean,
> {
  /** Put what follows `--` under its own key. */
  "--"?: DD;
  alias?: A;
  /** Names that take no value. */
  boolean?: B | readonly B[];
  default?: D;
  /** Leave everything after the first positional argument alone. */
  stopEarly?: boolean;
  /** Names that take a value. */
  string?: S | readonly S[];
  /** Names that may be repeated. */
  collect?: C | readonly C[];
  /** Names that `--no-` may stand before. */
  negatable?: N | readonly N[];
  /** Called for what no option names; `false` drops it. */
  unknown?: (arg: string, key?: string, value?: unknown) => unknown;
}

type Text<K, N> = string | (K extends N ? false : never);

type Named<B extends string, S extends string, C extends string, N> =
  & { [K in Exclude<S, C>]?: Text<K, N> }
  & { [K in S & C]: string[] }
  & { [K in Exclude<B, C>]: boolean }
  & { [K in B & C]: boolean[] };

type Defaulted<V, D> =
  & { [K in Exclude<keyof V, keyof D>]: V[K] }
  & { [K in keyof V & keyof D]-?: Exclude<V[K], undefined> | D[K] };

type AliasOf<K, A> = K extends keyof A
  ? Extract<A[K] extends readonly unknown[] ? A[K][number] : A[K], string>
  : never;

type Aliased<V, A> = { [K in keyof V as K | AliasOf<K, A>]: V[K] };

/** What {@linkcode parseArgs} returns. */
export type Args<
  V = Record<string, unknown>,
  DD extends boolean = false,
> =
  & V
  & { [name: string]: unknown; _: Array<string | number> }
  & (true extends DD ? { "--": string[] } : unknown);

export function parseArgs<
  const B extends string = never,
  const S extends string = never,
  const C extends string = never,
  const N extends string = never,
  const D extends Record<string, unknown> = Record<never, never>,
  const A extends Aliases = Record<never, never>,
  DD extends boolean = false,
>(
  args: readonly string[],
  options?: ParseOptions<B, S, C, N, D, A, DD>,
): Args<Aliased<Defaulted<Named<B, S, C, N>, D>, A>, DD>;
