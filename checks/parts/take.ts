import { scalarOf, tableOf } from "../../src/core/facts.ts";
import { tame } from "../../src/core/hostile-text.ts";
import { atPointer } from "../../src/core/json-pointer.ts";
import type { Fact, Scalar, Table } from "../../src/core/reading.ts";
import { isRecord } from "./record.ts";

export interface TableTake {
  readonly at: string;
  readonly columns: Readonly<Record<string, string>>;
  /** Column for the keys when `at` leads to an object, whose entries are the rows then. */
  readonly key: string;
}

/** Scalars by pointer. What is not there is null, and so is an object; a list gives its length. */
export function takeScalars(body: unknown, take: Readonly<Record<string, string>>): Record<string, Scalar> {
  return mapValues(take, (path) => {
    const value = atPointer(body, path);
    if (Array.isArray(value)) return value.length;
    return isRecord(value) ? null : scalarOf(value);
  });
}

/** Tables by pointer: a list of objects, or an object of objects. What is neither is null. */
export function takeTables(body: unknown, take: Readonly<Record<string, TableTake>>): Record<string, Table | null> {
  return mapValues(take, ({ at, columns, key }) => {
    const value = atPointer(body, at);
    if (Array.isArray(value))
      return tableOf(
        value.slice(0, 200).map((row) => takeScalars(row, columns)),
        value.length,
      );
    if (!isRecord(value)) return null;
    const entries = Object.entries(value);
    return tableOf(
      entries.slice(0, 200).map(([name, row]) => ({ [key]: name, ...takeScalars(row, columns) })),
      entries.length,
    );
  });
}

/** Headers by name, in any case. */
export function takeHeaders(
  headers: Readonly<Record<string, string>>,
  take: Readonly<Record<string, string>>,
): Record<string, Scalar> {
  return mapValues(take, (name) => {
    const key = name.toLowerCase();
    return Object.hasOwn(headers, key) ? tame(headers[key] ?? "", 500) : null;
  });
}

export type Match =
  | { readonly fact: string; readonly prefix: string | null }
  | { readonly fact: string; readonly equals: string | null };

/** Whether facts are, or begin like, expected texts. Null when either side is missing or too short to tell. */
export function takeMatches(
  facts: Readonly<Record<string, Fact>>,
  take: Readonly<Record<string, Match>>,
): Record<string, Scalar> {
  return mapValues(take, (match) => {
    const given = facts[match.fact];
    if (typeof given !== "string") return null;
    if ("equals" in match) return match.equals ? given === match.equals : null;
    return match.prefix ? sameCommit(given, match.prefix) : null;
  });
}

/** In any case and in either direction: a target may show 7 characters of a commit while 40 are expected. */
function sameCommit(given: string, expected: string): boolean | null {
  if (given.length < 7 || given === "unknown") return null;
  const [longer, shorter] = given.length >= expected.length ? [given, expected] : [expected, given];
  return longer.toLowerCase().startsWith(shorter.toLowerCase());
}

function mapValues<V, W>(record: Readonly<Record<string, V>>, map: (value: V) => W): Record<string, W> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}
