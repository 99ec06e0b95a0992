import { clockDuration, shortDuration } from "../../core/duration.ts";
import { plural } from "../../core/plural.ts";
import type { Table } from "../../core/reading.ts";
import { type DetailView, factText } from "../../store/select-detail.ts";
import { statusGlyph, wordStyle } from "../draw/status.ts";
import { widthOf } from "../text/clean.ts";
import { cutEnd, cutMiddle, padEnd } from "../text/line.ts";
import { type Line, span } from "../text/style.ts";
import { timeAndDay, timeOfDay } from "../text/time.ts";
import { wrapText } from "../text/wrap.ts";
import type { Theme } from "../theme/theme.ts";

/** The rules in order, each as long as it is, and the one that decided. */
export function ruleLines(view: DetailView, columns: number, theme: Theme): readonly Line[] {
  const { rules } = view;
  const tests = rules.map(({ test }) => theme.say(test, 1000));
  const tails = rules.map(({ outcome, line }) => `${says(outcome)}${line === undefined ? "" : `  :${line}`}`);
  const tail = Math.max(0, ...tails.map(widthOf));
  const width = Math.min(Math.max(12, columns - VERDICT - tail), Math.max(0, ...tests.map(widthOf)));
  const nobody = rules.length > 0 && rules.every(({ outcome }) => outcome === "no");
  return [
    [span("Why", "bold"), span(`  first rule that holds, ${theme.say(view.place, 120)}`, "dim")],
    ...rules.flatMap((rule, index): Line[] => {
      const here = rule.outcome === "decided" || rule.outcome === "untold";
      const [first = "", ...rest] = wrapText(tests[index] ?? "", width);
      const style = here ? "bold" : "dim";
      return [
        [
          span(here ? padEnd(theme.glyphs.now, 2) : "  ", "focus-bold"),
          span(`${padEnd(first, width)} `, style),
          { ...statusGlyph(rule.verdict, theme), ...(rule.outcome === "not asked" && { style: "dim" as const }) },
          span(` ${padEnd(rule.verdict, 8)}`, here ? wordStyle(rule.verdict) : "dim"),
          span(tails[index] ?? "", "dim"),
        ],
        ...rest.map((text): Line => [span("  "), span(text, style)]),
      ];
    }),
    ...(nobody ? [[span("  no rule holds, so nothing is known", "unknown")]] : []),
    [],
  ];
}

/** Mark, glyph and verdict beside a rule, with their blanks. */
const VERDICT = 13;

function says(outcome: DetailView["rules"][number]["outcome"]): string {
  return outcome === "untold" ? "cannot be told" : outcome;
}

/** When it was looked at, when it will be, and what a look does to the target. */
export function timeLines(view: DetailView, theme: Theme): readonly Line[] {
  const seen =
    view.at === undefined
      ? "never"
      : `${timeAndDay(view.at, view.now)}, ${view.age === "now" ? "just now" : `${view.age} ago`}, took ${shortDuration(view.tookMs)}`;
  const effects = {
    none: "",
    notifies: "can page people: c asks twice",
    writes: "writes: only a runbook step may run it",
  };
  const lines: readonly (readonly [string, string])[] = [
    ["Not ok", notOkWords(view)],
    ["Looked", seen],
    ["Next", nextWords(view)],
    ["Check", theme.say(`${view.id}, ${view.kind}`, 160)],
    ["Judges", view.from === undefined ? "" : theme.say(`the answer of ${view.from}`, 160)],
    ["Effect", effects[view.effect]],
  ];
  return [
    ...lines
      .filter(([, text]) => text !== "")
      .map(([label, text]): Line => [span(padEnd(label, 8), "bold"), span(text, "dim")]),
    [],
  ];
}

/** Since when, and for how long; what was bad at the first look that is kept may be bad for longer. */
function notOkWords({ bad, now }: DetailView): string {
  if (!bad) return "";
  const [since, long] = [timeAndDay(bad.since, now), clockDuration(now - bad.since)];
  return bad.seen ? `since ${since}, for ${long}` : `since ${since} or before, ${long} at least`;
}

function nextWords({ running, onDemand, nextAt, now }: DetailView): string {
  if (running) return "looking now";
  if (nextAt !== undefined) {
    const left = nextAt - now;
    return left > 0 ? `at ${timeOfDay(nextAt)}` : `due since ${shortDuration(-left)}`;
  }
  return onDemand ? "on demand only: c looks" : "not planned yet";
}

