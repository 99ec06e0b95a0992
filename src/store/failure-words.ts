import { isBlinded } from "../core/blinded.ts";
import type { CheckPlan } from "../core/plan.ts";
import type { FailedReading } from "../core/reading.ts";
import type { CheckState } from "./state.ts";

/**
 * A failed look in few words. A check that judges another one's answer names that check instead of its words, so that
 * one refused secret is told once and not in five rows.
 */
export function failureWords(
  checks: Readonly<Record<string, CheckState>>,
  { from }: Pick<CheckPlan, "from">,
  reading: FailedReading,
): string {
  if (isBlinded(reading)) return reading.short;
  const source = from === undefined ? undefined : checks[from]?.plan.title;
  return source === undefined ? reading.short : `see ${source}`;
}

/** Whether a failed look says no more than where its words are. */
export function namesSource(
  checks: Readonly<Record<string, CheckState>>,
  { from }: Pick<CheckPlan, "from">,
  reading: FailedReading,
): boolean {
  return !isBlinded(reading) && from !== undefined && checks[from] !== undefined;
}
