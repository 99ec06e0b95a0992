import { CheckError } from "../../src/core/check-error.ts";
import { tableOf } from "../../src/core/facts.ts";
import type { Facts, Scalar, Table } from "../../src/core/reading.ts";

export type Row = Readonly<Record<string, Scalar>>;

/** Parameters of a pg-boss look. Durations are in ms, divided by the pace already. */
export interface BossAsked {
  readonly olderThanMs: number;
  readonly sinceMs: number;
  readonly near: number;
  /** What the target's own periods are divided by: 1, or more in the lab. */
  readonly pace: number;
  readonly knownQueues: readonly string[] | undefined;
  readonly knownSchedules: readonly string[] | undefined;
}

/** One look at a pg-boss schema: a statement, its values, and what its rows mean. */
export interface BossLook {
  /** Schema versions that it reads. Column names differ between versions: any other is refused, never guessed. */
  readonly versions: readonly number[];
  /** `schema` is quoted already. */
  readonly sql: (schema: string, version: number) => string;
  readonly values: (asked: BossAsked) => readonly (Scalar | readonly string[])[];
  readonly facts: (rows: readonly Row[], asked: BossAsked) => Facts;
}

export const MAX_ROWS = 50;
/** pg-boss 10.1.5 to 10.4: the version in which every look is at home. */
export const V10 = 24;

/** A duration as PostgreSQL takes it for an interval. */
export function interval(ms: number): string {
  return `${ms} milliseconds`;
}

/** The rows without the columns that repeat a total in each of them, as a table fact. */
export function tableWithout(rows: readonly Row[], totals: readonly string[], rowCount: number): Table {
  const kept = rows
    .slice(0, MAX_ROWS)
    .map((row) => Object.fromEntries(Object.entries(row).filter(([column]) => !totals.includes(column))));
  return tableOf(kept, Math.max(rowCount, rows.length));
}

/** A total that each row of an answer carries; 0 of no rows. Throws `parse` where the column is no number. */
export function numberAt([first]: readonly Row[], column: string): number {
  if (first === undefined) return 0;
  const value = first[column];
  if (typeof value !== "number") throw new CheckError("parse", `the answer has no number in ${column}`);
  return value;
}
