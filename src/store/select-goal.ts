import { describeTest } from "../core/describe-test.ts";
import { type GoalStanding, goalStanding } from "../core/goal.ts";
import type { Status } from "./select-look.ts";
import type { RowOptions, RowView } from "./select-row.ts";
import type { CockpitState, GoalRecord } from "./state.ts";

/** The part of an error budget that is a warning before it is used up. */
const BUDGET_WARN = 0.75;

export interface GoalLook extends GoalStanding {
  readonly status: Status;
  /** Open criteria are a list to be worked through: they make nothing bad and stand in no count. */
  readonly counts: boolean;
}

/**
 * An objective fails when it is missed, warns from 75 % of its budget, and is unread while it cannot be told. Any other goal
 * is unread while it is open, and unknown where it was seen and cannot be told now.
 */
export function goalLook({ now }: Pick<CockpitState, "now">, { plan, memory }: GoalRecord): GoalLook {
  const stands = goalStanding(plan, memory, now);
  if (plan.kind === "slo") {
    const burned = stands.slo?.burned ?? 0;
    if (stands.met === false) return { ...stands, status: "fail", counts: true };
    if (burned >= BUDGET_WARN) return { ...stands, status: "warn", counts: true };
    return { ...stands, status: stands.met === null ? "unread" : "ok", counts: stands.met === true };
  }
  if (stands.met === true) return { ...stands, status: "ok", counts: true };
  return { ...stands, status: stands.met === null && memory.hold ? "unknown" : "unread", counts: false };
}

export function selectGoalRow(state: CockpitState, goal: GoalRecord, options: RowOptions): RowView {
  const { plan } = goal;
  const { status, progress } = goalLook(state, goal);
  return {
    id: plan.id,
    tag: options.tag ? plan.tag : "",
    title: plan.title,
    status,
    was: undefined,
    value: undefined,
    words: progress,
    hint: status === "fail" || status === "warn" ? "no risk that can wait: the error budget is for outages" : undefined,
    spark: [],
    threshold: undefined,
    age: "",
    echo: false,
  };
}

/** Whether a goal is ticked, as far as a tick stands; undefined for one that no person ticks. */
export function isTicked({ plan, memory }: GoalRecord, now: number): boolean | undefined {
  if (plan.kind === "slo" || plan.by !== "operator") return undefined;
  return goalStanding(plan, memory, now).met === true;
}

/** What a goal asks for, in words. */
export function goalTest({ plan }: GoalRecord): string {
  if (plan.kind !== "slo") return plan.by === "operator" ? (plan.say ?? "a person ticks it") : describeTest(plan.when);
  return plan.when === undefined ? `${plan.checkId} is ok` : describeTest(plan.when);
}
