import { expandPlain } from "../config/expand.ts";
import { evaluate } from "../core/evaluate.ts";
import { type Facts, isTable, type Reading, type Scalar } from "../core/reading.ts";
import type { Capture, Step } from "./runbook-schema.ts";
import { type RunContext, scopeOf } from "./step-context.ts";

/** What a step captures of a reading, by name. Null for what is not there, a table, or a row that no test finds. */
export function captured({ capture = {} }: Step, reading: Reading, context: RunContext): Record<string, Scalar> {
  const facts = reading.outcome === "observed" ? reading.facts : {};
  return Object.fromEntries(Object.entries(capture).map(([name, what]) => [name, factOf(what, facts, context)]));
}

function factOf(what: Capture, facts: Facts, context: RunContext): Scalar {
  if (typeof what !== "string") return cellOf(what, facts, context);
  const value = facts[what];
  return value === undefined || isTable(value) ? null : value;
}

function cellOf({ table, where, column }: Exclude<Capture, string>, facts: Facts, context: RunContext): Scalar {
  const found = facts[table];
  if (!isTable(found)) return null;
  const test = expandPlain(where, scopeOf(context));
  const { clock, pace } = context.ports;
  const about = { now: clock.now(), pace, samples: () => [], verdictOf: () => undefined };
  const row = found.rows.find((cells) => evaluate(test, { ...about, facts: cells }) === true);
  return row?.[column] ?? null;
}
