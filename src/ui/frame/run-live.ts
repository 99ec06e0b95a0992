import { clockDuration } from "../../core/duration.ts";
import type { RunQuestion } from "../../core/run-question.ts";
import type { LiveExpectation, SeenReading, StepStatus } from "../../core/run-view.ts";
import { barLine } from "../draw/bar.ts";
import { statusGlyph } from "../draw/status.ts";
import { widthOf } from "../text/clean.ts";
import { spread } from "../text/line.ts";
import { type Line, type Style, span } from "../text/style.ts";
import { wrapText } from "../text/wrap.ts";
import type { Theme } from "../theme/theme.ts";
import type { PaneStep, RunPaneView } from "./select-run-pane.ts";

/** What the run waits for: a person, data, or time; or how it ended. Of another step that is read: how that one ended. */
export function liveLines(view: RunPaneView, columns: number, theme: Theme): readonly Line[] {
  const { run, question, expectation, now } = view;
  if (view.elsewhere) return view.shown ? elsewhereLines(view, view.shown, columns, theme) : [];
  if (run.closed) return closedLines(view, columns, theme);
  if (question) return questionLines(question, columns, theme);
  if (expectation) return expectationLines(view, expectation, columns, theme);
  if (run.waitUntil !== undefined) return waitLines(view, run.waitUntil - now, columns, theme);
  return run.doing === undefined ? [] : wrapped(`${theme.glyphs.now} ${run.doing}`, columns, "focus", theme);
}

const ends: Readonly<Partial<Record<StepStatus, Style>>> = {
  passed: "ok",
  failed: "fail-bold",
  skipped: "bold",
  overridden: "warn-bold",
};

/** Another step: how it ended, or, of one to come, what has to be so for it to be done, and what is so now. */
function elsewhereLines(view: RunPaneView, step: PaneStep, columns: number, theme: Theme): readonly Line[] {
  const style = ends[step.status];
  if (style !== undefined) return endedLines(step, style, { now: view.now, columns, theme });
  if (!step.when) return [];
  return [
    ...wrapped(`only when ${step.when.words}`, columns, "focus-bold", theme),
    ...view.deciding.flatMap((reading) => markedLines(reading, columns, theme)),
  ];
}

function markedLines({ verdict, summary }: SeenReading, columns: number, theme: Theme): readonly Line[] {
  const words = wrapText(theme.say(summary, 800), Math.max(8, columns - 2));
  return words.map((text, index): Line => [index === 0 ? statusGlyph(verdict, theme) : span(" "), span(` ${text}`)]);
}

interface Drawn {
  readonly now: number;
  readonly columns: number;
  readonly theme: Theme;
}

/** How a step ended, what it saw, and why. */
function endedLines(step: PaneStep, style: Style, { now, columns, theme }: Drawn): readonly Line[] {
  const { status, startedAt, endedAt, seen, reason } = step;
  const took = startedAt !== undefined && endedAt !== undefined ? ` after ${clockDuration(endedAt - startedAt)}` : "";
  const ago = endedAt === undefined ? "" : `${took === "" ? "" : ","} ${clockDuration(now - endedAt)} ago`;
  return [
    [span(status, style), span(`${took}${ago}`, "dim")],
    ...(seen ? markedLines(seen, columns, theme) : []),
    ...(reason === undefined || reason === "" || reason === seen?.summary
      ? []
      : wrapped(reason, columns, "plain", theme)),
    ...(step.check === undefined ? [] : [[span("enter", "bold"), span(" shows all that was seen last", "dim")]]),
  ];
}

function closedLines({ run: { closed } }: RunPaneView, columns: number, theme: Theme): readonly Line[] {
  const { result = "done", reason } = closed ?? {};
  const style: Style = result === "done" ? "ok" : "fail-bold";
  const words = reason === undefined ? `the run is ${result}` : `${result}: ${reason}`;
  return [...wrapped(words, columns, style, theme), [span("enter", "bold"), span(" puts it away", "dim")]];
}

function questionLines(question: RunQuestion, columns: number, theme: Theme): readonly Line[] {
  if (question.kind === "failed") {
    const again: Line = question.mayRetry ? [span("t", "bold"), span(" again  ", "dim")] : [];
    return [
      ...wrapped(`${theme.glyphs.fail} ${question.reason}`, columns, "fail-bold", theme),
      [
        ...again,
        span("u", "bold"),
        span(" skip  ", "dim"),
        span("o", "bold"),
        span(" override  ", "dim"),
        span("a", "bold"),
        span(" abort", "dim"),
      ],
    ];
  }
  const what = question.kind === "manual" ? "you do this step: enter shows how" : confirmWords(question);
  return wrapped(`${theme.glyphs.now} ${what}`, columns, "warn-bold", theme);
}

