// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Plots as plain SVG. Shape shows what colour would: they are black and white,
 * in print as on a screen. The table beside them has the same numbers.
 *
 * @module
 */

import { formatDay, LAST_SECOND } from "../time.ts";
import { type Html, markup } from "./html.ts";
import type { SiteRelease } from "./model.ts";
import { releasePath, scrolling } from "./page.ts";

/** Width of every plot, in its own units. */
const WIDTH = 960;
const LEFT = 120;
const RIGHT = 20;

/** A number with at most one decimal, the same on every machine. */
function at(value: number): string {
  return (Math.round(value * 10) / 10).toString();
}

function frame(
  { id, title, height }: {
    readonly id: string;
    readonly title: string;
    readonly height: number;
  },
  content: readonly Html[],
): Html {
  const plot = markup`
    <svg viewBox="0 0 ${WIDTH} ${height}" role="group"
      aria-labelledby="${id}"><title id="${id}">${title}</title>
    ${content}
    </svg>
  `;
  return markup`
    <figure>
      <figcaption>${title}</figcaption>
      ${scrolling(`Plot: ${id}`, plot)}
    </figure>
  `;
}

function axis(y: number): Html {
  return markup`
    <line class="axis" x1="${LEFT}" y1="${y}" x2="${WIDTH}" y2="${y}" />
  `;
}

/** A release at a moment: one square of the timeline. */
interface Moment {
  readonly tag: string;
  /** Seconds since 1970. */
  readonly time: number;
}

/** Height of one release in a stack of the timeline. */
const SQUARE = 7;

/**
 * When packages were built, and when they were published here. Releases of one
 * day stand on top of each other, so that thirty look like thirty.
 */
export function timeline(releases: readonly SiteRelease[]): Html {
  const built = momentsOf(releases, ({ audit }) => audit.package?.buildTime);
  const published = momentsOf(releases, ({ audit }) => audit.committedAt);
  const times = [...built, ...published].map(({ time }) => time);
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const span = Math.max(last - first, 1);
  const x = (time: number) =>
    LEFT + 10 + (time - first) / span * (WIDTH - LEFT - RIGHT - 20);
  const lanes = [
    { name: "built", stacks: stacksOf(built), mark: "mark" },
    { name: "published", stacks: stacksOf(published), mark: "open" },
  ];
  let bottom = 0;
  const drawn = lanes.map(({ name, stacks, mark }) => {
    const tallest = Math.max(1, ...stacks.map(({ length }) => length));
    bottom += tallest * SQUARE + 26;
    return lane({ name, stacks, mark, bottom, x });
  });
  const years = times.length === 0 ? [] : yearsOf(first, last);
  return frame({
    id: "timeline",
    title: `When the ${built.length} packages were built, and the ` +
      `${published.length} releases published here; one square is one ` +
      "release, and those of one day stand on top of each other",
    height: bottom + 30,
  }, [
    ...years.map(({ year, time }) =>
      markup`
        <line class="axis" x1="${at(x(time))}" y1="10" x2="${at(x(time))}"
          y2="${bottom}" />
        <text x="${at(x(time))}" y="${
        bottom + 20
      }" text-anchor="middle">${year}</text>
      `
    ),
    ...drawn,
  ]);
}

/** The times that a plot can show: what a forged commit claims may be none. */
function momentsOf(
  releases: readonly SiteRelease[],
  timeOf: (release: SiteRelease) => Date | undefined,
): Moment[] {
  return releases.flatMap((release) => {
    const time = (timeOf(release)?.getTime() ?? NaN) / 1000;
    return time >= 0 && time <= LAST_SECOND
      ? [{ tag: release.audit.tag, time }]
      : [];
  });
}

/** Moments of one day (UTC) each, in the order of the days. */
function stacksOf(moments: readonly Moment[]): Moment[][] {
  const sorted = moments.toSorted((a, b) => a.time - b.time);
  return [...Map.groupBy(sorted, ({ time }) => formatDay(time)).values()];
}

/** One row of stacks above its axis; tall stacks say how many they are. */
function lane(
  { name, stacks, mark, bottom, x }: {
    readonly name: string;
    readonly stacks: readonly (readonly Moment[])[];
    readonly mark: string;
    /** Where the axis is, in the plot's units. */
    readonly bottom: number;
    readonly x: (time: number) => number;
  },
): Html {
  const squares = stacks.flatMap((stack) => {
    const left = x(stack[0]?.time ?? 0) - SQUARE / 2;
    const above = bottom - stack.length * SQUARE - 4;
    return [
      ...stack.map(({ tag, time }, i) =>
        link(
          tag,
          `${tag} ${name} ${formatDay(time)}`,
          markup`<rect class="${mark}" x="${at(left)}" y="${
            at(bottom - (i + 1) * SQUARE)
          }" width="${SQUARE - 1}" height="${SQUARE - 1}" />`,
        )
      ),
      stack.length >= 5 &&
      markup`<text x="${
        at(left + SQUARE / 2)
      }" y="${above}" text-anchor="middle">${stack.length}</text>`,
    ];
  });
  return markup`
    <text x="8" y="${bottom - 1}">${name}</text>
    ${axis(bottom)}
    ${squares}
  `;
}

