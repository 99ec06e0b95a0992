import type { RowView } from "../../src/store/select-row.ts";
import { isBad } from "../../src/store/select-row.ts";
import { widthOf } from "../../src/ui/text/clean.ts";
import type { Theme } from "../../src/ui/theme/theme.ts";

/** Where the parts of a row stand, shared by all rows of a panel so that they line up. Columns inside the frame. */
export interface RowColumns {
  readonly width: number;
  /** Cursor, glyph and tag with their blanks. */
  readonly prefix: number;
  /** Widest name, up to the tab stop. */
  readonly tab: number;
  /** Widest name before a number, and the widest number. */
  readonly numberTab: number;
  readonly numberWidth: number;
  /** How far a name may go over its tab stop. */
  readonly overflow: number;
  readonly spark: number;
}

interface Caps {
  readonly tab: number;
  readonly number: number;
  readonly overflow: number;
  readonly spark: number;
}

/** By the width of the whole panel. */
function capsOf(columns: number): Caps {
  if (columns < 48) return { tab: 11, number: 15, overflow: 19, spark: 8 };
  if (columns < 56) return { tab: 16, number: 19, overflow: 19, spark: 8 };
  if (columns < 78) return { tab: 19, number: 22, overflow: 22, spark: 16 };
  if (columns < 100) return { tab: 26, number: 28, overflow: 34, spark: 16 };
  return { tab: 36, number: 36, overflow: 48, spark: 16 };
}

/** Made for all rows of a panel together. `columns` is the width of the whole panel, `width` what its frame leaves. */
export function rowColumns(rows: readonly RowView[], columns: number, width: number, theme: Theme): RowColumns {
  const caps = capsOf(columns);
  const nameWidth = (row: RowView): number => widthOf(theme.say(row.title, 100));
  const numbers = rows.filter((row) => row.value !== undefined);
  const widest = (some: readonly RowView[], cap: (row: RowView) => number): number =>
    some.reduce((most, row) => Math.max(most, Math.min(nameWidth(row), cap(row))), 0);
  const tab = widest(rows, () => caps.tab);
  return {
    width,
    prefix: rows.some((row) => row.tag !== "") ? 6 : 3,
    tab,
    numberTab: Math.max(
      tab,
      widest(numbers, (row) => (isBad(row.status) ? caps.overflow : caps.number)),
    ),
    numberWidth: numbers.reduce((most, row) => Math.max(most, widthOf(row.value ?? "")), 2),
    overflow: caps.overflow,
    spark: caps.spark,
  };
}
