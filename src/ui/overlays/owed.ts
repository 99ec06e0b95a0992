import { shortDuration } from "../../core/duration.ts";
import { type OwedEntry, owedEntries } from "../../store/select-owed.ts";
import type { BodyLine } from "../draw/frame.ts";
import { type Line, span } from "../text/style.ts";
import type { Dialog } from "./dialog.ts";
import { proseLines } from "./label-lines.ts";
import { dutyLines } from "./leave.ts";
import type { OverlayOf, OverlayProps } from "./overlay-props.ts";

/** Open duties, then runs that were interrupted. Opened by itself at a start that finds any. */
export function owedDialog({ index }: OverlayOf<"owed">, { state, theme }: OverlayProps): Dialog {
  const entries = owedEntries(state);
  const owes = state.duties.length > 0;
  return {
    title: [
      span(owes ? "Something is still changed on purpose" : "A run was interrupted", owes ? "fail-bold" : "bold"),
    ],
    right: entries.length > 1 ? [span(`${index + 1} of ${entries.length}, j k move`, "dim")] : [],
    look: owes ? "danger" : "focus",
    wants: { columns: 88 },
    body: ({ columns, rows }) => {
      const blocks = entries.map((entry, at) => entryLines(entry, at === index, columns - 1, { state, theme }));
      const before = blocks.slice(0, index).flat().length;
      const here = blocks[index]?.length ?? 0;
      const first = Math.max(0, before + here - rows);
      const none = proseLines("Nothing is owed any more.", columns).map((line) => ({ line }));
      return entries.length === 0 ? none : blocks.flat().slice(first);
    },
  };
}

function entryLines(
  entry: OwedEntry,
  selected: boolean,
  columns: number,
  { state, theme }: Pick<OverlayProps, "state" | "theme">,
): readonly BodyLine[] {
  const mark = span(selected ? theme.glyphs.cursor : " ", "focus-bold");
  const lines: readonly Line[] =
    entry.kind === "duty" ? dutyLines(entry.duty, state.now, columns, theme) : runLines(entry.run, state.now, theme);
  return [...lines.map((line, at): BodyLine => ({ line: [at === 0 ? mark : span(" "), ...line] })), { line: [] }];
}

type Interrupted = Extract<OwedEntry, { kind: "run" }>["run"];

function runLines(
  { title, incident, system, openedAt, step, restored }: Interrupted,
  now: number,
  theme: OverlayProps["theme"],
): readonly Line[] {
  return [
    [
      span(` ${theme.glyphs.now} `, "focus-bold"),
      span(theme.say(title, 120), "bold"),
      span(`   ${theme.say(`${incident} ${system}`, 60)}`, "dim"),
    ],
    [
      span(
        `      interrupted${step === undefined ? "" : theme.say(` at ${step}`, 80)}, begun ${shortDuration(now - openedAt)} ago${restored === undefined ? "" : "; already restored: abort it"}`,
        "dim",
      ),
    ],
  ];
}
