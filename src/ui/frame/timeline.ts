import { plural } from "../../core/plural.ts";
import { foldedTimeline, type TimelineLine, timelineCount, timelineOf } from "../../store/select-timeline.ts";
import type { CockpitState } from "../../store/state.ts";
import { TIMELINE } from "../../store/view-state.ts";
import { type BodyLine, frameLines, innerSize } from "../draw/frame.ts";
import { nameStyle, statusGlyph } from "../draw/status.ts";
import { cutMiddle, fitLine, padEnd } from "../text/line.ts";
import { type Line, type Span, type Style, span } from "../text/style.ts";
import { hourOfDay, timeOfDay } from "../text/time.ts";
import type { Theme } from "../theme/theme.ts";

export interface TimelineView {
  /** Newest first. */
  readonly entries: readonly TimelineLine[];
  readonly focused: boolean;
  /** Names have the titles of the systems in them, not their tags. */
  readonly titled: boolean;
  readonly filter: string;
  readonly count: ReturnType<typeof timelineCount>;
  readonly now: number;
}

const MOST = 60;

/** At most 60 lines, from where it is scrolled to. Flapping rows are folded, unless it has the focus or a filter. */
export function selectTimeline(state: CockpitState): TimelineView {
  const { timelineScroll, focus, filters, presenting } = state.view;
  // Who looks at the timeline itself sees each change.
  const isLookedAt = focus === TIMELINE || (filters[TIMELINE] ?? "") !== "";
  const all = isLookedAt ? timelineOf(state) : foldedTimeline(state);
  const from = Math.min(timelineScroll, Math.max(0, all.length - 1));
  return {
    entries: all.slice(from, from + MOST),
    focused: focus === TIMELINE,
    titled: presenting !== undefined,
    filter: filters[TIMELINE] ?? "",
    count: timelineCount(state),
    now: state.now,
  };
}

export interface TimelineOptions {
  readonly columns: number;
  readonly rows: number;
  readonly frame: "box" | "rule" | "none";
  /** The time goes into the title: there it costs the least bytes. */
  readonly clock: boolean;
  readonly theme: Theme;
}

/** Exactly `rows` painted lines of exactly `columns` cells. */
export function timelineLines(view: TimelineView, options: TimelineOptions): readonly string[] {
  const { columns, rows, frame, clock, theme } = options;
  if (frame === "none") return bareLines(view, columns, rows, theme);
  const inner = innerSize(columns, rows, frame);
  const body: BodyLine[] = view.entries.slice(0, inner.rows).map((entry, index) => {
    const selected = view.focused && index === 0;
    return { line: withCursor(longLine(entry, inner.columns, view.titled, theme), selected, theme), selected };
  });
  if (body.length === 0) body.push({ line: [span(nothing(view, theme), "dim")] });
  return frameLines({
    title: titleOf(view, theme),
    right: [span(`${plural(view.count.all, "line")}${clock ? `  ${timeOfDay(view.now)}` : ""}`, "dim")],
    body,
    columns,
    rows,
    look: view.focused ? "focus" : "plain",
    frame,
    theme,
  });
}

function nothing({ filter, count }: TimelineView, theme: Theme): string {
  if (filter === "") return " no verdict has changed yet";
  return ` none of ${plural(count.all, "line")} matches /${theme.say(filter, 40)}: esc clears the filter`;
}

function titleOf({ focused, filter, count }: TimelineView, theme: Theme): Line {
  const title = span("0 Timeline", focused ? "focus-bold" : "bold");
  if (filter === "") return [title];
  return [title, span(` /${theme.say(filter, 40)}`, "focus"), span(` ${count.shown} of ${count.all}`, "dim")];
}

function bareLines(view: TimelineView, columns: number, rows: number, theme: Theme): readonly string[] {
  return Array.from({ length: rows }, (_, index) => {
    const entry = view.entries[index];
    const none = index === 0 ? [span(nothing(view, theme), "dim")] : [];
    const [lead = span(" "), ...line] = entry ? shortLine(entry, view.titled, theme) : none;
    const marked = index === 0 ? bareMarks(view, lead, theme) : [lead];
    return theme.paint(fitLine([...marked, ...line], columns, theme.glyphs.cut));
  });
}

/** Without a frame the first line says that it has the focus, and what it is filtered by. */
function bareMarks({ focused, filter, count, entries }: TimelineView, lead: Span, theme: Theme): readonly Span[] {
  const filtered = filter !== "" && entries.length > 0;
  const by = filtered ? [span(`/${theme.say(filter, 20)} ${count.shown} of ${count.all} `, "focus")] : [];
  const rest = span(lead.text.slice(1), lead.style);
  return [span(focused ? theme.glyphs.cursor : " ", "focus-bold"), ...by, rest];
}

function shortLine(entry: TimelineLine, titled: boolean, theme: Theme): Line {
  const name = titled ? TITLED : 22;
  return [
    span(` ${hourOfDay(entry.at)} `, "dim"),
    markOf(entry, theme),
    span(` ${padEnd(cutMiddle(theme.say(entry.name, 300), name, theme.glyphs.cut), name)} `, styleOf(entry)),
    span(theme.say(wordsOf(entry), 300), "dim"),
  ];
}

function withCursor([lead = span(" "), ...line]: Line, selected: boolean, theme: Theme): Line {
  return selected
    ? [span(theme.glyphs.cursor, "focus-bold"), span(lead.text.slice(1), lead.style), ...line]
    : [lead, ...line];
}

function wordsOf({ words, folded }: TimelineLine): string {
  return folded ? `${folded.times}× since ${hourOfDay(folded.since)}: ${words}` : words;
}

/** Columns of a name with the title of its system. */
const TITLED = 34;

function longLine(entry: TimelineLine, columns: number, titled: boolean, theme: Theme): Line {
  const name = Math.min(titled ? TITLED : 24, Math.floor(columns / 4));
  const { cut, arrow } = theme.glyphs;
  const from = entry.from === undefined ? "" : `${entry.from} ${arrow} ${entry.to}`;
  // What the journal says is longer than the name of a verdict, and has none.
  const change = entry.kind === undefined ? `${padEnd(from, 16)} ` : "";
  return [
    span(` ${timeOfDay(entry.at)} `, "dim"),
    markOf(entry, theme),
    span(` ${padEnd(cutMiddle(theme.say(entry.name, 300), name, cut), name)} `, styleOf(entry)),
    span(change, "dim"),
    span(theme.say(wordsOf(entry), 400), entry.kind === "note" ? "plain" : "dim"),
  ];
}

function styleOf({ to }: TimelineLine): Style {
  return to === undefined ? "focus" : nameStyle(to);
}

/** Of a change its verdict; of a line of the journal what it is about. */
function markOf({ to, kind }: TimelineLine, theme: Theme): Span {
  if (to !== undefined) return statusGlyph(to, theme);
  const { duty, now, hint, unread } = theme.glyphs;
  if (kind === "duty") return span(duty, "fail-bold");
  if (kind === "step" || kind === "run") return span(now, "focus");
  return span(kind === "change" ? hint.slice(0, 1) : unread, "focus");
}