/**
 * A shape that leads to a release's page. The table has the same links, so the
 * keyboard need not stop at each shape.
 */
function link(tag: string, name: string, shape: Html): Html {
  return markup`
    <a href="${releasePath(tag)}" tabindex="-1"
      aria-label="${name}"><title>${name}</title>${shape}</a>
  `;
}

/** Most years that have a line of their own. */
const MAX_YEARS = 12;

/** The beginnings of years between two times; not of all, if there are many. */
function yearsOf(
  first: number,
  last: number,
): { readonly year: number; readonly time: number }[] {
  const yearOf = (time: number) => Number(formatDay(time).slice(0, 4));
  const [from, to] = [yearOf(first), yearOf(last)];
  const step = Math.max(1, Math.ceil((to - from) / MAX_YEARS));
  const years = [];
  for (let year = from + 1; year <= to; year += step) {
    years.push({ year, time: Date.UTC(year) / 1000 });
  }
  return years;
}

/** Lines added and removed by each release; as roots, so that few can be seen. */
export function changePlot(releases: readonly SiteRelease[]): Html {
  const most = Math.max(1, ...releases.flatMap((r) => [r.added, r.removed]));
  const height = 240;
  const middle = 110;
  const length = (lines: number) => Math.sqrt(lines / most) * 90;
  const slot = (WIDTH - LEFT - RIGHT) / Math.max(releases.length, 1);
  const width = Math.min(slot * 0.7, 24);
  return frame({
    id: "changes",
    title:
      `Lines added (filled, upwards) and removed (outlined, downwards) by ` +
      `each release; at most ${most}; heights are square roots`,
    height,
  }, [
    markup`
      <text x="8" y="60">added</text>
      <text x="8" y="170">removed</text>
    `,
    axis(middle),
    ...releases.map(({ audit: { tag }, added, removed }, i) => {
      const x = at(LEFT + slot * i + (slot - width) / 2);
      const [up, down] = [length(added), length(removed)];
      return link(
        tag,
        `${tag}: ${added} added, ${removed} removed`,
        markup`
          <rect class="mark" x="${x}" y="${at(middle - up)}"
            width="${at(width)}" height="${at(up)}" />
          <rect class="open" x="${x}" y="${middle}" width="${at(width)}"
            height="${at(down)}" />
        `,
      );
    }),
    ...labels(releases, slot, height - 12),
  ]);
}

/** Bytes of the source of each release. */
export function sizePlot(releases: readonly SiteRelease[]): Html {
  const most = Math.max(1, ...releases.map(({ size }) => size));
  const [top, bottom] = [28, 165]; // room for large letters
  const slot = (WIDTH - LEFT - RIGHT) / Math.max(releases.length, 1);
  const x = (index: number) => at(LEFT + slot * (index + 0.5));
  const y = (size: number) => at(bottom - size / most * (bottom - top));
  const curve = releases.map(({ size }, i) => `${x(i)},${y(size)}`).join(" ");
  return frame({
    id: "size",
    title: `Size of the source of each release; at most ${kilobytes(most)} KiB`,
    height: 200,
  }, [
    markup`
      <text x="8" y="${top + 4}">${kilobytes(most)} KiB</text>
      <text x="8" y="${bottom + 4}">0</text>
    `,
    axis(top),
    axis(bottom),
    markup`
      <polyline class="curve" points="${curve}" />
    `,
    ...releases.map(({ audit: { tag }, size }, i) =>
      link(
        tag,
        `${tag}: ${kilobytes(size)} KiB`,
        markup`<circle class="mark" cx="${x(i)}" cy="${y(size)}" r="3" />`,
      )
    ),
    ...labels(releases, slot, 190),
  ]);
}

/** Versions below a plot, as many as find room. */
function labels(
  releases: readonly SiteRelease[],
  slot: number,
  y: number,
): Html[] {
  const step = Math.max(1, Math.ceil(90 / slot));
  return releases.flatMap(({ audit: { tag } }, i) => {
    if (i % step !== 0) return [];
    // A narrow screen has larger letters, and room for every second one.
    const name = i % (step * 2) === 0 ? "" : "wide";
    const x = at(LEFT + slot * (i + 0.5));
    return [
      markup`<text class="${name}" x="${x}" y="${y}" text-anchor="middle">${tag}</text>`,
    ];
  });
}

/** Bytes as KiB, a whole number. */
export function kilobytes(bytes: number): number {
  return Math.ceil(bytes / 1024);
}
