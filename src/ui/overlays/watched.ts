import { clockDuration } from "../../core/duration.ts";
import { type DetailView, selectDetail } from "../../store/select-detail.ts";
import { selectWatched, type WatchedView } from "../../store/select-watched.ts";
import { barLine } from "../draw/bar.ts";
import { statusGlyph, wordStyle } from "../draw/status.ts";
import { widthOf } from "../text/clean.ts";
import { padEnd } from "../text/line.ts";
import { type Line, span } from "../text/style.ts";
import { timeAndDay } from "../text/time.ts";
import { wrapText } from "../text/wrap.ts";
import type { Theme } from "../theme/theme.ts";
import { answerLines, factLines, fitLines, rawLines } from "./detail-parts.ts";
import { trendLines } from "./detail-trend.ts";
import type { Dialog } from "./dialog.ts";
import type { OverlayOf, OverlayProps } from "./overlay-props.ts";
import { beside, columnWidth } from "./two-columns.ts";

/** An alert or a goal in full: where it stands, the curve behind it, what it asks for, since when. */
export function watchedDialog(overlay: OverlayOf<"detail">, { state, theme }: OverlayProps): Dialog | undefined {
  const view = selectWatched(state, overlay.checkId);
  if (!view) return undefined;
  const behind = view.checkId === undefined ? undefined : selectDetail(state, view.checkId);
  const { text } = statusGlyph(view.status, theme, view.was);
  return {
    title: [span(`${theme.say(view.system, 60)} / `, "dim"), span(theme.say(view.title, 120), "bold")],
    right: [{ ...statusGlyph(view.status, theme, view.was), text: `${text} ${theme.say(view.stands, 60)}` }],
    look: "focus",
    scroll: overlay.scroll,
    body: ({ columns, rows }) => {
      const size = { columns: columns - 2, rows };
      const lines = overlay.raw
        ? rawLines(behind ?? { trace: [] }, size.columns, theme)
        : wholeLines(view, behind, size, theme);
      return lines.map((line) => ({ line: [span(" "), ...line] }));
    },
  };
}

function wholeLines(
  view: WatchedView,
  behind: DetailView | undefined,
  size: { readonly columns: number; readonly rows: number },
  theme: Theme,
): readonly Line[] {
  const { columns } = size;
  const half = columnWidth(columns);
  const left = [...testLines(view, half, theme), ...sinceLines(view), ...(behind ? fitLines(behind, half, theme) : [])];
  const right = [
    ...pairLines(view.facts, half, theme),
    ...(behind ? [...factLines(behind, half, theme), ...answerLines(behind, half, theme)] : []),
  ];
  return [
    ...wrapText(theme.say(view.summary, 2000), columns).map((text): Line => [span(text, "bold")]),
    ...holdLines(view, columns, theme),
    ...(view.ticked === undefined
      ? []
      : [[span("t  ", "bold"), span(view.ticked ? "takes the tick back" : "ticks it: it is so", "focus")]]),
    [],
    ...(behind ? trendLines({ trend: behind.trend, status: view.status }, size, theme) : []),
    ...beside(left, right, columns, theme),
  ];
}

const BAR = 60;

/** `██████░░░░ 3:20 of 5:00`, until the time is full. */
function holdLines({ hold, status }: WatchedView, columns: number, theme: Theme): readonly Line[] {
  if (!hold || hold.heldMs >= hold.forMs) return [];
  const words = `  ${clockDuration(hold.heldMs)} of ${clockDuration(hold.forMs)}`;
  const width = Math.min(BAR, columns - widthOf(words));
  if (width < 4) return [[span(words.trim())]];
  const style = wordStyle(status) === "dim" ? "focus" : wordStyle(status);
  return [[...barLine(hold.heldMs / hold.forMs, width, style, theme), span(words)]];
}

function testLines({ kind, test, seen, place }: WatchedView, columns: number, theme: Theme): readonly Line[] {
  const says = (text: string, style: "bold" | "dim"): readonly Line[] =>
    wrapText(theme.say(text, 1000), Math.max(8, columns - 2)).map((part) => [span("  "), span(part, style)]);
  return [
    [span(kind === "alert" ? "Fires when" : "Asks for", "bold"), span(`  ${theme.say(place, 120)}`, "dim")],
    ...says(test, "bold"),
    ...(seen === "" ? [] : says(`now ${seen}`, "dim")),
    [],
  ];
}

function sinceLines({ times, now }: WatchedView): readonly Line[] {
  if (times.length === 0) return [];
  const width = Math.max(...times.map(([label]) => label.length));
  return [
    ...times.map(([label, at]): Line => [span(padEnd(label, width + 2), "bold"), span(timeAndDay(at, now), "dim")]),
    [],
  ];
}

function pairLines(pairs: WatchedView["facts"], columns: number, theme: Theme): readonly Line[] {
  if (pairs.length === 0) return [];
  const width = Math.max(...pairs.map(([label]) => label.length)) + 2;
  return [
    ...pairs.flatMap(([label, text]) =>
      wrapText(theme.say(text, 300), Math.max(8, columns - width)).map(
        (part, index): Line => [span(padEnd(index === 0 ? label : "", width), "bold"), span(part, "dim")],
      ),
    ),
    [],
  ];
}

/** In the detail of a check: how far its alerts and goals are. */
export function watcherLines(watchers: readonly WatchedView[], columns: number, theme: Theme): readonly Line[] {
  if (watchers.length === 0) return [];
  return [...watchers.flatMap((view) => watcherLine(view, columns, theme)), []];
}

const LABEL = 7;

function watcherLine(view: WatchedView, columns: number, theme: Theme): readonly Line[] {
  const style = wordStyle(view.status);
  const says = wrapText(theme.say(`${view.title}: ${view.stands}`, 300), Math.max(8, columns - LABEL - 2));
  const indent = span(" ".repeat(LABEL + 2));
  const label = span(padEnd(view.kind === "alert" ? "Alert" : "Goal", LABEL), "bold");
  const head: Line = [label, statusGlyph(view.status, theme), span(" ")];
  return [
    ...says.map((text, index): Line => [...(index === 0 ? head : [indent]), span(text, style)]),
    ...holdLines(view, columns - LABEL - 2, theme).map((line): Line => [indent, ...line]),
  ];
}
