import { shortDuration } from "../../core/duration.ts";
import { plural } from "../../core/plural.ts";
import { compactNumber } from "../../store/numbers.ts";
import type { DetailView } from "../../store/select-detail.ts";
import { chartLines } from "../draw/chart.ts";
import { wordStyle } from "../draw/status.ts";
import { type Line, span } from "../text/style.ts";
import type { Theme } from "../theme/theme.ts";

const CHART_LEAST = 4;
const CHART_MOST = 13;

/** The curve of a check under what it shows; nothing where there is no room for a curve. */
export function trendLines(
  view: Pick<DetailView, "trend" | "status">,
  { columns, rows }: { readonly columns: number; readonly rows: number },
  theme: Theme,
): readonly Line[] {
  const { trend } = view;
  const height = Math.min(CHART_MOST, Math.floor(rows * 0.4));
  if (!trend || height < CHART_LEAST || columns < 30) return [];
  const known = trend.samples.map(({ value }) => value).filter((value) => value !== null);
  const spanMs = (trend.samples.at(-1)?.at ?? 0) - (trend.samples[0]?.at ?? 0);
  const unknown = trend.samples.length - known.length;
  const style = wordStyle(view.status) === "dim" ? "warn" : wordStyle(view.status);
  const last = trend.samples.at(-1)?.value ?? null;
  return [
    [
      span(theme.say(trend.fact, 60), "bold"),
      span(`  ${shortDuration(spanMs)}, a sample every ${shortDuration(trend.everyMs)}`, "dim"),
      span(known.length === 0 ? "" : `   max ${compactNumber(Math.max(...known))}`, "dim"),
      span(`   now ${last === null ? theme.glyphs.unknown : compactNumber(last)}`, last === null ? "unknown" : "plain"),
      span(unknown === 0 ? "" : `   ${plural(unknown, "sample")} unknown`, "unknown"),
    ],
    ...chartLines(trend, { columns, height }, style, theme),
    [],
  ];
}
