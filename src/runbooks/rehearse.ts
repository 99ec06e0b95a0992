import { ExpandError, expandPlain } from "../config/expand.ts";
import { describeTest } from "../core/describe-test.ts";
import type { CheckPlan } from "../core/plan.ts";
import type { Test } from "../core/test.ts";
import { leaves } from "../core/test-parts.ts";
import { isUnknown } from "../core/truth.ts";
import { judged } from "./meet.ts";
import { type Step, undoOf } from "./runbook-schema.ts";
import { checkId, type RunContext, scopeOf } from "./step-context.ts";

/** What an expectation or a proof of a step says of now. */
export interface Rehearsed {
  readonly what: "check" | "expect" | "proof";
  readonly check: string;
  readonly wanted: string;
  /** `later`: what it needs is known in a real run only, or its look would do more than read. */
  readonly state: "met" | "not-met" | "unknown" | "later";
  readonly why?: string;
}

interface Expected extends Pick<Rehearsed, "what" | "check"> {
  readonly when: Test;
}

/** Looks at each check that the step waits for, if that does nothing but read, and judges what it expects. */
export function rehearse(
  step: Step,
  context: RunContext,
  isHarmless: (plan: CheckPlan) => boolean,
): Promise<readonly Rehearsed[]> {
  return Promise.all(expectationsOf(step).map((expected) => rehearseOne(expected, context, isHarmless)));
}

function expectationsOf(step: Step): readonly Expected[] {
  const own: readonly Expected[] =
    step.type === "check"
      ? [{ what: "check", check: step.check, when: { verdict: step.check, in: [...step.in] } as Test }]
      : step.type === "expect"
        ? [{ what: "expect", ...step.expect }]
        : [];
  const proofs = (undoOf(step)?.proof ?? []).map(({ check, when }): Expected => ({ what: "proof", check, when }));
  return [...own, ...proofs];
}

async function rehearseOne(
  { what, check, when }: Expected,
  context: RunContext,
  isHarmless: (plan: CheckPlan) => boolean,
): Promise<Rehearsed> {
  const base = { what, check, wanted: describeTest(when) };
  const { looks } = context.ports;
  const id = checkId(context, check);
  const plan = looks.plan(id);
  if (!plan) return { ...base, state: "unknown", why: `there is no check ${check}` };
  if (!isHarmless(plan)) return { ...base, state: "later", why: "a look at it would do more than read" };
  const test = expanded(when, context);
  if (!test || leaves(test).some((leaf) => "newer-than-step" in leaf))
    return { ...base, state: "later", why: "depends on what an earlier step does" };
  const reading = await looks.look(id);
  const truth = judged(reading, { check: id, when: test, since: 0, endOf: () => undefined }, context.ports);
  const said = { ...base, wanted: describeTest(test) };
  if (isUnknown(truth)) return { ...said, state: "unknown", why: truth.unknown };
  return { ...said, state: truth ? "met" : "not-met", why: `${reading.verdict}: ${reading.summary}` };
}

/** Undefined where it refers to what an earlier step captures. */
function expanded(test: Test, context: RunContext): Test | undefined {
  try {
    return expandPlain(test, scopeOf(context));
  } catch (error) {
    if (error instanceof ExpandError && error.message.startsWith("${step.")) return undefined;
    throw error;
  }
}
