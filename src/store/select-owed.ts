import type { Duty } from "../core/duty.ts";
import type { InterruptedRun } from "../core/run-question.ts";
import type { RunbookOffer } from "../core/runbook-offer.ts";
import { allRows, checkBehind } from "./select-rows.ts";
import { fitOf } from "./select-runbooks.ts";
import type { CockpitState } from "./state.ts";
import type { OfferedRunbook } from "./view-state.ts";

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

/**
 * Runbooks that fit the row, or what is bad now: those first that fit best; then all others, by system in the order of
 * the configuration.
 */
export function offeredRunbooks(state: CockpitState, row: string | undefined): readonly OfferedRunbook[] {
  const wanted = row === undefined ? badRows(state) : [row];
  const bySystem = state.systems.flatMap(({ id }) => state.runbooks.filter((offer) => offer.system === id));
  const all = bySystem.map((offer) => {
    const rows = wanted.map((id) => ({ id, fit: fitOfRow(state, offer, id) })).filter(({ fit }) => fit > 0);
    return { offer, fits: rows.map(({ id }) => id), best: Math.max(0, ...rows.map(({ fit }) => fit)) };
  });
  return all.toSorted((a, b) => b.best - a.best).map(({ offer, fits }) => ({ id: offer.id, fits }));
}

function badRows(state: CockpitState): readonly string[] {
  const bad = allRows(state).filter(({ status, counts }) => counts && (status === "fail" || status === "warn"));
  return bad.toSorted((a, b) => Number(b.status === "fail") - Number(a.status === "fail")).map(({ id }) => id);
}

function fitOfRow(state: CockpitState, offer: RunbookOffer, row: string): number {
  const check = state.checks[checkBehind(state, row) ?? ""];
  return check === undefined ? 0 : fitOf(offer, check);
}
