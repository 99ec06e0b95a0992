import type { Reading, Verdict } from "../core/reading.ts";
import type { CheckState, CockpitState } from "./state.ts";

/** What a row's glyph says. `stale` hides the last verdict; `unread` has none yet. */
export type Status = Verdict | "stale" | "unread";

/** One check as it stands now. */
export interface Look {
  readonly status: Status;
  readonly reading: Reading | undefined;
  readonly late: boolean;
  /** Of the last reading, in ms. */
  readonly ageMs: number;
  readonly onDemand: boolean;
}

/** Computed when drawn, so that a scheduler that hangs greys the screen by itself. */
export function lookAt(state: Pick<CockpitState, "now" | "checks">, check: CheckState): Look {
  const reading = check.history.at(-1);
  const onDemand = check.plan.mode === "on-demand";
  if (!reading) return { status: "unread", reading, late: false, ageMs: 0, onDemand };
  const ageMs = Math.max(0, state.now - reading.at);
  const stale = state.now > staleAt(state, check, reading);
  const late = !stale && isLate(dueAt(state, check), reading.at, ageMs);
  return { status: stale ? "stale" : reading.verdict, reading, late, ageMs, onDemand };
}

/** A check that judges another one's answer anew is looked at when that one is. */
export function dueAt(state: Pick<CockpitState, "checks">, check: CheckState): number | undefined {
  if (check.nextAt !== undefined || check.plan.from === undefined) return check.nextAt;
  return state.checks[check.plan.from]?.nextAt;
}

function staleAt(state: Pick<CockpitState, "checks">, check: CheckState, reading: Reading): number {
  const { plan } = check;
  return Math.max(reading.at + plan.staleAfterMs, (dueAt(state, check) ?? 0) + plan.timeoutMs + plan.everyMs / 2);
}

function isLate(nextAt: number | undefined, at: number, ageMs: number): boolean {
  return nextAt !== undefined && nextAt > at && ageMs > 1.5 * (nextAt - at);
}

/** The state that is drawn: while frozen, the data of that moment. */
export function shownState(state: CockpitState): CockpitState {
  const { frozen } = state;
  if (!frozen) return state;
  const { at: now, checks, alerts, goals, timeline, story } = frozen;
  return { ...state, now, checks, alerts, goals, timeline, story };
}
