import { clockDuration } from "../../core/duration.ts";
import type { StepStatus } from "../../core/run-view.ts";
import { chartLines } from "../draw/chart.ts";
import { padStart } from "../text/line.ts";
import { paragraphs } from "../text/markdown.ts";
import { type Line, type Style, span } from "../text/style.ts";
import { wrapText } from "../text/wrap.ts";
import type { Theme } from "../theme/theme.ts";
import type { PaneStep, RunPaneView } from "./select-run-pane.ts";

interface ListSize {
  readonly columns: number;
  readonly rows: number;
  /** A second line under a step: how it ended. */
  readonly notes: boolean;
}

const styles: Readonly<Record<StepStatus, Style>> = {
  pending: "plain",
  running: "bold",
  passed: "dim",
  failed: "bold",
  skipped: "dim",
  overridden: "warn",
};

/** The steps, as many as fit around the one that is read. */
export function stepLines(view: RunPaneView, { columns, rows, notes }: ListSize, theme: Theme): readonly Line[] {
  const digits = String(view.steps.length).length;
  const blocks = view.steps.map((step) => {
    const head: Line = [
      ...glyphOf(step, view, theme),
      span(` ${padStart(String(step.number), digits)} `, step.id === view.shown?.id ? "focus-bold" : "dim"),
      span(theme.say(step.title, 200), step.id === view.run.current?.id ? "bold" : styles[step.status]),
    ];
    const note = notes ? noteOf(step) : undefined;
    if (note === undefined) return [head];
    const indent = " ".repeat(digits + 3);
    const [words = ""] = wrapText(theme.say(note, 200), Math.max(8, columns - indent.length));
    return [head, [span(`${indent}${words}`, step.status === "failed" ? "fail" : "dim")]];
  });
  const room = fitting(blocks, rows);
  const here = view.steps.findIndex(({ id }) => id === view.shown?.id);
  return room
    .slice(windowStart(room, here < 0 ? 0 : here, rows))
    .flat()
    .slice(0, rows);
}

/** Notes give way before a step does. */
function fitting(blocks: readonly (readonly Line[])[], rows: number): readonly (readonly Line[])[] {
  const all = blocks.reduce((sum, block) => sum + block.length, 0);
  return all <= rows ? blocks : blocks.map((block) => block.slice(0, 1));
}

/** The first step shown, so that the one that is read has two before it where there is room. */
function windowStart(blocks: readonly (readonly Line[])[], here: number, rows: number): number {
  return Math.max(0, Math.min(here - 2, blocks.length - rows));
}

function glyphOf(step: PaneStep, { run }: RunPaneView, { glyphs }: Theme): Line {
  if (step.type === "restore" && step.status === "pending" && run.steps.some(({ status }) => status === "failed"))
    return [span(glyphs.duty, "fail-bold")];
  if (step.owes) return [span(glyphs.duty, "fail-bold")];
  switch (step.status) {
    case "passed":
      // A look is done whatever it saw: only what was seen well is drawn so.
      return [span(glyphs.done, step.type === "check" && step.seen?.verdict !== "ok" ? "warn" : "ok")];
    case "failed":
      return [span(glyphs.fail, "fail-bold")];
    case "skipped":
      return [span("-", "dim")];
    case "overridden":
      return [span("!", "warn-bold")];
    case "running":
      return [span(glyphs.now, "focus-bold")];
    case "pending":
      return step.id === run.current?.id ? [span(glyphs.now, "focus-bold")] : [span(glyphs.unread, "dim")];
  }
}

function noteOf({ status, reason, startedAt, endedAt }: PaneStep): string | undefined {
  if (status === "pending" || status === "running") return undefined;
  const took = startedAt !== undefined && endedAt !== undefined ? `after ${clockDuration(endedAt - startedAt)}` : "";
  if (status === "passed") return reason === undefined || reason === "" ? took : reason;
  return `${status}${reason === undefined ? "" : `: ${reason}`}`;
}

/** The step that is read, the words before it, and what a person is asked to do. */
export function proseOf(view: RunPaneView, columns: number, theme: Theme): readonly Line[] {
  const { shown, prose, question } = view;
  if (!shown) return [];
  const head: Line = [
    span(`${shown.number}  `, "dim"),
    span(theme.say(shown.title, 200), "bold"),
    span(`   ${shown.type}${shown.tier === undefined ? "" : `, tier ${shown.tier}`}`, "dim"),
  ];
  const asked = question?.kind === "manual" && question.step === shown.id ? question.manual : [];
  const words = [...paragraphs(prose), ...asked.map((line, index) => `${index + 1}. ${line}`)];
  const lines = words.flatMap((text): Line[] => [
    ...wrapText(theme.say(text, 4000), Math.max(8, columns)).map((part): Line => [span(part)]),
    [],
  ]);
  return [head, ...lines];
}

/** The curve of the check that is waited for, where it has one. */
export function chartOf(
  { trend }: Pick<RunPaneView, "trend">,
  { columns, rows }: Pick<ListSize, "columns" | "rows">,
  theme: Theme,
): readonly Line[] {
  if (!trend || rows < 6) return [];
  return chartLines(trend, { columns, height: Math.min(9, rows - 2) }, "warn", theme);
}
