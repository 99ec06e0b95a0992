import { describeTest } from "../core/describe-test.ts";
import { type Fact, isTable, type Reading, type Table, type Verdict } from "../core/reading.ts";
import type { RunbookOffer } from "../core/runbook-offer.ts";
import type { Sample } from "../core/test-context.ts";
import { compactNumber } from "./numbers.ts";
import { hiddenNames } from "./select-hidden.ts";
import { dueAt, lookAt, type Status, shownState } from "./select-look.ts";
import { isBad, steppedAge } from "./select-row.ts";
import { fittingRunbooks, withoutMissingRunbook } from "./select-runbooks.ts";
import { timedSamples } from "./select-samples.ts";
import { firstBad } from "./select-trouble.ts";
import { type WatchedView, watchersOf } from "./select-watched.ts";
import type { CheckState, CockpitState } from "./state.ts";

interface RuleView {
  readonly test: string;
  readonly verdict: Verdict;
  readonly line: number | undefined;
  /** Rules before the one that decided did not hold; those after it were not asked. */
  readonly outcome: "no" | "decided" | "untold" | "not asked";
}

export interface TrendView {
  readonly fact: string;
  readonly samples: readonly Sample[];
  readonly threshold: number | undefined;
  readonly everyMs: number;
}

/** When a row turned bad, ms since 1970. Not `seen` where no ok reading is kept before it: it may be bad for longer. */
interface BadView {
  readonly since: number;
  readonly seen: boolean;
}

/** Everything the detail of one check draws. */
export interface DetailView {
  readonly id: string;
  readonly system: string;
  readonly title: string;
  readonly kind: string;
  readonly status: Status;
  readonly was: Verdict | undefined;
  readonly summary: string;
  readonly age: string;
  readonly at: number | undefined;
  /** Since when it is not ok; of a row that is ok, stale or unread: undefined. */
  readonly bad: BadView | undefined;
  readonly tookMs: number;
  readonly running: boolean;
  readonly nextAt: number | undefined;
  readonly onDemand: boolean;
  readonly effect: CheckState["plan"]["effect"];
  readonly from: string | undefined;
  readonly failure: Extract<Reading, { outcome: "failed" }>["failure"] | undefined;
  readonly place: string;
  readonly rules: readonly RuleView[];
  readonly facts: readonly (readonly [string, string])[];
  readonly tables: readonly (readonly [string, Table])[];
  readonly trend: TrendView | undefined;
  readonly trace: readonly string[];
  readonly runbooks: readonly RunbookOffer[];
  /** How far the alerts and goals about it are. */
  readonly watchers: readonly WatchedView[];
  readonly now: number;
}

/** Undefined: no such check. While frozen, as it was then. */
export function selectDetail(state: CockpitState, checkId: string): DetailView | undefined {
  const shown = shownState(state);
  const check = Object.hasOwn(shown.checks, checkId) ? shown.checks[checkId] : undefined;
  if (!check) return undefined;
  const { plan } = check;
  const look = lookAt(shown, check);
  const { reading } = look;
  const { facts, trace, hidden } = shownToRoom(state, plan.system, reading);
  return {
    id: plan.id,
    system: plan.system,
    title: plan.title,
    kind: plan.kind.kind,
    status: look.status,
    was: look.status === "stale" ? reading?.verdict : undefined,
    summary: summaryOf(shown, check) ?? (look.onDemand ? "nobody has looked yet: c looks" : "nobody has looked yet"),
    age: reading ? steppedAge(look.ageMs) : "",
    at: reading?.at,
    bad: isBad(look.status) ? badOf(check) : undefined,
    tookMs: reading?.tookMs ?? 0,
    running: check.phase === "running",
    nextAt: dueAt(shown, check),
    onDemand: look.onDemand,
    effect: plan.effect,
    from: plan.from,
    failure: reading?.outcome === "failed" ? reading.failure : undefined,
    place: `${plan.place.file}:${plan.place.line}`,
    rules: rulesOf(check, reading),
    facts: facts.flatMap(([name, fact]) => (isTable(fact) ? [] : [[name, factText(fact)] as const])),
    tables: facts.flatMap(([name, fact]) => (isTable(fact) ? [[name, fact] as const] : [])),
    trend: hidden.includes(plan.trend ?? "") ? undefined : trendOf(check),
    trace,
    runbooks: fittingRunbooks(shown, check),
    watchers: watchersOf(shown, plan.id),
    now: shown.now,
  };
}

const HIDDEN = "(hidden)";

/** Of a reading what the viewer may see: a room neither hidden values nor raw answers, which may hold anything. */
function shownToRoom(state: CockpitState, system: string, reading: Reading | undefined) {
  const hidden = hiddenNames(state, system);
  const read = reading?.outcome === "observed" ? Object.entries(reading.facts) : [];
  const facts = read.map(([name, fact]) => [name, withoutHidden(name, fact, hidden)] as const);
  return { hidden, facts, trace: state.view.presenting === undefined ? (reading?.trace ?? []) : [] };
}

function withoutHidden(name: string, fact: Fact, hidden: readonly string[]): Fact {
  if (hidden.length === 0) return fact;
  if (!isTable(fact)) return hidden.includes(name) ? HIDDEN : fact;
  const rows = fact.rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([column, cell]) => [column, hidden.includes(column) ? HIDDEN : cell])),
  );
  return { ...fact, rows };
}

function badOf(check: CheckState): BadView | undefined {
  const first = firstBad(check);
  return first && { since: first.at, seen: first !== check.history[0] };
}

function summaryOf(state: CockpitState, { plan, history }: CheckState): string | undefined {
  const summary = history.at(-1)?.summary;
  return summary === undefined ? undefined : withoutMissingRunbook(state, plan, summary);
}

function rulesOf({ plan }: CheckState, reading: Reading | undefined): readonly RuleView[] {
  return plan.judge.map((rule, index) => ({
    test: describeTest(rule.when),
    verdict: rule.verdict,
    line: plan.ruleLines[index],
    outcome: outcomeOf(rule.verdict, index, reading),
  }));
}

/** A rule that could not be told makes the answer unknown, whatever verdict it has. */
function outcomeOf(verdict: Verdict, index: number, reading: Reading | undefined): RuleView["outcome"] {
  if (!reading || reading.outcome === "failed") return "not asked";
  if (reading.rule < 0) return "no";
  if (index === reading.rule) return reading.verdict === verdict ? "decided" : "untold";
  return index < reading.rule ? "no" : "not asked";
}

function trendOf(check: CheckState): TrendView | undefined {
  const { trend, threshold, everyMs } = check.plan;
  if (trend === undefined || check.history.length < 2) return undefined;
  return { fact: trend, samples: timedSamples(check, trend), threshold, everyMs };
}

/** As it is, but `—` for null, and numbers from 1e15 on in short. */
export function factText(fact: Exclude<Fact, Table>): string {
  if (fact === null) return "—";
  return typeof fact === "number" && Math.abs(fact) >= 1e15 ? compactNumber(fact) : String(fact);
}
