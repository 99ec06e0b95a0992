import { type Memory, remembered } from "../core/goal.ts";
import { type Hold, type HoldSample, held } from "../core/hold.ts";
import type { AlertPlan, GoalPlan, SloPlan } from "../core/plan.ts";
import type { Test } from "../core/test.ts";

/** What a sample is taken for. */
export type WatchedPlan =
  | { readonly kind: "alert"; readonly plan: AlertPlan }
  | { readonly kind: "goal"; readonly plan: GoalPlan };

/** How one more sample changes what is remembered. */
export type Taker = (memory: Memory, sample: HoldSample) => Memory;

/** Gives the very same memory back for a look that was taken already, and for a goal that a person ticks. */
export function takerOf({ kind, plan }: WatchedPlan): Taker {
  if (kind === "goal") return (memory, sample) => remembered(plan, memory, sample);
  return (memory, sample) => {
    const hold = held(memory.hold, sample, plan);
    return hold === memory.hold ? memory : { ...memory, hold };
  };
}

/** ms until a hold is long enough; Infinity when it is, or does not hold. */
export function dueIn(hold: Hold, plan: AlertPlan, now: number): number {
  return hold.truth !== true || hold.at - hold.since >= plan.forMs ? Infinity : hold.since + plan.forMs - now;
}

/** Whether it goes by a person's word; not whether that was given. */
export function isTicked(plan: GoalPlan): boolean {
  return plan.kind !== "slo" && plan.by === "operator";
}

export function isSlo(plan: AlertPlan | GoalPlan): plan is SloPlan {
  return "kind" in plan && plan.kind === "slo";
}

/** Undefined: it goes by a person's word, or by the verdict of its check. */
export function testOf(plan: AlertPlan | GoalPlan): Test | undefined {
  return "when" in plan ? plan.when : undefined;
}

/** The checks whose readings are its samples. */
export function readsOf(plan: AlertPlan | GoalPlan): readonly string[] {
  if ("checkIds" in plan) return plan.checkIds;
  return plan.checkId === undefined ? [] : [plan.checkId];
}
