import type { CheckPlan } from "../core/plan.ts";

/** What an alert that holds wants of the looks at its check. */
export interface Urgency {
  /** ms until its time is over; Infinity when it is. */
  readonly dueMs: number;
}

export interface Circumstances {
  /** Looks that failed since the last one that did not. */
  readonly failures: number;
  /** Of the alerts of the check that hold or fire. */
  readonly urgent: readonly Urgency[];
  /** 0…1. */
  readonly random: () => number;
}

const JITTER = 0.1;
const MAX_BACKOFF = 8;
/** While an alert of the check holds or fires. */
const URGENT_BACKOFF = 2;
/** A look for the end of a hold comes after this part of the interval at the earliest. */
const SOONEST = 0.25;

/**
 * How long a check is left alone after a look, in ms: its interval, twice as long after each failure, or less where an alert
 * will have held long enough; never below its floor.
 */
export function nextLookMs(
  { everyMs, floorMs }: Pick<CheckPlan, "everyMs" | "floorMs">,
  { failures, urgent, random }: Circumstances,
): number {
  const most = urgent.length > 0 ? URGENT_BACKOFF : MAX_BACKOFF;
  const backoff = Math.min(most, 2 ** Math.max(0, failures - 1));
  const jitter = 1 + JITTER * (2 * random() - 1);
  const due = Math.max(everyMs * SOONEST, Math.min(...urgent.map(({ dueMs }) => dueMs)));
  return Math.max(Math.round(Math.min(everyMs * backoff * jitter, due)), floorMs);
}