/** At most three lines a value and eight rows a table; nothing at all where there are no facts. */
export function factLines(view: DetailView, columns: number, theme: Theme): readonly Line[] {
  if (view.facts.length === 0 && view.tables.length === 0) return [];
  const width = Math.min(28, Math.max(0, ...view.facts.map(([name]) => widthOf(theme.say(name, 80)))));
  return [
    [span("Facts", "bold")],
    ...view.facts.flatMap(([name, value]): Line[] => {
      const label = padEnd(cutMiddle(theme.say(name, 80), width, theme.glyphs.cut), width + 2);
      const lines = wrapText(theme.say(value, 300), Math.max(6, columns - width - 2)).slice(0, 3);
      return lines.map((text, index) => [span(index === 0 ? label : " ".repeat(width + 2), "dim"), span(text)]);
    }),
    ...view.tables.flatMap(([name, table]) => tableLines(name, table, columns, theme)),
    [],
  ];
}

const TABLE_ROWS = 8;

/** A table fact as a small table: as many columns as fit. */
function tableLines(name: string, table: Table, columns: number, theme: Theme): readonly Line[] {
  const shown = table.rows.slice(0, TABLE_ROWS);
  const names = [...new Set(shown.flatMap((row) => Object.keys(row)))];
  const cellOf = (row: Table["rows"][number], column: string): string => theme.say(factText(row[column] ?? null), 60);
  const wide = names.map((column) =>
    Math.min(24, Math.max(widthOf(theme.say(column, 60)), ...shown.map((row) => widthOf(cellOf(row, column))))),
  );
  const draw = (text: (column: string) => string): string => {
    const cells = names.map((column, index) =>
      padEnd(cutEnd(text(column), wide[index] ?? 0, theme.glyphs.cut), wide[index] ?? 0),
    );
    return cutEnd(cells.join("  "), columns - 2, theme.glyphs.cut);
  };
  const hidden = table.rowCount - shown.length;
  return [
    [span(`${theme.say(name, 60)}  `, "dim"), span(plural(table.rowCount, "row"))],
    ...(shown.length > 0 ? [[span(`  ${draw((column) => theme.say(column, 60))}`, "dim")]] : []),
    ...shown.map((row): Line => [span(`  ${draw((column) => cellOf(row, column))}`)]),
    ...(hidden > 0 ? [[span(`  and ${hidden} more`, "dim")]] : []),
  ];
}

/** Runbooks that look at the same thing. */
export function fitLines({ runbooks }: DetailView, columns: number, theme: Theme): readonly Line[] {
  if (runbooks.length === 0) return [];
  return [
    [span("Fits", "bold")],
    ...runbooks.flatMap(({ title }) =>
      wrapText(theme.say(title, 160), columns - 3).map(
        (text, index): Line => [span(index === 0 ? "r  " : "   ", "bold"), span(text, "focus")],
      ),
    ),
    [],
  ];
}

const ANSWER_LINES = 8;
/** Lines of one noted line, such as the body of an answer. */
const NOTE_LINES = 3;

/** The end of the probe's own trace, as it was redacted. */
export function answerLines(view: DetailView, columns: number, theme: Theme): readonly Line[] {
  if (view.trace.length === 0) return [];
  const { cut } = theme.glyphs;
  const lines = view.trace.flatMap((line) => {
    const said = theme.say(line, 2000);
    const all = widthOf(said) <= columns ? [said] : wrapText(said, columns);
    const rest = all.slice(NOTE_LINES - 1).join(" ");
    return all.length <= NOTE_LINES ? all : [...all.slice(0, NOTE_LINES - 1), cutEnd(rest, columns, cut)];
  });
  return [
    [span("Last answer", "bold"), span("  redacted; tab shows all of it", "dim")],
    ...lines.slice(-ANSWER_LINES).map((text): Line => [span(text, "dim")]),
  ];
}

/** All of it, line by line. */
export function rawLines(view: Pick<DetailView, "trace">, columns: number, theme: Theme): readonly Line[] {
  const head: Line = [span("Last answer", "bold"), span("  redacted; tab goes back to the facts", "dim")];
  const lines = view.trace.flatMap((line) =>
    wrapText(theme.say(line, 8000), columns).map((text): Line => [span(text)]),
  );
  return [head, [], ...(lines.length === 0 ? [[span("the look noted nothing", "dim")]] : lines)];
}
