import { plural } from "../../core/plural.ts";
import { shownState } from "../../store/select-look.ts";
import { rowPlan } from "../../store/select-rows.ts";
import { withoutMissingRunbook } from "../../store/select-runbooks.ts";
import type { CockpitState, Transition } from "../../store/state.ts";
import { TIMELINE } from "../../store/view-state.ts";
import { type BodyLine, frameLines, innerSize } from "../draw/frame.ts";
import { nameStyle, statusGlyph } from "../draw/status.ts";
import { cutMiddle, fitLine, padEnd } from "../text/line.ts";
import { type Line, span } from "../text/style.ts";
import { hourOfDay, timeOfDay } from "../text/time.ts";
import type { Theme } from "../theme/theme.ts";

export interface TimelineView {
  /** Newest first. */
  readonly entries: readonly (Transition & { readonly name: string })[];
  readonly focused: boolean;
  /** Names have the titles of the systems in them, not their tags. */
  readonly titled: boolean;
  readonly total: number;
  readonly now: number;
}

const MOST = 60;

export function selectTimeline(state: CockpitState): TimelineView {
  const { system, timelineScroll } = state.view;
  const shown = shownState(state);
  const all = shown.timeline
    .filter(({ checkId }) => system === undefined || rowPlan(shown, checkId)?.system === system)
    .toReversed();
  return {
    entries: all
      .slice(timelineScroll, timelineScroll + MOST)
      .map((entry) => ({ ...entry, name: nameOf(shown, entry), words: wordsOf(shown, entry) })),
    focused: state.view.focus === TIMELINE,
    titled: state.view.presenting !== undefined,
    total: all.length,
    now: state.now,
  };
}

function nameOf(state: CockpitState, { checkId }: Transition): string {
  const plan = rowPlan(state, checkId);
  if (!plan) return checkId;
  if (state.view.presenting === undefined) return `${plan.tag}/${plan.title}`;
  const system = state.systems.find(({ id }) => id === plan.system)?.title ?? plan.system;
  return `${system} ${plan.title}`;
}

function wordsOf(state: CockpitState, { checkId, words }: Transition): string {
  const plan = rowPlan(state, checkId);
  return plan ? withoutMissingRunbook(state, plan, words) : words;
}

export interface TimelineOptions {
  readonly columns: number;
  readonly rows: number;
  readonly frame: "box" | "rule" | "none";
  /** The time goes into the title: there it costs the least bytes. */
  readonly clock: boolean;
  readonly theme: Theme;
}

export function timelineLines(view: TimelineView, options: TimelineOptions): readonly string[] {
  const { columns, rows, frame, clock, theme } = options;
  if (frame === "none") return bareLines(view, columns, rows, theme);
  const inner = innerSize(columns, rows, frame);
  const body: BodyLine[] = view.entries
    .slice(0, inner.rows)
    .map((entry) => ({ line: longLine(entry, inner.columns, view.titled, theme) }));
  if (body.length === 0) body.push({ line: [span(" no verdict has changed yet", "dim")] });
  return frameLines({
    title: [span("0 Timeline", view.focused ? "focus-bold" : "bold")],
    right: [span(`${plural(view.total, "change")}${clock ? `  ${timeOfDay(view.now)}` : ""}`, "dim")],
    body,
    columns,
    rows,
    look: view.focused ? "focus" : "plain",
    frame,
    theme,
  });
}

function bareLines(view: TimelineView, columns: number, rows: number, theme: Theme): readonly string[] {
  return Array.from({ length: rows }, (_, index) => {
    const entry = view.entries[index];
    const none = index === 0 ? [span(" no verdict has changed yet", "dim")] : [];
    return theme.paint(fitLine(entry ? shortLine(entry, view.titled, theme) : none, columns, theme.glyphs.cut));
  });
}

type Entry = TimelineView["entries"][number];

function shortLine(entry: Entry, titled: boolean, theme: Theme): Line {
  const name = titled ? TITLED : 22;
  return [
    span(` ${hourOfDay(entry.at)} `, "dim"),
    statusGlyph(entry.to, theme),
    span(` ${padEnd(cutMiddle(theme.say(entry.name, 300), name, theme.glyphs.cut), name)} `, nameStyle(entry.to)),
    span(theme.say(entry.words, 300), "dim"),
  ];
}

/** Columns of a name with the title of its system. */
const TITLED = 34;

function longLine(entry: Entry, columns: number, titled: boolean, theme: Theme): Line {
  const name = Math.min(titled ? TITLED : 24, Math.floor(columns / 4));
  const { cut, arrow } = theme.glyphs;
  const from = entry.from === undefined ? "" : `${entry.from} ${arrow} ${entry.to}`;
  return [
    span(` ${timeOfDay(entry.at)} `, "dim"),
    statusGlyph(entry.to, theme),
    span(` ${padEnd(cutMiddle(theme.say(entry.name, 300), name, cut), name)} `, nameStyle(entry.to)),
    span(`${padEnd(from, 16)} `, "dim"),
    span(theme.say(entry.words, 400), "dim"),
  ];
}
