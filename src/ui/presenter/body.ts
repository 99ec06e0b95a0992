import { type PresenterView, selectPresenter } from "../../store/select-presenter.ts";
import type { CockpitState } from "../../store/state.ts";
import { RUNBOOK, TIMELINE } from "../../store/view-state.ts";
import { countLine } from "../draw/counts.ts";
import { linesOfPanels, widths } from "../frame/layout.ts";
import { runPaneLines } from "../frame/run-pane.ts";
import { selectRunPane } from "../frame/select-run-pane.ts";
import { selectTimeline, timelineLines } from "../frame/timeline.ts";
import { blank, fitLine, lineWidth, padEnd } from "../text/line.ts";
import { type Line, span } from "../text/style.ts";
import type { Theme } from "../theme/theme.ts";
import { presenterBox } from "./boxes.ts";
import { headline, plainHeadline, sinceLine } from "./headline.ts";
import { nowLines } from "./now-lines.ts";
import { calmLine, troubleLines } from "./trouble-lines.ts";

export interface PresenterRoom {
  readonly columns: number;
  readonly rows: number;
  /** Titles of the panels by their ids. */
  readonly titles: Readonly<Record<string, string>>;
  readonly theme: Theme;
}

/** Boxes of two lines of panels need this much; below it one list says what is wrong. */
const BOXES = { columns: 100, rows: 30 } as const;
const PER_LINE = 3;
/** What is being done, what must be restored, and a few changes of verdicts. */
const BELOW = 8;

/** The body of the presenter view: exactly `rows` lines of exactly `columns` cells. */
export function presenterLines(state: CockpitState, room: PresenterRoom): readonly string[] {
  const { columns, rows, theme } = room;
  const { focus, zoomed, presenting } = state.view;
  if (presenting === "blank") return blankLines(columns, rows);
  const size = { columns, rows, frame: "rule" as const, theme };
  const pane = zoomed && focus === RUNBOOK ? selectRunPane(state) : undefined;
  if (pane) return runPaneLines(pane, size);
  if (zoomed && focus === TIMELINE) return timelineLines(selectTimeline(state), { ...size, clock: false });
  const view = selectPresenter(state);
  if (zoomed) return painted(listLines(ofPanel(view, focus), room, [span(room.titles[focus] ?? focus, "bold")]), room);
  if (columns < BOXES.columns || rows < BOXES.rows) return painted(listLines(view, room, []), room);
  return boxLines(state, view, room);
}

function blankLines(columns: number, rows: number): readonly string[] {
  return Array.from({ length: rows }, () => " ".repeat(columns));
}

function painted(lines: readonly Line[], { columns, rows, theme }: PresenterRoom): readonly string[] {
  return Array.from({ length: rows }, (_, at) => theme.paint(fitLine(lines[at] ?? [], columns, theme.glyphs.cut)));
}

function ofPanel(view: PresenterView, id: string): PresenterView {
  const troubles = view.troubles.filter(({ panels }) => panels.includes(id));
  return { ...view, troubles, counts: view.panels[id] ?? view.counts };
}

/** Big letters, since when, what is wrong, what is being done, what must be restored. */
function listLines(view: PresenterView, room: PresenterRoom, title: Line): readonly Line[] {
  const { columns, rows, theme } = room;
  const tight = rows < ROOMY;
  const now = nowLines(view, columns, tight, theme);
  const big = tight ? [plainHeadline(view.counts, theme)] : headline(view.counts, columns, theme);
  const aside = title.length > 0 ? [title] : tight ? [] : panelLines(view, room);
  const since = sinceLine(view.troubles, view.now);
  const head = tight ? [[...(big[0] ?? []), ...since]] : [...beside(big, aside, room), since];
  const between: readonly Line[] = tight ? [] : [[]];
  const left = rows - head.length - now.length - between.length * 2;
  const troubles =
    view.troubles.length > 0
      ? troubleLines(view.troubles, { columns, rows: left, now: view.now }, theme)
      : [calmLine(view.counts, theme)];
  const gap = Array.from({ length: Math.max(0, left - troubles.length) }, (): Line => []);
  return [...head, ...between, ...troubles, ...gap, ...between, ...now];
}

/** All panels in two columns beside the big letters. */
function panelLines({ panels }: PresenterView, { titles, theme }: PresenterRoom): readonly Line[] {
  const cells = Object.entries(panels).map(
    ([id, counts]): Line => [span(padEnd(theme.say(titles[id] ?? id, 12), 11), "bold"), ...countLine(counts, theme)],
  );
  return Array.from({ length: linesOfPanels(cells.length, 2) }, (_, at): Line => {
    const [left = [], right = []] = [cells[at * 2], cells[at * 2 + 1]];
    return [...left, blank(CELL - lineWidth(left)), ...right];
  });
}

/** On fewer lines there are no big letters. */
const ROOMY = 16;
const CELL = 26;
const GAP = 4;

function beside(big: readonly Line[], aside: readonly Line[], { columns }: PresenterRoom): readonly Line[] {
  const left = Math.max(...big.map(lineWidth)) + GAP;
  if (left + Math.max(0, ...aside.map(lineWidth)) > columns) return big;
  return big.map((line, at) => [...line, blank(left - lineWidth(line)), ...(aside[at] ?? [])]);
}

function boxLines(state: CockpitState, view: PresenterView, room: PresenterRoom): readonly string[] {
  const { columns, rows, titles, theme } = room;
  const across = widths(columns, PER_LINE, "box");
  const high = Math.floor((rows - BELOW) / linesOfPanels(state.panels.length, PER_LINE));
  const boxes = state.panels.map((id, at) =>
    presenterBox(
      view,
      {
        id,
        title: theme.say(titles[id] ?? id, 20),
        digit: at + 1,
        focused: state.view.focus === id,
        columns: across[at % PER_LINE] ?? 0,
        rows: high,
      },
      theme,
    ),
  );
  const starts = Array.from({ length: linesOfPanels(state.panels.length, PER_LINE) }, (_, line) => line * PER_LINE);
  const grid = starts.flatMap((from) =>
    Array.from({ length: high }, (_, row) =>
      boxes
        .slice(from, from + PER_LINE)
        .map((box) => box[row] ?? "")
        .join(""),
    ),
  );
  const left = rows - grid.length;
  const now = nowLines(view, columns, false, theme);
  const news = Math.max(0, left - now.length);
  const size = { columns, rows: news, frame: "none" as const, clock: false, theme };
  return [...grid, ...painted(now, { ...room, rows: left - news }), ...timelineLines(selectTimeline(state), size)];
}
