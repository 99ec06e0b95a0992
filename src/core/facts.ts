import { tame } from "./hostile-text.ts";
import type { Scalar, Table } from "./reading.ts";

const TABLE_ROWS = 200;
const TEXT = 2000;

/** Any JSON value as a fact: scalars as they are, lists and objects by their size and text. Text is tamed. */
export function scalarOf(value: unknown): Scalar {
  if (value === null || value === undefined) return null;
  if (typeof value === "string") return tame(value, TEXT);
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value === "boolean") return value;
  if (typeof value === "bigint") return Number(value);
  return tame(JSON.stringify(value), TEXT);
}

/** A table fact of at most 200 rows. `rowCount` when more are known to be there than were read. */
export function tableOf(rows: readonly Readonly<Record<string, unknown>>[], rowCount = rows.length): Table {
  return {
    rows: rows
      .slice(0, TABLE_ROWS)
      .map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [tame(name, 80), scalarOf(value)]))),
    rowCount,
    truncated: rowCount > Math.min(rows.length, TABLE_ROWS),
  };
}
