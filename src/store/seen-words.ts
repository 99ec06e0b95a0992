import { describeTest } from "../core/describe-test.ts";
import type { AlertRecord } from "./state.ts";

/**
 * What the last sample of an alert saw: the values that it compared, where they say something. Of a test that is made of
 * several, `0 ≠ 1, 0 ≤ 300` says nothing to people; after a restart, and of some tests, only that it holds or not is known.
 */
export function seenWords({ plan, hold, seen }: Pick<AlertRecord, "plan" | "hold" | "seen">): string {
  const test = describeTest(plan.when);
  const isQuiet = hold?.truth === false && ("all" in plan.when || "any" in plan.when);
  if (seen !== "" && seen !== test && !isQuiet) return seen;
  return hold?.truth === false ? "quiet" : test;
}
