import type { CheckPlan } from "../core/plan.ts";
import type { Reading } from "../core/reading.ts";

/** Answer to a wish to look: go ahead, or wait and take the reading that somebody else made. */
export type Claim =
  | { readonly granted: true }
  | { readonly granted: false; readonly waitMs: number; readonly reading: Reading | undefined };

/** Remembers when a check with a floor was last looked at, for all opsdecks that share a state directory. */
export interface Floors {
  /** Claims a look that nobody made within `leastMs`. The claim is written down before it is granted. */
  claim(plan: CheckPlan, leastMs: number): Promise<Claim>;
  /** Keeps the reading for others that come before the floor has passed. */
  settle(plan: CheckPlan, reading: Reading): Promise<void>;
}

/** For checks without a floor, and for tests: everything is granted. */
export const noFloors: Floors = {
  claim: () => Promise.resolve({ granted: true }),
  settle: () => Promise.resolve(),
};
