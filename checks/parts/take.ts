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

export type Match = MatchEnds &
  (
    | { readonly fact: string; readonly prefix: string | null }
    | { readonly fact: string; readonly equals: string | null }
    | { readonly fact: string; readonly "ends-with": string }
  );
interface MatchEnds {
  readonly or?: { readonly check: string; readonly fact: string } | undefined;
  readonly as?: string | undefined;
}
export type Matches = Readonly<Record<string, Match>>;
/** Asks for a fact of another check. */
type Seen = (check: string, fact: string) => Fact | undefined;

/**
 * Whether facts are, or begin like, expected texts, and under the name of `as` what was expected. Null when either side is
 * missing or too short to tell.
 */
export function takeMatches(facts: Readonly<Record<string, Fact>>, take: Matches, seen: Seen): Record<string, Scalar> {
  const pairs = Object.entries(take).flatMap(([name, match]): [string, Scalar][] => {
    if ("ends-with" in match) return [[name, endsWith(facts[match.fact], facts[match["ends-with"]])]];
    const expected = expectedBy(match, seen);
    const named: [string, Scalar][] = match.as === undefined ? [] : [[match.as, expected]];
    return [[name, matching(facts[match.fact], match, expected)], ...named];
  });
  return Object.fromEntries(pairs);
}

/** The names of the facts that matches give. */
export function matchNames(take: Matches): Record<string, true> {
  const names = Object.entries(take).flatMap(([name, { as }]) => (as === undefined ? [name] : [name, as]));
  return Object.fromEntries(names.map((name) => [name, true]));
}

/** The checks whose facts matches ask for. */
export function matchNeeds(take: Matches): readonly string[] {
  return [...new Set(Object.values(take).flatMap(({ or }) => (or === undefined ? [] : [or.check])))];
}

function endsWith(whole: Fact | undefined, end: Fact | undefined): boolean | null {
  return typeof whole === "string" && typeof end === "string" && end !== "" ? whole.endsWith(end) : null;
}

type Expecting = Exclude<Match, { readonly "ends-with": string }>;

function expectedBy(match: Expecting, seen: Seen): string | null {
  const own = "equals" in match ? match.equals : match.prefix;
  if (own) return own;
  const other = match.or === undefined ? undefined : seen(match.or.check, match.or.fact);
  return typeof other === "string" && other !== "" ? other : null;
}

function matching(given: Fact | undefined, match: Expecting, expected: string | null): boolean | null {
  if (typeof given !== "string" || expected === null) return null;
  return "equals" in match ? given === expected : sameCommit(given, expected);
}

/** In any case and in either direction: a target may show 7 characters of a commit while 40 are expected. */
function sameCommit(given: string, expected: string): boolean | null {
  if (given.length < 7 || given === "unknown" || expected.length < 7) return null;
  const [longer, shorter] = given.length >= expected.length ? [given, expected] : [expected, given];
  return longer.toLowerCase().startsWith(shorter.toLowerCase());
}

function mapValues<V, W>(record: Readonly<Record<string, V>>, map: (value: V) => W): Record<string, W> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}
