import type { Duty } from "../core/duty.ts";
import type { InterruptedRun } from "../core/run-question.ts";
import type { RunbookOffer } from "../core/runbook-offer.ts";
import { allRows, checkBehind } from "./select-rows.ts";
import type { CockpitState } from "./state.ts";

/** What a person owes: a duty, or the end of a run that was interrupted. */
export type OwedEntry =
  | { readonly kind: "duty"; readonly duty: Duty }
  | { readonly kind: "run"; readonly run: InterruptedRun };

/** Duties first: those due first first. */
export function owedEntries({ duties, interrupted, run }: CockpitState): readonly OwedEntry[] {
  const left = interrupted.filter((one) => one.run !== run?.run);
  return [
    ...duties.map((duty): OwedEntry => ({ kind: "duty", duty })),
    ...left.map((one): OwedEntry => ({ kind: "run", run: one })),
  ];
}

export interface OfferedRunbook {
  readonly offer: RunbookOffer;
  /** Rows that are bad, or the row that was asked for, at which the runbook looks. */
  readonly fits: readonly string[];
}

/** Runbooks that fit the row, or what is bad now; then all others, by system in the order of the configuration. */
export function offeredRunbooks(state: CockpitState, row: string | undefined): readonly OfferedRunbook[] {
  const wanted = row === undefined ? badRows(state) : [row];
  const bySystem = state.systems.flatMap(({ id }) => state.runbooks.filter((offer) => offer.system === id));
  const all = bySystem.map((offer) => ({ offer, fits: wanted.filter((id) => looksAt(state, offer, id)) }));
  const fitting = all.filter(({ fits }) => fits.length > 0);
  return [...fitting, ...all.filter(({ fits }) => fits.length === 0)];
}

function badRows(state: CockpitState): readonly string[] {
  const bad = allRows(state).filter(({ status, counts }) => counts && (status === "fail" || status === "warn"));
  return bad.toSorted((a, b) => Number(b.status === "fail") - Number(a.status === "fail")).map(({ id }) => id);
}

function looksAt(state: CockpitState, { checks }: RunbookOffer, row: string): boolean {
  const check = checkBehind(state, row);
  const from = check === undefined ? undefined : state.checks[check]?.plan.from;
  return [check, from].some((id) => id !== undefined && checks.includes(id));
}
