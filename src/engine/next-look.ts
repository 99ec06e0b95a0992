import type { CheckPlan } from "../core/plan.ts";

/** What an alert that holds wants of the looks at its check. */
export interface Urgency {
  /** ms until its time is over; Infinity when it is. */
  readonly dueMs: number;
}

export interface Circumstances {
  /** Looks that failed, one after another, up to now. */
  readonly failures: number;
  /** Of the alerts of the check that hold or fire. */
  readonly urgent: readonly Urgency[];
  /** 0…1. */
  readonly random: () => number;
}

/** Of the interval, more or less, so that looks do not come all at once. */
const JITTER = 0.1;
/** In intervals. More spares a dead target little, and what is healed stays red for longer than anybody believes it. */
const MAX_BACKOFF = 2;
/** A look for the end of a hold comes after this part of the interval at the earliest. */
const SOONEST = 0.25;

/**
 * How long a check is left alone after a look, in ms: its interval, up to twice as long once it failed more than once, or less
 * where an alert will have held long enough; never below its floor.
 */
export function nextLookMs(
  { everyMs, floorMs }: Pick<CheckPlan, "everyMs" | "floorMs">,
  { failures, urgent, random }: Circumstances,
): number {
  const backoff = failures > 1 ? MAX_BACKOFF : 1;
  const jitter = 1 + JITTER * (2 * random() - 1);
  const due = Math.max(everyMs * SOONEST, Math.min(...urgent.map(({ dueMs }) => dueMs)));
  return Math.max(Math.round(Math.min(everyMs * Math.min(backoff * jitter, MAX_BACKOFF), due)), floorMs);
}
