import { exactDuration } from "./duration.ts";
import { evaluate } from "./evaluate.ts";
import { tame } from "./hostile-text.ts";
import { type Fact, type Facts, isTable, type Verdict } from "./reading.ts";
import type { Test } from "./test.ts";
import type { TestContext } from "./test-context.ts";
import { isUnknown } from "./truth.ts";

/** One line of `judge`. */
export interface Rule {
  readonly when: Test;
  readonly verdict: Verdict;
  /** What it means and what to do; `{name}` inserts a fact. */
  readonly say: string;
  /** At most 20 columns, for a row. */
  readonly short?: string | undefined;
}

export interface Judgement {
  readonly verdict: Verdict;
  readonly summary: string;
  readonly short: string;
  /** Index of the rule that decided, or -1. */
  readonly rule: number;
}

/** The first rule that holds wins. A rule that cannot be told before any holds makes the answer unknown, with its reason. */
export function judge(rules: readonly Rule[], context: TestContext): Judgement {
  for (const [index, rule] of rules.entries()) {
    const truth = evaluate(rule.when, context);
    if (isUnknown(truth)) return { verdict: "unknown", summary: truth.unknown, short: truth.unknown, rule: index };
    if (truth) {
      const summary = fill(rule.say, context.facts);
      return {
        verdict: rule.verdict,
        summary,
        short: rule.short === undefined ? summary : fill(rule.short, context.facts),
        rule: index,
      };
    }
  }
  return { verdict: "unknown", summary: "no rule holds", short: "no rule holds", rule: -1 };
}

/** `{name}`, `{name:7}`, `{name:s}`, `{table/0/column}` or `{name|one|many}`, but not `${name}`. */
const INSERT = /(?<!\$)\{(?<name>[\w./-]+)(?::(?<how>\d{1,3}|m?s)|\|(?<one>[^{}|]*)\|(?<many>[^{}|]*))?\}/g;

/**
 * Puts facts into a template: `{name}`, `{name:7}` for the first seven characters, `{name:s}` and `{name:ms}` for a time in
 * seconds or milliseconds as `3m20s`, `{table/0/column}` for a cell, `{name|job|jobs}` for the first word where the number
 * is 1 and the second where it is not. A fact that is not there shows as a dash; text from the target is tamed.
 */
export function fill(template: string, facts: Facts): string {
  let text = "";
  let from = 0;
  for (const { index, 0: whole, groups = {} } of template.matchAll(INSERT)) {
    const { name = "", how, one, many } = groups;
    const fact = factAt(facts, name);
    const inserted = one === undefined || many === undefined ? shown(fact, how) : numberIn(fact) === 1 ? one : many;
    text += template.slice(from, index) + inserted;
    from = index + whole.length;
  }
  return text + template.slice(from);
}

function shown(fact: Fact | undefined, how: string | undefined): string {
  if (fact === undefined || fact === null) return "—";
  if (isTable(fact)) return String(fact.rowCount);
  if ((how === "s" || how === "ms") && numberIn(fact) >= 0)
    return exactDuration(numberIn(fact) * (how === "s" ? 1000 : 1));
  if (typeof fact === "number") return readable(fact);
  return readableTime(tame(String(fact), 160)).slice(0, /^\d/.test(how ?? "") ? Number(how) : undefined);
}

/** The facts that a template inserts, tables by their own name. */
export function insertedFacts(template: string): readonly string[] {
  return [...template.matchAll(INSERT)].map(([, name = ""]) => name.split("/", 1)[0] ?? name);
}

/** A number may come as text: PostgreSQL sends a bigint so. */
function numberIn(fact: Fact | undefined): number {
  return isTable(fact) ? fact.rowCount : Number(fact ?? Number.NaN);
}

function factAt(facts: Facts, name: string): Fact | undefined {
  const [table = "", row, column] = name.split("/");
  const fact = facts[table];
  return row === undefined || column === undefined
    ? facts[name]
    : isTable(fact)
      ? fact.rows[Number(row)]?.[column]
      : undefined;
}

/** A whole ISO time as `11-22 08:33:45Z`: the year and the milliseconds say nothing at 3 a.m. */
function readableTime(text: string): string {
  return text.replace(/^\d{4}-(\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/, "$1 $2Z");
}

/** At most two decimals below 10, and one from there on: 0.004 reads `0`. */
export function readable(value: number): string {
  if (Number.isInteger(value)) return String(value);
  return String(Math.abs(value) < 10 ? Math.round(value * 100) / 100 : Math.round(value * 10) / 10);
}
