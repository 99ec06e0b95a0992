import { plural } from "../../core/plural.ts";
import { type BodyLine, frameLines, innerSize } from "../draw/frame.ts";
import { type Line, span } from "../text/style.ts";
import type { Theme } from "../theme/theme.ts";

/** Painted cells over the body. `whole` covers it, so that nothing under it need be drawn. */
export interface DrawnOverlay {
  readonly lines: readonly string[];
  readonly top: number;
  readonly left: number;
  readonly whole: boolean;
  /** How far it can be scrolled. */
  readonly mostScroll: number;
}

export interface Dialog {
  readonly title: Line;
  readonly right?: Line;
  /** All of it, made for a width inside the frame. */
  readonly body: (inner: { readonly columns: number; readonly rows: number }) => readonly BodyLine[];
  /** What must be seen even where the body does not fit: the buttons. */
  readonly last?: readonly BodyLine[];
  /** The first line shown of a body that is longer than its room; the frame says how much more there is. */
  readonly scroll?: number;
  readonly look: "focus" | "danger";
  /** Columns and rows that it wants where it may float; without them it takes the whole body. */
  readonly wants?: { readonly columns: number; readonly rows?: number };
}

/** From so many columns a dialog floats. */
export const FLOATS_FROM = 100;

/** What a form says over its fields. */
export interface FormFacts {
  readonly title: string;
  readonly right?: string;
  readonly look: "focus" | "danger";
  readonly lines: (columns: number) => readonly Line[];
  /** What is never scrolled away. */
  readonly always?: (columns: number) => readonly Line[];
}

/** Below 100 columns a dialog takes the whole body; from there it floats on a blank margin of 2×1. */
export function drawDialog(
  dialog: Dialog,
  room: { readonly columns: number; readonly rows: number },
  theme: Theme,
): DrawnOverlay {
  const floats = dialog.wants !== undefined && room.columns >= FLOATS_FROM;
  if (!floats) return { ...framed(dialog, room, theme), top: 0, left: 0, whole: true };
  const columns = Math.min(room.columns - 8, dialog.wants?.columns ?? room.columns);
  const content = dialog.body({ columns: columns - 2, rows: room.rows }).length + (dialog.last?.length ?? 0);
  const rows = Math.min(room.rows - 2, dialog.wants?.rows ?? content + 2);
  const margin = " ".repeat(columns + 4);
  const { lines, mostScroll } = framed(dialog, { columns, rows }, theme);
  return {
    lines: [margin, ...lines.map((line) => `  ${line}  `), margin],
    mostScroll,
    top: Math.max(0, Math.floor((room.rows - rows - 2) / 2)),
    left: Math.floor((room.columns - columns - 4) / 2),
    whole: false,
  };
}

function framed(
  dialog: Dialog,
  { columns, rows }: { readonly columns: number; readonly rows: number },
  theme: Theme,
): Pick<DrawnOverlay, "lines" | "mostScroll"> {
  const frame = rows >= 4 ? "box" : "rule";
  const inner = innerSize(columns, rows, frame);
  const last = dialog.last ?? [];
  const body = dialog.body(inner);
  const room = Math.max(0, inner.rows - last.length);
  const mostScroll = Math.max(0, body.length - room);
  const from = Math.min(dialog.scroll ?? 0, mostScroll);
  const lines = frameLines({
    title: dialog.title,
    ...(dialog.right && { right: dialog.right }),
    ...(dialog.scroll !== undefined && { foot: moreLine(from, mostScroll - from) }),
    body: [...body.slice(from, from + room), ...last],
    columns,
    rows,
    look: dialog.look,
    frame,
    theme,
  });
  return { lines, mostScroll };
}

/** `12 more lines: pgdn`, so that what does not fit is not taken for the end. */
function moreLine(above: number, below: number): Line {
  if (below > 0) return [span(`${plural(below, "more line")}: pgdn`, "focus")];
  return above > 0 ? [span(`${plural(above, "line")} above: pgup`, "dim")] : [];
}
