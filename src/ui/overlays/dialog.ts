import { type BodyLine, frameLines, innerSize } from "../draw/frame.ts";
import type { Line } from "../text/style.ts";
import type { Theme } from "../theme/theme.ts";

/** Painted cells over the body. `whole` covers it, so that nothing under it need be drawn. */
export interface DrawnOverlay {
  readonly lines: readonly string[];
  readonly top: number;
  readonly left: number;
  readonly whole: boolean;
}

export interface Dialog {
  readonly title: Line;
  readonly right?: Line;
  /** Made for a width inside the frame. */
  readonly body: (inner: { readonly columns: number; readonly rows: number }) => readonly BodyLine[];
  /** What must be seen even where the body does not fit: the buttons. */
  readonly last?: readonly BodyLine[];
  readonly look: "focus" | "danger";
  /** Columns and rows that it wants where it may float; without them it takes the whole body. */
  readonly wants?: { readonly columns: number; readonly rows?: number };
}

const FLOATS_FROM = 100;

/** Below 100 columns a dialog takes the whole body; from there it floats on a blank margin of 2×1. */
export function drawDialog(
  dialog: Dialog,
  room: { readonly columns: number; readonly rows: number },
  theme: Theme,
): DrawnOverlay {
  const floats = dialog.wants !== undefined && room.columns >= FLOATS_FROM;
  if (!floats) return { lines: framed(dialog, room.columns, room.rows, theme), top: 0, left: 0, whole: true };
  const columns = Math.min(room.columns - 8, dialog.wants?.columns ?? room.columns);
  const content = dialog.body({ columns: columns - 2, rows: room.rows }).length + (dialog.last?.length ?? 0);
  const rows = Math.min(room.rows - 2, dialog.wants?.rows ?? content + 2);
  const margin = " ".repeat(columns + 4);
  const lines = framed(dialog, columns, rows, theme).map((line) => `  ${line}  `);
  return {
    lines: [margin, ...lines, margin],
    top: Math.max(0, Math.floor((room.rows - rows - 2) / 2)),
    left: Math.floor((room.columns - columns - 4) / 2),
    whole: false,
  };
}

function framed(dialog: Dialog, columns: number, rows: number, theme: Theme): readonly string[] {
  const frame = rows >= 4 ? "box" : "rule";
  const inner = innerSize(columns, rows, frame);
  const last = dialog.last ?? [];
  const body = dialog.body(inner);
  const room = Math.max(0, inner.rows - last.length);
  const shown = last.length === 0 || body.length <= room ? body : body.slice(0, room);
  return frameLines({
    title: dialog.title,
    ...(dialog.right && { right: dialog.right }),
    body: [...shown, ...last],
    columns,
    rows,
    look: dialog.look,
    frame,
    theme,
  });
}
