import { evaluate } from "../core/evaluate.ts";
import type { AlertPlan, CheckPlan, GoalPlan } from "../core/plan.ts";
import type { Reading, Verdict } from "../core/reading.ts";
import { seenText } from "../core/seen.ts";
import type { Sample, TestContext } from "../core/test-context.ts";
import { toldFacts } from "../core/told-facts.ts";
import { isUnknown } from "../core/truth.ts";
import { isSlo, testOf } from "./watched-plan.ts";

export interface SampleContext {
  readonly plans: readonly CheckPlan[];
  /** Divides every window. */
  readonly pace: number;
  /** Values of a fact that counts, as they were seen before; undefined where none are kept. */
  readonly samples: (checkId: string, fact: string) => readonly Sample[] | undefined;
  /** The last fresh verdict of a check. */
  readonly verdictOf: (checkId: string) => Verdict | undefined;
}

export interface Told {
  /** null: it could not be told. */
  readonly truth: boolean | null;
  /** The test with the values of the sample, or why it could not be told. */
  readonly seen: string;
}

/** What one reading says of an alert or a goal. */
export function toldSample(plan: AlertPlan | GoalPlan, reading: Reading, context: SampleContext): Told {
  const when = testOf(plan);
  if (when === undefined) return { truth: verdictTruth(reading.verdict), seen: `${reading.verdict}: ${reading.short}` };
  // A look that failed because of the target is a bad probe, whatever it should have seen.
  if (isSlo(plan) && reading.outcome === "failed") return { truth: verdictTruth(reading.verdict), seen: reading.short };
  const test = testContext(plan, reading, context);
  const truth = evaluate(when, test);
  return isUnknown(truth) ? { truth: null, seen: truth.unknown } : { truth, seen: seenText(when, test) };
}

function testContext(
  plan: AlertPlan | GoalPlan,
  reading: Reading,
  { pace, plans, samples, verdictOf }: SampleContext,
): TestContext {
  const own = plan.checkId === reading.checkId;
  const check = plans.find(({ id }) => id === reading.checkId);
  return {
    facts: own ? toldFacts(reading) : {},
    ...(reading.outcome === "failed" && { unread: reading.failure.message }),
    now: reading.at,
    pace,
    samples: (fact) => samples(reading.checkId, fact) ?? [],
    gapMs: "gapMs" in plan ? plan.gapMs : (check?.staleAfterMs ?? Infinity),
    verdictOf: (name) => verdictOf(`${plan.system}/${name}`),
  };
}

/** Unknown is neither good nor bad. */
function verdictTruth(verdict: Verdict): boolean | null {
  return verdict === "unknown" ? null : verdict === "ok";
}
