import { shortDuration } from "../../core/duration.ts";
import { compactNumber } from "../../store/numbers.ts";
import { type DetailView, selectDetail } from "../../store/select-detail.ts";
import { chartLines } from "../draw/chart.ts";
import type { BodyLine } from "../draw/frame.ts";
import { statusGlyph, statusName, wordStyle } from "../draw/status.ts";
import { fitLine } from "../text/line.ts";
import { type Line, type Style, span } from "../text/style.ts";
import { wrapText } from "../text/wrap.ts";
import type { Theme } from "../theme/theme.ts";
import { answerLines, factLines, fitLines, ruleLines, timeLines } from "./detail-parts.ts";
import type { Dialog } from "./dialog.ts";
import type { OverlayOf, OverlayProps } from "./overlay-props.ts";

/** One row in full: what is so, its curve, why this verdict, the facts, the last answer. */
export function detailDialog(overlay: OverlayOf<"detail">, { state, theme }: OverlayProps): Dialog {
  const view = selectDetail(state, overlay.checkId);
  if (!view)
    return {
      title: [span("Detail", "bold")],
      look: "focus",
      body: () => [{ line: [span(" this check is not there any more", "dim")] }],
    };
  return {
    title: [span(`${theme.say(view.system, 60)} / `, "dim"), span(theme.say(view.title, 120), "bold")],
    right: [{ ...statusGlyph(view.status, theme, view.was), text: statusText(view, theme) }],
    look: "focus",
    scroll: overlay.scroll,
    body: ({ columns, rows }) => {
      const size = { columns: columns - 2, rows };
      const lines = overlay.raw ? rawLines(view, size.columns, theme) : wholeLines(view, size, theme);
      return lines.map((line): BodyLine => ({ line: [span(" "), ...line] }));
    },
  };
}

function statusText(view: DetailView, theme: Theme): string {
  const glyph = statusGlyph(view.status, theme, view.was).text;
  const was = view.was === undefined ? "" : `, was ${view.was}`;
  return `${glyph} ${view.status === "unread" ? "not read yet" : statusName(view.status)}${was}`;
}

function wholeLines(
  view: DetailView,
  size: { readonly columns: number; readonly rows: number },
  theme: Theme,
): readonly Line[] {
  const { columns } = size;
  const head = wrapText(theme.say(view.summary, 2000), columns).map((text): Line => [span(text, summaryStyle(view))]);
  const left = [
    ...failureLines(view, columnWidth(columns), theme),
    ...ruleLines(view, columnWidth(columns), theme),
    ...timeLines(view, theme),
    ...fitLines(view, columnWidth(columns), theme),
  ];
  const right = [...factLines(view, columnWidth(columns), theme), ...answerLines(view, columnWidth(columns), theme)];
  return [...head, [], ...trendLines(view, size, theme), ...beside(left, right, columns, theme)];
}

/** Where the detail has two columns each gets half. */
function columnWidth(columns: number): number {
  return columns >= 96 ? Math.floor((columns - 3) / 2) : columns;
}

function beside(left: readonly Line[], right: readonly Line[], columns: number, theme: Theme): readonly Line[] {
  const width = columnWidth(columns);
  if (width === columns) return [...left, ...right];
  return Array.from({ length: Math.max(left.length, right.length) }, (_, index) => [
    ...fitLine(left[index] ?? [], width, theme.glyphs.cut),
    span(` ${theme.glyphs.divider} `, "border"),
    ...(right[index] ?? []),
  ]);
}

function summaryStyle({ status }: DetailView): Style {
  return status === "ok" ? "plain" : status === "stale" || status === "unread" ? "dim" : "bold";
}

function failureLines({ failure }: DetailView, columns: number, theme: Theme): readonly Line[] {
  if (!failure) return [];
  const code = failure.code === undefined ? "" : `  ${theme.say(failure.code, 60)}`;
  const hint = failure.hint === undefined ? [] : wrapText(theme.say(failure.hint), columns - 3);
  return [
    [span("No answer", "bold"), span(`  ${failure.kind}${code}`, "dim")],
    ...wrapText(theme.say(failure.message), columns - 2).map((text): Line => [span(`  ${text}`, "fail")]),
    ...hint.map((text, index): Line => [span(`${index === 0 ? theme.glyphs.hint.padEnd(2) : "  "} ${text}`, "focus")]),
    [],
  ];
}

const CHART_LEAST = 4;
const CHART_MOST = 13;

function trendLines(
  view: DetailView,
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
      span(unknown === 0 ? "" : `   ${unknown} ${unknown === 1 ? "sample" : "samples"} unknown`, "unknown"),
    ],
    ...chartLines(trend, { columns, height }, style, theme),
    [],
  ];
}

function rawLines(view: DetailView, columns: number, theme: Theme): readonly Line[] {
  const head: Line = [span("Last answer", "bold"), span("  redacted; tab goes back to the facts", "dim")];
  const lines = view.trace.flatMap((line) =>
    wrapText(theme.say(line, 8000), columns).map((text): Line => [span(text)]),
  );
  return [head, [], ...(lines.length === 0 ? [[span("the look noted nothing", "dim")]] : lines)];
}
