import { exactDuration } from "../../core/duration.ts";
import { compactNumber } from "../../store/numbers.ts";
import type { TrendView } from "../../store/select-detail.ts";
import { widthOf } from "../text/clean.ts";
import { padStart } from "../text/line.ts";
import { type Line, type Style, span } from "../text/style.ts";
import type { Theme } from "../theme/theme.ts";

interface Plot {
  readonly cells: readonly (number | null)[];
  readonly low: number;
  /** What one line stands for. */
  readonly step: number;
  readonly threshold: number | undefined;
  readonly over: Style;
  readonly theme: Theme;
}

/**
 * A filled curve over time, `height` lines and two more for the axis. Unknown samples are `?` on the base line under a
 * gap, never zero and never joined. Only what is over the threshold has the colour of the verdict.
 */
export function chartLines(
  trend: TrendView,
  size: { readonly columns: number; readonly height: number },
  over: Style,
  theme: Theme,
): readonly Line[] {
  const known = trend.samples.map(({ value }) => value).filter((value) => value !== null);
  const low = Math.min(0, ...known);
  // Room over the threshold, so that its line is there when nothing reaches it.
  const high = niceCeiling(Math.max((trend.threshold ?? 0) * 1.25, low + 1e-9, ...known));
  const step = (high - low) / size.height;
  const marks = labels(trend.threshold, { low, high, step, height: size.height });
  const gutter = Math.max(...marks.map(({ text }) => widthOf(text)));
  const plot: Plot = {
    cells: resample(trend, Math.max(1, size.columns - gutter - 2)),
    low,
    step,
    threshold: trend.threshold,
    over,
    theme,
  };
  const lines = Array.from({ length: size.height }, (_, index) => {
    const row = size.height - 1 - index;
    const mark = marks.find((one) => one.row === row);
    const tick = mark ? theme.glyphs.tick : theme.glyphs.axis;
    return [span(`${padStart(mark?.text ?? "", gutter)} ${tick}`, mark?.style ?? "dim"), ...plotLine(plot, row)];
  });
  return [...lines, ...axisLines(trend, gutter, plot.cells.length, theme)];
}

interface Mark {
  readonly row: number;
  readonly text: string;
  readonly style: Style;
}

function labels(
  threshold: number | undefined,
  { low, high, step, height }: { low: number; high: number; step: number; height: number },
): readonly Mark[] {
  const all: Mark[] = [
    { row: height - 1, text: compactNumber(high), style: "dim" },
    { row: 0, text: compactNumber(low), style: "dim" },
  ];
  if (threshold === undefined) return all;
  const row = Math.min(height - 1, Math.max(0, Math.floor((threshold - low) / step + 1e-9)));
  return [{ row, text: compactNumber(threshold), style: "warn" }, ...all.filter((mark) => mark.row !== row)];
}

function plotLine(plot: Plot, row: number): Line {
  const { cells, low, step, threshold, over, theme } = plot;
  const bottom = low + row * step;
  const isThreshold = threshold !== undefined && threshold >= bottom - 1e-9 && threshold < bottom + step - 1e-9;
  const filled: Style = threshold !== undefined && bottom >= threshold - 1e-9 ? over : "area";
  const empty = isThreshold ? span(theme.glyphs.threshold, "warn") : span(" ");
  return cells.map((value) => {
    if (value === null) return row === 0 ? span(theme.glyphs.unknown, "unknown") : empty;
    const block = blockOf((value - bottom) / step, row === 0, theme);
    return block === undefined ? empty : span(block, filled);
  });
}

/** A cell filled to a share of its height; undefined where it is empty. The base line always shows. */
function blockOf(share: number, base: boolean, { glyphs }: Theme): string | undefined {
  const eighths = Math.round(share * 8);
  if (eighths >= 8) return glyphs.full;
  if (eighths <= 0) return base ? (glyphs.levels[0] ?? glyphs.floor) : undefined;
  return glyphs.levels.length === 0 ? (eighths >= 4 ? glyphs.full : undefined) : glyphs.levels[eighths - 1];
}

function axisLines({ samples }: TrendView, gutter: number, width: number, theme: Theme): readonly Line[] {
  const { corner, floor, floorTick } = theme.glyphs;
  const spanMs = (samples.at(-1)?.at ?? 0) - (samples[0]?.at ?? 0);
  const quarters = width >= 40 && spanMs >= 4000 ? [1, 2, 3] : [];
  const ticks = new Set(quarters.map((quarter) => Math.round((width * quarter) / 4)));
  const ruler = Array.from({ length: width }, (_, index) => (ticks.has(index) ? floorTick : floor)).join("");
  const words = [..." ".repeat(width)];
  const write = (text: string, from: number): void => {
    for (const [offset, sign] of [...text].entries())
      if (from + offset < width) words[Math.max(0, from) + offset] = sign;
  };
  if (spanMs > 0) write(`-${exactDuration(spanMs)}`, 0);
  for (const quarter of quarters) {
    const text = `-${exactDuration((spanMs * (4 - quarter)) / 4)}`;
    write(text, Math.round((width * quarter) / 4) - Math.floor(text.length / 2));
  }
  write("now", width - 3);
  return [
    [span(`${" ".repeat(gutter + 1)}${corner}${ruler}`, "dim")],
    [span(`${" ".repeat(gutter + 2)}${words.slice(0, width).join("")}`, "dim")],
  ];
}

/** One value a column: the last sample at that time. */
function resample({ samples }: TrendView, width: number): readonly (number | null)[] {
  const first = samples[0]?.at ?? 0;
  const last = samples.at(-1)?.at ?? first;
  let index = 0;
  return Array.from({ length: width }, (_, column) => {
    const at = first + ((last - first) * column) / Math.max(1, width - 1);
    while (index + 1 < samples.length && (samples[index + 1]?.at ?? Number.POSITIVE_INFINITY) <= at + 1) index += 1;
    return samples[index]?.value ?? null;
  });
}

/** The next of 1, 2, 2.5, 5 and their tenfolds. */
function niceCeiling(value: number): number {
  const scale = 10 ** Math.floor(Math.log10(value));
  for (const nice of [1, 2, 2.5, 5, 10]) if (nice * scale >= value - 1e-12) return nice * scale;
  return value;
}
