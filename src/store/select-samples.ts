import type { Reading } from "../core/reading.ts";
import type { CheckState } from "./state.ts";

export interface TimedSample {
  readonly at: number;
  /** null where nothing was seen or the number is a sentinel. */
  readonly value: number | null;
}

/** Past values of a fact, oldest first. */
export function timedSamples(check: CheckState, fact: string): readonly TimedSample[] {
  return check.history.map((reading) => ({ at: reading.at, value: sampleOf(reading, fact) }));
}

export function samplesOf(check: CheckState, fact: string): readonly (number | null)[] {
  return timedSamples(check, fact).map(({ value }) => value);
}

/** The number of a fact; null where nothing was seen or it is a sentinel. */
export function sampleOf(reading: Reading, fact: string): number | null {
  if (reading.outcome === "failed") return null;
  const value = reading.facts[fact];
  if (typeof value !== "number" || !Number.isFinite(value)) return null;
  return reading.verdict === "unknown" && value < 0 ? null : value;
}