function confirmWords({ tier, restores }: Extract<RunQuestion, { kind: "confirm" }>): string {
  return restores
    ? "ready to restore: enter shows it and asks"
    : `ready to change, tier ${tier}: enter shows it and asks`;
}

const marks: Readonly<Record<LiveExpectation["state"], Style>> = {
  met: "ok",
  "not-met": "focus-bold",
  unknown: "unknown-bold",
};

function expectationLines(view: RunPaneView, live: LiveExpectation, columns: number, theme: Theme): readonly Line[] {
  const { now, value, shown, run } = view;
  const { glyphs } = theme;
  const mark = { met: glyphs.done, "not-met": glyphs.now, unknown: glyphs.unknown }[live.state];
  const began = run.steps.find(({ id }) => id === run.current?.id)?.startedAt ?? shown?.startedAt ?? now;
  const total = Math.max(1, live.deadline - began);
  const [first = "", ...rest] = wrapText(theme.say(`${partWords(live)}${live.wanted}`, 400), Math.max(8, columns - 2));
  const last: Line = value === undefined ? [] : [span("now ", "dim"), span(theme.say(value, 60), "bold")];
  const fits = widthOf(first) + 6 + widthOf(value ?? "") + 4 <= columns;
  const head: Line = [span(`${mark} `, marks[live.state]), span(first, "bold")];
  return [
    fits ? spread(head, last, columns, glyphs.cut) : head,
    ...rest.map((words): Line => [span(`  ${words}`, "bold")]),
    ...seenLines(live, columns, theme),
    barLine((now - began) / total, columns, "focus", theme),
    timeLine(live, { now, total }, theme),
    ...holdLine(live, now),
  ];
}

function partWords({ part }: LiveExpectation): string {
  return part === undefined ? "" : `proof ${part.number} of ${part.of}: `;
}

/** A summary's cause stands in its first lines; the detail has all of it. */
const SEEN_LINES = 3;

function seenLines({ reading, state, why }: LiveExpectation, columns: number, theme: Theme): readonly Line[] {
  if (state === "unknown" && why !== undefined) return wrapped(`  ${why}`, columns, "unknown", theme).slice(0, 2);
  if (!reading) return [];
  const words = wrapText(theme.say(reading.summary, 300), Math.max(8, columns - 4)).slice(0, SEEN_LINES);
  return words.map((part, index): Line => {
    const mark = index === 0 ? statusGlyph(reading.verdict, theme) : span(" ");
    return [span("  "), mark, span(` ${part}`, "dim")];
  });
}

function timeLine(
  live: LiveExpectation,
  { now, total }: { readonly now: number; readonly total: number },
  theme: Theme,
): Line {
  const left = live.deadline - now;
  const gap = span(` ${theme.glyphs.dash} `, "dim");
  const next = live.nextLookAt;
  const seen = live.reading?.at;
  return [
    span(left >= 0 ? clockDuration(left) : `over by ${clockDuration(-left)}`, "bold"),
    span(left >= 0 ? ` left of ${clockDuration(total)}` : "", "dim"),
    ...(next === undefined
      ? [gap, span("looking", "dim")]
      : [gap, span("next look in ", "dim"), span(clockDuration(next - now), "bold")]),
    ...(seen === undefined
      ? []
      : [gap, span(now - seen < 1000 ? "seen just now" : `seen ${clockDuration(now - seen)} ago`, "dim")]),
  ];
}

function holdLine({ heldSince, holdMs }: LiveExpectation, now: number): readonly Line[] {
  if (holdMs === 0) return [];
  const held = heldSince === undefined ? 0 : now - heldSince;
  return [[span("held ", "dim"), span(clockDuration(held), "bold"), span(` of ${clockDuration(holdMs)}`, "dim")]];
}

function waitLines({ run }: RunPaneView, leftMs: number, columns: number, theme: Theme): readonly Line[] {
  const line: Line = [span(clockDuration(leftMs), "bold"), span(" left", "dim")];
  return [...wrapped(`${theme.glyphs.now} ${run.doing ?? "waits"}`, columns, "focus-bold", theme), line];
}

function wrapped(text: string, columns: number, style: Style, theme: Theme): readonly Line[] {
  return wrapText(theme.say(text, 800), Math.max(8, columns)).map((words): Line => [span(words, style)]);
}
