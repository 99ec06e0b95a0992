import type { BarChart, Series } from "./document.ts";
import { escaped } from "./escape.ts";

const WIDTH = 860;
const BAR = { label: 260, height: 22, top: 20 } as const;
const PLOT = { left: 60, top: 10, width: 780, height: 150 } as const;
const AXIS = 24;
const LABEL_LENGTH = 34;

/** One bar a row over the time of the incident; a line where something was changed. Colours are classes of the page. */
export function barsToSvg({ from, to, bars, marks }: BarChart): string {
  const height = BAR.top + bars.length * BAR.height + AXIS;
  const floor = height - AXIS;
  const x = scale(from, to, BAR.label, WIDTH - 20);
  const rows = bars.map((bar, index) => {
    const y = BAR.top + index * BAR.height;
    const width = Math.max(2, x(bar.to) - x(bar.from));
    return [
      `<text class="label" x="0" y="${y + 14}">${escaped(cut(bar.label))}</text>`,
      `<rect class="${bar.tone}" x="${px(x(bar.from))}" y="${y + 3}" width="${px(width)}" height="${BAR.height - 8}" rx="2"/>`,
      bar.open ? `<text class="label" x="${px(x(bar.to) + 3)}" y="${y + 14}">▸</text>` : "",
    ].join("");
  });
  const lines = marks.map(({ at, label }) => {
    return `<line class="mark" x1="${px(x(at))}" x2="${px(x(at))}" y1="${BAR.top - 4}" y2="${floor}"><title>${escaped(label)}</title></line>`;
  });
  return figure(height, "What was bad, alarmed or owed, over time", [
    ...rows,
    ...lines,
    ...markNumbers(marks, x),
    ...timeAxis(from, to, x, floor),
  ]);
}

/** Numbers that would overlap stand together: `1, 2`. */
function markNumbers(marks: BarChart["marks"], x: Scale): readonly string[] {
  const groups: { at: number; numbers: number[] }[] = [];
  for (const { at, number } of marks) {
    const last = groups.at(-1);
    if (last && x(at) - x(last.at) < NUMBER_WIDTH * (last.numbers.length + 1)) last.numbers.push(number);
    else groups.push({ at, numbers: [number] });
  }
  return groups.map(({ at, numbers }) => {
    return `<text class="number" text-anchor="middle" x="${px(x(at))}" y="${BAR.top - 8}">${numbers.join(", ")}</text>`;
  });
}

const NUMBER_WIDTH = 14;

/** A curve with its axes and its threshold; a gap where values are not known. */
export function seriesToSvg({ check, fact, threshold, points }: Series): string {
  const known = points.flatMap(({ value }) => (value === null ? [] : [value]));
  const low = Math.min(0, ...known);
  const high = Math.max(low + 1e-9, (threshold ?? 0) * 1.1, ...known);
  const from = points[0]?.at ?? 0;
  const to = points.at(-1)?.at ?? from;
  const x = scale(from, to, PLOT.left, PLOT.left + PLOT.width);
  const floor = PLOT.top + PLOT.height;
  const y = scale(low, high, floor, PLOT.top);
  const limit =
    threshold === undefined
      ? []
      : [
          `<line class="threshold" x1="${PLOT.left}" x2="${PLOT.left + PLOT.width}" y1="${px(y(threshold))}" y2="${px(y(threshold))}"/>`,
        ];
  const labels = [...new Set([low, high, ...(threshold === undefined ? [] : [threshold])])].map((value) => {
    return `<text class="label" text-anchor="end" x="${PLOT.left - 6}" y="${px(y(value) + 4)}">${short(value)}</text>`;
  });
  return figure(floor + AXIS, `${check}: ${fact}`, [
    `<line class="axis" x1="${PLOT.left}" x2="${PLOT.left}" y1="${PLOT.top}" y2="${floor}"/>`,
    ...limit,
    ...labels,
    ...pieces(points).map((piece) => curve(piece, x, y)),
    ...timeAxis(from, to, x, floor),
  ]);
}

type Points = Series["points"];
type Scale = (value: number) => number;

/** Points without a gap between them. */
function pieces(points: Points): readonly (readonly { readonly at: number; readonly value: number }[])[] {
  const all: { at: number; value: number }[][] = [[]];
  for (const { at, value } of points) {
    if (value === null) all.push([]);
    else all.at(-1)?.push({ at, value });
  }
  return all.filter((piece) => piece.length > 0);
}

function curve(piece: readonly { readonly at: number; readonly value: number }[], x: Scale, y: Scale): string {
  const [first] = piece;
  if (piece.length === 1 && first)
    return `<circle class="dot" cx="${px(x(first.at))}" cy="${px(y(first.value))}" r="2"/>`;
  return `<polyline class="curve" points="${piece.map(({ at, value }) => `${px(x(at))},${px(y(value))}`).join(" ")}"/>`;
}

function timeAxis(from: number, to: number, x: Scale, floor: number): readonly string[] {
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((part) => from + (to - from) * part);
  return [
    `<line class="axis" x1="${px(x(from))}" x2="${px(x(to))}" y1="${floor}" y2="${floor}"/>`,
    ...ticks.map((at, index) => {
      // The last one would be cut off.
      const anchor = index === ticks.length - 1 ? "end" : "middle";
      const time = new Date(at).toISOString().slice(11, 19);
      return `<text class="label" text-anchor="${anchor}" x="${px(x(at))}" y="${floor + 16}">${time}</text>`;
    }),
  ];
}

function figure(height: number, title: string, parts: readonly string[]): string {
  const size = `viewBox="0 0 ${WIDTH} ${height}" role="img"`;
  return `<svg ${size}><title>${escaped(title)}</title>${parts.join("")}</svg>`;
}

function scale(from: number, to: number, low: number, high: number): Scale {
  const span = to - from || 1;
  return (value) => low + ((value - from) / span) * (high - low);
}

function cut(label: string): string {
  return label.length > LABEL_LENGTH ? `${label.slice(0, LABEL_LENGTH - 1)}…` : label;
}

function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function short(value: number): string {
  return String(Math.round(value * 100) / 100);
}
