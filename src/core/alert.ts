import { type Hold, type HoldLimits, isHeld } from "./hold.ts";

export type AlertState = "inactive" | "pending" | "firing" | "resolved" | "insufficient";

/** How long an alert that ended is shown as resolved, before pace. */
export const RESOLVED_MS = 600_000;

export interface AlertLimits extends HoldLimits {
  /** How long an alert that ended is shown as resolved. */
  readonly resolvedMs: number;
}

/**
 * Where an alert stands at a time. `insufficient` is neither firing nor inactive: nothing was seen, the last look could
 * not tell or is too old, or it holds since after a gap and not yet for its time.
 */
export function alertState(hold: Hold | undefined, limits: AlertLimits, now: number): AlertState {
  if (!hold || hold.truth === null || now - hold.at > limits.gapMs) return "insufficient";
  if (hold.truth) return isHeld(hold, limits) ? "firing" : hold.lostAt === null ? "pending" : "insufficient";
  return hold.resolvedAt !== null && now - hold.resolvedAt <= limits.resolvedMs ? "resolved" : "inactive";
}

/** Whether a sample made the alert fire: once a transition, so that the bell rings once. */
export function beganToFire(before: Hold | undefined, after: Hold, limits: HoldLimits): boolean {
  return isHeld(after, limits) && !(before && before.since === after.since && isHeld(before, limits));
}

/** How long it has held, up to the last sample; 0 when it does not. */
export function heldMs(hold: Hold | undefined): number {
  return hold?.truth === true ? hold.at - hold.since : 0;
}
