import type { Fact, Facts, Reading, Verdict } from "./reading.ts";
import type { Sample } from "./test-context.ts";

/**
 * Whether a number stands for "could not count": -1 always, which is what programs say for it, whatever the rules made of
 * the rest of the answer; any other negative number where the rules call the reading unknown.
 */
export function isSentinel(fact: Fact | undefined, verdict?: Verdict): boolean {
  return typeof fact === "number" && (fact === -1 || (fact < 0 && verdict === "unknown"));
}

/** The facts of a reading as a test over time may use them: a sentinel is no number. */
export function toldFacts(reading: Reading): Facts {
  if (reading.outcome === "failed") return {};
  const told = (fact: Fact): Fact => (isSentinel(fact, reading.verdict) ? null : fact);
  return Object.fromEntries(Object.entries(reading.facts).map(([name, fact]) => [name, told(fact)]));
}

/** The number of a fact; null where nothing was seen or it is a sentinel. */
export function toldNumber(reading: Reading, fact: string): number | null {
  const value = reading.outcome === "failed" ? undefined : reading.facts[fact];
  return typeof value === "number" && Number.isFinite(value) && !isSentinel(value, reading.verdict) ? value : null;
}

/** Past values of a fact, oldest first. */
export function toldSamples(readings: readonly Reading[], fact: string): readonly Sample[] {
  return readings.map((reading) => ({ at: reading.at, value: toldNumber(reading, fact) }));
}
