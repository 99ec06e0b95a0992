import type { CheckPlan } from "../core/plan.ts";
import type { Reading } from "../core/reading.ts";

/** Somebody else claimed the look and has not written down what it saw. */
export function heldBack(plan: CheckPlan, seq: number, at: number): Reading {
  const message = "looked at by another opsdeck just now; its reading is not there yet";
  const failure = { kind: "throttled" as const, message };
  return {
    checkId: plan.id,
    seq,
    at,
    tookMs: 0,
    verdict: "unknown",
    summary: message,
    short: "held by its floor",
    rule: -1,
    trace: [],
    outcome: "failed",
    failure,
  };
}
