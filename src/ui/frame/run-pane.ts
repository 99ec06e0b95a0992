import type { RunMood } from "../../store/select-run.ts";
import { type BodyLine, frameLines, innerSize } from "../draw/frame.ts";
import { fitLine } from "../text/line.ts";
import { type Line, type Style, span } from "../text/style.ts";
import type { Theme } from "../theme/theme.ts";
import { liveLines } from "./run-live.ts";
import { chartOf, proseOf, stepLines } from "./run-parts.ts";
import type { RunPaneView } from "./select-run-pane.ts";

export interface PaneSize {
  readonly columns: number;
  readonly rows: number;
  readonly frame: "box" | "rule";
  readonly theme: Theme;
}

const moods: Readonly<Record<RunMood, Style>> = {
  runs: "focus",
  waiting: "warn",
  "needs you": "warn-bold",
  stopped: "fail-bold",
  done: "ok",
  failed: "fail-bold",
  aborted: "warn-bold",
};

/** Exactly `rows` lines: steps, prose and what is waited for, side by side where there is room. */
export function runPaneLines(view: RunPaneView, size: PaneSize): readonly string[] {
  const { columns, rows, frame, theme } = size;
  const inner = innerSize(columns, rows, frame);
  const body = bodyOf(view, inner, theme);
  return frameLines({
    title: [span(`0 ${theme.say(view.run.title, 120)}`, view.focused ? "focus-bold" : "bold")],
    right: [
      ...(columns >= 100 ? [span(`${theme.say(view.run.system, 40)}  `, "dim")] : []),
      span(`step ${view.number} of ${view.steps.length}  `, "bold"),
      span(view.mood, moods[view.mood]),
    ],
    body: body.slice(0, inner.rows),
    columns,
    rows,
    look: view.focused ? "focus" : "plain",
    frame,
    theme,
  });
}

interface Inner {
  readonly columns: number;
  readonly rows: number;
}

function bodyOf(view: RunPaneView, inner: Inner, theme: Theme): readonly BodyLine[] {
  if (inner.columns >= 140) return threeColumns(view, inner, theme);
  if (inner.columns >= 96) return twoColumns(view, inner, theme);
  return oneColumn(view, inner, theme);
}

function threeColumns(view: RunPaneView, { columns, rows }: Inner, theme: Theme): readonly BodyLine[] {
  const left = Math.floor((columns - 8) * 0.27);
  const middle = Math.floor((columns - 8 - left) / 2);
  const right = columns - 8 - left - middle;
  const live = liveLines(view, right, theme);
  const chart = chartOf(view, { columns: right, rows: rows - live.length - 1 }, theme);
  return sideBySide(
    [
      { width: left, lines: stepLines(view, { columns: left, rows, notes: true }, theme) },
      { width: middle, lines: proseOf(view, middle, theme) },
      { width: right, lines: chart.length > 0 ? [...live, [], ...chart] : live },
    ],
    rows,
    theme,
  );
}

function twoColumns(view: RunPaneView, { columns, rows }: Inner, theme: Theme): readonly BodyLine[] {
  const left = Math.floor((columns - 5) * 0.36);
  const right = columns - 5 - left;
  const live = liveLines(view, right, theme);
  return sideBySide(
    [
      { width: left, lines: stepLines(view, { columns: left, rows, notes: true }, theme) },
      { width: right, lines: [...live, ...(live.length > 0 ? [[]] : []), ...proseOf(view, right, theme)] },
    ],
    rows,
    theme,
  );
}

/** Steps that are seen where the prose wants all the room. */
const LISTED = 6;

/** What is waited for on top, the steps at the bottom, the prose in what is left between them. */
function oneColumn(view: RunPaneView, { columns, rows }: Inner, theme: Theme): readonly BodyLine[] {
  const width = columns - 2;
  const live = liveLines(view, width, theme);
  const rule: Line = [span(theme.glyphs.floor.repeat(columns), "border")];
  const least = Math.min(view.steps.length, rows < 10 ? Math.max(1, rows - live.length) : LISTED);
  const room = rows - live.length - least - 2;
  const prose = room >= 2 ? proseOf(view, width, theme).slice(0, room) : [];
  const rules = (prose.length > 0 ? 1 : 0) + (live.length > 0 ? 1 : 0);
  const listed = Math.max(least, rows - live.length - prose.length - rules);
  const steps = stepLines(view, { columns: width, rows: listed, notes: false }, theme);
  const padded = (line: Line): Line => [span(" "), ...fitLine(line, width, theme.glyphs.cut)];
  const middle = prose.length > 0 ? [...prose.map(padded), rule] : [];
  const top = live.length > 0 ? [...live.map(padded), rule] : [];
  return [...top, ...middle, ...steps.map(padded)].map((line) => ({ line }));
}

interface Column {
  readonly width: number;
  readonly lines: readonly Line[];
}

function sideBySide(columns: readonly Column[], rows: number, theme: Theme): readonly BodyLine[] {
  return Array.from({ length: rows }, (_, row) => ({
    line: columns.flatMap(
      ({ width, lines }, index): Line => [
        span(index === 0 ? " " : ` ${theme.glyphs.divider} `, index === 0 ? "plain" : "border"),
        ...fitLine(lines[row] ?? [], width, theme.glyphs.cut),
      ],
    ),
  }));
}
