import { fitLine } from "../text/line.ts";
import { type Line, span } from "../text/style.ts";
import type { Theme } from "../theme/theme.ts";

/** Where there is room for two columns each gets half. */
export function columnWidth(columns: number): number {
  return columns >= 96 ? Math.floor((columns - 3) / 2) : columns;
}

/** Side by side where there is room, else one under the other. */
export function beside(left: readonly Line[], right: readonly Line[], columns: number, theme: Theme): readonly Line[] {
  const width = columnWidth(columns);
  if (width === columns) return [...left, ...right];
  return Array.from({ length: Math.max(left.length, right.length) }, (_, index) => [
    ...fitLine(left[index] ?? [], width, theme.glyphs.cut),
    span(` ${theme.glyphs.divider} `, "border"),
    ...(right[index] ?? []),
  ]);
}
