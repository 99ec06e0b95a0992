import type { Fact, Facts, Reading } from "./reading.ts";

/** The facts of a reading as a test over time may use them: a number that stands for "could not count" is no number. */
export function toldFacts(reading: Reading): Facts {
  if (reading.outcome === "failed") return {};
  if (reading.verdict !== "unknown") return reading.facts;
  return Object.fromEntries(Object.entries(reading.facts).map(([name, fact]) => [name, told(fact)]));
}

function told(fact: Fact): Fact {
  return typeof fact === "number" && fact < 0 ? null : fact;
}
