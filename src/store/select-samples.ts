import type { Sample } from "../core/test-context.ts";
import { toldSamples } from "../core/told-facts.ts";
import type { CheckState } from "./state.ts";

/** Past values of a fact, oldest first; null where nothing was seen or the number is a sentinel. */
export function timedSamples(check: CheckState, fact: string): readonly Sample[] {
  return toldSamples(check.history, fact);
}

/** The same without their times. */
export function samplesOf(check: CheckState, fact: string): readonly (number | null)[] {
  return timedSamples(check, fact).map(({ value }) => value);
}
