import type { Reading } from "../core/reading.ts";
import type { CheckState } from "./state.ts";

/** Past values of a fact, oldest first; null where nothing was seen or the number is a sentinel. */
export function samplesOf(check: CheckState, fact: string): readonly (number | null)[] {
  return check.history.map((reading) => sampleOf(reading, fact));
}

function sampleOf(reading: Reading, fact: string): number | null {
  if (reading.outcome === "failed") return null;
  const value = reading.facts[fact];
  if (typeof value !== "number" || !Number.isFinite(value)) return null;
  return reading.verdict === "unknown" && value < 0 ? null : value;
}
