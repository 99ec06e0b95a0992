import { blinded, isBlinded, mayBeOurs, wasBlinded } from "../core/blinded.ts";
import type { CheckPlan } from "../core/plan.ts";
import type { FailedReading, Reading } from "../core/reading.ts";
import { addTransition } from "./add-transition.ts";
import { failureWords } from "./failure-words.ts";
import { own } from "./own.ts";
import { type CheckState, type CockpitEvent, type CockpitState, HISTORY, type Transition } from "./state.ts";

type Read = Extract<CockpitEvent, { type: "check.read" }>;
type VantageChanged = Extract<CockpitEvent, { type: "vantage.changed" }>;

/** The same state for another epoch, an unknown check, and a reading that is not newer than the last one. */
export function withReading(state: CockpitState, { reading, nextAt, epoch }: Read): CockpitState {
  const check = epoch === state.epoch ? own(state.checks, reading.checkId) : undefined;
  const last = check?.history.at(-1);
  if (!check || (last && last.seq >= reading.seq)) return state;
  const history = [...check.history.slice(1 - HISTORY).map(withoutTrace), reading];
  return {
    ...state,
    checks: { ...state.checks, [reading.checkId]: { ...check, phase: "waiting", nextAt, history } },
    timeline: extend(state, check, reading),
  };
}

/** Only the last answer can be looked at; those before it would be megabytes. */
function withoutTrace(reading: Reading): Reading {
  return reading.trace.length === 0 ? reading : { ...reading, trace: [] };
}

/** The same state for another epoch, an unknown check, and one that is being looked at already. */
export function withStart(state: CockpitState, checkId: string, epoch: number): CockpitState {
  const check = epoch === state.epoch ? own(state.checks, checkId) : undefined;
  if (!check || check.phase === "running") return state;
  return { ...state, checks: { ...state.checks, [checkId]: { ...check, phase: "running" } } };
}

/**
 * What was taken for an outage before this machine knew that it is cut off is not known either. Once it is back, what
 * nobody has looked at since says so.
 */
export function withVantage(state: CockpitState, { since, checkIds }: VantageChanged): CockpitState {
  const blind = checkIds.flatMap((id): [string, CheckState][] => {
    const check = own(state.checks, id);
    const last = check?.history.at(-1);
    if (!check || last?.outcome !== "failed") return [];
    const seen = since === undefined ? afterwards(last) : meanwhile(check, last);
    return [[id, { ...check, history: [...check.history.slice(0, -1), seen] }]];
  });
  return { ...state, vantage: since, checks: { ...state.checks, ...Object.fromEntries(blind) } };
}

function meanwhile({ plan }: CheckState, last: FailedReading): FailedReading {
  return mayBeOurs(plan, last.failure) ? blinded(last) : last;
}

function afterwards(last: FailedReading): FailedReading {
  return isBlinded(last) ? wasBlinded(last) : last;
}

/** Checks nobody has looked at. */
export function freshChecks(plans: readonly CheckPlan[]): Record<string, CheckState> {
  return Object.fromEntries(
    plans.map((plan): [string, CheckState] => [plan.id, { plan, phase: "waiting", nextAt: undefined, history: [] }]),
  );
}

/** A first look that is ok is no news. */
function extend(
  { timeline, checks }: Pick<CockpitState, "timeline" | "checks">,
  { plan, history }: CheckState,
  reading: Reading,
): readonly Transition[] {
  const last = history.at(-1);
  if (last ? last.verdict === reading.verdict : reading.verdict === "ok") return timeline;
  const words = reading.outcome === "failed" ? failureWords(checks, plan, reading) : reading.summary;
  const { checkId, verdict: to } = reading;
  const at = reading.at + reading.tookMs;
  return addTransition(timeline, { at, checkId, from: last?.verdict, to, words });
}
